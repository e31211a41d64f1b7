/**
 * Tasks of the leader, by app. Every change costs little however many tasks an app has; lists are made when somebody asks.
 * Source: Marathon 1.1.1, core/task/tracker/TaskTracker.scala (TasksByApp, AppTasks).
 */
import {
  emptyMap,
  mapDelete,
  mapEntries,
  mapGet,
  mapSet,
  mapSize,
  mapValues,
  type PersistentMap,
} from '../../kernel/persistent-map.ts';
import { memoByIdentity } from '../memo.ts';
import { appIdOfTask, type PathId } from '../model/path-id.ts';
import { isActive, type Task } from './task.ts';

/** Tasks of one app with their counts. */
export type AppTasks = { readonly byId: PersistentMap<Task>; readonly launched: number; readonly active: number };
export type TaskRows = PersistentMap<AppTasks>;

const NO_TASKS: AppTasks = Object.freeze({ byId: emptyMap<Task>(), launched: 0, active: 0 });

/** In the order in which they were staged. */
const listOf: (tasks: AppTasks) => readonly Task[] = memoByIdentity((tasks: AppTasks) =>
  Object.freeze([...mapValues(tasks.byId)].sort((a, b) => a.stagedAtMs - b.stagedAtMs || (a.id < b.id ? -1 : 1))),
);

function rowsOf(rows: TaskRows, appId: PathId): AppTasks {
  return mapGet(rows, appId) ?? NO_TASKS;
}

/** The app's record: the same object as long as none of its tasks changed. */
export function appTasksOf(rows: TaskRows, appId: PathId): AppTasks {
  return rowsOf(rows, appId);
}

export function tasksOfApp(rows: TaskRows, appId: PathId): readonly Task[] {
  return listOf(rowsOf(rows, appId));
}

export function findTask(rows: TaskRows, taskId: string): Task | null {
  return mapGet(rowsOf(rows, appIdOfTask(taskId)).byId, taskId) ?? null;
}

/** Counts after `before` gave way to `after`. */
function counted(tasks: AppTasks, byId: PersistentMap<Task>, before: Task | null, after: Task | null): AppTasks {
  const change = (counts: (task: Task) => boolean): number =>
    (after !== null && counts(after) ? 1 : 0) - (before !== null && counts(before) ? 1 : 0);
  return Object.freeze({
    byId,
    launched: tasks.launched + change((task) => task.isLaunched),
    active: tasks.active + change(isActive),
  });
}

/** Adds the row, or puts it in the place of the task's former one. */
export function putTask(rows: TaskRows, task: Task): TaskRows {
  const tasks = rowsOf(rows, task.appId);
  const before = mapGet(tasks.byId, task.id) ?? null;
  return mapSet(rows, task.appId, counted(tasks, mapSet(tasks.byId, task.id, task), before, task));
}

export function removeTask(rows: TaskRows, taskId: string): TaskRows {
  const appId = appIdOfTask(taskId);
  const tasks = rowsOf(rows, appId);
  const before = mapGet(tasks.byId, taskId) ?? null;
  if (before === null) return rows;
  const byId = mapDelete(tasks.byId, taskId);
  return mapSize(byId) === 0 ? mapDelete(rows, appId) : mapSet(rows, appId, counted(tasks, byId, before, null));
}

/** Instances that count: launched and not lost. */
export function activeTasks(rows: TaskRows, appId: PathId): readonly Task[] {
  return tasksOfApp(rows, appId).filter(isActive);
}

export function activeCount(rows: TaskRows, appId: PathId): number {
  return rowsOf(rows, appId).active;
}

export function launchedCount(rows: TaskRows, appId: PathId): number {
  return rowsOf(rows, appId).launched;
}

/** Sorted. */
export function appIdsWithTasks(rows: TaskRows): readonly PathId[] {
  const ids: PathId[] = [];
  for (const [appId] of mapEntries(rows)) ids.push(appId as PathId);
  return ids.sort();
}

/** Every app with its tasks, sorted by app id. */
export function tasksByApp(rows: TaskRows): readonly (readonly [PathId, readonly Task[]])[] {
  return [...mapEntries(rows)]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([appId, tasks]) => [appId as PathId, listOf(tasks)] as const);
}

export function taskCount(rows: TaskRows): number {
  let count = 0;
  for (const [, tasks] of mapEntries(rows)) count += mapSize(tasks.byId);
  return count;
}
