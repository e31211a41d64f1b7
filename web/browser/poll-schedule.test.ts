import { describe, expect, it } from 'vitest';
import { pollDecision } from './poll-schedule.ts';

const at = (seconds: number, realMs: number, playing = true) => ({ nowUs: seconds * 1_000_000, realMs, playing });
const interval = 10_000_000;

describe('polling on virtual time', () => {
  it('polls once the virtual interval is over', () => {
    expect(pollDecision(at(0, 0), at(9, 900), at(9.9, 9900), interval)).toBeNull();
    expect(pollDecision(at(0, 0), at(9, 9000), at(10, 10_000), interval)).toBe('now');
  });
  it('does not poll while the run stands still, however long', () => {
    expect(pollDecision(at(5, 0), at(7, 99, false), at(7, 99_999, false), interval)).toBeNull();
  });
  it('keeps a real gap between polls at high speed', () => {
    expect(pollDecision(at(0, 0), at(0, 0), at(100, 200), interval)).toBe(300);
    expect(pollDecision(at(0, 0), at(0, 0), at(100, 500), interval)).toBe('now');
  });
  it('follows at once when the run goes back', () => {
    expect(pollDecision(at(50, 0), at(50, 200, false), at(20, 200, false), interval)).toBe('now');
  });
  it('follows a forward seek of a paused run', () => {
    expect(pollDecision(at(50, 0), at(50, 200, false), at(52, 200, false), interval)).toBe('now');
    expect(pollDecision(at(50, 0), at(50, 200, false), at(50.001, 200, false), interval)).toBeNull();
  });
});
