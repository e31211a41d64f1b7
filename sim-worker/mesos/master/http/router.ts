/**
 * Read endpoints of the master. A pure function of state: request in, answer out.
 * Source: Mesos 1.0.1, src/master/http.cpp (redirect and the handlers), src/master/master.cpp (routes).
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpAnswer, HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { answerFiles } from '../../http/files.ts';
import { glogLine } from '../../http/glog.ts';
import { jsonDouble, jsonInteger, jsonObject } from '../../http/json-text.ts';
import { versionJson } from '../../http/model-json.ts';
import {
  helpAnswer,
  type HelpIndex,
  loggingAnswer,
  metricsTimeoutError,
  profilerAnswer,
} from '../../http/process-endpoints.ts';
import { emptyAnswer, errorAnswer, jsonAnswer } from '../../http/request.ts';
import { methodNotAllowed, type Route, routeOf } from '../../http/routing.ts';
import { sortedJson } from '../../http/sorted-json.ts';
import type { MasterState } from '../master-state.ts';
import { masterMetrics } from '../metrics.ts';
import {
  maintenanceScheduleJson,
  maintenanceStatusJson,
  quotaJson,
  registryJson,
  weightsJson,
} from './registry-json.ts';
import {
  flagsObject,
  frameworksJson,
  rolesJson,
  slavesJson,
  stateJson,
  statePieces,
  stateSummaryJson,
  tasksJson,
} from './state-json.ts';

/** Actors of a master process that serve HTTP; what names none of them is a path of the first. */
export const MASTER_ACTORS: readonly string[] = [
  'master',
  'files',
  'metrics',
  'system',
  'logging',
  'profiler',
  'version',
  'help',
  'registrar(1)',
  'static',
];
/** Source: src/master/constants.hpp, TASK_LIMIT. */
const TASK_LIMIT = 100;
/** Lines of the own log that /files shows: all that are kept. */
const LOG_LINES = 100_000;
export const LOG_PATH = '/master/log';

type Reader = (master: MasterState, route: Route) => HttpReply;

/** Endpoints that only the leading master answers itself. What goes through a sorted map in the original is sorted. */
export const LEADER_READS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['state', (master, route) => jsonAnswer(stateJson(master), route.query)],
  ['state.json', (master, route) => jsonAnswer(stateJson(master), route.query)],
  ['state-summary', (master, route) => jsonAnswer(stateSummaryJson(master), route.query)],
  ['slaves', (master, route) => jsonAnswer(slavesJson(master), route.query)],
  ['frameworks', (master, route) => jsonAnswer(frameworksJson(master), route.query)],
  ['tasks', tasksAnswer],
  ['tasks.json', tasksAnswer],
  ['roles', (master, route) => jsonAnswer(rolesJson(master), route.query)],
  ['roles.json', (master, route) => jsonAnswer(rolesJson(master), route.query)],
  ['quota', (master, route) => jsonAnswer(sortedJson(quotaJson(master)), route.query)],
  ['weights', (master, route) => jsonAnswer(sortedJson(weightsJson(master)), route.query)],
  ['maintenance/schedule', (master, route) => jsonAnswer(sortedJson(maintenanceScheduleJson(master)), route.query)],
  ['maintenance/status', (master, route) => jsonAnswer(sortedJson(maintenanceStatusJson(master)), route.query)],
]);

/** Endpoints that write: a GET there is for the write handlers to judge. */
const WRITE_ONLY: readonly string[] = [
  'reserve',
  'unreserve',
  'create-volumes',
  'destroy-volumes',
  'teardown',
  'machine/down',
  'machine/up',
  'api/v1',
  'api/v1/scheduler',
];

/** Null: not a read. */
export function answerMaster(master: MasterState, context: ReadContext, request: HttpRequest): HttpReply | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null) return emptyAnswer(request.path.startsWith('/') ? 404 : 400);
  const [actor = '', ...rest] = route.path.slice(1).split('/');
  switch (actor) {
    case 'master':
      return answerActor(master, route, rest.join('/'));
    case 'files':
      return answerFiles(fileView(master, context), { method: request.method, path: route.path, query: route.query });
    case 'metrics':
      if (rest[0] !== 'snapshot') return emptyAnswer(404);
      return metricsTimeoutError(route.query) ?? jsonAnswer(metricsJson(master, context), route.query);
    case 'logging':
      return loggingAnswer(rest.join('/'), route.query);
    case 'profiler':
      return profilerAnswer(rest.join('/'));
    case 'help':
      return helpAnswer(HELP, rest.join('/'), route.query);
    case 'version':
      return jsonAnswer(versionJson(), route.query);
    case 'system':
      return rest[0] === 'stats.json' ? jsonAnswer(systemJson(), route.query) : emptyAnswer(404);
    case 'registrar(1)':
      return rest[0] === 'registry' ? jsonAnswer(sortedJson(registryJson(master)), route.query) : emptyAnswer(404);
    case 'static':
      return staticAnswer(rest.join('/'));
    default:
      return emptyAnswer(404);
  }
}

/** The state of a large cluster is read often and whole: its plain form comes in pieces. Null: any other request. */
export function answerStateInPieces(
  master: MasterState,
  request: HttpRequest,
): Extract<HttpAnswer, { readonly kind: 'pieces' }> | null {
  if (request.method !== 'GET' || !master.elected) return null;
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null || route.query.has('jsonp') || !/^\/master\/state(\.json)?$/.test(route.path)) return null;
  return { kind: 'pieces', ...jsonAnswer('', route.query), pieces: statePieces(master) };
}
/** As the master's help lists them. */
const HELP: HelpIndex = {
  first: 'master',
  endpoints: new Map([
    ['files', ['browse', 'browse.json', 'debug', 'debug.json', 'download', 'download.json', 'read', 'read.json']],
    ['logging', ['toggle']],
    ['master', [...LEADER_READS.keys(), ...WRITE_ONLY, 'flags', 'health', 'redirect'].sort()],
    ['metrics', ['snapshot']],
    ['profiler', ['start', 'stop']],
    ['registrar(1)', ['registry']],
    ['system', ['stats.json']],
    ['version', ['']],
  ]),
};

function answerActor(master: MasterState, route: Route, path: string): HttpReply {
  switch (path) {
    case '':
      return html('Mesos');
    case 'health':
      return emptyAnswer(200);
    case 'redirect':
      return redirectToLeader(master, null) ?? emptyAnswer(404);
    case 'flags':
      return jsonAnswer(jsonObject([['flags', flagsObject(master)]]), route.query);
  }
  const name = longestName(path);
  if (name === null) return emptyAnswer(404);
  if (!master.elected) return redirectToLeader(master, route);
  if (name.startsWith('api/v1') && !master.recovered) return errorAnswer(503, 'Master has not finished recovery');
  const reader = LEADER_READS.get(name);
  return reader === undefined ? methodNotAllowed(['POST'], 'GET') : reader(master, route);
}

/** libprocess tries the whole path, then shorter ones: `state/anything` is served by `state`. */
function longestName(path: string): string | null {
  let name = path;
  while (name !== '') {
    if (LEADER_READS.has(name) || WRITE_ONLY.includes(name)) return name;
    name = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  }
  return null;
}

/** 307 to the leading master, 503 where none is known. `route` null: to its root. */
export function redirectToLeader(master: MasterState, route: Route | null): HttpReply {
  if (master.leader === null) return errorAnswer(503, 'No leader elected');
  const { hostname, port } = master.leader.info;
  const query = route?.queryText == null ? '' : `?${route.queryText}`;
  return { status: 307, headers: { location: `//${hostname}:${String(port)}${route?.path ?? ''}${query}` }, body: '' };
}

function tasksAnswer(master: MasterState, route: Route): HttpReply {
  const { query } = route;
  const limit = wholeNumber(query.get('limit')) ?? TASK_LIMIT;
  const offset = wholeNumber(query.get('offset')) ?? 0;
  return jsonAnswer(tasksJson(master, { limit, offset, ascending: query.get('order') === 'asc' }), query);
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function metricsJson(master: MasterState, context: ReadContext): string {
  return jsonObject([...masterMetrics(master, context)].map(([name, value]) => [name, jsonDouble(value)]));
}

function systemJson(): string {
  return jsonObject([
    ['avg_load_15min', jsonDouble(0.05)],
    ['avg_load_1min', jsonDouble(0.1)],
    ['avg_load_5min', jsonDouble(0.08)],
    ['cpus_total', jsonInteger(4)],
    ['mem_free_bytes', jsonInteger(4_294_967_296)],
    ['mem_total_bytes', jsonInteger(8_589_934_592)],
  ]);
}

function realLogPath(master: MasterState): string | null {
  const { externalLogFile, logDir, loggingLevel } = master.flags;
  return externalLogFile ?? (logDir === null ? null : `${logDir}/mesos-master.${loggingLevel}`);
}

/** Only the log is attached, and only where it goes to a file. */
export function fileView(master: MasterState, context: ReadContext): Parameters<typeof answerFiles>[0] {
  const logPath = realLogPath(master);
  return {
    disk: context.disk,
    attached: new Map(logPath === null ? [] : [[LOG_PATH, logPath]]),
    virtualText: (path) => (path === logPath ? logText(context) : null),
    mtimeSecs: Math.floor(context.wallClockMs / 1000),
  };
}

const LETTERS = { DEBUG: 'I', INFO: 'I', WARN: 'W', ERROR: 'E', FATAL: 'F' } as const;

function logText(context: ReadContext): string {
  const lines = context.recentLog(LOG_LINES).map((line) => {
    const unixMs = context.wallClockMs - (context.nowUs - line.at) / 1000;
    return glogLine({ unixMs, pid: line.pid, severity: LETTERS[line.severity], source: line.source, text: line.text });
  });
  return lines.map((line) => `${line}\n`).join('');
}

function staticAnswer(path: string): HttpReply {
  return path === 'pailer.html' ? html('Mesos Pailer') : emptyAnswer(404);
}

function html(title: string): HttpReply {
  const body = `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body></body>\n</html>\n`;
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}
