import { describe, expect, it } from 'vitest';
import type { Txn } from '../../protocol/transactions.ts';
import { makeZxid } from '../../protocol/zxid.ts';
import { type Database, initialDatabase, noteCommitted } from '../storage/database.ts';
import { decideSync } from './sync-decision.ts';

function txn(epoch: number, counter: number): Txn {
  return {
    clientId: 'a',
    cxid: counter,
    zxid: makeZxid(epoch, counter),
    timeMs: 0,
    body: { type: 'error', err: -101 },
  };
}

/** A database whose committed log holds these zxids. */
function committed(...zxids: readonly (readonly [number, number])[]): Database {
  const database = initialDatabase();
  for (const [epoch, counter] of zxids) noteCommitted(database, txn(epoch, counter));
  const last = zxids.at(-1);
  if (last !== undefined)
    database.tree = Object.freeze({ ...database.tree, lastProcessedZxid: makeZxid(last[0], last[1]) });
  return database;
}

describe('how a leader brings a learner in step', () => {
  it('sends an empty DIFF to one that has the same last zxid', () => {
    expect(decideSync(committed([1, 1], [1, 2]), makeZxid(1, 2))).toMatchObject({ kind: 'DIFF', txns: [] });
  });

  it('sends what is missing as DIFF to one within the committed log', () => {
    const decision = decideSync(committed([1, 1], [1, 2], [1, 3]), makeZxid(1, 1));
    expect(decision.kind).toBe('DIFF');
    expect(decision.zxid).toEqual({ epoch: 1, counter: 3 });
    expect(decision.txns.map((item) => item.zxid.counter)).toEqual([2, 3]);
  });

  it('cuts off what only the learner logged, then sends what followed', () => {
    const decision = decideSync(committed([1, 1], [1, 2], [2, 1]), makeZxid(1, 5));
    expect(decision.kind).toBe('TRUNC');
    expect(decision.zxid).toEqual({ epoch: 1, counter: 2 });
    expect(decision.txns.map((item) => item.zxid)).toEqual([{ epoch: 2, counter: 1 }]);
  });

  it('cuts off one that is ahead of everything', () => {
    expect(decideSync(committed([1, 1], [1, 2]), makeZxid(1, 9))).toMatchObject({
      kind: 'TRUNC',
      zxid: { epoch: 1, counter: 2 },
      txns: [],
    });
  });

  it('sends a snapshot to one behind the committed log, and when the log is empty', () => {
    expect(decideSync(committed([1, 5], [1, 6]), makeZxid(1, 4)).kind).toBe('SNAP');
    const empty = initialDatabase();
    empty.tree = Object.freeze({ ...empty.tree, lastProcessedZxid: makeZxid(4, 0) });
    expect(decideSync(empty, makeZxid(3, 0x52)).kind).toBe('SNAP');
  });
});
