/**
 * What takes longer than a slice: going to another time, and single steps ahead and back. A job works in slices, says how
 * far it is, and gives way to a newer one.
 */
import type { ApiResult, StepKind } from '../api/contract.ts';
import { type History, advance, restoreBeforeEvent, restoreTowards, stepEvent } from '../kernel/history.ts';
import { type TraceRecord, readRecords } from '../kernel/trace.ts';
import { LATEST_US } from './journal-check.ts';
import { endJob } from './run.ts';
import { DONE, type Job, NO_RUN, type Session, refused } from './session.ts';

const BATCH = 512;
/** A step ahead looks no further than this: an hour of virtual time. */
const STEP_LIMIT_US = 3600 * 1_000_000;

type Settle = (result: ApiResult<null>) => void;

/** Goes to a time, which may lie ahead. */
export function startSeek(session: Session, toUs: number, settle: Settle): void {
  const { run } = session;
  if (run === null) return settle({ ok: false, error: NO_RUN });
  if (!(toUs >= 0 && toUs <= LATEST_US)) return settle(refused('BAD_TIME', 'a time lies between 0 and a week'));
  beginJob(session);
  const { history } = run;
  const targetUs = Math.round(toUs);
  restoreTowards(history, targetUs);
  const fromUs = history.simulator.world.nowUs;
  session.job = {
    jumps: true,
    advance: (isOver) => {
      while (!advance(history, targetUs, BATCH)) if (isOver()) return false;
      return true;
    },
    progress: () => shareOf(history.simulator.world.nowUs - fromUs, targetUs - fromUs),
    result: () => DONE,
    settle,
  };
}

/** Runs until just after the next event of the kind. */
export function startStep(session: Session, kind: StepKind, settle: Settle): void {
  const { run } = session;
  if (run === null) return settle({ ok: false, error: NO_RUN });
  if (session.failure !== null) return settle(refused('FAILED', session.failure.message));
  beginJob(session);
  const { history } = run;
  const limitUs = history.simulator.world.nowUs + STEP_LIMIT_US;
  let result: ApiResult<null> = refused('NONE_AHEAD', 'nothing of that kind happens within the next hour');
  session.job = {
    jumps: false,
    advance: (isOver) => {
      for (let count = 1; history.simulator.world.nowUs <= limitUs; count += 1) {
        const before = marksOf(history);
        if (!stepEvent(history)) return true;
        if (isKind(history, kind, before)) {
          result = DONE;
          return true;
        }
        if (count % BATCH === 0 && isOver()) return false;
      }
      return true;
    },
    progress: () => 0,
    result: () => result,
    settle,
  };
}

/** Goes to just after the event of the kind that came before the present one. */
export function startStepBack(session: Session, kind: StepKind, settle: Settle): void {
  const { run } = session;
  if (run === null) return settle({ ok: false, error: NO_RUN });
  if (run.history.simulator.world.executed === 0) return settle(refused('AT_START', 'the run stands at its start'));
  beginJob(session);
  session.job = stepBackJob(run.history, kind, settle);
}

/**
 * Two phases. Search: windows from snapshot to snapshot, backwards, each executed again to find the last event of the
 * kind before the present one. Then: go to that event.
 */
function stepBackJob(history: History, kind: StepKind, settle: Settle): Job {
  const startedAt = history.simulator.world.executed;
  let result: ApiResult<null> = DONE;
  let found = kind === 'event' ? startedAt - 1 : -1;
  let windowEnd = startedAt - 1;
  let goal = windowEnd;
  let searching = kind !== 'event';
  restoreBeforeEvent(history, goal);
  let windowStart = history.simulator.world.executed;

  const nextPhase = (): boolean => {
    if (!searching) return true;
    if (found < 0 && windowStart > 0) {
      windowEnd = windowStart;
      goal = windowEnd;
      restoreBeforeEvent(history, windowEnd - 1);
      windowStart = history.simulator.world.executed;
      return false;
    }
    if (found < 0) result = refused('NONE_BEFORE', 'nothing of that kind happened before');
    goal = found < 0 ? startedAt : found;
    searching = false;
    restoreBeforeEvent(history, goal);
    return false;
  };

  return {
    jumps: true,
    advance: (isOver) => {
      for (let count = 1; ; count += 1) {
        if (history.simulator.world.executed >= goal) {
          if (nextPhase()) return true;
          continue;
        }
        const before = marksOf(history);
        if (!stepEvent(history)) return true;
        if (searching && isKind(history, kind, before)) found = history.simulator.world.executed;
        if (count % BATCH === 0 && isOver()) return false;
      }
    },
    progress: () => shareOf(startedAt - windowStart, startedAt),
    result: () => result,
    settle,
  };
}

type Marks = { readonly records: number; readonly messages: number };

function marksOf(history: History): Marks {
  const { trace, world } = history.simulator;
  return { records: trace.recordTotal, messages: world.messagesDelivered };
}

/** Whether the event just executed is of the kind. */
function isKind(history: History, kind: StepKind, before: Marks): boolean {
  const { trace, world } = history.simulator;
  if (kind === 'event') return true;
  if (kind === 'message') return world.messagesDelivered > before.messages;
  if (trace.recordTotal === before.records) return false;
  return readRecords(trace, before.records, trace.recordTotal).some((record) => isRecordOfKind(record, kind));
}

function isRecordOfKind(record: TraceRecord, kind: StepKind): boolean {
  if (kind !== 'election') return record.kind === kind;
  return record.kind === 'election' || (record.kind === 'leader' && record.body['leader'] !== null);
}

function shareOf(part: number, whole: number): number {
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, part / whole));
}

/** A run that goes somewhere by itself does not play; an older job gives way. */
function beginJob(session: Session): void {
  session.playing = false;
  endJob(session, refused('SUPERSEDED', 'another step or seek was asked for'));
}
