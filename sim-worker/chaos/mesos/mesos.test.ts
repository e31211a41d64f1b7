import { beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../kernel/assert.ts';
import { clonePlain } from '../../kernel/clone.ts';
import type { ProcessId } from '../../kernel/ids.ts';
import { runUntil, type Simulator } from '../../kernel/simulator.ts';
import { ownProcess } from '../../kernel/process-table.ts';
import type { World } from '../../kernel/world.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import { masterTasks } from '../../mesos/master/inspect.ts';
import { setTask } from '../../mesos/master/books.ts';
import { startBed } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { leadingMasters } from '../../cluster/inspect-mesos.ts';
import { frameworkId, taskId, type TaskId } from '../../mesos/ids.ts';
import { createChecker } from '../invariants/checker.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { logAgreement } from '../invariants/log-agreement.ts';
import { registeredAgentsInRegistry } from '../invariants/registered-agents-in-registry.ts';
import { terminalStatesFinal } from '../invariants/terminal-states-final.ts';
import { drawMesosFaults, MESOS_FAULT_KINDS } from './faults.ts';
import { FUZZED_FRAMEWORKS } from './frameworks.ts';
import { startFuzzedCluster } from './fuzzed-cluster.ts';
import type { KeeperState, KeptTask } from './keeper.ts';
import { tryMesos } from './try-mesos.ts';
import { changeWeight } from './weight-changes.ts';
import { lackOf } from './whole.ts';

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

describe('what a mended cluster lacks, when it was tampered with', () => {
  const seed = 3;
  let simulator: Simulator;
  let master: MasterState;
  const [keeper] = FUZZED_FRAMEWORKS;
  const keeperState = (): KeeperState =>
    ownProcess(simulator.world, must(keeper, 'a framework').process).state as KeeperState;

  beforeEach(() => {
    simulator = startFuzzedCluster(seed);
    runUntil(simulator, 30_000_000);
    const [leading] = leadingMasters(simulator.world);
    master = masterOf(simulator.world, must(leading, 'a leading master').host);
  });

  it('is nothing as it is', () => {
    expect(lackOf(simulator)).toBeNull();
  });

  it('is a task that the master forgot', () => {
    must([...master.tasks.values()][0], 'tasks').clear();
    expect(lackOf(simulator)).toMatch(/^the master knows \d+ tasks: too many none, missing task/);
  });

  it('is a task that runs without its framework knowing', () => {
    const state = keeperState();
    const [[id, task]] = [...state.tasks] as [[TaskId, KeptTask]];
    state.tasks.delete(id);
    expect(lackOf(simulator)).toBe('framework keeper has 7 running of 7 tasks');
    state.tasks.set(taskId('another'), task);
    expect(lackOf(simulator)).toMatch(new RegExp(`^the master knows \\d+ tasks: too many ${id}, missing another`));
  });

  it('is a task without a status that no master knows any more', () => {
    keeperState().givenUp.add(taskId('gone'));
    expect(lackOf(simulator)).toMatch(/^gone of keeper is lost from view/);
  });

  it('is a task that outlives a framework which the master removed', () => {
    const [first, ...others] = master.tasks;
    const [owner, tasks] = must(first, 'tasks of a framework');
    const [id, task] = must([...tasks][0], 'a task');
    const gone = frameworkId('removed');
    const framework = must(master.frameworks.get(owner), 'its framework');
    master.tasks.set(
      gone,
      new Map([[taskId('straggler'), { ...task, taskId: taskId('straggler'), frameworkId: gone }]]),
    );
    expect(lackOf(simulator), `an orphan of a framework that this master never knew, beside ${id}`).toBeNull();
    const { registeredAtSecs } = must(master.agents.get(task.slaveId), 'its agent');
    master.completedFrameworks.push({ ...framework, id: gone, unregisteredAtSecs: registeredAtSecs + 1 });
    expect(lackOf(simulator)).toBe('straggler outlives framework removed, which the master removed');
    master.completedFrameworks.splice(0);
    master.completedFrameworks.push({ ...framework, id: gone, unregisteredAtSecs: registeredAtSecs - 1 });
    expect(lackOf(simulator), 'an agent that came after the removal is not told of it').toBeNull();
    expect(others).toHaveLength(2);
  });

  it('is an agent that the registry does not hold, which an invariant sees at once', () => {
    const { registrar } = master;
    const slaves = new Map(registrar.registry.slaves);
    slaves.delete(must([...slaves.keys()][0], 'an agent'));
    registrar.registry = { ...registrar.registry, slaves };
    expect(lackOf(simulator)).toMatch(/^the registry holds agents/);
    expect(tampered(registeredAgentsInRegistry, simulator.world, () => undefined)).not.toHaveLength(0);
  });

  it('is a weight that the registry or the allocator lost, or one that was acknowledged before another', () => {
    const { registry } = master.registrar;
    master.registrar.registry = { ...registry, weights: [] };
    expect(lackOf(simulator)).toBe('role web has weight undefined in the registry, acknowledged is 2.5');
    master.registrar.registry = registry;
    master.allocator.weights.delete('web');
    expect(lackOf(simulator)).toBe('role web has weight undefined in the allocator, 2.5 in the registry');
    changeWeight(simulator, { requestId: 2, draw: 0 });
    runUntil(simulator, 32_000_000);
    expect(lackOf(simulator)).toBeNull();
    master.registrar.registry = registry;
    expect(lackOf(simulator)).toBe('role web has weight 2.5 in the registry, acknowledged is 3');
  });

  it('is an allocator that thinks less taken than the master does', () => {
    const [agent] = [...master.allocator.agents.values()].filter(({ allocated }) => allocated.length > 0);
    const row = must(agent, 'an agent with tasks');
    master.allocator.agents.set(row.id, { ...row, allocated: [] });
    expect(lackOf(simulator)).toBe(`master and allocator differ on ${row.id}`);
  });
});

describe('random faults of Mesos', () => {
  it('are of every kind, and wipe the log of one master only in a run', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      const faults = drawMesosFaults(seed);
      for (const { kind } of faults) seen.add(kind);
      const wiped = faults.filter(({ kind }) => kind === 'wipeReplica').map(({ target }) => target % 3);
      expect(new Set(wiped).size, `seed ${String(seed)}`).toBeLessThan(2);
    }
    expect([...seen].sort()).toEqual([...MESOS_FAULT_KINDS].sort());
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
