/**
 * Applies committed transactions to tree and sessions, fires watches, answers clients.
 * Source: ZooKeeper 3.4.14, server/FinalRequestProcessor.java, server/ZooKeeperServer.java (processTxn).
 */
import { logGet, logSize } from '../../../kernel/append-log.ts';
import { assert } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { OK, SESSION_MOVED } from '../../protocol/error-codes.ts';
import { type MultiResult, XID_PING } from '../../protocol/messages.ts';
import { NO_SESSION } from '../../protocol/session-id.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { formatZxid, zxidKey } from '../../protocol/zxid.ts';
import type { ClientConnection } from '../client-connection.ts';
import {
  clientOf,
  closeConnection,
  closeSessionConnection,
  finishSessionInit,
  noteResponse,
  sendReply,
  sendWatchEvent,
} from '../connections.ts';
import { elapsedMs, logThread } from '../server-log.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { addSession, nextBucketMs, removeSession } from '../sessions/session-tracker.ts';
import { applyToDatabase, firstCommitted, noteCommitted } from '../storage/database.ts';
import { quotaWarnings } from '../tree/quota.ts';
import type { Applied, PartResult, TreeChange } from '../tree/apply-transaction.ts';
import { type FiredWatch, fireWatches } from '../watch-tables.ts';
import { dropChanges } from './prep-state.ts';
import { type Answer, answerRead } from './reads.ts';
import type { ServerRequest } from './server-request.ts';

/** Timer of the session clock. */
export const SESSION_TIMER = 'sessions';

export function finalProcess(server: ZookeeperServerState, context: Context, request: ServerRequest): void {
  const { txn } = request;
  const applied = txn === null ? null : processTxn(server, context, txn);
  if (txn !== null) noteCommitted(server.database, txn);
  if (txn?.body.type === 'closeSession' && request.connection === null) {
    closeSessionConnection(server, context, txn.clientId);
    return;
  }
  if (request.connection === null) return;
  if (server.serving !== null) server.serving.inProcess -= 1;
  const connection = clientOf(server, request.connection);
  if (connection !== undefined) answer(server, context, connection, request, applied);
}

/** Also used while a learner catches up, when nobody waits for an answer. */
export function processTxn(server: ZookeeperServerState, context: Context, txn: Txn): Applied {
  const { serving, database } = server;
  if (serving?.prep !== null && serving?.prep !== undefined) dropChanges(serving.prep, zxidKey(txn.zxid));
  const applied = applyToDatabase(database, txn);
  for (const change of applied.changes) {
    const { kind, path, ephemeralOwner } = change;
    context.trace('znode', {
      change: kind === 'dataChanged' ? 'changed' : kind,
      path,
      zxid: formatZxid(txn.zxid),
      ephemeralOwner,
      serverId: server.config.myid,
    });
    const fired = fireWatches(server.watches, change);
    if (fired.length > 0) traceFired(server, context, { txn, change, fired });
    for (const one of fired) sendWatchEvent(server, context, one);
    for (const warning of quotaWarnings(database.tree, path))
      logThread(context, 'WARN', `CommitProcessor:${String(server.config.myid)}`, 'DataTree', warning);
  }
  if (txn.body.type === 'createSession') trackSession(server, context, txn.clientId, txn.body.timeoutMs);
  else if (txn.body.type === 'closeSession') untrackSession(server, txn.clientId);
  if (serving !== null && serving.tracker !== null) {
    traceSession(context, txn);
    traceCommitted(server, context, txn);
  }
  return applied;
}

/** Every so many transactions the tree as it is then: from there its state at any later one is made quickly. */
const TREE_KEPT_EVERY = 256;

/** The history of committed transactions, told by the server that leads. Trees are values: to keep one costs nothing. */
function traceCommitted(server: ZookeeperServerState, context: Context, txn: Txn): void {
  const tree = txn.zxid.counter % TREE_KEPT_EVERY === 0 ? server.database.tree : null;
  context.trace('txn', { txns: [txn], tree, server: server.config.myid });
}

type Firing = { readonly txn: Txn; readonly change: TreeChange; readonly fired: readonly FiredWatch[] };

/** Which sessions of this server a change told, so that its history can name them. */
function traceFired(server: ZookeeperServerState, context: Context, { txn, change, fired }: Firing): void {
  context.trace('fired', {
    zxid: formatZxid(txn.zxid),
    timeMs: txn.timeMs,
    change: change.kind,
    path: change.path,
    watches: fired.map(({ connection, event, path }) => ({
      session: clientOf(server, connection)?.sessionId ?? NO_SESSION,
      event,
      path,
    })),
  });
}

/** Where a server's history begins that serves from now on: what it took over, of which others may not have told. */
export function traceTakenOver(server: ZookeeperServerState, context: Context): void {
  const { committed, tree } = server.database;
  const txns: Txn[] = [];
  for (let index = firstCommitted(server.database); index < logSize(committed); index += 1) {
    const txn = logGet(committed, index);
    if (txn !== undefined) txns.push(txn);
  }
  context.trace('txn', { txns, tree, server: server.config.myid });
}

/** Told once, by the server that keeps the session clock; an expiry is told when it happens, not when it is committed. */
function traceSession(context: Context, txn: Txn): void {
  const sessionId = txn.clientId;
  if (txn.body.type === 'createSession') context.trace('session', { change: 'opened', sessionId });
  else if (txn.body.type === 'closeSession' && txn.cxid !== 0)
    context.trace('session', { change: 'closed', sessionId });
}

function trackSession(server: ZookeeperServerState, context: Context, id: string, timeoutMs: number): void {
  const { serving } = server;
  if (serving === null) return;
  if (serving.tracker === null) {
    serving.touched.set(id, timeoutMs);
    return;
  }
  addSession(serving.tracker, elapsedMs(context), { id, timeoutMs });
  armSessionTimer(server, context);
}

/** The session clock wakes at every tick while sessions live: a later one may be due before those that wait already. */
export function armSessionTimer(server: ZookeeperServerState, context: Context): void {
  const tracker = server.serving?.tracker;
  if (tracker === null || tracker === undefined || nextBucketMs(tracker) === null || context.hasTimer(SESSION_TIMER))
    return;
  const nowMs = elapsedMs(context);
  const nextTickMs = (Math.floor(nowMs / tracker.tickMs) + 1) * tracker.tickMs;
  context.setTimer(SESSION_TIMER, nextTickMs - nowMs);
}

function untrackSession(server: ZookeeperServerState, id: string): void {
  const { serving } = server;
  serving?.touched.delete(id);
  if (serving?.tracker !== null && serving?.tracker !== undefined) removeSession(serving.tracker, id);
}

function answer(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  request: ServerRequest,
  applied: Applied | null,
): void {
  const { record, createdAtMs } = request;
  const requestZxid = request.txn?.zxid ?? server.serving?.prep?.lastZxid ?? null;
  if (record.op === 'createSession') {
    noteResponse(server, context, connection, { xid: request.cxid, op: 'SESS', createdAtMs, requestZxid });
    finishSessionInit(server, context, connection, true);
    return;
  }
  if (record.op === 'ping') {
    const ping = { xid: XID_PING, err: OK, body: null, op: 'PING', createdAtMs, requestZxid };
    sendReply(server, context, connection, ping);
    return;
  }
  const result = applied === null ? readAnswer(server, context, request) : writeAnswer(request, applied);
  if (result.err === SESSION_MOVED) {
    // The session lives on another server now: this connection must not answer for it any more.
    closeConnection(server, context, connection);
    return;
  }
  const body = result.err === OK ? result.body : null;
  sendReply(server, context, connection, {
    xid: request.cxid,
    err: result.err,
    body,
    op: STAT_NAMES[record.op] ?? 'NA',
    createdAtMs,
    requestZxid,
  });
  if (record.op === 'closeSession') closeConnection(server, context, connection);
}

function readAnswer(server: ZookeeperServerState, context: Context, request: ServerRequest): Answer {
  if (request.error !== OK) return { err: request.error, body: null };
  assert(request.record.op !== 'createSession', 'a session is made by a transaction');
  return answerRead({ server, context, request, connection: request.connection as ConnectionId }, request.record);
}

function writeAnswer(request: ServerRequest, applied: Applied): Answer {
  if (request.record.op === 'multi' && request.txn?.body.type === 'multi') {
    return { err: OK, body: { results: applied.parts.map(multiResult) } };
  }
  const { err, path, stat } = applied.result;
  if (path !== undefined) return { err, body: { path } };
  return { err, body: stat === undefined ? null : { stat } };
}

function multiResult(part: PartResult): MultiResult {
  const base = { error: part.err };
  if (part.path !== undefined) return { ...base, path: part.path };
  return part.stat === undefined ? base : { ...base, stat: part.stat };
}

/** Names in the `cons` command. */
const STAT_NAMES: Readonly<Record<string, string>> = {
  create: 'CREA',
  delete: 'DELE',
  exists: 'EXIS',
  getData: 'GETD',
  setData: 'SETD',
  getACL: 'GETA',
  setACL: 'SETA',
  getChildren: 'GETC',
  getChildren2: 'GETC',
  sync: 'SYNC',
  multi: 'MULT',
  setWatches: 'SETW',
  closeSession: 'CLOS',
};
