/**
 * A request on its way: from the client's connection to a server and back. In TCP mode, everything that either side says.
 * Source: HAProxy 1.6, src/stream.c (sess_update_st_cer: retries and redispatch), src/backend.c, src/proto_http.c.
 * Left out: queues and limits of connections, time-outs of an idle client in TCP mode, pipelined requests in flight.
 */
import type { ConnectFailure, Context, Message } from '../../kernel/context.ts';
import type { HttpChunk, HttpReply, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { chooseServer, isRoundRobin, serverOfCookie, usableServers } from './balance.ts';
import type { Proxy } from './config.ts';
import {
  backendOfStream,
  countResponse,
  countUp,
  enterServer,
  generationOf,
  leaveServer,
  serverOfStream,
} from './counters.ts';
import { errorReply } from './replies.ts';
import type { ClientConnection, HaproxyState, Stream } from './state.ts';

export const SERVER_TIMER = 'server:';
export const TURNAROUND_TIMER = 'turnaround:';
/** Before a retry on the same server: MIN(one second, connect time-out). */
const TURNAROUND_MS = 1000;

/** How a stream ends towards its client. */
export type StreamEnd =
  | { readonly kind: 'reply'; readonly reply: HttpReply }
  /** The connection is closed without a word. */
  | { readonly kind: 'close' };

/** What `clients.ts` does when a stream is over. */
export type OnStreamEnd = (state: HaproxyState, context: Context, client: ConnectionId, end: StreamEnd | null) => void;

export function openStream(
  state: HaproxyState,
  context: Context,
  client: { readonly id: ConnectionId; readonly connection: ClientConnection },
  backend: Proxy,
  request: HttpRequest | null,
  onEnd: OnStreamEnd,
): void {
  const { generation, frontend } = client.connection;
  const { config } = generationOf(state, generation);
  const stream: Stream = {
    id: state.nextStream,
    generation,
    client: client.id,
    backend,
    frontend,
    request,
    server: null,
    connection: null,
    phase: 'connecting',
    retriesLeft: config.retries,
    direct: false,
    sent: [],
  };
  state.nextStream += 1;
  state.streams.set(stream.id, stream);
  client.connection.stream = stream.id;
  const { totals } = backendOfStream(state, stream);
  countUp(totals);
  totals.requests += request === null ? 0 : 1;
  const cookieServer = request === null ? null : serverOfCookie(backend, backendOfStream(state, stream), request);
  stream.direct = cookieServer !== null;
  assign(state, context, stream, cookieServer, onEnd);
}

/** Takes the given server or asks the balancing algorithm. */
function assign(state: HaproxyState, context: Context, stream: Stream, given: number | null, onEnd: OnStreamEnd): void {
  const backend = backendOfStream(state, stream);
  const address = context.isOpen(stream.client) ? String(context.remoteAddress(stream.client).host) : '';
  stream.server = given ?? chooseServer(stream.backend, backend, { address, request: stream.request });
  if (stream.server === null) return endStream(state, context, stream, failed(stream, 503), onEnd);
  connect(state, context, stream);
}

function failed(stream: Stream, status: number): StreamEnd {
  return stream.request === null ? { kind: 'close' } : { kind: 'reply', reply: errorReply(status) };
}

function connect(state: HaproxyState, context: Context, stream: Stream): void {
  const line = stream.server === null ? undefined : stream.backend.servers[stream.server];
  if (line === undefined) return;
  const { timeouts } = generationOf(state, stream.generation).config;
  stream.phase = 'connecting';
  stream.connection = context.connect(line.host, line.port, 'http', timeouts.connectMs);
  state.byServerConnection.set(stream.connection, stream.id);
  enterServer(state, context, stream);
}

function dropServerConnection(state: HaproxyState, context: Context, stream: Stream): void {
  if (stream.connection === null) return;
  context.close(stream.connection);
  state.byServerConnection.delete(stream.connection);
  stream.connection = null;
  leaveServer(state, stream);
}

export function endStream(
  state: HaproxyState,
  context: Context,
  stream: Stream,
  end: StreamEnd | null,
  onEnd: OnStreamEnd,
): void {
  context.clearTimer(SERVER_TIMER + String(stream.id));
  context.clearTimer(TURNAROUND_TIMER + String(stream.id));
  dropServerConnection(state, context, stream);
  state.streams.delete(stream.id);
  const { totals } = backendOfStream(state, stream);
  totals.current -= 1;
  if (end?.kind === 'reply') countResponse(totals, end.reply.status);
  onEnd(state, context, stream.client, end);
}

/** The server took the connection: the request goes out, and in TCP mode all that the client has said. */
export function onServerConnected(state: HaproxyState, context: Context, stream: Stream): void {
  stream.phase = 'established';
  const { request, connection } = stream;
  if (connection === null) return;
  if (request === null) {
    for (const message of stream.sent) context.send(connection, message);
    stream.sent = [];
    return;
  }
  context.send(connection, forwarded(state, context, stream, request));
  const { timeouts } = generationOf(state, stream.generation).config;
  context.setTimer(SERVER_TIMER + String(stream.id), timeouts.serverMs);
}

function forwarded(state: HaproxyState, context: Context, stream: Stream, request: HttpRequest): HttpRequest {
  const { backend, client } = stream;
  const headers: Record<string, string> = { ...request.headers, connection: 'close' };
  if (backend.forwardFor && context.isOpen(client)) {
    const from = String(context.remoteAddress(client).host);
    const before = headers['x-forwarded-for'];
    headers['x-forwarded-for'] = before === undefined ? from : `${before}, ${from}`;
    headers['x-forwarded-port'] = String(context.localPort(client));
    if (
      generationOf(state, stream.generation).config.proxies.some(
        (proxy) => proxy === stream.frontend && proxy.binds.some((bind) => bind.ssl),
      )
    )
      headers['x-forwarded-proto'] = 'https';
  }
  return { ...request, requestId: 1, path: rewritten(backend, request.path), headers };
}

/** `HAPROXY_{n}_HTTP_BACKEND_PROXYPASS_PATH`: that prefix of the path is taken away. */
function rewritten(backend: Proxy, path: string): string {
  const prefix = backend.proxyPass;
  if (prefix === null || !path.startsWith(prefix)) return path;
  return `/${path.slice(prefix.length).replace(/^\//, '')}`;
}

/**
 * The server refused or did not answer. While retries are left, the last one goes to another server (`option redispatch`);
 * among more than one server in turn each retry does so at once, others wait a second for the same server.
 */
export function onServerConnectFailed(
  state: HaproxyState,
  context: Context,
  stream: Stream,
  failure: ConnectFailure,
  onEnd: OnStreamEnd,
): void {
  const { config } = generationOf(state, stream.generation);
  const backend = backendOfStream(state, stream);
  const server = serverOfStream(state, stream);
  if (stream.connection !== null) state.byServerConnection.delete(stream.connection);
  stream.connection = null;
  leaveServer(state, stream);
  stream.retriesLeft -= 1;
  if (stream.retriesLeft < 0) {
    if (server !== null) server.connectErrors += 1;
    backend.totals.connectErrors += 1;
    return endStream(state, context, stream, failed(stream, 503), onEnd);
  }
  const active = usableServers(stream.backend, backend).length;
  const inTurn = isRoundRobin(stream.backend);
  const elsewhere = config.redispatch && (stream.retriesLeft === 0 || (!stream.direct && active > 1 && inTurn));
  if (server !== null) server[elsewhere ? 'redispatches' : 'retries'] += 1;
  backend.totals[elsewhere ? 'redispatches' : 'retries'] += 1;
  if (elsewhere) {
    stream.direct = false;
    stream.server = null;
  }
  const waits = failure === 'refused' && (!elsewhere || !inTurn || active <= 1);
  if (!waits) return retry(state, context, stream, onEnd);
  stream.phase = 'turnaround';
  context.setTimer(TURNAROUND_TIMER + String(stream.id), Math.min(TURNAROUND_MS, config.timeouts.connectMs));
}

export function retry(state: HaproxyState, context: Context, stream: Stream, onEnd: OnStreamEnd): void {
  assign(state, context, stream, stream.server, onEnd);
}

export function onServerTimeout(state: HaproxyState, context: Context, stream: Stream, onEnd: OnStreamEnd): void {
  countServerError(state, stream);
  endStream(state, context, stream, failed(stream, 504), onEnd);
}

function countServerError(state: HaproxyState, stream: Stream): void {
  const server = serverOfStream(state, stream);
  if (server !== null) server.responseErrors += 1;
  backendOfStream(state, stream).totals.responseErrors += 1;
}

/** Before an answer: 502; in the midst of one: the client's connection ends too. */
export function onServerClosed(state: HaproxyState, context: Context, stream: Stream, onEnd: OnStreamEnd): void {
  if (stream.connection !== null) {
    state.byServerConnection.delete(stream.connection);
    stream.connection = null;
    leaveServer(state, stream);
  }
  if (stream.request === null || stream.phase === 'responding')
    return endStream(state, context, stream, { kind: 'close' }, onEnd);
  countServerError(state, stream);
  endStream(state, context, stream, failed(stream, 502), onEnd);
}

export function onServerMessage(
  state: HaproxyState,
  context: Context,
  stream: Stream,
  message: Message,
  onEnd: OnStreamEnd,
): void {
  const { request, client } = stream;
  if (request === null) return void context.send(client, message);
  if (message.type === 'http.chunk') {
    context.send(client, { ...message, requestId: request.requestId } as HttpChunk);
    return;
  }
  if (message.type !== 'http.response') return onServerClosed(state, context, stream, onEnd);
  const response = message as HttpResponse;
  const server = serverOfStream(state, stream);
  if (server !== null) countResponse(server, response.status);
  context.clearTimer(SERVER_TIMER + String(stream.id));
  const answer: HttpResponse = {
    ...response,
    requestId: request.requestId,
    headers: responseHeaders(stream, response),
  };
  if (response.streaming) {
    stream.phase = 'responding';
    context.send(client, answer);
    return;
  }
  endStream(state, context, stream, { kind: 'reply', reply: answer }, onEnd);
}

/** With `cookie … insert indirect nocache`, a client that came without the cookie gets it. */
function responseHeaders(stream: Stream, response: HttpResponse): Readonly<Record<string, string>> {
  const { backend, server, direct } = stream;
  const { connection: _connection, ...headers } = response.headers;
  const cookie = server === null ? null : (backend.servers[server]?.cookie ?? null);
  return {
    ...headers,
    ...(backend.hsts ? { 'strict-transport-security': 'max-age=15768000' } : {}),
    ...(backend.cookie === null || cookie === null || direct
      ? {}
      : { 'set-cookie': `${backend.cookie}=${cookie}; path=/`, 'cache-control': 'private' }),
  };
}
