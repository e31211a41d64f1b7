/** What `sim fuzz --goal NAME` may sweep: one run for each seed, with faults drawn from it. A new goal is one more entry. */
import { CHAOS_FROM_MS as ENSEMBLE_FROM_MS, type EnsembleFault } from './ensemble/faults.ts';
import { seedTrial } from './ensemble/sweep.ts';
import { tryEnsemble } from './ensemble/try-ensemble.ts';
import { CHAOS_FROM_MS as MARATHON_FROM_MS } from './marathon/marathon-faults.ts';
import { tryMarathon } from './marathon/try-marathon.ts';
import { CHAOS_FROM_MS as MESOS_FROM_MS } from './mesos/faults.ts';
import { tryMesos } from './mesos/try-mesos.ts';
import { type FuzzOutcome, shrinkFaults } from './outcome.ts';

export type FuzzGoal = {
  readonly name: string;
  /** One seed, with faults for so many seconds or as long as is usual for the goal; a failing run comes back shrunk. */
  readonly run: (seed: number, faultsForS: number | null) => FuzzOutcome;
};

type Trial<Fault> = {
  readonly seed: number;
  readonly faults?: readonly Fault[];
  readonly untilMs?: number | undefined;
};

function goalOf<Fault>(name: string, fromMs: number, attempt: (trial: Trial<Fault>) => FuzzOutcome<Fault>): FuzzGoal {
  return {
    name,
    run: (seed, faultsForS) => {
      const trial = { seed, untilMs: faultsForS === null ? undefined : fromMs + faultsForS * 1000 };
      const outcome = attempt(trial);
      if (outcome.problems.length === 0) return outcome;
      return shrinkFaults<Fault, FuzzOutcome<Fault>>(outcome, (faults) => attempt({ ...trial, faults }));
    },
  };
}

export const FUZZ_GOALS: readonly FuzzGoal[] = [
  goalOf<EnsembleFault>('ensemble', ENSEMBLE_FROM_MS, (trial) => tryEnsemble({ ...seedTrial(trial.seed), ...trial })),
  goalOf('mesos', MESOS_FROM_MS, tryMesos),
  goalOf('marathon', MARATHON_FROM_MS, tryMarathon),
];
