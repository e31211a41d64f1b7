/**
 * Custom executors in the rows of their agents, with the resources that they use.
 * Source: Mesos 1.0.1, src/master/master.cpp (removeExecutor), src/master/master.hpp (Slave::addExecutor).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { ExecutorInfo } from '../messages/infos.ts';
import { formatResources } from '../resources/format.ts';
import { allocator } from './allocation.ts';
import { bookUse, releaseUse, updateAgentRow } from './books.ts';
import type { MasterAgent, MasterState } from './master-state.ts';
import { agentText } from './wire.ts';

export function addExecutor(master: MasterState, id: AgentId, executor: ExecutorInfo): void {
  const agent = master.agents.get(id);
  if (agent === undefined || executor.frameworkId === null) return;
  const row = Object.freeze({ ...executor, frameworkId: executor.frameworkId });
  updateAgentRow(master, id, { executors: Object.freeze([...agent.executors, row]) });
  bookUse(master, { agentId: id, frameworkId: executor.frameworkId, resources: executor.resources });
}

export function dropExecutor(
  master: MasterState,
  context: Context,
  id: AgentId,
  executor: MasterAgent['executors'][number],
): void {
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  updateAgentRow(master, id, { executors: Object.freeze(agent.executors.filter((other) => other !== executor)) });
  const { executorId, frameworkId, resources } = executor;
  const text = `Removing executor '${executorId}' with resources ${formatResources(resources)} of framework ${frameworkId} on agent ${agentText(agent)}`;
  context.log('INFO', text, 'master.cpp:6936');
  releaseUse(master, { agentId: id, frameworkId, resources });
  allocator(master, context, { kind: 'recoverResources', frameworkId, agentId: id, resources, refuseSeconds: null });
}
