/**
 * What a mended Mesos cluster lacks: one leader, every agent, the registry as it should be, and the tasks of every framework alike in
 * all three views: no task is lost from view, and none runs that nobody asked for.
 */
import type { Simulator } from '../../kernel/simulator.ts';
import { must } from '../../kernel/assert.ts';
import { readOnlyDisk } from '../../kernel/disk.ts';
import { findProcess } from '../../kernel/process-table.ts';
import type { TaskId } from '../../mesos/ids.ts';
import { agentTasks, type LeadingMasterLook, leadingMasters } from '../../cluster/inspect-mesos.ts';
import { AGENTS } from '../../cluster/conformance/mesos/mesos-bed.ts';
import { FUZZED_FRAMEWORKS, type FuzzedFramework } from './frameworks.ts';
import { hasLeft, type KeeperState } from './keeper.ts';
import { WEIGHTED_ROLE, weightsThatMayStand } from './weight-changes.ts';

/** Null: nothing. */
export function lackOf(simulator: Simulator): string | null {
  const leading = leadingMasters(simulator.world);
  const [master] = leading;
  if (master === undefined || leading.length > 1) return `${String(leading.length)} masters lead`;
  return lackOfMaster(master, weightsThatMayStand(simulator.world)) ?? lackOfTasks(simulator, master);
}

function lackOfMaster(master: LeadingMasterLook, allowed: ReadonlySet<number>): string | null {
  if (master.connectedAgents !== AGENTS.length || master.agents !== AGENTS.length)
    return `${String(master.connectedAgents)} of ${String(master.agents)} agents are connected`;
  if (sorted(master.registryAgentIds).join() !== sorted(master.agentIds).join())
    return `the registry holds agents ${sorted(master.registryAgentIds).join()}, registered are ${sorted(master.agentIds).join()}`;
  const weight = master.registryWeights.get(WEIGHTED_ROLE);
  if (weight === undefined || !allowed.has(weight))
    return `role ${WEIGHTED_ROLE} has weight ${String(weight)} in the registry, acknowledged is ${[...allowed].join(' or ')}`;
  const used = master.allocatorWeights.get(WEIGHTED_ROLE);
  if (used !== weight)
    return `role ${WEIGHTED_ROLE} has weight ${String(used)} in the allocator, ${String(weight)} in the registry`;
  return master.disagreeing.length === 0 ? null : `master and allocator differ on ${master.disagreeing.join()}`;
}

function lackOfTasks(simulator: Simulator, master: LeadingMasterLook): string | null {
  const wanted: string[] = [];
  const givenUp = new Set<string>();
  for (const framework of FUZZED_FRAMEWORKS) {
    const keeper = stateOf(simulator, framework);
    const lack =
      framework.leaveAfterMs !== null && keeper === null
        ? lackOfLeft(simulator, framework)
        : lackOfKeeper(framework, keeper, master);
    if (lack !== null) return lack;
    wanted.push(...(keeper?.tasks.keys() ?? []));
    for (const id of keeper?.givenUp ?? []) givenUp.add(id);
  }
  wanted.sort();
  // Staged for ever at the master: no agent has them (see KeeperState.givenUp).
  const known = sorted(master.liveTasks.filter((id) => !givenUp.has(id as TaskId)));
  if (known.join() !== wanted.join()) return `the master knows ${differing(known, wanted)}`;
  const wrong = master.orphans.find(({ toldToEnd }) => toldToEnd);
  if (wrong !== undefined) return `${wrong.id} outlives framework ${wrong.frameworkId}, which the master removed`;
  const orphans = new Set(master.orphans.map(({ id }) => id));
  const running = sorted(agentTasks(simulator.world).filter((id) => !orphans.has(id)));
  return running.join() === wanted.join() ? null : `the agents run ${differing(running, wanted)}`;
}

function stateOf(simulator: Simulator, { process }: FuzzedFramework): KeeperState | null {
  const found = findProcess(simulator.world, process);
  return found?.status === 'running' ? (found.state as KeeperState | null) : null;
}

function lackOfLeft(simulator: Simulator, { host, info }: FuzzedFramework): string | null {
  const found = must(simulator.world.hosts.get(host), `host ${host}`);
  return hasLeft(readOnlyDisk(() => found)) ? null : `framework ${info.name} ended without leaving`;
}

function lackOfKeeper(
  { info, count }: FuzzedFramework,
  keeper: KeeperState | null,
  master: LeadingMasterLook,
): string | null {
  if (keeper === null || !keeper.driver.connected) return `framework ${info.name} is not connected`;
  const running = [...keeper.tasks.values()].filter((task) => task.state === 'TASK_RUNNING').length;
  if (keeper.tasks.size !== count || running !== count)
    return `framework ${info.name} has ${String(running)} running of ${String(keeper.tasks.size)} tasks`;
  const live = new Set(master.liveTasks);
  const lost = [...keeper.givenUp].find((id) => !live.has(id));
  return lost === undefined
    ? null
    : `${lost} of ${info.name} is lost from view: no status, and the master does not know it`;
}

function sorted(ids: readonly string[]): string[] {
  return [...ids].sort();
}

function differing(found: readonly string[], wanted: readonly string[]): string {
  const more = found.filter((id) => !wanted.includes(id));
  const fewer = wanted.filter((id) => !found.includes(id));
  return `${String(found.length)} tasks: too many ${more.join(', ') || 'none'}, missing ${fewer.join(', ') || 'none'}`;
}
