/**
 * Status updates on their way from agents to schedulers, acknowledgements back, and updates that the master makes itself
 * (without uuid: sent once, never acknowledged).
 * Source: Mesos 1.0.1, src/master/master.cpp (statusUpdate, forward, acknowledge), src/common/protobuf_utils.cpp.
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId, ExecutorId, FrameworkId, TaskId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import {
  isTerminalState,
  type StatusUpdate,
  type TaskState,
  type TaskStatus,
  type TaskStatusReason,
} from '../messages/tasks.ts';
import { findTask, setTask } from './books.ts';
import { count, type MasterFramework, type MasterState } from './master-state.ts';
import { removeTask, updateTask } from './task-life.ts';
import { agentText, frameworkText, nowSecs, send, sendToFramework, updateText } from './wire.ts';

export function onStatusUpdate(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.StatusUpdateMessage'>,
): void {
  count(master, 'messages_status_update');
  const { update, pid } = message;
  const agentId = update.slaveId;
  if (agentId !== null && master.removedAgents.has(agentId)) {
    context.log(
      'WARN',
      `Ignoring status update ${updateText(update)} from removed agent ${pid ?? from} with id ${agentId} ; asking agent  to shutdown`,
      'master.cpp:5114',
    );
    send(master, context, pid ?? from, { type: 'mesos.ShutdownMessage', message: 'Status update from unknown agent' });
    return count(master, 'invalid_status_updates');
  }
  const agent = agentId === null ? undefined : master.agents.get(agentId);
  if (agent === undefined) {
    context.log(
      'WARN',
      `Ignoring status update ${updateText(update)} from unknown agent ${pid ?? from} with id ${agentId ?? ''}`,
      'master.cpp:5130',
    );
    return count(master, 'invalid_status_updates');
  }
  context.log('INFO', `Status update ${updateText(update)} from agent ${agentText(agent)}`, 'master.cpp:5137');
  const framework = master.frameworks.get(update.frameworkId);
  let valid = true;
  if (framework !== undefined && framework.connected) {
    forward(master, context, framework, { update, pid: pid ?? from });
  } else {
    valid = false;
    const whose = framework === undefined ? 'an unknown' : 'a disconnected';
    context.log(
      'WARN',
      `Received status update ${updateText(update)} from agent ${agentText(agent)} for ${whose} framework`,
      'master.cpp:5158',
    );
  }
  const task = findTask(master, update.frameworkId, update.status.taskId);
  if (task === undefined || task.slaveId !== agent.id) {
    context.log(
      'WARN',
      `Could not lookup task for status update ${updateText(update)} from agent ${agentText(agent)}`,
      'master.cpp:5167',
    );
    return count(master, 'invalid_status_updates');
  }
  updateTask(master, context, task, update);
  count(master, valid ? 'valid_status_updates' : 'invalid_status_updates');
}

/** `pid`: the agent to which the acknowledgement goes; null: none is wanted. */
export function forward(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  forwarded: { readonly update: StatusUpdate; readonly pid: Upid | null },
): void {
  const { update, pid } = forwarded;
  if (update.uuid === null) {
    const message = update.status.message === null ? '' : ` '${update.status.message}'`;
    context.log('INFO', `Sending status update ${updateText(update)}${message}`, 'master.cpp:5194');
  } else {
    context.log('INFO', `Forwarding status update ${updateText(update)}`, 'master.cpp:5199');
    noteForwarded(master, update);
  }
  sendToFramework(master, context, framework, { type: 'mesos.StatusUpdateMessage', update, pid });
}

/** What was forwarded is what reconciliation tells, and what an acknowledgement must fit. */
function noteForwarded(master: MasterState, update: StatusUpdate): void {
  const task = findTask(master, update.frameworkId, update.status.taskId);
  if (task === undefined || update.uuid === null) return;
  setTask(master, { ...task, statusUpdateState: update.status.state, statusUpdateUuid: update.uuid });
}

export type MasterUpdate = {
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId | null;
  readonly taskId: TaskId;
  readonly executorId: ExecutorId | null;
  readonly state: TaskState;
  readonly reason: TaskStatusReason | null;
  readonly message: string | null;
};

export function masterUpdate(context: Context, made: MasterUpdate): StatusUpdate {
  const { frameworkId, agentId, taskId, executorId, state, reason, message } = made;
  const timestampSecs = nowSecs(context);
  const status: TaskStatus = Object.freeze({
    taskId,
    state,
    message,
    source: 'SOURCE_MASTER',
    reason,
    data: null,
    slaveId: agentId,
    executorId,
    timestampSecs,
    uuid: null,
    healthy: null,
    labels: [],
    containerStatus: null,
  });
  const latestState = state;
  return Object.freeze({ frameworkId, executorId, slaveId: agentId, status, timestampSecs, uuid: null, latestState });
}

export function onAcknowledge(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  call: Extract<CallBody, { readonly call: 'ACKNOWLEDGE' }>,
): void {
  const { agentId, taskId, uuid } = call;
  count(master, 'messages_status_update_acknowledgement');
  const agent = master.agents.get(agentId);
  if (agent === undefined || !agent.connected) {
    const where = agent === undefined ? agentId : agentText(agent);
    const why = agent === undefined ? 'agent is not registered' : 'agent is disconnected';
    context.log(
      'WARN',
      `Cannot send status update acknowledgement ${uuid} for task ${taskId} of framework ${frameworkText(framework)} to agent ${where} because ${why}`,
      'master.cpp:4494',
    );
    return count(master, 'invalid_status_update_acknowledgements');
  }
  context.log(
    'INFO',
    `Processing ACKNOWLEDGE call ${uuid} for task ${taskId} of framework ${frameworkText(framework)} on agent ${agentId}`,
    'master.cpp:4262',
  );
  const task = findTask(master, framework.id, taskId);
  if (task !== undefined && task.slaveId === agentId) {
    if (task.statusUpdateState === null) {
      context.log(
        'ERROR',
        `Ignoring status update acknowledgement ${uuid} for task ${taskId} of framework ${frameworkText(framework)} to agent ${agentText(agent)} because the update was not sent by this master`,
        'master.cpp:4281',
      );
      return count(master, 'invalid_status_update_acknowledgements');
    }
    if (isTerminalState(task.statusUpdateState) && task.statusUpdateUuid === uuid) removeTask(master, context, task);
  }
  send(master, context, agent.pid, {
    type: 'mesos.StatusUpdateAcknowledgementMessage',
    slaveId: agentId,
    frameworkId: framework.id,
    taskId,
    uuid,
  });
  count(master, 'valid_status_update_acknowledgements');
}
