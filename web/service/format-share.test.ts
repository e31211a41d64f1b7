import { describe, expect, test } from 'vitest';
import { formatMs, formatShare } from './format-share.ts';

describe('figures of a service', () => {
  test.each([
    [null, '–'],
    [1, '100 %'],
    [0.99999, '99.99 %'],
    [0.5, '50.00 %'],
    [0, '0.00 %'],
  ])('a share of %s is written %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  test.each([
    [null, '–'],
    [16.55, '16.6 ms'],
    [240.2, '240 ms'],
    [3020, '3.02 s'],
  ])('a latency of %s is written %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});
