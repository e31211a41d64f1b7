/**
 * Removal of finished folders after `gc_delay`.
 * Source: Mesos 1.0.1, src/slave/gc.cpp, Slave::garbageCollect.
 * Left out: earlier removal on a nearly full disk (the simulated disk has no size; docs/fidelity.md).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentState } from './agent-state.ts';

const TIMER = 'gc';

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
  const due = state.gc.filter((item) => item.dueAtMs <= nowMs);
  state.gc = Object.freeze(state.gc.filter((item) => item.dueAtMs > nowMs));
  for (const { path } of due) {
    context.log('INFO', `Deleting ${path}`, 'gc.cpp:178');
    context.disk.removeFolder(path);
    context.log('INFO', `Deleted '${path}'`, 'gc.cpp:192');
  }
  const first = state.gc[0];
  if (first !== undefined) context.setTimer(TIMER, first.dueAtMs - nowMs);
}
