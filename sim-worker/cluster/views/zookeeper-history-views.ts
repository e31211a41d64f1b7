/**
 * What the ZooKeeper pages show of a run's past: elections step by step, what happened to a znode and who did it, the tree
 * at an earlier instant, watches by znode, and subtrees as files. Zxids are texts as `stat` prints them (`0x400000001`).
 */

/** Which elections, and which steps of one of them. */
export type ElectionLogQuery = {
  /** Number of an election from `ElectionLogView.elections`; null: the newest that has begun by now. */
  readonly election: number | null;
  /** First step of the page, from 0, and how many (at most 500). */
  readonly offset: number;
  readonly limit: number;
};

export type ElectionLogView = {
  /** Virtual time at which the run stands: steps after it lie in the known future after going back. */
  readonly nowUs: number;
  /** All elections of the run, oldest first, those known from the future included. */
  readonly elections: readonly ElectionSummary[];
  /** The one whose steps follow; null when there was none yet. */
  readonly shown: number | null;
  readonly steps: readonly ElectionStepView[];
  /** Steps of the shown election in all. */
  readonly total: number;
};

/**
 * From the first server that looks for a leader until one serves as such; or, with `joined`, a server that came late and
 * found a leader that served already.
 */
export type ElectionSummary = {
  readonly number: number;
  readonly startUs: number;
  /** When the leader served, or the late-comer; null: not yet. */
  readonly endUs: number | null;
  readonly outcome: 'elected' | 'joined' | 'running';
  /** `myid` of the winner, and its new epoch. */
  readonly leader: number | null;
  readonly epoch: number | null;
  /** `myid` of those that looked. */
  readonly servers: readonly number[];
  readonly steps: number;
};

export type VoteOfStep = {
  /** `myid` of the proposed leader; -1: nobody (an observer's vote). */
  readonly leader: number;
  readonly zxid: string;
  readonly peerEpoch: number;
  readonly round: number;
};

/**
 * One step of one server. To show the ensemble as it was then, seek to `atUs`. Which fields are there by `step`:
 * `started` (a round begins with the own vote): vote. `sent`: to, vote, state (of the sender), again (a channel opened and the
 * last message is repeated). `received`: from, vote, state (of the sender), verdict. `voteChanged`: before, vote, reason.
 * `tally`: vote, supporters, quorum, serving (counted among servers that serve already, not in this round).
 * `outvoted`: from. `timedOut`: nextMs, then. `dialFailed`: to, reason. `decided`: vote, state.
 * `role`: role (`looking`, `leading`, `following`, `observing`, `ending`, and, once it serves, `leader`, `follower`, `observer`),
 * epoch, detail (why a role ends).
 */
export type ElectionStepView = {
  readonly index: number;
  readonly atUs: number;
  /** Kernel event during which it happened: steps of one event belong together. */
  readonly seq: number;
  readonly process: string;
  readonly server: number | null;
  readonly step:
    | 'started'
    | 'sent'
    | 'received'
    | 'voteChanged'
    | 'tally'
    | 'outvoted'
    | 'timedOut'
    | 'dialFailed'
    | 'decided'
    | 'role';
  readonly round: number | null;
  readonly to?: number;
  readonly from?: number;
  readonly vote?: VoteOfStep;
  readonly before?: VoteOfStep;
  readonly state?: 'LOOKING' | 'FOLLOWING' | 'LEADING' | 'OBSERVING';
  readonly again?: boolean;
  readonly verdict?:
    'better' | 'newerRound' | 'olderRound' | 'counted' | 'late' | 'serving' | 'noVoter' | 'answered' | 'ignored';
  /** `voteChanged`: `newerRound`, `epoch`, `zxid` or `id`; `dialFailed`: `refused`, `timeout` or `unreachable`. */
  readonly reason?: string;
  readonly supporters?: readonly number[];
  readonly quorum?: boolean;
  readonly serving?: boolean;
  readonly nextMs?: number;
  readonly then?: 'resend' | 'dial';
  readonly role?: string;
  readonly epoch?: number | null;
  readonly detail?: string;
};

export type ZnodeHistoryQuery = {
  readonly path: string;
  /** Also changes of the znodes below it. */
  readonly subtree: boolean;
  readonly offset: number;
  readonly limit: number;
};

export type ZnodeHistoryPage = {
  readonly path: string;
  /** Committed changes up to now, over the whole run. */
  readonly total: number;
  /** Newest first. */
  readonly rows: readonly ZnodeChangeRow[];
};

export type ZnodeChangeRow = {
  readonly path: string;
  readonly change: 'created' | 'dataChanged' | 'aclChanged' | 'deleted';
  /** Deleted with the session that owned it. */
  readonly withSession: boolean;
  /** Part of a multi. */
  readonly inMulti: boolean;
  readonly zxid: string;
  /** When it was committed. Null: before the run began, found on the disk. */
  readonly atUs: number | null;
  /** Wall clock of the leader that proposed it, Unix milliseconds: the znode's ctime or mtime. */
  readonly timeMs: number;
  /** Session that asked for it, and the process that held the session. */
  readonly session: string;
  readonly process: string | null;
  /** Data version before and after; null where there was or is none. */
  readonly versionBefore: number | null;
  readonly versionAfter: number | null;
  /** Null data is a value too: see `versionBefore` for whether there was any. */
  readonly dataBefore: Uint8Array | null;
  readonly dataAfter: Uint8Array | null;
  /** Access lists, when they changed. */
  readonly aclBefore: readonly string[] | null;
  readonly aclAfter: readonly string[] | null;
  /** Watches that this change fired by now, on any server, in the order of the servers' applying it; at most 200 of them. */
  readonly fired: readonly FiredWatchRow[];
  readonly firedTotal: number;
};

export type FiredWatchRow = {
  /** `NodeCreated`, `NodeDataChanged`, `NodeChildrenChanged` or `NodeDeleted`, and the path that the event names. */
  readonly event: string;
  readonly path: string;
  /** Who was told: session, and the process that holds it; and by which server, when. */
  readonly session: string;
  readonly process: string | null;
  readonly server: string;
  readonly atUs: number;
};

export type WatchQuery = {
  /** Part of a path, a session, a process or a server. */
  readonly filter: string;
  readonly offset: number;
  readonly limit: number;
};

export type WatchPage = {
  /** Watches in all: pairs of a path and a connection, by kind. */
  readonly total: number;
  /** Paths that match. */
  readonly matching: number;
  /** By path. */
  readonly rows: readonly WatchedPathRow[];
};

export type WatchedPathRow = {
  readonly path: string;
  /** False: an exist watch, waiting for the znode's creation. */
  readonly exists: boolean;
  readonly watchers: readonly WatcherRow[];
};

export type WatcherRow = {
  /** `data`: getData and exists; `child`: getChildren. */
  readonly kind: 'data' | 'child';
  readonly session: string;
  readonly process: string | null;
  readonly server: string;
};

export type ZnodeSearch = {
  /** Paths in the order of the tree, at most as many as asked for. */
  readonly paths: readonly string[];
  readonly matching: number;
  /** The search ended early: the tree is larger than one search looks through. */
  readonly cut: boolean;
};

/** What an import would do, before anything is changed. */
export type ImportPlan = {
  /** Where the file's top goes. */
  readonly into: string;
  readonly creates: number;
  readonly sets: number;
  /** Exist already with the same data. */
  readonly unchanged: number;
  /** Ephemeral znodes belong to a session that a file cannot bring: they are left out. */
  readonly ephemeralsLeftOut: number;
  readonly bytes: number;
};
