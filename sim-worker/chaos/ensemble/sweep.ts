/** Many seeds one after the other, for `sim fuzz`: odd ones on three servers, even ones on five; failing runs are shrunk. */
import { shrinkFailure } from './shrink.ts';
import { type EnsembleOutcome, tryEnsemble } from './try-ensemble.ts';

export type SweepOptions = {
  readonly firstSeed: number;
  readonly seeds: number;
  /** This part of them, counted from 1: `{ index: 2, of: 4 }`. */
  readonly shard?: { readonly index: number; readonly of: number };
};

export type SweepSummary = {
  readonly runs: number;
  /** Failing runs with the fewest faults that still fail. */
  readonly failures: readonly EnsembleOutcome[];
  /** Milliseconds from the mending to serving: median, 90th and 99th percentile, longest. */
  readonly healedMs: { readonly median: number; readonly p90: number; readonly p99: number; readonly longest: number };
  readonly acknowledgedWrites: number;
  readonly watchEvents: number;
  readonly executed: number;
};

export function seedSize(seed: number): number {
  return seed % 2 === 1 ? 3 : 5;
}

/** One outcome for each seed, failing ones shrunk. */
export function* sweepEnsembles(options: SweepOptions): Generator<EnsembleOutcome, void> {
  const { firstSeed, seeds, shard = { index: 1, of: 1 } } = options;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    if (seed % shard.of !== shard.index % shard.of) continue;
    const outcome = tryEnsemble({ seed, size: seedSize(seed) });
    yield outcome.problems.length === 0 ? outcome : shrinkFailure(outcome);
  }
}

export function summarizeSweep(outcomes: readonly EnsembleOutcome[]): SweepSummary {
  const healed = outcomes.map((outcome) => outcome.healedMs).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(healed[Math.floor(share * (healed.length - 1))] ?? 0);
  const sum = (value: (outcome: EnsembleOutcome) => number): number =>
    outcomes.reduce((total, o) => total + value(o), 0);
  return {
    runs: outcomes.length,
    failures: outcomes.filter((outcome) => outcome.problems.length > 0),
    healedMs: { median: at(0.5), p90: at(0.9), p99: at(0.99), longest: at(1) },
    acknowledgedWrites: sum((outcome) => outcome.acknowledgedWrites),
    watchEvents: sum((outcome) => outcome.watchEvents),
    executed: sum((outcome) => outcome.executed),
  };
}
