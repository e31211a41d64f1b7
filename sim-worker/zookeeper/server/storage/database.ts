/**
 * What a server knows of the replicated state: tree, session table, and the last committed transactions for quick
 * synchronisation. It outlives changes of role. Source: ZooKeeper 3.4.14, server/ZKDatabase.java.
 */
import { type AppendLog, emptyLog, logAppend, logDropOldest, logGet, logSize } from '../../../kernel/append-log.ts';
import { emptyMap, mapDelete, mapSet, type PersistentMap } from '../../../kernel/persistent-map.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { type Applied, applyTransaction } from '../tree/apply-transaction.ts';
import { type DataTree, initialDataTree } from '../tree/data-tree.ts';

/** Committed requests kept in memory (commitLogCount = 500, trimmed when more). */
export const COMMIT_LOG_COUNT = 501;

export type Database = {
  tree: DataTree;
  /** Session id to its time-out in milliseconds. */
  sessions: PersistentMap<number>;
  committed: AppendLog<Txn>;
};

export function initialDatabase(): Database {
  return { tree: initialDataTree(), sessions: emptyMap<number>(), committed: emptyLog<Txn>() };
}

/** Applies to tree and session table. */
export function applyToDatabase(database: Database, txn: Txn): Applied {
  const applied = applyTransaction(database.tree, txn);
  database.tree = applied.tree;
  if (txn.body.type === 'createSession')
    database.sessions = mapSet(database.sessions, txn.clientId, txn.body.timeoutMs);
  else if (txn.body.type === 'closeSession') database.sessions = mapDelete(database.sessions, txn.clientId);
  return applied;
}

export function noteCommitted(database: Database, txn: Txn): void {
  database.committed = logDropOldest(logAppend(database.committed, txn), COMMIT_LOG_COUNT);
}

/** Index of the oldest one that still counts. */
export function firstCommitted(database: Database): number {
  return Math.max(database.committed.first, logSize(database.committed) - COMMIT_LOG_COUNT);
}

/** Oldest and newest of the committed log; null when it is empty. */
export function committedBounds(database: Database): { readonly min: Txn; readonly max: Txn } | null {
  const min = logGet(database.committed, firstCommitted(database));
  const max = logGet(database.committed, logSize(database.committed) - 1);
  return min === undefined || max === undefined ? null : { min, max };
}
