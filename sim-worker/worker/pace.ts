/**
 * How fast virtual time runs against a person's time. Pure: real milliseconds come in, virtual microseconds go out.
 * Speed is virtual seconds for each real second; 0 stands for as fast as the machine can. Auto pace slows to a speed at
 * which single messages can be followed while something happens that a person wants to see, gives the reason, and runs
 * ahead through quiet time.
 */
import type { TraceRecord } from '../kernel/trace.ts';

export type PaceReason =
  'election' | 'leaderChange' | 'fault' | 'request' | 'exit' | 'offer' | 'deployment' | 'taskState' | 'session';

export type PaceState = {
  /** Chosen by the person; 0 = unlimited. */
  chosen: number;
  auto: boolean;
  /** In force now; 0 = unlimited. */
  current: number;
  reason: PaceReason | null;
  /** Auto pace stays slow up to this virtual time. */
  slowUntilUs: number;
  /** Real time since anything worth seeing, in ms. */
  calmMs: number;
  /** Virtual time granted and not yet run; keeps the fractions of slow speeds. */
  creditUs: number;
  /** Real milliseconds for which each reason may still slow down: what repeats endlessly is not shown for ever. */
  patienceMs: Map<PaceReason, number>;
};

export const UNLIMITED = 0;
export const MIN_SPEED = 0.001;
/** Beyond it the person means as fast as it can. */
export const MAX_SPEED = 100_000;

/** A message takes 1 to 2 ms: a quarter to half a second on screen. */
export const FOLLOWABLE_SPEED = 0.004;
/** Real time longer than this between two slices (a sleeping tab, a slow machine) is forgotten, so that nothing piles up. */
const CATCH_UP_LIMIT_MS = 100;
/** The speed doubles in this real time once nothing holds it. */
const DOUBLING_MS = 200;
/** Quiet for so long: the run goes ahead, up to this multiple of the chosen speed. */
const QUIET_AFTER_MS = 1000;
const QUIET_FACTOR = 8;
/** The ramp ends here when the chosen speed is unlimited. */
const RAMP_END = 4096;
/** Patience comes back at this share of real time. */
const PATIENCE_REFILL = 0.05;
/** Less than this is not worth slowing down for. */
const PATIENCE_TO_BEGIN_MS = 1000;

/** Virtual time that each reason is worth: about what its messages need to arrive and be answered. */
const WORTH_US: Readonly<Record<PaceReason, number>> = {
  election: 4000,
  leaderChange: 5000,
  fault: 5000,
  request: 5000,
  exit: 4000,
  offer: 4000,
  deployment: 3000,
  taskState: 3000,
  session: 3000,
};

const PATIENCE_LIMIT_MS: Readonly<Record<PaceReason, number>> = {
  election: 30_000,
  leaderChange: 20_000,
  fault: 20_000,
  request: 10_000,
  exit: 10_000,
  offer: 6000,
  deployment: 6000,
  taskState: 6000,
  session: 4000,
};

export function initialPace(): PaceState {
  return {
    chosen: 1,
    auto: false,
    current: 1,
    reason: null,
    slowUntilUs: 0,
    calmMs: 0,
    creditUs: 0,
    patienceMs: fullPatience(),
  };
}

function fullPatience(): Map<PaceReason, number> {
  return new Map(Object.entries(PATIENCE_LIMIT_MS) as [PaceReason, number][]);
}

/** True for a speed that may be chosen. */
export function isSpeed(speed: number): boolean {
  return speed === UNLIMITED || (speed >= MIN_SPEED && speed <= MAX_SPEED);
}

export function choosePace(pace: PaceState, speed: number, auto: boolean): void {
  pace.chosen = speed;
  pace.auto = auto;
  pace.current = speed;
  pace.reason = null;
  pace.slowUntilUs = 0;
  pace.calmMs = 0;
  pace.creditUs = 0;
}

/** The run jumped or stood still: nothing is owed, and what comes is worth seeing again. */
export function restartPace(pace: PaceState): void {
  choosePace(pace, pace.chosen, pace.auto);
  pace.patienceMs = fullPatience();
}

/** Grants virtual time for real time that passed; `null` when there is no limit. */
export function grantUs(pace: PaceState, realMs: number, nowUs: number): number | null {
  const elapsedMs = Math.min(Math.max(realMs, 0), CATCH_UP_LIMIT_MS);
  if (pace.auto) relax(pace, elapsedMs, nowUs);
  if (pace.current === UNLIMITED) return null;
  pace.creditUs += elapsedMs * 1000 * pace.current;
  const whole = Math.floor(pace.creditUs);
  pace.creditUs -= whole;
  return whole;
}

/** Without a limit: how fast auto pace lets the run go at most. */
function relax(pace: PaceState, elapsedMs: number, nowUs: number): void {
  const held = pace.reason !== null && nowUs < pace.slowUntilUs;
  refillPatience(pace, elapsedMs, held ? pace.reason : null);
  if (held && patienceFor(pace, pace.reason) > 0) return;
  pace.slowUntilUs = 0;
  pace.calmMs += elapsedMs;
  const ceiling = ceilingOf(pace);
  if (pace.current === UNLIMITED || pace.current >= ceiling) {
    pace.current = ceiling >= RAMP_END && pace.chosen === UNLIMITED ? UNLIMITED : ceiling;
    pace.reason = null;
    return;
  }
  pace.current = Math.min(ceiling, pace.current * (1 + elapsedMs / DOUBLING_MS));
}

function ceilingOf(pace: PaceState): number {
  if (pace.chosen === UNLIMITED) return RAMP_END;
  return pace.calmMs > QUIET_AFTER_MS ? Math.min(pace.chosen * QUIET_FACTOR, MAX_SPEED) : pace.chosen;
}

function patienceFor(pace: PaceState, reason: PaceReason | null): number {
  return reason === null ? 0 : (pace.patienceMs.get(reason) ?? 0);
}

function refillPatience(pace: PaceState, elapsedMs: number, spentOn: PaceReason | null): void {
  for (const [reason, left] of pace.patienceMs) {
    const next = reason === spentOn ? left - elapsedMs : left + elapsedMs * PATIENCE_REFILL;
    pace.patienceMs.set(reason, Math.min(Math.max(next, 0), PATIENCE_LIMIT_MS[reason]));
  }
}

/** Something happened that a person wants to see. True when the run slows down for it: then what was granted lapses. */
export function noticePace(pace: PaceState, reason: PaceReason, nowUs: number): boolean {
  if (!pace.auto) return false;
  if (reason === 'fault') pace.patienceMs = fullPatience(); // Whoever does something wants to see what follows.
  const holding = pace.reason === reason && nowUs < pace.slowUntilUs;
  if (patienceFor(pace, reason) <= (holding ? 0 : PATIENCE_TO_BEGIN_MS)) return false;
  const slow = pace.chosen === UNLIMITED ? FOLLOWABLE_SPEED : Math.min(pace.chosen, FOLLOWABLE_SPEED);
  pace.current = slow;
  pace.reason = reason;
  pace.slowUntilUs = Math.max(pace.slowUntilUs, nowUs + WORTH_US[reason]);
  pace.calmMs = 0;
  pace.creditUs = 0;
  return true;
}

/** Why a trace record is worth seeing; null for what is not. */
export function reasonOf(record: TraceRecord): PaceReason | null {
  switch (record.kind) {
    case 'election':
      return 'election';
    case 'role':
      return String(record.body['role']).toLowerCase() === 'looking' ? 'election' : null;
    case 'leader':
      return 'leaderChange';
    case 'fault':
    case 'request':
    case 'exit':
    case 'deployment':
      return record.kind;
    case 'offer':
      return record.body['phase'] === 'accepted' ? 'offer' : null;
    case 'task':
      return 'taskState';
    case 'session':
      return record.body['change'] === 'expired' ? 'session' : null;
    default:
      return null;
  }
}
