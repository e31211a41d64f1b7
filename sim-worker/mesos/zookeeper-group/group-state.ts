/**
 * State, calls and outcomes of a Mesos ZooKeeper group: a set of ephemeral sequential members below one znode.
 * Source: Mesos 1.0.1, src/zookeeper/group.{hpp,cpp}, include/mesos/zookeeper/watcher.hpp.
 * Left out: the discarding of a pending call by its caller.
 */
import type { ZkClientState } from '../../zookeeper/client/client.ts';

/** Delay before a failed operation is tried again; doubles up to the maximum. Source: group.cpp, RETRY_INTERVAL. */
export const RETRY_INITIAL_MS = 2_000;
export const RETRY_MAX_MS = 60_000;

export type GroupOptions = {
  /** Unique in the process; prefix of the timers' keys. */
  readonly key: string;
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  /** Base znode without slash at the end, e.g. `/mesos`. */
  readonly path: string;
  /** Label of joins that do not give their own, e.g. `json.info`. */
  readonly label: string | null;
  readonly sessionTimeoutMs: number;
  /** Name of this actor in log lines, e.g. `group(1)@192.168.1.231:5050`. */
  readonly name?: string;
  /** `user:password` for the digest scheme; null: none. */
  readonly credentials?: string | null;
};

/** A member: its sequence number identifies it, as in the real one. */
export type Membership = { readonly sequence: number; readonly label: string | null };

export type PendingJoin = { readonly label: string | null; readonly data: Uint8Array };

/** The one request on whose reply the group's actor waits: its calls to ZooKeeper block. */
export type GroupCall =
  | { readonly call: 'authenticate' }
  /** Looks whether the path exists, from the deepest upwards. */
  | { readonly call: 'probe'; readonly depth: number }
  | { readonly call: 'makePath'; readonly depth: number }
  | { readonly call: 'join'; readonly join: PendingJoin }
  | { readonly call: 'cancel'; readonly sequence: number }
  | { readonly call: 'data'; readonly membership: Membership }
  | { readonly call: 'children' };

/** What reaches the actor while it waits is handled afterwards, in order. */
export type GroupDispatch =
  | { readonly kind: 'connected'; readonly reconnect: boolean; readonly sessionId: string }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'authFailed' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'unexpected' }
  | { readonly kind: 'connectTimer' }
  | { readonly kind: 'retryTimer' };

export type GroupPhase = 'CONNECTING' | 'CONNECTED' | 'AUTHENTICATED' | 'READY';

export type GroupState = {
  readonly options: GroupOptions;
  /** Counts ZooKeeper handles; an answer to an older one is ignored. */
  generation: number;
  client: ZkClientState;
  phase: GroupPhase;
  sessionId: string;
  /** Text of the failure after which the group answers nothing more. */
  error: string | null;
  calling: GroupCall | null;
  /** Next step while the base path is made, part by part; null at its start. */
  pathStep: GroupCall | null;
  inbox: GroupDispatch[];
  retrying: boolean;
  retryDelayMs: number;
  connectTimerSet: boolean;
  joins: PendingJoin[];
  cancels: number[];
  datas: Membership[];
  /** Members made through this group, and those of others, by sequence number. */
  owned: Map<number, Membership>;
  /** Cached members, ascending; null while unknown. */
  memberships: readonly Membership[] | null;
  /** What the watcher was told last. */
  delivered: readonly Membership[];
};

export type GroupOutput =
  | { readonly kind: 'joined'; readonly membership: Membership }
  | { readonly kind: 'joinFailed'; readonly message: string }
  /** An own membership ended; `requested` when by `groupCancel`. */
  | { readonly kind: 'cancelled'; readonly membership: Membership; readonly requested: boolean }
  | { readonly kind: 'data'; readonly membership: Membership; readonly data: Uint8Array | null }
  | { readonly kind: 'dataFailed'; readonly membership: Membership; readonly message: string }
  | { readonly kind: 'memberships'; readonly memberships: readonly Membership[] }
  /** The group aborted: all calls fail from now on. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The library aborts the whole process (SIGABRT, 134) with this last line. */
  | { readonly kind: 'fatal'; readonly message: string };

/** `json.info_0000000003` → label `json.info`, sequence 3; null when the last token is no 32-bit number. */
export function parseMember(name: string): Membership | null {
  const tokens = name.split('_').filter((token) => token !== '');
  const last = tokens[tokens.length - 1];
  if (last === undefined || !/^-?\d+$/.test(last)) return null;
  const sequence = Number(last);
  if (!Number.isSafeInteger(sequence) || sequence > 2_147_483_647 || sequence < -2_147_483_648) return null;
  return Object.freeze({ sequence, label: tokens.length > 1 ? (tokens[0] ?? null) : null });
}

/** Path of a member below the group's znode: ten digits, as ZooKeeper appends them. */
export function memberPath(base: string, membership: Membership): string {
  const prefix = membership.label === null ? '' : `${membership.label}_`;
  return `${base}/${prefix}${sequenceText(membership.sequence)}`;
}

export function sequenceText(sequence: number): string {
  return sequence < 0 ? `-${String(-sequence).padStart(9, '0')}` : String(sequence).padStart(10, '0');
}

/** Same members in the same order; members are told apart by their numbers alone. */
export function sameMembers(left: readonly Membership[], right: readonly Membership[]): boolean {
  return left.length === right.length && left.every((member, index) => member.sequence === right[index]?.sequence);
}

/** `/a/b` → [`/a`, `/a/b`]. */
export function pathPrefixes(path: string): readonly string[] {
  const tokens = path.split('/').filter((token) => token !== '');
  return tokens.map((_, index) => `/${tokens.slice(0, index + 1).join('/')}`);
}
