/**
 * Reads for invariants: who leads, what is used and offered on which agent, which tasks are known.
 */
import type { AgentId, FrameworkId } from '../ids.ts';
import type { Task } from '../messages/tasks.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, containsResources } from '../resources/resources.ts';
import { usedOf } from './http/model-json.ts';
import type { MasterState } from './master-state.ts';

export function isLeadingMaster(master: MasterState): boolean {
  return master.elected && master.recovered;
}

export type AgentUse = {
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly total: Resources;
  readonly used: Resources;
  readonly offered: Resources;
  readonly connected: boolean;
};

export function agentUses(master: MasterState): readonly AgentUse[] {
  return [...master.agents.values()].map((agent) => {
    const { id: agentId, info, total, offered, connected } = agent;
    return { agentId, hostname: info.hostname, total, used: usedOf(agent), offered, connected };
  });
}

/** Agents on which more is used and offered than there is; empty when all is well. */
export function overcommittedAgents(master: MasterState): readonly AgentUse[] {
  return agentUses(master).filter((use) => !containsResources(use.total, addResources(use.used, use.offered)));
}

/** Agents on which the master and its allocator disagree about what is taken. */
export function disagreeingAgents(master: MasterState): readonly AgentId[] {
  const disagreeing: AgentId[] = [];
  for (const use of agentUses(master)) {
    const row = master.allocator.agents.get(use.agentId);
    const taken = addResources(use.used, use.offered);
    if (row === undefined || !containsResources(row.allocated, taken) || !containsResources(taken, row.allocated))
      disagreeing.push(use.agentId);
  }
  return disagreeing;
}

export function masterTasks(master: MasterState): readonly Task[] {
  const tasks: Task[] = [];
  for (const held of master.tasks.values()) tasks.push(...held.values());
  return tasks;
}

export function registeredFrameworks(master: MasterState): readonly FrameworkId[] {
  return [...master.frameworks.keys()];
}
