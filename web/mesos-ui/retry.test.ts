import { describe, expect, it } from 'vitest';
import { afterFailure, afterSuccess, closed, initialRetry, pollAgain, secondsLeft } from './retry.ts';

describe('the dialog "Failed to connect"', () => {
  it('waits 4, 8, 16 … 128 s, then begins again at 2 s', () => {
    const delays: number[] = [];
    let retry = initialRetry;
    for (let round = 0; round < 8; round += 1) {
      retry = afterFailure(retry, 0);
      delays.push(retry.delayMs / 1000);
      retry = closed(retry, false);
    }
    expect(delays).toEqual([4, 8, 16, 32, 64, 128, 2, 4]);
  });

  it('takes one second off at once and shows zero before it closes', () => {
    const retry = afterFailure(initialRetry, 0);
    expect([0, 1, 2, 3, 4].map((second) => secondsLeft(retry, second * 1_000_000))).toEqual([3, 2, 1, 0, -1]);
  });

  it('starts from 20 s when metrics still answer: a good answer sets the delay to the interval', () => {
    expect(secondsLeft(afterFailure(afterSuccess(initialRetry, 10_000), 0), 0)).toBe(19);
  });

  it('opens one dialog at a time', () => {
    const once = afterFailure(initialRetry, 0);
    expect(afterFailure(once, 5)).toBe(once);
  });

  it('"Try now" sets the delay back', () => expect(closed(afterFailure(initialRetry, 0), true).delayMs).toBe(2000));
  it('closes when the run goes back before its opening', () => {
    expect(secondsLeft(afterFailure(initialRetry, 9_000_000), 5_000_000)).toBe(pollAgain);
  });
});
