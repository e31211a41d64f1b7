/**
 * The history of committed transactions over the whole run, and the tree at any instant of it: from what each leader told
 * while it served (kind `txn`), so that it outlives wiped disks and purged logs.
 */
import type { Simulator } from '../../kernel/simulator.ts';
import type { TraceRecord } from '../../kernel/trace.ts';
import type { Txn } from '../../zookeeper/protocol/transactions.ts';
import { compareZxid, formatZxid } from '../../zookeeper/protocol/zxid.ts';
import { applyTransaction } from '../../zookeeper/server/tree/apply-transaction.ts';
import type { DataTree } from '../../zookeeper/server/tree/data-tree.ts';

/** A transaction with the time at which it was committed; null: it was on the disk when the run began. */
export type CommittedTxn = { readonly txn: Txn; readonly atUs: number | null };

type Told = { readonly txns: readonly Txn[]; readonly tree: DataTree | null };

/** Oldest first, up to now; each once, though new leaders tell again what they took over. */
export function committedTxns(simulator: Simulator): CommittedTxn[] {
  const seen = new Set<string>();
  const found: CommittedTxn[] = [];
  let isFirst = true;
  for (const record of recordsUntil(simulator, simulator.world.nowUs)) {
    for (const txn of (record.body as Told).txns) {
      const key = `${formatZxid(txn.zxid)} ${String(txn.timeMs)} ${txn.clientId} ${String(txn.cxid)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push({ txn, atUs: isFirst ? null : record.atUs });
    }
    isFirst = false;
  }
  return found;
}

/** The tree as clients of the leader saw it at a time; null before any leader served. */
export function treeAt(simulator: Simulator, atUs: number): DataTree | null {
  const records = recordsUntil(simulator, atUs);
  let start = records.length - 1;
  while (start >= 0 && (records[start]?.body as Told).tree === null) start -= 1;
  const base = records[start];
  let tree = base === undefined ? null : (base.body as Told).tree;
  if (tree === null) return null;
  for (const record of records.slice(start + 1)) {
    for (const txn of (record.body as Told).txns)
      if (compareZxid(txn.zxid, tree.lastProcessedZxid) > 0) tree = applyTransaction(tree, txn).tree;
  }
  return tree;
}

function recordsUntil(simulator: Simulator, atUs: number): readonly TraceRecord[] {
  const { archive } = simulator.trace;
  return archive.filter((record) => record.kind === 'txn' && record.atUs <= atUs);
}
