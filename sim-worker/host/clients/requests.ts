/**
 * Requests of the clients: sent at their times whatever becomes of earlier ones (open loop), each on a connection of its
 * own or on a kept one, with a time limit for connection and answer together.
 */
import type { ConnectFailure, Context } from '../../kernel/context.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { countOutcome, countSent, closeWindows, secondOf } from './meters.ts';
import type { ClientsState, ErrorKind, Instance, Meter, Request, Target } from './state.ts';

export const SEND_TIMER = 'send:';
export const LIMIT_TIMER = 'limit:';
/** Instances of one app that are asked in a second at most; of more, in turn. */
const DIRECT_LIMIT = 20;
/** Connections kept for one service. */
const IDLE_LIMIT = 8;
const USER_AGENT = 'mesoscope-client/1.0';

/** Plans the next request: even spacing with up to half of it earlier or later. */
export function planNext(state: ClientsState, context: Context, meter: Meter): void {
  const perSecond = rateOf(state, meter);
  if (perSecond <= 0 || meter.endedUs !== null) return context.clearTimer(SEND_TIMER + meter.id);
  context.setTimer(SEND_TIMER + meter.id, (1000 / perSecond) * (0.5 + context.random()));
}

function rateOf(state: ClientsState, meter: Meter): number {
  if (meter.way === 'balancer') return state.settings.requestsPerSecond;
  const app = state.apps.get(meter.appId);
  return (
    state.settings.directPerSecond *
    Math.min(DIRECT_LIMIT, expectedInstances(app?.instances ?? 0, app?.seenRunning ?? 0))
  );
}

/** As many as were seen running and are still wanted; at least one, so that a lost one is noticed. */
function expectedInstances(wanted: number, seen: number): number {
  return Math.max(1, Math.min(wanted, seen));
}

export function onSendTimer(state: ClientsState, context: Context, id: string): void {
  const meter = state.meters.get(id);
  if (meter === undefined) return;
  planNext(state, context, meter);
  closeWindows(meter, context);
  if (meter.target !== null) return send(state, context, meter, meter.target);
  sendDirect(state, context, meter);
}

function sendDirect(state: ClientsState, context: Context, meter: Meter): void {
  const app = state.apps.get(meter.appId);
  const running = [...(app?.running.values() ?? [])];
  const expected = expectedInstances(app?.instances ?? 0, app?.seenRunning ?? 0);
  if (running.length === 0 && (app?.seenRunning ?? 0) === 0) return;
  const place = meter.turn % Math.max(expected, running.length);
  meter.turn += 1;
  const instance: Instance | undefined = running[place];
  if (instance !== undefined)
    return send(state, context, meter, { host: instance.host, port: instance.port, path: '/', vhost: null });
  const second = secondOf(context.nowUs);
  countSent(meter, second);
  countOutcome(meter, context, second, { kind: 'bad', error: 'noInstance' });
}

function send(state: ClientsState, context: Context, meter: Meter, target: Target): void {
  const second = secondOf(context.nowUs);
  countSent(meter, second);
  const kept = state.settings.keepAlive && meter.way === 'balancer' ? meter.idle.pop() : undefined;
  dispatch(state, context, kept ?? null, { meter: meter.id, second, sentUs: context.nowUs, target });
}

type Draft = Pick<Request, 'meter' | 'second' | 'sentUs' | 'target'>;

function dispatch(state: ClientsState, context: Context, kept: ConnectionId | null, draft: Draft): void {
  const { target, sentUs } = draft;
  const { timeoutMs, keepAlive } = state.settings;
  const leftMs = Math.max(1, timeoutMs - (context.nowUs - sentUs) / 1000);
  const connection = kept ?? context.connect(target.host, target.port, 'client', leftMs);
  const requestId = state.nextRequestId;
  state.nextRequestId += 1;
  state.requests.set(connection, Object.freeze({ ...draft, requestId, reused: kept !== null }));
  const request: HttpRequest = {
    type: 'http.request',
    requestId,
    method: 'GET',
    path: target.path,
    headers: {
      host: target.vhost ?? `${target.host}:${String(target.port)}`,
      'user-agent': USER_AGENT,
      accept: '*/*',
      connection: keepAlive ? 'keep-alive' : 'close',
    },
    body: null,
  };
  context.send(connection, request);
  context.setTimer(LIMIT_TIMER + String(connection), leftMs);
}

function endRequest(state: ClientsState, context: Context, connection: ConnectionId): Request | null {
  const request = state.requests.get(connection) ?? null;
  state.requests.delete(connection);
  context.clearTimer(LIMIT_TIMER + String(connection));
  return request;
}

export function onAnswer(
  state: ClientsState,
  context: Context,
  connection: ConnectionId,
  response: HttpResponse,
): void {
  const request = endRequest(state, context, connection);
  if (request === null) return context.close(connection);
  const meter = state.meters.get(request.meter);
  const stays = state.settings.keepAlive && response.headers['connection'] !== 'close' && meter?.way === 'balancer';
  if (stays && meter.idle.length < IDLE_LIMIT) meter.idle.push(connection);
  else context.close(connection);
  if (meter === undefined) return;
  const good = response.status >= 200 && response.status < 400;
  const latencyUs = context.nowUs - request.sentUs;
  countOutcome(
    meter,
    context,
    request.second,
    good ? { kind: 'good', latencyUs } : { kind: 'bad', error: `http ${String(response.status)}` },
  );
}

function fail(state: ClientsState, context: Context, connection: ConnectionId, error: ErrorKind): void {
  const request = endRequest(state, context, connection);
  const meter = request === null ? undefined : state.meters.get(request.meter);
  if (request !== null && meter !== undefined) countOutcome(meter, context, request.second, { kind: 'bad', error });
}

export function onRequestConnectFailed(
  state: ClientsState,
  context: Context,
  connection: ConnectionId,
  failure: ConnectFailure,
): void {
  fail(state, context, connection, failure === 'refused' ? 'refused' : 'connectTimeout');
}

/** A kept connection that ended while a request was on its way to it: the request goes out once more, as browsers do. */
export function onRequestClosed(state: ClientsState, context: Context, connection: ConnectionId): void {
  const request = state.requests.get(connection);
  if (request === undefined) {
    for (const meter of state.meters.values()) meter.idle = meter.idle.filter((id) => id !== connection);
    return;
  }
  if (!request.reused) return fail(state, context, connection, 'closed');
  endRequest(state, context, connection);
  const { meter, second, sentUs, target } = request;
  dispatch(state, context, null, { meter, second, sentUs, target });
}

export function onRequestLimit(state: ClientsState, context: Context, connection: ConnectionId): void {
  context.close(connection);
  fail(state, context, connection, 'timeout');
}

export function dropIdle(context: Context, meter: Meter): void {
  for (const connection of meter.idle) context.close(connection);
  meter.idle = [];
}
