/**
 * Kills tasks in batches; a kill that is not confirmed is repeated.
 * Source: Marathon 1.1.1, upgrade/StoppingBehavior.scala (batches of --killsPerBatch each --killBatchDuration, synchronisation with
 * the tracker), upgrade/TaskReplaceActor.scala (retry every 15 s).
 * Simplified: one queue for the whole process instead of one for each actor (docs/fidelity.md).
 */
import type { Context } from '../../kernel/context.ts';
import { taskId as toTaskId } from '../../mesos/ids.ts';
import { callDriver, leadingOf, type MarathonState } from '../state.ts';
import { findTask } from './task-tracker.ts';

export const KILL_TIMER = 'kills';
const LOG = 'mesosphere.marathon.upgrade.TaskKillActor';

export function killTasks(state: MarathonState, context: Context, taskIds: readonly string[]): void {
  const { kills } = leadingOf(state);
  for (const id of taskIds) if (!kills.sent.has(id) && !kills.queued.includes(id)) kills.queued.push(id);
  sendKills(state, context);
}

function sendKills(state: MarathonState, context: Context): void {
  const { kills } = leadingOf(state);
  while (kills.queued.length > 0 && kills.sent.size < state.flags.killsPerBatch) {
    const id = kills.queued.shift();
    if (id === undefined) break;
    context.log('INFO', `Killing task [${id}]`, LOG);
    kills.sent.set(id, context.nowUs);
    callDriver(state, context, { call: 'killTask', taskId: toTaskId(id) });
  }
  if (kills.sent.size > 0 && !context.hasTimer(KILL_TIMER)) context.setTimer(KILL_TIMER, state.flags.killBatchDuration);
}

/** Kills at once and without confirmation: orphans, unhealthy and overdue tasks. */
export function killNow(state: MarathonState, context: Context, id: string): void {
  callDriver(state, context, { call: 'killTask', taskId: toTaskId(id) });
}

/** A terminal status frees the task's slot. */
export function onKillConfirmed(state: MarathonState, context: Context, id: string): void {
  const { kills } = leadingOf(state);
  const queuedAt = kills.queued.indexOf(id);
  if (queuedAt >= 0) kills.queued.splice(queuedAt, 1);
  if (kills.sent.delete(id)) sendKills(state, context);
}

/** Repeats what has not been confirmed; tasks that the tracker no longer knows are done. */
export function onKillTimer(state: MarathonState, context: Context): void {
  const { kills, tasks } = leadingOf(state);
  const overdueUs = state.flags.killBatchDuration * 1000;
  for (const [id, sentAtUs] of kills.sent) {
    if (findTask(tasks, id) === null) kills.sent.delete(id);
    else if (context.nowUs - sentAtUs >= overdueUs) {
      kills.sent.set(id, context.nowUs);
      callDriver(state, context, { call: 'killTask', taskId: toTaskId(id) });
    }
  }
  sendKills(state, context);
}
