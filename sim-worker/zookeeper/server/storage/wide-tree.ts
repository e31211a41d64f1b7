/** A tree of many znodes below one parent, as it grows where every job leaves an entry: for scenarios that ask how pages bear it. */
import { OPEN_ACL_UNSAFE } from '../../protocol/acl.ts';
import { utf8Bytes } from '../../protocol/text-bytes.ts';
import { makeZxid } from '../../protocol/zxid.ts';
import { applyTransaction } from '../tree/apply-transaction.ts';
import { type DataTree, initialDataTree } from '../tree/data-tree.ts';

/** `/wide` with so many children, created in order in an epoch. */
export function wideTree(size: number, epoch: number): DataTree {
  let tree = initialDataTree();
  for (let index = 0; index <= size; index += 1) {
    const name = `n${String(index - 1).padStart(6, '0')}`;
    const path = index === 0 ? '/wide' : `/wide/${name}`;
    const body = { type: 'create', path, data: utf8Bytes(name), acl: OPEN_ACL_UNSAFE, ephemeral: false } as const;
    const txn = { clientId: '1', cxid: index, zxid: makeZxid(epoch, index + 1), timeMs: 0 };
    tree = applyTransaction(tree, { ...txn, body: { ...body, parentCversion: Math.max(1, index) } }).tree;
  }
  return tree;
}
