/**
 * HAProxy as marathon-lb's image runs it: a script that starts it and starts it anew on a hang-up, and the proxy itself.
 * Source: marathon-lb v1.4.3, service/haproxy/run; HAProxy 1.6.10.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context, Flags, Message, Program, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import type { HttpAnswer, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { connectionId, type ConnectionId } from '../../kernel/ids.ts';
import { SUPERVISE_PORT } from '../control.ts';
import { chooseServer } from './balance.ts';
import {
  CHECK_TIMEOUT,
  CHECK_TIMER,
  onCheckClosed,
  onCheckConnected,
  onCheckFailed,
  onCheckResponse,
  onCheckTimeout,
  onCheckTimer,
} from './checks.ts';
import {
  endClient,
  HELD_TIMER,
  IDLE_TIMER,
  onAccepted,
  onClientClosed,
  onClientMessage,
  onReleased,
  onStreamEnd,
} from './clients.ts';
import { readLua, refusedSignal } from './lua-services.ts';
import { onReloadAsked, onScriptTimer, SCRIPT_TIMERS, startScript } from './reload-script.ts';
import { errorReply } from './replies.ts';
import { routeRequest } from './routing.ts';
import { currentGeneration, DEFAULT_HAPROXY_FLAGS, type Generation, type HaproxyState, type Stream } from './state.ts';
import { statisticsReply } from './statistics.ts';
import {
  onServerClosed,
  onServerConnected,
  onServerConnectFailed,
  onServerMessage,
  onServerTimeout,
  retry,
  SERVER_TIMER,
  TURNAROUND_TIMER,
} from './streams.ts';

export const haproxyProgram: Program<HaproxyState> = { kind: 'haproxy', boot, receive, answer };

function boot(context: Context, flags: Flags): HaproxyState {
  const state: HaproxyState = {
    flags: Object.freeze({ ...DEFAULT_HAPROXY_FLAGS, ...flags }),
    generations: new Map(),
    current: null,
    nextGeneration: 1,
    nextPid: 12,
    clients: new Map(),
    streams: new Map(),
    byServerConnection: new Map(),
    nextStream: 1,
    checks: new Map(),
    script: { phase: 'idle', hangUp: false, loopStartUs: context.nowUs },
    reloaders: [],
    dropSince: null,
    reloads: 0,
  };
  context.listen(SUPERVISE_PORT);
  startScript(state, context);
  return state;
}

function receive(state: HaproxyState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'accepted':
      if (context.localPort(event.connection) !== SUPERVISE_PORT) onAccepted(state, context, event.connection);
      return;
    case 'message':
      return onMessage(state, context, event.connection, event.body);
    case 'connected':
      if (state.checks.has(event.connection)) return onCheckConnected(state, context, event.connection);
      return withStream(state, event.connection, (stream) => onServerConnected(state, context, stream));
    case 'connectFailed':
      if (state.checks.has(event.connection)) return onCheckFailed(state, context, event.connection, event.body);
      return withStream(state, event.connection, (stream) =>
        onServerConnectFailed(state, context, stream, event.body, onStreamEnd),
      );
    case 'closed':
      return onClosed(state, context, event.connection);
    case 'timer':
      return onTimer(state, context, event.key);
    case 'synced':
    case 'childExited':
    case 'sigterm':
    case 'told':
      return;
    default:
      return unreachable(event);
  }
}

function withStream(state: HaproxyState, connection: ConnectionId, act: (stream: Stream) => void): void {
  const id = state.byServerConnection.get(connection);
  const stream = id === undefined ? undefined : state.streams.get(id);
  if (stream !== undefined) act(stream);
}

function onMessage(state: HaproxyState, context: Context, connection: ConnectionId, message: Message): void {
  if (message.type === 'runit.reload') return onReloadAsked(state, context, connection);
  if (state.clients.has(connection)) return onClientMessage(state, context, connection, message);
  if (state.checks.has(connection)) return onCheckResponse(state, context, connection, message as HttpResponse);
  withStream(state, connection, (stream) => onServerMessage(state, context, stream, message, onStreamEnd));
}

function onClosed(state: HaproxyState, context: Context, connection: ConnectionId): void {
  if (state.clients.has(connection)) return onClientClosed(state, context, connection);
  if (state.checks.has(connection)) return onCheckClosed(state, context, connection);
  state.reloaders = state.reloaders.filter((waiting) => waiting !== connection);
  withStream(state, connection, (stream) => onServerClosed(state, context, stream, onStreamEnd));
}

function onTimer(state: HaproxyState, context: Context, key: string): void {
  const name = key.slice(key.indexOf(':') + 1);
  if (SCRIPT_TIMERS.includes(key)) return onScriptTimer(state, context, key);
  if (key.startsWith(CHECK_TIMER)) return onCheckTimer(state, context, name);
  if (key.startsWith(CHECK_TIMEOUT)) return onCheckTimeout(state, context, connectionId(Number(name)));
  if (key.startsWith(IDLE_TIMER)) return endClient(state, context, connectionId(Number(name)));
  if (key.startsWith(HELD_TIMER)) return onReleased(state, context, connectionId(Number(name)));
  const stream = state.streams.get(Number(name));
  if (stream === undefined) return;
  if (key.startsWith(SERVER_TIMER)) return onServerTimeout(state, context, stream, onStreamEnd);
  if (key.startsWith(TURNAROUND_TIMER)) retry(state, context, stream, onStreamEnd);
}

/** What a request would be answered now. Round robin does not move on for it. */
function answer(state: HaproxyState, context: ReadContext, port: number, request: HttpRequest): HttpAnswer | null {
  const generation = currentGeneration(state);
  const frontend = generation?.config.proxies.find((proxy) => proxy.binds.some((bind) => bind.port === port));
  if (generation === null || frontend === undefined) return null;
  const ssl = frontend.binds.some((bind) => bind.ssl);
  const route = routeRequest({
    config: generation.config,
    frontend,
    request,
    address: '',
    ssl,
    mapFile: (path) => generation.startupMaps.get(path) ?? '',
  });
  switch (route.kind) {
    case 'reply':
      return { kind: 'reply', reply: route.reply };
    case 'statistics':
      return { kind: 'reply', reply: statisticsReply(state, generation, context, request.path) };
    case 'service':
      return { kind: 'reply', reply: readLua(state, generation, route.service) ?? refusedSignal(context) };
    case 'backend':
      return throughBackend(generation, route.backend, request);
  }
}

function throughBackend(
  generation: Generation,
  backend: Generation['config']['proxies'][number],
  request: HttpRequest,
): HttpAnswer {
  const known = generation.backends.get(backend.name);
  const copy = known === undefined ? undefined : { ...known };
  const index = copy === undefined ? null : chooseServer(backend, copy, { address: '', request });
  const line = index === null ? undefined : backend.servers[index];
  if (line === undefined) return { kind: 'reply', reply: errorReply(503) };
  return { kind: 'forward', host: line.host, port: line.port, request, unreachable: errorReply(503) };
}
