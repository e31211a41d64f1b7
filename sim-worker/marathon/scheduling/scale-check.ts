/**
 * Brings an app to its number of instances outside of deployments; and what else looks after tasks from time to time.
 * Source: Marathon 1.1.1, MarathonSchedulerActor.scala (SchedulerActions.scale, reconcileTasks), core/task/jobs/impl/OverdueTasksActor.scala.
 */
import type { Context } from '../../kernel/context.ts';
import type { AppDefinition } from '../model/app-definition.ts';
import { appsById, findApp, transitiveApps } from '../model/group.ts';
import type { PathId } from '../model/path-id.ts';
import { callDriver, leadingOf, type MarathonState, wallMs } from '../state.ts';
import { killNow, killTasks } from './kill-service.ts';
import { addToQueue, finalTaskCount, purgeQueue } from './launch-queue.ts';
import type { Task } from './task.ts';
import { activeCount, activeTasks, findTask, tasksByApp } from './task-tracker.ts';

const LOG = 'mesosphere.marathon.SchedulerActions';
const OVERDUE_LOG = 'mesosphere.marathon.core.task.jobs.impl.OverdueTasksActor';

/** Dropped without a word while a deployment or a kill holds the app's lock; put aside while a forced plan waits for locks. */
export function scaleApp(state: MarathonState, context: Context, appId: PathId): void {
  const leading = leadingOf(state);
  const { stash } = leading;
  if (stash !== null) {
    if (!stash.some((other) => other.command === 'scaleApp' && other.appId === appId))
      stash.push({ command: 'scaleApp', appId });
    return;
  }
  if (leading.locks.has(appId)) return;
  // The tree that is being stored counts already: a deployment may end before its tree is stored, and a deleted app must
  // not be scaled up in between.
  const app = findApp(leading.rootUpdate?.plan.target ?? leading.root, appId);
  if (app === null) return context.log('WARN', `App ${appId} does not exist. Not scaling.`, LOG);
  return scaleTo(state, context, app);
}

function scaleTo(state: MarathonState, context: Context, app: AppDefinition): void {
  const { tasks } = leadingOf(state);
  const running = activeCount(tasks, app.id);
  const target = app.instances;
  if (target > running) return scaleUp(state, context, app, running);
  if (target < running) return scaleDown(state, context, app, activeTasks(tasks, app.id));
  return context.log('INFO', `Already running ${String(target)} instances of ${app.id}. Not scaling.`, LOG);
}

function scaleUp(state: MarathonState, context: Context, app: AppDefinition, running: number): void {
  context.log('INFO', `Need to scale ${app.id} from ${String(running)} up to ${String(app.instances)} instances`, LOG);
  const known = finalTaskCount(state, app.id);
  const missing = app.instances - known;
  if (missing <= 0)
    return context.log('INFO', `Already queued or started ${String(known)} tasks for ${app.id}. Not scaling.`, LOG);
  context.log('INFO', `Queueing ${String(missing)} new tasks for ${app.id} (${String(known)} queued or running)`, LOG);
  return addToQueue(state, context, app, missing);
}

const STATE_ORDER: readonly (string | undefined)[] = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING'];

/** Staging first, then starting, then running; the latest staged first among equals. */
function byDispensability(a: Task, b: Task): number {
  const order =
    STATE_ORDER.indexOf(a.status?.state ?? 'TASK_STAGING') - STATE_ORDER.indexOf(b.status?.state ?? 'TASK_STAGING');
  return order || b.stagedAtMs - a.stagedAtMs || (a.id < b.id ? -1 : 1);
}

function scaleDown(state: MarathonState, context: Context, app: AppDefinition, active: readonly Task[]): void {
  context.log(
    'INFO',
    `Scaling ${app.id} from ${String(active.length)} down to ${String(app.instances)} instances`,
    LOG,
  );
  purgeQueue(state, context, app.id);
  const surplus = [...active]
    .sort(byDispensability)
    .slice(0, active.length - app.instances)
    .map((task) => task.id);
  context.log('INFO', `Killing tasks: List(${surplus.join(', ')})`, LOG);
  killTasks(state, context, surplus);
}

export function scaleAllApps(state: MarathonState, context: Context): void {
  for (const app of transitiveApps(leadingOf(state).root)) scaleApp(state, context, app.id);
}

/** Asks Mesos about every task with a status, then about all; tasks of apps that are gone are killed. */
export function reconcileTasks(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  context.log('INFO', 'initiate task reconciliation', 'mesosphere.marathon.MarathonSchedulerActor');
  const apps = appsById(leading.root);
  const statuses: { taskId: Task['id']; slaveId: Task['agentId'] }[] = [];
  for (const [appId, tasks] of tasksByApp(leading.tasks)) {
    if (apps.has(appId)) {
      for (const task of tasks) if (task.status !== null) statuses.push({ taskId: task.id, slaveId: task.agentId });
    } else {
      expungeOrphans(state, context, appId, tasks);
    }
  }
  context.log('INFO', 'Requesting task reconciliation with the Mesos master', LOG);
  if (statuses.length > 0) callDriver(state, context, { call: 'reconcileTasks', statuses });
  callDriver(state, context, { call: 'reconcileTasks', statuses: [] });
  context.log('INFO', 'task reconciliation has finished', 'mesosphere.marathon.MarathonSchedulerActor');
}

function expungeOrphans(state: MarathonState, context: Context, appId: PathId, tasks: readonly Task[]): void {
  if (leadingOf(state).locks.has(appId)) return;
  context.log(
    'WARN',
    `App ${appId} exists in TaskTracker, but not App store. The app was likely terminated. Will now expunge.`,
    LOG,
  );
  for (const task of tasks) {
    context.log('INFO', `Killing task ${task.id}`, LOG);
    killNow(state, context, task.id);
  }
}

function isOverdue(state: MarathonState, task: Task, nowMs: number): boolean {
  if (!task.isLaunched) return false;
  const ageMs = nowMs - task.stagedAtMs;
  if (task.status === null || task.status.state === 'TASK_STARTING')
    return ageMs > state.flags.taskLaunchConfirmTimeout;
  return task.status.state === 'TASK_STAGING' && ageMs > state.flags.taskLaunchTimeout;
}

function isReservationOverdue(task: Task, nowMs: number): boolean {
  const deadlineMs = task.isLaunched ? undefined : task.reservation?.timeout?.deadlineMs;
  return deadlineMs !== undefined && deadlineMs <= nowMs;
}

/** Tasks that never came up within their time are killed, reservations that never came back given up. */
export function killOverdueTasks(
  state: MarathonState,
  context: Context,
  expireReservation: (task: Task) => void,
): void {
  const nowMs = wallMs(context);
  const leading = leadingOf(state);
  for (const id of leading.unstarted) {
    const task = findTask(leading.tasks, id);
    if (task !== null && isReservationOverdue(task, nowMs)) expireReservation(task);
    if (task === null || !isOverdue(state, task, nowMs)) continue;
    const seconds = String(Math.floor((nowMs - task.stagedAtMs) / 1000));
    context.log('WARN', `Should kill: ${task.id} was staged ${seconds}s ago and has not yet started`, OVERDUE_LOG);
    context.log('INFO', `Killing overdue task [${task.id}]`, OVERDUE_LOG);
    killNow(state, context, task.id);
  }
}
