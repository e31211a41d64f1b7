/**
 * The state store: entries as znodes below `<zk>/state`, over a ZooKeeper client of its own.
 * Source: Marathon 1.1.1, mesosphere/util/state/zk/ZKStore.scala, state/MarathonStore.scala (a lock for each key; load, then
 * create or update with the version read), ZookeeperConf.scala (3 retries of util-zk).
 */
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import { randomUuid } from '../../mesos/ids.ts';
import { zkOwnsEvent, zkReceive, type ZkReplyOutput } from '../../zookeeper/client/client.ts';
import { CONNECTION_LOSS, NO_NODE, NODE_EXISTS, OK, SESSION_EXPIRED } from '../../zookeeper/protocol/error-codes.ts';
import { dropHandle, type Handle, handleRequest, onHandleConnected } from '../election/handle.ts';
import { type CompressionSettings, decodeEntry, encodeEntry, nextUuid } from './store-entry.ts';

export type StoreCommand =
  | { readonly kind: 'ensurePath' }
  | { readonly kind: 'list' }
  | { readonly kind: 'load'; readonly key: string }
  | { readonly kind: 'save'; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: 'expunge'; readonly key: string };

export type StoreResult = {
  readonly tag: unknown;
  readonly ok: boolean;
  /** Message of the StoreCommandFailedException. */
  readonly error: string | null;
  /** Loaded value; null when there is none. */
  readonly value: Uint8Array | null;
  readonly keys: readonly string[];
};

type StoreOperation = {
  readonly id: number;
  readonly command: StoreCommand;
  readonly tag: unknown;
  step: 'waiting' | 'path' | 'children' | 'read' | 'write';
  level: number;
  retries: number;
  written: Uint8Array | null;
  version: number;
};

export type StoreState = {
  readonly handle: Handle;
  /** `/marathon/state`. */
  readonly path: string;
  readonly compression: CompressionSettings;
  nextId: number;
  readonly operations: Map<number, StoreOperation>;
  /** Operations that wait for a key, the one in progress first. */
  readonly queues: Map<string, number[]>;
};

/** util-zk: attempts after the first that failed by connection loss. */
const RETRIES = 3;

type StoreTag = { readonly of: 'store'; readonly id: number };

export function initialStore(options: {
  readonly handle: Handle;
  readonly path: string;
  readonly compression: CompressionSettings;
}): StoreState {
  return { ...options, nextId: 1, operations: new Map(), queues: new Map() };
}

export function storeRequest(state: StoreState, context: Context, command: StoreCommand, tag: unknown): void {
  const operation: StoreOperation = {
    id: state.nextId,
    command,
    tag,
    step: 'waiting',
    level: 0,
    retries: RETRIES,
    written: null,
    version: -1,
  };
  state.nextId += 1;
  state.operations.set(operation.id, operation);
  const key = keyOf(command);
  const queue = key === null ? null : (state.queues.get(key) ?? []);
  if (key !== null && queue !== null) {
    queue.push(operation.id);
    state.queues.set(key, queue);
    if (queue.length > 1) return;
  }
  begin(state, context, operation);
}

function keyOf(command: StoreCommand): string | null {
  return command.kind === 'save' || command.kind === 'expunge' || command.kind === 'load' ? command.key : null;
}

function send(state: StoreState, context: Context, operation: StoreOperation): void {
  const { command } = operation;
  const tag: StoreTag = { of: 'store', id: operation.id };
  const path = `${state.path}/${keyOf(command) ?? ''}`;
  switch (operation.step) {
    case 'path':
      return handleRequest(
        state.handle,
        context,
        { op: 'create', path: levels(state)[operation.level] ?? '/', data: null, ephemeral: false, sequential: false },
        tag,
      );
    case 'children':
      return handleRequest(state.handle, context, { op: 'getChildren', path: state.path, watch: false }, tag);
    case 'read':
      return handleRequest(state.handle, context, { op: 'getData', path, watch: false }, tag);
    case 'write':
      if (command.kind === 'expunge')
        return handleRequest(state.handle, context, { op: 'delete', path, version: operation.version }, tag);
      if (operation.version < 0)
        return handleRequest(
          state.handle,
          context,
          { op: 'create', path, data: operation.written, ephemeral: false, sequential: false },
          tag,
        );
      return handleRequest(
        state.handle,
        context,
        { op: 'setData', path, data: operation.written, version: operation.version },
        tag,
      );
    case 'waiting':
      return;
  }
}

function levels(state: StoreState): readonly string[] {
  const segments = state.path.split('/').filter((segment) => segment !== '');
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
}

function begin(state: StoreState, context: Context, operation: StoreOperation): void {
  const kind = operation.command.kind;
  operation.step = kind === 'ensurePath' ? 'path' : kind === 'list' ? 'children' : 'read';
  send(state, context, operation);
}

export function storeOwnsEvent(state: StoreState, event: ProgramEvent): boolean {
  return state.handle.client !== null && zkOwnsEvent(state.handle.client, event);
}

export function storeReceive(state: StoreState, context: Context, event: ProgramEvent): readonly StoreResult[] {
  const client = state.handle.client;
  if (client === null) return [];
  const results: StoreResult[] = [];
  for (const output of zkReceive(client, context, event)) {
    if (output.kind === 'session') {
      if (output.change === 'connected' || output.change === 'reconnected') onHandleConnected(state.handle, context);
      if (output.change === 'expired' && state.handle.client === client) dropHandle(state.handle, context);
    }
    if (output.kind === 'reply') results.push(...onReply(state, context, output));
  }
  return results;
}

function onReply(state: StoreState, context: Context, reply: ZkReplyOutput): readonly StoreResult[] {
  const operation = state.operations.get((reply.tag as StoreTag).id);
  if (operation === undefined) return [];
  if (reply.error === SESSION_EXPIRED) dropHandle(state.handle, context);
  if ((reply.error === CONNECTION_LOSS || reply.error === SESSION_EXPIRED) && operation.retries > 0) {
    operation.retries -= 1;
    send(state, context, operation);
    return [];
  }
  switch (operation.step) {
    case 'path':
      return onPath(state, context, operation, reply);
    case 'children':
      return reply.error === OK
        ? finish(state, context, operation, { keys: reply.children ?? [] })
        : fail(state, context, operation, 'Can not list all identifiers');
    case 'read':
      return onRead(state, context, operation, reply);
    case 'write':
      return onWritten(state, context, operation, reply);
    case 'waiting':
      return [];
  }
}

function onPath(
  state: StoreState,
  context: Context,
  operation: StoreOperation,
  reply: ZkReplyOutput,
): readonly StoreResult[] {
  if (reply.error !== OK && reply.error !== NODE_EXISTS)
    return fail(state, context, operation, `Can not create path ${state.path}`);
  operation.level += 1;
  if (operation.level >= levels(state).length) return finish(state, context, operation, {});
  send(state, context, operation);
  return [];
}

function onRead(
  state: StoreState,
  context: Context,
  operation: StoreOperation,
  reply: ZkReplyOutput,
): readonly StoreResult[] {
  const { command } = operation;
  const key = keyOf(command) ?? '';
  if (reply.error !== OK && reply.error !== NO_NODE)
    return fail(state, context, operation, `Could not load key ${key}`);
  const entry = reply.error === OK ? decodeEntry(reply.data ?? new Uint8Array(0)) : null;
  if (command.kind === 'load') return finish(state, context, operation, { value: entry?.value ?? null });
  if (command.kind === 'expunge' && reply.error === NO_NODE) return finish(state, context, operation, {});
  operation.version = reply.error === OK ? (reply.stat?.version ?? 0) : -1;
  if (command.kind === 'save') {
    const uuid = entry === null ? randomUuid(context.randomInt) : nextUuid(entry.uuid);
    operation.written = encodeEntry({ name: key, uuid, value: command.value }, state.compression);
  }
  operation.step = 'write';
  send(state, context, operation);
  return [];
}

function onWritten(
  state: StoreState,
  context: Context,
  operation: StoreOperation,
  reply: ZkReplyOutput,
): readonly StoreResult[] {
  if (reply.error === OK) return finish(state, context, operation, {});
  const key = keyOf(operation.command) ?? '';
  if (operation.command.kind === 'expunge') return fail(state, context, operation, `Can not delete entity ${key}`);
  return fail(
    state,
    context,
    operation,
    operation.version < 0 ? `Can not create entity ${key}` : `Can not update entity ${key}`,
  );
}

function fail(state: StoreState, context: Context, operation: StoreOperation, error: string): readonly StoreResult[] {
  context.log(
    'WARN',
    `mesosphere.marathon.StoreCommandFailedException: ${error}`,
    'mesosphere.marathon.state.MarathonStore',
  );
  return [{ ...release(state, context, operation), ok: false, error }];
}

function finish(
  state: StoreState,
  context: Context,
  operation: StoreOperation,
  found: Partial<Pick<StoreResult, 'value' | 'keys'>>,
): readonly StoreResult[] {
  return [{ ...release(state, context, operation), ...found }];
}

/** Gives the key's lock to the next operation. */
function release(state: StoreState, context: Context, operation: StoreOperation): StoreResult {
  state.operations.delete(operation.id);
  const key = keyOf(operation.command);
  const queue = key === null ? undefined : state.queues.get(key);
  if (key !== null && queue !== undefined) {
    queue.shift();
    const next = queue[0] === undefined ? undefined : state.operations.get(queue[0]);
    if (queue.length === 0) state.queues.delete(key);
    if (next !== undefined) begin(state, context, next);
  }
  return { tag: operation.tag, ok: true, error: null, value: null, keys: [] };
}
