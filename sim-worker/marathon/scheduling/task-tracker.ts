/**
 * Tasks of the leader, by app.
 * Source: Marathon 1.1.1, core/task/tracker/TaskTracker.scala, InstanceTracker of the same.
 */
import { mapDelete, mapEntries, mapGet, mapSet, type PersistentMap } from '../../kernel/persistent-map.ts';
import { appIdOfTask, type PathId } from '../model/path-id.ts';
import { isActive, type Task } from './task.ts';

export type TaskRows = PersistentMap<readonly Task[]>;

const NO_TASKS: readonly Task[] = Object.freeze([]);

export function tasksOfApp(rows: TaskRows, appId: PathId): readonly Task[] {
  return mapGet(rows, appId) ?? NO_TASKS;
}

export function findTask(rows: TaskRows, taskId: string): Task | null {
  return tasksOfApp(rows, appIdOfTask(taskId)).find((task) => task.id === taskId) ?? null;
}

/** Adds the row, or puts it in the place of the task's former one. */
export function putTask(rows: TaskRows, task: Task): TaskRows {
  const known = tasksOfApp(rows, task.appId);
  const index = known.findIndex((other) => other.id === task.id);
  const next = index < 0 ? [...known, task] : known.map((other, at) => (at === index ? task : other));
  return mapSet(rows, task.appId, Object.freeze(next));
}

export function removeTask(rows: TaskRows, taskId: string): TaskRows {
  const appId = appIdOfTask(taskId);
  const left = tasksOfApp(rows, appId).filter((task) => task.id !== taskId);
  return left.length === 0 ? mapDelete(rows, appId) : mapSet(rows, appId, Object.freeze(left));
}

/** Instances that count: launched and not lost. */
export function activeTasks(rows: TaskRows, appId: PathId): readonly Task[] {
  return tasksOfApp(rows, appId).filter(isActive);
}

/** Every app with its tasks, sorted by app id. */
export function tasksByApp(rows: TaskRows): readonly (readonly [PathId, readonly Task[]])[] {
  return [...mapEntries(rows)]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([appId, tasks]) => [appId as PathId, tasks] as const);
}

export function taskCount(rows: TaskRows): number {
  let count = 0;
  for (const [, tasks] of mapEntries(rows)) count += tasks.length;
  return count;
}
