/**
 * What topology and inspector show of a master: its role and what it keeps.
 */
import type { TaskState } from '../messages/tasks.ts';
import type { MasterState } from './master-state.ts';

export type MasterRole = 'leading' | 'recovering' | 'standby' | 'leaderless';

export type MasterSummary = {
  readonly role: MasterRole;
  readonly id: string;
  readonly leader: string | null;
  readonly electedAtSecs: number | null;
  readonly candidacy: number | null;
  readonly agents: {
    readonly active: number;
    readonly disconnected: number;
    readonly recovering: number;
    readonly removed: number;
  };
  readonly frameworks: readonly {
    readonly id: string;
    readonly name: string;
    readonly connected: boolean;
    readonly offers: number;
  }[];
  readonly offers: number;
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
  readonly orphanTasks: number;
  readonly registry: {
    readonly phase: string;
    readonly agents: number;
    readonly queued: number;
    readonly storing: boolean;
    readonly stores: number;
  };
  readonly allocator: { readonly runs: number; readonly unsettledAgents: number };
  /** Agents that missed pings, with how many. */
  readonly strikes: readonly { readonly agentId: string; readonly missed: number }[];
};

export function masterRole(master: MasterState): MasterRole {
  if (master.elected) return master.recovered ? 'leading' : 'recovering';
  return master.leader === null ? 'leaderless' : 'standby';
}

export function summarizeMaster(master: MasterState): MasterSummary {
  let active = 0;
  for (const agent of master.agents.values()) if (agent.active) active += 1;
  const { registrar, allocator } = master;
  return {
    role: masterRole(master),
    id: master.info.id,
    leader: master.leader?.pid ?? null,
    electedAtSecs: master.electedAtSecs,
    candidacy: master.contender?.candidacy ?? null,
    agents: {
      active,
      disconnected: master.agents.size - active,
      recovering: master.recoveredAgents.size,
      removed: master.removedAgents.size,
    },
    frameworks: [...master.frameworks.values()].map(({ id, info, connected, offerIds }) => ({
      id,
      name: info.name,
      connected,
      offers: offerIds.size,
    })),
    offers: master.offers.size,
    ...taskCounts(master),
    registry: {
      phase: registrar.phase,
      agents: registrar.registry.slaves.size,
      queued: registrar.queue.length,
      storing: registrar.storing !== null,
      stores: registrar.stores,
    },
    allocator: { runs: allocator.runCount, unsettledAgents: allocator.unsettled.size },
    strikes: strikes(master),
  };
}

function taskCounts(master: MasterState): {
  readonly tasks: Partial<Record<TaskState, number>>;
  readonly orphanTasks: number;
} {
  const tasks: Partial<Record<TaskState, number>> = {};
  let orphanTasks = 0;
  for (const [frameworkId, held] of master.tasks) {
    if (!master.frameworks.has(frameworkId)) orphanTasks += held.size;
    for (const task of held.values()) tasks[task.state] = (tasks[task.state] ?? 0) + 1;
  }
  return { tasks, orphanTasks };
}

function strikes(master: MasterState): { readonly agentId: string; readonly missed: number }[] {
  const list: { agentId: string; missed: number }[] = [];
  for (const [agentId, observer] of master.observers)
    if (observer.timeouts > 0) list.push({ agentId, missed: observer.timeouts });
  return list;
}
