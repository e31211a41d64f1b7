/**
 * The health checks that run, one for each app, version and check, and the results they collected.
 * Source: Marathon 1.1.1, health/MarathonHealthCheckManager.scala, HealthCheckActor.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { publish } from '../events/bus.ts';
import { type AppDefinition, versionMsOf } from '../model/app-definition.ts';
import { healthCheckJson } from '../model/app-json.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { killNow } from '../scheduling/kill-service.ts';
import { noteFailure } from '../scheduling/last-failures.ts';
import type { Task } from '../scheduling/task.ts';
import { tasksOfApp } from '../scheduling/task-tracker.ts';
import { type Health, type HealthCheckActor, leadingOf, type MarathonState, wallMs } from '../state.ts';
import { type CheckResult, initialHealth, isAlive, stepHealth } from './health.ts';
import { putResults, removeResults, resultsOfTask } from './results.ts';

export const HEALTH_TIMER = 'health:';
const MANAGER_LOG = 'mesosphere.marathon.health.MarathonHealthCheckManager';

export type HealthChange = {
  readonly appId: PathId;
  readonly taskId: string;
  readonly versionMs: number;
  readonly alive: boolean;
};

function actorKey(appId: PathId, versionMs: number, index: number): string {
  return `${appId}|${String(versionMs)}|${String(index)}`;
}

/** Puts the checks of this version in place; those that run already stay. */
export function addHealthChecks(state: MarathonState, context: Context, app: AppDefinition): void {
  const { actors } = leadingOf(state).health;
  const versionMs = versionMsOf(app);
  app.healthChecks.forEach((check, index) => {
    const key = actorKey(app.id, versionMs, index);
    if (actors.has(key)) return;
    actors.set(key, Object.freeze({ key, appId: app.id, versionMs, index, app }));
    context.log(
      'INFO',
      `Adding health check for app [${app.id}] and version [${formatTimestamp(versionMs)}]: [${check.protocol} ${check.path ?? '/'}]`,
      MANAGER_LOG,
    );
    publish(state, context, 'add_health_check_event', {
      appId: app.id,
      version: formatTimestamp(versionMs),
      healthCheck: healthCheckJson(check),
    });
    if (check.protocol !== 'COMMAND') context.setTimer(HEALTH_TIMER + key, check.intervalSeconds * 1000);
  });
}

export function removeHealthCheck(state: MarathonState, context: Context, actor: HealthCheckActor): void {
  leadingOf(state).health.actors.delete(actor.key);
  context.clearTimer(HEALTH_TIMER + actor.key);
  publish(state, context, 'remove_health_check_event', { appId: actor.appId });
}

export function removeHealthChecks(state: MarathonState, context: Context, appId: PathId): void {
  for (const actor of leadingOf(state).health.actors.values())
    if (actor.appId === appId) removeHealthCheck(state, context, actor);
}

/** After a take-over: checks of the current version of every app, and of older versions that still have tasks. */
export function reconcileHealthChecks(
  state: MarathonState,
  context: Context,
  app: AppDefinition,
  formerVersions: readonly AppDefinition[],
): void {
  if (app.healthChecks.length > 0) addHealthChecks(state, context, app);
  const versions = new Set(tasksOfApp(leadingOf(state).tasks, app.id).map((task) => task.versionMs));
  versions.delete(versionMsOf(app));
  for (const former of formerVersions)
    if (versions.has(versionMsOf(former)) && former.healthChecks.length > 0) addHealthChecks(state, context, former);
}

export function healthOf(state: MarathonState, task: Pick<Task, 'appId' | 'id'>): readonly (Health | null)[] {
  return resultsOfTask(leadingOf(state).health.results, task) ?? [];
}

export function forgetHealth(state: MarathonState, task: Pick<Task, 'appId' | 'id'>): void {
  const { health } = leadingOf(state);
  health.results = removeResults(health.results, task);
}

function putHealth(state: MarathonState, actor: HealthCheckActor, task: Task, health: Health): void {
  const { health: store } = leadingOf(state);
  const before = resultsOfTask(store.results, task) ?? actor.app.healthChecks.map(() => null);
  const after = Object.freeze(before.map((entry, index) => (index === actor.index ? health : entry)));
  store.results = putResults(store.results, task, after);
}

/** One result of one check: counts it, publishes, kills; returns the change of the task's health, if any. */
export function applyResult(
  state: MarathonState,
  context: Context,
  actor: HealthCheckActor,
  task: Task,
  result: CheckResult,
): HealthChange | null {
  const check = actor.app.healthChecks[actor.index];
  if (check === undefined) return null;
  const before = healthOf(state, task)[actor.index] ?? initialHealth(task.id);
  const step = stepHealth(before, check, result, { nowMs: wallMs(context), startedAtMs: task.startedAtMs });
  if (step.ignored) return null;
  putHealth(state, actor, task, step.health);
  if (!result.healthy) {
    publish(state, context, 'failed_health_check_event', {
      appId: task.appId,
      taskId: task.id,
      healthCheck: healthCheckJson(check),
    });
    // The original tells the cause of the failure before this one, as it counts those before.
    if (step.kill && check.protocol !== 'COMMAND')
      killUnhealthy(state, context, actor, task, before.lastFailureCause ?? 'unknown');
  }
  if (step.changedTo === null) return null;
  const version = formatTimestamp(actor.versionMs);
  publish(state, context, 'health_status_changed_event', {
    appId: task.appId,
    taskId: task.id,
    version,
    alive: step.changedTo,
  });
  return { appId: task.appId, taskId: task.id, versionMs: actor.versionMs, alive: step.changedTo };
}

function killUnhealthy(
  state: MarathonState,
  context: Context,
  actor: HealthCheckActor,
  task: Task,
  cause: string,
): void {
  const version = formatTimestamp(actor.versionMs);
  context.log(
    'INFO',
    `Detected unhealthy task [${task.id}] of app [${task.appId}] version [${version}] on host ${task.host}`,
    'mesosphere.marathon.health.HealthCheckActor',
  );
  publish(state, context, 'unhealthy_task_kill_event', {
    appId: task.appId,
    taskId: task.id,
    version,
    reason: cause,
    host: task.host,
    slaveId: task.agentId,
  });
  noteFailure(state, context, {
    appId: task.appId,
    taskId: task.id,
    state: 'TASK_KILLED',
    message: `Task was killed since health check failed. Reason: ${cause}`,
    host: task.host,
    versionMs: task.versionMs,
    timestampMs: wallMs(context),
    agentId: task.agentId,
  });
  killNow(state, context, task.id);
}

/** COMMAND checks: the executor's verdict arrives with a status. */
export function applyCommandHealth(
  state: MarathonState,
  context: Context,
  task: Task,
  healthy: boolean,
): readonly HealthChange[] {
  const changes: HealthChange[] = [];
  for (const actor of leadingOf(state).health.actors.values()) {
    if (
      actor.appId !== task.appId ||
      actor.versionMs !== task.versionMs ||
      actor.app.healthChecks[actor.index]?.protocol !== 'COMMAND'
    )
      continue;
    const change = applyResult(
      state,
      context,
      actor,
      task,
      healthy ? { healthy: true } : { healthy: false, cause: '' },
    );
    if (change !== null) changes.push(change);
  }
  return changes;
}

/** Healthy: every check of the task has a result and all are alive. */
export function isTaskHealthy(results: readonly (Health | null)[]): boolean {
  return results.length > 0 && results.every((health) => health !== null && isAlive(health));
}

export function isTaskUnhealthy(results: readonly (Health | null)[]): boolean {
  return results.some((health) => health !== null && !isAlive(health));
}
