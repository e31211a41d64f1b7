/**
 * Handling of a status update, from an executor or made by the agent itself.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (statusUpdate, _statusUpdate, __statusUpdate, ___statusUpdate).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { randomUuid, type ExecutorId, type FrameworkId, type TaskId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import {
  isTerminalState,
  type StatusUpdate,
  type TaskState,
  type TaskStatus,
  type TaskStatusReason,
} from '../messages/tasks.ts';
import { sendTo, updateText } from './agent-messages.ts';
import type { AgentMetrics, AgentState, Executor, Framework } from './agent-state.ts';
import { updatesPath } from './checkpoint.ts';
import { executorOfTask, recordStatus, terminateTask } from './executor-table.ts';
import { isHttpExecutor } from './http/executor-streams.ts';
import { streamUpdate } from './status-streams.ts';

export type OwnStatus = {
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  readonly executorId: ExecutorId | null;
  readonly state: TaskState;
  readonly message: string;
  readonly reason: TaskStatusReason | null;
};

/** An update made by the agent. */
export function agentUpdate(state: AgentState, context: Context, own: OwnStatus): StatusUpdate {
  const uuid = randomUuid(context.randomInt);
  const timestampSecs = context.wallClockMs / 1000;
  const status: TaskStatus = Object.freeze({
    taskId: own.taskId,
    state: own.state,
    message: own.message,
    source: 'SOURCE_SLAVE',
    reason: own.reason,
    data: null,
    slaveId: state.info.id,
    executorId: own.executorId,
    timestampSecs,
    uuid,
    healthy: null,
    labels: [],
    containerStatus: null,
  });
  return Object.freeze({
    frameworkId: own.frameworkId,
    executorId: own.executorId,
    slaveId: state.info.id,
    status,
    timestampSecs,
    uuid,
    latestState: null,
  });
}

export function reportOwnStatus(state: AgentState, context: Context, own: OwnStatus): void {
  handleStatusUpdate(state, context, agentUpdate(state, context, own), null);
}

/** `from`: the executor, null when the agent made the update. */
export function handleStatusUpdate(state: AgentState, context: Context, update: StatusUpdate, from: Upid | null): void {
  logHandling(context, update, from);
  if (update.uuid === null) {
    context.log('WARN', `Ignoring status update ${updateText(update)} without 'uuid'`, 'slave.cpp:3219');
    state.metrics.invalidStatusUpdates += 1;
    return;
  }
  const framework = state.frameworks.get(update.frameworkId);
  if (framework === undefined || framework.terminating) {
    const kind = framework === undefined ? 'unknown' : 'terminating';
    context.log(
      'WARN',
      `Ignoring status update ${updateText(update)} for ${kind} framework ${update.frameworkId}`,
      framework === undefined ? 'slave.cpp:3251' : 'slave.cpp:3262',
    );
    state.metrics.invalidStatusUpdates += 1;
    return;
  }
  const executor = executorOfTask(framework, update.status.taskId);
  if (executor !== null && from !== null && !isHttpExecutor(from)) {
    if (executor.pid !== null && executor.pid !== from) {
      const text = `Received status update ${updateText(update)} from ${from} on behalf of a different executor '${executor.info.executorId}' (${executor.pid})`;
      context.log('WARN', text, 'slave.cpp:3346');
    }
  }
  state.metrics.validStatusUpdates += 1;
  if (executor === null) {
    context.log('WARN', `Could not find the executor for status update ${updateText(update)}`, 'slave.cpp:3291');
    streamUpdate(state, context, update, null);
  } else recordAndStream(state, context, framework, executor, update);
  if (from !== null) acknowledgeExecutor(state, context, update, from);
}

/** An update of the agent itself comes from the empty pid. */
export function logHandling(context: Context, update: StatusUpdate, from: Upid | null): void {
  const origin = from !== null && isHttpExecutor(from) ? '' : ` from ${from ?? '@0.0.0.0:0'}`;
  context.log('INFO', `Handling status update ${updateText(update)}${origin}`, 'slave.cpp:3211');
}

function recordAndStream(
  state: AgentState,
  context: Context,
  framework: Framework,
  executor: Executor,
  update: StatusUpdate,
): void {
  const full = withNetwork(context, update);
  const { status } = full;
  let next = recordStatus(framework, executor, status);
  if (isTerminalState(status.state) && isLive(next, status.taskId)) {
    next = terminateTask(framework, next, status);
    countEnd(state.metrics, status.state);
  }
  streamUpdate(state, context, full, next.checkpoint ? updatesPath(state, next, status.taskId) : null);
}

function isLive(executor: Executor, taskId: TaskId): boolean {
  return (
    executor.queuedTasks.some((task) => task.taskId === taskId) ||
    executor.launchedTasks.some((task) => task.taskId === taskId)
  );
}

/** Without an address of its own a task is reached at its agent's. */
function withNetwork(context: Context, update: StatusUpdate): StatusUpdate {
  const { status } = update;
  if ((status.containerStatus?.networkInfos.length ?? 0) > 0) return update;
  const addresses = Object.freeze([Object.freeze({ ipAddress: context.host })]);
  const network = Object.freeze({ ipAddresses: addresses, name: null, groups: [], labels: [] });
  const containerStatus = Object.freeze({ networkInfos: Object.freeze([network]), executorPid: null });
  return Object.freeze({ ...update, status: Object.freeze({ ...status, containerStatus }) });
}

function countEnd(metrics: AgentMetrics, state: TaskState): void {
  if (state === 'TASK_FINISHED') metrics.tasksFinished += 1;
  if (state === 'TASK_FAILED') metrics.tasksFailed += 1;
  if (state === 'TASK_KILLED') metrics.tasksKilled += 1;
  if (state === 'TASK_LOST') metrics.tasksLost += 1;
}

/** The executor may forget the update as soon as the agent has recorded it. */
function acknowledgeExecutor(state: AgentState, context: Context, update: StatusUpdate, executorPid: Upid): void {
  if (!isHttpExecutor(executorPid))
    context.log(
      'INFO',
      `Sending acknowledgement for status update ${updateText(update)} to ${executorPid}`,
      'slave.cpp:3514',
    );
  sendTo(state, context, executorPid, {
    type: 'mesos.StatusUpdateAcknowledgementMessage',
    slaveId: must(state.info.id, 'id of an agent with executors'),
    frameworkId: update.frameworkId,
    taskId: update.status.taskId,
    uuid: must(update.uuid, 'uuid of a reliable update'),
  });
}
