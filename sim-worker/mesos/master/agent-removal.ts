/**
 * Removal of an agent: its tasks are lost at once in the books; the registry forgets it; only then frameworks are told.
 * Source: Mesos 1.0.1, src/master/master.cpp (removeSlave, _removeSlave, recoveredSlavesTimeout).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { Task, TaskStatusReason } from '../messages/tasks.ts';
import { isTerminalState } from '../messages/tasks.ts';
import { allocator } from './allocation.ts';
import { findTask } from './books.ts';
import { durationText } from './duration.ts';
import { removeExecutors } from './frameworks.ts';
import { count, MAX_REMOVED_AGENTS, type MasterAgent, type MasterState, type RegistrarTag } from './master-state.ts';
import { rescindInverseOffers } from './inverse-offers.ts';
import { stopObserver } from './observer-table.ts';
import { rescindAgentOffers } from './offers.ts';
import { applyToRegistry } from './registry-operations.ts';
import { forward, masterUpdate } from './status-updates.ts';
import { removeTask, updateTask } from './task-life.ts';
import { agentText, send } from './wire.ts';

type Removal = { readonly reason: string; readonly counter: string };
type Loss = { readonly reason: TaskStatusReason; readonly message: string };

export function removeAgent(master: MasterState, context: Context, agent: MasterAgent, removal: Removal): void {
  context.log('INFO', `Removing agent ${agentText(agent)}: ${removal.reason}`, 'master.cpp:6540');
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
  count(master, 'slave_removals');
  count(master, removal.counter);
  const tag: RegistrarTag = {
    kind: 'remove',
    agentId: agent.id,
    hostname: agent.info.hostname,
    reason: message,
    lost: Object.freeze(lost),
  };
  applyToRegistry(master, context, { kind: 'removeSlave', agentId: agent.id }, tag);
}

/** The registrar forgot the agent: now the frameworks hear of it. */
export function onRemoved(
  master: MasterState,
  context: Context,
  tag: Extract<RegistrarTag, { readonly kind: 'remove' }>,
): void {
  master.removing.delete(tag.agentId);
  context.log('INFO', `Removed agent ${tag.agentId} (${tag.hostname}): ${tag.reason}`, 'master.cpp:6670');
  for (const task of tag.lost) {
    const framework = master.frameworks.get(task.frameworkId);
    if (framework === undefined || !framework.connected) continue;
    forward(master, context, framework, {
      update: lostUpdate(context, task, { reason: 'REASON_SLAVE_REMOVED', message: tag.reason }),
      pid: null,
    });
  }
  for (const framework of master.frameworks.values()) {
    context.log(
      'INFO',
      `Notifying framework ${framework.id} (${framework.info.name}) of lost agent ${tag.agentId} (${tag.hostname}) after recovering`,
      'master.cpp:6689',
    );
    send(master, context, framework.pid, { type: 'mesos.LostSlaveMessage', slaveId: tag.agentId });
  }
}

/** Loses a task now and tells its framework at once (agent disconnected, no checkpointing). */
export function loseTask(master: MasterState, context: Context, task: Task, loss: Loss): void {
  const framework = master.frameworks.get(task.frameworkId);
  if (framework !== undefined && framework.connected && !isTerminalState(task.state)) {
    forward(master, context, framework, { update: lostUpdate(context, task, loss), pid: null });
  }
  markLost(master, context, task, loss);
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
  const agent = master.agents.get(id);
  if (agent === undefined) return;
  if (agent.pid !== from) {
    context.log(
      'WARN',
      `Ignoring unregister agent message from ${from} because it is not the agent ${agent.pid}`,
      'master.cpp:5140',
    );
    return;
  }
  context.log('INFO', `Asked to unregister agent ${id}`, 'master.cpp:5130');
  removeAgent(master, context, agent, {
    reason: 'the agent unregistered',
    counter: 'slave_removals/reason_unregistered',
  });
}

/** The window after a failover is over: agents that did not come back leave the registry, without any message. */
export function onReregisterTimeout(master: MasterState, context: Context): void {
  const missing = [...master.recoveredAgents];
  const total = master.registrar.registry.slaves.size;
  const limit = Number(master.flags.recoveryAgentRemovalLimit.slice(0, -1)) / 100;
  if (missing.length / total > limit) {
    const percent = Math.floor((missing.length / total) * 100);
    const window = durationText(master.flags.agentReregisterTimeoutMs);
    return context.exit(
      1,
      `Post-recovery agent removal limit exceeded! After ${window} there were ${String(missing.length)} (${String(percent)}%) agents recovered from the registry that did not re-register: `,
    );
  }
  for (const [agentId, info] of missing) {
    const { hostname } = info;
    context.log(
      'WARN',
      `Agent ${agentId} (${hostname}) did not re-register within ${durationText(master.flags.agentReregisterTimeoutMs)} after master failover; removing it from the registrar`,
      'master.cpp:1870',
    );
    master.recoveredAgents.delete(agentId);
    count(master, 'recovery_slave_removals');
    count(master, 'slave_removals');
    applyToRegistry(master, context, { kind: 'removeSlave', agentId }, { kind: 'forget', agentId, hostname });
  }
}
