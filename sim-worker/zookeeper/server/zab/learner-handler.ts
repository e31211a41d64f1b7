/**
 * The leader's side of one learner's connection. Source: ZooKeeper 3.4.14, quorum/LearnerHandler.java.
 */
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { ZERO_ZXID } from '../../protocol/zxid.ts';
import { armSessionTimer } from '../processors/final-processor.ts';
import { elapsedMs, logThread } from '../server-log.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { setOwner, touchSession } from '../sessions/session-tracker.ts';
import { noteLearnerAck, processAck, processSync, submitAtLeader } from './broadcast.ts';
import {
  noteAcceptedEpoch,
  noteEpochAck,
  noteNewLeaderAck,
  sendLeaderInfo,
  sendUpToDate,
  synchronize,
} from './leader.ts';
import type { ForwardedRequest, LearnerInfo, LearnerToLeader, Ping, Revalidate } from './zab-messages.ts';
import type { LearnerHandler, Leading } from './zab-state.ts';

const UNKNOWN_SID = -1;

export function learnerTimer(connection: ConnectionId): string {
  return `zab.learner.${String(connection)}`;
}

export function onLearnerAccepted(server: ZookeeperServerState, context: Context, connection: ConnectionId): void {
  const { leading, config } = server;
  if (leading === null) {
    context.close(connection);
    return;
  }
  const nowMs = elapsedMs(context);
  const { host, port } = context.remoteAddress(connection);
  leading.learners.set(connection, {
    connection,
    peerName: `/${host}:${String(port)}`,
    sid: UNKNOWN_SID,
    observer: false,
    phase: 'info',
    lastZxid: ZERO_ZXID,
    deadlineTick: leading.tick + config.initLimit + config.syncLimit,
    lastHeardMs: nowMs,
    watched: null,
    nextWatched: null,
    watching: false,
  });
  context.setTimer(learnerTimer(connection), config.initLimit * config.tickTimeMs);
}

/** The read time-out of a learner's socket: the timer re-arms itself while the learner talks. */
export function onLearnerTimer(server: ZookeeperServerState, context: Context, connection: ConnectionId): void {
  const handler = server.leading?.learners.get(connection);
  if (handler === undefined) return;
  const { config } = server;
  const limitMs = (handler.watching ? config.syncLimit : config.initLimit) * config.tickTimeMs;
  const leftMs = limitMs - (elapsedMs(context) - handler.lastHeardMs);
  if (leftMs > 0) {
    context.setTimer(learnerTimer(connection), leftMs);
    return;
  }
  logThread(
    context,
    'ERROR',
    'LearnerHandler',
    'LearnerHandler',
    'Unexpected exception causing shutdown while sock still open\njava.net.SocketTimeoutException: Read timed out',
  );
  dropLearner(server, context, connection);
}

/** Closes the handler's connection, or forgets one that broke. */
export function dropLearner(server: ZookeeperServerState, context: Context, connection: ConnectionId): void {
  const { leading } = server;
  const handler = leading?.learners.get(connection);
  if (leading === null || handler === undefined) return;
  leading.learners.delete(connection);
  const { peerName } = handler;
  logThread(context, 'WARN', `LearnerHandler-${peerName}`, 'LearnerHandler', `******* GOODBYE ${peerName} ********`);
  leading.forwarding.delete(connection);
  leading.observing.delete(connection);
  context.clearTimer(learnerTimer(connection));
  context.close(connection);
}

export function onLearnerMessage(
  server: ZookeeperServerState,
  context: Context,
  connection: ConnectionId,
  message: LearnerToLeader,
): void {
  const { leading } = server;
  const handler = leading?.learners.get(connection);
  if (leading === null || handler === undefined) return;
  handler.lastHeardMs = elapsedMs(context);
  if (handler.phase === 'live') handler.deadlineTick = leading.tick + server.config.syncLimit;
  switch (message.type) {
    case 'zab.FOLLOWERINFO':
    case 'zab.OBSERVERINFO':
      onLearnerInfo(server, context, leading, handler, message);
      return;
    case 'zab.ACKEPOCH':
      handler.lastZxid = message.lastZxid;
      handler.phase = 'epochAcked';
      if (
        !noteEpochAck(server, context, {
          sid: handler.sid,
          currentEpoch: message.currentEpoch,
          lastZxid: message.lastZxid,
        })
      ) {
        const text = `Follower is ahead of the leader, leader summary: ${String(leading.initialEpoch)} (current epoch)`;
        logThread(context, 'ERROR', 'LearnerHandler', 'LearnerHandler', text);
        dropLearner(server, context, connection);
      } else if (isBehindDiscovery(leading) && needsSync(handler)) synchronize(server, context, handler);
      return;
    case 'zab.ACK':
      onAck(server, context, leading, handler, message.zxid);
      return;
    case 'zab.PING':
      onPing(server, context, message);
      return;
    case 'zab.REQUEST':
      onRequest(server, context, leading, connection, message);
      return;
    case 'zab.REVALIDATE':
      onRevalidate(server, context, connection, message);
  }
}

function isBehindDiscovery(leading: Leading): boolean {
  return leading.phase === 'synchronization' || leading.phase === 'starting' || leading.phase === 'broadcast';
}

/** The quorum's last ack synchronises all that waited, this one among them. */
function needsSync(handler: LearnerHandler): boolean {
  return handler.phase === 'epochAcked';
}

function onLearnerInfo(
  server: ZookeeperServerState,
  context: Context,
  leading: Leading,
  handler: LearnerHandler,
  info: LearnerInfo,
): void {
  handler.sid = info.sid;
  handler.observer = info.type === 'zab.OBSERVERINFO';
  handler.phase = 'epoch';
  logThread(
    context,
    'INFO',
    'LearnerHandler',
    'LearnerHandler',
    `Follower sid: ${String(info.sid)} : info : org.apache.zookeeper.server.quorum.QuorumPeer$QuorumServer`,
  );
  noteAcceptedEpoch(server, context, info.sid, info.acceptedEpoch);
  // The epoch was fixed before this learner came; otherwise it is told once the quorum is there.
  if (handler.phase === 'epoch' && leading.phase !== 'discovery') sendLeaderInfo(context, leading, handler);
}

function onAck(
  server: ZookeeperServerState,
  context: Context,
  leading: Leading,
  handler: LearnerHandler,
  zxid: { epoch: number; counter: number },
): void {
  if (handler.phase === 'syncing') {
    logThread(
      context,
      'INFO',
      'LearnerHandler',
      'LearnerHandler',
      `Received NEWLEADER-ACK message from ${String(handler.sid)}`,
    );
    handler.phase = 'synced';
    handler.watching = true;
    context.setTimer(learnerTimer(handler.connection), server.config.syncLimit * server.config.tickTimeMs);
    noteNewLeaderAck(server, context, handler.sid);
    if (leading.phase === 'broadcast') sendUpToDate(context, handler);
    return;
  }
  if (handler.observer) return;
  noteLearnerAck(handler, zxid);
  processAck(server, context, handler.sid, zxid);
}

/** Sessions that the learner heard from count as heard by the leader now. */
function onPing(server: ZookeeperServerState, context: Context, ping: Ping): void {
  const tracker = server.serving?.tracker;
  if (tracker === null || tracker === undefined || ping.touched.length === 0) return;
  for (const touched of ping.touched) touchSession(tracker, elapsedMs(context), touched);
  armSessionTimer(server, context);
}

function onRequest(
  server: ZookeeperServerState,
  context: Context,
  leading: Leading,
  connection: ConnectionId,
  message: ForwardedRequest,
): void {
  if (message.record.op === 'sync') {
    processSync(context, leading, connection);
    return;
  }
  submitAtLeader(server, context, {
    connection: null,
    sessionId: message.sessionId,
    cxid: message.cxid,
    record: message.record,
    authIds: message.authIds,
    owner: connection,
    createdAtMs: elapsedMs(context),
    txn: null,
    error: 0,
  });
}

/** A session came to that learner: if it lives, the learner owns it from now on. */
function onRevalidate(
  server: ZookeeperServerState,
  context: Context,
  connection: ConnectionId,
  message: Revalidate,
): void {
  const tracker = server.serving?.tracker;
  const { sessionId, timeoutMs } = message;
  const valid =
    tracker !== null &&
    tracker !== undefined &&
    touchSession(tracker, elapsedMs(context), { id: sessionId, timeoutMs });
  if (valid) setOwner(tracker, sessionId, connection);
  context.send(connection, Object.freeze({ type: 'zab.REVALIDATED', sessionId, valid }));
}
