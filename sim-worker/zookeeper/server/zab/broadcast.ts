/**
 * The leader's side of atomic broadcast: proposals, acknowledgements, commits, syncs.
 * Source: ZooKeeper 3.4.14, quorum/Leader.java (propose, processAck, commit, inform, processSync),
 * quorum/LearnerHandler.java (SyncLimitCheck).
 */
import { assert, must } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { txnSize } from '../../protocol/record-sizes.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { compareZxid, formatZxid, MAX_COUNTER, type Zxid, zxidKey } from '../../protocol/zxid.ts';
import { containsQuorum } from '../election/quorum-verifier.ts';
import { enqueueCommitted, enqueueRequest } from '../processors/pipeline.ts';
import { prepareRequest } from '../processors/prep-processor.ts';
import type { ServerRequest } from '../processors/server-request.ts';
import { elapsedMs, logThread } from '../server-log.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { writeTxn } from '../storage/log-writer.ts';
import type { LeaderToLearner, Proposal } from './zab-messages.ts';
import type { LearnerHandler, Leading } from './zab-state.ts';

/** A request of the leader's own clients, or one that a learner passed on. */
export function submitAtLeader(server: ZookeeperServerState, context: Context, request: ServerRequest): void {
  const { serving, leading } = server;
  if (serving === null || leading === null || serving.prep === null || serving.tracker === null) return;
  const { config, database } = server;
  if (serving.prep.lastZxid.counter >= MAX_COUNTER) {
    server.roleFailure = 'zxid lower 32 bits have rolled over, forcing re-election, and therefore new epoch start';
    return;
  }
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
  if (request.txn !== null) propose(server, context, leading, request);
}

function propose(server: ZookeeperServerState, context: Context, leading: Leading, request: ServerRequest): void {
  const txn = must(request.txn, 'transaction of a proposed request');
  const key = zxidKey(txn.zxid);
  noteProposalSize(leading, txnSize(txn));
  leading.lastProposed = txn.zxid;
  leading.outstanding.set(key, { txn, request, acks: new Set() });
  const proposal: Proposal = Object.freeze({ type: 'zab.PROPOSAL', txn });
  for (const id of leading.forwarding) {
    watchProposal(leading.learners.get(id), key, elapsedMs(context));
    context.send(id, proposal);
  }
  writeTxn(server, context, txn);
}

function noteProposalSize(leading: Leading, size: number): void {
  const known = leading.proposalSize;
  leading.proposalSize = {
    last: size,
    min: known.min === null ? size : Math.min(known.min, size),
    max: Math.max(known.max, size),
  };
}

/** The oldest proposal that a learner has not acknowledged, and one to follow it, are timed. */
function watchProposal(handler: LearnerHandler | undefined, key: number, sentAtMs: number): void {
  if (handler === undefined || !handler.watching) return;
  if (handler.watched === null) handler.watched = { key, sentAtMs };
  else handler.nextWatched = { key, sentAtMs };
}

export function noteLearnerAck(handler: LearnerHandler, zxid: Zxid): void {
  const key = zxidKey(zxid);
  if (handler.watched?.key === key) {
    handler.watched = handler.nextWatched;
    handler.nextWatched = null;
  } else if (handler.nextWatched?.key === key) {
    handler.nextWatched = null;
  }
}

/** A server has a transaction on disk. */
export function processAck(server: ZookeeperServerState, context: Context, sid: number, zxid: Zxid): void {
  const { leading } = server;
  if (leading === null || zxid.counter === 0 || compareZxid(leading.lastCommitted, zxid) >= 0) return;
  const proposal = leading.outstanding.get(zxidKey(zxid));
  if (proposal === undefined) return;
  proposal.acks.add(sid);
  if (containsQuorum(server.config, proposal.acks)) commit(server, context, leading, zxid);
}

function commit(server: ZookeeperServerState, context: Context, leading: Leading, zxid: Zxid): void {
  const key = zxidKey(zxid);
  const { txn, request } = must(leading.outstanding.get(key), 'committed proposal');
  if (zxid.epoch === leading.lastCommitted.epoch && zxid.counter !== leading.lastCommitted.counter + 1) {
    const text = `Commiting zxid 0x${formatZxid(zxid)} not first!`;
    logThread(context, 'WARN', 'LearnerHandler', 'Leader', text);
  }
  leading.outstanding.delete(key);
  leading.lastCommitted = zxid;
  sendAll(context, leading.forwarding, Object.freeze({ type: 'zab.COMMIT', zxid }));
  sendAll(context, leading.observing, Object.freeze({ type: 'zab.INFORM', txn }));
  context.trace('commit', { zxid: formatZxid(zxid), serverId: server.config.myid });
  enqueueCommitted(server, context, request);
  for (const sync of leading.pendingSyncs.get(key) ?? []) sendSync(context, sync.learner);
  leading.pendingSyncs.delete(key);
}

function sendAll(context: Context, connections: ReadonlySet<ConnectionId>, message: LeaderToLearner): void {
  for (const id of connections) context.send(id, message);
}

/** A learner's sync: answered behind the commits of everything that is outstanding now. */
export function processSync(context: Context, leading: Leading, learner: ConnectionId): void {
  if (leading.outstanding.size === 0) {
    sendSync(context, learner);
    return;
  }
  const key = zxidKey(leading.lastProposed);
  const waiting = leading.pendingSyncs.get(key);
  if (waiting === undefined) leading.pendingSyncs.set(key, [{ learner }]);
  else waiting.push({ learner });
}

function sendSync(context: Context, learner: ConnectionId): void {
  context.send(learner, Object.freeze({ type: 'zab.SYNC' }));
}

/** The leader's own log made these durable: its acknowledgement. */
export function ackOwnLog(server: ZookeeperServerState, context: Context, txns: readonly Txn[]): void {
  for (const txn of txns) processAck(server, context, server.config.myid, txn.zxid);
}

/** What is under way when a learner joins, from behind a zxid on; then it gets live traffic. */
export function startForwarding(context: Context, leading: Leading, handler: LearnerHandler, after: Zxid): void {
  if (handler.observer) {
    leading.observing.add(handler.connection);
    return;
  }
  for (const { txn } of leading.outstanding.values()) {
    assert(compareZxid(txn.zxid, leading.lastCommitted) > 0, 'an outstanding proposal is not committed');
    if (compareZxid(txn.zxid, after) > 0)
      context.send(handler.connection, Object.freeze({ type: 'zab.PROPOSAL', txn }));
  }
  leading.forwarding.add(handler.connection);
}
