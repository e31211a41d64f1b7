/**
 * What the leadership service sees of an election client, whatever its kind.
 * Sources: twitter commons Candidate; Apache Curator LeaderLatch (variant `curator`).
 */
import type { ElectionImpl } from '../flags.ts';
import type { Handle } from './handle.ts';

export type ElectionOutput =
  /** The lowest member is ours: take over. `offer`: which offer of ours won. */
  | { readonly kind: 'elected'; readonly offer: number }
  /** Leadership or membership was lost. */
  | { readonly kind: 'defeated' }
  /** The membership of the offer is cancelled: nothing of it is left. */
  | { readonly kind: 'cancelled'; readonly offer: number }
  /** State of the connection, as the watchers of the handle see it. */
  | { readonly kind: 'connection'; readonly change: 'connected' | 'disconnected' | 'expired' }
  /** Answer to a look-up of the leader: `host:port`, or null when there is none or ZooKeeper did not answer. */
  | { readonly kind: 'leaderData'; readonly tag: unknown; readonly leader: string | null }
  | { readonly kind: 'exit'; readonly code: number; readonly lastLine: string };

/** What a membership does, one at a time: its lock. */
export type MembershipTask = 'join' | 'rejoin' | 'cancel';

export type MembershipStep = 'idle' | 'ensurePath' | 'create' | 'exists' | 'delete' | 'backoff';

export type Membership = {
  readonly offer: number;
  readonly data: string;
  nodePath: string | null;
  memberId: string | null;
  /** Nodes whose deletion we would hear of; also those that the membership has forgotten. */
  watched: string[];
  tasks: MembershipTask[];
  step: MembershipStep;
  backoffMs: number;
  cancelled: boolean;
  /** A permanent error ended it: it has no node and nobody tries again. */
  dead: boolean;
  /** Whether the listener still follows the group (variants 1.1 and 1.3 lose it when the node is lost). */
  zombie: boolean;
  elected: boolean;
  joined: boolean;
};

export type Monitor = {
  readonly offer: number;
  /** Member names of the last delivery, sorted. */
  delivered: readonly string[] | null;
  step: 'idle' | 'reading' | 'backoff';
  backoffMs: number;
  watching: boolean;
  /** Registered its own expiration handler. */
  registered: boolean;
  /** A change came while reading: read again. */
  again: boolean;
};

export type ExpirationHandler = { readonly kind: 'rejoin' | 'reread'; readonly offer: number };

export type ElectionState = {
  readonly impl: ElectionImpl;
  /** `/marathon/leader`, or `/marathon/leader-curator`. */
  readonly path: string;
  readonly hostPort: string;
  readonly handle: Handle;
  nextOffer: number;
  memberships: Membership[];
  monitors: Monitor[];
  handlers: ExpirationHandler[];
  lookups: { readonly id: number; readonly tag: unknown }[];
  nextLookup: number;
  /** Members as last seen, in the server's order. */
  members: readonly string[];
  /** Data of the lowest member as last read, for reads that leave no mark. */
  knownLeader: string | null;
  knownLeaderMember: string | null;
};

export function initialElection(options: {
  readonly impl: ElectionImpl;
  readonly path: string;
  readonly hostPort: string;
  readonly handle: Handle;
}): ElectionState {
  return {
    ...options,
    nextOffer: 1,
    memberships: [],
    monitors: [],
    handlers: [],
    lookups: [],
    nextLookup: 1,
    members: [],
    knownLeader: null,
    knownLeaderMember: null,
  };
}
