/** What a leader keeps of its term and its learners, and a learner of its leader. Source: quorum/Leader.java, LearnerHandler.java, Learner.java (3.4.14). */
import type { ConnectionId } from '../../../kernel/ids.ts';
import type { Txn } from '../../protocol/transactions.ts';
import type { Zxid } from '../../protocol/zxid.ts';
import type { ServerRequest } from '../processors/server-request.ts';
import type { LeaderToLearner } from './zab-messages.ts';

export type OutstandingProposal = { readonly txn: Txn; readonly request: ServerRequest; readonly acks: Set<number> };

export type LearnerHandler = {
  readonly connection: ConnectionId;
  /** `/ip:port`, for log lines. */
  readonly peerName: string;
  /** Unknown until its first packet. */
  sid: number;
  observer: boolean;
  phase: 'info' | 'epoch' | 'ackEpoch' | 'epochAcked' | 'syncing' | 'synced' | 'live';
  /** From its ACKEPOCH. */
  lastZxid: Zxid;
  /** Still counted as synced up to this tick. */
  deadlineTick: number;
  lastHeardMs: number;
  /** Proposals that its acks are late for (SyncLimitCheck): the one watched and the next to watch. */
  watched: { readonly key: number; readonly sentAtMs: number } | null;
  nextWatched: { readonly key: number; readonly sentAtMs: number } | null;
  watching: boolean;
};

/** Bytes of the proposals since the statistics began; -1 and null: none (quorum/ProposalStats.java). */
export type ProposalSize = { last: number; min: number | null; max: number };

export function noProposalSize(): ProposalSize {
  return { last: -1, min: null, max: -1 };
}

export type Leading = {
  /** `binding`: the quorum port is not open yet. */
  phase: 'binding' | 'discovery' | 'epochAck' | 'synchronization' | 'starting' | 'broadcast';
  epoch: number;
  readonly since: number;
  readonly initialZxid: Zxid;
  readonly initialEpoch: number;
  connecting: Set<number>;
  epochAcks: Set<number>;
  newLeaderAcks: Set<number>;
  tick: number;
  tickSkip: boolean;
  lastProposed: Zxid;
  lastCommitted: Zxid;
  readonly learners: Map<ConnectionId, LearnerHandler>;
  /** Receive proposals and commits. */
  readonly forwarding: Set<ConnectionId>;
  /** Receive INFORM. */
  readonly observing: Set<ConnectionId>;
  /** By zxid key, in order. */
  readonly outstanding: Map<number, OutstandingProposal>;
  readonly pendingSyncs: Map<number, PendingSync[]>;
  proposalSize: ProposalSize;
};

/** A learner's sync that waits for what was the last proposal when it arrived. */
export type PendingSync = { readonly learner: ConnectionId };

export type Learning = {
  readonly leaderId: number;
  readonly since: number;
  phase: 'dialing' | 'pausing' | 'registering' | 'syncing' | 'logging' | 'upToDate' | 'live';
  attempts: number;
  connection: ConnectionId | null;
  epoch: number;
  lastHeardMs: number;
  /** After SNAP or TRUNC the database is written to a snapshot before NEWLEADER is acknowledged. */
  snapshotNeeded: boolean;
  /** After NEWLEADER, and always after DIFF, what arrives is logged before it is applied. */
  writeToLog: boolean;
  notCommitted: Txn[];
  committed: Zxid[];
  /** Logged before the new leader was acknowledged; their own acks go out once the learner follows. */
  unacknowledged: Txn[];
  /** Arrived while the server object started up. */
  backlog: LeaderToLearner[];
};
