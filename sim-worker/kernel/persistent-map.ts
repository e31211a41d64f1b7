/**
 * Immutable map from text to values, for collections too large to copy: an update shares all but O(log n) nodes with
 * the map before it, so snapshots, undo and comparison of old and new are cheap. A hash array mapped trie
 * (Bagwell, "Ideal Hash Trees", 2001) with 32-way nodes. Iteration is in hash order: the same keys give the same order
 * whatever their history, but sort wherever a person or a protocol sees the order.
 */
import { hashText } from './hash.ts';

type Leaf<V> = { readonly kind: 0; readonly hash: number; readonly key: string; readonly value: V };
type Branch<V> = { readonly kind: 1; readonly bitmap: number; readonly items: readonly TrieNode<V>[] };
/** Keys whose 32-bit hashes are equal, sorted by key. */
type Collision<V> = { readonly kind: 2; readonly hash: number; readonly leaves: readonly Leaf<V>[] };
type TrieNode<V> = Leaf<V> | Branch<V> | Collision<V>;

export type PersistentMap<V> = { readonly size: number; readonly root: TrieNode<V> | null };

const BITS = 5;
const MASK = 31;

const EMPTY: PersistentMap<never> = Object.freeze({ size: 0, root: null });

export function emptyMap<V>(): PersistentMap<V> {
  return EMPTY;
}

export function mapSize<V>(map: PersistentMap<V>): number {
  return map.size;
}

export function mapGet<V>(map: PersistentMap<V>, key: string): V | undefined {
  const hash = hashText(key);
  let node = map.root;
  for (let shift = 0; node !== null; shift += BITS) {
    if (node.kind === 0) return node.key === key ? node.value : undefined;
    if (node.kind === 2) return node.leaves.find((leaf) => leaf.key === key)?.value;
    const bit = 1 << ((hash >>> shift) & MASK);
    if ((node.bitmap & bit) === 0) return undefined;
    node = node.items[countBits(node.bitmap & (bit - 1))] ?? null;
  }
  return undefined;
}

export function mapHas<V>(map: PersistentMap<V>, key: string): boolean {
  return hasKey(map.root, key, hashText(key));
}

function hasKey<V>(root: TrieNode<V> | null, key: string, hash: number): boolean {
  let node = root;
  for (let shift = 0; node !== null; shift += BITS) {
    if (node.kind === 0) return node.key === key;
    if (node.kind === 2) return node.leaves.some((leaf) => leaf.key === key);
    const bit = 1 << ((hash >>> shift) & MASK);
    if ((node.bitmap & bit) === 0) return false;
    node = node.items[countBits(node.bitmap & (bit - 1))] ?? null;
  }
  return false;
}

export function mapSet<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  const hash = hashText(key);
  const leaf: Leaf<V> = { kind: 0, hash, key, value };
  const grows = !hasKey(map.root, key, hash);
  const root = map.root === null ? leaf : insert(map.root, leaf, 0);
  return Object.freeze({ size: map.size + (grows ? 1 : 0), root });
}

export function mapDelete<V>(map: PersistentMap<V>, key: string): PersistentMap<V> {
  const hash = hashText(key);
  if (map.root === null || !hasKey(map.root, key, hash)) return map;
  return Object.freeze({ size: map.size - 1, root: remove(map.root, key, hash, 0) });
}

/**
 * Keys that only one of two maps holds, or that have another value in each. What the maps share is skipped, so that the cost
 * is that of what happened between them.
 */
export function* mapChanges<V>(before: PersistentMap<V>, after: PersistentMap<V>): IterableIterator<string> {
  const stack: [TrieNode<V> | null, TrieNode<V> | null][] = [[before.root, after.root]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (a?.kind === 1 && b?.kind === 1) {
      for (let slot = 0; slot < 32; slot += 1) stack.push([itemAt(a, slot), itemAt(b, slot)]);
      continue;
    }
    const old = new Map(mapEntries({ size: 0, root: a }));
    const now = new Map(mapEntries({ size: 0, root: b }));
    for (const [key, value] of old) if (!now.has(key) || now.get(key) !== value) yield key;
    for (const key of now.keys()) if (!old.has(key)) yield key;
  }
}

function itemAt<V>(branch: Branch<V>, slot: number): TrieNode<V> | null {
  const bit = 1 << slot;
  if ((branch.bitmap & bit) === 0) return null;
  return branch.items[countBits(branch.bitmap & (bit - 1))] ?? null;
}

export function* mapEntries<V>(map: PersistentMap<V>): IterableIterator<readonly [string, V]> {
  if (map.root === null) return;
  const stack: TrieNode<V>[] = [map.root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) return;
    if (node.kind === 0) yield [node.key, node.value];
    else {
      const below: readonly TrieNode<V>[] = node.kind === 1 ? node.items : node.leaves;
      for (let index = below.length - 1; index >= 0; index -= 1) {
        const item = below[index];
        if (item !== undefined) stack.push(item);
      }
    }
  }
}

export function* mapKeys<V>(map: PersistentMap<V>): IterableIterator<string> {
  for (const [key] of mapEntries(map)) yield key;
}

export function* mapValues<V>(map: PersistentMap<V>): IterableIterator<V> {
  for (const [, value] of mapEntries(map)) yield value;
}

function insert<V>(node: TrieNode<V>, leaf: Leaf<V>, shift: number): TrieNode<V> {
  if (node.kind === 1) {
    const bit = 1 << ((leaf.hash >>> shift) & MASK);
    const position = countBits(node.bitmap & (bit - 1));
    const items = node.items.slice();
    const child = items[position];
    if ((node.bitmap & bit) !== 0 && child !== undefined) {
      items[position] = insert(child, leaf, shift + BITS);
      return { kind: 1, bitmap: node.bitmap, items };
    }
    items.splice(position, 0, leaf);
    return { kind: 1, bitmap: node.bitmap | bit, items };
  }
  if (node.kind === 0 && node.key === leaf.key) return leaf;
  if (node.hash === leaf.hash) return collide(node, leaf);
  return join(node, leaf, shift);
}

function collide<V>(node: Leaf<V> | Collision<V>, leaf: Leaf<V>): Collision<V> {
  const others = (node.kind === 0 ? [node] : node.leaves).filter((other) => other.key !== leaf.key);
  const leaves = [...others, leaf].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { kind: 2, hash: leaf.hash, leaves };
}

function join<V>(a: Leaf<V> | Collision<V>, b: Leaf<V>, shift: number): Branch<V> {
  const slotA = (a.hash >>> shift) & MASK;
  const slotB = (b.hash >>> shift) & MASK;
  if (slotA === slotB) return { kind: 1, bitmap: 1 << slotA, items: [join(a, b, shift + BITS)] };
  return { kind: 1, bitmap: (1 << slotA) | (1 << slotB), items: slotA < slotB ? [a, b] : [b, a] };
}

/** The node without the key, which is known to be in it; null when nothing is left. */
function remove<V>(node: TrieNode<V>, key: string, hash: number, shift: number): TrieNode<V> | null {
  if (node.kind === 0) return null;
  if (node.kind === 2) {
    const leaves = node.leaves.filter((leaf) => leaf.key !== key);
    return leaves.length === 1 ? (leaves[0] ?? null) : { kind: 2, hash: node.hash, leaves };
  }
  const bit = 1 << ((hash >>> shift) & MASK);
  const position = countBits(node.bitmap & (bit - 1));
  const child = node.items[position];
  if (child === undefined) return node;
  const rest = remove(child, key, hash, shift + BITS);
  const items = node.items.slice();
  if (rest !== null) items[position] = rest;
  else items.splice(position, 1);
  const only = items[0];
  if (only === undefined) return null;
  if (items.length === 1 && only.kind !== 1) return only; // A lone leaf moves up, so that equal maps have equal shapes.
  return { kind: 1, bitmap: rest === null ? node.bitmap & ~bit : node.bitmap, items };
}

function countBits(bits: number): number {
  let value = bits - ((bits >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
