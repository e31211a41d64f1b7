/**
 * What else than refused offers an app waits for: a master, its back-off, launch tokens, filters of declined offers, or in a
 * deployment health, readiness, other apps, kills. An addition of this project.
 */
import type { AppDefinition } from '../model/app-definition.ts';
import type { PathId } from '../model/path-id.ts';
import { versionMsOf } from '../model/app-definition.ts';
import { isUnstored } from '../deployment/running.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { healthOf } from '../health/checks.ts';
import { isAlive } from '../health/health.ts';
import { isRunning, isStaged, type Task } from '../scheduling/task.ts';
import { activeCount, tasksOfApp } from '../scheduling/task-tracker.ts';
import type { ActionRun, DeploymentRun, Launcher, LeadingState, MarathonState } from '../state.ts';

export type WaitingCause = {
  readonly code:
    | 'notRegistered'
    | 'backOff'
    | 'launchTokens'
    | 'noOffers'
    | 'declined'
    | 'launching'
    | 'starting'
    | 'health'
    | 'readiness'
    | 'killing'
    | 'dependency'
    | 'store'
    | 'scaleCheck';
  readonly text: string;
  readonly until?: string;
  /** Agents whose declined resources Mesos holds back, with the seconds that are left. */
  readonly agents?: readonly { readonly host: string; readonly until: string; readonly leftSeconds: number }[];
  readonly deploymentId?: string;
  readonly tasks?: readonly string[];
  readonly apps?: readonly string[];
};

/** Everything that holds an app up now, besides the verdicts on its offers. */
export function causesOf(
  state: MarathonState,
  leading: LeadingState,
  appId: PathId,
  nowMs: number,
): readonly WaitingCause[] {
  const launcher = leading.launchers.get(appId);
  const queued = launcher !== undefined && launcher.tasksToLaunch > 0;
  const causes = [
    ...(launcher === undefined ? [] : launchingCauses(launcher)),
    ...(queued ? offerCauses(state, leading, launcher, nowMs) : []),
    ...deploymentCauses(state, leading, appId),
  ];
  if (causes.length > 0 || queued || leading.locks.has(appId)) return causes;
  const text = 'it has fewer tasks than it wants; the periodic check of all apps will queue the rest';
  return [{ code: 'scaleCheck', text }];
}

/** A launch that ZooKeeper has not stored, or that was not sent yet. */
function launchingCauses({ inFlight }: Launcher): readonly WaitingCause[] {
  if (inFlight.size === 0) return [];
  const text = 'tasks have found their offers and are being stored in ZooKeeper before their launch';
  return [{ code: 'launching', text, tasks: [...inFlight.keys()] }];
}

function offerCauses(
  state: MarathonState,
  leading: LeadingState,
  launcher: Launcher,
  nowMs: number,
): readonly WaitingCause[] {
  if (state.driver?.connected !== true) return [notRegistered(state)];
  const until = launcher.backOffUntilMs;
  if (until !== null && until > nowMs) {
    const text = `delayed after the end of a task until ${formatTimestamp(until)}`;
    return [{ code: 'backOff', text, until: formatTimestamp(until) }];
  }
  const causes: WaitingCause[] = [];
  if (leading.tokens <= 0)
    causes.push({ code: 'launchTokens', text: 'no launch tokens are left; they are given anew every 30 s' });
  const agents = [...leading.declined.values()]
    .filter((entry) => entry.untilMs > nowMs)
    .map(({ host, untilMs }) => ({
      host,
      until: formatTimestamp(untilMs),
      leftSeconds: Math.ceil((untilMs - nowMs) / 1000),
    }));
  if (agents.length > 0) {
    const hosts = agents.map(({ host, leftSeconds }) => `${host} (${String(leftSeconds)} s)`).join(', ');
    causes.push({ code: 'declined', text: `declined offers are held back until offers are revived: ${hosts}`, agents });
  }
  if (launcher.judgements.length === 0 && agents.length === 0)
    causes.push({ code: 'noOffers', text: 'no offer has come since the tasks were queued' });
  return causes;
}

function notRegistered({ driver }: MarathonState): WaitingCause {
  const master = driver?.master?.pid;
  const text =
    master === undefined ? 'no leading Mesos master is known' : `not registered with the Mesos master ${master} yet`;
  return { code: 'notRegistered', text };
}

function deploymentCauses(state: MarathonState, leading: LeadingState, appId: PathId): readonly WaitingCause[] {
  const holder = leading.locks.get(appId);
  if (holder === undefined) return [];
  const kill = leading.killLocks.get(holder);
  if (kill !== undefined)
    return [
      { code: 'killing', text: 'tasks are being killed; the app is scaled after their end', tasks: [...kill.left] },
    ];
  const run = leading.deployments.get(holder);
  if (run === undefined) return [];
  if (isUnstored(run)) return [unstored(run)];
  const action = run.actions.find((candidate) => candidate.app.id === appId && candidate.phase !== 'done');
  return action === undefined ? laterStep(run, appId) : actionCauses(state, leading, run, action);
}

/** Usual for an instant; for ever where ZooKeeper's answer was lost or a failure. */
function unstored(run: DeploymentRun): WaitingCause {
  const text =
    'its deployment is not stored in ZooKeeper; if that failed, it never begins and its lock stays until another Marathon leads';
  return { code: 'store', text, deploymentId: run.plan.id };
}

/** The app's turn in its deployment has not come: the current step waits for others. */
function laterStep(run: DeploymentRun, appId: PathId): readonly WaitingCause[] {
  const later = run.plan.steps.slice(run.step + 1).some((step) => step.actions.some(({ app }) => app.id === appId));
  if (!later) return [];
  const apps = run.actions.filter((action) => action.phase !== 'done').map((action) => action.app.id);
  const text = `its step of the deployment comes after ${apps.join(', ') || 'the current one'}`;
  return [{ code: 'dependency', text, deploymentId: run.plan.id, apps }];
}

function actionCauses(
  state: MarathonState,
  leading: LeadingState,
  run: DeploymentRun,
  action: ActionRun,
): readonly WaitingCause[] {
  const deploymentId = run.plan.id;
  const cause = (code: WaitingCause['code'], text: string, tasks: readonly string[]): readonly WaitingCause[] =>
    tasks.length === 0 ? [] : [{ code, text, deploymentId, tasks }];
  const { app } = action;
  const own = tasksOfApp(leading.tasks, app.id).filter(
    (task) => task.versionMs === versionMsOf(app) && !action.oldAlive.has(task.id),
  );
  const ids = (tasks: readonly Task[]): readonly string[] => tasks.map((task) => task.id);
  const unhealthy = own.filter(
    (task) => isRunning(task) && app.healthChecks.length > 0 && !action.healthy.has(task.id),
  );
  const unready = own.filter((task) => isRunning(task) && app.readinessChecks.length > 0 && !action.ready.has(task.id));
  const dying = [...[...action.victims].filter((id) => leading.kills.sent.has(id)), ...action.outstanding];
  return [
    ...cause('killing', 'tasks that are to end have not ended yet', dying),
    ...cause('starting', 'tasks are launched and not running yet', ids(own.filter(isStaged))),
    ...cause('health', healthText(state, app, unhealthy), ids(unhealthy)),
    ...cause('readiness', readinessText(run, unready), ids(unready)),
  ];
}

function healthText(state: MarathonState, app: AppDefinition, tasks: readonly Task[]): string {
  const seconds = Math.min(...app.healthChecks.map((check) => check.intervalSeconds));
  const results = tasks.flatMap((task) => healthOf(state, task)).filter((health) => health !== null);
  const failing = results.find((health) => !isAlive(health) && health.lastFailureCause !== null);
  if (failing !== undefined) return `health checks fail: ${failing.lastFailureCause ?? ''}`;
  return `no health check has succeeded yet; the shortest interval is ${String(seconds)} s`;
}

function readinessText(run: DeploymentRun, tasks: readonly Task[]): string {
  const last = tasks.map((task) => run.readiness.get(task.id)).find((result) => result !== undefined);
  if (last === undefined) return 'no readiness check has been answered yet';
  return `the readiness check ${last.name} answered ${last.lastStatus === null ? 'nothing' : String(last.lastStatus)}`;
}

/** Apps that have fewer tasks than they want, or whose deployment goes on, whether or not they are in the queue. */
export function heldUpApps(leading: LeadingState, apps: readonly AppDefinition[]): readonly AppDefinition[] {
  return apps.filter((app) => {
    const queued = (leading.launchers.get(app.id)?.tasksToLaunch ?? 0) > 0;
    const holder = leading.locks.get(app.id);
    const deploys = holder !== undefined && leading.deployments.has(holder);
    return queued || deploys || activeCount(leading.tasks, app.id) < app.instances;
  });
}
