/**
 * Agents that lose their connection, and estimates of oversubscribed resources.
 * Source: Mesos 1.0.1, src/master/master.cpp (exited, disconnect, deactivate, updateSlave).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import { formatResources } from '../resources/format.ts';
import { addResources, equalResources, nonRevocableResources } from '../resources/resources.ts';
import { loseTask } from './agent-removal.ts';
import { allocator } from './allocation.ts';
import { tasksOf, updateAgentRow } from './books.ts';
import { removeExecutors } from './frameworks.ts';
import { count, type MasterAgent, type MasterState } from './master-state.ts';
import { rescindAgentOffers } from './offers.ts';
import { agentText, send } from './wire.ts';

/** The agent's connection broke: no more offers; tasks stay, except those of frameworks without checkpointing. */
export function onAgentExited(master: MasterState, context: Context, agent: MasterAgent): void {
  context.log('INFO', `Agent ${agentText(agent)} disconnected`, 'master.cpp:1245');
  if (!agent.connected) {
    context.log('WARN', `Ignoring duplicate exited() notification for agent ${agentText(agent)}`, 'master.cpp:1250');
    return;
  }
  context.log('INFO', `Disconnecting agent ${agentText(agent)}`, 'master.cpp:2930');
  updateAgentRow(master, agent.id, { connected: false });
  // It authenticates anew before it registers again.
  master.access.authenticated.delete(agent.pid);
  deactivateAgent(master, context, agent.id);
  for (const framework of [...master.frameworks.values()]) {
    if (framework.info.checkpoint) continue;
    const tasks = [...tasksOf(master, framework.id)].filter((task) => task.slaveId === agent.id);
    for (const task of tasks)
      loseTask(master, context, task, {
        reason: 'REASON_SLAVE_DISCONNECTED',
        message: `Slave ${agent.info.hostname} disconnected`,
      });
    removeExecutors(master, context, agent.id, framework.id);
  }
}

function deactivateAgent(master: MasterState, context: Context, id: AgentId): void {
  const agent = master.agents.get(id);
  if (agent === undefined || !agent.active) return;
  context.log('INFO', `Deactivating agent ${agentText(agent)}`, 'master.cpp:2955');
  updateAgentRow(master, id, { active: false });
  allocator(master, context, { kind: 'deactivateAgent', agentId: id });
  rescindAgentOffers(master, context, agent);
}

/** A new estimate of what may be oversubscribed: offers of the old one are taken back. */
export function onUpdateSlave(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.UpdateSlaveMessage'>,
): void {
  count(master, 'messages_update_slave');
  if (master.removedAgents.has(message.slaveId)) {
    return send(master, context, from, {
      type: 'mesos.ShutdownMessage',
      message: 'Update agent message from unknown agent',
    });
  }
  const agent = master.agents.get(message.slaveId);
  if (agent === undefined) {
    context.log(
      'WARN',
      `Ignoring update of agent with total oversubscribed resources ${formatResources(message.oversubscribedResources)} on agent ${message.slaveId} because it is unknown`,
      'master.cpp:5182',
    );
    return;
  }
  const total = addResources(nonRevocableResources(agent.total), message.oversubscribedResources);
  context.log(
    'INFO',
    `Received update of agent ${agentText(agent)} with total oversubscribed resources ${formatResources(message.oversubscribedResources)}`,
    'master.cpp:5193',
  );
  const isNew = !equalResources(total, agent.total);
  for (const id of agent.offerIds) {
    const offer = master.offers.get(id);
    if (offer !== undefined && offer.resources.some((part) => part.revocable))
      rescindAgentOffers(master, context, { ...agent, offerIds: [id] });
  }
  // Nothing to offer anew: the allocation that the original runs for it would find nothing.
  if (!isNew) return;
  updateAgentRow(master, agent.id, { total });
  allocator(master, context, {
    kind: 'updateAgent',
    agentId: agent.id,
    oversubscribed: message.oversubscribedResources,
  });
}
