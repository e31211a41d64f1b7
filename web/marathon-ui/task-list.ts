/** Order of the tasks' table, how a task's address reads, and what its failing checks say. */
import { taskHealth, taskStatus } from './app-status.ts';
import type { AppConfigJson, TaskJson } from './marathon-json.ts';

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

/** `host:port`, `host:[p1, p2]`, or the host alone. */
export function taskAddress(task: TaskJson): string {
  const ports = task.ports ?? [];
  if (ports.length === 0) return task.host;
  return ports.length === 1 ? `${task.host}:${ports[0] ?? ''}` : `${task.host}:[${ports.join(', ')}]`;
}

/** One sentence for each check that fails now. */
export function healthWarnings(app: Pick<AppConfigJson, 'healthChecks'>, task: TaskJson): readonly string[] {
  return (task.healthCheckResults ?? []).flatMap((result, index) => {
    if (result === null || result.alive === true) return [];
    const check = app.healthChecks?.[index];
    const name = `Warning: Health check '${[check?.protocol, check?.path].filter((part) => part !== undefined).join(' ')}'`;
    const cause = result.lastFailureCause ?? '';
    return [cause === '' ? `${name} failed.` : `${name} returned with status: '${cause}'.`];
  });
}
