/**
 * Connections of clients: which frontend took them, their requests one after the other, and when they end.
 * Source: HAProxy 1.6, `option http-server-close`: a client may ask again on its connection for `timeout http-keep-alive`.
 */
import type { Context, Message } from '../../kernel/context.ts';
import { type HttpReply, httpResponse, type HttpRequest } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { backendNamed } from './config.ts';
import { countResponse, countUp, generationOf } from './counters.ts';
import { endGenerationWhenIdle } from './generations.ts';
import { errorReply } from './replies.ts';
import { routeRequest } from './routing.ts';
import { serveLua } from './lua-services.ts';
import {
  type ClientConnection,
  currentGeneration,
  type Generation,
  type HaproxyState,
  initialTotals,
  type ProxyTotals,
} from './state.ts';
import { statisticsReply } from './statistics.ts';
import { endStream, openStream, type StreamEnd } from './streams.ts';

export const IDLE_TIMER = 'idle:';
export const HELD_TIMER = 'held:';
/** First retransmission of a SYN. */
const SYN_RETRY_US = 1_000_000;

export function onAccepted(state: HaproxyState, context: Context, id: ConnectionId): void {
  const generation = currentGeneration(state);
  const port = context.localPort(id);
  const frontend = generation?.config.proxies.find((proxy) => proxy.binds.some((bind) => bind.port === port));
  if (generation === null || frontend === undefined) return context.close(id);
  const dropped = state.dropSince !== null && state.flags.ports.includes(port);
  generation.connections += 1;
  countUp(frontendTotals(generation, frontend.name));
  const client: ClientConnection = {
    generation: generation.id,
    frontend,
    address: String(context.remoteAddress(id).host),
    request: null,
    stream: null,
    waiting: [],
    heldUntilUs: dropped ? context.nowUs + SYN_RETRY_US : 0,
    closeAfter: false,
  };
  state.clients.set(id, client);
  if (dropped) return context.setTimer(HELD_TIMER + String(id), SYN_RETRY_US / 1000);
  if (frontend.mode === 'tcp') startTcp(state, context, id, client);
}

function frontendTotals(generation: Generation, name: string): ProxyTotals {
  const known = generation.frontends.get(name);
  if (known !== undefined) return known;
  const totals = initialTotals();
  generation.frontends.set(name, totals);
  return totals;
}

/** Its SYN came through at last. */
export function onReleased(state: HaproxyState, context: Context, id: ConnectionId): void {
  const client = state.clients.get(id);
  if (client === undefined) return;
  if (client.frontend.mode === 'tcp') startTcp(state, context, id, client);
  serveNext(state, context, id, client);
}

function startTcp(state: HaproxyState, context: Context, id: ConnectionId, client: ClientConnection): void {
  const { config } = generationOf(state, client.generation);
  const rule = client.frontend.rules.find((candidate) => candidate.kind === 'useBackend');
  const name = rule?.kind === 'useBackend' ? rule.backend : (client.frontend.defaultBackend ?? client.frontend.name);
  const backend = backendNamed(config, name);
  if (backend === null) return endClient(state, context, id);
  openStream(state, context, { id, connection: client }, backend, null, onStreamEnd);
}

export function onClientMessage(state: HaproxyState, context: Context, id: ConnectionId, message: Message): void {
  const client = state.clients.get(id);
  if (client === undefined) return;
  context.clearTimer(IDLE_TIMER + String(id));
  if (client.heldUntilUs > context.nowUs || (client.frontend.mode === 'http' && client.stream !== null)) {
    client.waiting.push(message);
    return;
  }
  if (client.frontend.mode === 'http') return serveRequest(state, context, id, client, message);
  passOn(state, context, client, message);
}

function passOn(state: HaproxyState, context: Context, client: ClientConnection, message: Message): void {
  const stream = client.stream === null ? undefined : state.streams.get(client.stream);
  if (stream === undefined) return;
  if (stream.phase === 'established' && stream.connection !== null) context.send(stream.connection, message);
  else stream.sent.push(message);
}

function serveNext(state: HaproxyState, context: Context, id: ConnectionId, client: ClientConnection): void {
  if (client.frontend.mode === 'tcp') {
    for (const message of client.waiting) passOn(state, context, client, message);
    client.waiting = [];
    return;
  }
  const [next, ...rest] = client.waiting;
  if (next === undefined) return;
  client.waiting = rest;
  serveRequest(state, context, id, client, next);
}

function serveRequest(
  state: HaproxyState,
  context: Context,
  id: ConnectionId,
  client: ClientConnection,
  message: Message,
): void {
  const generation = generationOf(state, client.generation);
  const totals = frontendTotals(generation, client.frontend.name);
  if (message.type !== 'http.request') {
    totals.requestErrors += 1;
    context.send(id, httpResponse(0, errorReply(400)));
    return endClient(state, context, id);
  }
  const request = message as HttpRequest;
  totals.requests += 1;
  client.closeAfter = request.headers['connection']?.toLowerCase() === 'close';
  const { config, startupMaps } = generation;
  const { frontend, address } = client;
  const ssl = frontend.binds.some((bind) => bind.ssl);
  const mapFile = (path: string) => startupMaps.get(path) ?? '';
  const route = routeRequest({ config, frontend, request, address, ssl, mapFile });
  if (route.kind === 'backend') {
    client.request = request;
    return openStream(state, context, { id, connection: client }, route.backend, request, onStreamEnd);
  }
  if (route.kind === 'reply' && route.denied) totals.denied += 1;
  if (route.kind === 'reply') return answer(state, context, id, client, request, route.reply);
  if (route.kind === 'statistics')
    return answer(state, context, id, client, request, statisticsReply(state, generation, context, request.path));
  answer(state, context, id, client, request, serveLua(state, generation, context, route.service));
}

function answer(
  state: HaproxyState,
  context: Context,
  id: ConnectionId,
  client: ClientConnection,
  request: HttpRequest,
  reply: HttpReply,
): void {
  const generation = generationOf(state, client.generation);
  countResponse(frontendTotals(generation, client.frontend.name), reply.status);
  const closes = client.closeAfter || generation.finishing || reply.headers['connection'] === 'close';
  const headers = closes ? { ...reply.headers, connection: 'close' } : reply.headers;
  context.send(id, httpResponse(request.requestId, { ...reply, headers }));
  if (closes) return endClient(state, context, id);
  if (client.waiting.length > 0) return serveNext(state, context, id, client);
  context.setTimer(IDLE_TIMER + String(id), generation.config.timeouts.httpKeepAliveMs);
}

/** A stream is over: its answer goes out, or its client is gone already (`end` null). */
export function onStreamEnd(state: HaproxyState, context: Context, id: ConnectionId, end: StreamEnd | null): void {
  const client = state.clients.get(id);
  if (client === undefined || end === null) return;
  const { request } = client;
  client.stream = null;
  client.request = null;
  if (end.kind === 'close' || request === null) return endClient(state, context, id);
  answer(state, context, id, client, request, end.reply);
}

export function endClient(state: HaproxyState, context: Context, id: ConnectionId): void {
  context.close(id);
  forgetClient(state, context, id);
}

export function onClientClosed(state: HaproxyState, context: Context, id: ConnectionId): void {
  const client = state.clients.get(id);
  const stream = client?.stream === null || client === undefined ? undefined : state.streams.get(client.stream);
  if (stream !== undefined) endStream(state, context, stream, null, onStreamEnd);
  forgetClient(state, context, id);
}

function forgetClient(state: HaproxyState, context: Context, id: ConnectionId): void {
  const client = state.clients.get(id);
  if (client === undefined) return;
  state.clients.delete(id);
  context.clearTimer(IDLE_TIMER + String(id));
  context.clearTimer(HELD_TIMER + String(id));
  const generation = generationOf(state, client.generation);
  generation.connections -= 1;
  frontendTotals(generation, client.frontend.name).current -= 1;
  endGenerationWhenIdle(state, context, generation);
}
