/**
 * The blocking calls of a Mesos ZooKeeper group: which request is due, and how its reply is judged.
 * Source: Mesos 1.0.1, src/zookeeper/group.cpp (sync, create, doJoin, doCancel, doData, cache), src/zookeeper/zookeeper.cpp.
 */
import { assert, must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { zkRequest, type ZkOperation, type ZkOutput } from '../../zookeeper/client/client.ts';
import { type Acl, CREATOR_ALL_ACL, OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from '../../zookeeper/protocol/acl.ts';
import {
  memberPath,
  parseMember,
  pathPrefixes,
  type GroupCall,
  type GroupOutput,
  type GroupState,
  type Membership,
} from './group-state.ts';

export type ZkReply = Extract<ZkOutput, { kind: 'reply' }>;

/** Codes of the C client. Source: ZooKeeper 3.4.14, src/c/include/zookeeper.h. */
const OK = 0;
const NO_NODE = -101;
const NODE_EXISTS = -110;
const RETRYABLE = new Set([-4, -7, -9, -112, -118]);

/** Texts of zerror(). Source: ZooKeeper 3.4.14, src/c/src/zookeeper.c. */
const MESSAGES = new Map([
  [-1, 'system error'],
  [-2, 'run time inconsistency'],
  [-3, 'data inconsistency'],
  [-5, 'marshalling error'],
  [-6, 'unimplemented'],
  [-8, 'bad arguments'],
  [-101, 'no node'],
  [-102, 'not authenticated'],
  [-103, 'bad version'],
  [-108, 'no children for ephemerals'],
  [-110, 'node exists'],
  [-111, 'not empty'],
  [-113, 'invalid callback'],
  [-114, 'invalid acl'],
  [-115, 'authentication failed'],
  [-116, 'zookeeper is closing'],
]);

export function zkMessage(code: number): string {
  return MESSAGES.get(code) ?? 'unknown error';
}

/** What came of a reply: go on, try the whole again later, or give up (which aborts the group). */
export type Verdict =
  { readonly kind: 'done' } | { readonly kind: 'retry' } | { readonly kind: 'abort'; readonly message: string };

const DONE: Verdict = { kind: 'done' };
const RETRY: Verdict = { kind: 'retry' };

/** The next call that the set-up and the pending operations ask for; null when all is in step with ZooKeeper. */
export function nextCall(group: GroupState): GroupCall | null {
  if (group.phase === 'CONNECTED') {
    if (hasCredentials(group)) return { call: 'authenticate' };
    group.phase = 'AUTHENTICATED';
  }
  if (group.phase === 'AUTHENTICATED') {
    return group.pathStep ?? { call: 'probe', depth: pathPrefixes(group.options.path).length - 1 };
  }
  if (group.phase !== 'READY') return null;
  const join = group.joins[0];
  if (join !== undefined) return { call: 'join', join };
  const sequence = group.cancels[0];
  if (sequence !== undefined) return { call: 'cancel', sequence };
  const membership = group.datas[0];
  if (membership !== undefined) return { call: 'data', membership };
  return group.memberships === null ? { call: 'children' } : null;
}

export function startCall(group: GroupState, context: Context, call: GroupCall): void {
  assert(group.calling === null, 'the actor of a group makes one call at a time');
  logCall(group, context, call);
  group.calling = call;
  zkRequest(group.client, context, operationOf(group, call), group.generation);
}

function logCall(group: GroupState, context: Context, call: GroupCall): void {
  const base = group.options.path;
  const prefixes = pathPrefixes(base);
  if (call.call === 'authenticate') context.log('INFO', 'Authenticating with ZooKeeper using digest', 'group.cpp:396');
  if (call.call === 'probe' && call.depth === prefixes.length - 1) {
    context.log('INFO', `Trying to create path '${base}' in ZooKeeper`, 'group.cpp:427');
  }
  if (call.call === 'data') {
    context.log('INFO', `Trying to get '${memberPath(base, call.membership)}' in ZooKeeper`, 'group.cpp:706');
  }
  if (call.call === 'cancel') {
    const member = group.owned.get(call.sequence);
    if (member !== undefined)
      context.log('INFO', `Trying to remove '${memberPath(base, member)}' in ZooKeeper`, 'group.cpp:663');
  }
}

function hasCredentials({ options }: GroupState): boolean {
  return (options.credentials ?? null) !== null;
}

/** Who authenticates keeps what it made for itself; everybody may read it. Source: src/zookeeper/authentication.cpp. */
const EVERYONE_READ_CREATOR_ALL: readonly Acl[] = Object.freeze([...READ_ACL_UNSAFE, ...CREATOR_ALL_ACL]);

function aclOf(group: GroupState): readonly Acl[] {
  return hasCredentials(group) ? EVERYONE_READ_CREATOR_ALL : OPEN_ACL_UNSAFE;
}

function operationOf(group: GroupState, call: GroupCall): ZkOperation {
  const base = group.options.path;
  switch (call.call) {
    case 'authenticate':
      return { op: 'addAuth', scheme: 'digest', auth: must(group.options.credentials, 'credentials of a group') };
    case 'probe':
      return { op: 'exists', path: pathAt(base, call.depth), watch: false };
    case 'makePath':
      return {
        op: 'create',
        path: pathAt(base, call.depth),
        data: new Uint8Array(0),
        acl: aclOf(group),
        ephemeral: false,
        sequential: false,
      };
    case 'join': {
      const path = call.join.label === null ? `${base}/` : `${base}/${call.join.label}_`;
      return { op: 'create', path, data: call.join.data, acl: aclOf(group), ephemeral: true, sequential: true };
    }
    case 'cancel': {
      const member = group.owned.get(call.sequence) ?? { sequence: call.sequence, label: null };
      return { op: 'delete', path: memberPath(base, member), version: -1 };
    }
    case 'data':
      return { op: 'getData', path: memberPath(base, call.membership), watch: false };
    case 'children':
      return { op: 'getChildren', path: base, watch: true };
  }
}

function pathAt(base: string, depth: number): string {
  return must(pathPrefixes(base)[depth], 'a prefix of the group path');
}

/** Judges the reply to the call in progress; pushes what the user has to know. */
export function finishCall(group: GroupState, reply: ZkReply, outputs: GroupOutput[]): Verdict {
  const call = must(group.calling, 'the call that was answered');
  group.calling = null;
  if (RETRYABLE.has(reply.error)) return RETRY;
  switch (call.call) {
    case 'authenticate':
      if (reply.error !== OK) return abort(`Failed to authenticate with ZooKeeper: ${zkMessage(reply.error)}`);
      group.phase = 'AUTHENTICATED';
      return DONE;
    case 'probe':
    case 'makePath':
      return finishPath(group, call, reply);
    case 'join':
      return finishJoin(group, call.join.label, reply, outputs);
    case 'cancel':
      return finishCancel(group, call.sequence, reply, outputs);
    case 'data':
      return finishData(group, call.membership, reply, outputs);
    case 'children':
      return finishChildren(group, reply, outputs);
  }
}

function abort(message: string): Verdict {
  return { kind: 'abort', message };
}

/** Creating `/a/b`: looks for the deepest existing part from the end, then makes the missing ones. */
function finishPath(group: GroupState, call: Extract<GroupCall, { depth: number }>, reply: ZkReply): Verdict {
  const last = pathPrefixes(group.options.path).length - 1;
  if (call.call === 'probe' && reply.error === NO_NODE) {
    group.pathStep = call.depth === 0 ? { call: 'makePath', depth: 0 } : { call: 'probe', depth: call.depth - 1 };
    return DONE;
  }
  if (reply.error !== OK && !(call.call === 'makePath' && reply.error === NODE_EXISTS)) {
    return abort(`Failed to create '${group.options.path}' in ZooKeeper: ${zkMessage(reply.error)}`);
  }
  if (call.depth < last) {
    group.pathStep = { call: 'makePath', depth: call.depth + 1 };
    return DONE;
  }
  group.pathStep = null;
  group.phase = 'READY';
  return DONE;
}

function finishJoin(group: GroupState, label: string | null, reply: ZkReply, outputs: GroupOutput[]): Verdict {
  group.joins.shift();
  if (reply.error !== OK) {
    const path = label === null ? `${group.options.path}/` : `${group.options.path}/${label}_`;
    outputs.push({
      kind: 'joinFailed',
      message: `Failed to create ephemeral node at '${path}' in ZooKeeper: ${zkMessage(reply.error)}`,
    });
    return DONE;
  }
  // The own watch refreshes the cache; until then it is unknown.
  group.memberships = null;
  const created = must(reply.path, 'path of a created znode');
  const parsed = must(parseMember(created.slice(created.lastIndexOf('/') + 1)), 'sequence number of a created znode');
  const membership: Membership = Object.freeze({ sequence: parsed.sequence, label });
  group.owned.set(membership.sequence, membership);
  outputs.push({ kind: 'joined', membership });
  return DONE;
}

function finishCancel(group: GroupState, sequence: number, reply: ZkReply, outputs: GroupOutput[]): Verdict {
  group.cancels.shift();
  // Gone already: the refreshed cache tells its owner.
  if (reply.error === NO_NODE) return DONE;
  const membership = group.owned.get(sequence);
  if (reply.error !== OK) {
    const path = memberPath(group.options.path, membership ?? { sequence, label: null });
    return abort(`Failed to remove ephemeral node '${path}' in ZooKeeper: ${zkMessage(reply.error)}`);
  }
  group.memberships = null;
  if (membership !== undefined) {
    group.owned.delete(sequence);
    outputs.push({ kind: 'cancelled', membership, requested: true });
  }
  return DONE;
}

function finishData(group: GroupState, membership: Membership, reply: ZkReply, outputs: GroupOutput[]): Verdict {
  group.datas.shift();
  if (reply.error === OK) outputs.push({ kind: 'data', membership, data: reply.data ?? new Uint8Array(0) });
  else if (reply.error === NO_NODE) outputs.push({ kind: 'data', membership, data: null });
  else {
    const path = memberPath(group.options.path, membership);
    const message = `Failed to get data for ephemeral node '${path}' in ZooKeeper: ${zkMessage(reply.error)}`;
    outputs.push({ kind: 'dataFailed', membership, message });
  }
  return DONE;
}

function finishChildren(group: GroupState, reply: ZkReply, outputs: GroupOutput[]): Verdict {
  if (reply.error !== OK) {
    const text = `Non-retryable error attempting to get children of '${group.options.path}' in ZooKeeper: ${zkMessage(reply.error)}`;
    return abort(text);
  }
  const found = new Map<number, Membership>();
  for (const name of must(reply.children, 'children of the group znode')) {
    const member = parseMember(name);
    if (member !== null) found.set(member.sequence, member);
  }
  for (const [sequence, membership] of [...group.owned]) {
    if (found.has(sequence)) continue;
    group.owned.delete(sequence);
    outputs.push({ kind: 'cancelled', membership, requested: false });
  }
  group.memberships = Object.freeze([...found.values()].sort((a, b) => a.sequence - b.sequence));
  return DONE;
}
