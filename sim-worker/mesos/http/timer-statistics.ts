/**
 * A timer metric with a window: its last value and the statistics of the values in the window.
 * Source: Mesos 1.0.1, 3rdparty/libprocess/include/process/metrics/timer.hpp, include/process/statistics.hpp.
 */
export type TimedValue = { readonly atUs: number; readonly ms: number };

/** Values kept at most. Source: process/timeseries.hpp, TIME_SERIES_CAPACITY. */
export const TIME_SERIES_CAPACITY = 1000;

const PERCENTILES: readonly (readonly [string, number])[] = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
  ['p9999', 0.9999],
];

/** Adds one value; the oldest go when there are too many. */
export function recordTimed(values: readonly TimedValue[], value: TimedValue): readonly TimedValue[] {
  const kept = values.length >= TIME_SERIES_CAPACITY ? values.slice(values.length - TIME_SERIES_CAPACITY + 1) : values;
  return Object.freeze([...kept, Object.freeze(value)]);
}

/** `NAME_ms` and, from two values on, `NAME_ms/count`, `/min`, `/max`, `/p50`, …; nothing before the first value. */
export function addTimer(
  metrics: Map<string, number>,
  name: string,
  timer: { readonly values: readonly TimedValue[]; readonly windowMs: number; readonly nowUs: number },
): void {
  const last = timer.values.at(-1);
  if (last === undefined) return;
  metrics.set(`${name}_ms`, last.ms);
  const sinceUs = timer.nowUs - timer.windowMs * 1000;
  const sorted = timer.values.filter((value) => value.atUs >= sinceUs).map((value) => value.ms);
  if (sorted.length < 2) return;
  sorted.sort((a, b) => a - b);
  metrics.set(`${name}_ms/count`, sorted.length);
  metrics.set(`${name}_ms/min`, sorted[0] as number);
  metrics.set(`${name}_ms/max`, sorted.at(-1) as number);
  for (const [label, share] of PERCENTILES) metrics.set(`${name}_ms/${label}`, percentile(sorted, share));
}

/** Linear between two neighbours. */
function percentile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const index = Math.floor(position);
  const low = sorted[index] as number;
  const high = sorted[index + 1] ?? low;
  return low + (position - index) * (high - low);
}

/** A timer of what takes no virtual time, after so many runs within its window. */
export function addInstantTimer(metrics: Map<string, number>, name: string, runs: number): void {
  if (runs === 0) return;
  metrics.set(`${name}_ms`, 0);
  if (runs < 2) return;
  metrics.set(`${name}_ms/count`, Math.min(runs, TIME_SERIES_CAPACITY));
  for (const label of ['min', 'max', ...PERCENTILES.map(([percentileLabel]) => percentileLabel)])
    metrics.set(`${name}_ms/${label}`, 0);
}
