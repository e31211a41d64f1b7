/**
 * The launch queue: one launcher for each app that misses tasks. It is interested in offers while tasks are to be launched
 * and no delay runs. Kept in memory only.
 * Source: Marathon 1.1.1, core/launchqueue/impl/{LaunchQueueActor,AppTaskLauncherActor}.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { isConfigChange, isOnlyScaleChange, needsRestart } from '../model/app-changes.ts';
import { type AppDefinition, isResident, versionMsOf } from '../model/app-definition.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import {
  type Launcher,
  leadingOf,
  type MarathonState,
  type OfferJudgement,
  type TaskOperation,
  wallMs,
} from '../state.ts';
import { delayDeadlineMs, resetDelay } from './rate-limiter.ts';
import { startSeries, notifyOffersWanted } from './reviver.ts';
import type { Task } from './task.ts';
import { activeCount, findTask, launchedCount, tasksOfApp } from './task-tracker.ts';

const LOG = 'mesosphere.marathon.core.launchqueue.impl.AppTaskLauncherActor';
/** Judgements kept for each app. */
const MAX_JUDGEMENTS = 20;
export const LAUNCHER_TIMER = 'launcher:';

function versionText(app: AppDefinition): string {
  return formatTimestamp(versionMsOf(app));
}

/** Asks for more tasks of an app; a changed definition replaces the count. */
export function addToQueue(state: MarathonState, context: Context, app: AppDefinition, count: number): void {
  const { launchers } = leadingOf(state);
  const known = launchers.get(app.id);
  if (known === undefined || known.stopping) {
    const launcher = startLauncher(state, context, app, count, known);
    launchers.set(app.id, launcher);
    return refreshInterest(state, context, launcher);
  }
  const configChange = isConfigChange(known.app, app);
  if (configChange || isOnlyScaleChange(known.app, app) || needsRestart(known.app, app)) {
    known.app = app;
    known.tasksToLaunch = count;
    const what = configChange ? 'getting new app definition config' : 'scaling change';
    context.log(
      'INFO',
      `${what} for '${app.id}', version ${versionText(app)} with ${String(count)} initial tasks`,
      LOG,
    );
    // Interest ends and begins anew, so that offers refused for the former configuration come back.
    if (configChange) unregister(state, context, known);
    known.backOffUntilMs = delayDeadlineMs(leadingOf(state).limiter, app);
  } else {
    known.tasksToLaunch += count;
  }
  refreshInterest(state, context, known);
}

function startLauncher(
  state: MarathonState,
  context: Context,
  app: AppDefinition,
  count: number,
  former: Launcher | undefined,
): Launcher {
  const text = `Started appTaskLaunchActor for ${app.id} version ${versionText(app)} with initial count ${String(count)}`;
  context.log('INFO', text, LOG);
  return {
    app,
    tasksToLaunch: count,
    inFlight: former?.inFlight ?? new Map<string, Task>(),
    backOffUntilMs: delayDeadlineMs(leadingOf(state).limiter, app),
    registered: false,
    judgements: [],
    stopping: false,
    addedAtMs: wallMs(context),
  };
}

/** Stops the launcher of an app; launches in flight are still confirmed. */
export function purgeQueue(state: MarathonState, context: Context, appId: PathId): void {
  const { launchers } = leadingOf(state);
  const launcher = launchers.get(appId);
  if (launcher === undefined) return;
  launcher.tasksToLaunch = 0;
  context.clearTimer(LAUNCHER_TIMER + appId);
  refreshInterest(state, context, launcher);
  launcher.stopping = launcher.inFlight.size > 0;
  if (!launcher.stopping) {
    launchers.delete(appId);
    context.log('INFO', `Stopped appTaskLaunchActor for ${appId} version ${versionText(launcher.app)}`, LOG);
  }
}

function unregister(state: MarathonState, context: Context, launcher: Launcher): void {
  if (!launcher.registered) return;
  context.log('INFO', 'Deregister as matcher.', LOG);
  launcher.registered = false;
  leadingOf(state).registeredLaunchers -= 1;
  notifyOffersWanted(state, context);
}

/** Registers or unregisters the launcher as a matcher of offers. */
export function refreshInterest(state: MarathonState, context: Context, launcher: Launcher): void {
  const nowMs = context.wallClockMs;
  const until = launcher.backOffUntilMs;
  const waits = until !== null && until > nowMs;
  if (waits && launcher.tasksToLaunch > 0)
    context.setTimer(LAUNCHER_TIMER + launcher.app.id, Math.max(1, until - nowMs));
  const interested = launcher.tasksToLaunch > 0 && !waits;
  if (launcher.tasksToLaunch === 0 && launcher.judgements.length > 0) launcher.judgements = [];
  if (interested === launcher.registered) return;
  launcher.registered = interested;
  leadingOf(state).registeredLaunchers += interested ? 1 : -1;
  const id = `${launcher.app.id}, ${versionText(launcher.app)}`;
  if (interested)
    context.log(
      'INFO',
      `activating matcher ActorOfferMatcher(Actor[akka://marathon/user/launchQueue/1/${launcher.app.id.slice(1)}]).`,
      'mesosphere.marathon.core.matcher.manager.impl.OfferMatcherManagerActor',
    );
  else if (launcher.tasksToLaunch > 0)
    context.log('INFO', `Backing off due to task failures. Stop receiving offers for ${id}`, LOG);
  else context.log('INFO', `No tasks left to launch. Stop receiving offers for ${id}`, LOG);
  notifyOffersWanted(state, context);
}

export function onLauncherTimer(state: MarathonState, context: Context, appId: PathId): void {
  const launcher = leadingOf(state).launchers.get(appId);
  if (launcher !== undefined) refreshInterest(state, context, launcher);
}

/** The app's delay changed: the launcher waits for the new one. */
export function onDelayChanged(state: MarathonState, context: Context, app: AppDefinition): void {
  const launcher = leadingOf(state).launchers.get(app.id);
  if (launcher === undefined) return;
  const until = delayDeadlineMs(leadingOf(state).limiter, launcher.app);
  if (until === launcher.backOffUntilMs) return;
  launcher.backOffUntilMs = until;
  refreshInterest(state, context, launcher);
}

export function resetAppDelay(state: MarathonState, context: Context, app: AppDefinition): void {
  if (!resetDelay(leadingOf(state).limiter, app)) return;
  context.log(
    'INFO',
    `Task launch delay for [${app.id} - ${versionText(app)}}] reset to zero`,
    'mesosphere.marathon.core.launchqueue.impl.RateLimiter',
  );
  onDelayChanged(state, context, app);
}

/** All tasks of an app that the launcher knows: the tracker's and those in flight. */
export function knownTasks(state: MarathonState, launcher: Launcher): readonly Task[] {
  const { tasks } = leadingOf(state);
  const tracked = tasksOfApp(tasks, launcher.app.id);
  const inFlight = untracked(state, launcher);
  return inFlight.length === 0 ? tracked : [...tracked, ...inFlight];
}

/** Operations in flight whose task the tracker does not know yet. */
function untracked(state: MarathonState, launcher: Launcher): readonly Task[] {
  const { tasks } = leadingOf(state);
  return [...launcher.inFlight.values()].filter((task) => findTask(tasks, task.id) === null);
}

/** Launches in flight that the tracker does not count yet: new tasks, and those on a reservation that it has. */
function uncountedLaunches(state: MarathonState, launcher: Launcher): number {
  if (launcher.inFlight.size === 0) return 0;
  const { tasks } = leadingOf(state);
  let count = 0;
  for (const task of launcher.inFlight.values())
    if (task.isLaunched && findTask(tasks, task.id)?.isLaunched !== true) count += 1;
  return count;
}

/** Whether the launcher would take something of an offer now. */
export function wantsOffers(launcher: Launcher, nowMs: number): boolean {
  const until = launcher.backOffUntilMs;
  return launcher.tasksToLaunch > 0 && (until === null || until <= nowMs);
}

/** Instances once everything queued has been launched: what scaling counts with. */
export function finalTaskCount(state: MarathonState, appId: PathId): number {
  const leading = leadingOf(state);
  const launcher = leading.launchers.get(appId);
  const active = activeCount(leading.tasks, appId);
  if (launcher === undefined) return active;
  return active + uncountedLaunches(state, launcher) + (launcher.stopping ? 0 : launcher.tasksToLaunch);
}

export function launcherStatus(state: MarathonState, launcher: Launcher, nowMs: number): string {
  const tasks = launchedCount(leadingOf(state).tasks, launcher.app.id) + uncountedLaunches(state, launcher);
  const inFlight = launcher.inFlight.size;
  const delta = tasks + launcher.tasksToLaunch - launcher.app.instances;
  const deltaText = delta === 0 ? '' : `instance count delta ${String(delta)}.`;
  const until = launcher.backOffUntilMs;
  const backOff =
    until !== null && until > nowMs ? `currently waiting for backoff(${formatTimestamp(until)})` : 'not backing off';
  return `${String(launcher.tasksToLaunch)} tasksToLaunch, ${String(inFlight)} in flight, ${String(tasks - inFlight)} confirmed. ${deltaText} ${backOff}`;
}

export function noteJudgement(launcher: Launcher, judgement: OfferJudgement): void {
  if (launcher.judgements.length >= MAX_JUDGEMENTS) launcher.judgements.shift();
  launcher.judgements.push(Object.freeze(judgement));
}

/** A matched operation: in flight until stored and sent. A launch counts down, a reservation does not. */
export function onOperationMatched(
  state: MarathonState,
  context: Context,
  launcher: Launcher,
  { kind, task, taskId }: TaskOperation,
): void {
  const what = kind === 'launch' ? 'Launch' : 'ReserveAndCreateVolumes';
  const status = launcherStatus(state, launcher, context.wallClockMs);
  const text = `Request ${what} for task '${taskId}', version '${versionText(launcher.app)}'. ${status}`;
  context.log('INFO', text, LOG);
  if (kind === 'launch') launcher.tasksToLaunch -= 1;
  if (task !== null) launcher.inFlight.set(taskId, task);
  refreshInterest(state, context, launcher);
}

export function onLaunchAccepted(state: MarathonState, context: Context, appId: PathId, taskId: string): void {
  const launcher = leadingOf(state).launchers.get(appId);
  if (launcher === undefined || !launcher.inFlight.delete(taskId)) return;
  context.log(
    'INFO',
    `Task launch for 'task [${taskId}]' was accepted. ${launcherStatus(state, launcher, context.wallClockMs)}`,
    LOG,
  );
  afterOperation(state, context, launcher);
}

export function onLaunchRejected(
  state: MarathonState,
  context: Context,
  { appId, taskId, kind }: Pick<TaskOperation, 'appId' | 'taskId' | 'kind'>,
  reason: string,
): void {
  const launcher = leadingOf(state).launchers.get(appId);
  if (launcher === undefined || !launcher.inFlight.delete(taskId)) return;
  launcher.tasksToLaunch += launcher.stopping || kind === 'reserve' ? 0 : 1;
  const status = launcherStatus(state, launcher, context.wallClockMs);
  context.log(
    'INFO',
    `Task launch for 'task [${taskId}]' was REJECTED, reason '${reason}', rescheduling. ${status}`,
    LOG,
  );
  refreshInterest(state, context, launcher);
  afterOperation(state, context, launcher);
}

function afterOperation(state: MarathonState, context: Context, launcher: Launcher): void {
  if (launcher.stopping && launcher.inFlight.size === 0) {
    leadingOf(state).launchers.delete(launcher.app.id);
    context.log('INFO', `Stopped appTaskLaunchActor for ${launcher.app.id} version ${versionText(launcher.app)}`, LOG);
  }
}

/** A task of the app is gone: an app with constraints looks again at offers that it refused. */
export function onTaskGone(state: MarathonState, context: Context, appId: PathId): void {
  const launcher = leadingOf(state).launchers.get(appId);
  if (launcher === undefined) return;
  if (launcher.app.constraints.length > 0 || (isResident(launcher.app) && launcher.registered))
    startSeries(state, context);
}
