/**
 * A follower or observer until it is synchronised: finds its leader, promises the epoch, takes over what it misses.
 * Source: ZooKeeper 3.4.14, quorum/Learner.java (connectToLeader, registerWithLeader, syncWithLeader).
 */
import { must, unreachable } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import { initialSessionIds } from '../../protocol/session-id.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { formatZxid, makeZxid, sameZxid, type Zxid, zxidText } from '../../protocol/zxid.ts';
import { findServer } from '../config.ts';
import { initialCommitProcessor } from '../processors/commit-processor.ts';
import { processTxn } from '../processors/final-processor.ts';
import { elapsedMs, logPeer } from '../server-log.ts';
import type { Serving, ZookeeperServerState } from '../server-state.ts';
import { saveEpoch } from '../storage/epochs.ts';
import {
  clearUpdatingEpoch,
  dropLogAfter,
  loadDatabase,
  markUpdatingEpoch,
  truncateLog,
} from '../storage/data-files.ts';
import { noteCommitted } from '../storage/database.ts';
import { saveSnapshot, writeTxn } from '../storage/log-writer.ts';
import { restoreTree } from '../storage/snapshot.ts';
import { drawMs, LEARNER_DIAL, SERVER_START } from './role-timing.ts';
import type { LeaderToLearner, SyncHeader } from './zab-messages.ts';
import type { Learning } from './zab-state.ts';

export const DIAL_TIMER = 'zab.dial';
export const READ_TIMER = 'zab.read';
export const LEARNER_START_TIMER = 'zab.startLearner';

/** Attempts to reach the leader, and the sleep between them in milliseconds (Learner.connectToLeader). */
const MAX_ATTEMPTS = 5;
const RETRY_MS = 1000;
/** Exit status when the log cannot be cut (Learner.syncWithLeader). */
const EXIT_CANNOT_TRUNCATE = 13;

export function startLearning(server: ZookeeperServerState, context: Context, leaderId: number): void {
  logPeer(context, server.config, 'INFO', 'QuorumPeer', server.peerState);
  server.learning = {
    leaderId,
    since: elapsedMs(context),
    phase: 'pausing',
    attempts: 0,
    connection: null,
    epoch: 0,
    lastHeardMs: elapsedMs(context),
    snapshotNeeded: true,
    writeToLog: false,
    notCommitted: [],
    committed: [],
    unacknowledged: [],
    backlog: [],
  };
  const role = server.config.observer ? 'OBSERVING' : 'FOLLOWING - LEADER ELECTION TOOK';
  const took = Math.floor(server.learning.since - server.election.startedAtMs);
  logPeer(
    context,
    server.config,
    'INFO',
    server.config.observer ? 'Observer' : 'Follower',
    `${role} - ${String(took)}`,
  );
  context.setTimer(DIAL_TIMER, drawMs(context, LEARNER_DIAL));
}

export function onDialTimer(server: ZookeeperServerState, context: Context): void {
  const { learning, config } = server;
  if (learning === null) return;
  const leader = findServer(config, learning.leaderId);
  if (leader === undefined) {
    server.roleFailure = `Couldn't find the leader with id = ${String(learning.leaderId)}`;
    return;
  }
  learning.phase = 'dialing';
  learning.attempts += 1;
  learning.connection = context.connect(leader.host, leader.quorumPort, 'zab', config.tickTimeMs * config.syncLimit);
}

export function onLeaderUnreachable(server: ZookeeperServerState, context: Context): void {
  const { learning, config } = server;
  if (learning === null) return;
  learning.connection = null;
  if (learning.attempts >= MAX_ATTEMPTS) {
    server.roleFailure = 'java.net.ConnectException: Connection refused';
    return;
  }
  const leader = must(findServer(config, learning.leaderId), 'leader in the server list');
  const text = `Unexpected exception, tries=${String(learning.attempts - 1)}, connecting to /${leader.host}:${String(leader.quorumPort)}`;
  logPeer(context, config, 'WARN', 'Learner', text);
  learning.phase = 'pausing';
  context.setTimer(DIAL_TIMER, RETRY_MS);
}

export function onLeaderReached(server: ZookeeperServerState, context: Context): void {
  const { learning, config } = server;
  if (learning?.connection === null || learning === null) return;
  learning.phase = 'registering';
  learning.lastHeardMs = elapsedMs(context);
  const type = config.observer ? 'zab.OBSERVERINFO' : 'zab.FOLLOWERINFO';
  context.send(learning.connection, Object.freeze({ type, sid: config.myid, acceptedEpoch: server.acceptedEpoch }));
  context.setTimer(READ_TIMER, readLimitMs(server, learning));
}

export function readLimitMs(server: ZookeeperServerState, learning: Learning): number {
  const { initLimit, syncLimit, tickTimeMs } = server.config;
  return (learning.phase === 'live' ? syncLimit : initLimit) * tickTimeMs;
}

/** The read time-out of the socket: the timer re-arms itself while the leader talks. */
export function onReadTimer(server: ZookeeperServerState, context: Context): void {
  const { learning } = server;
  if (learning === null) return;
  const leftMs = readLimitMs(server, learning) - (elapsedMs(context) - learning.lastHeardMs);
  if (leftMs > 0) context.setTimer(READ_TIMER, leftMs);
  else server.roleFailure = 'java.net.SocketTimeoutException: Read timed out';
}

export function sendToLeader(context: Context, learning: Learning, message: { readonly type: string }): void {
  if (learning.connection !== null) context.send(learning.connection, message);
}

export function onSyncPacket(
  server: ZookeeperServerState,
  context: Context,
  learning: Learning,
  message: LeaderToLearner,
): void {
  switch (message.type) {
    case 'zab.LEADERINFO':
      onLeaderInfo(server, context, learning, message.epoch);
      return;
    case 'zab.DIFF':
    case 'zab.TRUNC':
    case 'zab.SNAP':
      onSyncHeader(server, context, learning, message);
      return;
    case 'zab.PROPOSAL':
      learning.notCommitted.push(message.txn);
      return;
    case 'zab.COMMIT':
      onSyncCommit(server, context, learning, message.zxid);
      return;
    case 'zab.INFORM':
      if (learning.writeToLog) {
        learning.notCommitted.push(message.txn);
        learning.committed.push(message.txn.zxid);
      } else applyInMemory(server, context, message.txn);
      return;
    case 'zab.NEWLEADER':
      onNewLeader(server, context, learning);
      return;
    case 'zab.UPTODATE':
      learning.phase = 'upToDate';
      context.setTimer(LEARNER_START_TIMER, drawMs(context, SERVER_START));
      return;
    default: // Pings and the like are not for a learner that still synchronises.
  }
}

/** Promises the epoch; one promised before is answered with -1, an older one refused. */
function onLeaderInfo(server: ZookeeperServerState, context: Context, learning: Learning, epoch: number): void {
  if (epoch < server.acceptedEpoch) {
    server.roleFailure = `java.io.IOException: Leaders epoch, ${String(epoch)} is less than accepted epoch, ${String(server.acceptedEpoch)}`;
    return;
  }
  const isNew = epoch > server.acceptedEpoch;
  if (isNew) {
    server.acceptedEpoch = epoch;
    if (!saveEpoch(server, context, 'acceptedEpoch', epoch)) return;
  }
  learning.epoch = epoch;
  learning.phase = 'syncing';
  const lastZxid = server.database.tree.lastProcessedZxid;
  sendToLeader(
    context,
    learning,
    Object.freeze({ type: 'zab.ACKEPOCH', lastZxid, currentEpoch: isNew ? server.currentEpoch : -1 }),
  );
}

function onSyncHeader(server: ZookeeperServerState, context: Context, learning: Learning, header: SyncHeader): void {
  const { config } = server;
  switch (header.type) {
    case 'zab.DIFF':
      logPeer(context, config, 'INFO', 'Learner', `Getting a diff from the leader ${zxidText(header.zxid)}`);
      learning.snapshotNeeded = false;
      break;
    case 'zab.SNAP':
      logPeer(context, config, 'INFO', 'Learner', `Getting a snapshot from leader ${zxidText(header.zxid)}`);
      server.database.tree = Object.freeze({ ...restoreTree(header.snapshot.tree), lastProcessedZxid: header.zxid });
      server.database.sessions = header.snapshot.sessions;
      break;
    case 'zab.TRUNC':
      logPeer(
        context,
        config,
        'WARN',
        'Learner',
        `Truncating log to get in sync with the leader ${zxidText(header.zxid)}`,
      );
      if (!truncateTo(server, context, header.zxid)) return;
      break;
    default:
      unreachable(header);
  }
  learning.writeToLog = !learning.snapshotNeeded;
  server.serving = newServing(server, context);
}

function truncateTo(server: ZookeeperServerState, context: Context, zxid: Zxid): boolean {
  server.log.file = null;
  if (!truncateLog(context.disk, server.config, zxid)) {
    const text = `Not able to truncate the log ${zxidText(zxid)}`;
    logPeer(context, server.config, 'ERROR', 'Learner', text);
    context.exit(EXIT_CANNOT_TRUNCATE, text);
    return false;
  }
  const { database } = loadDatabase(context.disk, server.config);
  server.database = database;
  database.tree = Object.freeze({ ...database.tree, lastProcessedZxid: zxid });
  return true;
}

function newServing(server: ZookeeperServerState, context: Context): Serving {
  return {
    role: server.config.observer ? 'observer' : 'follower',
    running: false,
    sessionIds: initialSessionIds(server.config.myid, elapsedMs(context)),
    tracker: null,
    touched: new Map(),
    prep: null,
    commit: initialCommitProcessor(true),
    pendingTxns: [],
    pendingSyncs: [],
    pendingRevalidations: new Map(),
    inProcess: 0,
  };
}

function onSyncCommit(server: ZookeeperServerState, context: Context, learning: Learning, zxid: Zxid): void {
  if (learning.writeToLog) {
    learning.committed.push(zxid);
    return;
  }
  const next = learning.notCommitted[0];
  if (next === undefined || !sameZxid(next.zxid, zxid)) {
    const text = `Committing ${formatZxid(zxid)}, but next proposal is ${next === undefined ? 'none' : formatZxid(next.zxid)}`;
    logPeer(context, server.config, 'WARN', 'Learner', text);
    return;
  }
  learning.notCommitted.shift();
  applyInMemory(server, context, next);
}

/** During SNAP and TRUNC: the snapshot taken at NEWLEADER will hold it. */
function applyInMemory(server: ZookeeperServerState, context: Context, txn: Txn): void {
  processTxn(server, context, txn);
  noteCommitted(server.database, txn);
}

/**
 * Everything sent before is taken over. 3.4.14 acknowledges first and logs what came by DIFF only at UPTODATE; a crash in
 * between leaves a server with the new epoch and the old log, which then wins elections against servers that have the
 * missing transactions (ZOOKEEPER-3911). Unless `diffLoggedBeforeAck` is off, the log comes first, as in later versions.
 */
function onNewLeader(server: ZookeeperServerState, context: Context, learning: Learning): void {
  const { config, serving } = server;
  if (learning.snapshotNeeded) keepSnapshot(server, context);
  learning.snapshotNeeded = false;
  learning.writeToLog = true;
  if (!config.diffLoggedBeforeAck || config.observer || serving === null || learning.notCommitted.length === 0) {
    acceptNewLeader(server, context, learning);
    return;
  }
  markUpdatingEpoch(context.disk, config);
  learning.phase = 'logging';
  for (const txn of learning.notCommitted) {
    serving.pendingTxns.push(txn);
    writeTxn(server, context, txn);
  }
  learning.notCommitted = [];
}

/**
 * What was taken over is durable from here on. A leader whose list of committed transactions is empty sends a snapshot even to a
 * learner that is ahead of it, and 3.4.14 leaves that learner's log as it is:
 *  1. a leader proposes transaction 1 and logs it, its followers die before they get it;
 *  2. they come back without it, elect one of them, and the old leader follows by SNAP, transaction 1 still in its log;
 *  3. at its next start it applies transaction 1, which nobody ever committed.
 * Unless `snapCutsLog` is off, such records go (later versions send a TRUNC instead).
 */
function keepSnapshot(server: ZookeeperServerState, context: Context): void {
  saveSnapshot(server, context);
  const { config, database, log } = server;
  if (config.snapCutsLog && dropLogAfter(context.disk, config, database.tree.lastProcessedZxid)) log.file = null;
}

/** The epoch is current from now on. */
export function acceptNewLeader(server: ZookeeperServerState, context: Context, learning: Learning): void {
  learning.phase = 'syncing';
  server.currentEpoch = learning.epoch;
  if (!saveEpoch(server, context, 'currentEpoch', learning.epoch)) return;
  clearUpdatingEpoch(context.disk, server.config);
  sendToLeader(context, learning, Object.freeze({ type: 'zab.ACK', zxid: makeZxid(learning.epoch, 0) }));
}
