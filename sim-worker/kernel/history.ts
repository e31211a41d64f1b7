/**
 * A run that can go back: world = f(scenario, seed, journal). Snapshots are taken as virtual time passes; going back is
 * the nearest snapshot before plus re-execution, which gives the same events again.
 */
import { assert, must } from './assert.ts';
import { type Command, type CommandResult, applyCommand } from './command.ts';
import { formatRunHash } from './hash.ts';
import { type Simulator, nextEventAtUs, runEvents } from './simulator.ts';
import { type TraceMark, forgetFuture, markTrace, rewindTrace } from './trace.ts';
import { type World, copyWorld } from './world.ts';
import { processCount } from './process-table.ts';

export type JournalEntry = {
  readonly atUs: number;
  /** Events taken from the queue before it, which tells its place among events of the same time; null: after all events up to `atUs`. */
  readonly afterEvents: number | null;
  readonly command: Command;
};

type Snapshot = {
  readonly atUs: number;
  readonly executed: number;
  readonly world: World;
  readonly mark: TraceMark;
  readonly journalCursor: number;
};

export type History = {
  readonly simulator: Simulator;
  readonly journal: JournalEntry[];
  /** Entries of the journal that have been applied. */
  journalCursor: number;
  readonly snapshots: Snapshot[];
  readonly intervalUs: number;
  /** Events between two snapshots at the least: re-executing fewer is quicker than what a snapshot costs. */
  readonly minEvents: number;
  /** Most snapshots kept; null: as many as the size of the world allows, see `limitOf`. */
  readonly limit: number | null;
};

export const DEFAULT_SNAPSHOT_INTERVAL_US = 10_000_000;
/** Re-executed within some milliseconds. */
const DEFAULT_MIN_EVENTS = 1000;
const MOST_SNAPSHOTS = 240;
const LEAST_SNAPSHOTS = 16;
/** Processes times snapshots: a snapshot of a busy world takes some 300 bytes for each of its processes. */
const SNAPSHOT_BUDGET = 1_000_000;

export type HistoryOptions = {
  readonly intervalUs?: number;
  readonly minEvents?: number;
  readonly limit?: number;
  readonly journal?: readonly JournalEntry[];
};

/** Takes over a simulator that stands at its start. */
export function createHistory(simulator: Simulator, options: HistoryOptions = {}): History {
  const history: History = {
    simulator,
    journal: [...(options.journal ?? [])],
    journalCursor: 0,
    snapshots: [],
    intervalUs: options.intervalUs ?? DEFAULT_SNAPSHOT_INTERVAL_US,
    minEvents: options.minEvents ?? DEFAULT_MIN_EVENTS,
    limit: options.limit ?? null,
  };
  takeSnapshot(history);
  return history;
}

/** Runs up to and including `untilUs`, at most `limit` events. True when it got there; then the clock stands at `untilUs`. */
export function advance(history: History, untilUs: number, limit = Number.MAX_SAFE_INTEGER): boolean {
  const { simulator } = history;
  let left = limit;
  while (left > 0) {
    const stop = Math.min(untilUs, nextSnapshotUs(history));
    const entry = history.journal[history.journalCursor];
    if (entry !== undefined && isDue(history, entry, stop)) {
      applyEntry(history, entry);
      continue;
    }
    const boundary = entry === undefined ? stop : Math.min(stop, entry.atUs);
    const budget =
      entry?.afterEvents === null || entry === undefined
        ? left
        : Math.min(left, entry.afterEvents - simulator.world.taken);
    const done = runEvents(simulator, boundary, budget > 0 ? budget : left);
    left -= done;
    if (!isQuietUntil(simulator, boundary)) continue;
    if (entry !== undefined && boundary === entry.atUs && entry.atUs <= stop) {
      applyEntry(history, entry);
      continue;
    }
    simulator.world.nowUs = Math.max(simulator.world.nowUs, boundary);
    if (boundary === untilUs) return true;
    takeSnapshot(history);
  }
  return false;
}

function isQuietUntil(simulator: Simulator, untilUs: number): boolean {
  const next = nextEventAtUs(simulator);
  return next === null || next > untilUs;
}

/** An entry with a known place is due exactly there; one with a time only, when nothing up to that time is pending. */
function isDue(history: History, entry: JournalEntry, untilUs: number): boolean {
  if (entry.atUs > untilUs) return false;
  const { world } = history.simulator;
  if (entry.afterEvents !== null) return world.taken >= entry.afterEvents;
  return isQuietUntil(history.simulator, entry.atUs);
}

function applyEntry(history: History, entry: JournalEntry): void {
  const { simulator } = history;
  simulator.world.nowUs = Math.max(simulator.world.nowUs, entry.atUs);
  history.journalCursor += 1;
  applyCommand(simulator, entry.command);
}

/** Applies a command now and journals it. What the journal held for later is dropped: a new future begins. */
export function issue(history: History, command: Command): CommandResult {
  const { simulator, journal } = history;
  const entry: JournalEntry = { atUs: simulator.world.nowUs, afterEvents: simulator.world.taken, command };
  const result = applyCommand(simulator, command);
  if (!result.ok) return result;
  dropFuture(history);
  journal.push(entry);
  history.journalCursor = journal.length;
  return result;
}

/** Forgets what the journal holds for later than now, and what was recorded of it. */
export function dropFuture(history: History): void {
  const { simulator, journal, snapshots } = history;
  journal.length = history.journalCursor;
  while ((snapshots.at(-1)?.atUs ?? 0) > simulator.world.nowUs) snapshots.pop();
  forgetFuture(simulator.trace);
}

/** Goes to an earlier (or later) time; the journal keeps what comes after it, to be replayed. */
export function seek(history: History, toUs: number): void {
  restoreTowards(history, toUs);
  advance(history, toUs);
}

/** First half of a seek: jumps to a snapshot on the way when that saves work. `advance` does the rest, in slices if need be. */
export function restoreTowards(history: History, toUs: number): void {
  assert(toUs >= 0, 'time begins at 0');
  const { nowUs } = history.simulator.world;
  const nearest = must(history.snapshots.filter((snapshot) => snapshot.atUs <= toUs).at(-1), 'a snapshot of the start');
  if (toUs < nowUs || nearest.atUs > nowUs) restore(history, nearest);
}

/** First half of going to just after the first `executed` events: the last snapshot that is not beyond it. */
export function restoreBeforeEvent(history: History, executed: number): void {
  assert(executed >= 0, 'a run has no events before its first');
  restore(
    history,
    must(history.snapshots.filter((snapshot) => snapshot.executed <= executed).at(-1), 'a snapshot of the start'),
  );
}

/** Goes to just after the first `executed` events of the run. */
export function seekToEvent(history: History, executed: number): void {
  restoreBeforeEvent(history, executed);
  const { simulator } = history;
  while (simulator.world.executed < executed) {
    const before = simulator.world.executed;
    stepEvent(history);
    if (simulator.world.executed === before) return;
  }
}

/** Executes one event (and the commands due before it). False when nothing is pending. */
export function stepEvent(history: History): boolean {
  const before = history.simulator.world.executed;
  for (;;) {
    const next = nextEventAtUs(history.simulator);
    const entry = history.journal[history.journalCursor];
    if (next === null && entry === undefined) return false;
    const target = Math.min(next ?? Number.MAX_SAFE_INTEGER, entry?.atUs ?? Number.MAX_SAFE_INTEGER);
    advance(history, target, 1);
    if (history.simulator.world.executed > before) return true;
  }
}

function restore(history: History, snapshot: Snapshot): void {
  const { simulator } = history;
  simulator.lastEpoch += 1;
  simulator.world = copyWorld(snapshot.world, simulator.lastEpoch);
  simulator.exit = null; // A handler that failed may have left it.
  history.journalCursor = snapshot.journalCursor;
  rewindTrace(simulator.trace, snapshot.mark);
}

function nextSnapshotUs(history: History): number {
  const last = must(history.snapshots.at(-1), 'a snapshot of the start');
  const { nowUs } = history.simulator.world;
  const base = Math.max(last.atUs, nowUs - (nowUs % history.intervalUs));
  return base - (base % history.intervalUs) + history.intervalUs;
}

/** Keeps the world as it is now; it and the running world share all records until they are touched. */
function takeSnapshot(history: History): void {
  const { simulator, snapshots } = history;
  const { world } = simulator;
  const last = snapshots.at(-1);
  if (last !== undefined && (last.atUs >= world.nowUs || world.executed - last.executed < history.minEvents)) return;
  simulator.lastEpoch += 2;
  snapshots.push({
    atUs: world.nowUs,
    executed: world.executed,
    world: copyWorld(world, simulator.lastEpoch - 1),
    mark: markTrace(simulator.trace),
    journalCursor: history.journalCursor,
  });
  world.epoch = simulator.lastEpoch;
  if (snapshots.length > limitOf(history)) thin(snapshots);
}

/** Large worlds are kept less often, so that all snapshots together stay within some hundred megabytes. */
function limitOf(history: History): number {
  if (history.limit !== null) return history.limit;
  const affordable = Math.floor(SNAPSHOT_BUDGET / Math.max(1, processCount(history.simulator.world)));
  return Math.min(MOST_SNAPSHOTS, Math.max(LEAST_SNAPSHOTS, affordable));
}

/** Drops every second snapshot of the older half: the past gets coarser, the recent past stays fine. */
function thin(snapshots: Snapshot[]): void {
  const half = Math.floor(snapshots.length / 2);
  const kept = snapshots.filter((_, index) => index === 0 || index >= half || index % 2 === 0);
  snapshots.splice(0, snapshots.length, ...kept);
}

/** A second run that shares everything up to now and has its own future. `simulator` must be fresh, of the same registry. */
export function fork(history: History, simulator: Simulator): History {
  const { world } = history.simulator;
  history.simulator.lastEpoch += 2;
  simulator.world = copyWorld(world, history.simulator.lastEpoch);
  simulator.lastEpoch = history.simulator.lastEpoch + FORK_EPOCHS;
  simulator.world.epoch = simulator.lastEpoch;
  world.epoch = history.simulator.lastEpoch - 1;
  const copy: History = {
    ...history,
    simulator,
    journal: history.journal.slice(0, history.journalCursor),
    snapshots: history.snapshots.slice(),
  };
  copy.snapshots.length = 0;
  takeSnapshot(copy);
  return copy;
}

/** Epochs of the two branches never meet. */
const FORK_EPOCHS = 1_000_000_000;

export function runHash(history: History): string {
  return formatRunHash(history.simulator.world.hash);
}
