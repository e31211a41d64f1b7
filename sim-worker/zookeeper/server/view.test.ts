import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPEN_ACL_UNSAFE } from '../protocol/acl.ts';
import type { NodeTxn } from '../protocol/transactions.ts';
import { makeZxid } from '../protocol/zxid.ts';
import { applyTransaction } from './tree/apply-transaction.ts';
import { type DataTree, initialDataTree } from './tree/data-tree.ts';
import { readChildren } from './view.ts';

function apply(tree: DataTree, body: NodeTxn, counter: number): DataTree {
  return applyTransaction(tree, { clientId: '1', cxid: counter, zxid: makeZxid(1, counter), timeMs: 0, body }).tree;
}

function create(path: string): NodeTxn {
  return { type: 'create', path, data: null, acl: OPEN_ACL_UNSAFE, ephemeral: false, parentCversion: 1 };
}

function names(tree: DataTree, path: string): readonly string[] | undefined {
  return readChildren(tree, path, { offset: 0, limit: 10_000 })?.rows.map((row) => row.name);
}

describe('children in name order', () => {
  it('are those of the tree that is asked, whichever was asked before', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(40), fc.boolean()), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (given) => {
        let tree = apply(initialDataTree(), create('/f'), 1);
        const model = new Set<string>();
        given.forEach(([isCreate, number, looks], index) => {
          const name = `n${String(number)}`;
          if (isCreate === model.has(name)) return;
          tree = apply(tree, isCreate ? create(`/f/${name}`) : { type: 'delete', path: `/f/${name}` }, index + 2);
          if (isCreate) model.add(name);
          else model.delete(name);
          if (looks) expect(names(tree, '/f')).toEqual([...model].sort());
        });
        expect(names(tree, '/f')).toEqual([...model].sort());
      }),
    );
  });
});
