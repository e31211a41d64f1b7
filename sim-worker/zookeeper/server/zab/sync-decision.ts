/**
 * How a leader brings a learner in step: DIFF, TRUNC or SNAP. Source: ZooKeeper 3.4.14, quorum/LearnerHandler.java (run).
 * The comparison is of numbers only: transactions of a wiped past with the same zxids are not told apart.
 */
import { logSize, logSlice } from '../../../kernel/append-log.ts';
import type { Txn } from '../../protocol/transactions.ts';
import { compareZxid, sameZxid, type Zxid } from '../../protocol/zxid.ts';
import { committedBounds, type Database, firstCommitted } from '../storage/database.ts';

export type SyncDecision = {
  readonly kind: 'DIFF' | 'TRUNC' | 'SNAP';
  /** Of the header. */
  readonly zxid: Zxid;
  /** Sent as proposal and commit. */
  readonly txns: readonly Txn[];
  /** What is proposed now goes to the learner from behind this zxid on. */
  readonly forwardAfter: Zxid;
};

export function decideSync(database: Database, peerZxid: Zxid): SyncDecision {
  const last = database.tree.lastProcessedZxid;
  if (sameZxid(peerZxid, last)) return { kind: 'DIFF', zxid: peerZxid, txns: [], forwardAfter: peerZxid };
  // The original always forwards from the peer's zxid on; one that is ahead would never hear of proposals that it has to drop.
  const forwardAfter = compareZxid(peerZxid, last) > 0 ? last : peerZxid;
  const snap: SyncDecision = { kind: 'SNAP', zxid: last, txns: [], forwardAfter };
  const bounds = committedBounds(database);
  if (bounds === null || compareZxid(peerZxid, bounds.min.zxid) < 0) return snap;
  if (compareZxid(peerZxid, bounds.max.zxid) > 0) {
    return { kind: 'TRUNC', zxid: bounds.max.zxid, txns: [], forwardAfter: bounds.max.zxid };
  }
  return decideFromLog(
    logSlice(database.committed, firstCommitted(database), logSize(database.committed)),
    peerZxid,
    bounds.max.zxid,
  );
}

/** The peer lies within the log: it gets what follows, and loses what the log does not know. */
function decideFromLog(log: readonly Txn[], peerZxid: Zxid, max: Zxid): SyncDecision {
  const txns = log.filter((txn) => compareZxid(txn.zxid, peerZxid) > 0);
  const known = log[log.length - txns.length - 1];
  if (txns.length > 0 && known !== undefined && compareZxid(known.zxid, peerZxid) < 0) {
    return { kind: 'TRUNC', zxid: known.zxid, txns, forwardAfter: known.zxid };
  }
  return { kind: 'DIFF', zxid: max, txns, forwardAfter: peerZxid };
}
