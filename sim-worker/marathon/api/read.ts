/**
 * Answers to GET, from the leader's state alone: the same for the page, for standbys that forward, and in the simulation.
 * Source: Marathon 1.1.1, api/v2/*.scala, api/RootApplication, WebJarServlet.
 */
import type { ReadContext } from '../../kernel/context.ts';
import { type HttpReply, type HttpRequest, jsonReply, textReply } from '../../kernel/http.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import { deploymentJson } from '../deployment/deployment-json.ts';
import { runningDeployments } from '../deployment/running.ts';
import { streamFrame } from '../events/bus.ts';
import { versionMsOf, type AppDefinition } from '../model/app-definition.ts';
import { appJsonText } from '../model/app-json.ts';
import { findApp, findGroup, transitiveApps } from '../model/group.ts';
import { canonicalPath, type PathId } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import { unknownApp, unknownGroup } from '../root-updates/root-change.ts';
import type { Task } from '../scheduling/task.ts';
import { appIdsWithTasks, tasksByApp, tasksOfApp } from '../scheduling/task-tracker.ts';
import { type LeadingState, leadingOf, type MarathonState } from '../state.ts';
import {
  listedTasksText,
  appInfoText,
  type AppInfoOptions,
  deploymentsByApp,
  type Embed,
  resolveEmbeds,
  taskText,
} from './app-info.ts';
import { readGroups } from './groups-read.ts';
import { infoJson } from './info.ts';
import { parseLabelSelector } from './label-selector.ts';
import { metricsJson } from './metrics.ts';
import { jsonTextReply, messageReply } from './replies.ts';
import { APP_SCHEMA } from './schema.ts';
import { parseTarget, queryAll, queryText, type Target } from './target.ts';
import { tasksAsText } from './tasks-text.ts';
import { waitingJson } from './waiting.ts';

type Reader = {
  readonly state: MarathonState;
  readonly leading: LeadingState;
  readonly read: ReadContext;
  readonly target: Target;
  readonly request: HttpRequest;
};

/** Our own path beside the original's: why apps wait. */
const WAITING_PATH = 'waiting';

export function readReply(state: MarathonState, read: ReadContext, request: HttpRequest): HttpReply {
  const target = parseTarget(request.path);
  const reader: Reader = { state, leading: leadingOf(state), read, target, request };
  const [first, second, ...rest] = target.segments;
  if (first === 'v2') return readV2(reader, second ?? '', rest);
  if (first === 'ping') return textReply(200, 'pong');
  if (first === 'metrics') return jsonReply(200, metricsJson(state, reader.leading, read));
  if (first === undefined) return { status: 302, headers: { location: '/ui/' }, body: '' };
  if (first === 'ui' || first === 'help' || first === 'api-console')
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><html><head><title>Marathon</title></head><body></body></html>',
    };
  if (first === WAITING_PATH)
    return readWaiting(
      reader,
      [second ?? '', ...rest].filter((segment) => segment !== ''),
    );
  return notFound(target);
}

function notFound(target: Target): HttpReply {
  return messageReply(404, `URI not found: ${target.path}`);
}

function readV2(reader: Reader, resource: string, rest: readonly string[]): HttpReply {
  switch (resource) {
    case 'apps':
      return rest.length === 0 ? listApps(reader) : readApp(reader, rest);
    case 'tasks':
      return rest.length === 0 ? listTasks(reader) : notFound(reader.target);
    case 'groups':
      return readGroups(reader.leading, reader.read, reader.target, rest);
    case 'deployments':
      return rest.length === 0 ? listDeployments(reader) : notFound(reader.target);
    case 'queue':
      return rest.length === 0 ? readQueue(reader) : notFound(reader.target);
    case 'info':
      return jsonReply(200, infoJson(reader.state, reader.leading));
    case 'leader':
      return jsonReply(200, { leader: reader.state.hostPort });
    case 'eventSubscriptions':
      return readSubscriptions(reader);
    case 'events':
      return {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: reader.state.events.recent.map((event) => streamFrame(event.type, event.text)).join(''),
      };
    case 'plugins':
      return jsonReply(200, { plugins: [] });
    case 'schemas':
      return rest[0] === 'app' ? jsonReply(200, APP_SCHEMA) : notFound(reader.target);
    case 'artifacts':
      return messageReply(422, NO_STORAGE);
    default:
      return notFound(reader.target);
  }
}

/** Deployments that touch no app are not listed. */
function listDeployments({ leading }: Reader): HttpReply {
  const runs = runningDeployments(leading).filter((run) => run.plan.affectedAppIds.length > 0);
  return jsonReply(200, runs.map(deploymentJson));
}

/** Without --artifact_store every use of the storage throws. */
export const NO_STORAGE = 'No storage provider available to load/persist artifacts. Configuration problem?';

export const CALLBACKS_OFF =
  'http event callback system is not running on this Marathon instance. Please re-start this instance with "--event_subscriber http_callback".';

function readSubscriptions({ state }: Reader): HttpReply {
  if (state.flags.eventSubscriber !== 'http_callback') return messageReply(400, CALLBACKS_OFF);
  return jsonReply(200, { callbackUrls: state.events.callbacks });
}

function infoOptions(reader: Reader, always: readonly Embed[]): AppInfoOptions {
  const asked = resolveEmbeds(queryAll(reader.target, 'embed'));
  return {
    embeds: new Set<Embed>([...always, ...asked]),
    deployments: deploymentsByApp(reader.leading),
    nowMs: reader.read.wallClockMs,
  };
}

function listApps(reader: Reader): HttpReply {
  const { leading, target } = reader;
  const cmd = queryText(target, 'cmd')?.toLowerCase();
  const id = queryText(target, 'id')?.toLowerCase();
  const label = queryText(target, 'label');
  const selector = label === null ? null : parseLabelSelector(label);
  if (selector?.ok === false) return messageReply(422, selector.error);
  const options = infoOptions(reader, ['counts', 'deployments']);
  const apps = transitiveApps(leading.root).filter(
    (app) =>
      (cmd === undefined || app.cmd?.toLowerCase().includes(cmd) === true) &&
      (id === undefined || app.id.toLowerCase().includes(id)) &&
      (selector === null || selector.matches(app.labels)),
  );
  return jsonTextReply(200, `{"apps":[${apps.map((app) => appInfoText(leading, app, options)).join(',')}]}`);
}

const ALWAYS: readonly Embed[] = ['counts', 'tasks', 'lastTaskFailure', 'deployments'];

function readApp(reader: Reader, segments: readonly string[]): HttpReply {
  const last = segments.at(-1);
  const beforeLast = segments.at(-2);
  const pathTo = (count: number): PathId => canonicalPath(`/${segments.slice(0, count).join('/')}`);
  if (last === '*') return appsOfGroup(reader, pathTo(segments.length - 1));
  if (segments.length > 1 && last === 'tasks') return tasksOf(reader, segments.slice(0, -1));
  if (segments.length > 1 && last === 'versions') return versionsOf(reader, pathTo(segments.length - 1));
  if (segments.length > 2 && beforeLast === 'versions')
    return versionOf(reader, pathTo(segments.length - 2), last ?? '');
  const id = pathTo(segments.length);
  const app = findApp(reader.leading.root, id);
  if (app === null) return messageReply(404, unknownApp(id).message);
  return jsonTextReply(200, `{"app":${appInfoText(reader.leading, app, infoOptions(reader, ALWAYS))}}`);
}

function appsOfGroup(reader: Reader, id: PathId): HttpReply {
  const group = findGroup(reader.leading.root, id);
  if (group === null) return messageReply(404, unknownGroup(id).message);
  const options = infoOptions(reader, ALWAYS);
  return jsonTextReply(
    200,
    `{"*":[${transitiveApps(group)
      .map((app) => appInfoText(reader.leading, app, options))
      .join(',')}]}`,
  );
}

function wantsText(request: HttpRequest): boolean {
  const accept = request.headers['accept'] ?? '';
  return accept.includes('text/plain') && !accept.includes('application/json');
}

function tasksOf(reader: Reader, segments: readonly string[]): HttpReply {
  const { leading } = reader;
  const isGroup = segments.at(-1) === '*';
  const id = canonicalPath(`/${(isGroup ? segments.slice(0, -1) : segments).join('/')}`);
  const group = isGroup ? findGroup(leading.root, id) : null;
  const single = isGroup ? null : findApp(leading.root, id);
  if (group === null && single === null)
    return messageReply(404, isGroup ? unknownGroup(id).message : unknownApp(id).message);
  const apps = group === null ? [single].filter((app) => app !== null) : transitiveApps(group);
  if (wantsText(reader.request) && !isGroup) return textReply(200, tasksAsText(leading, apps));
  return tasksReply(
    leading,
    apps.flatMap((app) => tasksOfApp(leading.tasks, app.id).map((task) => [task, app] as const)),
    false,
  );
}

export function tasksReply(
  leading: LeadingState,
  rows: readonly (readonly [Task, AppDefinition | null])[],
  withServicePorts: boolean,
): HttpReply {
  return jsonTextReply(
    200,
    `{"tasks":[${rows.map(([task, app]) => taskText(leading, task, app, withServicePorts)).join(',')}]}`,
  );
}

function allTasks(leading: LeadingState): HttpReply {
  const texts: string[] = [];
  for (const appId of appIdsWithTasks(leading.tasks)) {
    const app = findApp(leading.root, appId);
    if (app !== null) texts.push(listedTasksText(leading, app));
  }
  return jsonTextReply(200, `{"tasks":[${texts.filter((text) => text !== '').join(',')}]}`);
}

/** Values of `status`; others are ignored. */
const TASK_STATES: ReadonlyMap<string, string> = new Map([
  ['running', 'TASK_RUNNING'],
  ['staging', 'TASK_STAGING'],
]);

function listTasks(reader: Reader): HttpReply {
  const { leading, target } = reader;
  if (wantsText(reader.request)) return textReply(200, tasksAsText(leading, transitiveApps(leading.root)));
  const states = queryAll(target, 'status').flatMap((status) => TASK_STATES.get(status.toLowerCase()) ?? []);
  if (states.length === 0) return allTasks(leading);
  const fits = (task: Task): boolean => task.isLaunched && states.includes(task.status?.state ?? 'TASK_STAGING');
  // Tasks of an app that is gone are not listed, though they may still run.
  const rows = tasksByApp(leading.tasks).flatMap(([appId, tasks]) => {
    const app = findApp(leading.root, appId);
    return app === null ? [] : tasks.filter(fits).map((task) => [task, app] as const);
  });
  return tasksReply(leading, rows, true);
}

function versionsOf({ leading }: Reader, id: PathId): HttpReply {
  const versions = mapGet(leading.appVersions, id);
  if (versions === undefined || findApp(leading.root, id) === null) return messageReply(404, unknownApp(id).message);
  return jsonReply(200, { versions: versions.map((app) => formatTimestamp(versionMsOf(app))) });
}

function versionOf({ leading }: Reader, id: PathId, version: string): HttpReply {
  const versionMs = parseTimestamp(version);
  if (versionMs === null) return messageReply(422, `Invalid format: "${version}"`);
  const app = mapGet(leading.appVersions, id)?.find((candidate) => versionMsOf(candidate) === versionMs);
  return app === undefined ? messageReply(404, unknownApp(id, version).message) : jsonTextReply(200, appJsonText(app));
}

function readQueue({ leading, read }: Reader): HttpReply {
  const rows = [...leading.launchers.values()].filter(
    (launcher) => launcher.tasksToLaunch > 0 || launcher.inFlight.size > 0,
  );
  const entries = rows.map((launcher) => {
    const leftMs = launcher.backOffUntilMs === null ? 0 : Math.max(0, launcher.backOffUntilMs - read.wallClockMs);
    const timeLeftSeconds = Math.floor(leftMs / 1000);
    return `{"app":${appJsonText(launcher.app)},"count":${String(launcher.tasksToLaunch)},"delay":{"timeLeftSeconds":${String(timeLeftSeconds)},"overdue":${String(leftMs <= 0)}}}`;
  });
  return jsonTextReply(200, `{"queue":[${entries.join(',')}]}`);
}

function readWaiting(reader: Reader, segments: readonly string[]): HttpReply {
  if (segments.length === 0) return jsonReply(200, { apps: waitingJson(reader.state, reader.read.wallClockMs, null) });
  const id = canonicalPath(`/${segments.join('/')}`);
  if (findApp(reader.leading.root, id) === null) return messageReply(404, unknownApp(id).message);
  return jsonReply(200, { apps: waitingJson(reader.state, reader.read.wallClockMs, id) });
}
