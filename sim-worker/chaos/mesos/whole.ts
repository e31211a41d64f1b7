/** What a mended Mesos cluster lacks: one leader, every agent, and the framework's tasks alike in all three views. */
import type { Simulator } from '../../kernel/simulator.ts';
import { findProcess } from '../../kernel/process-table.ts';
import type { TaskId } from '../../mesos/ids.ts';
import { agentTasks, leadingMasters } from '../../cluster/inspect-mesos.ts';
import { AGENTS } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { FRAMEWORK_PROCESS } from './faults.ts';
import type { KeeperState } from './keeper.ts';

/** Null: nothing. */
export function lackOf(simulator: Simulator, tasks: number): string | null {
  const leading = leadingMasters(simulator.world);
  const [master] = leading;
  if (master === undefined || leading.length > 1) return `${String(leading.length)} masters lead`;
  if (master.connectedAgents !== AGENTS.length || master.agents !== AGENTS.length)
    return `${String(master.connectedAgents)} of ${String(master.agents)} agents are connected`;
  const process = findProcess(simulator.world, FRAMEWORK_PROCESS);
  const keeper = process?.status === 'running' ? (process.state as KeeperState | null) : null;
  if (keeper === null || !keeper.driver.connected) return 'the framework is not connected';
  const wanted = sorted([...keeper.tasks].filter(([, task]) => task.state === 'TASK_RUNNING').map(([id]) => id));
  if (keeper.tasks.size !== tasks || wanted.length !== tasks)
    return `the framework has ${String(wanted.length)} running of ${String(keeper.tasks.size)} tasks`;
  // Staged for ever at the master: no agent has them (see KeeperState.givenUp).
  const known = sorted(master.liveTasks.filter((id) => !keeper.givenUp.has(id as TaskId)));
  if (known.join() !== wanted.join()) return `the master knows ${differing(known, wanted)}`;
  const running = sorted(agentTasks(simulator.world));
  return running.join() === wanted.join() ? null : `the agents run ${differing(running, wanted)}`;
}

function sorted(ids: readonly string[]): string[] {
  return [...ids].sort();
}

function differing(found: readonly string[], wanted: readonly string[]): string {
  const more = found.filter((id) => !wanted.includes(id));
  const fewer = wanted.filter((id) => !found.includes(id));
  return `${String(found.length)} tasks: too many ${more.join(', ') || 'none'}, missing ${fewer.join(', ') || 'none'}`;
}
