/** What the ZooKeeper pages show: the servers side by side, the sessions, and the transactions with where each has got to. */
import type { ProcessAction, ProcessTile } from './views.ts';

export type EnsembleView = { readonly servers: readonly EnsembleServerView[] };

/** One server. What only a running process knows is null while it does not run; its disk can be read all the same. */
export type EnsembleServerView = {
  readonly process: string;
  readonly host: string;
  readonly status: ProcessTile['status'];
  /** `leader`, `follower`, `observer`, `standalone`, `looking`, `starting`, …; empty while ended. */
  readonly role: string;
  readonly myid: number | null;
  readonly serving: boolean;
  readonly acceptedEpoch: number | null;
  readonly currentEpoch: number | null;
  /** Last transaction of the tree; of the log on disk while the server does not run. */
  readonly lastZxid: string | null;
  /** `myid` of the server that it leads or follows. */
  readonly leader: number | null;
  readonly election: ElectionRoundView | null;
  /** On the leader: everyone who follows it. Null elsewhere. */
  readonly learners: readonly LearnerRowView[] | null;
  readonly traffic: ServerTrafficView | null;
  readonly folder: string | null;
  readonly files: readonly DataFileView[];
  /** Actions that would be accepted now. */
  readonly actions: readonly ProcessAction[];
};

/** The present vote of a server that looks for a leader, and those it has heard in this round. */
export type ElectionRoundView = {
  readonly round: number;
  readonly leader: number;
  readonly zxid: string;
  readonly peerEpoch: number;
  readonly heard: readonly { readonly from: number; readonly leader: number; readonly zxid: string }[];
  /** Votes for its own candidate, its own vote included, and how many make a quorum (null: groups decide). */
  readonly inFavour: number;
  readonly quorum: number | null;
};

export type LearnerRowView = {
  readonly myid: number;
  readonly observer: boolean;
  /** It receives proposals and is not late. */
  readonly synced: boolean;
  readonly phase: string;
  readonly lastHeardMsAgo: number;
};

/** As `mntr` and `stat` print them. */
export type ServerTrafficView = {
  readonly outstanding: number;
  /** Proposals that wait for acks on the leader, for their commit on a follower. */
  readonly pendingProposals: number;
  readonly connections: number;
  readonly latencyMinMs: number;
  readonly latencyAverageMs: number;
  readonly latencyMaxMs: number;
  readonly received: number;
  readonly sent: number;
  readonly znodes: number;
  readonly watches: number;
  readonly sessions: number;
};

export type DataFileView = {
  /** Below the folder of the store. */
  readonly name: string;
  readonly kind: 'snapshot' | 'log' | 'other';
  readonly sizeBytes: number;
  /** Records of a log. */
  readonly records: number | null;
};

export type SessionSort = 'remaining' | 'process' | 'timeout' | 'server' | 'ephemerals' | 'watches' | 'id';

export type SessionQuery = {
  /** Part of an id, a process, a server or a path. */
  readonly filter: string;
  readonly sort: SessionSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

export type SessionPage = {
  /** Server whose session clock is shown; null while none runs. */
  readonly server: string | null;
  readonly total: number;
  readonly matching: number;
  readonly rows: readonly SessionRow[];
};

export type SessionRow = {
  readonly id: string;
  readonly process: string | null;
  /** Server that it is connected to; null between two connections. */
  readonly server: string | null;
  readonly timeoutMs: number;
  /** Until its bucket expires: the session clock rounds up to ticks, so it may exceed the time-out. Null off the leader. */
  readonly remainingMs: number | null;
  readonly closing: boolean;
  readonly ephemeralCount: number;
  /** At most 50. */
  readonly ephemerals: readonly string[];
  readonly watchCount: number;
  readonly watches: readonly string[];
};

export type TransactionQuery = {
  /** Part of a path, a session id or a process, or the whole of a zxid. */
  readonly filter: string;
  /** `create`, `setData`, …; empty: all. */
  readonly type: string;
  readonly offset: number;
  readonly limit: number;
};

export type TransactionPage = {
  /** How far each server is, in the order of the columns. */
  readonly servers: readonly CommitIndexView[];
  /** Among the newest that were looked through. */
  readonly matching: number;
  readonly total: number;
  /** Older ones exist that were not looked through. */
  readonly cut: boolean;
  readonly rows: readonly TransactionRow[];
};

export type CommitIndexView = {
  readonly process: string;
  readonly logged: string | null;
  /** Null while it does not serve: what of its log is committed it does not know then. */
  readonly committed: string | null;
  readonly applied: string | null;
};

/**
 * `absent`: not in its log; `snapshot`: came inside a snapshot; `writing`: not durable yet; `logged`: on disk;
 * `committed`: it may be applied; `applied`: clients of this server see it.
 */
export type TransactionPlace = 'absent' | 'snapshot' | 'writing' | 'logged' | 'committed' | 'applied';

export type TransactionRow = {
  readonly zxid: string;
  readonly type: string;
  /** Of a multi: its parts. */
  readonly paths: readonly string[];
  readonly session: string;
  /** Null once the session has ended or is not connected. */
  readonly process: string | null;
  readonly sizeBytes: number;
  /** When the leader made it, by its host's clock, to the millisecond. */
  readonly atUs: number;
  /** One for each server, in the order of `TransactionPage.servers`. */
  readonly places: readonly TransactionPlace[];
};
