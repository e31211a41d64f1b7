/** What `sim fuzz --goal NAME` may sweep: one run for each seed, with faults drawn from it. A new goal is one more entry. */
import { seedTrial } from './ensemble/sweep.ts';
import { shrinkFailure } from './ensemble/shrink.ts';
import { tryEnsemble } from './ensemble/try-ensemble.ts';
import type { MesosFault } from './mesos/faults.ts';
import { tryMesos } from './mesos/try-mesos.ts';
import type { MarathonEvent } from './marathon/marathon-faults.ts';
import { tryMarathon } from './marathon/try-marathon.ts';
import { type FuzzOutcome, shrinkFaults } from './outcome.ts';

export type FuzzGoal = {
  readonly name: string;
  /** One seed; a failing run comes back shrunk. */
  readonly run: (seed: number) => FuzzOutcome;
};

const ENSEMBLE: FuzzGoal = {
  name: 'ensemble',
  run: (seed) => {
    const outcome = tryEnsemble(seedTrial(seed));
    return outcome.problems.length === 0 ? outcome : shrinkFailure(outcome);
  },
};

const MESOS: FuzzGoal = {
  name: 'mesos',
  run: (seed) => {
    const outcome = tryMesos({ seed });
    return outcome.problems.length === 0
      ? outcome
      : shrinkFaults<MesosFault, FuzzOutcome<MesosFault>>(outcome, (faults) => tryMesos({ seed, faults }));
  },
};

const MARATHON: FuzzGoal = {
  name: 'marathon',
  run: (seed) => {
    const outcome = tryMarathon({ seed });
    return outcome.problems.length === 0
      ? outcome
      : shrinkFaults<MarathonEvent, FuzzOutcome<MarathonEvent>>(outcome, (faults) => tryMarathon({ seed, faults }));
  },
};

export const FUZZ_GOALS: readonly FuzzGoal[] = [ENSEMBLE, MESOS, MARATHON];
