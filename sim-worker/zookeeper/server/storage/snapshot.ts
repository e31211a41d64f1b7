/**
 * Snapshot of a database, as it lies on disk and as a leader sends it. Source: ZooKeeper 3.4.14,
 * server/persistence/FileSnap.java, server/util/SerializeUtils.java. The tree is an immutable value, so a snapshot shares it
 * and is exact, where the original is fuzzy (docs/fidelity.md).
 */
import { mapEntries, mapSet, type PersistentMap } from '../../../kernel/persistent-map.ts';
import { NO_SESSION } from '../../protocol/session-id.ts';
import { type DataTree, nodeCount, type Znode } from '../tree/data-tree.ts';
import {
  DEFAULT_CAPACITY,
  type JavaHashSet,
  NODE_CHILDREN_CAPACITY,
  rebuildSet,
  setSize,
} from '../tree/java-hash-set.ts';
import type { Database } from './database.ts';

export type Snapshot = { readonly kind: 'snapshot'; readonly tree: DataTree; readonly sessions: PersistentMap<number> };

/** Bytes of one serialized znode besides path and data: lengths, ACL reference, persisted stat. */
const ZNODE_OVERHEAD = 4 + 4 + 8 + 60;
const SESSION_BYTES = 12;
const FRAME_BYTES = 64;

export function takeSnapshot(database: Database): Snapshot {
  return Object.freeze({ kind: 'snapshot', tree: database.tree, sessions: database.sessions });
}

export function snapshotSize(snapshot: Snapshot): number {
  const { tree, sessions } = snapshot;
  return FRAME_BYTES + tree.dataSizeBytes + nodeCount(tree) * ZNODE_OVERHEAD + sessions.size * SESSION_BYTES;
}

/** The tree as a reader of the snapshot builds it: hash tables of children are made anew, so their order may differ. */
export function restoreTree(tree: DataTree): DataTree {
  let nodes = tree.nodes;
  for (const [path, node] of mapEntries(tree.nodes)) {
    if (isFresh(node.children)) continue;
    nodes = mapSet<Znode>(
      nodes,
      path,
      Object.freeze({ ...node, children: rebuildSet(node.children, NODE_CHILDREN_CAPACITY) }),
    );
  }
  let ephemerals = tree.ephemerals;
  for (const [owner, paths] of mapEntries(tree.ephemerals)) {
    if (owner !== NO_SESSION && !isFresh(paths))
      ephemerals = mapSet(ephemerals, owner, rebuildSet(paths, DEFAULT_CAPACITY));
  }
  return Object.freeze({ ...tree, nodes, ephemerals });
}

/** A set that never lost a member and stands alone in its buckets needs no rebuilding to list alike. */
function isFresh(set: JavaHashSet): boolean {
  return setSize(set) === 0 || (setSize(set) === 1 && set.tableSize <= DEFAULT_CAPACITY);
}
