/**
 * The client port: connections, sessions, requests, four-letter words. Source: ZooKeeper 3.4.14, server/NIOServerCnxn.java,
 * NIOServerCnxnFactory.java, ZooKeeperServer.java (processConnectRequest, reopenSession, processPacket).
 */
import type { Context, Message } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { AUTH_FAILED, OK, UNIMPLEMENTED } from '../protocol/error-codes.ts';
import { asClientToServer, type ClientRequest, type ConnectRequest, XID_AUTH } from '../protocol/messages.ts';
import { requestSize } from '../protocol/record-sizes.ts';
import { NO_SESSION, sessionPassword } from '../protocol/session-id.ts';
import { compareZxid, zxidText } from '../protocol/zxid.ts';
import { type ClientConnection, connectionName, openConnection } from './client-connection.ts';
import {
  closeConnection,
  closeSessionConnection,
  finishSessionInit,
  forgetConnection,
  sendReply,
} from './connections.ts';
import { answerWord, isKnownWord } from './four-letter-words.ts';
import { authenticate } from './processors/access-control.ts';
import { createSession, submitClientRequest } from './processors/submit.ts';
import { elapsedMs, logClientPort } from './server-log.ts';
import type { Serving, ZookeeperServerState } from './server-state.ts';
import { setOwner, touchSession } from './sessions/session-tracker.ts';

export function onClientAccepted(server: ZookeeperServerState, context: Context, id: ConnectionId): void {
  const from = context.remoteAddress(id);
  const limit = server.config.maxClientConnections;
  const count = server.clientsByHost.get(from.host) ?? 0;
  if (limit > 0 && count >= limit) {
    const text = `Too many connections from /${from.host} - max is ${String(limit)}`;
    logClientPort(context, server.config, 'WARN', 'NIOServerCnxnFactory', text);
    context.close(id);
    return;
  }
  const connection = openConnection(id, from, context.wallClockMs);
  server.clients.set(id, connection);
  server.clientsByHost.set(from.host, count + 1);
  logClientPort(
    context,
    server.config,
    'INFO',
    'NIOServerCnxnFactory',
    `Accepted socket connection from ${connectionName(connection)}`,
  );
}

export function onClientClosed(server: ZookeeperServerState, context: Context, id: ConnectionId): void {
  const connection = server.clients.get(id);
  if (connection === undefined) return;
  const text = `Unable to read additional data from client sessionid 0x${connection.sessionId}, likely client has closed socket`;
  logClientPort(context, server.config, 'WARN', 'NIOServerCnxn', `caught end of stream exception\n${text}`);
  forgetConnection(server, context, connection);
}

export function onClientMessage(server: ZookeeperServerState, context: Context, id: ConnectionId, body: Message): void {
  const connection = server.clients.get(id);
  const message = asClientToServer(body);
  if (connection === undefined) return;
  if (message === null) {
    closeConnection(server, context, connection);
    return;
  }
  if (message.type === 'zk.word') {
    onWord(server, context, connection, message.word);
    return;
  }
  const serving = attachedServing(server);
  if (serving === null) {
    const text = 'Exception causing close of session 0x0: ZooKeeperServer not running';
    logClientPort(context, server.config, 'WARN', 'NIOServerCnxn', text);
    closeConnection(server, context, connection);
    return;
  }
  connection.received += 1;
  server.stats.received += 1;
  if (message.type === 'zk.connect') onConnectRequest(server, context, serving, connection, message);
  else if (!connection.receiving || connection.inbox.length > 0) connection.inbox.push(message);
  else processPacket(server, context, connection, message);
}

/** The server object that the client port is attached to. */
function attachedServing(server: ZookeeperServerState): Serving | null {
  const { serving, config } = server;
  if (serving === null || !serving.running) return null;
  return serving.role === 'leader' && !config.leaderServes ? null : serving;
}

/** Characters that a Java BufferedWriter hands on at once: each such part of an answer counts as a packet. */
const WRITER_BUFFER = 8192;

/** Four-letter words count in the statistics that they print. */
function onWord(server: ZookeeperServerState, context: Context, connection: ClientConnection, word: string): void {
  const counts = attachedServing(server) !== null && isKnownWord(word);
  if (counts) {
    connection.received += 1;
    server.stats.received += 1;
  }
  const text = answerWord(server, context, connection.id, word);
  if (text !== null) context.send(connection.id, Object.freeze({ type: 'zk.text', text }));
  if (counts && text !== null) server.stats.sent += Math.ceil(text.length / WRITER_BUFFER);
  closeConnection(server, context, connection);
}

function onConnectRequest(
  server: ZookeeperServerState,
  context: Context,
  serving: Serving,
  connection: ClientConnection,
  request: ConnectRequest,
): void {
  const { config, database } = server;
  const name = connectionName(connection);
  const last = database.tree.lastProcessedZxid;
  if (compareZxid(request.lastZxidSeen, last) > 0) {
    const seen = `as it has seen zxid ${zxidText(request.lastZxidSeen)} our last zxid is ${zxidText(last)}`;
    const text = `Refusing session request for client ${name} ${seen} client must try another server`;
    logClientPort(context, config, 'INFO', 'ZooKeeperServer', text);
    closeConnection(server, context, connection);
    return;
  }
  connection.timeoutMs = Math.min(Math.max(request.timeoutMs, config.minSessionTimeoutMs), config.maxSessionTimeoutMs);
  connection.phase = 'attaching';
  connection.receiving = false;
  if (request.sessionId === NO_SESSION) {
    logClientPort(context, config, 'INFO', 'ZooKeeperServer', `Client attempting to establish new session at ${name}`);
    takeSession(server, connection, createSession(server, context, serving, connection.timeoutMs));
    submitClientRequest(server, context, connection, {
      cxid: 0,
      record: { op: 'createSession', timeoutMs: connection.timeoutMs },
    });
    return;
  }
  logClientPort(
    context,
    config,
    'INFO',
    'ZooKeeperServer',
    `Client attempting to renew session 0x${request.sessionId} at ${name}`,
  );
  // Whoever held the session here loses its connection, even before the password is looked at.
  closeSessionConnection(server, context, request.sessionId);
  takeSession(server, connection, request.sessionId);
  if (request.password !== sessionPassword(request.sessionId)) finishSessionInit(server, context, connection, false);
  else revalidateSession(server, context, serving, connection);
}

function takeSession(server: ZookeeperServerState, connection: ClientConnection, sessionId: string): void {
  connection.sessionId = sessionId;
  server.sessionConnections.set(sessionId, connection.id);
}

/** The session clock knows whether a session lives; a learner asks its leader. */
function revalidateSession(
  server: ZookeeperServerState,
  context: Context,
  serving: Serving,
  connection: ClientConnection,
): void {
  const { sessionId, timeoutMs } = connection;
  if (serving.tracker !== null) {
    const valid = touchSession(serving.tracker, elapsedMs(context), { id: sessionId, timeoutMs });
    if (valid) setOwner(serving.tracker, sessionId, 0);
    finishSessionInit(server, context, connection, valid);
    return;
  }
  serving.pendingRevalidations.set(sessionId, connection.id);
  const leader = server.learning?.connection;
  if (leader !== null && leader !== undefined) {
    context.send(leader, Object.freeze({ type: 'zab.REVALIDATE', sessionId, timeoutMs }));
  }
}

function processPacket(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  request: ClientRequest,
): void {
  const size = requestSize(request);
  if (size > server.config.juteMaxBufferBytes) {
    const text = `Exception causing close of session 0x${connection.sessionId}: Len error ${String(size)}`;
    logClientPort(context, server.config, 'WARN', 'NIOServerCnxn', text);
    closeConnection(server, context, connection);
    return;
  }
  if (request.record.op === 'auth') {
    onAuth(server, context, connection, request.record);
    return;
  }
  if (request.xid >= 0) holdWhenBusy(server, connection);
  if (request.record.op === 'unknown') {
    onUnknown(server, context, connection, request);
    return;
  }
  submitClientRequest(server, context, connection, { cxid: request.xid, record: request.record });
}

/** With too much under way the server stops reading from this connection until answers go out. */
function holdWhenBusy(server: ZookeeperServerState, connection: ClientConnection): void {
  connection.outstanding += 1;
  if ((server.serving?.inProcess ?? 0) > server.config.outstandingLimit) connection.receiving = false;
}

function onAuth(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  record: { readonly scheme: string; readonly auth: string | null },
): void {
  const ids = authenticate(server.config, record.scheme, record.auth);
  const nowMs = elapsedMs(context);
  if (ids !== null) {
    connection.authIds = Object.freeze([
      ...connection.authIds,
      ...ids.filter((id) => !connection.authIds.some((known) => known.scheme === id.scheme && known.id === id.id)),
    ]);
    logClientPort(context, server.config, 'INFO', 'ZooKeeperServer', `auth success ${connectionName(connection)}`);
  }
  sendReply(server, context, connection, {
    xid: XID_AUTH,
    err: ids === null ? AUTH_FAILED : OK,
    body: null,
    op: null,
    createdAtMs: nowMs,
  });
  if (ids !== null) return;
  logClientPort(
    context,
    server.config,
    'WARN',
    'ZooKeeperServer',
    `No authentication provider for scheme: ${record.scheme}`,
  );
  closeConnection(server, context, connection);
}

function onUnknown(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  request: ClientRequest,
): void {
  const code = request.record.op === 'unknown' ? request.record.code : 0;
  logClientPort(
    context,
    server.config,
    'WARN',
    'ZooKeeperServer',
    `Received packet at server of unknown type ${String(code)}`,
  );
  sendReply(server, context, connection, {
    xid: request.xid,
    err: UNIMPLEMENTED,
    body: null,
    op: 'NA',
    createdAtMs: elapsedMs(context),
  });
  closeConnection(server, context, connection);
}

/** Reads on from connections that were held, until they are held again or have nothing more. */
export function drainResumed(server: ZookeeperServerState, context: Context): void {
  for (let id = server.resumed.shift(); id !== undefined; id = server.resumed.shift()) {
    const connection = server.clients.get(id);
    while (connection !== undefined && connection.receiving && server.clients.has(id)) {
      const next = connection.inbox.shift();
      if (next === undefined) break;
      processPacket(server, context, connection, next);
    }
  }
}
