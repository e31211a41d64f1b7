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

type DiscoveryJson = { readonly discovery?: { readonly ports?: readonly DiscoveryPort[] } };
export type DiscoveryPort = { readonly name: string; readonly number: number; readonly protocol: string };

export function discoveryPorts(app: Pick<AppConfigJson, 'ipAddress'>): readonly DiscoveryPort[] {
  return (app.ipAddress as DiscoveryJson | null | undefined)?.discovery?.ports ?? [];
}

/** `host:port`, `host:[p1, p2]`, or the host alone; where tasks have addresses of their own, these with the discovery ports. */
export function taskAddress(task: TaskJson, app: Pick<AppConfigJson, 'ipAddress'> = {}): string {
  return endpointsOf(task, app)
    .map(({ host, ports: [first, ...others] }) => {
      if (first === undefined) return host;
      return others.length === 0 ? `${host}:${first}` : `${host}:[${[first, ...others].join(', ')}]`;
    })
    .join(', ');
}

/** Where a click on the address leads: to the first of its ports. */
export function taskHref(task: TaskJson, app: Pick<AppConfigJson, 'ipAddress'>): string {
  const [{ host, ports }] = endpointsOf(task, app);
  return `http://${host}${ports[0] === undefined ? '' : `:${ports[0]}`}/`;
}

type Endpoint = { readonly host: string; readonly ports: readonly number[] };

function endpointsOf(task: TaskJson, app: Pick<AppConfigJson, 'ipAddress'>): readonly [Endpoint, ...Endpoint[]] {
  const ports = discoveryPorts(app).map(({ number }) => number);
  const [first, ...others] = ports.length === 0 ? [] : (task.ipAddresses ?? []);
  if (first === undefined) return [{ host: task.host, ports: task.ports ?? [] }];
  return [{ host: first.ipAddress, ports }, ...others.map(({ ipAddress }) => ({ host: ipAddress, ports }))];
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
