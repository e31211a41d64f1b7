/**
 * The endless loop of a server: look for a leader, play the role found until it fails, look again.
 * Source: ZooKeeper 3.4.14, quorum/QuorumPeer.java (run, start), Leader.java and Learner.java (shutdown).
 */
import type { Context } from '../../kernel/context.ts';
import type { Txn } from '../protocol/transactions.ts';
import { findServer } from './config.ts';
import { closeAllConnections } from './connections.ts';
import { type Elected, lookForLeader, POLL_TIMER } from './election/election-driver.ts';
import { SESSION_TIMER } from './processors/final-processor.ts';
import { logPeer } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { closeLogWriter } from './storage/log-writer.ts';
import { BIND_TIMER, PHASE_TIMER, START_TIMER, startLeading, TICK_TIMER } from './zab/leader.ts';
import { DIAL_TIMER, LEARNER_START_TIMER, READ_TIMER, startLearning } from './zab/learner.ts';
import { learnerTimer } from './zab/learner-handler.ts';
import { drawMs, ROLE_SHUTDOWN } from './zab/role-timing.ts';

export const ROLE_ENDED_TIMER = 'peer.roleEnded';

export function startLooking(server: ZookeeperServerState, context: Context): void {
  server.phase = 'running';
  server.peerState = 'LOOKING';
  context.trace('role', { role: 'looking', epoch: server.currentEpoch });
  onElected(server, context, lookForLeader(server, context));
}

/** Takes up the role that the election gave. */
export function onElected(server: ZookeeperServerState, context: Context, elected: Elected | null): void {
  if (elected === null) return;
  server.currentVote = elected.vote;
  server.peerState = elected.state;
  context.clearTimer(POLL_TIMER);
  const role = elected.state === 'LEADING' ? 'leading' : elected.state === 'FOLLOWING' ? 'following' : 'observing';
  context.trace('role', { role, epoch: server.currentEpoch, detail: `elected ${String(elected.vote.leader)}` });
  if (elected.state === 'LEADING') startLeading(server, context);
  else startLearning(server, context, elected.vote.leader);
}

/** The role failed: clients are hung up on, the log is closed, and after a while the server looks for a leader again. */
export function endRole(server: ZookeeperServerState, context: Context, reason: string): void {
  const wasServing = server.leading?.phase === 'broadcast';
  logEnd(server, context, reason);
  closeAllConnections(server, context);
  const unapplied = unappliedTxns(server);
  stopTimers(server, context);
  if (server.leading !== null) stopLeading(server, context);
  if (server.learning !== null && server.learning.connection !== null) context.close(server.learning.connection);
  server.leading = null;
  server.learning = null;
  server.serving = null;
  server.roleFailure = null;
  server.resumed = [];
  closeLogWriter(server, context, unapplied);
  server.phase = 'ending';
  if (wasServing) context.trace('leader', { system: 'zookeeper', leader: null, epoch: server.currentEpoch });
  context.trace('role', { role: 'ending', epoch: server.currentEpoch, detail: reason });
  context.setTimer(ROLE_ENDED_TIMER, drawMs(context, ROLE_SHUTDOWN));
}

function logEnd(server: ZookeeperServerState, context: Context, reason: string): void {
  const { config, leading } = server;
  if (leading !== null) {
    logPeer(
      context,
      config,
      'INFO',
      'Leader',
      `Shutting down\nShutdown called\njava.lang.Exception: shutdown Leader! reason: ${reason}`,
    );
    return;
  }
  const className = config.observer ? 'Observer' : 'Follower';
  const verb = config.observer ? 'observing' : 'following';
  logPeer(context, config, 'WARN', className, `Exception when ${verb} the leader\n${reason}`);
  logPeer(context, config, 'INFO', className, `shutdown called\njava.lang.Exception: shutdown ${className}`);
}

/** Proposals that are in the log, or on their way to it, but not in the tree. */
function unappliedTxns(server: ZookeeperServerState): readonly Txn[] {
  if (server.leading !== null) return [...server.leading.outstanding.values()].map((proposal) => proposal.txn);
  return server.serving?.pendingTxns ?? [];
}

function stopTimers(server: ZookeeperServerState, context: Context): void {
  for (const key of [
    BIND_TIMER,
    PHASE_TIMER,
    START_TIMER,
    TICK_TIMER,
    DIAL_TIMER,
    READ_TIMER,
    LEARNER_START_TIMER,
    SESSION_TIMER,
  ]) {
    context.clearTimer(key);
  }
  for (const connection of server.leading?.learners.keys() ?? []) context.clearTimer(learnerTimer(connection));
}

function stopLeading(server: ZookeeperServerState, context: Context): void {
  const own = findServer(server.config, server.config.myid);
  if (own !== undefined && server.leading?.phase !== 'binding') context.unlisten(own.quorumPort);
  for (const connection of server.leading?.learners.keys() ?? []) context.close(connection);
}
