/** One slice of a playing run: as much virtual time as the pace grants, within a few real milliseconds. */
import { advance } from '../kernel/history.ts';
import { readRecords } from '../kernel/trace.ts';
import { settleAfterSlice } from './after-slice.ts';
import { grantUs, noticePace, reasonOf } from './pace.ts';
import type { Run, Session } from './session.ts';

/** Events between two looks at the clock. */
const BATCH = 512;
/** Auto pace looks at the trace more often: what it slows down for should not have passed already. */
const WATCHFUL_BATCH = 24;
/** Virtual time of one slice without a limit: an idle world would else run away. */
const UNLIMITED_SLICE_US = 10_000_000;
const MEASURE_MS = 500;
/** No run goes beyond it, so that times stay exact integers: about 30 years. */
const END_OF_TIME_US = 1e15;

/** Plays on for the real time that passed since the slice before. True when it was stopped by its deadline: there is more to do. */
export function playSlice(session: Session, realMs: number, nowMs: number, isOver: () => boolean): boolean {
  const { run, pace } = session;
  if (run === null || !session.playing) return false;
  const { world } = run.history.simulator;
  const granted = grantUs(pace, realMs, world.nowUs);
  const untilUs = Math.min(world.nowUs + (granted ?? UNLIMITED_SLICE_US), END_OF_TIME_US);
  const stopped = runTo(session, run, untilUs, isOver);
  run.horizonUs = Math.max(run.horizonUs, run.history.simulator.world.nowUs);
  measure(session, run, nowMs);
  settleAfterSlice(session);
  return stopped || granted === null;
}

/** True when the deadline came first. */
function runTo(session: Session, run: Run, untilUs: number, isOver: () => boolean): boolean {
  const batch = session.pace.auto ? WATCHFUL_BATCH : BATCH;
  for (;;) {
    const done = advance(run.history, untilUs, batch);
    if (noticeRecords(session, run)) return false;
    if (done) return false;
    if (isOver()) return true;
  }
}

/** Shows auto pace what is new in the trace; true when it slowed down for it. */
function noticeRecords(session: Session, run: Run): boolean {
  const { trace, world } = run.history.simulator;
  if (session.recordsSeen === trace.recordTotal) return false;
  let slowed = false;
  if (session.pace.auto) {
    for (const record of readRecords(trace, session.recordsSeen, trace.recordTotal)) {
      const reason = reasonOf(record);
      if (reason !== null && noticePace(session.pace, reason, world.nowUs)) slowed = true;
    }
  }
  session.recordsSeen = trace.recordTotal;
  return slowed;
}

function measure(session: Session, run: Run, nowMs: number): void {
  const { nowUs } = run.history.simulator.world;
  const last = session.measure;
  if (last.sinceMs === 0) {
    session.measure = { sinceMs: nowMs, sinceUs: nowUs, speed: 0 };
    return;
  }
  const passedMs = nowMs - last.sinceMs;
  if (passedMs < MEASURE_MS) return;
  session.measure = { sinceMs: nowMs, sinceUs: nowUs, speed: (nowUs - last.sinceUs) / 1000 / passedMs };
}
