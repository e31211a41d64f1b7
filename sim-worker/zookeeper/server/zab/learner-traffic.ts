/**
 * A learner that is synchronised: it logs and applies what its leader sends, and passes on what needs the quorum.
 * Source: ZooKeeper 3.4.14, quorum/Follower.java (processPacket), Observer.java, FollowerZooKeeperServer.java,
 * FollowerRequestProcessor.java, SendAckRequestProcessor.java.
 */
import { must } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { makeZxid, sameZxid, type Zxid, zxidText } from '../../protocol/zxid.ts';
import { clientOf, finishSessionInit } from '../connections.ts';
import { enqueueCommitted, enqueueRequest } from '../processors/pipeline.ts';
import { isWrite, requestOfTxn, type ServerRequest } from '../processors/server-request.ts';
import { elapsedMs, logPeer } from '../server-log.ts';
import type { Serving, ZookeeperServerState } from '../server-state.ts';
import { writeTxn } from '../storage/log-writer.ts';
import { acceptNewLeader, onSyncPacket, READ_TIMER, readLimitMs, sendToLeader } from './learner.ts';
import type { LeaderToLearner } from './zab-messages.ts';
import type { Learning } from './zab-state.ts';

/** Exit status when a commit does not fit what was logged (FollowerZooKeeperServer). */
const EXIT_COMMIT_MISMATCH = 12;

export function onLeaderMessage(server: ZookeeperServerState, context: Context, message: LeaderToLearner): void {
  const { learning } = server;
  if (learning === null) return;
  learning.lastHeardMs = elapsedMs(context);
  if (learning.phase === 'upToDate') learning.backlog.push(message);
  else if (learning.phase === 'live') onLivePacket(server, context, learning, message);
  else onSyncPacket(server, context, learning, message);
}

/** The server object is up: log and apply what came during synchronisation, then follow. */
export function onLearnerStarted(server: ZookeeperServerState, context: Context): void {
  const { learning, serving, config } = server;
  if (learning === null || serving === null || learning.phase !== 'upToDate') return;
  sendToLeader(context, learning, Object.freeze({ type: 'zab.ACK', zxid: makeZxid(learning.epoch, 0) }));
  learning.phase = 'live';
  context.setTimer(READ_TIMER, readLimitMs(server, learning));
  serving.running = true;
  server.currentVote = Object.freeze({ ...server.currentVote, peerEpoch: learning.epoch });
  context.trace('role', { role: serving.role, epoch: learning.epoch });
  const { notCommitted, committed, unacknowledged, backlog } = learning;
  for (const txn of unacknowledged) sendAck(context, learning, txn);
  learning.unacknowledged = [];
  learning.notCommitted = [];
  learning.committed = [];
  learning.backlog = [];
  if (config.observer) {
    for (const txn of notCommitted)
      if (committed.some((zxid) => sameZxid(zxid, txn.zxid))) informed(server, context, txn);
  } else {
    for (const txn of notCommitted) logProposal(server, context, serving, txn);
    for (const zxid of committed) commitProposal(server, context, serving, zxid);
  }
  for (const message of backlog) onLivePacket(server, context, learning, message);
}

function onLivePacket(
  server: ZookeeperServerState,
  context: Context,
  learning: Learning,
  message: LeaderToLearner,
): void {
  const serving = must(server.serving, 'server object of a live learner');
  switch (message.type) {
    case 'zab.PING':
      answerPing(context, learning, serving);
      return;
    case 'zab.PROPOSAL':
      logProposal(server, context, serving, message.txn);
      return;
    case 'zab.COMMIT':
      commitProposal(server, context, serving, message.zxid);
      return;
    case 'zab.INFORM':
      informed(server, context, message.txn);
      return;
    case 'zab.SYNC': {
      const request = serving.pendingSyncs.shift();
      if (request !== undefined) enqueueCommitted(server, context, request);
      return;
    }
    case 'zab.REVALIDATED':
      onRevalidated(server, context, serving, message);
      return;
    default:
  }
}

/** The answer carries the sessions heard since the last one. */
function answerPing(context: Context, learning: Learning, serving: Serving): void {
  const touched = [...serving.touched].map(([id, timeoutMs]) => ({ id, timeoutMs }));
  serving.touched = new Map();
  sendToLeader(context, learning, Object.freeze({ type: 'zab.PING', touched: Object.freeze(touched) }));
}

function logProposal(server: ZookeeperServerState, context: Context, serving: Serving, txn: Txn): void {
  serving.pendingTxns.push(txn);
  writeTxn(server, context, txn);
}

function commitProposal(server: ZookeeperServerState, context: Context, serving: Serving, zxid: Zxid): void {
  const next = serving.pendingTxns.shift();
  if (next === undefined) return;
  if (!sameZxid(next.zxid, zxid)) {
    const text = `Committing zxid ${zxidText(zxid)} but next pending txn ${zxidText(next.zxid)}`;
    logPeer(context, server.config, 'ERROR', 'FollowerZooKeeperServer', text);
    context.exit(EXIT_COMMIT_MISMATCH, text);
    return;
  }
  enqueueCommitted(server, context, requestOfTxn(next));
}

/** An observer logs and applies what is committed already. */
function informed(server: ZookeeperServerState, context: Context, txn: Txn): void {
  writeTxn(server, context, txn);
  enqueueCommitted(server, context, requestOfTxn(txn));
}

function onRevalidated(
  server: ZookeeperServerState,
  context: Context,
  serving: Serving,
  message: { readonly sessionId: string; readonly valid: boolean },
): void {
  const connection = clientOf(server, serving.pendingRevalidations.get(message.sessionId) ?? null);
  serving.pendingRevalidations.delete(message.sessionId);
  if (connection !== undefined) finishSessionInit(server, context, connection, message.valid);
}

/** The log made these durable: acknowledged in order, but not before the new leader itself is. Observers only keep them. */
export function ackToLeader(server: ZookeeperServerState, context: Context, txns: readonly Txn[]): void {
  const { learning, config, log } = server;
  if (learning === null || config.observer) return;
  if (learning.phase !== 'live') learning.unacknowledged.push(...txns);
  else for (const txn of txns) sendAck(context, learning, txn);
  if (learning.phase === 'logging' && !log.syncing) acceptNewLeader(server, context, learning);
}

function sendAck(context: Context, learning: Learning, txn: Txn): void {
  sendToLeader(context, learning, Object.freeze({ type: 'zab.ACK', zxid: txn.zxid }));
}

/** A request of the learner's own clients: waits in its queue, and goes to the leader when it needs the quorum. */
export function submitAtLearner(server: ZookeeperServerState, context: Context, request: ServerRequest): void {
  const { learning, serving } = server;
  if (learning === null || serving === null) return;
  const { sessionId, cxid, record, authIds } = request;
  if (record.op === 'sync') serving.pendingSyncs.push(request);
  enqueueRequest(server, context, request);
  if (isWrite(record) || record.op === 'sync') {
    sendToLeader(context, learning, Object.freeze({ type: 'zab.REQUEST', sessionId, cxid, record, authIds }));
  }
}
