/**
 * Service ports of an app, and where its tasks listen. Apps with an address for each task may have no service ports:
 * those get ports of a range, by a hash of their name, so that every balancer assigns the same.
 * Source: marathon-lb v1.4.3, utils.py.
 */
import { sha1 } from '../../host/sha1.ts';
import type { AppJson, PortMappingJson, TaskJson } from './apps-json.ts';

/** `--min-serv-port-ip-per-task`, `--max-serv-port-ip-per-task`; both 0: nothing is assigned. */
export type PortRange = { readonly min: number; readonly max: number };

/** Ports assigned in one pass over the apps, by `app id` and task port. */
export type AssignedPorts = Map<string, number | null>;

const MAX_CLASHES = 50;

function portMappings(app: AppJson): readonly PortMappingJson[] {
  return app.container?.docker?.portMappings ?? [];
}

function hasAddressForEachTask(app: AppJson): boolean {
  return app.ipAddress !== null && app.ipAddress !== undefined;
}

function isOnUserNetwork(app: AppJson): boolean {
  return app.container?.type === 'DOCKER' && app.container.docker?.network === 'USER';
}

/** Null entries: no port was left. */
export function servicePortsOf(app: AppJson, range: PortRange, assigned: AssignedPorts): readonly (number | null)[] {
  if (isOnUserNetwork(app)) {
    const mapped = present(portMappings(app).map((mapping) => mapping.servicePort));
    if (mapped.length > 0) return mapped;
  }
  const ports =
    app.portDefinitions === undefined
      ? (app.ports ?? [])
      : present(app.portDefinitions.map((definition) => definition.port));
  const [task] = app.tasks;
  if (ports.length > 0 || !hasAddressForEachTask(app) || range.max === 0 || task === undefined) return ports;
  return (taskAddress(app, task)?.ports ?? []).map((port) => assign(app.id, port, range, assigned));
}

function present(ports: readonly (number | undefined)[]): number[] {
  return ports.filter((port) => port !== undefined);
}

function assign(appId: string, taskPort: number, range: PortRange, assigned: AssignedPorts): number | null {
  const key = `${appId} ${String(taskPort)}`;
  const known = assigned.get(key);
  if (known !== undefined && known !== null) return known;
  const taken = new Set(assigned.values());
  const count = range.max - range.min + 1;
  const port = count <= assigned.size ? null : freePort(appId, taskPort, range, taken);
  assigned.set(key, port);
  return port;
}

function freePort(appId: string, taskPort: number, range: PortRange, taken: ReadonlySet<number | null>): number | null {
  const count = range.max - range.min + 1;
  for (let clash = 0; clash < MAX_CLASHES; clash += 1) {
    const text = `${appId}-${String(taskPort)}-${String(clash)}`;
    const [a = 0, b = 0, c = 0, d = 0] = sha1(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    const port = range.min + ((a * 16_777_216 + b * 65_536 + c * 256 + d) % count);
    if (!taken.has(port)) return port;
  }
  for (let port = range.min; port <= range.max; port += 1) if (!taken.has(port)) return port;
  return null;
}

/** Where a task listens: on its agent's host, or at its own address. Null while it has none. */
export function taskAddress(
  app: AppJson,
  task: TaskJson,
): { readonly ip: string; readonly ports: readonly number[] } | null {
  if (!hasAddressForEachTask(app)) return { ip: task.host ?? '', ports: task.ports ?? [] };
  const ip = task.ipAddresses?.[0]?.ipAddress;
  if (ip === undefined) return null;
  if (!isOnUserNetwork(app))
    return { ip, ports: (app.ipAddress?.discovery?.ports ?? []).map((port) => Number(port.number)) };
  const mappings = portMappings(app);
  const ports =
    mappings.length > 0
      ? mappings.map((mapping) => mapping.containerPort)
      : (app.portDefinitions ?? []).map((definition) => definition.port);
  return { ip, ports: present(ports) };
}
