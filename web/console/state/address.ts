/** What the address bar holds: enough to share what one sees. Everything in it is checked before use. */
const PANE_CONTENTS = ['cluster', 'browser', 'znodes', 'logs', 'terminal', 'none'] as const;
export type PaneContent = (typeof PANE_CONTENTS)[number];

export const DEFAULT_SCENARIO = 'default';
export const DEFAULT_SEED = 7;
const MAX_SEED = 4_294_967_295;
const MAX_NAME = 80;
const MAX_ID = 200;
const MAX_URL = 2000;
const MAX_RUN = 16_384;

export type ConsoleSearch = {
  readonly scenario?: string;
  readonly seed?: number;
  readonly right?: PaneContent;
  readonly sel?: string;
  /** The application that Marathon's pages are about. */
  readonly app?: string;
  /** Address that the browser in the second pane, and in the first one, shows. */
  readonly web?: string;
  readonly page?: string;
  /** Virtual instant in microseconds. */
  readonly at?: number;
  /** The compressed journal of a shared run. */
  readonly run?: string;
};

/** A damaged part of an address counts as absent: the page opens with its default. */
export function readSearch(raw: Readonly<Record<string, unknown>>): ConsoleSearch {
  const { scenario, seed, right, sel, app, web, page, at, run } = raw;
  return {
    ...(isShortText(scenario, MAX_NAME) ? { scenario } : {}),
    ...(isCount(seed, MAX_SEED) ? { seed } : {}),
    ...(PANE_CONTENTS.includes(right as PaneContent) ? { right: right as PaneContent } : {}),
    ...(isShortText(sel, MAX_ID) ? { sel } : {}),
    ...(isShortText(app, MAX_ID) ? { app } : {}),
    ...(isShortText(web, MAX_URL) ? { web } : {}),
    ...(isShortText(page, MAX_URL) ? { page } : {}),
    ...(isCount(at, Number.MAX_SAFE_INTEGER) ? { at } : {}),
    ...(isShortText(run, MAX_RUN) ? { run } : {}),
  };
}

function isShortText(value: unknown, limit: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= limit;
}

function isCount(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= limit;
}
