/**
 * Kills that a person asked for: they hold the lock of their app until the last of their tasks has ended.
 * Source: Marathon 1.1.1, MarathonSchedulerActor.scala (KillTasks).
 */
import type { Context } from '../../kernel/context.ts';
import type { PathId } from '../model/path-id.ts';
import { leadingOf, type MarathonState } from '../state.ts';
import { killTasks } from './kill-service.ts';
import { findTask } from './task-tracker.ts';

/** While somebody else holds the lock nothing happens; while a forced deployment waits for locks, the kill waits behind it. */
export function killWithLock(state: MarathonState, context: Context, appId: PathId, taskIds: readonly string[]): void {
  const leading = leadingOf(state);
  if (leading.stash !== null) {
    leading.stash.push({ command: 'killTasks', appId, taskIds });
    return;
  }
  const launched = taskIds.filter((id) => findTask(leading.tasks, id)?.isLaunched === true);
  if (launched.length === 0 || leading.locks.has(appId)) return;
  const holder = `kill-${String(leading.nextKillLock)}`;
  leading.nextKillLock += 1;
  leading.locks.set(appId, holder);
  leading.killLocks.set(holder, { appId, left: new Set(launched) });
  killTasks(state, context, launched);
}
