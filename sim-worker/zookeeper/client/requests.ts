/**
 * Operations to wire records and replies to outputs: chroot, client-side path checks, registration of watches.
 * Source: ZooKeeper 3.4.14, ZooKeeper.java (prependChroot, WatchRegistration), zookeeper-client-c/src/zookeeper.c.
 */
import { unreachable } from '../../kernel/assert.ts';
import { OPEN_ACL_UNSAFE } from '../protocol/acl.ts';
import { BAD_ARGUMENTS, NO_NODE, OK } from '../protocol/error-codes.ts';
import {
  CREATE_EPHEMERAL,
  CREATE_SEQUENTIAL,
  type MultiPart,
  type RequestRecord,
  type ServerReply,
  type SetWatchesRecord,
  type WatcherEvent,
} from '../protocol/messages.ts';
import { createPathProblem, pathProblem } from '../protocol/paths.ts';
import type {
  ZkClientState,
  ZkMultiOperation,
  ZkOperation,
  ZkOutput,
  ZkPendingRequest,
  ZkReplyOutput,
} from './client-types.ts';
import { withMember, withoutMember } from './rarely-filled.ts';

type SentOperation = Exclude<ZkOperation, { readonly op: 'addAuth' }>;

/** Null when the library sends it; else the message of the exception that it throws instead. */
export function operationProblem(client: ZkClientState, operation: SentOperation): string | null {
  if (client.options.raw === true) return null;
  if (operation.op === 'multi') {
    for (const part of operation.ops) {
      const problem = partProblem(part);
      if (problem !== null) return problem;
    }
    return null;
  }
  return operation.op === 'create'
    ? createPathProblem(operation.path, operation.sequential)
    : pathProblem(operation.path);
}

function partProblem(part: ZkMultiOperation): string | null {
  return part.op === 'create' ? createPathProblem(part.path, part.sequential) : pathProblem(part.path);
}

export function badArguments(tag: unknown): ZkReplyOutput {
  return { kind: 'reply', tag, error: BAD_ARGUMENTS };
}

export function toRecord(client: ZkClientState, operation: SentOperation): RequestRecord {
  const { chroot } = client.options;
  switch (operation.op) {
    case 'create':
    case 'delete':
    case 'setData':
      return toPart(chroot, operation) as RequestRecord;
    case 'exists':
    case 'getData':
      return { op: operation.op, path: withChroot(chroot, operation.path), watch: operation.watch };
    case 'getChildren':
      return { op: 'getChildren2', path: withChroot(chroot, operation.path), watch: operation.watch };
    case 'getAcl':
      return { op: 'getACL', path: withChroot(chroot, operation.path) };
    case 'setAcl':
      return { op: 'setACL', path: withChroot(chroot, operation.path), acl: operation.acl, version: operation.version };
    case 'sync':
      return { op: 'sync', path: withChroot(chroot, operation.path) };
    case 'multi':
      return { op: 'multi', ops: operation.ops.map((part) => toPart(chroot, part)) };
    default:
      return unreachable(operation);
  }
}

function toPart(chroot: string, part: ZkMultiOperation): MultiPart {
  const path = withChroot(chroot, part.path);
  switch (part.op) {
    case 'create': {
      const flags = (part.ephemeral ? CREATE_EPHEMERAL : 0) | (part.sequential ? CREATE_SEQUENTIAL : 0);
      return { op: 'create', path, data: part.data, acl: part.acl ?? OPEN_ACL_UNSAFE, flags };
    }
    case 'delete':
      return { op: 'delete', path, version: part.version };
    case 'setData':
      return { op: 'setData', path, data: part.data, version: part.version };
    case 'check':
      return { op: 'check', path, version: part.version };
    default:
      return unreachable(part);
  }
}

function withChroot(chroot: string, path: string): string {
  if (chroot === '') return path;
  return path === '/' ? chroot : chroot + path;
}

function withoutChroot(chroot: string, path: string): string {
  if (chroot === '' || !path.startsWith(chroot)) return path;
  return path.length === chroot.length ? '/' : path.slice(chroot.length);
}

/** The reply for the program, after noting the watch that it registered. */
export function toOutput(client: ZkClientState, request: ZkPendingRequest, reply: ServerReply): ZkReplyOutput {
  registerWatch(client, request.record, reply.err);
  const { body } = reply;
  const output: { -readonly [K in keyof ZkReplyOutput]: ZkReplyOutput[K] } = {
    kind: 'reply',
    tag: request.tag,
    error: reply.err,
  };
  if (body === null) return output;
  if (body.path !== undefined) output.path = withoutChroot(client.options.chroot, body.path);
  if (body.data !== undefined) output.data = body.data;
  if (body.stat !== undefined) output.stat = body.stat;
  if (body.children !== undefined) output.children = body.children;
  if (body.acl !== undefined) output.acl = body.acl;
  if (body.results !== undefined) {
    output.results = body.results;
    output.error = body.results.find((result) => result.error !== OK)?.error ?? OK;
  }
  return output;
}

/** The client registers by the reply: exists also when there is no node, the others only on success. */
function registerWatch(client: ZkClientState, record: RequestRecord, error: number): void {
  switch (record.op) {
    case 'getData':
      if (record.watch && error === OK) client.dataWatches = withMember(client.dataWatches, record.path);
      return;
    case 'getChildren':
    case 'getChildren2':
      if (record.watch && error === OK) client.childWatches = withMember(client.childWatches, record.path);
      return;
    case 'exists':
      if (!record.watch) return;
      if (error === OK) client.dataWatches = withMember(client.dataWatches, record.path);
      else if (error === NO_NODE) client.existWatches = withMember(client.existWatches, record.path);
      return;
    default:
  }
}

/** Takes out the watches that an event consumes; null when none of ours waited for it. */
export function consumeWatch(client: ZkClientState, event: WatcherEvent): ZkOutput | null {
  const { path } = event;
  const before = [client.dataWatches, client.existWatches, client.childWatches];
  if (event.event !== 'NodeChildrenChanged') {
    client.dataWatches = withoutMember(client.dataWatches, path);
    client.existWatches = withoutMember(client.existWatches, path);
  }
  if (event.event === 'NodeChildrenChanged' || event.event === 'NodeDeleted') {
    client.childWatches = withoutMember(client.childWatches, path);
  }
  const after = [client.dataWatches, client.existWatches, client.childWatches];
  if (after.every((set, index) => set === before[index])) return null;
  return { kind: 'watch', type: event.event, path: withoutChroot(client.options.chroot, path) };
}

/** Null when there is nothing to set again after a reconnect. */
export function setWatchesRecord(client: ZkClientState): SetWatchesRecord | null {
  if (client.dataWatches.size + client.existWatches.size + client.childWatches.size === 0) return null;
  return Object.freeze({
    op: 'setWatches',
    relativeZxid: client.lastZxid,
    dataWatches: [...client.dataWatches],
    existWatches: [...client.existWatches],
    childWatches: [...client.childWatches],
  });
}
