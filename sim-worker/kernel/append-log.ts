/**
 * Immutable append-only list in chunks: appending shares all full chunks with the list before it. For transaction logs,
 * log files and histories, which snapshots must not copy. Items are immutable values.
 */
import { assert } from './assert.ts';

const CHUNK = 64;

export type AppendLog<T> = {
  /** Items dropped from the front so far: the index of the first one kept. */
  readonly first: number;
  readonly chunks: readonly (readonly T[])[];
  readonly tail: readonly T[];
  /** Index after the last item; `size - first` items are kept. */
  readonly size: number;
};

const EMPTY: AppendLog<never> = Object.freeze({
  first: 0,
  chunks: Object.freeze([]),
  tail: Object.freeze([]),
  size: 0,
});

export function emptyLog<T>(): AppendLog<T> {
  return EMPTY;
}

export function logSize<T>(log: AppendLog<T>): number {
  return log.size;
}

export function logAppend<T>(log: AppendLog<T>, item: T): AppendLog<T> {
  const tail = [...log.tail, item];
  if (tail.length < CHUNK) return Object.freeze({ ...log, tail, size: log.size + 1 });
  return Object.freeze({
    first: log.first,
    chunks: [...log.chunks, Object.freeze(tail)],
    tail: [],
    size: log.size + 1,
  });
}

/** The item at an index counted from the first ever appended; undefined when dropped or not yet there. */
export function logGet<T>(log: AppendLog<T>, index: number): T | undefined {
  const position = index - log.first;
  if (position < 0 || index >= log.size) return undefined;
  const chunk = log.chunks[Math.floor(position / CHUNK)];
  return chunk === undefined ? log.tail[position - log.chunks.length * CHUNK] : chunk[position % CHUNK];
}

/** Items with indices in [from, to), those still kept. */
export function logSlice<T>(log: AppendLog<T>, from: number, to: number): T[] {
  const items: T[] = [];
  for (let index = Math.max(from, log.first); index < Math.min(to, log.size); index += 1) {
    const item = logGet(log, index);
    assert(item !== undefined, 'an index within the bounds has an item');
    items.push(item);
  }
  return items;
}

/** Keeps the items below index `count`. */
export function logTruncate<T>(log: AppendLog<T>, count: number): AppendLog<T> {
  if (count >= log.size) return log;
  const kept = Math.max(0, count - log.first);
  const full = Math.floor(kept / CHUNK);
  const source = log.chunks[full] ?? log.tail;
  return Object.freeze({
    first: Math.min(log.first, count),
    chunks: log.chunks.slice(0, full),
    tail: source.slice(0, kept - full * CHUNK),
    size: count,
  });
}

/** Drops whole chunks from the front until at most `limit` items plus one chunk are kept. */
export function logDropOldest<T>(log: AppendLog<T>, limit: number): AppendLog<T> {
  const excess = Math.floor((log.size - log.first - limit) / CHUNK);
  if (excess <= 0) return log;
  return Object.freeze({ ...log, first: log.first + excess * CHUNK, chunks: log.chunks.slice(excess) });
}
