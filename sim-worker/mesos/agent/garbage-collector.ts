/**
 * Removal of finished folders after `gc_delay`, and earlier the fuller the disk is.
 * Source: Mesos 1.0.1, src/slave/gc.cpp (schedule, prune, remove), src/slave/slave.cpp (age, checkDiskUsage).
 * The disk is watched while folders wait; the line of every minute is not written before (docs/fidelity.md).
 */
import type { Context, ReadContext } from '../../kernel/context.ts';
import { durationText } from '../master/duration.ts';
import type { AgentState } from './agent-state.ts';

const TIMER = 'gc';
export const DISK_TIMER = 'disk';
const MIB = 1_048_576;

export function isGcTimer(key: string): boolean {
  return key === TIMER;
}

/** (Re)schedules a folder; one timer waits for the first that is due. */
export function scheduleGc(state: AgentState, context: Context, path: string): void {
  const delayMs = state.flags.gcDelayMs;
  const others = state.gc.filter((item) => item.path !== path);
  context.log('INFO', `Scheduling '${path}' for gc ${gcDelayText(delayMs)} in the future`, 'gc.cpp:55');
  state.gc = Object.freeze([...others, Object.freeze({ path, dueAtMs: context.nowUs / 1000 + delayMs })]);
  if (!context.hasTimer(TIMER)) context.setTimer(TIMER, delayMs);
  if (!context.hasTimer(DISK_TIMER)) context.setTimer(DISK_TIMER, state.flags.diskWatchIntervalMs);
}

/** `6.99999923125926days`: the real agent counts from the folder's last change, some milliseconds ago. */
function gcDelayText(delayMs: number): string {
  return `${String(delayMs / 86_400_000 - 0.000001)}days`;
}

/** A new task needs the folder again. */
export function unscheduleGc(state: AgentState, path: string): void {
  if (state.gc.some((item) => item.path === path))
    state.gc = Object.freeze(state.gc.filter((item) => item.path !== path));
}

export function onGcTimer(state: AgentState, context: Context): void {
  const nowMs = context.nowUs / 1000;
  removeDue(state, context, nowMs);
  const first = state.gc[0];
  if (first !== undefined) context.setTimer(TIMER, first.dueAtMs - nowMs);
}

function removeDue(state: AgentState, context: Context, untilMs: number): void {
  const due = state.gc.filter((item) => item.dueAtMs <= untilMs);
  state.gc = Object.freeze(state.gc.filter((item) => item.dueAtMs > untilMs));
  for (const { path } of due) {
    context.log('INFO', `Deleting ${path}`, 'gc.cpp:133');
    context.disk.removeFolder(path);
    context.log('INFO', `Deleted '${path}'`, 'gc.cpp:146');
  }
}

/** Used share of the disk that work_dir lies on. */
export function diskUsage(state: AgentState, context: ReadContext): number {
  const { machineDiskMib, machineDiskUsedMib } = state.flags;
  const { usedBytes, isFull } = context.disk.usage();
  return isFull ? 1 : Math.min(1, (machineDiskUsedMib + usedBytes / MIB) / machineDiskMib);
}

/** How old a finished folder may become. */
export function maxAllowedAgeMs(state: AgentState, context: ReadContext): number {
  const { gcDelayMs, gcDiskHeadroom } = state.flags;
  return gcDelayMs * Math.max(0, 1 - gcDiskHeadroom - diskUsage(state, context));
}

/** Removes the folders that are too old for the disk, those that are due within gc_delay less that age. */
export function onDiskTimer(state: AgentState, context: Context): void {
  if (onIdleDiskTimer(state, context)) return;
  writeUsage(state, context);
  const untilMs = pruneUntilMs(state, context);
  for (const dueAtMs of new Set(state.gc.map((item) => item.dueAtMs).filter((at) => at <= untilMs))) {
    const remaining = durationText(Math.max(0, dueAtMs - context.nowUs / 1000));
    context.log('INFO', `Pruning directories with remaining removal time ${remaining}`, 'gc.cpp:170');
  }
  removeDue(state, context, untilMs);
  if (state.gc.length > 0) context.setTimer(DISK_TIMER, state.flags.diskWatchIntervalMs);
}

/** The check that finds nothing to remove leaves the state alone. False: there is something. */
export function onIdleDiskTimer(state: AgentState, context: Context): boolean {
  const untilMs = pruneUntilMs(state, context);
  if (state.gc.some((item) => item.dueAtMs <= untilMs)) return false;
  if (state.gc.length === 0) return true;
  writeUsage(state, context);
  context.setTimer(DISK_TIMER, state.flags.diskWatchIntervalMs);
  return true;
}

function pruneUntilMs(state: AgentState, context: Context): number {
  return context.nowUs / 1000 + state.flags.gcDelayMs - maxAllowedAgeMs(state, context);
}

function writeUsage(state: AgentState, context: Context): void {
  const percent = (100 * diskUsage(state, context)).toFixed(2);
  const age = durationText(maxAllowedAgeMs(state, context));
  context.log('INFO', `Current disk usage ${percent}%. Max allowed age: ${age}`, 'slave.cpp:4591');
}
