import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_ACL_UNSAFE } from '../../protocol/acl.ts';
import type { NodeTxn, Txn } from '../../protocol/transactions.ts';
import { makeZxid } from '../../protocol/zxid.ts';
import { applyTransaction } from './apply-transaction.ts';
import {
  childNames,
  type DataTree,
  getZnode,
  initialDataTree,
  nodeCount,
  sessionEphemerals,
  znodeStat,
} from './data-tree.ts';
import { emptyHashSet, setAdd, setList, setRemove } from './java-hash-set.ts';

function listed(names: readonly string[]): string[] {
  return setList(names.reduce(setAdd, emptyHashSet(8)));
}

describe('children in the order of a Java hash set', () => {
  it('lists as the reference’s examples', () => {
    expect(listed(['zookeeper', 'mesos', 'marathon', 'chronos'])).toEqual([
      'mesos',
      'chronos',
      'zookeeper',
      'marathon',
    ]);
    expect(listed(['json.info_0000000000', 'json.info_0000000003', 'json.info_0000000002', 'log_replicas'])).toEqual([
      'json.info_0000000003',
      'json.info_0000000002',
      'log_replicas',
      'json.info_0000000000',
    ]);
    expect(listed(['0000000000', '0000000001', '0000000002'])).toEqual(['0000000001', '0000000000', '0000000002']);
  });

  it('agrees with a table of buckets that grows like Java’s, whatever comes and goes', () => {
    const step = fc.record({ add: fc.boolean(), name: fc.string({ maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let set = emptyHashSet(8);
        const model = new JavaTable(8);
        for (const { add, name } of steps) {
          set = add ? setAdd(set, name) : setRemove(set, name);
          if (add) model.add(name);
          else model.remove(name);
        }
        expect(setList(set)).toEqual(model.list());
      }),
    );
  });
});

/** java.util.HashMap's table, written down directly. */
class JavaTable {
  private buckets: string[][];
  private size = 0;
  constructor(capacity: number) {
    this.buckets = Array.from({ length: capacity }, () => []);
  }
  private bucket(name: string): string[] {
    let hash = 0;
    for (const character of name.split('')) hash = (Math.imul(31, hash) + character.charCodeAt(0)) | 0;
    return this.buckets[(hash ^ (hash >>> 16)) & (this.buckets.length - 1)] as string[];
  }
  add(name: string): void {
    if (this.bucket(name).includes(name)) return;
    this.bucket(name).push(name);
    this.size += 1;
    if (this.size <= this.buckets.length * 0.75) return;
    const all = this.list();
    this.buckets = Array.from({ length: this.buckets.length * 2 }, () => []);
    for (const moved of all) this.bucket(moved).push(moved);
  }
  remove(name: string): void {
    const bucket = this.bucket(name);
    if (!bucket.includes(name)) return;
    bucket.splice(bucket.indexOf(name), 1);
    this.size -= 1;
  }
  list(): string[] {
    return this.buckets.flat();
  }
}

function txn(counter: number, body: Txn['body'], clientId = 'a1'): Txn {
  return { clientId, cxid: counter, zxid: makeZxid(1, counter), timeMs: 1000 + counter, body };
}

function create(path: string, options: { readonly parentCversion: number; readonly ephemeral?: boolean }): NodeTxn {
  const { parentCversion, ephemeral = false } = options;
  return { type: 'create', path, data: null, acl: OPEN_ACL_UNSAFE, ephemeral, parentCversion };
}

function applyAll(txns: readonly Txn[]): DataTree {
  return txns.reduce((tree, item) => applyTransaction(tree, item).tree, initialDataTree());
}

describe('data tree', () => {
  it('starts with the root, /zookeeper and /zookeeper/quota, counted as four', () => {
    const tree = initialDataTree();
    expect(nodeCount(tree)).toBe(4);
    expect(getZnode(tree, '')).toBe(getZnode(tree, '/'));
  });

  it('shows creations plus deletions of children as cversion', () => {
    const tree = applyAll([
      txn(1, create('/a', { parentCversion: 1 })),
      txn(2, create('/a/x', { parentCversion: 1 })),
      txn(3, create('/a/y', { parentCversion: 2 })),
      txn(4, { type: 'delete', path: '/a/x' }),
    ]);
    const node = getZnode(tree, '/a');
    expect(node === undefined ? null : znodeStat(node)).toMatchObject({
      cversion: 3,
      numChildren: 1,
      version: 0,
      pzxid: { epoch: 1, counter: 4 },
    });
    expect(tree.lastProcessedZxid).toEqual({ epoch: 1, counter: 4 });
  });

  it('removes the ephemerals of a closed session, and only those', () => {
    const tree = applyAll([
      txn(1, create('/mine', { parentCversion: 1, ephemeral: true }), 'a1'),
      txn(2, create('/other', { parentCversion: 2, ephemeral: true }), 'b2'),
      txn(3, { type: 'closeSession' }, 'a1'),
    ]);
    expect(getZnode(tree, '/mine')).toBeUndefined();
    expect(sessionEphemerals(tree, 'b2')).toEqual(['/other']);
    expect(tree.ephemeralCount).toBe(1);
  });

  it('leaves the tree before an update as it was', () => {
    const before = applyAll([txn(1, create('/a', { parentCversion: 1 }))]);
    const { tree: after } = applyTransaction(before, txn(2, create('/a/b', { parentCversion: 1 })));
    expect(childNames(getZnode(before, '/a') ?? fail())).toEqual([]);
    expect(childNames(getZnode(after, '/a') ?? fail())).toEqual(['b']);
  });

  it('answers what cannot be applied with its code and goes on', () => {
    const tree = initialDataTree();
    expect(applyTransaction(tree, txn(1, create('/a/b', { parentCversion: 1 }))).result.err).toBe(-101);
    expect(applyTransaction(tree, txn(1, { type: 'delete', path: '/a' })).tree.lastProcessedZxid).toEqual({
      epoch: 1,
      counter: 1,
    });
  });
});

function fail(): never {
  throw new Error('a znode is missing');
}
