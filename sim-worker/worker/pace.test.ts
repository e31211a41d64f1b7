import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FOLLOWABLE_SPEED,
  MAX_SPEED,
  type PaceReason,
  UNLIMITED,
  choosePace,
  grantUs,
  initialPace,
  isSpeed,
  noticePace,
  reasonOf,
  restartPace,
} from './pace.ts';
import type { ProcessId } from '../kernel/ids.ts';

function paceAt(speed: number, auto: boolean) {
  const pace = initialPace();
  choosePace(pace, speed, auto);
  return pace;
}

/** Virtual time after real time in ticks of 16 ms, when the run always keeps up. */
function runReal(pace: ReturnType<typeof paceAt>, realMs: number, fromUs = 0): number {
  let nowUs = fromUs;
  for (let passed = 0; passed < realMs; passed += 16) nowUs += grantUs(pace, 16, nowUs) ?? 0;
  return nowUs;
}

describe('pace', () => {
  it('grants real time times speed, and keeps the fractions of slow speeds', () => {
    expect(runReal(paceAt(1, false), 1600)).toBe(1_600_000);
    expect(runReal(paceAt(0.001, false), 1600)).toBe(1600);
    expect(runReal(paceAt(250, false), 1600)).toBe(400_000_000);
  });

  it('has no limit at speed 0', () => {
    expect(grantUs(paceAt(UNLIMITED, false), 16, 0)).toBeNull();
  });

  it('forgets more than 100 ms of real time, so that a sleeping tab owes nothing', () => {
    expect(grantUs(paceAt(1, false), 60_000, 0)).toBe(100_000);
  });

  it('accepts speeds from 0.001 to 100000 and 0, nothing else', () => {
    expect([0, 0.001, 1, MAX_SPEED].every(isSpeed)).toBe(true);
    expect([-1, 0.0001, MAX_SPEED + 1, Number.NaN, Number.POSITIVE_INFINITY].some(isSpeed)).toBe(false);
  });
});

describe('auto pace', () => {
  it('slows down so that messages can be followed, and says why', () => {
    const pace = paceAt(10, true);
    expect(noticePace(pace, 'election', 0)).toBe(true);
    expect(pace).toMatchObject({ current: FOLLOWABLE_SPEED, reason: 'election' });
    expect(runReal(pace, 160)).toBe(640);
  });

  it('never goes faster than a person chose because something happens', () => {
    const pace = paceAt(0.001, true);
    noticePace(pace, 'fault', 0);
    expect(pace.current).toBe(0.001);
  });

  it('ramps up to the chosen speed once nothing holds it, and ahead when it stays quiet', () => {
    const pace = paceAt(1, true);
    noticePace(pace, 'taskState', 0);
    const after = runReal(pace, 16_000);
    expect(pace).toMatchObject({ current: 8, reason: null });
    expect(after).toBeGreaterThan(10_000_000);
  });

  it('reaches unlimited speed in quiet time when that was chosen', () => {
    const pace = paceAt(UNLIMITED, true);
    noticePace(pace, 'leaderChange', 0);
    expect(grantUs(pace, 16, 0)).not.toBeNull();
    runReal(pace, 20_000, 10_000_000);
    expect(pace).toMatchObject({ current: UNLIMITED, reason: null });
  });

  it('loses patience with what repeats without end, until a person does something', () => {
    const pace = paceAt(1, true);
    let nowUs = 0;
    for (let tick = 0; tick < 1000; tick += 1) {
      noticePace(pace, 'taskState', nowUs);
      nowUs += grantUs(pace, 16, nowUs) ?? 0;
    }
    expect(nowUs).toBeGreaterThan(1_000_000);
    noticePace(pace, 'fault', nowUs);
    expect(noticePace(pace, 'taskState', nowUs)).toBe(true);
  });

  it('forgets its reason when the run jumps', () => {
    const pace = paceAt(1, true);
    noticePace(pace, 'offer', 5_000_000);
    restartPace(pace);
    expect(pace).toMatchObject({ current: 1, reason: null });
  });

  it('stays between its slowest and fastest whatever happens', () => {
    const reasons: PaceReason[] = ['election', 'leaderChange', 'fault', 'offer', 'taskState'];
    const step = fc.record({
      realMs: fc.integer({ min: 0, max: 5000 }),
      reason: fc.option(fc.constantFrom(...reasons), { nil: null }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(0.001, 0.5, 1, 100, MAX_SPEED),
        fc.array(step, { maxLength: 60 }),
        (chosen, steps) => {
          const pace = paceAt(chosen, true);
          let nowUs = 0;
          for (const { realMs, reason } of steps) {
            if (reason !== null) noticePace(pace, reason, nowUs);
            nowUs += grantUs(pace, realMs, nowUs) ?? 0;
            expect(pace.current).toBeGreaterThanOrEqual(0.001);
            expect(pace.current).toBeLessThanOrEqual(MAX_SPEED);
          }
        },
      ),
    );
  });
});

describe('what is worth seeing', () => {
  const record = (kind: string, body: Record<string, unknown>) =>
    reasonOf({ atUs: 0, seq: 0, process: 'p' as ProcessId, kind, body });
  it('is an accepted offer, not each one sent', () => {
    expect(record('offer', { phase: 'accepted' })).toBe('offer');
    expect(record('offer', { phase: 'sent' })).toBeNull();
  });
  it('is a server that starts looking for a leader, not each role', () => {
    expect(record('role', { role: 'LOOKING' })).toBe('election');
    expect(record('role', { role: 'registered' })).toBeNull();
  });
});
