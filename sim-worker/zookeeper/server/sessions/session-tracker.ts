/**
 * The leader's (and a standalone server's) session clock: sessions wait in buckets of one tick; a touch moves a session
 * to a later bucket; what a bucket still holds when its time comes expires. Source: ZooKeeper 3.4.14,
 * server/SessionTrackerImpl.java. Times are of a monotonic clock, in milliseconds.
 */
import { assert } from '../../../kernel/assert.ts';
import { OK, SESSION_EXPIRED, SESSION_MOVED } from '../../protocol/error-codes.ts';

/** Who may write for a session: 0 this server's own connections, else the connection of the learner that carries it. */
export type SessionOwner = number;

export type TrackedSession = { timeoutMs: number; bucketMs: number; closing: boolean; owner: SessionOwner | null };

export type SessionTracker = {
  readonly tickMs: number;
  readonly sessions: Map<string, TrackedSession>;
  readonly buckets: Map<number, Set<string>>;
};

export function initialTracker(tickMs: number): SessionTracker {
  return { tickMs, sessions: new Map(), buckets: new Map() };
}

/** Always rounds up, by more than nothing. */
function bucketOf(tracker: SessionTracker, timeMs: number): number {
  return (Math.floor(timeMs / tracker.tickMs) + 1) * tracker.tickMs;
}

export function addSession(
  tracker: SessionTracker,
  nowMs: number,
  session: { readonly id: string; readonly timeoutMs: number },
): void {
  if (!tracker.sessions.has(session.id)) {
    tracker.sessions.set(session.id, { timeoutMs: session.timeoutMs, bucketMs: 0, closing: false, owner: null });
  }
  touchSession(tracker, nowMs, session);
}

/** False when the session is unknown or about to end. Never moves a session to an earlier bucket. */
export function touchSession(
  tracker: SessionTracker,
  nowMs: number,
  touch: { readonly id: string; readonly timeoutMs: number },
): boolean {
  const session = tracker.sessions.get(touch.id);
  if (session === undefined || session.closing) return false;
  const bucketMs = bucketOf(tracker, nowMs + touch.timeoutMs);
  if (bucketMs <= session.bucketMs) return true;
  leaveBucket(tracker, touch.id, session.bucketMs);
  session.bucketMs = bucketMs;
  const bucket = tracker.buckets.get(bucketMs);
  if (bucket === undefined) tracker.buckets.set(bucketMs, new Set([touch.id]));
  else bucket.add(touch.id);
  return true;
}

/** An empty bucket stays until its time: `dump` lists it. */
function leaveBucket(tracker: SessionTracker, id: string, bucketMs: number): void {
  tracker.buckets.get(bucketMs)?.delete(id);
}

export function removeSession(tracker: SessionTracker, id: string): void {
  const session = tracker.sessions.get(id);
  if (session === undefined) return;
  leaveBucket(tracker, id, session.bucketMs);
  tracker.sessions.delete(id);
}

export function setClosing(tracker: SessionTracker, id: string): void {
  const session = tracker.sessions.get(id);
  if (session !== undefined) session.closing = true;
}

/** The code for a request of a session through this owner; the first owner to ask gets the session. */
export function checkSession(tracker: SessionTracker, id: string, owner: SessionOwner): number {
  const session = tracker.sessions.get(id);
  if (session === undefined || session.closing) return SESSION_EXPIRED;
  session.owner ??= owner;
  return session.owner === owner ? OK : SESSION_MOVED;
}

export function setOwner(tracker: SessionTracker, id: string, owner: SessionOwner): void {
  const session = tracker.sessions.get(id);
  if (session !== undefined && !session.closing) session.owner = owner;
}

/** Earliest bucket, empty or not; null when there is none. */
export function nextBucketMs(tracker: SessionTracker): number | null {
  let next: number | null = null;
  for (const bucketMs of tracker.buckets.keys()) if (next === null || bucketMs < next) next = bucketMs;
  return next;
}

/** Takes out the sessions whose bucket has come, oldest bucket first, marked as closing. */
export function expireSessions(
  tracker: SessionTracker,
  nowMs: number,
): { readonly id: string; readonly timeoutMs: number }[] {
  const expired: { readonly id: string; readonly timeoutMs: number }[] = [];
  for (let due = nextBucketMs(tracker); due !== null && due <= nowMs; due = nextBucketMs(tracker)) {
    for (const id of tracker.buckets.get(due) ?? []) {
      const session = tracker.sessions.get(id);
      assert(session !== undefined, 'a bucket holds tracked sessions');
      session.closing = true;
      expired.push({ id, timeoutMs: session.timeoutMs });
    }
    tracker.buckets.delete(due);
  }
  return expired;
}
