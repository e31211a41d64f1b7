/**
 * Latencies in buckets that grow with the value: 32 to each doubling, so that a percentile is off by 3 % at most.
 * Only integers; sparse, since a window of a second holds few requests.
 */
/** Bucket to count. */
export type Histogram = readonly (readonly [bucket: number, count: number])[];

/** Resolution: a tenth of a millisecond. */
const UNIT_US = 100;
const FINE = 32;

export function bucketOf(latencyUs: number): number {
  let value = Math.floor(latencyUs / UNIT_US);
  let doublings = 0;
  while (value >= 2 * FINE) {
    value = Math.floor(value / 2);
    doublings += 1;
  }
  return doublings * FINE + value;
}

/** Middle of a bucket, in ms. */
export function bucketMs(bucket: number): number {
  const doublings = Math.max(0, Math.floor(bucket / FINE) - 1);
  const value = bucket - doublings * FINE;
  let size = 1;
  for (let step = 0; step < doublings; step += 1) size *= 2;
  return ((value + 0.5) * size * UNIT_US) / 1000;
}

export function addHistogram(sum: Map<number, number>, part: Histogram): void {
  for (const [bucket, count] of part) sum.set(bucket, (sum.get(bucket) ?? 0) + count);
}

/** The value in ms below which that share of all lies; null when there are none. */
export function percentileMs(counts: ReadonlyMap<number, number>, share: number): number | null {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share - 1e-9));
  for (const [bucket, count] of sorted) {
    left -= count;
    if (left <= 0) return bucketMs(bucket);
  }
  return null;
}
