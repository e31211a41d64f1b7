/** Where a task is reached: on its host, or at addresses of its own with the application's discovery ports. */
import type { AppConfigJson, TaskJson } from './marathon-json.ts';

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
