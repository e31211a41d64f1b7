/** Finds the few faults of a failing run that matter, and how short they may be: the run to look at instead of the long one. */
import type { EnsembleFault } from './faults.ts';
import { type EnsembleOutcome, type EnsembleTrial, tryEnsemble } from './try-ensemble.ts';

/** Runs that a search may take. */
const TRIALS = 200;

/** The failing outcome with the fewest faults found; the given one when nothing can be left out. */
export function shrinkFailure(failed: EnsembleOutcome): EnsembleOutcome {
  let best = failed;
  let left = TRIALS;
  const fails = (faults: readonly EnsembleFault[]): boolean => {
    left -= 1;
    const trial: EnsembleTrial = { seed: failed.seed, size: failed.size, observers: failed.observers, faults };
    const outcome = left < 0 ? null : tryEnsemble(trial);
    if (outcome === null || outcome.problems.length === 0) return false;
    best = outcome;
    return true;
  };
  for (let changed = true; changed && left > 0;) {
    changed = best.faults.some((_, index) => fails(best.faults.filter((_fault, at) => at !== index)));
  }
  return best;
}
