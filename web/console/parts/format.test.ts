import { describe, expect, test } from 'vitest';
import { formatClock, formatDuration, formatMicros, formatSpeed, parseClock } from './format.ts';

describe('virtual clock', () => {
  test('shows minutes, seconds and milliseconds with even digits', () => {
    expect(formatClock(252_384_210)).toBe('04:12.384');
    expect(formatMicros(252_384_210)).toBe('210');
    expect(formatClock(0)).toBe('00:00.000');
  });

  test('shows hours only from the first hour on', () => {
    expect(formatClock(3_599_999_999)).toBe('59:59.999');
    expect(formatClock(3_600_000_000)).toBe('1:00:00.000');
  });

  test('reads what it shows', () => {
    for (const atUs of [0, 61_000_000, 252_384_000, 3_723_004_000]) expect(parseClock(formatClock(atUs))).toBe(atUs);
    expect(parseClock('12')).toBe(12_000_000);
    expect(parseClock('tomorrow')).toBeNull();
    expect(parseClock('')).toBeNull();
  });
});

test('durations pick the unit that reads well', () => {
  expect(formatDuration(1_150)).toBe('1.1 ms');
  expect(formatDuration(350_000)).toBe('350 ms');
  expect(formatDuration(4_200_000)).toBe('4.2 s');
  expect(formatDuration(125_000_000)).toBe('2 min 05 s');
});

test('speeds are short', () => {
  expect(formatSpeed(0.001)).toBe('0.001×');
  expect(formatSpeed(1)).toBe('1×');
  expect(formatSpeed(2500.4)).toBe('2500×');
});
