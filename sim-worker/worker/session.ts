/**
 * One open run and how it is being looked at: its history, its pace, the requests that wait for an answer, and the job
 * (a seek, a step) that is under way. The functions on it are called between slices; nothing here knows real time but
 * through the numbers it is given.
 */
import type { ApiError, ApiResult, HttpOutcome, RunExport, RunInfo, ScenarioInfo } from '../api/contract.ts';
import type { FailureView } from '../cluster/views/views.ts';
import { type History, runHash } from '../kernel/history.ts';
import type { ProcessId } from '../kernel/ids.ts';
import type { Simulator } from '../kernel/simulator.ts';
import { type FrameState, initialFrames } from './frame-state.ts';
import { type PaceState, initialPace } from './pace.ts';

/** Where scenarios come from. */
export type ScenarioSource = {
  readonly list: () => readonly ScenarioInfo[];
  /** Null for an unknown name. */
  readonly build: (name: string, seed: number) => Simulator | null;
};

export type Run = {
  readonly scenario: string;
  readonly seed: number;
  readonly history: History;
  /** End of what has been executed: the run may stand before it. */
  horizonUs: number;
};

/** Something longer than a slice: it is continued until done, then the caller gets the result. */
export type Job = {
  /** Works until the clock given reaches the deadline; true when done. */
  readonly advance: (isOver: () => boolean) => boolean;
  /** 0 to 1. */
  readonly progress: () => number;
  /** The run jumped: the page is shown everything anew. */
  readonly jumps: boolean;
  /** What the caller is told once it is done. */
  readonly result: () => ApiResult<null>;
  readonly settle: (result: ApiResult<null>) => void;
};

export type Session = {
  readonly source: ScenarioSource;
  run: Run | null;
  playing: boolean;
  visible: boolean;
  pace: PaceState;
  job: Job | null;
  /** Trace records that auto pace has looked at. */
  recordsSeen: number;
  failure: FailureView | null;
  readonly waiting: Map<number, Waiting>;
  waitingEdits: WaitingEdit[];
  /** Processes that a person restarts: they are started once they have ended. */
  readonly restarting: Set<ProcessId>;
  /** Stores to empty once all of their processes have ended. */
  wipes: readonly { readonly processes: readonly ProcessId[]; readonly startAgain: boolean }[];
  frames: FrameState;
  measure: Measure;
};

/** A request on its way: whoever asked waits for the outcome. */
export type Waiting = {
  readonly requestId: number;
  readonly sentAtUs: number;
  readonly settle: (outcome: HttpOutcome) => void;
};

/** A znode edit on its way: its number in the shell's count, and its place in the journal. */
export type WaitingEdit = {
  readonly number: number;
  readonly entry: number;
  readonly untilUs: number;
  readonly settle: (result: ApiResult<null>) => void;
};

/** Speed that the machine reaches, over half a second. */
export type Measure = { sinceMs: number; sinceUs: number; speed: number };

export const NO_RUN: ApiError = { code: 'NO_RUN', message: 'no run is open' };

export function createSession(source: ScenarioSource): Session {
  return {
    source,
    run: null,
    playing: false,
    visible: true,
    pace: initialPace(),
    job: null,
    recordsSeen: 0,
    failure: null,
    waiting: new Map(),
    waitingEdits: [],
    restarting: new Set(),
    wipes: [],
    frames: initialFrames(),
    measure: { sinceMs: 0, sinceUs: 0, speed: 0 },
  };
}

export function infoOf(session: Session): RunInfo {
  const { run } = session;
  return {
    scenario: run?.scenario ?? '',
    seed: run?.seed ?? 0,
    startEpochMs: run?.history.simulator.world.settings.startEpochMs ?? 0,
    scenarios: session.source.list(),
  };
}

/** The whole run, as far as it was executed. The journal holds what comes after now, too. */
export function exportOf(session: Session): RunExport {
  const { run } = session;
  const world = run?.history.simulator.world;
  return {
    format: 'mesoscope-run/1',
    scenario: run?.scenario ?? '',
    seed: run?.seed ?? 0,
    journal: run?.history.journal.slice() ?? [],
    atUs: world?.nowUs ?? 0,
    executed: world?.executed ?? 0,
    runHash: run === null ? '' : runHash(run.history),
  };
}

export function refused(code: string, message: string): { readonly ok: false; readonly error: ApiError } {
  return { ok: false, error: { code, message } };
}

export const DONE: ApiResult<null> = { ok: true, value: null };
