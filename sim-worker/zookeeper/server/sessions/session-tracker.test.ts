import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OK, SESSION_EXPIRED, SESSION_MOVED } from '../../protocol/error-codes.ts';
import {
  addSession,
  checkSession,
  expireSessions,
  initialTracker,
  removeSession,
  setOwner,
  touchSession,
} from './session-tracker.ts';

const TICK_MS = 2000;

describe('session tracker', () => {
  it('expires a session after its time-out and up to one tick more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 4000, max: 40_000 }),
        (startMs, timeoutMs) => {
          const tracker = initialTracker(TICK_MS);
          addSession(tracker, startMs, { id: 'a', timeoutMs });
          expect(expireSessions(tracker, startMs + timeoutMs)).toEqual([]);
          expect(expireSessions(tracker, startMs + timeoutMs + TICK_MS).map(({ id }) => id)).toEqual(['a']);
        },
      ),
    );
  });

  it('keeps a session that is touched in time', () => {
    const tracker = initialTracker(TICK_MS);
    addSession(tracker, 0, { id: 'a', timeoutMs: 4000 });
    for (let nowMs = 0; nowMs < 60_000; nowMs += 3000) {
      expect(expireSessions(tracker, nowMs)).toEqual([]);
      expect(touchSession(tracker, nowMs, { id: 'a', timeoutMs: 4000 })).toBe(true);
    }
  });

  it('never moves a session to an earlier bucket', () => {
    const tracker = initialTracker(TICK_MS);
    addSession(tracker, 0, { id: 'a', timeoutMs: 10_000 });
    touchSession(tracker, 0, { id: 'a', timeoutMs: 4000 });
    expect(expireSessions(tracker, 9000)).toEqual([]);
  });

  it('refuses an expiring session at once, before its end is committed', () => {
    const tracker = initialTracker(TICK_MS);
    addSession(tracker, 0, { id: 'a', timeoutMs: 4000 });
    expireSessions(tracker, 6000);
    expect(touchSession(tracker, 6000, { id: 'a', timeoutMs: 4000 })).toBe(false);
    expect(checkSession(tracker, 'a', 0)).toBe(SESSION_EXPIRED);
    removeSession(tracker, 'a');
    expect(tracker.sessions.size).toBe(0);
  });

  it('tells the former owner that the session moved', () => {
    const tracker = initialTracker(TICK_MS);
    addSession(tracker, 0, { id: 'a', timeoutMs: 4000 });
    expect(checkSession(tracker, 'a', 7)).toBe(OK);
    setOwner(tracker, 'a', 9);
    expect(checkSession(tracker, 'a', 7)).toBe(SESSION_MOVED);
    expect(checkSession(tracker, 'a', 9)).toBe(OK);
  });
});
