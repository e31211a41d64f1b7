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
import { rescindInverseOffers } from './inverse-offers.ts';
import { rescindAgentOffers } from './offers.ts';
import { agentText, frameworkText, send } from './wire.ts';

/** The agent's connection broke: no more offers; tasks stay, except those of frameworks without checkpointing. */
export function onAgentExited(master: MasterState, context: Context, agent: MasterAgent): void {
  context.log('INFO', `Agent ${agentText(agent)} disconnected`, 'master.cpp:1245');
  if (!agent.connected) {
    context.log('WARN', `Ignoring duplicate exited() notification for agent ${agentText(agent)}`, 'master.cpp:1275');
    return;
  }
  context.log('INFO', `Disconnecting agent ${agentText(agent)}`, 'master.cpp:2784');
  updateAgentRow(master, agent.id, { connected: false });
  // It authenticates anew before it registers again.
  master.access.authenticated.delete(agent.pid);
  deactivateAgent(master, context, agent.id);
  for (const framework of [...master.frameworks.values()]) {
    if (framework.info.checkpoint) continue;
    const tasks = [...tasksOf(master, framework.id)].filter((task) => task.slaveId === agent.id);
    if (tasks.length === 0 && !agent.executors.some((executor) => executor.frameworkId === framework.id)) continue;
    const from = `Removing framework ${frameworkText(framework)} from`;
    const why = 'because the framework is not checkpointing';
    context.log('INFO', `${from} disconnected agent ${agentText(agent)} ${why}`, 'master.cpp:1264');
    context.log('INFO', `${from} agent ${agentText(agent)}`, 'master.cpp:6464');
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
  context.log('INFO', `Deactivating agent ${agentText(agent)}`, 'master.cpp:2803');
  updateAgentRow(master, id, { active: false });
  allocator(master, context, { kind: 'deactivateAgent', agentId: id });
  rescindAgentOffers(master, context, agent);
  rescindInverseOffers(master, context, { agentId: id });
}

/** A new estimate of what may be oversubscribed: offers of the old one are taken back. */
export function onUpdateSlave(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.UpdateSlaveMessage'>,
): void {
  count(master, 'messages_update_slave');
  const ignoring = `Ignoring update of agent with total oversubscribed resources ${formatResources(message.oversubscribedResources)}`;
  if (master.removedAgents.has(message.slaveId)) {
    const text = `${ignoring} on removed agent ${message.slaveId} ; asking agent to shutdown`;
    context.log('WARN', text, 'master.cpp:4982');
    return send(master, context, from, {
      type: 'mesos.ShutdownMessage',
      message: 'Update agent message from unknown agent',
    });
  }
  const agent = master.agents.get(message.slaveId);
  if (agent === undefined) {
    context.log('WARN', `${ignoring} on unknown agent ${message.slaveId}`, 'master.cpp:4994');
    return;
  }
  const total = addResources(nonRevocableResources(agent.total), message.oversubscribedResources);
  context.log(
    'INFO',
    `Received update of agent ${agentText(agent)} with total oversubscribed resources ${formatResources(message.oversubscribedResources)}`,
    'master.cpp:5002',
  );
  const isNew = !equalResources(total, agent.total);
  for (const id of agent.offerIds) {
    const offer = master.offers.get(id);
    if (offer === undefined || !offer.resources.some((part) => part.revocable)) continue;
    const text = `Removing offer ${id} with revocable resources ${formatResources(offer.resources)} on agent ${agentText(agent)}`;
    context.log('INFO', text, 'master.cpp:5010');
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
