/**
 * What a cluster with Marathon lacks to be whole: one leader that is at rest, every app at its number of instances, and agents
 * that run just these.
 */
import { isLeadingMaster } from '../../mesos/master/inspect.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import { liveProcesses } from '../../cluster/inspect.ts';
import { agentTasks } from '../../cluster/inspect-mesos.ts';
import type { World } from '../../kernel/world.ts';
import { type InspectedMarathon, type InspectedTask, inspectMarathon } from '../../marathon/inspect.ts';
import type { MarathonState } from '../../marathon/state.ts';

/** Empty when the cluster is whole. */
export function missingFromWhole(world: World): readonly string[] {
  const leaders = liveProcesses(world, 'marathon')
    .map((process) => inspectMarathon(process.state as MarathonState))
    .filter((marathon) => marathon.leading);
  const [leader] = leaders;
  if (leader === undefined) return ['nobody leads'];
  if (leaders.length > 1) return [`${String(leaders.length)} Marathons lead`];
  const masters = liveProcesses(world, 'mesos-master').filter((process) =>
    isLeadingMaster(process.state as MasterState),
  );
  if (masters.length !== 1) return [`${String(masters.length)} masters lead`];
  const tasks = [...leader.tasks];
  return [...missingFromLeader(leader, tasks), ...disagreements(world, tasks)];
}

/** Marathon's book against what the agents run: a task that only the book has is an instance of nothing. */
function disagreements(world: World, tasks: readonly InspectedTask[]): readonly string[] {
  const booked = new Set(tasks.map((task) => task.id));
  const running = new Set(agentTasks(world));
  return [
    ...[...booked].filter((id) => !running.has(id)).map((id) => `no agent runs ${id}`),
    ...[...running].filter((id) => !booked.has(id)).map((id) => `Marathon does not know ${id}, which runs`),
  ];
}

function missingFromLeader(leader: InspectedMarathon, tasks: readonly InspectedTask[]): readonly string[] {
  const problems: string[] = [];
  if (!leader.registered) problems.push('the leader is not registered with Mesos');
  if (leader.deployments > 0) problems.push(`${String(leader.deployments)} deployments run`);
  const states = new Map<string, string[]>();
  for (const task of tasks) states.set(task.appId, [...(states.get(task.appId) ?? []), task.state]);
  for (const { id, instances } of leader.apps) {
    const own = states.get(id) ?? [];
    states.delete(id);
    const running = own.filter((state) => state === 'TASK_RUNNING').length;
    if (running === instances && own.length === instances) continue;
    const why = leader.verdictsOf(id);
    if (why === null) problems.push(`${id} runs ${String(running)} of ${String(instances)} (${own.join(', ')})`);
  }
  for (const [id, own] of states) problems.push(`${id} is gone and has ${String(own.length)} tasks`);
  return problems;
}
