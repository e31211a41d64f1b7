/**
 * Deleting a subtree: list it breadth first, then delete from the end, one request each.
 * Source: ZooKeeper 3.4.14, ZKUtil.java (deleteRecursive, listSubTreeBFS).
 */
import { pathProblem } from '../protocol/paths.ts';
import type { ZkOperation, ZkReplyOutput } from '../client/client.ts';

/** Time in the client between two deletes, milliseconds (our choice, reference/experiments.md 5.3). */
export const BETWEEN_DELETES_MS = 5;

export type RecursiveRemoval = {
  /** The subtree as far as it is listed. */
  readonly tree: string[];
  /** Next one to list; all are listed once it reaches the end. */
  listed: number;
  /** Left to delete, counted from the front. */
  left: number;
};

export type RemovalStep =
  | { readonly kind: 'ask'; readonly operation: ZkOperation; readonly pauseMs: number }
  | { readonly kind: 'done' }
  /** The library refused a path that the listing made (`rmr /`). */
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'failed'; readonly error: number; readonly path: string };

export function startRemoval(root: string): RecursiveRemoval {
  return { tree: [root], listed: 0, left: -1 };
}

/** The first step, or the one after a reply. */
export function stepRemoval(removal: RecursiveRemoval, reply: ZkReplyOutput | null): RemovalStep {
  if (reply !== null) {
    const path = currentPath(removal);
    if (reply.error !== 0) return { kind: 'failed', error: reply.error, path };
    if (removal.left === -1) {
      for (const name of reply.children ?? []) removal.tree.push(`${path}/${name}`);
      removal.listed += 1;
    } else removal.left -= 1;
  }
  if (removal.left === -1 && removal.listed < removal.tree.length) {
    const path = currentPath(removal);
    const problem = pathProblem(path);
    if (problem !== null) return { kind: 'refused', problem };
    return { kind: 'ask', operation: { op: 'getChildren', path, watch: false }, pauseMs: 0 };
  }
  if (removal.left === -1) removal.left = removal.tree.length;
  if (removal.left === 0) return { kind: 'done' };
  const isFirst = removal.left === removal.tree.length;
  return {
    kind: 'ask',
    operation: { op: 'delete', path: currentPath(removal), version: -1 },
    pauseMs: isFirst ? 0 : BETWEEN_DELETES_MS,
  };
}

/** The path that the request under way is about. */
function currentPath(removal: RecursiveRemoval): string {
  return removal.tree[removal.left === -1 ? removal.listed : removal.left - 1] ?? '';
}
