/**
 * What a Marathon that does not lead does with requests: it asks ZooKeeper who leads and passes them on.
 * Source: Marathon 1.1.1, api/LeaderProxyFilter.scala.
 */
import type { Context, ProgramEvent, ReadContext } from '../../kernel/context.ts';
import type { HttpAnswer, HttpChunk, HttpReply, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { electionLookup } from '../election/client.ts';
import { isHandleConnected } from '../election/handle.ts';
import type { MarathonState, ProxyRequest } from '../state.ts';
import { clientAddress, errorPage, sendReply } from './replies.ts';

const LOG = 'mesosphere.marathon.api.LeaderProxyFilter';
/** Checks of the leadership before giving up, and the pause between them. */
const CHECKS = 11;
const CHECK_PAUSE_MS = 250;
export const PROXY_TIMER = 'proxy:';

function pathOf(request: HttpRequest): string {
  return request.path.split('?')[0] ?? '/';
}

export function noLeaderPage(request: HttpRequest): HttpReply {
  return errorPage(503, 'Could not determine the current leader', pathOf(request));
}

function via(state: MarathonState): string {
  return `1.1 ${state.hostPort}`;
}

function isLoop(state: MarathonState, request: HttpRequest): boolean {
  return (request.headers['x-marathon-via'] ?? '').split(',').some((entry) => entry.trim() === via(state));
}

function forwarded(state: MarathonState, request: HttpRequest, clientAddress: string): HttpRequest {
  const headers = new Map(Object.entries(request.headers).filter(([name]) => name !== 'host' && name !== 'connection'));
  const append = (name: string, value: string): void => {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  };
  append('x-marathon-via', via(state));
  append('x-forwarded-for', clientAddress);
  return { ...request, requestId: 1, headers: Object.fromEntries(headers) };
}

function returned(state: MarathonState, reply: HttpReply): HttpReply {
  const before = reply.headers['x-marathon-via'];
  return {
    ...reply,
    headers: { ...reply.headers, 'x-marathon-via': before === undefined ? via(state) : `${before},${via(state)}` },
  };
}

/** The answer that a standby would give, without asking anybody. */
export function proxyAnswer(state: MarathonState, read: ReadContext, request: HttpRequest): HttpAnswer {
  void read;
  const leader = isHandleConnected(state.election.handle) ? state.election.knownLeader : null;
  if (leader === null || leader === state.hostPort) return { kind: 'reply', reply: noLeaderPage(request) };
  if (isLoop(state, request))
    return { kind: 'reply', reply: errorPage(502, 'Detected proxying loop.', pathOf(request)) };
  const [host = '', port = '0'] = leader.split(':');
  const unreachable = errorPage(502, 'Connection to leader refused.', pathOf(request));
  return { kind: 'forward', host, port: Number(port), request: forwarded(state, request, ''), unreachable };
}

export function proxyRequest(
  state: MarathonState,
  context: Context,
  connection: ConnectionId,
  request: HttpRequest,
): void {
  const id = state.http.nextId;
  state.http.nextId += 1;
  const proxied: ProxyRequest = {
    id,
    connection,
    request,
    clientAddress: clientAddress(context, connection),
    passesLeft: CHECKS,
    hasComplained: false,
    upstream: null,
    streaming: false,
  };
  state.http.proxied.set(id, proxied);
  electionLookup(state.election, context, { proxy: id });
}

function answerProxied(state: MarathonState, context: Context, proxied: ProxyRequest, reply: HttpReply): void {
  state.http.proxied.delete(proxied.id);
  context.clearTimer(PROXY_TIMER + String(proxied.id));
  sendReply(context, proxied.connection, proxied.request, reply);
}

/** ZooKeeper has answered who leads. `serve` handles the request here when leadership has come in the meantime. */
export function onLeaderKnown(
  state: MarathonState,
  context: Context,
  id: number,
  leader: string | null,
  serve: (proxied: ProxyRequest) => void,
): void {
  const proxied = state.http.proxied.get(id);
  if (proxied === undefined) return;
  const isConsistent = state.service.isLeader || (leader !== null && leader !== state.hostPort);
  if (proxied.hasComplained && isConsistent) context.log('INFO', 'Leadership info is consistent again!', LOG);
  if (state.service.isLeader) {
    state.http.proxied.delete(id);
    return serve(proxied);
  }
  if (leader !== null && leader !== state.hostPort) return forwardTo(state, context, proxied, leader);
  return waitForLeader(context, proxied, leader);
}

function waitForLeader(context: Context, proxied: ProxyRequest, leader: string | null): void {
  const seen = `Are we leader?: false, leader: ${leader === null ? 'None' : `Some(${leader})`}`;
  if (!proxied.hasComplained)
    context.log('INFO', `Do not proxy to myself. Waiting for consistent leadership state. ${seen}`, LOG);
  context.log('INFO', `Waiting for consistent leadership state. ${seen}`, LOG);
  proxied.hasComplained = true;
  proxied.passesLeft -= 1;
  context.setTimer(PROXY_TIMER + String(proxied.id), CHECK_PAUSE_MS);
}

export function onProxyTimer(state: MarathonState, context: Context, id: number): void {
  const proxied = state.http.proxied.get(id);
  if (proxied === undefined) return;
  if (proxied.upstream !== null) {
    context.close(proxied.upstream);
    return answerProxied(
      state,
      context,
      proxied,
      errorPage(500, 'java.lang.RuntimeException: while proxying', pathOf(proxied.request)),
    );
  }
  if (proxied.passesLeft <= 0) return answerProxied(state, context, proxied, noLeaderPage(proxied.request));
  return electionLookup(state.election, context, { proxy: id });
}

function forwardTo(state: MarathonState, context: Context, proxied: ProxyRequest, leader: string): void {
  const { request } = proxied;
  if (isLoop(state, request))
    return answerProxied(state, context, proxied, errorPage(502, 'Detected proxying loop.', pathOf(request)));
  const [host = '', port = '0'] = leader.split(':');
  context.log(
    'INFO',
    `Proxying request to ${request.method} http://${leader}${request.path} from ${state.hostPort}`,
    'mesosphere.marathon.api.JavaUrlConnectionRequestForwarder$',
  );
  proxied.upstream = context.connect(host, Number(port), 'http', state.flags.leaderProxyConnectionTimeout);
  context.send(proxied.upstream, forwarded(state, request, proxied.clientAddress));
}

function findByUpstream(state: MarathonState, connection: ConnectionId): ProxyRequest | null {
  for (const proxied of state.http.proxied.values()) if (proxied.upstream === connection) return proxied;
  return null;
}

export function ownsProxied(state: MarathonState, connection: ConnectionId): boolean {
  return findByUpstream(state, connection) !== null;
}

export function onProxyEvent(state: MarathonState, context: Context, event: ProgramEvent): void {
  if (!('connection' in event)) return;
  const proxied = findByUpstream(state, event.connection);
  if (proxied === null) return;
  switch (event.kind) {
    case 'connected':
      context.setTimer(PROXY_TIMER + String(proxied.id), state.flags.leaderProxyReadTimeout);
      return;
    case 'connectFailed': {
      const refused = event.body === 'refused';
      const page = refused
        ? errorPage(502, 'Connection to leader refused.', pathOf(proxied.request))
        : errorPage(500, 'java.lang.RuntimeException: while proxying', pathOf(proxied.request));
      return answerProxied(state, context, proxied, page);
    }
    case 'closed':
      return onUpstreamClosed(state, context, proxied);
    case 'message':
      return onUpstreamMessage(state, context, proxied, event.body as HttpResponse | HttpChunk);
    default:
      return;
  }
}

function onUpstreamClosed(state: MarathonState, context: Context, proxied: ProxyRequest): void {
  if (!proxied.streaming)
    return answerProxied(
      state,
      context,
      proxied,
      errorPage(500, 'java.lang.RuntimeException: while proxying', pathOf(proxied.request)),
    );
  state.http.proxied.delete(proxied.id);
  return context.close(proxied.connection);
}

function onUpstreamMessage(
  state: MarathonState,
  context: Context,
  proxied: ProxyRequest,
  message: HttpResponse | HttpChunk,
): void {
  if (message.type === 'http.chunk') {
    const chunk: HttpChunk = { ...message, requestId: proxied.request.requestId };
    context.send(proxied.connection, chunk);
    return;
  }
  if (message.streaming) {
    proxied.streaming = true;
    context.clearTimer(PROXY_TIMER + String(proxied.id));
    const response: HttpResponse = { ...message, ...returned(state, message), requestId: proxied.request.requestId };
    context.send(proxied.connection, response);
    return;
  }
  if (proxied.upstream !== null) context.close(proxied.upstream);
  const { status, headers, body } = message;
  answerProxied(state, context, proxied, returned(state, { status, headers, body }));
}

/** The client went away. */
export function onClientGone(state: MarathonState, context: Context, connection: ConnectionId): void {
  for (const proxied of state.http.proxied.values()) {
    if (proxied.connection !== connection) continue;
    if (proxied.upstream !== null) context.close(proxied.upstream);
    context.clearTimer(PROXY_TIMER + String(proxied.id));
    state.http.proxied.delete(proxied.id);
  }
}
