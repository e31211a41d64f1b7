/**
 * Memberships of an election group: joining, re-joining after the node is lost, cancelling, each retried with back-off.
 * Source: twitter commons, com.twitter.common.zookeeper.Group (join, ActiveMembership.join, tryJoin, cancel), BackoffHelper;
 * Marathon 1.1.1, Main.scala (the client that ends the process instead of retrying, variant `commons-failfast`).
 *
 * "The expiration handler is registered once" is guarded by "no node path yet". A join that failed before its first
 * success registers another one at each try; after an expiry each of them re-joins: one member too many for each. Kept.
 */
import type { Context } from '../../kernel/context.ts';
import { utf8Encode } from '../storage/text-bytes.ts';
import type { ZkReplyOutput } from '../../zookeeper/client/client.ts';
import {
  CONNECTION_LOSS,
  NO_NODE,
  NODE_EXISTS,
  OK,
  OPERATION_TIMEOUT,
  SESSION_EXPIRED,
  SESSION_MOVED,
} from '../../zookeeper/protocol/error-codes.ts';
import type { ElectionOutput, ElectionState, Membership } from './election.ts';
import { dropHandle, handleRequest } from './handle.ts';

/** BackoffHelper: first pause and limit. */
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 60_000;
const GROUP_LOG = 'com.twitter.common.zookeeper.Group';

export type MembershipTag = {
  readonly of: 'membership';
  readonly offer: number;
  readonly step: 'ensure' | 'create' | 'exists' | 'delete';
  readonly index?: number;
};

export function findMembership(state: ElectionState, offer: number): Membership | null {
  return state.memberships.find((membership) => membership.offer === offer) ?? null;
}

export function addMembership(state: ElectionState, data: string): Membership {
  const membership: Membership = {
    offer: state.nextOffer,
    data,
    nodePath: null,
    memberId: null,
    watched: [],
    tasks: [],
    step: 'idle',
    backoffMs: 0,
    cancelled: false,
    dead: false,
    zombie: false,
    elected: false,
    joined: false,
  };
  state.nextOffer += 1;
  state.memberships.push(membership);
  return membership;
}

export function isRetryable(error: number): boolean {
  return (
    error === CONNECTION_LOSS || error === SESSION_EXPIRED || error === SESSION_MOVED || error === OPERATION_TIMEOUT
  );
}

export function failsFast(state: ElectionState): boolean {
  return state.impl === 'commons-failfast';
}

export function suicide(context: Context, error: number): ElectionOutput {
  context.log('ERROR', `Got ZooKeeper exception (code ${String(error)})`, 'mesosphere.marathon.Main$');
  const lastLine = 'Committing suicide to avoid invalidating ZooKeeper state';
  context.log('ERROR', lastLine, 'mesosphere.marathon.Main$');
  return { kind: 'exit', code: 9, lastLine };
}

/** Runs the membership's next task unless one is running: its lock. */
export function runTasks(state: ElectionState, context: Context, membership: Membership): readonly ElectionOutput[] {
  const task = membership.tasks[0];
  if (task === undefined || membership.step !== 'idle' || membership.dead) return [];
  membership.backoffMs = 0;
  if (task === 'cancel') return startCancel(state, context, membership);
  if (task === 'rejoin') {
    membership.zombie ||= state.impl === 'commons-failfast' || state.impl === 'commons-1.3';
    return [{ kind: 'defeated' }, ...attemptJoin(state, context, membership)];
  }
  return attemptJoin(state, context, membership);
}

function finishTask(state: ElectionState, context: Context, membership: Membership): readonly ElectionOutput[] {
  membership.tasks.shift();
  membership.step = 'idle';
  return runTasks(state, context, membership);
}

export function pushTask(
  state: ElectionState,
  context: Context,
  membership: Membership,
  task: Membership['tasks'][number],
): readonly ElectionOutput[] {
  membership.tasks.push(task);
  return runTasks(state, context, membership);
}

/** First join makes sure of the path; a re-join creates below it right away. */
function attemptJoin(state: ElectionState, context: Context, membership: Membership): readonly ElectionOutput[] {
  if (membership.cancelled) return finishTask(state, context, membership);
  if (membership.tasks[0] === 'join') ensurePath(state, context, membership, 0);
  else createNode(state, context, membership);
  return [];
}

function pathLevels(path: string): readonly string[] {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
}

function ensurePath(state: ElectionState, context: Context, membership: Membership, index: number): void {
  const level = pathLevels(state.path)[index];
  if (level === undefined) return createNode(state, context, membership);
  membership.step = 'ensurePath';
  const tag: MembershipTag = { of: 'membership', offer: membership.offer, step: 'ensure', index };
  handleRequest(
    state.handle,
    context,
    { op: 'create', path: level, data: null, ephemeral: false, sequential: false },
    tag,
  );
}

function createNode(state: ElectionState, context: Context, membership: Membership): void {
  if (membership.nodePath === null) state.handlers.push({ kind: 'rejoin', offer: membership.offer });
  membership.step = 'create';
  const tag: MembershipTag = { of: 'membership', offer: membership.offer, step: 'create' };
  const data = utf8Encode(membership.data);
  handleRequest(
    state.handle,
    context,
    { op: 'create', path: `${state.path}/member_`, data, ephemeral: true, sequential: true },
    tag,
  );
}

function startCancel(state: ElectionState, context: Context, membership: Membership): readonly ElectionOutput[] {
  if (membership.nodePath === null || membership.cancelled) return cancelled(state, context, membership);
  membership.step = 'delete';
  const tag: MembershipTag = { of: 'membership', offer: membership.offer, step: 'delete' };
  handleRequest(state.handle, context, { op: 'delete', path: membership.nodePath, version: -1 }, tag);
  return [];
}

function cancelled(state: ElectionState, context: Context, membership: Membership): readonly ElectionOutput[] {
  membership.cancelled = true;
  return [{ kind: 'cancelled', offer: membership.offer }, ...finishTask(state, context, membership)];
}

export function onMembershipReply(
  state: ElectionState,
  context: Context,
  tag: MembershipTag,
  reply: ZkReplyOutput,
): readonly ElectionOutput[] {
  const membership = findMembership(state, tag.offer);
  if (membership === null) return [];
  switch (tag.step) {
    case 'ensure':
      if (reply.error !== OK && reply.error !== NODE_EXISTS) return onFailure(state, context, membership, reply.error);
      ensurePath(state, context, membership, (tag.index ?? 0) + 1);
      return [];
    case 'create':
      return reply.error === OK
        ? onCreated(state, context, membership, reply.path ?? '')
        : onFailure(state, context, membership, reply.error);
    case 'exists':
      return onWatched(state, context, membership, reply);
    case 'delete':
      if (reply.error !== OK && reply.error !== NO_NODE) return onFailure(state, context, membership, reply.error);
      if (reply.error === NO_NODE) {
        context.log(
          'INFO',
          `Membership already cancelled, node at path: ${membership.nodePath ?? ''} has been deleted`,
          GROUP_LOG,
        );
      }
      return cancelled(state, context, membership);
  }
}

function onCreated(
  state: ElectionState,
  context: Context,
  membership: Membership,
  path: string,
): readonly ElectionOutput[] {
  membership.nodePath = path;
  membership.memberId = path.slice(path.lastIndexOf('/') + 1);
  context.log('INFO', `Set group member ID to ${membership.memberId}`, GROUP_LOG);
  membership.step = 'exists';
  const tag: MembershipTag = { of: 'membership', offer: membership.offer, step: 'exists' };
  handleRequest(state.handle, context, { op: 'exists', path, watch: true }, tag);
  return [];
}

function onWatched(
  state: ElectionState,
  context: Context,
  membership: Membership,
  reply: ZkReplyOutput,
): readonly ElectionOutput[] {
  if (reply.error !== OK && reply.error !== NO_NODE) return onFailure(state, context, membership, reply.error);
  if (membership.nodePath !== null && !membership.watched.includes(membership.nodePath))
    membership.watched.push(membership.nodePath);
  membership.joined = true;
  return finishTask(state, context, membership);
}

/** Retryable: again after a pause, for ever; else the membership ends, in the fail-fast variant the process. */
function onFailure(
  state: ElectionState,
  context: Context,
  membership: Membership,
  error: number,
): readonly ElectionOutput[] {
  if (error === SESSION_EXPIRED) dropHandle(state.handle, context);
  if (failsFast(state)) return [suicide(context, error)];
  if (isRetryable(error)) {
    context.log(
      'WARN',
      `Temporary error ${membership.tasks[0] === 'cancel' ? 'cancelling membership' : 'trying to join group'} at path: ${state.path}`,
      GROUP_LOG,
    );
    membership.step = 'backoff';
    membership.backoffMs =
      membership.backoffMs === 0 ? FIRST_BACKOFF_MS : Math.min(MAX_BACKOFF_MS, membership.backoffMs * 2);
    context.setTimer(backoffKey(membership), membership.backoffMs);
    return [];
  }
  const text =
    membership.tasks[0] === 'rejoin'
      ? `Permanent problem re-joining group: ${state.path}`
      : `Problem joining group: ${state.path}`;
  context.log(
    'ERROR',
    `Error while calling watcher\njava.lang.IllegalStateException: ${text}`,
    'org.apache.zookeeper.ClientCnxn',
  );
  membership.dead = true;
  membership.step = 'idle';
  membership.tasks = [];
  return [];
}

function backoffKey(membership: Membership): string {
  return `election:membership:${String(membership.offer)}`;
}

export function onMembershipTimer(state: ElectionState, context: Context, offer: number): readonly ElectionOutput[] {
  const membership = findMembership(state, offer);
  if (membership === null || membership.step !== 'backoff') return [];
  membership.step = 'idle';
  return membership.tasks[0] === 'cancel'
    ? startCancel(state, context, membership)
    : attemptJoin(state, context, membership);
}

/** A node of ours was deleted: by an operator, by our own cancel, or with an older session. */
export function onNodeDeleted(state: ElectionState, context: Context, path: string): readonly ElectionOutput[] {
  return state.memberships.flatMap((membership) => {
    if (!membership.watched.includes(path)) return [];
    membership.watched = membership.watched.filter((watched) => watched !== path);
    return pushTask(state, context, membership, 'rejoin');
  });
}
