/** What every goal of `sim fuzz` gives for one seed, and how it is shrunk: fewer faults that still fail. */

export type FuzzOutcome<Fault = unknown> = {
  readonly seed: number;
  /** Empty when all holds. */
  readonly problems: readonly string[];
  readonly faults: readonly Fault[];
  /** Until the system did its work again, from the mending or (Mesos) from the end of the last fault. */
  readonly healedMs: number;
  readonly executed: number;
};

/** Runs that a search may take. */
const TRIALS = 200;

/** The failing outcome with the fewest faults found; the given one when nothing can be left out. */
export function shrinkFaults<Fault, Outcome extends FuzzOutcome<Fault>>(
  failed: Outcome,
  trial: (faults: readonly Fault[]) => Outcome,
): Outcome {
  let best = failed;
  let left = TRIALS;
  const fails = (faults: readonly Fault[]): boolean => {
    left -= 1;
    const outcome = left < 0 ? null : trial(faults);
    if (outcome === null || outcome.problems.length === 0) return false;
    best = outcome;
    return true;
  };
  for (let changed = true; changed && left > 0;) {
    changed = best.faults.some((_, index) => fails(best.faults.filter((_fault, at) => at !== index)));
  }
  return best;
}
