/**
 * Carries out what the election machine asks for, over the election channels, and answers other servers' notifications.
 * Source: ZooKeeper 3.4.14, quorum/FastLeaderElection.java (WorkerReceiver, WorkerSender, sendNotifications).
 */
import type { Context } from '../../../kernel/context.ts';
import { formatZxid, zxidText } from '../../protocol/zxid.ts';
import { isVoter } from '../config.ts';
import { elapsedMs, logPeer, logThread } from '../server-log.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import {
  type ElectionEffect,
  onDialsDone,
  onNotification,
  onPollTimeout,
  pollDelayMs,
  startElection,
} from './fast-leader-election.ts';
import type { ElectionStep } from './election-steps.ts';
import { type ChannelOutput, connectAll, haveDelivered, sendNotification } from './quorum-cnx-manager.ts';
import { NOBODY, type Notification, type Vote } from './vote.ts';

export const POLL_TIMER = 'election.poll';

export type Elected = Extract<ElectionEffect, { readonly kind: 'elected' }>;

/** Starts a round with the last logged zxid and the current epoch. */
export function lookForLeader(server: ZookeeperServerState, context: Context): Elected | null {
  const { config, database, currentEpoch } = server;
  logPeer(context, config, 'INFO', 'QuorumPeer', 'LOOKING');
  server.election.startedAtMs = elapsedMs(context);
  const zxid = database.tree.lastProcessedZxid;
  const own = config.observer
    ? { leader: NOBODY, zxid, peerEpoch: currentEpoch }
    : { leader: config.myid, zxid, peerEpoch: currentEpoch };
  return run(server, context, startElection(server.election, config, own));
}

export function onElectionTimer(server: ZookeeperServerState, context: Context): Elected | null {
  return run(server, context, onPollTimeout(server.election, server.config, haveDelivered(server.channels)));
}

/** What the channels hand up: own messages come straight back, dials that the election waited for are done. */
export function onChannelOutputs(
  server: ZookeeperServerState,
  context: Context,
  outputs: readonly ChannelOutput[],
): Elected | null {
  let elected: Elected | null = null;
  for (const output of outputs) {
    const found =
      output.kind === 'self'
        ? receiveNotification(server, context, output.message)
        : run(server, context, onDialsDone(server.election, server.config));
    elected ??= found;
  }
  return elected;
}

/** A notification arrived: answered by what this server is, and given to its own election while that runs. */
export function receiveNotification(
  server: ZookeeperServerState,
  context: Context,
  notification: Notification,
): Elected | null {
  const { config, election, currentVote } = server;
  logNotification(server, context, notification);
  if (!isVoter(config, notification.sid)) {
    traceReceived(server, context, notification, true);
    return answer(server, context, notification.sid, isLooking(server) ? election.proposal : currentVote);
  }
  if (!isLooking(server)) {
    traceReceived(server, context, notification, notification.state === 'LOOKING');
    return notification.state === 'LOOKING' ? answer(server, context, notification.sid, currentVote) : null;
  }
  const elected = run(server, context, onNotification(election, config, notification));
  const isBehind = notification.state === 'LOOKING' && notification.electionEpoch < election.round;
  const answered =
    isBehind && isLooking(server) && elected === null
      ? answer(server, context, notification.sid, election.proposal)
      : null;
  return elected ?? answered;
}

function isLooking(server: ZookeeperServerState): boolean {
  return server.peerState === 'LOOKING';
}

function answer(server: ZookeeperServerState, context: Context, to: number, vote: Vote): Elected | null {
  return onChannelOutputs(
    server,
    context,
    sendNotification(server.channels, context, server.config, to, makeNotification(server, vote)),
  );
}

function makeNotification(server: ZookeeperServerState, vote: Vote): Notification {
  const { leader, zxid, electionEpoch, peerEpoch } = vote;
  return Object.freeze({
    type: 'election.notification',
    leader,
    zxid,
    electionEpoch,
    peerEpoch,
    state: server.peerState,
    sid: server.config.myid,
  });
}

function run(server: ZookeeperServerState, context: Context, effects: readonly ElectionEffect[]): Elected | null {
  let elected: Elected | null = null;
  // The steps are taken already; what is sent comes straight back to this server and adds later ones.
  for (const effect of effects) if (effect.kind === 'step') carryOut(server, context, effect);
  for (const effect of effects) {
    if (effect.kind === 'step') continue;
    const found = carryOut(server, context, effect);
    elected ??= found;
  }
  return elected;
}

function carryOut(server: ZookeeperServerState, context: Context, effect: ElectionEffect): Elected | null {
  switch (effect.kind) {
    case 'log':
      logPeer(context, server.config, 'INFO', 'FastLeaderElection', effect.text);
      return null;
    case 'poll':
      // A message handled meanwhile may have ended the election.
      if (server.election.phase === 'polling' || server.election.phase === 'draining')
        context.setTimer(POLL_TIMER, pollDelayMs(server.election));
      return null;
    case 'step':
      traceStep(server, context, effect.step);
      return null;
    case 'connectAll':
      context.clearTimer(POLL_TIMER);
      return onChannelOutputs(server, context, connectAll(server.channels, context, server.config));
    case 'sendNotifications':
      return sendNotifications(server, context);
    case 'elected':
      context.clearTimer(POLL_TIMER);
      return effect;
  }
}

/** The record of the election: the round and the server that it belongs to beside the step. */
function traceStep(server: ZookeeperServerState, context: Context, step: ElectionStep): void {
  context.trace('vote', { ...step, round: server.election.round, serverId: server.config.myid });
}

function traceReceived(
  server: ZookeeperServerState,
  context: Context,
  notification: Notification,
  answered: boolean,
): void {
  const { leader, zxid, electionEpoch, peerEpoch, sid, state } = notification;
  const vote = { leader, zxid, electionEpoch, peerEpoch };
  traceStep(server, context, {
    step: 'received',
    from: sid,
    vote,
    state,
    verdict: answered ? 'answered' : 'ignored',
  });
}

function sendNotifications(server: ZookeeperServerState, context: Context): Elected | null {
  const { proposal, round } = server.election;
  const notification = makeNotification(server, { ...proposal, electionEpoch: round });
  const vote = { leader: proposal.leader, zxid: formatZxid(proposal.zxid), peerEpoch: proposal.peerEpoch };
  context.trace('election', { round, vote, serverId: server.config.myid });
  let elected: Elected | null = null;
  for (const { id, observer } of server.config.servers) {
    if (observer) continue;
    const found = onChannelOutputs(
      server,
      context,
      sendNotification(server.channels, context, server.config, id, notification),
    );
    elected ??= found;
  }
  return elected;
}

function logNotification(server: ZookeeperServerState, context: Context, n: Notification): void {
  const vote = `${String(n.leader)} (n.leader), ${zxidText(n.zxid)} (n.zxid), 0x${n.electionEpoch.toString(16)} (n.round)`;
  const sender = `${n.state} (n.state), ${String(n.sid)} (n.sid), 0x${n.peerEpoch.toString(16)} (n.peerEpoch)`;
  const text = `Notification: 1 (message format version), ${vote}, ${sender} ${server.peerState} (my state)`;
  logThread(context, 'INFO', `WorkerReceiver[myid=${String(server.config.myid)}]`, 'FastLeaderElection', text);
}
