/**
 * Votes and the notifications that carry them. Source: ZooKeeper 3.4.14, quorum/Vote.java, FastLeaderElection.java
 * (totalOrderPredicate, Notification). Left out: notifications of versions before 3.4.6 (docs/fidelity.md).
 */
import { compareZxid, sameZxid, type Zxid } from '../../protocol/zxid.ts';
import type { ServerConfig } from '../config.ts';
import { weightOf } from './quorum-verifier.ts';

export type PeerState = 'LOOKING' | 'FOLLOWING' | 'LEADING' | 'OBSERVING';

export type Vote = {
  /** Proposed leader's id; an observer proposes `NOBODY`. */
  readonly leader: number;
  /** Proposed leader's last zxid. */
  readonly zxid: Zxid;
  /** Logical clock of the voter: the round. */
  readonly electionEpoch: number;
  /** Current epoch of the proposed leader. */
  readonly peerEpoch: number;
};

/** Long.MIN_VALUE in the original: never wins. */
export const NOBODY = -1;

export type Notification = Vote & {
  readonly type: 'election.notification';
  /** State of the sender. */
  readonly state: PeerState;
  readonly sid: number;
};

/** First message of a dialed election channel: the dialer's id. */
export type ElectionGreeting = { readonly type: 'election.sid'; readonly sid: number };

/** A vote as remembered from a sender, with the sender's state. */
export type HeardVote = Vote & { readonly state: PeerState };

/** True when the first beats the second: higher epoch, then higher zxid, then higher id; servers without weight never win. */
export function beats(config: ServerConfig, a: Vote, b: Vote): boolean {
  if (weightOf(config, a.leader) === 0) return false;
  if (a.peerEpoch !== b.peerEpoch) return a.peerEpoch > b.peerEpoch;
  const zxids = compareZxid(a.zxid, b.zxid);
  return zxids === 0 ? a.leader > b.leader : zxids > 0;
}

/** Equality used to count a quorum: of serving servers only leader and epoch matter. */
export function sameVote(a: HeardVote, b: HeardVote): boolean {
  if (a.state !== 'LOOKING' && b.state !== 'LOOKING') return a.leader === b.leader && a.peerEpoch === b.peerEpoch;
  return (
    a.leader === b.leader &&
    sameZxid(a.zxid, b.zxid) &&
    a.electionEpoch === b.electionEpoch &&
    a.peerEpoch === b.peerEpoch
  );
}
