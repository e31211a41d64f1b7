/**
 * The leader's term: discovery of the new epoch, synchronisation of learners, then broadcast with its quorum check.
 * Source: ZooKeeper 3.4.14, quorum/Leader.java (lead, getEpochToPropose, waitForEpochAck, waitForNewLeaderAck),
 * quorum/LearnerHandler.java (run).
 */
import { assert } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { mapEntries } from '../../../kernel/persistent-map.ts';
import { initialSessionIds } from '../../protocol/session-id.ts';
import { compareZxid, makeZxid, type Zxid, zxidText } from '../../protocol/zxid.ts';
import { findServer, isVoter } from '../config.ts';
import { containsQuorum } from '../election/quorum-verifier.ts';
import { initialCommitProcessor } from '../processors/commit-processor.ts';
import { armSessionTimer, traceTakenOver } from '../processors/final-processor.ts';
import { initialPrep } from '../processors/prep-state.ts';
import { elapsedMs, logPeer, logThread } from '../server-log.ts';
import type { Serving, ZookeeperServerState } from '../server-state.ts';
import { addSession, initialTracker } from '../sessions/session-tracker.ts';
import { committedBounds } from '../storage/database.ts';
import { saveEpoch } from '../storage/epochs.ts';
import { takeSnapshot } from '../storage/snapshot.ts';
import { startForwarding } from './broadcast.ts';
import { drawMs, LEADER_BIND, SERVER_START } from './role-timing.ts';
import { decideSync } from './sync-decision.ts';
import { type LearnerHandler, type Leading, noProposalSize } from './zab-state.ts';

export const BIND_TIMER = 'zab.bind';
/** Longest wait for a quorum in each phase: initLimit ticks. */
export const PHASE_TIMER = 'zab.phase';
export const START_TIMER = 'zab.start';
/** Every half tick: pings, every second time the quorum check. */
export const TICK_TIMER = 'zab.tick';

export function startLeading(server: ZookeeperServerState, context: Context): void {
  logPeer(context, server.config, 'INFO', 'QuorumPeer', 'LEADING');
  const zxid = server.database.tree.lastProcessedZxid;
  server.leading = {
    phase: 'binding',
    epoch: -1,
    since: elapsedMs(context),
    initialZxid: zxid,
    initialEpoch: server.currentEpoch,
    connecting: new Set(),
    epochAcks: new Set(),
    newLeaderAcks: new Set(),
    tick: 0,
    tickSkip: true,
    lastProposed: zxid,
    lastCommitted: zxid,
    learners: new Map(),
    forwarding: new Set(),
    observing: new Set(),
    outstanding: new Map(),
    pendingSyncs: new Map(),
    proposalSize: noProposalSize(),
  };
  context.setTimer(BIND_TIMER, drawMs(context, LEADER_BIND));
}

/** The quorum port opens; the leader counts as the first of its followers. */
export function onBindTimer(server: ZookeeperServerState, context: Context): void {
  const { leading, config } = server;
  const own = findServer(config, config.myid);
  if (leading === null || own === undefined) return;
  logPeer(context, config, 'INFO', 'Leader', 'TCP NoDelay set to: true');
  if (context.listen(own.quorumPort) !== 'ok') {
    server.roleFailure = `Couldn't bind to port ${String(own.quorumPort)}`;
    return;
  }
  const took = Math.floor(leading.since - server.election.startedAtMs);
  logPeer(context, config, 'INFO', 'Leader', `LEADING - LEADER ELECTION TOOK - ${String(took)}`);
  leading.phase = 'discovery';
  armPhaseTimer(server, context);
  noteAcceptedEpoch(server, context, config.myid, server.acceptedEpoch);
}

function armPhaseTimer(server: ZookeeperServerState, context: Context): void {
  context.setTimer(PHASE_TIMER, server.config.initLimit * server.config.tickTimeMs);
}

export function onPhaseTimer(server: ZookeeperServerState): void {
  const { leading } = server;
  if (leading === null) return;
  if (leading.phase === 'discovery') server.roleFailure = 'Timeout while waiting for epoch from quorum';
  else if (leading.phase === 'epochAck') server.roleFailure = 'Timeout while waiting for epoch to be acked by quorum';
  else if (leading.phase === 'synchronization') {
    server.roleFailure = `Waiting for a quorum of followers, only synced with sids: [ ${[...leading.newLeaderAcks].join(',')} ]`;
  }
}

/** A server says up to which epoch it has promised; with a quorum of them the new epoch is one more than any. */
export function noteAcceptedEpoch(
  server: ZookeeperServerState,
  context: Context,
  sid: number,
  acceptedEpoch: number,
): void {
  const { leading, config } = server;
  if (leading === null || leading.phase !== 'discovery') return;
  if (acceptedEpoch >= leading.epoch) leading.epoch = acceptedEpoch + 1;
  if (isVoter(config, sid)) leading.connecting.add(sid);
  if (!leading.connecting.has(config.myid) || !containsQuorum(config, leading.connecting)) return;
  server.acceptedEpoch = leading.epoch;
  if (!saveEpoch(server, context, 'acceptedEpoch', leading.epoch)) return;
  leading.lastProposed = makeZxid(leading.epoch, 0);
  leading.phase = 'epochAck';
  armPhaseTimer(server, context);
  for (const handler of leading.learners.values())
    if (handler.phase === 'epoch') sendLeaderInfo(context, leading, handler);
  noteEpochAck(server, context, {
    sid: config.myid,
    currentEpoch: leading.initialEpoch,
    lastZxid: leading.initialZxid,
  });
}

export function sendLeaderInfo(context: Context, leading: Leading, handler: LearnerHandler): void {
  handler.phase = 'ackEpoch';
  context.send(handler.connection, Object.freeze({ type: 'zab.LEADERINFO', epoch: leading.epoch }));
}

type EpochAck = { readonly sid: number; readonly currentEpoch: number; readonly lastZxid: Zxid };

/** False when that server knows more than the leader, which must not happen in a sound election. */
export function noteEpochAck(server: ZookeeperServerState, context: Context, ack: EpochAck): boolean {
  const { leading, config } = server;
  if (leading === null) return false;
  if (leading.phase !== 'epochAck') return true;
  if (ack.currentEpoch !== -1) {
    if (isAhead(leading, ack)) return false;
    if (isVoter(config, ack.sid)) leading.epochAcks.add(ack.sid);
  }
  if (!leading.epochAcks.has(config.myid) || !containsQuorum(config, leading.epochAcks)) return true;
  leading.phase = 'synchronization';
  server.currentEpoch = leading.epoch;
  if (!saveEpoch(server, context, 'currentEpoch', leading.epoch)) return true;
  armPhaseTimer(server, context);
  for (const handler of leading.learners.values())
    if (handler.phase === 'epochAcked') synchronize(server, context, handler);
  noteNewLeaderAck(server, context, config.myid);
  return true;
}

function isAhead(leading: Leading, ack: EpochAck): boolean {
  if (ack.currentEpoch !== leading.initialEpoch) return ack.currentEpoch > leading.initialEpoch;
  return compareZxid(ack.lastZxid, leading.initialZxid) > 0;
}

/** Header, what the learner misses, what is under way, then NEWLEADER. */
export function synchronize(server: ZookeeperServerState, context: Context, handler: LearnerHandler): void {
  const { leading, database } = server;
  assert(leading !== null, 'a leader synchronises');
  handler.phase = 'syncing';
  const decision = decideSync(database, handler.lastZxid);
  logSynchronizing(server, context, handler, decision.kind);
  const { zxid } = decision;
  const header =
    decision.kind === 'SNAP'
      ? { type: 'zab.SNAP' as const, zxid, snapshot: takeSnapshot(database) }
      : { type: `zab.${decision.kind}` as const, zxid };
  context.send(handler.connection, Object.freeze(header));
  for (const txn of decision.txns) {
    context.send(handler.connection, Object.freeze({ type: 'zab.PROPOSAL', txn }));
    context.send(handler.connection, Object.freeze({ type: 'zab.COMMIT', zxid: txn.zxid }));
  }
  startForwarding(context, leading, handler, decision.forwardAfter);
  context.send(handler.connection, Object.freeze({ type: 'zab.NEWLEADER', zxid: makeZxid(leading.epoch, 0) }));
}

function logSynchronizing(server: ZookeeperServerState, context: Context, handler: LearnerHandler, kind: string): void {
  const bounds = committedBounds(server.database);
  const max = bounds === null ? '0x0' : zxidText(bounds.max.zxid);
  const min = bounds === null ? '0x0' : zxidText(bounds.min.zxid);
  const thread = `LearnerHandler-${handler.peerName}`;
  const text = `Synchronizing with Follower sid: ${String(handler.sid)} maxCommittedLog=${max} minCommittedLog=${min}`;
  logThread(context, 'INFO', thread, 'LearnerHandler', `${text} peerLastZxid=${zxidText(handler.lastZxid)}`);
  logThread(context, 'INFO', thread, 'LearnerHandler', `Sending ${kind}`);
}

/** A server has all that the new leader has; with a quorum of them the leader may serve. */
export function noteNewLeaderAck(server: ZookeeperServerState, context: Context, sid: number): void {
  const { leading, config } = server;
  if (leading === null || leading.phase !== 'synchronization') return;
  if (isVoter(config, sid)) leading.newLeaderAcks.add(sid);
  if (!leading.newLeaderAcks.has(config.myid) || !containsQuorum(config, leading.newLeaderAcks)) return;
  leading.phase = 'starting';
  context.clearTimer(PHASE_TIMER);
  const sids = [...leading.newLeaderAcks].sort((a, b) => a - b).join(',');
  const zxid = makeZxid(leading.epoch, 0);
  const text = `Have quorum of supporters, sids: [ ${sids} ]; starting up and setting last processed zxid: ${zxidText(zxid)}`;
  logPeer(context, config, 'INFO', 'Leader', text);
  context.setTimer(START_TIMER, drawMs(context, SERVER_START));
}

/** The request processors run: from here on clients are served. */
export function onLeaderStarted(server: ZookeeperServerState, context: Context): void {
  const { leading, config, database } = server;
  if (leading === null || leading.phase !== 'starting') return;
  const zxid = makeZxid(leading.epoch, 0);
  database.tree = Object.freeze({ ...database.tree, lastProcessedZxid: zxid });
  leading.phase = 'broadcast';
  leading.lastCommitted = zxid;
  server.serving = newServing(server, context, zxid);
  server.currentVote = Object.freeze({ ...server.currentVote, peerEpoch: leading.epoch });
  for (const handler of leading.learners.values()) if (handler.phase === 'synced') sendUpToDate(context, handler);
  armSessionTimer(server, context);
  context.setTimer(TICK_TIMER, config.tickTimeMs / 2);
  context.trace('role', { role: 'leader', epoch: leading.epoch });
  context.trace('leader', { system: 'zookeeper', leader: context.self, epoch: leading.epoch });
  traceTakenOver(server, context);
}

/** Every session gets its full time-out again. */
function newServing(server: ZookeeperServerState, context: Context, zxid: Zxid): Serving {
  const nowMs = elapsedMs(context);
  const tracker = initialTracker(server.config.tickTimeMs);
  const ids = [...mapEntries(server.database.sessions)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, timeoutMs] of ids) addSession(tracker, nowMs, { id, timeoutMs });
  return {
    role: 'leader',
    running: true,
    sessionIds: initialSessionIds(server.config.myid, nowMs),
    tracker,
    touched: new Map(),
    prep: initialPrep(zxid),
    commit: initialCommitProcessor(false),
    pendingTxns: [],
    pendingSyncs: [],
    pendingRevalidations: new Map(),
    inProcess: 0,
  };
}

export function sendUpToDate(context: Context, handler: LearnerHandler): void {
  handler.phase = 'live';
  context.send(handler.connection, Object.freeze({ type: 'zab.UPTODATE' }));
}

/** Half a tick passed: pings to all learners; every second time a tick counts and the quorum is checked. */
export function onLeaderTick(
  server: ZookeeperServerState,
  context: Context,
  close: (connection: ConnectionId) => void,
): void {
  const { leading, config } = server;
  if (leading === null) return;
  if (!leading.tickSkip) leading.tick += 1;
  const synced = new Set([config.myid]);
  for (const handler of [...leading.learners.values()]) {
    if (leading.tick <= handler.deadlineTick && !handler.observer) synced.add(handler.sid);
    pingLearner(server, context, handler, close);
  }
  if (!leading.tickSkip && !containsQuorum(config, synced)) {
    server.roleFailure = `Not sufficient followers synced, only synced with sids: [ ${[...synced].join(',')} ]`;
    return;
  }
  leading.tickSkip = !leading.tickSkip;
  context.setTimer(TICK_TIMER, config.tickTimeMs / 2);
}

const PING = Object.freeze({ type: 'zab.PING', touched: Object.freeze([]) });

function pingLearner(
  server: ZookeeperServerState,
  context: Context,
  handler: LearnerHandler,
  close: (connection: ConnectionId) => void,
): void {
  const { tickTimeMs, syncLimit } = server.config;
  const isLate = handler.watched !== null && elapsedMs(context) - handler.watched.sentAtMs >= tickTimeMs * syncLimit;
  if (isLate) {
    logThread(
      context,
      'WARN',
      `LearnerHandler`,
      'LearnerHandler',
      'Closing connection to peer due to transaction timeout.',
    );
    close(handler.connection);
    return;
  }
  if (
    handler.phase !== 'info' &&
    handler.phase !== 'epoch' &&
    handler.phase !== 'ackEpoch' &&
    handler.phase !== 'epochAcked'
  ) {
    context.send(handler.connection, PING);
  }
}
