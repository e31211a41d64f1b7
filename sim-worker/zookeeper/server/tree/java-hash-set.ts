/**
 * Immutable set of names that lists them in the order of java.util.HashSet, which getChildren shows.
 * Source: OpenJDK 8 java.util.HashMap (hash spreading, load factor 0.75, tables only grow, a split keeps relative order);
 * ZooKeeper 3.4.14 server/DataNode.java (`new HashSet<String>(8)`), DataTree.java (ephemerals: default capacity 16).
 * Left out: buckets of eight and more that Java turns into trees (docs/fidelity.md).
 */
import {
  emptyMap,
  mapChanges,
  mapDelete,
  mapEntries,
  mapHas,
  mapSet,
  type PersistentMap,
} from '../../../kernel/persistent-map.ts';

export type JavaHashSet = {
  /** Name to the number of its insertion: the order within a bucket. */
  readonly names: PersistentMap<number>;
  readonly nextNumber: number;
  readonly tableSize: number;
};

export const NODE_CHILDREN_CAPACITY = 8;
export const DEFAULT_CAPACITY = 16;

export function emptyHashSet(capacity: number): JavaHashSet {
  return Object.freeze({ names: emptyMap<number>(), nextNumber: 0, tableSize: capacity });
}

/** Shared by all znodes without children. */
export const NO_CHILDREN: JavaHashSet = emptyHashSet(NODE_CHILDREN_CAPACITY);

export function setSize(set: JavaHashSet): number {
  return set.names.size;
}

export function setHas(set: JavaHashSet, name: string): boolean {
  return mapHas(set.names, name);
}

export function setAdd(set: JavaHashSet, name: string): JavaHashSet {
  if (mapHas(set.names, name)) return set;
  const names = mapSet(set.names, name, set.nextNumber);
  const grows = names.size > set.tableSize * 0.75;
  return Object.freeze({ names, nextNumber: set.nextNumber + 1, tableSize: grows ? set.tableSize * 2 : set.tableSize });
}

export function setRemove(set: JavaHashSet, name: string): JavaHashSet {
  const names = mapDelete(set.names, name);
  return names === set.names ? set : Object.freeze({ ...set, names });
}

/** Names in Java's iteration order: by bucket, within a bucket by insertion. */
export function setList(set: JavaHashSet): string[] {
  const rows: { name: string; bucket: number; number: number }[] = [];
  for (const [name, number] of mapEntries(set.names))
    rows.push({ name, bucket: spreadHash(name) & (set.tableSize - 1), number });
  rows.sort((a, b) => a.bucket - b.bucket || a.number - b.number);
  return rows.map((row) => row.name);
}

/** Names in no useful order, for counting and membership scans. */
export function* setNames(set: JavaHashSet): IterableIterator<string> {
  for (const [name] of mapEntries(set.names)) yield name;
}

/** Names that only one of two sets holds, and those that were taken out and put in again. */
export function setChanges(before: JavaHashSet, after: JavaHashSet): IterableIterator<string> {
  return mapChanges(before.names, after.names);
}

/** The set as a reader of a snapshot makes it: a new table, filled in the old one's order. */
export function rebuildSet(set: JavaHashSet, capacity: number): JavaHashSet {
  if (set.names.size === 0) return capacity === NODE_CHILDREN_CAPACITY ? NO_CHILDREN : emptyHashSet(capacity);
  return setList(set).reduce(setAdd, emptyHashSet(capacity));
}

/** String.hashCode, its high half folded into the low one. */
function spreadHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash ^ (hash >>> 16);
}
