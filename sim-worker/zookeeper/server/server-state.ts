/**
 * State of one server process. Source: ZooKeeper 3.4.14, quorum/QuorumPeer.java and the objects it holds. `serving` is the
 * ZooKeeperServer object that exists while the server may answer clients; `leading` and `learning` hold the role.
 */
import type { ConnectionId } from '../../kernel/ids.ts';
import type { SessionIdSource } from '../protocol/session-id.ts';
import type { Txn } from '../protocol/transactions.ts';
import type { ClientConnection, Latency } from './client-connection.ts';
import type { ServerConfig } from './config.ts';
import type { Election } from './election/fast-leader-election.ts';
import type { Channels } from './election/quorum-cnx-manager.ts';
import type { PeerState, Vote } from './election/vote.ts';
import type { CommitProcessor } from './processors/commit-processor.ts';
import type { PrepState } from './processors/prep-state.ts';
import type { ServerRequest } from './processors/server-request.ts';
import type { SessionTracker } from './sessions/session-tracker.ts';
import type { Database } from './storage/database.ts';
import type { WatchTables } from './watch-tables.ts';
import type { Leading, Learning } from './zab/zab-state.ts';

/** Transactions on their way to the disk (SyncRequestProcessor). */
export type LogWriter = {
  /** Open log file; null: the next record starts a new one. */
  file: string | null;
  /** Wait for the fsync in progress to end. */
  queued: Txn[];
  /** Appended; the fsync in progress makes them durable. */
  flushing: Txn[];
  syncing: boolean;
  /** When the fsync in progress began, monotonic milliseconds. */
  flushedAtMs: number;
  /** Records since the last snapshot, and how many trigger the next. */
  recordCount: number;
  snapshotAfter: number;
  /** Fsync of an earlier role or file that still reports back. */
  generation: number;
};

export type Serving = {
  readonly role: 'leader' | 'follower' | 'observer' | 'standalone';
  /** False until the request processors run: sessions are refused. */
  running: boolean;
  readonly sessionIds: SessionIdSource;
  /** On the leader and a standalone server. */
  readonly tracker: SessionTracker | null;
  /** On learners: sessions heard since the last ping, with their time-outs. */
  touched: Map<string, number>;
  readonly prep: PrepState | null;
  readonly commit: CommitProcessor;
  /** Learner: proposals logged or being logged, not committed yet. */
  pendingTxns: Txn[];
  /** Learner: syncs sent to the leader, in order. */
  pendingSyncs: ServerRequest[];
  /** Learner: connections whose session the leader is asked about. */
  readonly pendingRevalidations: Map<string, ConnectionId>;
  /** Requests of clients between arrival and answer. */
  inProcess: number;
};

export type ServerStats = { received: number; sent: number; latency: Latency; slowSyncs: number };

export type ZookeeperServerState = {
  readonly config: ServerConfig;
  /** `booting`: the Java machine starts; `ending`: a role is being shut down. */
  phase: 'booting' | 'running' | 'ending';
  peerState: PeerState;
  currentVote: Vote;
  acceptedEpoch: number;
  currentEpoch: number;
  database: Database;
  readonly log: LogWriter;
  readonly election: Election;
  readonly channels: Channels;
  leading: Leading | null;
  learning: Learning | null;
  serving: Serving | null;
  /** Why the current role must end; carried out once the event is handled. */
  roleFailure: string | null;
  readonly clients: Map<ConnectionId, ClientConnection>;
  /** How many of them each host has, for maxClientCnxns. */
  readonly clientsByHost: Map<string, number>;
  readonly sessionConnections: Map<string, ConnectionId>;
  /** Connections that may be read again; carried out once the event is handled. */
  resumed: ConnectionId[];
  readonly watches: WatchTables;
  readonly stats: ServerStats;
};
