/**
 * The candidate: follows the members of the group and regards the lowest name as the leader.
 * Source: twitter commons, CandidateImpl (offerLeadership, getLeaderData), Group.watch (GroupMonitor).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { zkOwnsEvent, zkReceive, type ZkOutput, type ZkReplyOutput } from '../../zookeeper/client/client.ts';
import { OK, SESSION_EXPIRED } from '../../zookeeper/protocol/error-codes.ts';
import { utf8Decode } from '../storage/text-bytes.ts';
import type { ElectionOutput, ElectionState, Membership, Monitor } from './election.ts';
import {
  addMembership,
  failsFast,
  findMembership,
  isRetryable,
  type MembershipTag,
  onMembershipReply,
  onMembershipTimer,
  onNodeDeleted,
  pushTask,
  suicide,
} from './group.ts';
import { dropHandle, handleRequest, onHandleConnected } from './handle.ts';

const CANDIDATE_LOG = 'com.twitter.common.zookeeper.CandidateImpl';
const MEMBER_NAME = /^member_-?[0-9]+$/;
const TIMER_PREFIX = 'election:';

type MonitorTag = { readonly of: 'monitor'; readonly offer: number };
type LookupTag = { readonly of: 'lookup'; readonly id: number; readonly member: string | null };
type HintTag = { readonly of: 'hint'; readonly member: string };
type ElectionTag = MembershipTag | MonitorTag | LookupTag | HintTag;

/** Joins the group once more; an earlier offer's membership stays what it is. Returns the number of the offer. */
export function candidateOffer(
  state: ElectionState,
  context: Context,
): { readonly offer: number; readonly outputs: readonly ElectionOutput[] } {
  const membership = addMembership(state, state.hostPort);
  return { offer: membership.offer, outputs: pushTask(state, context, membership, 'join') };
}

/** The abdication command of an offer. */
export function candidateCancel(state: ElectionState, context: Context, offer: number): readonly ElectionOutput[] {
  const membership = findMembership(state, offer);
  return membership === null ? [] : pushTask(state, context, membership, 'cancel');
}

/** Asks ZooKeeper who leads: children, then the data of the lowest. */
export function candidateLookup(state: ElectionState, context: Context, tag: unknown): void {
  const id = state.nextLookup;
  state.nextLookup += 1;
  state.lookups.push({ id, tag });
  const request: LookupTag = { of: 'lookup', id, member: null };
  handleRequest(state.handle, context, { op: 'getChildren', path: state.path, watch: false }, request);
}

export function candidateOwnsEvent(state: ElectionState, event: ProgramEvent): boolean {
  if (event.kind === 'timer' && event.key.startsWith(TIMER_PREFIX)) return true;
  return state.handle.client !== null && zkOwnsEvent(state.handle.client, event);
}

export function candidateReceive(
  state: ElectionState,
  context: Context,
  event: ProgramEvent,
): readonly ElectionOutput[] {
  if (event.kind === 'timer' && event.key.startsWith(TIMER_PREFIX)) return onTimer(state, context, event.key);
  const client = state.handle.client;
  if (client === null) return [];
  const outputs: ElectionOutput[] = [];
  for (const output of zkReceive(client, context, event)) outputs.push(...onZkOutput(state, context, output));
  return [...outputs, ...settle(state, context)];
}

function onTimer(state: ElectionState, context: Context, key: string): readonly ElectionOutput[] {
  const [, kind, offer] = key.split(':');
  if (kind === 'membership') return [...onMembershipTimer(state, context, Number(offer)), ...settle(state, context)];
  const monitor = state.monitors.find((candidate) => String(candidate.offer) === offer);
  if (monitor?.step === 'backoff') readGroup(state, context, monitor);
  return [];
}

function onZkOutput(state: ElectionState, context: Context, output: ZkOutput): readonly ElectionOutput[] {
  if (output.kind === 'reply') return onReply(state, context, output);
  if (output.kind === 'watch') return onWatch(state, context, output.type, output.path);
  switch (output.change) {
    case 'connected':
    case 'reconnected':
      onHandleConnected(state.handle, context);
      return [{ kind: 'connection', change: 'connected' }];
    case 'disconnected':
      return [{ kind: 'connection', change: 'disconnected' }];
    case 'expired':
    case 'authFailed':
      return onExpired(state, context);
  }
}

/** All watches died with the session; then every registered handler runs, in the order of registration. */
function onExpired(state: ElectionState, context: Context): readonly ElectionOutput[] {
  context.log(
    'INFO',
    'Zookeeper session expired. Event: WatchedEvent state:Expired type:None path:null',
    'com.twitter.common.zookeeper.ZooKeeperClient',
  );
  dropHandle(state.handle, context);
  for (const membership of state.memberships) membership.watched = [];
  for (const monitor of state.monitors) monitor.watching = false;
  const outputs: ElectionOutput[] = [{ kind: 'connection', change: 'expired' }];
  for (const handler of [...state.handlers]) {
    if (handler.kind === 'rejoin') {
      const membership = findMembership(state, handler.offer);
      if (membership !== null) outputs.push(...pushTask(state, context, membership, 'rejoin'));
    } else {
      const monitor = state.monitors.find((candidate) => candidate.offer === handler.offer);
      if (monitor !== undefined) readGroup(state, context, monitor);
    }
  }
  return outputs;
}

/** The deletion of the group's own node is ignored and sets no new watch: the group is not followed any more. */
function onWatch(state: ElectionState, context: Context, type: string, path: string): readonly ElectionOutput[] {
  if (path !== state.path) return type === 'NodeDeleted' ? onNodeDeleted(state, context, path) : [];
  const watching = state.monitors.filter((monitor) => monitor.watching);
  for (const monitor of watching) {
    monitor.watching = false;
    if (type === 'NodeChildrenChanged') readGroup(state, context, monitor);
  }
  return [];
}

function readGroup(state: ElectionState, context: Context, monitor: Monitor): void {
  if (monitor.step === 'reading') {
    monitor.again = true;
    return;
  }
  monitor.step = 'reading';
  const tag: MonitorTag = { of: 'monitor', offer: monitor.offer };
  handleRequest(state.handle, context, { op: 'getChildren', path: state.path, watch: true }, tag);
}

function onReply(state: ElectionState, context: Context, reply: ZkReplyOutput): readonly ElectionOutput[] {
  const tag = reply.tag as ElectionTag;
  switch (tag.of) {
    case 'membership':
      return onMembershipReply(state, context, tag, reply);
    case 'monitor':
      return onGroupRead(state, context, tag.offer, reply);
    case 'lookup':
      return onLookup(state, context, tag, reply);
    case 'hint':
      state.knownLeaderMember = reply.error === OK ? tag.member : null;
      state.knownLeader = reply.error === OK ? utf8Decode(reply.data ?? new Uint8Array(0)) : null;
      return [];
  }
}

/** Offers whose join has just succeeded begin to follow the group. */
function settle(state: ElectionState, context: Context): readonly ElectionOutput[] {
  for (const membership of state.memberships) {
    if (!membership.joined || state.monitors.some((monitor) => monitor.offer === membership.offer)) continue;
    const monitor: Monitor = {
      offer: membership.offer,
      delivered: null,
      step: 'idle',
      backoffMs: 0,
      watching: false,
      registered: false,
      again: false,
    };
    state.monitors.push(monitor);
    readGroup(state, context, monitor);
  }
  return [];
}

function onGroupRead(
  state: ElectionState,
  context: Context,
  offer: number,
  reply: ZkReplyOutput,
): readonly ElectionOutput[] {
  const monitor = state.monitors.find((candidate) => candidate.offer === offer);
  if (monitor === undefined) return [];
  monitor.step = 'idle';
  if (reply.error !== OK) return onGroupReadFailed(state, context, monitor, reply.error);
  monitor.backoffMs = 0;
  monitor.watching = true;
  if (!monitor.registered) state.handlers.push({ kind: 'reread', offer });
  monitor.registered = true;
  const members = (reply.children ?? []).filter((name) => MEMBER_NAME.test(name));
  state.members = members;
  refreshHint(state, context);
  const outputs = deliver(state, context, monitor, members);
  if (monitor.again) {
    monitor.again = false;
    readGroup(state, context, monitor);
  }
  return outputs;
}

function onGroupReadFailed(
  state: ElectionState,
  context: Context,
  monitor: Monitor,
  error: number,
): readonly ElectionOutput[] {
  monitor.again = false;
  if (error === SESSION_EXPIRED) dropHandle(state.handle, context);
  if (failsFast(state)) return [suicide(context, error)];
  if (!isRetryable(error)) return [];
  monitor.step = 'backoff';
  monitor.backoffMs = monitor.backoffMs === 0 ? 1000 : Math.min(60_000, monitor.backoffMs * 2);
  context.setTimer(`${TIMER_PREFIX}monitor:${String(monitor.offer)}`, monitor.backoffMs);
  return [];
}

function lowest(members: readonly string[]): string | null {
  return members.reduce<string | null>((least, name) => (least === null || name < least ? name : least), null);
}

/** Reads the lowest member's data when it is another than before: for answers that leave no mark. */
function refreshHint(state: ElectionState, context: Context): void {
  const member = lowest(state.members);
  if (member === state.knownLeaderMember && state.knownLeader !== null) return;
  state.knownLeader = null;
  state.knownLeaderMember = null;
  if (member === null) return;
  const tag: HintTag = { of: 'hint', member };
  handleRequest(state.handle, context, { op: 'getData', path: `${state.path}/${member}`, watch: false }, tag);
}

/** Calls the listener when the set of members differs from the one before. */
function deliver(
  state: ElectionState,
  context: Context,
  monitor: Monitor,
  members: readonly string[],
): readonly ElectionOutput[] {
  const sorted = [...members].sort();
  const same = monitor.delivered !== null && monitor.delivered.join() === sorted.join();
  if (same) return [];
  monitor.delivered = Object.freeze(sorted);
  const membership = findMembership(state, monitor.offer);
  return membership === null || membership.zombie ? [] : judge(state, context, membership, members);
}

function judge(
  state: ElectionState,
  context: Context,
  membership: Membership,
  members: readonly string[],
): readonly ElectionOutput[] {
  const own = membership.memberId ?? '';
  const list = `[${members.join(', ')}]`;
  if (members.length === 0) {
    context.log('WARN', `All candidates have temporarily left the group: Group ${state.path}`, CANDIDATE_LOG);
    return [];
  }
  if (!members.includes(own)) {
    context.log(
      'ERROR',
      `Current member ID ${own} is not a candidate for leader, current voting: ${list}`,
      CANDIDATE_LOG,
    );
    return [];
  }
  const wasElected = membership.elected;
  membership.elected = lowest(members) === own;
  if (membership.elected) {
    if (wasElected) return [];
    context.log('INFO', `Candidate ${state.path}/${own} is now leader of group: ${list}`, CANDIDATE_LOG);
    return [{ kind: 'elected', offer: membership.offer }];
  }
  context.log(
    'INFO',
    `Candidate ${state.path}/${own} waiting for the next leader election, current voting: ${list}`,
    CANDIDATE_LOG,
  );
  return wasElected ? [{ kind: 'defeated' }] : [];
}

function onLookup(
  state: ElectionState,
  context: Context,
  tag: LookupTag,
  reply: ZkReplyOutput,
): readonly ElectionOutput[] {
  const lookup = state.lookups.find((candidate) => candidate.id === tag.id);
  if (lookup === undefined) return [];
  if (reply.error === OK && tag.member === null) {
    const member = lowest((reply.children ?? []).filter((name) => MEMBER_NAME.test(name)));
    if (member !== null) {
      const next: LookupTag = { of: 'lookup', id: tag.id, member };
      handleRequest(state.handle, context, { op: 'getData', path: `${state.path}/${member}`, watch: false }, next);
      return [];
    }
  }
  state.lookups = state.lookups.filter((candidate) => candidate !== lookup);
  if (reply.error !== OK)
    context.log('ERROR', 'error while getting current leader', 'mesosphere.marathon.MarathonSchedulerService');
  const leader = reply.error === OK && tag.member !== null ? utf8Decode(reply.data ?? new Uint8Array(0)) : null;
  return [{ kind: 'leaderData', tag: lookup.tag, leader }];
}
