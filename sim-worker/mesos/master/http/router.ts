/**
 * Read endpoints of the master. A pure function of state: request in, answer out.
 * Source: Mesos 1.0.1, src/master/http.cpp (redirect and the handlers), src/master/master.cpp (routes).
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpAnswer, HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { daemonFileView, logFilePath } from '../../http/daemon-files.ts';
import type { FileView } from '../../http/files.ts';
import { jsonObject } from '../../http/json-text.ts';
import { answerProcess, helpIndex, PROCESS_ACTORS, type ProcessView } from '../../http/process-actors.ts';
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
export const MASTER_ACTORS: readonly string[] = ['master', ...PROCESS_ACTORS, 'registrar(1)'];
/** Source: src/master/constants.hpp, TASK_LIMIT. */
const TASK_LIMIT = 100;
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
  if (route.actor === 'registrar(1)') return registrarAnswer(master, route);
  return answerProcess(processView(master, context), route, request) ?? emptyAnswer(404);
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

function registrarAnswer(master: MasterState, route: Route): HttpReply {
  if (longestEndpoint(route.rest, (name) => name === 'registry') === null) return emptyAnswer(404);
  return jsonAnswer(sortedJson(registryJson(master)), route.query);
}

/** A machine of 4 processors and 8 GiB, hardly used. */
const MACHINE = {
  load: { one: 0.1, five: 0.08, fifteen: 0.05 },
  cpus: 4,
  freeBytes: 4_294_967_296,
  totalBytes: 8_589_934_592,
};

function processView(master: MasterState, context: ReadContext): ProcessView {
  return {
    files: () => fileView(master, context),
    metrics: () => masterMetrics(master, context),
    machine: () => MACHINE,
    verbosity: master.verbosity,
    help: HELP,
  };
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

const HELP = helpIndex('master', [
  ['master', [...MASTER_ENDPOINTS].sort()],
  ['registrar(1)', ['registry']],
]);

/** 307 to the leading master, 503 where none is known. `route` null: to its root. */
export function redirectToLeader(master: MasterState, route: Route | null): HttpReply {
  if (master.leader === null) return errorAnswer(503, 'No leader elected');
  const { hostname, port } = master.leader.info;
  const target = route === null ? '' : urlOf(route);
  return { status: 307, headers: { location: `//${hostname}:${String(port)}${target}` }, body: '' };
}

/** What the log says of an answer of `redirectToLeader`; null: it is another's. Source: src/master/http.cpp, redirect. */
export function redirectLogged(
  master: MasterState,
  request: HttpRequest,
  reply: HttpReply,
): { readonly severity: 'INFO' | 'WARN'; readonly text: string; readonly source: string } | null {
  const route = routeOf(request, MASTER_ACTORS);
  if (route === null || masterEndpoint(route) === null) return null;
  if (reply.status === 307 && master.leader !== null) {
    const text = `Redirecting request for ${urlOf(route)} to the leading master ${master.leader.info.hostname}`;
    return { severity: 'INFO', text, source: 'http.cpp:2022' };
  }
  if (reply.status !== 503 || master.leader !== null) return null;
  const text = `Current master is not elected as leader, and leader information is unavailable. Failed to redirect the request url: ${urlOf(route)}`;
  return { severity: 'WARN', text, source: 'http.cpp:2004' };
}

function urlOf(route: Route): string {
  return `${route.path}${encodedQuery(route.query)}`;
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

/** Only the log is attached, and only where it goes to a file. */
export function fileView(master: MasterState, context: ReadContext): FileView {
  return daemonFileView(context, {
    log: { name: LOG_PATH, path: logFilePath(master.flags, 'mesos-master') },
    folders: [],
  });
}

function staticAnswer(path: string): HttpReply {
  return path === 'pailer.html' ? html('Mesos Pailer') : emptyAnswer(404);
}

function html(title: string): HttpReply {
  const body = `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body></body>\n</html>\n`;
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}
