import { describe, expect, it } from 'vitest';
import type { SteadyState } from '../frameworks/steady/program.ts';
import { must } from '../kernel/assert.ts';
import { applyCommand, type Command } from '../kernel/command.ts';
import { hostId, type ProcessId } from '../kernel/ids.ts';
import { findProcess } from '../kernel/process-table.ts';
import { runUntil, type Simulator } from '../kernel/simulator.ts';
import type { MasterState } from '../mesos/master/master-state.ts';
import { assembleCluster } from './assemble.ts';
import { steadyId } from './process-names.ts';
import { filledTopology, STEADY_HOST } from './topology.ts';
import { leaderOf } from './views/leaders.ts';

const AGENTS = 4;
const TASKS = 20;

function startCluster(): { simulator: Simulator; run: (seconds: number) => void; command: (order: Command) => void } {
  const simulator = assembleCluster({ topology: { ...filledTopology(AGENTS), marathons: [] }, seed: 1 });
  return {
    simulator,
    run: (seconds) => runUntil(simulator, seconds * 1_000_000),
    command: (order) => expect(applyCommand(simulator, order)).toEqual({ ok: true }),
  };
}

function stateOf<State>(simulator: Simulator, id: ProcessId): State {
  return must(findProcess(simulator.world, id), `process ${id}`).state as State;
}

const leader = (simulator: Simulator): ProcessId => must(leaderOf(simulator, 'mesos'), 'a leading master');

/** Running tasks by agent, by the leading master. */
function running(simulator: Simulator): number[] {
  const { tasks } = stateOf<MasterState>(simulator, leader(simulator));
  const byAgent = new Map<string, number>();
  for (const held of tasks.values())
    for (const task of held.values())
      if (task.state === 'TASK_RUNNING') byAgent.set(task.slaveId, (byAgent.get(task.slaveId) ?? 0) + 1);
  return [...byAgent.values()].sort();
}

const given = (simulator: Simulator): number => stateOf<SteadyState>(simulator, steadyId(STEADY_HOST)).count;

describe('the framework that fills a cluster', () => {
  it('has all its tasks running seconds after it registered, so many on each agent, and wants no more offers', () => {
    const { simulator, run } = startCluster();
    run(20);
    expect(running(simulator)).toEqual([5, 5, 5, 5]);
    expect([...stateOf<MasterState>(simulator, leader(simulator)).offers.values()]).toEqual([]);
  });

  it('keeps its tasks when another master leads, and launches anew what an agent took with it', () => {
    const { simulator, run, command } = startCluster();
    run(20);
    command({ kind: 'killProcess', process: leader(simulator) });
    run(80);
    expect([running(simulator), given(simulator)]).toEqual([[5, 5, 5, 5], TASKS]);
    command({ kind: 'powerOffHost', host: hostId('10.0.0.1') });
    run(200);
    expect(running(simulator)).toEqual([5, 5, 5]);
    command({ kind: 'powerOnHost', host: hostId('10.0.0.1') });
    // The master still holds the connection of before; TCP's next try, up to two minutes later, finds it dead.
    run(400);
    expect(running(simulator)).toEqual([5, 5, 5, 5]);
  });
});
