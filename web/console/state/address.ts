/** What the address bar holds: enough to share what one sees. Everything in it is checked before use. */
import * as z from 'zod/mini';

export const PANE_CONTENTS = ['cluster', 'browser', 'znodes', 'logs', 'none'] as const;
export type PaneContent = (typeof PANE_CONTENTS)[number];

export const DEFAULT_SCENARIO = 'default';
export const DEFAULT_SEED = 7;
const MAX_SEED = 4_294_967_295;
const MAX_ID = 200;

/** A damaged part of an address counts as absent: the page opens with its default. */
const searchSchema = z.object({
  scenario: z.catch(z.optional(z.string().check(z.maxLength(80))), undefined),
  seed: z.catch(z.optional(z.int().check(z.minimum(0), z.maximum(MAX_SEED))), undefined),
  right: z.catch(z.optional(z.enum(PANE_CONTENTS)), undefined),
  sel: z.catch(z.optional(z.string().check(z.maxLength(MAX_ID))), undefined),
  /** Virtual instant in microseconds. */
  at: z.catch(z.optional(z.int().check(z.minimum(0))), undefined),
  /** The compressed journal of a shared run. */
  run: z.catch(z.optional(z.string().check(z.maxLength(16_384))), undefined),
});

export type ConsoleSearch = {
  readonly scenario?: string;
  readonly seed?: number;
  readonly right?: PaneContent;
  readonly sel?: string;
  readonly at?: number;
  readonly run?: string;
};

export function readSearch(raw: Readonly<Record<string, unknown>>): ConsoleSearch {
  const read = z.safeParse(searchSchema, raw);
  if (!read.success) return {};
  const { scenario, seed, right, sel, at, run } = read.data;
  return {
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed }),
    ...(right === undefined ? {} : { right }),
    ...(sel === undefined ? {} : { sel }),
    ...(at === undefined ? {} : { at }),
    ...(run === undefined ? {} : { run }),
  };
}
