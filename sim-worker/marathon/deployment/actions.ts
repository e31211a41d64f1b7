/**
 * The actions of a deployment step: scaling, replacing and stopping the tasks of one app, driven by what happens to tasks.
 * Source: Marathon 1.1.1, upgrade/{DeploymentActor,TaskStartActor,TaskReplaceActor,AppStopActor,StartingBehavior,ReadinessBehavior}.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { publish } from '../events/bus.ts';
import { removeHealthChecks } from '../health/checks.ts';
import { isResident, versionMsOf } from '../model/app-definition.ts';
import { javaDouble } from '../model/java-text.ts';
import type { PathId } from '../model/path-id.ts';
import { killNow, killTasks } from '../scheduling/kill-service.ts';
import { forgetFailure } from '../scheduling/last-failures.ts';
import { addToQueue, finalTaskCount, purgeQueue, resetAppDelay } from '../scheduling/launch-queue.ts';
import { activeCount, activeTasks } from '../scheduling/task-tracker.ts';
import { type ActionRun, leadingOf, type MarathonState } from '../state.ts';
import type { DeploymentAction } from './plan.ts';
import { restartStrategy, startNow } from './replace-arithmetic.ts';
import { proposeScaling } from './scaling.ts';

const REPLACE_LOG = 'mesosphere.marathon.upgrade.TaskReplaceActor';
const START_LOG = 'mesosphere.marathon.upgrade.TaskStartActor';

/** What happened to a task, as deployments see it. */
export type TaskSignal = {
  readonly appId: PathId;
  readonly taskId: string;
  readonly versionMs: number;
  readonly what: 'running' | 'finished' | 'failed' | 'healthy' | 'ready';
};

export function beginAction(state: MarathonState, context: Context, action: DeploymentAction): ActionRun {
  const run: ActionRun = {
    type: action.type,
    app: action.app,
    scaleTo: action.scaleTo,
    phase: 'done',
    victims: new Set(),
    nrToStart: 0,
    healthy: new Set(),
    ready: new Set(),
    oldAlive: new Set(),
    toKill: [],
    outstanding: new Set(),
    newStarted: 0,
    maxCapacity: 0,
    syncs: 0,
  };
  switch (action.type) {
    case 'StartApplication':
      return run;
    case 'ScaleApplication':
      beginScale(state, context, run, action.victims);
      return run;
    case 'RestartApplication':
      if (action.app.instances > 0) beginRestart(state, context, run);
      return run;
    case 'StopApplication':
      beginStop(state, context, run);
      return run;
  }
}

function beginScale(state: MarathonState, context: Context, run: ActionRun, victims: readonly string[]): void {
  const running = activeTasks(leadingOf(state).tasks, run.app.id);
  const proposition = proposeScaling(run.app, running, run.scaleTo, victims);
  for (const id of proposition.kill) run.victims.add(id);
  run.phase = 'killing';
  run.nrToStart = proposition.start;
  killTasks(state, context, proposition.kill);
  if (run.victims.size === 0) beginStart(state, context, run);
}

function beginStart(state: MarathonState, context: Context, run: ActionRun): void {
  if (run.nrToStart === 0) {
    if (activeCount(leadingOf(state).tasks, run.app.id) >= run.scaleTo) purgeSurplus(state, context, run);
    run.phase = 'done';
    return;
  }
  run.phase = 'starting';
  run.nrToStart = Math.max(0, run.scaleTo - finalTaskCount(state, run.app.id));
  if (run.nrToStart > 0) addToQueue(state, context, run.app, run.nrToStart);
  checkStarted(context, run);
}

/** Scaling down leaves nothing in the queue that would start again. */
function purgeSurplus(state: MarathonState, context: Context, run: ActionRun): void {
  if (leadingOf(state).launchers.has(run.app.id) && finalTaskCount(state, run.app.id) > run.scaleTo)
    purgeQueue(state, context, run.app.id);
}

function checkStarted(context: Context, run: ActionRun): void {
  if (run.healthy.size !== run.nrToStart || run.ready.size !== run.nrToStart) return;
  run.phase = 'done';
  context.log('INFO', `Successfully started ${String(run.nrToStart)} instances of ${run.app.id}`, START_LOG);
}

function beginStop(state: MarathonState, context: Context, run: ActionRun): void {
  run.phase = 'killing';
  // The original empties the queue only once all tasks are gone: until then it may launch tasks of a deleted app.
  purgeQueue(state, context, run.app.id);
  for (const task of activeTasks(leadingOf(state).tasks, run.app.id)) run.victims.add(task.id);
  killTasks(state, context, [...run.victims]);
  if (run.victims.size === 0) finishStop(state, context, run);
}

function finishStop(state: MarathonState, context: Context, run: ActionRun): void {
  removeHealthChecks(state, context, run.app.id);
  context.log('INFO', `Stopping app ${run.app.id}`, 'mesosphere.marathon.SchedulerActions');
  killTasks(
    state,
    context,
    activeTasks(leadingOf(state).tasks, run.app.id).map((task) => task.id),
  );
  purgeQueue(state, context, run.app.id);
  resetAppDelay(state, context, run.app);
  publish(state, context, 'app_terminated_event', { appId: run.app.id });
  forgetFailure(state, context, run.app.id);
  run.phase = 'done';
}

function beginRestart(state: MarathonState, context: Context, run: ActionRun): void {
  const { app } = run;
  const old = activeTasks(leadingOf(state).tasks, app.id)
    .map((task) => task.id)
    .sort();
  const strategy = restartStrategy({
    instances: app.instances,
    running: old.length,
    strategy: app.upgradeStrategy,
    isResident: isResident(app),
  });
  run.phase = 'replacing';
  run.maxCapacity = strategy.maxCapacity;
  for (const id of old) run.oldAlive.add(id);
  run.toKill.push(...old);
  const text = `For minimumHealthCapacity ${javaDouble(app.upgradeStrategy.minimumHealthCapacity)} of ${app.id} leave ${String(strategy.minHealthy)} tasks running, maximum capacity ${String(strategy.maxCapacity)}, killing ${String(strategy.killNow)} of ${String(old.length)} running tasks immediately`;
  context.log('INFO', text, REPLACE_LOG);
  for (let count = 0; count < strategy.killNow; count += 1) killNextOld(state, context, run, null);
  // Whatever was queued belongs to the former version: the new definition starts from its own count.
  if (leadingOf(state).launchers.has(app.id)) addToQueue(state, context, app, 0);
  queueNewTasks(state, context, run);
  context.log('INFO', 'Resetting the backoff delay before restarting the app', REPLACE_LOG);
  resetAppDelay(state, context, app);
  checkReplaced(context, run);
}

function killNextOld(state: MarathonState, context: Context, run: ActionRun, becauseOf: string | null): void {
  const id = run.toKill.shift();
  if (id === undefined) return;
  context.log(
    'INFO',
    becauseOf === null
      ? `Killing old task [${id}]`
      : `Killing old task [${id}] because task [${becauseOf}] became reachable`,
    REPLACE_LOG,
  );
  run.outstanding.add(id);
  // Not in batches, as other kills are.
  killNow(state, context, id);
}

function queueNewTasks(state: MarathonState, context: Context, run: ActionRun): void {
  const { app, maxCapacity, newStarted } = run;
  const count = startNow({ instances: app.instances, maxCapacity, oldAlive: run.oldAlive.size, newStarted });
  if (count === 0) return;
  context.log(
    'INFO',
    `Reconciling tasks during app ${app.id} restart: queuing ${String(count)} new tasks`,
    REPLACE_LOG,
  );
  addToQueue(state, context, app, count);
  run.newStarted += count;
}

function checkReplaced(context: Context, run: ActionRun): void {
  const { instances, id } = run.app;
  if (run.healthy.size !== instances || run.ready.size !== instances || run.oldAlive.size > 0) return;
  context.log('INFO', `App All new tasks for ${id} are ready and all old tasks have been killed`, REPLACE_LOG);
  run.phase = 'done';
}

/** Lets an action see what happened; true when it needs a readiness check of the task now. */
export function signalAction(state: MarathonState, context: Context, run: ActionRun, signal: TaskSignal): boolean {
  if (run.phase === 'done' || signal.appId !== run.app.id) return false;
  const isEnd = signal.what === 'finished' || signal.what === 'failed';
  if (run.phase === 'killing') {
    if (isEnd && run.victims.delete(signal.taskId) && run.victims.size === 0) onVictimsGone(state, context, run);
    return false;
  }
  if (isEnd && run.oldAlive.has(signal.taskId)) {
    onOldTaskGone(state, context, run, signal.taskId);
    return false;
  }
  // A task that was there when the replacement began is no new one, though it may have the new version (after a fail-over).
  if (signal.versionMs !== versionMsOf(run.app) || run.oldAlive.has(signal.taskId)) return false;
  if (isEnd) {
    if (signal.what === 'failed') onNewTaskFailed(state, context, run, signal.taskId);
    return false;
  }
  return onNewTask(state, context, run, signal);
}

function onVictimsGone(state: MarathonState, context: Context, run: ActionRun): void {
  if (run.type === 'StopApplication') finishStop(state, context, run);
  else beginStart(state, context, run);
}

function onOldTaskGone(state: MarathonState, context: Context, run: ActionRun, taskId: string): void {
  // One that ends by itself keeps its turn to be killed: the next new task kills nobody then.
  run.oldAlive.delete(taskId);
  run.outstanding.delete(taskId);
  queueNewTasks(state, context, run);
  checkReplaced(context, run);
}

function onNewTaskFailed(state: MarathonState, context: Context, run: ActionRun, taskId: string): void {
  const during = run.phase === 'replacing' ? `restart` : 'scaling, queueing another task';
  context.log(
    'WARN',
    `New task [${taskId}] failed during app ${run.app.id} ${during}`,
    run.phase === 'replacing' ? REPLACE_LOG : START_LOG,
  );
  run.healthy.delete(taskId);
  run.ready.delete(taskId);
  addToQueue(state, context, run.app, 1);
}

function onNewTask(state: MarathonState, context: Context, run: ActionRun, signal: TaskSignal): boolean {
  const { app } = run;
  const checksHealth = app.healthChecks.length > 0;
  const checksReadiness = app.readinessChecks.length > 0;
  const { healthy, ready } = run;
  const before = healthy.size + ready.size;
  if (signal.what === 'healthy' || (signal.what === 'running' && !checksHealth)) healthy.add(signal.taskId);
  if (signal.what === 'ready' || (!checksReadiness && healthy.has(signal.taskId))) ready.add(signal.taskId);
  const changed = healthy.size + ready.size > before;
  if (changed && healthy.has(signal.taskId) && ready.has(signal.taskId))
    onNewTaskReady(state, context, run, signal.taskId);
  return checksReadiness && signal.what === 'running' && !ready.has(signal.taskId);
}

function onNewTaskReady(state: MarathonState, context: Context, run: ActionRun, taskId: string): void {
  if (run.phase === 'replacing') {
    killNextOld(state, context, run, taskId);
    return checkReplaced(context, run);
  }
  const text = `New task ${taskId} changed during app ${run.app.id} scaling, ${String(run.ready.size)} ready ${String(run.healthy.size)} healthy need ${String(run.nrToStart)}`;
  context.log('INFO', text, START_LOG);
  return checkStarted(context, run);
}

/** Kills of a restart are repeated every 15 s (TaskReplaceActor.periodicalRetryKills). */
const SYNCS_FOR_EACH_RETRY = 3;

function retryKills(state: MarathonState, context: Context, run: ActionRun): void {
  run.syncs += 1;
  if (run.syncs % SYNCS_FOR_EACH_RETRY !== 0) return;
  for (const id of run.outstanding) {
    context.log('WARN', `Retrying kill of old task [${id}]`, REPLACE_LOG);
    killNow(state, context, id);
  }
}

/** Every 5 s: queues what is missing for an action that starts tasks, repeats kills of one that replaces them. */
export function syncAction(state: MarathonState, context: Context, run: ActionRun): void {
  if (run.phase === 'replacing') return retryKills(state, context, run);
  if (run.phase !== 'starting') return;
  const missing = run.scaleTo - finalTaskCount(state, run.app.id);
  if (missing <= 0) return;
  context.log(
    'INFO',
    `Reconciling tasks during app ${run.app.id} scaling: queuing ${String(missing)} new tasks`,
    START_LOG,
  );
  addToQueue(state, context, run.app, missing);
}
