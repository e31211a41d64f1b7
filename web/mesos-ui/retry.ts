/**
 * Back-off of the "Failed to connect" dialog. Source: Mesos 1.0.1, js/controllers.js. Kept: the delay shared by both polls
 * and doubled before each dialog. Left out on purpose: Escape ending the polls, and polls that multiply (docs/fidelity.md).
 */

export type Retry = {
  /** Doubled before each dialog; a good answer sets it to the poll interval. */
  readonly delayMs: number;
  /** Virtual time at which the open dialog was shown; null while no dialog is open. */
  readonly openedAtUs: number | null;
};

const firstDelayMs = 2000;
const longestDelayMs = 128_000;

/** Value of `secondsLeft` at which the polls begin again. */
export const pollAgain = -2;

export const initialRetry: Retry = { delayMs: firstDelayMs, openedAtUs: null };

export function afterFailure(retry: Retry, nowUs: number): Retry {
  if (retry.openedAtUs !== null) return retry;
  return { delayMs: retry.delayMs >= longestDelayMs ? firstDelayMs : retry.delayMs * 2, openedAtUs: nowUs };
}

export function afterSuccess(retry: Retry, intervalMs: number): Retry {
  return retry.openedAtUs === null && retry.delayMs !== intervalMs ? { ...retry, delayMs: intervalMs } : retry;
}

/** Seconds shown in the dialog: one is taken off at once. -1: closed, a second of quiet; -2: poll again. */
export function secondsLeft(retry: Retry, nowUs: number): number {
  if (retry.openedAtUs === null || nowUs < retry.openedAtUs) return pollAgain;
  return Math.max(pollAgain, retry.delayMs / 1000 - 1 - Math.floor((nowUs - retry.openedAtUs) / 1_000_000));
}

export function closed(retry: Retry, byPerson: boolean): Retry {
  return { delayMs: byPerson ? firstDelayMs : retry.delayMs, openedAtUs: null };
}
