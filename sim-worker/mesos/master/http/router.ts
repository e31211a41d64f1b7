/**
 * Read endpoints of the master. A pure function of state: request in, answer out.
 * Source: Mesos 1.0.1, src/master/http.cpp (redirect and the handlers), src/master/master.cpp (routes).
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpAnswer, HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { answerFiles, FILES_ENDPOINTS, type FileView } from '../../http/files.ts';
import { glogLine } from '../../http/glog.ts';
import { jsonDouble, jsonInteger, jsonObject } from '../../http/json-text.ts';
import { versionJson } from '../../http/model-json.ts';
import { helpAnswer, type HelpIndex } from '../../http/help.ts';
import { loggingAnswer, metricsTimeoutError, profilerAnswer } from '../../http/process-endpoints.ts';
import { emptyAnswer, encodePercents, errorAnswer, jsonAnswer } from '../../http/request.ts';
import { longestEndpoint, methodNotAllowed, type Route, routeOf } from '../../http/routing.ts';
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
  ['roles', (master, route) => jsonAnswer(sortedJson(rolesJson(master)), route.query)],
  ['roles.json', (master, route) => jsonAnswer(sortedJson(rolesJson(master)), route.query)],
  ['quota', (master, route) => jsonAnswer(sortedJson(quotaJson(master)), route.query)],
  ['weights', (master, route) => jsonAnswer(sortedJson(weightsJson(master)), route.query)],
  ['maintenance/schedule', (master, route) => jsonAnswer(sortedJson(maintenanceScheduleJson(master)), route.query)],
  ['maintenance/status', (master, route) => jsonAnswer(sortedJson(maintenanceStatusJson(master)), route.query)],
]);

/** Methods of the endpoints that look at them; all others take any. */
export const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['api/v1', ['POST']],
  ['api/v1/scheduler', ['POST']],
  ['create-volumes', ['POST']],
  ['destroy-volumes', ['POST']],
  ['machine/down', ['POST']],
  ['machine/up', ['POST']],
  ['maintenance/schedule', ['GET', 'POST']],
  ['maintenance/status', ['GET']],
  ['quota', ['GET', 'POST', 'DELETE']],
  ['reserve', ['POST']],
  ['teardown', ['POST']],
  ['unreserve', ['POST']],
  ['weights', ['GET', 'PUT']],
]);

const OWN_ENDPOINTS: readonly string[] = ['flags', 'health', 'redirect'];
const MASTER_ENDPOINTS: ReadonlySet<string> = new Set([...LEADER_READS.keys(), ...METHODS.keys(), ...OWN_ENDPOINTS]);

/** The endpoint of the actor `master` that a route reaches; null: none, or another actor's. */
export function masterEndpoint(route: Route): string | null {
  return route.actor === 'master' ? longestEndpoint(route.rest, (name) => MASTER_ENDPOINTS.has(name)) : null;
}

/** Null: a write, for its handler to answer. */
export function answerMaster(master: MasterState, context: ReadContext, request: HttpRequest): HttpReply | null {
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null) return emptyAnswer(request.path.startsWith('/') ? 404 : 400);
  if (route.actor === 'master') return answerOwn(master, route, request.method);
  return answerActor(master, context, route, request) ?? emptyAnswer(404);
}

function answerOwn(master: MasterState, route: Route, method: string): HttpReply | null {
  if (route.rest === '') return html('Mesos');
  const name = masterEndpoint(route);
  if (name === null) return route.rest.startsWith('static/') ? staticAnswer(route.rest.slice(7)) : emptyAnswer(404);
  switch (name) {
    case 'health':
      return emptyAnswer(200);
    case 'redirect':
      return redirectToLeader(master, isRedirectItself(route) ? null : route);
    case 'flags':
      return jsonAnswer(jsonObject([['flags', flagsObject(master)]]), route.query);
  }
  if (!master.elected) return redirectToLeader(master, route);
  if (name.startsWith('api/v1') && !master.recovered) return errorAnswer(503, 'Master has not finished recovery');
  const methods = METHODS.get(name);
  if (methods !== undefined && !methods.includes(method)) return methodNotAllowed(methods, method);
  const reader = methods === undefined || method === 'GET' ? LEADER_READS.get(name) : undefined;
  return reader === undefined ? null : reader(master, route);
}

/** Only these two paths lead to the leader's root; `/redirect/more` is taken along. */
function isRedirectItself(route: Route): boolean {
  return route.path === '/redirect' || route.path === '/master/redirect';
}

function answerActor(master: MasterState, context: ReadContext, route: Route, request: HttpRequest): HttpReply | null {
  const { actor, rest, query } = route;
  const endpoint = (names: readonly string[]): string | null => longestEndpoint(rest, (name) => names.includes(name));
  switch (actor) {
    case 'files': {
      const name = endpoint(FILES_ENDPOINTS);
      return name === null ? null : answerFiles(fileView(master, context), name, query);
    }
    case 'metrics':
      if (endpoint(['snapshot']) === null) return null;
      return metricsTimeoutError(query) ?? jsonAnswer(metricsJson(master, context), query);
    case 'logging':
      return endpoint(['toggle']) === null ? null : loggingAnswer(query, master.verbosity);
    case 'profiler':
      return endpoint(['start', 'stop']) === null ? null : profilerAnswer();
    case 'help':
      return helpAnswer(HELP, { rest, query, userAgent: request.headers['user-agent'] ?? null });
    case 'version':
      return rest === '' ? jsonAnswer(versionJson(), query) : null;
    case 'system':
      return endpoint(['stats.json']) === null ? null : jsonAnswer(systemJson(), query);
    case 'registrar(1)':
      return endpoint(['registry']) === null ? null : jsonAnswer(sortedJson(registryJson(master)), query);
    default:
      return null;
  }
}

/** The state of a large cluster is read often and whole: its plain form comes in pieces. Null: any other request. */
export function answerStateInPieces(
  master: MasterState,
  request: HttpRequest,
): Extract<HttpAnswer, { readonly kind: 'pieces' }> | null {
  if (request.method !== 'GET' || !master.elected) return null;
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null || route.query.has('jsonp') || !['state', 'state.json'].includes(masterEndpoint(route) ?? ''))
    return null;
  return { kind: 'pieces', ...jsonAnswer('', route.query), pieces: statePieces(master) };
}

/** As the master's help lists them. */
const HELP: HelpIndex = {
  first: 'master',
  endpoints: new Map([
    ['files', [...FILES_ENDPOINTS].sort()],
    ['logging', ['toggle']],
    ['master', [...MASTER_ENDPOINTS].sort()],
    ['metrics', ['snapshot']],
    ['profiler', ['start', 'stop']],
    ['registrar(1)', ['registry']],
    ['system', ['stats.json']],
    ['version', ['']],
  ]),
};

/** 307 to the leading master, 503 where none is known. `route` null: to its root. */
export function redirectToLeader(master: MasterState, route: Route | null): HttpReply {
  if (master.leader === null) return errorAnswer(503, 'No leader elected');
  const { hostname, port } = master.leader.info;
  const query = route === null ? '' : encodedQuery(route.query);
  return { status: 307, headers: { location: `//${hostname}:${String(port)}${route?.path ?? ''}${query}` }, body: '' };
}

/** Encoded anew: a name alone has no `=`. Source: libprocess http.cpp (query::encode). */
function encodedQuery(query: ReadonlyMap<string, string>): string {
  const fields = [...query].map(([name, value]) =>
    value === '' ? encodePercents(name) : `${encodePercents(name)}=${encodePercents(value)}`,
  );
  return fields.length === 0 ? '' : `?${fields.join('&')}`;
}

function tasksAnswer(master: MasterState, route: Route): HttpReply {
  const { query } = route;
  const limit = sizeOf(query.get('limit')) ?? BigInt(TASK_LIMIT);
  const offset = sizeOf(query.get('offset')) ?? 0n;
  const end = BigInt.asUintN(64, offset + limit);
  const page = { offset: Number(offset), limit: end > offset ? Number(end - offset) : 0 };
  return jsonAnswer(tasksJson(master, { ...page, ascending: query.get('order') === 'asc' }), query);
}

/** A number of the query as size_t, so that -1 is the largest; null: none, or not a whole number. */
function sizeOf(text: string | undefined): bigint | null {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt.asUintN(64, BigInt(text.replace('+', ''))) : null;
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
export function fileView(master: MasterState, context: ReadContext): FileView {
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
