/** Order of the tasks' table. */
import { taskHealth, taskStatus } from './app-status.ts';
import type { TaskJson } from './marathon-json.ts';

export type TaskSortKey = 'id' | 'health' | 'status' | 'version' | 'updated';
export type TaskSort = { readonly key: TaskSortKey; readonly descending: boolean };

function keyOf(task: TaskJson, key: TaskSortKey): string {
  switch (key) {
    case 'id':
      return task.id;
    case 'health':
      return taskHealth(task);
    case 'status':
      return taskStatus(task).text;
    case 'version':
      return task.version ?? '';
    case 'updated':
      return taskStatus(task).updatedAt ?? '';
  }
}

export function sortTasks(tasks: readonly TaskJson[], { key, descending }: TaskSort): readonly TaskJson[] {
  const sign = descending ? -1 : 1;
  return [...tasks].sort((a, b) => {
    const left = keyOf(a, key);
    const right = keyOf(b, key);
    if (left !== right) return left < right ? -sign : sign;
    return a.id < b.id ? -1 : 1;
  });
}
