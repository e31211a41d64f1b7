/**
 * Packets between leader and learners, as records. Source: ZooKeeper 3.4.14, quorum/QuorumPacket (zookeeper.jute),
 * Leader.java (packet types).
 */
import type { AuthId } from '../../protocol/acl.ts';
import type { Txn } from '../../protocol/transactions.ts';
import type { Zxid } from '../../protocol/zxid.ts';
import type { ServerRecord } from '../processors/server-request.ts';
import type { Snapshot } from '../storage/snapshot.ts';

export type LearnerInfo = {
  readonly type: 'zab.FOLLOWERINFO' | 'zab.OBSERVERINFO';
  readonly sid: number;
  readonly acceptedEpoch: number;
};
/** The new epoch. */
export type LeaderInfo = { readonly type: 'zab.LEADERINFO'; readonly epoch: number };
/** `currentEpoch` -1: the epoch had been promised before, so this answer does not count. */
export type AckEpoch = { readonly type: 'zab.ACKEPOCH'; readonly lastZxid: Zxid; readonly currentEpoch: number };

export type SyncHeader =
  | { readonly type: 'zab.DIFF'; readonly zxid: Zxid }
  | { readonly type: 'zab.TRUNC'; readonly zxid: Zxid }
  | { readonly type: 'zab.SNAP'; readonly zxid: Zxid; readonly snapshot: Snapshot };

export type Proposal = { readonly type: 'zab.PROPOSAL'; readonly txn: Txn };
export type Commit = { readonly type: 'zab.COMMIT'; readonly zxid: Zxid };
/** Proposal and commit at once, for observers. */
export type Inform = { readonly type: 'zab.INFORM'; readonly txn: Txn };
export type NewLeader = { readonly type: 'zab.NEWLEADER'; readonly zxid: Zxid };
export type UpToDate = { readonly type: 'zab.UPTODATE' };
export type Ack = { readonly type: 'zab.ACK'; readonly zxid: Zxid };
/** From the leader a heartbeat; a learner's answer carries the sessions heard since the last one. */
export type Ping = { readonly type: 'zab.PING'; readonly touched: readonly TouchedSession[] };
export type TouchedSession = { readonly id: string; readonly timeoutMs: number };
export type ForwardedRequest = {
  readonly type: 'zab.REQUEST';
  readonly sessionId: string;
  readonly cxid: number;
  readonly record: ServerRecord;
  readonly authIds: readonly AuthId[];
};
export type Revalidate = { readonly type: 'zab.REVALIDATE'; readonly sessionId: string; readonly timeoutMs: number };
export type Revalidated = { readonly type: 'zab.REVALIDATED'; readonly sessionId: string; readonly valid: boolean };
/** Everything outstanding when the sync arrived has been committed. */
export type SyncDone = { readonly type: 'zab.SYNC' };

export type LearnerToLeader = LearnerInfo | AckEpoch | Ack | Ping | ForwardedRequest | Revalidate;
export type LeaderToLearner =
  LeaderInfo | SyncHeader | Proposal | Commit | Inform | NewLeader | UpToDate | Ping | Revalidated | SyncDone;
