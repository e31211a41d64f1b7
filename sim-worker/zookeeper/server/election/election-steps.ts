/**
 * What an election consists of, step by step, as a record for people: every notification with what became of it, every
 * change of mind with its reason, every tally. Nothing decides by these records. Source of the rules that they name:
 * ZooKeeper 3.4.14, quorum/FastLeaderElection.java.
 */
import { compareZxid } from '../../protocol/zxid.ts';
import type { PeerState, Vote } from './vote.ts';

/**
 * What a server made of a notification: `better` than its vote, of a `newerRound` or an `olderRound`, `counted` as it is,
 * thrown away as `late` while it waited for a better one, noted from a server that is `serving`, not from or for a voter
 * (`noVoter`), `answered` because it looks for no leader itself, or `ignored`.
 */
export type NotificationVerdict =
  'better' | 'newerRound' | 'olderRound' | 'counted' | 'late' | 'serving' | 'noVoter' | 'answered' | 'ignored';

/** Why a server votes otherwise than before. */
export type VoteReason = 'newerRound' | 'epoch' | 'zxid' | 'id';

export type ElectionStep =
  | { readonly step: 'started'; readonly vote: Vote }
  /** `again`: a channel opened, and the last message is repeated on it. */
  | {
      readonly step: 'sent';
      readonly to: number;
      readonly vote: Vote;
      readonly state: PeerState;
      readonly again: boolean;
    }
  | {
      readonly step: 'received';
      readonly from: number;
      readonly vote: Vote;
      readonly state: PeerState;
      readonly verdict: NotificationVerdict;
    }
  | { readonly step: 'voteChanged'; readonly before: Vote; readonly vote: Vote; readonly reason: VoteReason }
  /** `supporters`: who votes as this server does, or, of serving servers, for the same leader. */
  | {
      readonly step: 'tally';
      readonly vote: Vote;
      readonly supporters: readonly number[];
      readonly quorum: boolean;
      readonly serving: boolean;
    }
  /** A better vote came while it waited for one. */
  | { readonly step: 'outvoted'; readonly from: number }
  | { readonly step: 'timedOut'; readonly nextMs: number; readonly then: 'resend' | 'dial' }
  | { readonly step: 'dialFailed'; readonly to: number; readonly reason: string }
  | { readonly step: 'decided'; readonly vote: Vote; readonly state: PeerState };

/** Which part of the order of votes made the new one win. */
export function voteReason(before: Vote, after: Vote): VoteReason {
  if (after.electionEpoch !== before.electionEpoch) return 'newerRound';
  if (after.peerEpoch !== before.peerEpoch) return 'epoch';
  return compareZxid(after.zxid, before.zxid) === 0 ? 'id' : 'zxid';
}
