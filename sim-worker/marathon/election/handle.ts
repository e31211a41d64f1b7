/**
 * At most one ZooKeeper handle at a time, made when it is needed and dropped when its session expired.
 * Source: twitter commons, com.twitter.common.zookeeper.ZooKeeperClient (get, close, session watcher).
 */
import type { Context } from '../../kernel/context.ts';
import { zkAbandon, type ZkClientState, zkOpen, type ZkOperation, zkRequest } from '../../zookeeper/client/client.ts';

export type HandleOptions = {
  readonly key: string;
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly sessionTimeoutMs: number;
};

export type Handle = {
  readonly options: HandleOptions;
  client: ZkClientState | null;
  generation: number;
  /** The current handle has been connected once: `get` no longer waits. */
  hasConnected: boolean;
  /** Calls that wait for the first connection of the handle. */
  waiting: { readonly operation: ZkOperation; readonly tag: unknown }[];
};

export function initialHandle(options: HandleOptions): Handle {
  return { options: Object.freeze({ ...options }), client: null, generation: 0, hasConnected: false, waiting: [] };
}

/** Makes a handle unless there is one. */
export function openHandle(handle: Handle, context: Context): ZkClientState {
  if (handle.client !== null) return handle.client;
  handle.generation += 1;
  handle.hasConnected = false;
  const { key, servers, sessionTimeoutMs } = handle.options;
  handle.client = zkOpen(context, {
    key: `${key}-${String(handle.generation)}`,
    flavour: 'java',
    servers,
    sessionTimeoutMs,
    chroot: '',
  });
  return handle.client;
}

export function handleRequest(handle: Handle, context: Context, operation: ZkOperation, tag: unknown): void {
  const client = openHandle(handle, context);
  if (handle.hasConnected) zkRequest(client, context, operation, tag);
  else handle.waiting.push({ operation, tag });
}

/** The first connection came up: what waited goes out. */
export function onHandleConnected(handle: Handle, context: Context): void {
  const { client } = handle;
  if (client === null || handle.hasConnected) return;
  handle.hasConnected = true;
  const waiting = handle.waiting;
  handle.waiting = [];
  for (const { operation, tag } of waiting) zkRequest(client, context, operation, tag);
}

/** The session is gone: the handle is thrown away; the next call makes a new one. */
export function dropHandle(handle: Handle, context: Context): void {
  if (handle.client !== null) zkAbandon(handle.client, context);
  handle.client = null;
  handle.hasConnected = false;
}

export function isHandleConnected(handle: Handle): boolean {
  return handle.client?.connected ?? false;
}
