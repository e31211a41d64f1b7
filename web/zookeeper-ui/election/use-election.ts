/** The elections of the run and all steps of one of them; while it runs, what is new is asked for as frames come. */
import { useRef } from 'react';
import type { ElectionStepView, ElectionSummary } from '../../../sim-worker/api.ts';
import { useRun } from '../../console/simulation/run-store.ts';
import { usePolled } from '../../console/simulation/use-polled.ts';

export type ElectionRecord = {
  readonly nowUs: number;
  readonly elections: readonly ElectionSummary[];
  readonly shown: number | null;
  readonly steps: readonly ElectionStepView[];
  /** Steps in all; more than shown for an election of thousands. */
  readonly total: number;
};

const EVERY_MS = 300;
const PAGE = 500;
/** Far more than an election that ends: a server that waits alone repeats itself once a minute. */
const STEPS_SHOWN = 3000;

type Kept = { readonly resets: number; readonly shown: number | null; readonly steps: readonly ElectionStepView[] };

export function useElection(chosen: number | null): ElectionRecord | null {
  const resets = useRun((state) => state.resets);
  const kept = useRef<Kept>({ resets: -1, shown: null, steps: [] });
  return usePolled(
    'elections',
    async (api): Promise<ElectionRecord | null> => {
      const before = kept.current;
      const same = before.resets === resets && (chosen === null || before.shown === chosen);
      let steps = same ? before.steps : [];
      let answer = await api.electionLog({ election: chosen, offset: steps.length, limit: PAGE });
      if (answer === null) return null;
      if (same && answer.shown !== before.shown) {
        steps = [];
        answer = await api.electionLog({ election: answer.shown, offset: 0, limit: PAGE });
        if (answer === null) return null;
      }
      steps = answer.steps.length === 0 ? steps : [...steps, ...answer.steps];
      while (steps.length < Math.min(answer.total, STEPS_SHOWN)) {
        const more = await api.electionLog({ election: answer.shown, offset: steps.length, limit: PAGE });
        if (more === null || more.steps.length === 0) break;
        steps = [...steps, ...more.steps];
      }
      kept.current = { resets, shown: answer.shown, steps };
      const { nowUs, elections, shown, total } = answer;
      return { nowUs, elections, shown, steps, total };
    },
    EVERY_MS,
    `${String(chosen)} ${String(resets)}`,
  );
}
