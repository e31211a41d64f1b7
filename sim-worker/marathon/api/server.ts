/**
 * The HTTP server: requests go to the leader's own handlers or through the proxy filter.
 * Source: Marathon 1.1.1, api/LeaderProxyFilter.scala (every path), api/v2/SchemaResource and others.
 */
import type { Context } from '../../kernel/context.ts';
import { type HttpReply, type HttpRequest, type HttpResponse, jsonReply } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { openStream } from '../events/bus.ts';
import type { MarathonState } from '../state.ts';
import { tooManyRequests, unauthorized } from './credentials.ts';
import { proxyRequest } from './proxy.ts';
import { readReply } from './read.ts';
import { clientAddress, sendReply, withLeaderHeaders } from './replies.ts';
import { parseTarget } from './target.ts';
import { handleWrite } from './write.ts';

export type Served = { readonly abdicate: boolean };

export function serveRequest(
  state: MarathonState,
  context: Context,
  connection: ConnectionId,
  request: HttpRequest,
): Served {
  const refused = unauthorized(state, request) ?? tooManyRequests(state, request);
  if (refused !== null) {
    sendReply(context, connection, request, refused);
    return { abdicate: false };
  }
  if (state.service.isLeader && state.leading !== null) return serveLocally(state, context, connection, request);
  proxyRequest(state, context, connection, request);
  return { abdicate: false };
}

export function serveLocally(
  state: MarathonState,
  context: Context,
  connection: ConnectionId,
  request: HttpRequest,
): Served {
  const target = parseTarget(request.path);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const wantsStream = target.path === '/v2/events' && (request.headers['accept'] ?? '').includes('text/event-stream');
    if (wantsStream) startStream(state, context, connection, request);
    else
      sendReply(context, connection, request, withLeaderHeaders(readAnswer(state, context, request), state.hostPort));
    return { abdicate: false };
  }
  const outcome = handleWrite({ state, context, connection, request, target });
  if (outcome === null) return { abdicate: false };
  const abdicate = 'abdicate' in outcome;
  const reply = 'abdicate' in outcome ? jsonReply(200, { message: 'Leadership abdicated' }) : outcome;
  sendReply(context, connection, request, withLeaderHeaders(reply, state.hostPort));
  return { abdicate };
}

/** HEAD is answered as GET, without the body. */
function readAnswer(state: MarathonState, context: Context, request: HttpRequest): HttpReply {
  const reply = readReply(state, context, request);
  return request.method === 'HEAD' ? { ...reply, body: '' } : reply;
}

function startStream(state: MarathonState, context: Context, connection: ConnectionId, request: HttpRequest): void {
  const head = withLeaderHeaders(
    { status: 200, headers: { 'content-type': 'text/event-stream', connection: 'close' }, body: '' },
    state.hostPort,
  );
  const response: HttpResponse = { type: 'http.response', requestId: request.requestId, ...head, streaming: true };
  context.send(connection, response);
  openStream(state, context, { connection, requestId: request.requestId, address: clientAddress(context, connection) });
}
