/**
 * The first processor of each kind of server. Source: ZooKeeper 3.4.14, ZooKeeperServer.java (submitRequest, touch),
 * LeaderZooKeeperServer.java, FollowerZooKeeperServer.java, ObserverZooKeeperServer.java.
 */
import type { Context } from '../../../kernel/context.ts';
import { takeSessionId } from '../../protocol/session-id.ts';
import type { Txn } from '../../protocol/transactions.ts';
import type { ClientConnection } from '../client-connection.ts';
import { elapsedMs } from '../server-log.ts';
import type { Serving, ZookeeperServerState } from '../server-state.ts';
import { addSession, touchSession } from '../sessions/session-tracker.ts';
import { writeTxn } from '../storage/log-writer.ts';
import { submitAtLeader } from '../zab/broadcast.ts';
import { submitAtLearner } from '../zab/learner-traffic.ts';
import { armSessionTimer } from './final-processor.ts';
import { enqueueCommitted, enqueueRequest } from './pipeline.ts';
import { prepareRequest } from './prep-processor.ts';
import { requestOfTxn, type ServerRecord, type ServerRequest } from './server-request.ts';

/** A client's request. One of a session that is gone is dropped without an answer, as the connection soon will be. */
export function submitClientRequest(
  server: ZookeeperServerState,
  context: Context,
  connection: ClientConnection,
  request: { readonly cxid: number; readonly record: ServerRecord },
): void {
  const { serving } = server;
  if (serving === null || !touch(serving, context, connection)) return;
  serving.inProcess += 1;
  submit(server, context, serving, {
    connection: connection.id,
    sessionId: connection.sessionId,
    cxid: request.cxid,
    record: request.record,
    authIds: connection.authIds,
    owner: 0,
    createdAtMs: elapsedMs(context),
    txn: null,
    error: 0,
  });
}

/** Hearing from a client keeps its session: at the leader at once, at a learner with the next ping. */
function touch(serving: Serving, context: Context, connection: ClientConnection): boolean {
  const { sessionId, timeoutMs } = connection;
  if (serving.tracker !== null) return touchSession(serving.tracker, elapsedMs(context), { id: sessionId, timeoutMs });
  serving.touched.set(sessionId, timeoutMs);
  return true;
}

/** The session clock closes a session. */
export function submitCloseSession(server: ZookeeperServerState, context: Context, sessionId: string): void {
  const { serving } = server;
  if (serving === null) return;
  submit(server, context, serving, {
    connection: null,
    sessionId,
    cxid: 0,
    record: { op: 'closeSession' },
    authIds: [],
    owner: 0,
    createdAtMs: elapsedMs(context),
    txn: null,
    error: 0,
  });
}

function submit(server: ZookeeperServerState, context: Context, serving: Serving, request: ServerRequest): void {
  switch (serving.role) {
    case 'leader':
      submitAtLeader(server, context, request);
      return;
    case 'follower':
    case 'observer':
      submitAtLearner(server, context, request);
      return;
    case 'standalone':
      submitAtStandalone(server, context, serving, request);
  }
}

/** A new session's id; where the session clock runs it counts from now. */
export function createSession(
  server: ZookeeperServerState,
  context: Context,
  serving: Serving,
  timeoutMs: number,
): string {
  const id = takeSessionId(serving.sessionIds);
  if (serving.tracker !== null) {
    addSession(serving.tracker, elapsedMs(context), { id, timeoutMs });
    armSessionTimer(server, context);
  }
  return id;
}

function submitAtStandalone(
  server: ZookeeperServerState,
  context: Context,
  serving: Serving,
  request: ServerRequest,
): void {
  const { config, database } = server;
  if (serving.prep === null || serving.tracker === null) return;
  const env = {
    config,
    database,
    prep: serving.prep,
    tracker: serving.tracker,
    nowMs: elapsedMs(context),
    wallClockMs: context.wallClockMs,
  };
  prepareRequest(env, request);
  enqueueRequest(server, context, request);
  if (request.txn !== null) writeTxn(server, context, request.txn);
}

/** A standalone server commits what is on its disk. */
export function commitStandalone(server: ZookeeperServerState, context: Context, txns: readonly Txn[]): void {
  for (const txn of txns) enqueueCommitted(server, context, requestOfTxn(txn));
}
