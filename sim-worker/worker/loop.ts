/**
 * Drives a session in real time: slices of a few milliseconds, then a yield, so that calls are answered at any speed; a
 * frame when the page has painted the last one.
 */
import type { ApiResult } from '../api/contract.ts';
import { settleAfterSlice } from './after-slice.ts';
import { nextFrame } from './frames.ts';
import { endJob, failRun } from './run.ts';
import type { Session } from './session.ts';
import { playSlice } from './slice.ts';

/** Work before the next yield. */
const SLICE_MS = 8;
/** Pause between slices while the run keeps up with its speed: one display frame. */
const REST_MS = 16;

export type LoopClock = {
  readonly nowMs: () => number;
  /** Calls back soon, after messages that wait. */
  readonly soon: (callback: () => void) => void;
  readonly after: (delayMs: number, callback: () => void) => void;
};

export type Loop = {
  readonly session: Session;
  readonly clock: LoopClock;
  readonly post: (frame: ArrayBuffer) => void;
  /** The page has painted the last frame and wants the next. */
  hungry: boolean;
  /** A slice is on its way. */
  scheduled: boolean;
  lastMs: number;
};

export function createLoop(session: Session, clock: LoopClock, post: (frame: ArrayBuffer) => void): Loop {
  return { session, clock, post, hungry: false, scheduled: false, lastMs: clock.nowMs() };
}

/** Something changed: a call, an acknowledgement. Starts the loop when it rests. */
export function wakeLoop(loop: Loop): void {
  if (loop.scheduled) return;
  loop.scheduled = true;
  loop.clock.soon(() => turn(loop));
}

function turn(loop: Loop): void {
  const { session, clock } = loop;
  loop.scheduled = false;
  const startMs = clock.nowMs();
  const isOver = () => clock.nowMs() - startMs >= SLICE_MS;
  const realMs = startMs - loop.lastMs;
  loop.lastMs = startMs;
  const busy = workOnce(session, realMs, startMs, isOver);
  feed(loop, clock.nowMs());
  if (busy || session.job !== null) wakeLoop(loop);
  else if (session.playing) {
    loop.scheduled = true;
    clock.after(REST_MS, () => turn(loop));
  }
}

/** True when there is more to do at once. */
function workOnce(session: Session, realMs: number, nowMs: number, isOver: () => boolean): boolean {
  try {
    if (session.job !== null) return workOnJob(session, isOver);
    return playSlice(session, realMs, nowMs, isOver);
  } catch (error) {
    failRun(session, error);
    return false;
  }
}

export function workOnJob(session: Session, isOver: () => boolean): boolean {
  const { job } = session;
  if (job === null || !job.advance(isOver)) return true;
  const result: ApiResult<null> = job.result();
  const { run } = session;
  if (run !== null) run.horizonUs = Math.max(run.horizonUs, run.history.simulator.world.nowUs);
  if (job.jumps) session.failure = null;
  endJob(session, result);
  settleAfterSlice(session);
  return false;
}

function feed(loop: Loop, nowMs: number): void {
  const { session } = loop;
  if (!loop.hungry || !session.visible) return;
  const frame = nextFrame(session, nowMs);
  if (frame === null) return;
  loop.hungry = false;
  loop.post(frame);
}
