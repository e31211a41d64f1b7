/** Runs the conformance rows of Marathon, one after the other, each on a cluster of its own, with each seed. */
import { API_CASES, type ApiCase } from './api-cases.ts';
import { APP_STORIES } from './app-stories.ts';
import { CONSTRAINT_STORIES } from './constraint-stories.ts';
import { ask, marathonLab } from './marathon-lab.ts';
import { DUPLICATE_STORIES } from './duplicate-stories.ts';
import { DELAY_STORIES } from './delay-stories.ts';
import { DEPLOYMENT_STORIES } from './deployment-stories.ts';
import { HEALTH_STORIES } from './health-stories.ts';
import { LEADERSHIP_STORIES } from './leadership-stories.ts';
import { LOCK_STORIES } from './lock-stories.ts';
import { PLACEMENT_STORIES } from './placement-stories.ts';
import { PORT_STORIES } from './port-stories.ts';
import { RESTART_STORIES } from './restart-stories.ts';
import { SHAPE_CASES } from './shape-cases.ts';
import { RESIDENT_STORIES } from './resident-stories.ts';
import { SIZE_STORIES } from './size-stories.ts';
import { STORE_STORIES } from './store-stories.ts';
import type { StoryCase } from './story.ts';

const STORY_CASES: readonly StoryCase[] = [
  ...APP_STORIES,
  ...DEPLOYMENT_STORIES,
  ...LOCK_STORIES,
  ...RESTART_STORIES,
  ...PLACEMENT_STORIES,
  ...CONSTRAINT_STORIES,
  ...PORT_STORIES,
  ...HEALTH_STORIES,
  ...LEADERSHIP_STORIES,
  ...DELAY_STORIES,
  ...DUPLICATE_STORIES,
  ...RESIDENT_STORIES,
  ...STORE_STORIES,
  ...SIZE_STORIES,
];

export type CaseOutcome = { readonly id: string; readonly text: string; readonly ok: boolean; readonly detail: string };

function playApiCase(row: ApiCase, seed: number): string {
  const lab = marathonLab({ seed, ...(row.flags === undefined ? {} : { flags: row.flags }) });
  for (const { method, path, body } of row.before ?? []) ask(lab, method, path, body ?? null);
  const { method, path, body } = row.request;
  const answer = ask(lab, method, path, body ?? null);
  if (answer === null) return 'no answer';
  if (answer.status !== row.status)
    return `status ${String(answer.status)} instead of ${String(row.status)}: ${answer.text.slice(0, 300)}`;
  const missing = (row.contains ?? []).find((part) => !answer.text.includes(part));
  return missing === undefined ? '' : `no ${missing} in ${answer.text.slice(0, 300)}`;
}

type Row = { readonly id: string; readonly text: string };

/** With several seeds a row holds when it holds with each; the first failing one is told. */
function outcomeOf(row: Row, seeds: number, play: (seed: number) => string): CaseOutcome {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const detail = detailOf(seed, play);
    if (detail !== '')
      return { id: row.id, text: row.text, ok: false, detail: seed === 1 ? detail : `seed ${String(seed)}: ${detail}` };
  }
  return { id: row.id, text: row.text, ok: true, detail: '' };
}

function detailOf(seed: number, play: (seed: number) => string): string {
  try {
    return play(seed);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function* marathonConformance(seeds = 1): Generator<CaseOutcome> {
  for (const row of [...API_CASES, ...SHAPE_CASES]) yield outcomeOf(row, seeds, (seed) => playApiCase(row, seed));
  for (const row of STORY_CASES) {
    yield outcomeOf(row, seeds, (seed) => {
      row.play(seed);
      return '';
    });
  }
}
