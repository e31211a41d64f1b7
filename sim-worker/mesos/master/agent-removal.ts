/**
 * Removal of an agent: its tasks are lost at once in the books; the registry forgets it; only then frameworks are told.
 * Source: Mesos 1.0.1, src/master/master.cpp (removeSlave, _removeSlave, unregisterSlave).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { Task, TaskStatusReason } from '../messages/tasks.ts';
import { allocator } from './allocation.ts';
import { findTask } from './books.ts';
import { removeExecutors } from './frameworks.ts';
import { count, MAX_REMOVED_AGENTS, type MasterAgent, type MasterState, type RegistrarTag } from './master-state.ts';
import { rescindInverseOffers } from './inverse-offers.ts';
import { stopObserver } from './observer-table.ts';
import { rescindAgentOffers } from './offers.ts';
import { applyToRegistry } from './registry-operations.ts';
import { forward, masterUpdate } from './status-updates.ts';
import { removeTask, updateTask } from './task-life.ts';
import { agentText, frameworkText, sendToFramework, updateText } from './wire.ts';

type Removal = { readonly reason: string; readonly counter: string };
type Loss = { readonly reason: TaskStatusReason; readonly message: string };

export function removeAgent(master: MasterState, context: Context, agent: MasterAgent, removal: Removal): void {
  context.log('INFO', `Removing agent ${agentText(agent)}: ${removal.reason}`, 'master.cpp:6614');
  master.removing.add(agent.id);
  rememberRemoved(master, agent.id);
  stopObserver(master, context, agent.id);
  allocator(master, context, { kind: 'removeAgent', agentId: agent.id });
  const message = `Slave ${agent.info.hostname} removed: ${removal.reason}`;
  const lost: Task[] = [];
  for (const { frameworkId, taskId } of agent.tasks) {
    const task = findTask(master, frameworkId, taskId);
    if (task === undefined) continue;
    lost.push(markLost(master, context, task, { reason: 'REASON_SLAVE_REMOVED', message }));
  }
  for (const frameworkId of new Set(agent.executors.map((executor) => executor.frameworkId))) {
    removeExecutors(master, context, agent.id, frameworkId);
  }
  rescindAgentOffers(master, context, agent);
  rescindInverseOffers(master, context, { agentId: agent.id });
  master.agents.delete(agent.id);
  master.access.authenticated.delete(agent.pid);
  if (master.agentIdsByPid.get(agent.pid) === agent.id) master.agentIdsByPid.delete(agent.pid);
  const { reason, counter } = removal;
  const { hostname } = agent.info;
  const tag: RegistrarTag = { kind: 'remove', agentId: agent.id, hostname, reason, counter, lost: Object.freeze(lost) };
  applyToRegistry(master, context, { kind: 'removeSlave', agentId: agent.id }, tag);
}

/** The registrar forgot the agent: now the frameworks hear of it. */
export function onRemoved(
  master: MasterState,
  context: Context,
  tag: Extract<RegistrarTag, { readonly kind: 'remove' }>,
): void {
  master.removing.delete(tag.agentId);
  context.log('INFO', `Removed agent ${tag.agentId} (${tag.hostname}): ${tag.reason}`, 'master.cpp:6733');
  count(master, 'slave_removals');
  count(master, tag.counter);
  const message = `Slave ${tag.hostname} removed: ${tag.reason}`;
  for (const task of tag.lost) {
    const framework = master.frameworks.get(task.frameworkId);
    const update = lostUpdate(context, task, { reason: 'REASON_SLAVE_REMOVED', message });
    if (framework !== undefined) {
      forward(master, context, framework, { update, pid: null });
      continue;
    }
    const text = `Dropping update ${updateText(update)} from unknown framework ${task.frameworkId}`;
    context.log('WARN', text, 'master.cpp:6747');
  }
  for (const framework of master.frameworks.values()) {
    context.log(
      'INFO',
      `Notifying framework ${frameworkText(framework)} of lost agent ${tag.agentId} (${tag.hostname}) after recovering`,
      'master.cpp:6756',
    );
    sendToFramework(master, context, framework, { type: 'mesos.LostSlaveMessage', slaveId: tag.agentId });
  }
}

/** Loses a task now and tells its framework at once (agent disconnected, no checkpointing). */
export function loseTask(master: MasterState, context: Context, task: Task, loss: Loss): void {
  markLost(master, context, task, loss);
  const framework = master.frameworks.get(task.frameworkId);
  if (framework !== undefined)
    forward(master, context, framework, { update: lostUpdate(context, task, loss), pid: null });
}

/** Lost in the books and archived; what was terminal before stays what it was. */
function markLost(master: MasterState, context: Context, task: Task, loss: Loss): Task {
  const lost = updateTask(master, context, task, lostUpdate(context, task, loss));
  removeTask(master, context, Object.freeze(lost));
  return lost;
}

function lostUpdate(context: Context, task: Task, loss: Loss): ReturnType<typeof masterUpdate> {
  return masterUpdate(context, {
    frameworkId: task.frameworkId,
    agentId: task.slaveId,
    taskId: task.taskId,
    executorId: task.executorId,
    state: 'TASK_LOST',
    reason: loss.reason,
    message: loss.message,
  });
}

function rememberRemoved(master: MasterState, id: AgentId): void {
  master.removedAgents.add(id);
  if (master.removedAgents.size <= MAX_REMOVED_AGENTS) return;
  for (const oldest of master.removedAgents) {
    master.removedAgents.delete(oldest);
    return;
  }
}

/** SIGUSR1 on the agent: it leaves in order. */
export function onUnregisterSlave(master: MasterState, context: Context, from: Upid, id: AgentId): void {
  count(master, 'messages_unregister_slave');
  context.log('INFO', `Asked to unregister agent ${id}`, 'master.cpp:4955');
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  if (agent.pid !== from) {
    context.log(
      'WARN',
      `Ignoring unregister agent message from ${from} because it is not the agent ${agent.pid}`,
      'master.cpp:4961',
    );
    return;
  }
  removeAgent(master, context, agent, {
    reason: 'the agent unregistered',
    counter: 'slave_removals/reason_unregistered',
  });
}
