import { describe, expect, it } from 'vitest';
import { clonePlain } from '../../kernel/clone.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import { runUntil } from '../../kernel/simulator.ts';
import { ownProcess } from '../../kernel/process-table.ts';
import type { World } from '../../kernel/world.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import { masterTasks } from '../../mesos/master/inspect.ts';
import { setTask } from '../../mesos/master/books.ts';
import { startBed } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { createChecker } from '../invariants/checker.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { logAgreement } from '../invariants/log-agreement.ts';
import { terminalStatesFinal } from '../invariants/terminal-states-final.ts';
import { tryMesos } from './try-mesos.ts';

const masterOf = (world: World, host: string): MasterState =>
  ownProcess(world, `mesos-master@${host}` as ProcessId).state as MasterState;

/** Messages of the check after `tamper`, given a check of the healthy world before. */
function tampered<Memory>(invariant: Invariant<Memory>, world: World, tamper: () => void): readonly string[] {
  const checker = createChecker([invariant as Invariant]);
  checker.check(world);
  tamper();
  checker.check(world);
  return checker.reports().flatMap((report) => report.violations.map((violation) => violation.message));
}

describe('invariants of Mesos in a world that was tampered with', () => {
  it('sees another action learned at a position of the log', () => {
    const bed = startBed({ seed: 3 });
    bed.run(20);
    const { world } = bed.simulator;
    const messages = tampered(logAgreement, world, () => {
      const { replica } = masterOf(world, '192.168.1.231').log;
      const [position, action] = [...replica.actions].at(-1) ?? [0, null];
      if (action !== null)
        replica.actions.set(position, Object.freeze({ ...clonePlain(action), sizeBytes: 1, to: 9999 }));
    });
    expect(messages.length).toBeGreaterThan(0);
  });

  it('sees a task live again after its end', () => {
    const bed = startBed({ seed: 3 });
    bed.run(20);
    bed.launch(['t1']);
    bed.run(30);
    const { world } = bed.simulator;
    const master = masterOf(world, bed.leader().host);
    const [task] = masterTasks(master);
    if (task === undefined) throw new Error('no task');
    setTask(master, { ...task, state: 'TASK_LOST' });
    expect(
      tampered(terminalStatesFinal, world, () => setTask(master, { ...task, state: 'TASK_RUNNING' })),
    ).toHaveLength(1);
    runUntil(bed.simulator, world.nowUs);
  });
});

describe('a Mesos cluster under random faults', () => {
  it.each([1])('runs what its framework asked for once everything is mended: seed %i', (seed) => {
    expect(tryMesos({ seed }).problems).toEqual([]);
  });

  it('gives a lost agent up only after the window for agents of the registry: seed 1019', () => {
    const outcome = tryMesos({
      seed: 1019,
      faults: [
        { kind: 'powerOff', atMs: 177_343, durationMs: 118_450, target: 821 },
        { kind: 'pauseMaster', atMs: 198_594, durationMs: 27_464, target: 446 },
      ],
    });
    expect(outcome.problems).toEqual([]);
    expect(outcome.healedMs).toBeGreaterThan(590_000);
  });
});
