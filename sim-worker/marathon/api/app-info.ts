/**
 * Apps and tasks with what the API embeds into them, as JSON text. Texts of rows that do not change are remembered.
 * Source: Marathon 1.1.1, core/appinfo/impl/AppInfoBaseData.scala, api/v2/json/Formats.scala (ExtendedAppInfoWrites, EnrichedTaskWrites).
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { readinessJson } from '../deployment/deployment-json.ts';
import { runningDeployments } from '../deployment/running.ts';
import { isTaskHealthy, isTaskUnhealthy } from '../health/checks.ts';
import { healthJson } from '../health/health.ts';
import { resultsOfApp, resultsOfTask, type TaskResults } from '../health/results.ts';
import { type AppDefinition, servicePorts } from '../model/app-definition.ts';
import { appJsonOpen } from '../model/app-json.ts';
import type { PathId } from '../model/path-id.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { isRunning, isStaged, type Task } from '../scheduling/task.ts';
import { type AppTasks, appTasksOf, tasksOfApp } from '../scheduling/task-tracker.ts';
import type { TaskFailure } from '../storage/task-codec.ts';
import type { Health, LeadingState } from '../state.ts';
import { memoByIdentity } from '../memo.ts';
import { taskStatsJson } from './task-stats.ts';

export type Embed = 'tasks' | 'counts' | 'deployments' | 'lastTaskFailure' | 'taskStats' | 'readiness';

const EMBEDS: ReadonlyMap<string, readonly Embed[]> = new Map<string, readonly Embed[]>([
  ['tasks', ['tasks', 'deployments']],
  ['counts', ['counts']],
  ['deployments', ['deployments']],
  ['lastTaskFailure', ['lastTaskFailure']],
  ['failures', ['lastTaskFailure', 'tasks', 'deployments']],
  ['taskStats', ['taskStats']],
  ['readiness', ['readiness']],
]);

const EMBED_PREFIXES = ['group.apps.', 'apps.', 'app.'] as const;

/** Embeds meant by texts such as `apps.tasks`, below any of the prefixes or none; unknown ones are ignored. */
export function resolveEmbeds(texts: readonly string[]): ReadonlySet<Embed> {
  const out = new Set<Embed>();
  for (const text of texts) {
    const prefix = EMBED_PREFIXES.find((candidate) => text.startsWith(candidate)) ?? '';
    for (const embed of EMBEDS.get(text.slice(prefix.length)) ?? []) out.add(embed);
  }
  return out;
}

/** Deployments by the apps that they touch: made once for an answer. */
export function deploymentsByApp(leading: LeadingState): ReadonlyMap<PathId, readonly string[]> {
  const out = new Map<PathId, string[]>();
  for (const run of runningDeployments(leading)) {
    for (const appId of run.plan.affectedAppIds) out.set(appId, [...(out.get(appId) ?? []), run.plan.id]);
  }
  return out;
}

/** Text of a task without closing brace, its app and health. Ids, hosts and times hold nothing that JSON escapes. */
function taskHead(task: Task): string {
  const slaveId = task.agentId === null ? 'null' : `"${task.agentId}"`;
  return `{"id":"${task.id}","slaveId":${slaveId},"host":"${task.host}"${launchedText(task)}${volumesText(task)}`;
}

function taskOpen(task: Task): string {
  return `${taskHead(task)},"appId":"${task.appId}"`;
}

/** A killed task with its app, as answers to kills across apps show it. */
export function killedTaskText(task: Task): string {
  return `${taskOpen(task)}}`;
}

/** A task alone, as answers to kills within one app show it. */
export function bareTaskText(task: Task): string {
  return `${taskHead(task)}}`;
}

function launchedText(task: Task): string {
  if (!task.isLaunched) return '';
  const state = task.status?.state ?? 'TASK_STAGING';
  const startedAt = task.startedAtMs === null ? 'null' : `"${formatTimestamp(task.startedAtMs)}"`;
  const stagedAt = formatTimestamp(task.stagedAtMs);
  const version = formatTimestamp(task.versionMs);
  return `,"state":"${state}","startedAt":${startedAt},"stagedAt":"${stagedAt}","ports":[${portsText(task.ports)}],"version":"${version}"${addressesText(task)}`;
}

/** Most tasks have one port: no list is joined for it. */
function portsText(ports: readonly number[]): string {
  return ports.length === 1 ? String(ports[0]) : ports.join(',');
}

/** Of the task's own, from its container status. */
function addressesText({ status }: Task): string {
  let text = '';
  for (const { ipAddresses } of status?.containerStatus?.networkInfos ?? []) {
    for (const { ipAddress } of ipAddresses) {
      text += `${text === '' ? '' : ','}{"ipAddress":"${ipAddress}","protocol":"IPv4"}`;
    }
  }
  return text === '' ? '' : `,"ipAddresses":[${text}]`;
}

function volumesText(task: Task): string {
  if (task.reservation === null) return '';
  const volumes = task.reservation.volumeIds.map((id) => ({
    containerPath: id.split('#')[1] ?? '',
    persistenceId: id,
  }));
  return `,"localVolumes":${JSON.stringify(volumes)}`;
}

const healthText: (results: readonly (Health | null)[]) => string = memoByIdentity(
  (results: readonly (Health | null)[]) =>
    JSON.stringify(results.map((health) => (health === null ? null : healthJson(health)))),
);

/**
 * Results of a task, one for each check that has one: none at all before the first, also after a change of leader
 * (health/MarathonHealthCheckManager.scala, statuses; EnrichedTaskWrites). Balancers remember the last verdict until then.
 */
function resultsText(results: TaskResults): string {
  if (results.length === 0) return '';
  if (!results.includes(null)) return `,"healthCheckResults":${healthText(results)}`;
  const known = results.filter((health) => health !== null);
  return known.length === 0 ? '' : `,"healthCheckResults":${JSON.stringify(known.map(healthJson))}`;
}

export function taskText(
  leading: LeadingState,
  task: Task,
  app: AppDefinition | null,
  withServicePorts: boolean,
): string {
  const ports = withServicePorts && app !== null ? servicePorts(app) : [];
  const servicePortsText = ports.length > 0 ? `,"servicePorts":${JSON.stringify(ports)}` : '';
  const results = resultsOfTask(leading.health.results, task) ?? NO_RESULTS;
  return `${taskOpen(task)}${servicePortsText}${resultsText(results)}}`;
}

const NO_RESULTS: TaskResults = Object.freeze([]);

const listed = new WeakMap<
  AppTasks,
  { readonly app: AppDefinition; readonly health: unknown; readonly text: string }
>();

/** All tasks of an app with its service ports, as the list of all tasks shows them. */
export function listedTasksText(leading: LeadingState, app: AppDefinition): string {
  const key = appTasksOf(leading.tasks, app.id);
  const health = resultsOfApp(leading.health.results, app.id);
  const known = listed.get(key);
  if (known?.app === app && known.health === health) return known.text;
  const text = tasksOfApp(leading.tasks, app.id)
    .map((task) => taskText(leading, task, app, true))
    .join(',');
  if (Object.isFrozen(key)) listed.set(key, { app, health, text });
  return text;
}

export type TaskCounts = {
  readonly staged: number;
  readonly running: number;
  readonly healthy: number;
  readonly unhealthy: number;
};

export function countTasks(leading: LeadingState, tasks: readonly Task[]): TaskCounts {
  const counts = { staged: 0, running: 0, healthy: 0, unhealthy: 0 };
  for (const task of tasks) countTask(counts, task, resultsOfTask(leading.health.results, task) ?? NO_RESULTS);
  return counts;
}

type Counting = { -readonly [Key in keyof TaskCounts]: number };

function countTask(counts: Counting, task: Task, results: TaskResults): void {
  if (isStaged(task)) counts.staged += 1;
  if (!isRunning(task)) return;
  counts.running += 1;
  if (results.length === 0) return;
  if (isTaskHealthy(results)) counts.healthy += 1;
  else if (isTaskUnhealthy(results)) counts.unhealthy += 1;
}

function countsText({ staged, running, healthy, unhealthy }: TaskCounts): string {
  return `,"tasksStaged":${String(staged)},"tasksRunning":${String(running)},"tasksHealthy":${String(healthy)},"tasksUnhealthy":${String(unhealthy)}`;
}

export function failureJson(failure: TaskFailure): Readonly<Record<string, unknown>> {
  return {
    appId: failure.appId,
    host: failure.host,
    message: failure.message,
    state: failure.state,
    taskId: failure.taskId,
    timestamp: formatTimestamp(failure.timestampMs),
    version: formatTimestamp(failure.versionMs),
    slaveId: failure.agentId,
  };
}

function readinessText(leading: LeadingState, appId: PathId): string {
  const results = [...leading.deployments.values()].flatMap((run) =>
    [...run.readiness.values()].filter((result) => result.appId === appId),
  );
  return `,"readinessCheckResults":${JSON.stringify(results.map(readinessJson))}`;
}

type Made = { readonly counts: TaskCounts; readonly tasksText: string };

/** By the app's tasks: what was made of them, with the definition and the health results that it was made of. */
const made = new WeakMap<AppTasks, { readonly app: AppDefinition; readonly health: unknown; readonly value: Made }>();

/** Counts and list of an app's tasks; made again only when a task, a result or the definition has changed. */
function tasksOverview(leading: LeadingState, app: AppDefinition, tasks: readonly Task[]): Made {
  const key = appTasksOf(leading.tasks, app.id);
  const health = resultsOfApp(leading.health.results, app.id);
  const known = made.get(key);
  if (known?.app === app && known.health === health) return known.value;
  const counts = { staged: 0, running: 0, healthy: 0, unhealthy: 0 };
  const texts = tasks.map((task) => {
    const results = mapGet(health, task.id) ?? NO_RESULTS;
    countTask(counts, task, results);
    return `${taskOpen(task)}${resultsText(results)}}`;
  });
  const value = { counts, tasksText: texts.join(',') };
  if (Object.isFrozen(key) && tasks.length > 0) made.set(key, { app, health, value });
  return value;
}

export type AppInfoOptions = {
  readonly embeds: ReadonlySet<Embed>;
  readonly deployments: ReadonlyMap<PathId, readonly string[]>;
  readonly nowMs: number;
};

export function appInfoText(
  leading: LeadingState,
  app: AppDefinition,
  { embeds, deployments, nowMs }: AppInfoOptions,
): string {
  const tasks = tasksOfApp(leading.tasks, app.id);
  const overview = tasksOverview(leading, app, tasks);
  const parts = [appJsonOpen(app)];
  if (embeds.has('counts')) parts.push(countsText(overview.counts));
  if (embeds.has('deployments'))
    parts.push(`,"deployments":${JSON.stringify((deployments.get(app.id) ?? []).map((id) => ({ id })))}`);
  if (embeds.has('readiness')) parts.push(readinessText(leading, app.id));
  if (embeds.has('tasks')) parts.push(`,"tasks":[${overview.tasksText}]`);
  const failure = embeds.has('lastTaskFailure') ? mapGet(leading.failures, app.id) : undefined;
  if (failure !== undefined) parts.push(`,"lastTaskFailure":${JSON.stringify(failureJson(failure))}`);
  if (embeds.has('taskStats')) parts.push(`,"taskStats":${JSON.stringify(taskStatsJson(leading, app, tasks, nowMs))}`);
  parts.push('}');
  return parts.join('');
}
