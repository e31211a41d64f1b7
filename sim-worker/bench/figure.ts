/** One measured figure; `bar` is what the project asks for, absent for figures that are only watched. */
export type Bar = { readonly atLeast?: number; readonly atMost?: number };

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: Bar;
  readonly ok?: boolean;
};

export function figure(name: string, value: number, unit: string, bar?: Bar): Figure {
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Math.round(value * 1000) / 1000;
  if (bar === undefined) return { name, value: rounded, unit };
  const ok = value >= (bar.atLeast ?? -Infinity) && value <= (bar.atMost ?? Infinity);
  return { name, value: rounded, unit, bar, ok };
}

/** The share-th smallest of the samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Seconds of real time that something takes. */
export function secondsFor(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/**
 * Seconds of processor time that something takes, all threads of this process together: what a free core would need at
 * most. Rates are measured by it, so that other work on the machine does not count.
 */
export function coreSecondsFor(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000_000;
}
