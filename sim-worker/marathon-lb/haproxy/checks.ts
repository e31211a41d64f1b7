/**
 * Health checks: each server with `check` is asked every `inter`; `fall` failures in a row take it out, `rise` successes
 * bring it back; a new server falls by its first failure. Source: HAProxy 1.6, src/checks.c.
 */
import { assert } from '../../kernel/assert.ts';
import type { ConnectFailure, Context } from '../../kernel/context.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Proxy, ServerLine } from './config.ts';
import { type CheckStatus, currentGeneration, type Generation, type HaproxyState, type ServerState } from './state.ts';

export const CHECK_TIMER = 'check:';
export const CHECK_TIMEOUT = 'checkTimeout:';
/** Servers with longer intervals set the pace of the first round. */
const SHORTEST_SPREAD_MS = 1000;

type Place = { readonly proxy: Proxy; readonly line: ServerLine; readonly server: ServerState; readonly index: number };

function checkedServers(generation: Generation): Place[] {
  const places: Place[] = [];
  for (const proxy of generation.config.proxies) {
    for (const [index, line] of proxy.servers.entries()) {
      const server = generation.backends.get(proxy.name)?.servers[index];
      if (line.check && !line.disabled && server !== undefined) places.push({ proxy, line, server, index });
    }
  }
  return places;
}

function timerKey(generation: Generation, place: Place): string {
  return `${CHECK_TIMER}${String(generation.id)}|${place.proxy.name}|${String(place.index)}`;
}

/** The first round is spread over the shortest interval, so that not all servers are asked at once. */
export function startChecks(context: Context, generation: Generation): void {
  const places = checkedServers(generation);
  const intervals = places.map((place) => place.line.interMs).filter((interval) => interval >= SHORTEST_SPREAD_MS);
  const shortest = intervals.length === 0 ? 0 : Math.min(...intervals);
  for (const [position, place] of places.entries()) {
    const spread = Math.max(shortest, place.line.interMs);
    context.setTimer(timerKey(generation, place), (spread * position) / places.length + 1);
  }
}

export function stopChecks(state: HaproxyState, context: Context, generation: Generation): void {
  for (const place of checkedServers(generation)) context.clearTimer(timerKey(generation, place));
  for (const [connection, check] of state.checks) {
    if (check.generation !== generation.id) continue;
    state.checks.delete(connection);
    context.clearTimer(CHECK_TIMEOUT + String(connection));
    context.close(connection);
  }
}

function placeOf(generation: Generation, backend: string, index: number): Place | null {
  const proxy = generation.config.proxies.find((other) => other.name === backend && other.section !== 'frontend');
  const line = proxy?.servers[index];
  const server = generation.backends.get(backend)?.servers[index];
  return proxy === undefined || line === undefined || server === undefined ? null : { proxy, line, server, index };
}

export function onCheckTimer(state: HaproxyState, context: Context, key: string): void {
  const [, backend = '', server = ''] = key.split('|');
  const generation = currentGeneration(state);
  const place = generation === null ? null : placeOf(generation, backend, Number(server));
  if (generation === null || place === null) return;
  const { line, proxy } = place;
  const { connectMs } = generation.config.timeouts;
  const limitMs = proxy.checkTimeoutMs ?? line.interMs;
  const connection = context.connect(line.host, line.checkPort, 'health', Math.min(connectMs, limitMs));
  state.checks.set(
    connection,
    Object.freeze({ generation: generation.id, backend, server: place.index, startedAtUs: context.nowUs }),
  );
  if (proxy.httpCheck !== null) context.setTimer(CHECK_TIMEOUT + String(connection), limitMs);
}

export function onCheckConnected(state: HaproxyState, context: Context, connection: ConnectionId): void {
  const place = placeOfCheck(state, connection);
  if (place === null) return;
  const { httpCheck } = place.proxy;
  if (httpCheck === null) return endCheck(state, context, connection, { status: 'L4OK', code: 0 });
  const request: HttpRequest = {
    type: 'http.request',
    requestId: 1,
    method: httpCheck.method,
    path: httpCheck.path,
    headers: {},
    body: null,
  };
  context.send(connection, request);
}

function placeOfCheck(state: HaproxyState, connection: ConnectionId): Place | null {
  const check = state.checks.get(connection);
  const generation = check === undefined ? undefined : state.generations.get(check.generation);
  return check === undefined || generation === undefined ? null : placeOf(generation, check.backend, check.server);
}

export function onCheckFailed(
  state: HaproxyState,
  context: Context,
  connection: ConnectionId,
  failure: ConnectFailure,
): void {
  endCheck(state, context, connection, { status: failure === 'refused' ? 'L4CON' : 'L4TOUT', code: 0 });
}

export function onCheckClosed(state: HaproxyState, context: Context, connection: ConnectionId): void {
  endCheck(state, context, connection, { status: 'L7RSP', code: 0 });
}

export function onCheckTimeout(state: HaproxyState, context: Context, connection: ConnectionId): void {
  endCheck(state, context, connection, { status: 'L7TOUT', code: 0 });
}

export function onCheckResponse(
  state: HaproxyState,
  context: Context,
  connection: ConnectionId,
  response: HttpResponse,
): void {
  const good = response.status >= 200 && response.status < 400;
  endCheck(state, context, connection, { status: good ? 'L7OK' : 'L7STS', code: response.status });
}

type Outcome = { readonly status: CheckStatus; readonly code: number };

function endCheck(state: HaproxyState, context: Context, connection: ConnectionId, outcome: Outcome): void {
  const check = state.checks.get(connection);
  const place = placeOfCheck(state, connection);
  state.checks.delete(connection);
  context.clearTimer(CHECK_TIMEOUT + String(connection));
  context.close(connection);
  const generation = currentGeneration(state);
  if (check === undefined || place === null || generation?.id !== check.generation) return;
  place.server.checkStatus = outcome.status;
  place.server.checkCode = outcome.code;
  place.server.checkMs = Math.round((context.nowUs - check.startedAtUs) / 1000);
  applyOutcome(context, generation, place, outcome);
  const spread = (place.line.interMs * generation.config.spreadChecksPercent) / 100;
  context.setTimer(timerKey(generation, place), place.line.interMs + spread - 2 * spread * context.random());
}

function applyOutcome(context: Context, generation: Generation, place: Place, outcome: Outcome): void {
  const { server, line } = place;
  const top = line.rise + line.fall - 1;
  assert(server.health >= 0 && server.health <= top, 'health of a server lies within its bounds');
  if (outcome.status === 'L4OK' || outcome.status === 'L7OK') {
    if (server.health >= top) return;
    server.health += 1;
    if (server.health < line.rise) return;
    server.health = top;
    if (!server.up) changeState(context, generation, place, true);
    return;
  }
  if (server.health < line.rise) {
    server.health = 0;
    return;
  }
  server.failedChecks += 1;
  server.health -= 1;
  if (server.health >= line.rise) return;
  server.health = 0;
  changeState(context, generation, place, false);
}

const INFO: Readonly<Record<CheckStatus, string>> = {
  INI: 'initializing',
  L4OK: 'Layer4 check passed',
  L4CON: 'Layer4 connection problem, info: "Connection refused"',
  L4TOUT: 'Layer4 timeout',
  L7OK: 'Layer7 check passed',
  L7STS: 'Layer7 wrong status',
  L7RSP: 'Layer7 invalid response',
  L7TOUT: 'Layer7 timeout',
};

function changeState(context: Context, generation: Generation, place: Place, up: boolean): void {
  const { server, proxy, line } = place;
  if (up) server.downUs += context.nowUs - server.lastChangeUs;
  else server.downs += 1;
  server.up = up;
  server.lastChangeUs = context.nowUs;
  const backend = generation.backends.get(proxy.name);
  const active = backend?.servers.filter((other) => other.up).length ?? 0;
  const code = server.checkCode > 0 ? `, code: ${String(server.checkCode)}` : '';
  const left = `${String(active)} active and 0 backup servers ${up ? 'online' : 'left'}. ${String(server.current)} sessions ${up ? 'requeued' : 'active, 0 requeued'}, 0 ${up ? 'total' : 'remaining'} in queue.`;
  context.log(
    up ? 'INFO' : 'WARN',
    `Server ${proxy.name}/${line.name} is ${up ? 'UP' : 'DOWN'}, reason: ${INFO[server.checkStatus]}${code}, check duration: ${String(server.checkMs)}ms. ${left}`,
  );
  if (active > 0 || up) return;
  if (backend !== undefined) {
    backend.downs += 1;
    backend.lastChangeUs = context.nowUs;
  }
  context.log('ERROR', `backend ${proxy.name} has no server available!`);
}
