/**
 * Fast leader election: servers tell each other whom they would follow until a quorum agrees.
 * Source: ZooKeeper 3.4.14, quorum/FastLeaderElection.java (lookForLeader). A pure machine: it returns what to do.
 */
import { assert } from '../../../kernel/assert.ts';
import { zxidText } from '../../protocol/zxid.ts';
import { isVoter, type ServerConfig } from '../config.ts';
import { type ElectionStep, type NotificationVerdict, voteReason } from './election-steps.ts';
import { containsQuorum } from './quorum-verifier.ts';
import { beats, type HeardVote, type Notification, type PeerState, sameVote, type Vote } from './vote.ts';

/** How long a settled vote waits for a better one, milliseconds (finalizeWait). */
export const FINALIZE_WAIT_MS = 200;
/** Longest wait between repeated notifications, milliseconds (maxNotificationInterval). */
export const MAX_NOTIFICATION_INTERVAL_MS = 60_000;

export type Election = {
  /** `dialing`: the thread is inside connectAll and reads nothing. */
  phase: 'idle' | 'polling' | 'draining' | 'dialing';
  /** Logical clock; in memory only. */
  round: number;
  proposal: Vote;
  /** Own proposal at the start of the call. */
  initial: Vote;
  /** Votes of the current round by sender. */
  received: Map<number, HeardVote>;
  /** Votes of serving servers by sender. */
  outOfElection: Map<number, HeardVote>;
  timeoutMs: number;
  queue: Notification[];
  startedAtMs: number;
};

export type ElectionEffect =
  | { readonly kind: 'sendNotifications' }
  /** (Re)arms the poll, by then for `pollDelayMs`. */
  | { readonly kind: 'poll' }
  | { readonly kind: 'connectAll' }
  | { readonly kind: 'log'; readonly text: string }
  /** For the record of the election only. */
  | { readonly kind: 'step'; readonly step: ElectionStep }
  | { readonly kind: 'elected'; readonly vote: Vote; readonly state: PeerState };

const NO_VOTE: Vote = Object.freeze({
  leader: 0,
  zxid: Object.freeze({ epoch: 0, counter: 0 }),
  electionEpoch: 0,
  peerEpoch: 0,
});

export function initialElection(): Election {
  return {
    phase: 'idle',
    round: 0,
    proposal: NO_VOTE,
    initial: NO_VOTE,
    received: new Map(),
    outOfElection: new Map(),
    timeoutMs: FINALIZE_WAIT_MS,
    queue: [],
    startedAtMs: 0,
  };
}

/** Begins a new round with the own proposal (`electionEpoch` is filled in). */
export function startElection(
  election: Election,
  config: ServerConfig,
  own: Omit<Vote, 'electionEpoch'>,
): ElectionEffect[] {
  election.round += 1;
  election.initial = Object.freeze({ ...own, electionEpoch: election.round });
  election.proposal = election.initial;
  election.received = new Map();
  election.outOfElection = new Map();
  election.timeoutMs = FINALIZE_WAIT_MS;
  election.queue = [];
  election.phase = 'polling';
  return [
    { kind: 'log', text: `New election. My id =  ${String(config.myid)}, proposed zxid=${zxidText(own.zxid)}` },
    { kind: 'step', step: { step: 'started', vote: election.initial } },
    { kind: 'sendNotifications' },
    { kind: 'poll' },
  ];
}

/** How long the thread waits for the next message in its present phase. */
export function pollDelayMs(election: Election): number {
  return election.phase === 'draining' ? FINALIZE_WAIT_MS : election.timeoutMs;
}

/** A notification for the election thread; ignored while no election runs. */
export function onNotification(election: Election, config: ServerConfig, notification: Notification): ElectionEffect[] {
  if (election.phase === 'idle') return [];
  election.queue.push(notification);
  return election.phase === 'dialing' ? [] : drainQueue(election, config);
}

/** The poll found nothing in time. `delivered`: some peer's send queue is empty, so our messages went out. */
export function onPollTimeout(election: Election, config: ServerConfig, delivered: boolean): ElectionEffect[] {
  if (election.phase === 'draining') return decide(election, config);
  if (election.phase !== 'polling') return [];
  election.timeoutMs = Math.min(election.timeoutMs * 2, MAX_NOTIFICATION_INTERVAL_MS);
  const log: ElectionEffect = { kind: 'log', text: `Notification time out: ${String(election.timeoutMs)}` };
  const step: ElectionStep = { step: 'timedOut', nextMs: election.timeoutMs, then: delivered ? 'resend' : 'dial' };
  if (delivered) return [{ kind: 'step', step }, { kind: 'sendNotifications' }, log, { kind: 'poll' }];
  election.phase = 'dialing';
  return [{ kind: 'step', step }, { kind: 'connectAll' }, log];
}

/** connectAll came back: read what arrived meanwhile. */
export function onDialsDone(election: Election, config: ServerConfig): ElectionEffect[] {
  if (election.phase !== 'dialing') return [];
  election.phase = 'polling';
  return [{ kind: 'poll' }, ...drainQueue(election, config)];
}

function drainQueue(election: Election, config: ServerConfig): ElectionEffect[] {
  const effects: ElectionEffect[] = [];
  for (let next = election.queue.shift(); next !== undefined; next = election.queue.shift()) {
    handle(election, config, next, effects);
    if (!isRunning(election)) return effects;
  }
  effects.push({ kind: 'poll' });
  return effects;
}

function isRunning(election: Election): boolean {
  return election.phase !== 'idle';
}

function handle(election: Election, config: ServerConfig, notification: Notification, effects: ElectionEffect[]): void {
  if (election.phase === 'draining') {
    if (!beats(config, notification, election.proposal)) {
      effects.push(received(notification, 'late')); // Thrown away, with its vote.
      return;
    }
    election.phase = 'polling';
    effects.push({ kind: 'step', step: { step: 'outvoted', from: notification.sid } });
  }
  if (!isVoter(config, notification.sid) || !isVoter(config, notification.leader)) {
    effects.push(received(notification, 'noVoter'));
    return;
  }
  if (notification.state === 'LOOKING') onLooking(election, config, notification, effects);
  else if (notification.state === 'OBSERVING') effects.push(received(notification, 'ignored'));
  else onServing(election, config, notification, effects);
}

function received(notification: Notification, verdict: NotificationVerdict): ElectionEffect {
  const { sid, state } = notification;
  return { kind: 'step', step: { step: 'received', from: sid, vote: voteOf(notification), state, verdict } };
}

function onLooking(
  election: Election,
  config: ServerConfig,
  notification: Notification,
  effects: ElectionEffect[],
): void {
  if (notification.electionEpoch > election.round) {
    effects.push(received(notification, 'newerRound'));
    election.round = notification.electionEpoch;
    election.received = new Map();
    const better = beats(config, notification, election.initial);
    propose(election, better ? notification : election.initial, effects);
    effects.push({ kind: 'sendNotifications' });
  } else if (notification.electionEpoch < election.round) {
    effects.push(received(notification, 'olderRound'));
    return;
  } else if (beats(config, notification, election.proposal)) {
    effects.push(received(notification, 'better'));
    propose(election, notification, effects);
    effects.push({ kind: 'sendNotifications' });
  } else effects.push(received(notification, 'counted'));
  election.received.set(notification.sid, heard(notification));
  const wanted: HeardVote = { ...election.proposal, state: 'LOOKING' };
  if (count(config, election.received, wanted, effects)) election.phase = 'draining';
}

function propose(election: Election, vote: Vote, effects: ElectionEffect[]): void {
  const { leader, zxid, peerEpoch } = vote;
  const before = election.proposal;
  election.proposal = Object.freeze({ leader, zxid, peerEpoch, electionEpoch: election.round });
  const reason = voteReason(before, election.proposal);
  effects.push({ kind: 'step', step: { step: 'voteChanged', before, vote: election.proposal, reason } });
}

/** A server that follows or leads already: joins it when a quorum, and the leader itself, say so. */
function onServing(
  election: Election,
  config: ServerConfig,
  notification: Notification,
  effects: ElectionEffect[],
): void {
  effects.push(received(notification, 'serving'));
  const vote = heard(notification);
  const sameRound = notification.electionEpoch === election.round;
  if (sameRound) {
    election.received.set(notification.sid, vote);
    if (count(config, election.received, vote, effects) && checkLeader(election, config, notification)) {
      effects.push(...elect(election, config, vote));
      return;
    }
  }
  election.outOfElection.set(notification.sid, vote);
  const agreed = count(config, election.outOfElection, vote, effects);
  if (!agreed || !checkLeader(election, config, notification)) return;
  election.round = notification.electionEpoch;
  effects.push(...elect(election, config, vote));
}

/** Prevents electing a dead leader on hearsay: it must have said itself that it leads. */
function checkLeader(election: Election, config: ServerConfig, notification: Notification): boolean {
  if (notification.leader === config.myid) return election.round === notification.electionEpoch;
  return election.outOfElection.get(notification.leader)?.state === 'LEADING';
}

/** Do those who agree make a quorum? */
function count(
  config: ServerConfig,
  votes: ReadonlyMap<number, HeardVote>,
  wanted: HeardVote,
  effects: ElectionEffect[],
): boolean {
  const agreeing = new Set<number>();
  for (const [sid, vote] of votes) if (sameVote(vote, wanted)) agreeing.add(sid);
  const quorum = containsQuorum(config, agreeing);
  const serving = wanted.state !== 'LOOKING';
  effects.push({
    kind: 'step',
    step: { step: 'tally', vote: voteOf(wanted), supporters: [...agreeing], quorum, serving },
  });
  return quorum;
}

function decide(election: Election, config: ServerConfig): ElectionEffect[] {
  return elect(election, config, election.proposal);
}

function elect(election: Election, config: ServerConfig, vote: Vote): ElectionEffect[] {
  assert(isRunning(election), 'only a running election elects');
  election.phase = 'idle';
  election.queue = [];
  const { leader, zxid, peerEpoch, electionEpoch } = vote;
  const role = config.observer ? 'OBSERVING' : 'FOLLOWING';
  election.proposal = Object.freeze({ leader, zxid, peerEpoch, electionEpoch });
  const state = leader === config.myid ? 'LEADING' : role;
  return [
    { kind: 'step', step: { step: 'decided', vote: election.proposal, state } },
    { kind: 'elected', vote: election.proposal, state },
  ];
}

function voteOf(vote: Vote): Vote {
  const { leader, zxid, electionEpoch, peerEpoch } = vote;
  return { leader, zxid, electionEpoch, peerEpoch };
}

function heard(notification: Notification): HeardVote {
  const { leader, zxid, electionEpoch, peerEpoch, state } = notification;
  return Object.freeze({ leader, zxid, electionEpoch, peerEpoch, state });
}
