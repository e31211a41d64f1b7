/**
 * Sending to clients and closing their connections. Source: ZooKeeper 3.4.14, server/NIOServerCnxn.java (sendResponse,
 * sendCloseSession, close), NIOServerCnxnFactory.java (closeSession, closeAll).
 */
import type { Context } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { ConnectResponse, ReplyBody, ServerReply, WatcherEvent } from '../protocol/messages.ts';
import { EMPTY_PASSWORD, NO_SESSION, sessionPassword } from '../protocol/session-id.ts';
import { ZERO_ZXID, type Zxid } from '../protocol/zxid.ts';
import { type ClientConnection, connectionName, noteLatency } from './client-connection.ts';
import { elapsedMs, logClientPort } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { type FiredWatch, removeConnectionWatches } from './watch-tables.ts';

export type ReplyParts = {
  readonly xid: number;
  readonly err: number;
  readonly body: ReplyBody | null;
  /** For statistics; null for replies that count in none and carry no zxid (to authentication). */
  readonly op: string | null;
  readonly createdAtMs: number;
  /** Of the request, as `cons` prints it: learners give none to what needs no transaction. */
  readonly requestZxid?: Zxid | null;
};

export function sendReply(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  parts: ReplyParts,
): void {
  const zxid = parts.op === null ? ZERO_ZXID : server.database.tree.lastProcessedZxid;
  const { xid, err, body, op, createdAtMs, requestZxid = null } = parts;
  const reply: ServerReply = Object.freeze({ type: 'zk.reply', xid, zxid, err, body });
  if (op !== null) noteResponse(server, context, connection, { xid, op, createdAtMs, requestZxid });
  countSent(server, connection);
  context.send(connection.id, reply);
  if (parts.xid > 0) releaseThrottle(server, connection);
}

/** Statistics of a request that was answered, as `cons` and `stat` print them. */
export function noteResponse(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  response: {
    readonly xid: number;
    readonly op: string;
    readonly createdAtMs: number;
    readonly requestZxid: Zxid | null;
  },
): void {
  const { xid, op, createdAtMs, requestZxid } = response;
  const nowMs = elapsedMs(context);
  noteLatency(connection.latency, nowMs - createdAtMs);
  noteLatency(server.stats.latency, nowMs - createdAtMs);
  connection.lastOp = op;
  // Special numbers (pings and the like) do not overwrite the client's last real operation.
  if (xid >= 0) connection.lastCxid = xid;
  connection.lastZxid = requestZxid;
  connection.lastResponseAtMs = nowMs;
}

function countSent(server: ZookeeperServerState, connection: ClientConnection): void {
  connection.sent += 1;
  server.stats.sent += 1;
}

/** An answered request may let the server read on. */
function releaseThrottle(server: ZookeeperServerState, connection: ClientConnection): void {
  connection.outstanding -= 1;
  const below = (server.serving?.inProcess ?? 0) < server.config.outstandingLimit;
  if (!connection.receiving && connection.phase === 'open' && (below || connection.outstanding < 1))
    resumeReading(server, connection);
}

/** Reads again, from what came in meanwhile, once the current event is handled. */
export function resumeReading(server: ZookeeperServerState, connection: ClientConnection): void {
  connection.receiving = true;
  if (connection.inbox.length > 0) server.resumed.push(connection.id);
}

export function sendWatchEvent(server: ZookeeperServerState, context: Context, fired: FiredWatch): void {
  const connection = server.clients.get(fired.connection);
  if (connection === undefined) return;
  const event: WatcherEvent = Object.freeze({ type: 'zk.event', event: fired.event, path: fired.path });
  countSent(server, connection);
  context.send(connection.id, event);
}

/** Tells a client whether it has its session; an invalid one is hung up on. */
export function finishSessionInit(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  valid: boolean,
): void {
  const response: ConnectResponse = Object.freeze({
    type: 'zk.connectResponse',
    timeoutMs: valid ? connection.timeoutMs : 0,
    sessionId: valid ? connection.sessionId : NO_SESSION,
    password: valid ? sessionPassword(connection.sessionId) : EMPTY_PASSWORD,
  });
  countSent(server, connection);
  context.send(connection.id, response);
  const name = connectionName(connection);
  if (!valid) {
    const text = `Invalid session 0x${connection.sessionId} for client ${name}, probably expired`;
    logClientPort(context, server.config, 'INFO', 'ZooKeeperServer', text);
    closeConnection(server, context, connection);
    return;
  }
  const granted = `with negotiated timeout ${String(connection.timeoutMs)} for client ${name}`;
  logClientPort(
    context,
    server.config,
    'INFO',
    'ZooKeeperServer',
    `Established session 0x${connection.sessionId} ${granted}`,
  );
  connection.phase = 'open';
  resumeReading(server, connection);
}

/** Closes after what was sent before. */
export function closeConnection(server: ZookeeperServerState, context: Context, connection: ClientConnection): void {
  context.close(connection.id);
  forgetConnection(server, context, connection);
}

/** The connection is gone, by us or by the client. */
export function forgetConnection(server: ZookeeperServerState, context: Context, connection: ClientConnection): void {
  if (!server.clients.delete(connection.id)) return;
  const left = (server.clientsByHost.get(connection.host) ?? 1) - 1;
  if (left === 0) server.clientsByHost.delete(connection.host);
  else server.clientsByHost.set(connection.host, left);
  const { sessionId } = connection;
  if (server.sessionConnections.get(sessionId) === connection.id) server.sessionConnections.delete(sessionId);
  removeConnectionWatches(server.watches, connection.id);
  const which = sessionId === NO_SESSION ? '(no session established for client)' : `which had sessionid 0x${sessionId}`;
  const text = `Closed socket connection for client ${connectionName(connection)} ${which}`;
  logClientPort(context, server.config, 'INFO', 'NIOServerCnxn', text);
}

export function sessionConnection(server: ZookeeperServerState, sessionId: string): ClientConnection | undefined {
  const id = server.sessionConnections.get(sessionId);
  return id === undefined ? undefined : server.clients.get(id);
}

/** Closes whatever connection carries the session on this server. */
export function closeSessionConnection(server: ZookeeperServerState, context: Context, sessionId: string): void {
  const connection = sessionConnection(server, sessionId);
  if (connection !== undefined) closeConnection(server, context, connection);
}

export function closeAllConnections(server: ZookeeperServerState, context: Context): void {
  for (const connection of [...server.clients.values()]) closeConnection(server, context, connection);
}

export function clientOf(server: ZookeeperServerState, id: ConnectionId | null): ClientConnection | undefined {
  return id === null ? undefined : server.clients.get(id);
}
