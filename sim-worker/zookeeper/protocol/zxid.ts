/**
 * Transaction ids: the epoch of the leader that made the transaction and its counter within that epoch.
 * Source: ZooKeeper 3.4.14, server/util/ZxidUtils.java. A zxid is 64 bits wide, more than a number holds, hence a record.
 */
import { assert } from '../../kernel/assert.ts';

export type Zxid = { readonly epoch: number; readonly counter: number };

export const ZERO_ZXID: Zxid = Object.freeze({ epoch: 0, counter: 0 });
/** Highest counter; reaching it makes the leader step down so that a new epoch begins. */
export const MAX_COUNTER = 0xffffffff;

export function makeZxid(epoch: number, counter: number): Zxid {
  assert(counter >= 0 && counter <= MAX_COUNTER, 'a zxid counter has 32 bits');
  return Object.freeze({ epoch, counter });
}

/** Negative when `a` is older than `b`. */
export function compareZxid(a: Zxid, b: Zxid): number {
  return a.epoch === b.epoch ? a.counter - b.counter : a.epoch - b.epoch;
}

export function sameZxid(a: Zxid, b: Zxid): boolean {
  return a.epoch === b.epoch && a.counter === b.counter;
}

/** Exact while the epoch stays below 2^21: a key for maps and sorting. */
export function zxidKey(zxid: Zxid): number {
  assert(zxid.epoch < 2097152, 'an epoch fits in 21 bits');
  return zxid.epoch * 4294967296 + zxid.counter;
}

/** As Java's Long.toHexString: without padding and without 0x. */
export function formatZxid(zxid: Zxid): string {
  if (zxid.epoch === 0) return zxid.counter.toString(16);
  return zxid.epoch.toString(16) + zxid.counter.toString(16).padStart(8, '0');
}

/** With 0x, as logs and stat print it. */
export function zxidText(zxid: Zxid): string {
  return `0x${formatZxid(zxid)}`;
}

/** Reads what `formatZxid` or `zxidText` wrote; null when it is no such text. */
export function parseZxid(text: string): Zxid | null {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (!/^[0-9a-f]{1,16}$/.test(digits)) return null;
  const low = digits.slice(-8);
  const high = digits.slice(0, -8);
  return makeZxid(high === '' ? 0 : Number.parseInt(high, 16), Number.parseInt(low, 16));
}
