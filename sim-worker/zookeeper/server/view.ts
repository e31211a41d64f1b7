/** What pages show of a server: role, election, learners, sessions with their deadlines, connections; and its tree. Pure. */
import { mapEntries } from '../../kernel/persistent-map.ts';
import { childPath, nodeKey } from '../protocol/paths.ts';
import { sessionServerId } from '../protocol/session-id.ts';
import type { ZkStat } from '../protocol/stat.ts';
import { zxidText } from '../protocol/zxid.ts';
import { averageLatency, type ClientConnection } from './client-connection.ts';
import type { HeardVote, Vote } from './election/vote.ts';
import { HOST_UPTIME_MS } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { committedBounds } from './storage/database.ts';
import { type DataTree, getZnode, nodeCount, sessionEphemerals, type Znode, znodeStat } from './tree/data-tree.ts';
import { type JavaHashSet, setChanges, setHas, setNames, setSize } from './tree/java-hash-set.ts';
import { watchCount } from './watch-tables.ts';

export type VoteView = {
  readonly leader: number;
  readonly zxid: string;
  readonly round: number;
  readonly peerEpoch: number;
};
export type HeardVoteView = VoteView & { readonly from: number; readonly state: string };

export type ElectionView = {
  readonly phase: string;
  readonly round: number;
  readonly proposal: VoteView;
  /** Votes of this round by sender. */
  readonly received: readonly HeardVoteView[];
  /** Votes of servers that already serve. */
  readonly outOfElection: readonly HeardVoteView[];
  readonly timeoutMs: number;
};

export type LearnerView = {
  readonly sid: number;
  readonly observer: boolean;
  readonly phase: string;
  readonly lastZxid: string;
  readonly lastHeardMsAgo: number;
  /** Ticks left until it no longer counts as synced. */
  readonly ticksLeft: number;
};

export type SessionView = {
  readonly sessionId: string;
  readonly timeoutMs: number;
  readonly createdBy: number;
  /** On the leader: milliseconds until its bucket expires. */
  readonly expiresInMs: number | null;
  readonly closing: boolean;
  readonly ephemerals: readonly string[];
};

export type ConnectionView = {
  readonly connection: number;
  readonly client: string;
  readonly sessionId: string;
  readonly phase: string;
  readonly timeoutMs: number;
  readonly received: number;
  readonly sent: number;
  readonly outstanding: number;
  readonly lastOperation: string;
  readonly averageLatencyMs: number;
  readonly dataWatches: readonly string[];
  readonly childWatches: readonly string[];
};

export type ZookeeperServerView = {
  readonly role: string;
  readonly detail: {
    readonly myid: number;
    readonly serving: boolean;
    readonly acceptedEpoch: number;
    readonly currentEpoch: number;
    readonly lastZxid: string;
    readonly vote: VoteView;
    readonly election: ElectionView | null;
    readonly leader: number | null;
    readonly leadingPhase: string | null;
    readonly tick: number | null;
    readonly learners: readonly LearnerView[];
    readonly outstandingProposals: readonly {
      readonly zxid: string;
      readonly type: string;
      readonly acks: readonly number[];
    }[];
    readonly followingPhase: string | null;
    /** Follower: proposals logged, not committed yet. */
    readonly pendingProposals: readonly string[];
    readonly committedLog: { readonly min: string; readonly max: string } | null;
    readonly requestsInProcess: number;
    readonly queuedRequests: number;
    readonly logFile: string | null;
    readonly logFlushing: number;
    readonly logQueued: number;
    readonly nodeCount: number;
    readonly sessionCount: number;
    readonly ephemeralCount: number;
    readonly watchCount: number;
    readonly connectionCount: number;
    readonly received: number;
    readonly sent: number;
    readonly averageLatencyMs: number;
    readonly maxLatencyMs: number;
  };
};

export function summarizeZookeeperServer(server: ZookeeperServerState, nowUs: number): ZookeeperServerView {
  const { database, leading, learning, serving, log, stats } = server;
  const bounds = committedBounds(database);
  const proposals = leading === null ? [] : [...leading.outstanding.values()].slice(0, PENDING_SHOWN);
  return {
    role: roleName(server),
    detail: {
      myid: server.config.myid,
      serving: serving?.running === true,
      acceptedEpoch: server.acceptedEpoch,
      currentEpoch: server.currentEpoch,
      lastZxid: zxidText(database.tree.lastProcessedZxid),
      vote: voteView(server.peerState === 'LOOKING' ? server.election.proposal : server.currentVote),
      election: server.peerState === 'LOOKING' ? electionView(server) : null,
      leader: leading !== null ? server.config.myid : (learning?.leaderId ?? null),
      leadingPhase: leading?.phase ?? null,
      tick: leading?.tick ?? null,
      learners: learnerViews(server, nowUs),
      outstandingProposals: proposals.map(({ txn, acks }) => ({
        zxid: zxidText(txn.zxid),
        type: txn.body.type,
        acks: [...acks],
      })),
      followingPhase: learning?.phase ?? null,
      pendingProposals: (serving?.pendingTxns ?? []).slice(0, PENDING_SHOWN).map((txn) => zxidText(txn.zxid)),
      committedLog: bounds === null ? null : { min: zxidText(bounds.min.zxid), max: zxidText(bounds.max.zxid) },
      requestsInProcess: serving?.inProcess ?? 0,
      queuedRequests: serving === null ? 0 : serving.commit.queued.length + (serving.commit.pending === null ? 0 : 1),
      logFile: log.file,
      logFlushing: log.flushing.length,
      logQueued: log.queued.length,
      nodeCount: nodeCount(database.tree),
      sessionCount: database.sessions.size,
      ephemeralCount: database.tree.ephemeralCount,
      watchCount: watchCount(server.watches.data) + watchCount(server.watches.child),
      connectionCount: server.clients.size,
      received: stats.received,
      sent: stats.sent,
      averageLatencyMs: averageLatency(stats.latency),
      maxLatencyMs: stats.latency.max,
    },
  };
}

const PENDING_SHOWN = 50;

/** `leader`, `follower`, `observer`, `standalone` once serving; before that what the server is about to be. */
export function roleName(server: ZookeeperServerState): string {
  if (server.phase === 'booting') return 'starting';
  if (server.serving?.running === true) return server.serving.role;
  return server.peerState.toLowerCase();
}

function voteView(vote: Vote): VoteView {
  return { leader: vote.leader, zxid: zxidText(vote.zxid), round: vote.electionEpoch, peerEpoch: vote.peerEpoch };
}

function electionView(server: ZookeeperServerState): ElectionView {
  const { phase, round, proposal, received, outOfElection, timeoutMs } = server.election;
  return {
    phase,
    round,
    proposal: voteView(proposal),
    received: heardViews(received),
    outOfElection: heardViews(outOfElection),
    timeoutMs,
  };
}

function heardViews(votes: ReadonlyMap<number, HeardVote>): HeardVoteView[] {
  return [...votes]
    .map(([from, vote]) => ({ ...voteView(vote), from, state: vote.state }))
    .sort((a, b) => a.from - b.from);
}

function learnerViews(server: ZookeeperServerState, nowUs: number): LearnerView[] {
  const { leading } = server;
  if (leading === null) return [];
  const nowMs = nowUs / 1000 + HOST_UPTIME_MS;
  return [...leading.learners.values()].map((handler) => ({
    sid: handler.sid,
    observer: handler.observer,
    phase: handler.phase,
    lastZxid: zxidText(handler.lastZxid),
    lastHeardMsAgo: Math.round(nowMs - handler.lastHeardMs),
    ticksLeft: handler.deadlineTick - leading.tick,
  }));
}

/** All sessions of the replicated table; deadlines only where the session clock runs. Sorted by id. */
export function listSessions(server: ZookeeperServerState, nowUs: number): SessionView[] {
  const tracker = server.serving?.tracker ?? null;
  const nowMs = nowUs / 1000 + HOST_UPTIME_MS;
  const views = [...mapEntries(server.database.sessions)].map(([sessionId, timeoutMs]) => {
    const tracked = tracker?.sessions.get(sessionId);
    return {
      sessionId,
      timeoutMs,
      createdBy: sessionServerId(sessionId),
      expiresInMs: tracked === undefined ? null : Math.max(0, Math.round(tracked.bucketMs - nowMs)),
      closing: tracked?.closing ?? false,
      ephemerals: sessionEphemerals(server.database.tree, sessionId),
    };
  });
  return views.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}

export function listConnections(server: ZookeeperServerState): ConnectionView[] {
  return [...server.clients.values()].map((client) => connectionView(server, client));
}

function connectionView(server: ZookeeperServerState, client: ClientConnection): ConnectionView {
  return {
    connection: client.id,
    client: `${client.host}:${String(client.port)}`,
    sessionId: client.sessionId,
    phase: client.phase,
    timeoutMs: client.timeoutMs,
    received: client.received,
    sent: client.sent,
    outstanding: client.outstanding,
    lastOperation: client.lastOp,
    averageLatencyMs: averageLatency(client.latency),
    dataWatches: [...(server.watches.data.byConnection.get(client.id) ?? [])],
    childWatches: [...(server.watches.child.byConnection.get(client.id) ?? [])],
  };
}

export type ZnodeRow = { readonly path: string; readonly name: string; readonly stat: ZkStat };

export type ChildPage = { readonly total: number; readonly rows: readonly ZnodeRow[] };

/** Some of a znode's children in name order; only the rows asked for are read. Null when there is no such znode. */
export function readChildren(
  tree: DataTree,
  path: string,
  page: { readonly offset: number; readonly limit: number },
): ChildPage | null {
  const node = getZnode(tree, path);
  if (node === undefined) return null;
  const names = sortedChildren(nodeKey(path), node);
  const rows: ZnodeRow[] = [];
  for (const name of names.slice(page.offset, page.offset + page.limit)) {
    const at = childPath(nodeKey(path), name);
    const child = getZnode(tree, at);
    if (child !== undefined) rows.push({ path: at, name, stat: znodeStat(child) });
  }
  return { total: names.length, rows };
}

/** Names of a znode's children in order; null when there is no such znode. */
export function readChildNames(server: ZookeeperServerState, path: string): readonly string[] | null {
  const node = getZnode(server.database.tree, path);
  return node === undefined ? null : sortedChildren(nodeKey(path), node);
}

/**
 * Children in name order, by path, as they were last asked for. Sets are values: what was sorted once stays right, and one that
 * differs in a few names is mended instead of sorted anew, since large folders are read many times.
 */
const sortedNames = new Map<string, { readonly children: JavaHashSet; readonly names: readonly string[] }>();
const FOLDERS_REMEMBERED = 64;
const NAMES_MENDED = 500;

export function sortedChildren(path: string, node: Znode): readonly string[] {
  const { children } = node;
  const known = sortedNames.get(path);
  if (known?.children === children) return known.names;
  const names = (known === undefined ? null : mended(known, children)) ?? [...setNames(children)].sort();
  sortedNames.delete(path);
  sortedNames.set(path, { children, names });
  for (const oldest of sortedNames.keys()) {
    if (sortedNames.size <= FOLDERS_REMEMBERED) break;
    sortedNames.delete(oldest);
  }
  return names;
}

/** Null when too much is different. */
function mended(
  known: { readonly children: JavaHashSet; readonly names: readonly string[] },
  children: JavaHashSet,
): readonly string[] | null {
  if (Math.abs(setSize(known.children) - setSize(children)) > NAMES_MENDED) return null;
  const names = known.names.slice();
  let changes = 0;
  for (const name of setChanges(known.children, children)) {
    changes += 1;
    if (changes > NAMES_MENDED) return null;
    const at = placeOf(names, name);
    if (setHas(children, name)) {
      if (names[at] !== name) names.splice(at, 0, name);
    } else if (names[at] === name) names.splice(at, 1);
  }
  return names;
}

/** Index of the first name that is not before this one. */
function placeOf(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
