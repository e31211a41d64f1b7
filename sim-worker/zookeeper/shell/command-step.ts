/** A zkCli command under way, and what it wants next. Source: ZooKeeper 3.4.14, ZooKeeperMain.java (processZKCmd). */
import type { ZkOperation } from '../client/client.ts';
import type { RecursiveRemoval } from './recursive-removal.ts';

/** A command under way: plain data, so that it survives snapshots. */
export type RunningCommand = {
  readonly words: readonly string[];
  readonly path: string;
  readonly removal: RecursiveRemoval | null;
  /** Path of the request under way, which an exception names. */
  asked: string;
  quota: QuotaStage;
  /** Lines to print before those that the end of the command brings. */
  notes: readonly string[];
};

export type CommandStep =
  | { readonly kind: 'ask'; readonly operation: ZkOperation; readonly pauseMs: number }
  /** Sent without waiting: the command is done. */
  | { readonly kind: 'send'; readonly operation: ZkOperation }
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  | { readonly kind: 'usage' }
  /** The request under way failed. */
  | { readonly kind: 'failed'; readonly error: number }
  | { readonly kind: 'exception'; readonly text: string };

/** Where a quota command stands. */
export type QuotaStage =
  | { readonly at: 'start' }
  | { readonly at: 'exists' | 'children' | 'root' | 'oldLimits' | 'limits' | 'stats' | 'last' | 'list' }
  /** Looking for quotas of parents, from the top, and of the path itself. */
  | { readonly at: 'parent'; readonly index: number }
  | { readonly at: 'create'; readonly rest: readonly ZkOperation[]; readonly under: ZkOperation }
  | { readonly at: 'delete'; readonly rest: readonly string[] }
  /** Removing folders that are empty, from below. */
  | { readonly at: 'trim' | 'trimDelete'; readonly folder: string };
