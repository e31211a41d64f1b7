/**
 * What a status update of a task sets in motion, in the real order: stored, then health, back-off, launch queue, deployments,
 * event, scale check, and last the acknowledgement.
 * Source: Marathon 1.1.1, core/task/update/impl/TaskStatusUpdateProcessorImpl.scala and steps/*.scala, core/task/tracker/impl/TaskOpProcessorImpl.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { taskId as toTaskId } from '../../mesos/ids.ts';
import { isTerminalState, type TaskStatus } from '../../mesos/messages/tasks.ts';
import { onLocksReleased, signalDeployments } from '../deployment/manager.ts';
import { publish } from '../events/bus.ts';
import { applyCommandHealth, forgetHealth, type HealthChange } from '../health/checks.ts';
import { type AppDefinition, deepFreeze, versionMsOf } from '../model/app-definition.ts';
import { findApp } from '../model/group.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { callDriver, leadingOf, type MarathonState, type PendingStatus, save, wallMs } from '../state.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import { encodeTask } from '../storage/task-codec.ts';
import type { StoreResult } from '../storage/store.ts';
import { killNow, onKillConfirmed } from './kill-service.ts';
import { onDelayChanged, onTaskGone } from './launch-queue.ts';
import { addDelay } from './rate-limiter.ts';
import { notifyOffersWanted } from './reviver.ts';
import { scaleApp } from './scale-check.ts';
import { noteFailure } from './last-failures.ts';
import { ipAddressesOf, mayBecomeOverdue, type Task } from './task.ts';
import { findTask, putTask, removeTask } from './task-tracker.ts';

const LOG = 'mesosphere.marathon.core.task.update.impl.TaskStatusUpdateProcessorImpl';
/** States that count as a failure to be remembered. */
const FAILURES: readonly string[] = ['TASK_FAILED', 'TASK_LOST', 'TASK_ERROR'];

/** An update from the driver. Updates of one task wait for each other. */
export function onStatusUpdate(state: MarathonState, context: Context, status: TaskStatus): void {
  const { taskUpdates } = leadingOf(state);
  context.log(
    'INFO',
    `Received status update for task ${status.taskId}: ${status.state} (${status.message ?? ''})`,
    'mesosphere.marathon.MarathonScheduler',
  );
  const queue: PendingStatus[] = taskUpdates.get(status.taskId) ?? [];
  queue.push({ status });
  taskUpdates.set(status.taskId, queue);
  if (queue.length === 1) beginUpdate(state, context, status);
}

function beginUpdate(state: MarathonState, context: Context, status: TaskStatus): void {
  const leading = leadingOf(state);
  const task = findTask(leading.tasks, status.taskId);
  if (task?.isLaunched !== true) return onUnknownTask(state, context, status);
  const tag = { term: leading.term, for: 'status', taskId: task.id } as const;
  if (isTerminalState(status.state) && task.reservation === null) {
    return save(state, context, { kind: 'expunge', key: `task:${task.id}` }, { ...tag, next: null });
  }
  const next = updatedTask(task, status, wallMs(context));
  if (next === null) return finishUpdate(state, context, status);
  return save(state, context, { kind: 'save', key: `task:${task.id}`, value: encodeTask(next) }, { ...tag, next });
}

/** A task that ends on a reservation leaves it behind, to be launched again. */
function suspendedTask(task: Task): Task {
  const volumeIds = task.reservation?.volumeIds ?? [];
  return deepFreeze({
    ...task,
    ports: [],
    versionMs: 0,
    stagedAtMs: 0,
    startedAtMs: null,
    status: null,
    reservation: { volumeIds, state: 'Suspended', timeout: null },
    isLaunched: false,
  });
}

/** The row after the update; null when nothing worth storing changed. */
function updatedTask(task: Task, status: TaskStatus, nowMs: number): Task | null {
  if (isTerminalState(status.state)) return suspendedTask(task);
  const isFirstRun = status.state === 'TASK_RUNNING' && task.startedAtMs === null;
  const healthChanged = status.healthy !== null && status.healthy !== (task.status?.healthy ?? null);
  if (!isFirstRun && !healthChanged && task.status?.state === status.state) return null;
  return deepFreeze({ ...task, status, startedAtMs: isFirstRun ? nowMs : task.startedAtMs });
}

/** Tasks that Marathon does not know are killed; not lost ones, since the answer to the kill would be another such update. */
function onUnknownTask(state: MarathonState, context: Context, status: TaskStatus): void {
  const ignored = status.state === 'TASK_LOST' || status.state === 'TASK_KILLING';
  if (ignored) context.log('INFO', `Ignoring ${status.state} update for unknown task [${status.taskId}]`, LOG);
  else {
    context.log('WARN', `Kill unknown task [${status.taskId}]`, LOG);
    killNow(state, context, status.taskId);
  }
  finishUpdate(state, context, status);
}

/** Acknowledges and takes the task's next update. */
function finishUpdate(state: MarathonState, context: Context, status: TaskStatus): void {
  callDriver(state, context, { call: 'acknowledgeStatusUpdate', status });
  nextUpdate(state, context, status.taskId);
}

function nextUpdate(state: MarathonState, context: Context, id: string): void {
  const { taskUpdates } = leadingOf(state);
  const queue = taskUpdates.get(id);
  queue?.shift();
  const next = queue?.[0];
  if (next === undefined) taskUpdates.delete(id);
  else beginUpdate(state, context, next.status);
}

export function onStatusStored(
  state: MarathonState,
  context: Context,
  tag: { readonly taskId: string; readonly next: Task | null },
  result: StoreResult,
): void {
  const leading = leadingOf(state);
  const status = leading.taskUpdates.get(tag.taskId)?.[0]?.status;
  const before = findTask(leading.tasks, tag.taskId);
  if (status === undefined) return;
  if (!result.ok) {
    // Not acknowledged: Mesos sends the update again.
    context.log('ERROR', `while processing task status update for [${tag.taskId}]\n${result.error ?? ''}`, LOG);
    return nextUpdate(state, context, tag.taskId);
  }
  if (before !== null) {
    if (tag.next === null || !mayBecomeOverdue(tag.next)) leading.unstarted.delete(tag.taskId);
    leading.tasks = tag.next === null ? removeTask(leading.tasks, tag.taskId) : putTask(leading.tasks, tag.next);
    runSteps(state, context, tag.next?.isLaunched === true ? tag.next : before, status);
  }
  return finishUpdate(state, context, status);
}

/** `task`: the row as stored now, or as it was before it was removed. */
function runSteps(state: MarathonState, context: Context, task: Task, status: TaskStatus): void {
  const isEnd = isTerminalState(status.state);
  const changes: readonly HealthChange[] =
    status.healthy === null || isEnd ? [] : applyCommandHealth(state, context, task, status.healthy);
  if (isEnd) {
    forgetHealth(state, task);
    if (status.state !== 'TASK_KILLED') backOff(state, context, task);
    onKillConfirmed(state, context, task.id);
    onTaskGone(state, context, task.appId);
  }
  if (status.state === 'TASK_RUNNING' && status.healthy !== false) {
    leadingOf(state).tokens += 1;
    if (leadingOf(state).tokens === 1) notifyOffersWanted(state, context);
  }
  publishStatus(state, context, task, status);
  signalEnd(state, context, task, status);
  for (const change of changes) signalHealth(state, context, change);
  if (isEnd) afterEnd(state, context, task, status);
}

function publishStatus(state: MarathonState, context: Context, task: Task, status: TaskStatus): void {
  context.log(
    'INFO',
    `Sending event notification for task [${task.id}] of app [${task.appId}]: ${status.state}`,
    'mesosphere.marathon.core.task.update.impl.steps.PostToEventStreamStepImpl',
  );
  const ipAddresses = ipAddressesOf({ ...task, status }).map((ipAddress) => ({ ipAddress, protocol: 'IPv4' }));
  publish(state, context, 'status_update_event', {
    slaveId: status.slaveId ?? '',
    taskId: task.id,
    taskStatus: status.state,
    message: status.message ?? '',
    appId: task.appId,
    host: task.host,
    ...(ipAddresses.length > 0 ? { ipAddresses } : {}),
    ports: task.ports,
    version: formatTimestamp(task.versionMs),
  });
}

function signalEnd(state: MarathonState, context: Context, task: Task, status: TaskStatus): void {
  const signal = { appId: task.appId, taskId: task.id, versionMs: task.versionMs };
  if (status.state === 'TASK_RUNNING') signalDeployments(state, context, { ...signal, what: 'running' });
  else if (status.state === 'TASK_FINISHED') signalDeployments(state, context, { ...signal, what: 'finished' });
  else if (isTerminalState(status.state)) signalDeployments(state, context, { ...signal, what: 'failed' });
}

export function signalHealth(state: MarathonState, context: Context, change: HealthChange): void {
  if (change.alive)
    signalDeployments(state, context, {
      appId: change.appId,
      taskId: change.taskId,
      versionMs: change.versionMs,
      what: 'healthy',
    });
}

/** The delay grows for the version that the task ran. */
function backOff(state: MarathonState, context: Context, task: Task): void {
  const app = appOfTask(state, task);
  if (app === null) return;
  context.log(
    'INFO',
    addDelay(leadingOf(state).limiter, app, context.wallClockMs),
    'mesosphere.marathon.core.launchqueue.impl.RateLimiter',
  );
  onDelayChanged(state, context, app);
}

function appOfTask(state: MarathonState, task: Task): AppDefinition | null {
  const leading = leadingOf(state);
  const current = findApp(leading.root, task.appId);
  if (current !== null && versionMsOf(current) === task.versionMs) return current;
  const launching = leading.launchers.get(task.appId)?.app;
  if (launching !== undefined && versionMsOf(launching) === task.versionMs) return launching;
  return mapGet(leading.appVersions, task.appId)?.find((app) => versionMsOf(app) === task.versionMs) ?? current;
}

function afterEnd(state: MarathonState, context: Context, task: Task, status: TaskStatus): void {
  releaseKillLocks(state, context, task.id);
  if (FAILURES.includes(status.state)) {
    noteFailure(state, context, {
      appId: task.appId,
      taskId: task.id,
      state: status.state,
      message: status.message ?? '',
      host: task.host,
      versionMs: task.versionMs,
      timestampMs: wallMs(context),
      agentId: status.slaveId ?? task.agentId,
    });
  }
  if (findApp(leadingOf(state).root, task.appId) === null) return;
  const reason = `${status.state} ${status.reason ?? ''} ${status.message ?? ''}`.trim();
  context.log(
    'INFO',
    `initiating a scale check for app [${task.appId}] due to [${task.id}] ${reason}`,
    'mesosphere.marathon.core.task.update.impl.steps.ScaleAppUpdateStepImpl',
  );
  scaleApp(state, context, task.appId);
}

function releaseKillLocks(state: MarathonState, context: Context, id: string): void {
  const { killLocks, locks } = leadingOf(state);
  for (const [holder, lock] of killLocks) {
    if (!lock.left.delete(id) || lock.left.size > 0) continue;
    killLocks.delete(holder);
    if (locks.get(lock.appId) === holder) locks.delete(lock.appId);
    onLocksReleased(state, context);
  }
}

/** A new reservation that never came back as an offer is forgotten; what was reserved is found and given back later. */
export function timeoutReservation(state: MarathonState, context: Context, task: Task): void {
  context.log('WARN', `Scheduling ReservationTimeout for task [${task.id}]`, LOG);
  expungeTask(state, context, task);
}

/** Removes a task without waiting for Mesos (wipe): the same steps as for its end. */
export function expungeTask(state: MarathonState, context: Context, task: Task): void {
  const leading = leadingOf(state);
  leading.tasks = removeTask(leading.tasks, task.id);
  leading.unstarted.delete(task.id);
  forgetHealth(state, task);
  save(state, context, { kind: 'expunge', key: `task:${toTaskId(task.id)}` }, { term: leading.term, for: 'nothing' });
  releaseKillLocks(state, context, task.id);
  onTaskGone(state, context, task.appId);
  signalDeployments(state, context, {
    appId: task.appId,
    taskId: task.id,
    versionMs: task.versionMs,
    what: 'finished',
  });
  scaleApp(state, context, task.appId);
}
