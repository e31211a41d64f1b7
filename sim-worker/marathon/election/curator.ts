/**
 * Election by Apache Curator's LeaderLatch: each latch is an ephemeral sequential node, the lowest number leads, the others
 * watch the one before them. Marathon ends at every loss of leadership and at every failed operation.
 * Source: Apache Curator 2.11, LeaderLatch; Marathon 1.3.10, core/election/impl/CuratorElectionService.scala, ExponentialBackoff.scala.
 * Left out: the protected mode's search for a node whose creation was not answered (a failed operation ends the process anyway).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { randomUuid } from '../../mesos/ids.ts';
import { type ZkOutput, zkReceive, type ZkReplyOutput } from '../../zookeeper/client/client.ts';
import { NO_NODE, NODE_EXISTS, OK } from '../../zookeeper/protocol/error-codes.ts';
import { utf8Decode, utf8Encode } from '../storage/text-bytes.ts';
import type { ElectionOutput, ElectionState, Membership } from './election.ts';
import { addMembership } from './group.ts';
import { dropHandle, handleRequest, onHandleConnected } from './handle.ts';

const LOG = 'mesosphere.marathon.core.election.impl.CuratorElectionService';
const SUICIDE_CODE = 9;

type LatchTag =
  | { readonly of: 'parents' | 'tombstone'; readonly index: number }
  | { readonly of: 'create' | 'children' | 'predecessor' | 'delete'; readonly offer: number }
  | { readonly of: 'lookup'; readonly id: number; readonly latch: string | null }
  | { readonly of: 'hint'; readonly latch: string };

function suicide(context: Context, lastLine: string): ElectionOutput {
  context.log('ERROR', lastLine, LOG);
  return { kind: 'exit', code: SUICIDE_CODE, lastLine };
}

function accessFailed(context: Context): readonly ElectionOutput[] {
  return [suicide(context, 'ZooKeeper access failed - Committing suicide to avoid invalidating ZooKeeper state')];
}

/** `/marathon/leader`, where older Marathons look: nodes that sort before every member of theirs. */
function oldPath(state: ElectionState): string {
  return state.path.replace(/-curator$/, '');
}

function parents(state: ElectionState): readonly string[] {
  const root = oldPath(state).split('/').slice(0, -1).join('/');
  return [...(root === '' ? [] : [root]), oldPath(state), state.path];
}

export function curatorOffer(state: ElectionState, context: Context): readonly ElectionOutput[] {
  addMembership(state, state.hostPort);
  makeParent(state, context, 0);
  return [];
}

function makeParent(state: ElectionState, context: Context, index: number): void {
  const path = parents(state)[index];
  if (path === undefined) return makeTombstone(state, context, 0);
  const tag: LatchTag = { of: 'parents', index };
  handleRequest(state.handle, context, { op: 'create', path, data: null, ephemeral: false, sequential: false }, tag);
}

function makeTombstone(state: ElectionState, context: Context, index: number): void {
  const name = index === 0 ? 'member_-00000000' : index === 1 ? 'member_-1' : null;
  if (name === null) return createLatch(state, context);
  const path = `${oldPath(state)}/${name}`;
  const data = utf8Encode(state.hostPort);
  const tag: LatchTag = { of: 'tombstone', index };
  handleRequest(state.handle, context, { op: 'create', path, data, ephemeral: true, sequential: index === 1 }, tag);
}

function createLatch(state: ElectionState, context: Context): void {
  const membership = state.memberships.at(-1);
  if (membership === undefined || membership.cancelled) return;
  membership.step = 'create';
  const path = `${state.path}/${randomUuid(context.randomInt)}-latch-`;
  const tag: LatchTag = { of: 'create', offer: membership.offer };
  const data = utf8Encode(membership.data);
  handleRequest(state.handle, context, { op: 'create', path, data, ephemeral: true, sequential: true }, tag);
}

/** Leadership was given up or lost: the process ends, its supervisor brings it back. */
export function curatorCancel(context: Context): readonly ElectionOutput[] {
  return [suicide(context, 'Terminating after loss of leadership')];
}

export function curatorLookup(state: ElectionState, context: Context, tag: unknown): void {
  const id = state.nextLookup;
  state.nextLookup += 1;
  state.lookups.push({ id, tag });
  const request: LatchTag = { of: 'lookup', id, latch: null };
  handleRequest(state.handle, context, { op: 'getChildren', path: state.path, watch: false }, request);
}

export function curatorReceive(state: ElectionState, context: Context, event: ProgramEvent): readonly ElectionOutput[] {
  const client = state.handle.client;
  if (client === null) return [];
  const outputs: ElectionOutput[] = [];
  for (const output of zkReceive(client, context, event)) outputs.push(...onOutput(state, context, output));
  return outputs;
}

function onOutput(state: ElectionState, context: Context, output: ZkOutput): readonly ElectionOutput[] {
  if (output.kind === 'reply') return onReply(state, context, output);
  const membership = state.memberships.at(-1);
  if (output.kind === 'watch') {
    if (output.type === 'NodeDeleted' && membership !== undefined) readLatches(state, context, membership);
    return [];
  }
  switch (output.change) {
    case 'connected':
    case 'reconnected':
      onHandleConnected(state.handle, context);
      return [{ kind: 'connection', change: 'connected' }];
    case 'disconnected':
      return [{ kind: 'connection', change: 'disconnected' }];
    case 'expired':
    case 'authFailed':
      // A latch that did not lead starts anew in the new session.
      dropHandle(state.handle, context);
      if (membership !== undefined) createLatch(state, context);
      return [{ kind: 'connection', change: 'expired' }];
  }
}

/** Sequence numbers are the last ten digits; the names before them are random. */
function bySequence(a: string, b: string): number {
  const left = a.slice(-10);
  const right = b.slice(-10);
  return left < right ? -1 : left > right ? 1 : 0;
}

function readLatches(state: ElectionState, context: Context, membership: Membership): void {
  const tag: LatchTag = { of: 'children', offer: membership.offer };
  handleRequest(state.handle, context, { op: 'getChildren', path: state.path, watch: false }, tag);
}

function onReply(state: ElectionState, context: Context, reply: ZkReplyOutput): readonly ElectionOutput[] {
  const tag = reply.tag as LatchTag;
  const membership = state.memberships.at(-1);
  const isFine = reply.error === OK || reply.error === NODE_EXISTS;
  switch (tag.of) {
    case 'parents':
    case 'tombstone':
      if (!isFine) return accessFailed(context);
      if (tag.of === 'parents') makeParent(state, context, tag.index + 1);
      else makeTombstone(state, context, tag.index + 1);
      return [];
    case 'create':
      if (reply.error !== OK || membership === undefined) return accessFailed(context);
      membership.nodePath = reply.path ?? '';
      membership.memberId = membership.nodePath.slice(membership.nodePath.lastIndexOf('/') + 1);
      membership.step = 'idle';
      readLatches(state, context, membership);
      return [];
    case 'children':
      if (reply.error !== OK || membership === undefined) return accessFailed(context);
      return judge(state, context, membership, [...(reply.children ?? [])].sort(bySequence));
    case 'predecessor':
      if (reply.error === NO_NODE && membership !== undefined) readLatches(state, context, membership);
      else if (reply.error !== OK) return accessFailed(context);
      return [];
    case 'delete':
      return [];
    case 'lookup':
      return onLookup(state, context, tag, reply);
    case 'hint':
      state.knownLeader = reply.error === OK ? utf8Decode(reply.data ?? new Uint8Array(0)) : null;
      state.knownLeaderMember = reply.error === OK ? tag.latch : null;
      return [];
  }
}

function judge(
  state: ElectionState,
  context: Context,
  membership: Membership,
  latches: readonly string[],
): readonly ElectionOutput[] {
  state.members = latches;
  const first = latches[0];
  if (first !== undefined) {
    const tag: LatchTag = { of: 'hint', latch: first };
    handleRequest(state.handle, context, { op: 'getData', path: `${state.path}/${first}`, watch: false }, tag);
  }
  const own = latches.indexOf(membership.memberId ?? '');
  if (own < 0) return accessFailed(context);
  const before = latches[own - 1];
  if (before === undefined) {
    if (membership.elected) return [];
    membership.elected = true;
    return [{ kind: 'elected', offer: membership.offer }];
  }
  const tag: LatchTag = { of: 'predecessor', offer: membership.offer };
  handleRequest(state.handle, context, { op: 'getData', path: `${state.path}/${before}`, watch: true }, tag);
  return [];
}

function onLookup(
  state: ElectionState,
  context: Context,
  tag: Extract<LatchTag, { readonly of: 'lookup' }>,
  reply: ZkReplyOutput,
): readonly ElectionOutput[] {
  const lookup = state.lookups.find((candidate) => candidate.id === tag.id);
  if (lookup === undefined) return [];
  const first = tag.latch === null ? [...(reply.children ?? [])].sort(bySequence)[0] : undefined;
  if (reply.error === OK && first !== undefined) {
    const next: LatchTag = { of: 'lookup', id: tag.id, latch: first };
    handleRequest(state.handle, context, { op: 'getData', path: `${state.path}/${first}`, watch: false }, next);
    return [];
  }
  state.lookups = state.lookups.filter((candidate) => candidate !== lookup);
  if (reply.error !== OK) context.log('ERROR', 'error while getting current leader', LOG);
  const leader = reply.error === OK && tag.latch !== null ? utf8Decode(reply.data ?? new Uint8Array(0)) : null;
  return [{ kind: 'leaderData', tag: lookup.tag, leader }];
}
