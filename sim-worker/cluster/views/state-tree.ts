/**
 * A program's state as a tree of plain values for the inspector, bounded in depth, breadth and size, so that a master
 * with thousands of tasks can be looked at.
 */
import { type PersistentMap, mapEntries } from '../../kernel/persistent-map.ts';

const DEPTH_LIMIT = 7;
const BREADTH_LIMIT = 100;
const NODE_LIMIT = 5000;
const TEXT_LIMIT = 500;
const BYTES_LIMIT = 64;

type Budget = { nodes: number };

export function stateTree(state: unknown): unknown {
  return describe(state, 0, { nodes: NODE_LIMIT });
}

function describe(value: unknown, depth: number, budget: Budget): unknown {
  budget.nodes -= 1;
  if (typeof value === 'string') return value.length > TEXT_LIMIT ? `${value.slice(0, TEXT_LIMIT)}…` : value;
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value;
  if (ArrayBuffer.isView(value)) return describeBytes(value);
  if (depth >= DEPTH_LIMIT || budget.nodes <= 0) return '…';
  if (Array.isArray(value)) return describeList(value, value.length, depth, budget);
  if (value instanceof Set) return describeList(value, value.size, depth, budget);
  if (value instanceof Map) return describeEntries(value, value.size, depth, budget);
  if (isPersistentMap(value)) return describeEntries(mapEntries(value), value.size, depth, budget);
  const entries = Object.entries(value);
  return describeEntries(entries, entries.length, depth, budget);
}

function isPersistentMap(value: object): value is PersistentMap<unknown> {
  if (!('size' in value && 'root' in value) || Object.keys(value).length !== 2) return false;
  return value.root === null || (typeof value.root === 'object' && 'kind' in value.root);
}

function describeList(items: Iterable<unknown>, count: number, depth: number, budget: Budget): unknown[] {
  const shown: unknown[] = [];
  for (const item of items) {
    if (shown.length >= BREADTH_LIMIT || budget.nodes <= 0) break;
    shown.push(describe(item, depth + 1, budget));
  }
  if (count > shown.length) shown.push(`… ${count - shown.length} more`);
  return shown;
}

/** Keys that look like numbers would come first in an object: they keep their text and get their order from the page. */
function describeEntries(
  entries: Iterable<readonly [unknown, unknown]>,
  count: number,
  depth: number,
  budget: Budget,
): Record<string, unknown> {
  const shown: [string, unknown][] = [];
  for (const [key, item] of entries) {
    if (shown.length >= BREADTH_LIMIT || budget.nodes <= 0) break;
    shown.push([String(key), describe(item, depth + 1, budget)]);
  }
  if (count > shown.length) shown.push(['…', `${count - shown.length} more`]);
  return Object.fromEntries(shown);
}

function describeBytes(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, BYTES_LIMIT));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${view.byteLength} bytes: ${hex}${view.byteLength > BYTES_LIMIT ? ' …' : ''}`;
}
