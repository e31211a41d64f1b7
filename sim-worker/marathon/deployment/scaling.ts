/**
 * Whom a scale-down kills.
 * Source: Marathon 1.1.1, upgrade/ScalingProposition.scala.
 */
import type { AppDefinition } from '../model/app-definition.ts';
import { tasksToKillEvenly } from '../scheduling/constraints.ts';
import type { Task } from '../scheduling/task.ts';

/** Started last first; never started ones last of all. Equal times: by id, so that the order is total. */
export function youngestFirst(a: Task, b: Task): number {
  const startA = a.startedAtMs ?? Number.NEGATIVE_INFINITY;
  const startB = b.startedAtMs ?? Number.NEGATIVE_INFINITY;
  if (startA !== startB) return startB > startA ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export type ScalingProposition = { readonly kill: readonly string[]; readonly start: number };

/** Explicit victims first, then a choice that keeps GROUP_BY even, then the youngest. */
export function proposeScaling(
  app: AppDefinition,
  running: readonly Task[],
  scaleTo: number,
  victims: readonly string[],
): ScalingProposition {
  const named = running.filter((task) => victims.includes(task.id));
  const others = running.filter((task) => !victims.includes(task.id));
  const killCount = Math.max(running.length - scaleTo, named.length, 0);
  const even = tasksToKillEvenly(app, others, Math.max(0, killCount - named.length));
  const rest = others.filter((task) => !even.includes(task)).sort(youngestFirst);
  const kill = [...named, ...even, ...rest].slice(0, killCount).map((task) => task.id);
  return { kill, start: Math.max(0, scaleTo - running.length + kill.length) };
}
