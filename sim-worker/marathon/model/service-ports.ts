/**
 * Assigns service ports to ports given as 0 and lets the port definitions mirror the service ports.
 * Source: Marathon 1.1.1, state/GroupManager.scala (assignDynamicServicePorts).
 */
import { type AppDefinition, deepFreeze, portDefinition, portNumbers, servicePorts } from './app-definition.ts';
import { appsById, type Group, mapApps, transitiveApps } from './group.ts';

export type PortPool = { readonly localPortMin: number; /** Excluded. */ readonly localPortMax: number };

export type AssignedPorts =
  | { readonly ok: true; readonly group: Group; readonly taken: readonly number[] }
  | { readonly ok: false; readonly error: string };

/** `taken` lists the ports newly taken from the pool, in order, for the log. */
export function assignServicePorts(from: Group, to: Group, pool: PortPool): AssignedPorts {
  const used = new Set<number>();
  for (const app of [...transitiveApps(from), ...transitiveApps(to)])
    for (const definition of app.portDefinitions) used.add(definition.port);
  const taken: number[] = [];
  let candidate = pool.localPortMin;
  const nextFree = (): number => {
    while (candidate < pool.localPortMax && used.has(candidate)) candidate += 1;
    if (candidate < pool.localPortMax) {
      used.add(candidate);
      taken.push(candidate);
    }
    return candidate;
  };
  const old = appsById(from);
  const group = mapApps(to, (app) =>
    app === old.get(app.id) ? app : withServicePorts(app, old.get(app.id) ?? null, pool, nextFree),
  );
  if (candidate >= pool.localPortMax && hasUnassigned(group, pool)) {
    return {
      ok: false,
      error: `All ports in the range ${String(pool.localPortMin)}-${String(pool.localPortMax)} are already in use`,
    };
  }
  return { ok: true, group, taken };
}

function hasUnassigned(group: Group, pool: PortPool): boolean {
  return transitiveApps(group).some((app) => servicePorts(app).includes(pool.localPortMax));
}

function withServicePorts(
  app: AppDefinition,
  old: AppDefinition | null,
  pool: PortPool,
  nextFree: () => number,
): AppDefinition {
  const wanted = servicePorts(app);
  const dynamic = wanted.includes(0);
  const inPool = (port: number): boolean => port >= pool.localPortMin && port < pool.localPortMax;
  const reusable = old === null ? [] : portNumbers(old).filter((port) => inPool(port) && !wanted.includes(port));
  const ports = wanted.map((port) => (port === 0 ? (reusable.shift() ?? nextFree()) : port));
  const length = Math.max(ports.length, app.portDefinitions.length);
  const portDefinitions = Array.from({ length }, (_, index) => {
    const definition = app.portDefinitions[index] ?? portDefinition(0);
    const port = ports[index] ?? 0;
    return definition.port === port ? definition : { ...definition, port };
  });
  const docker = app.container?.docker ?? null;
  const mappings = docker?.portMappings ?? null;
  const container =
    dynamic && app.container !== null && docker !== null && mappings !== null
      ? {
          ...app.container,
          docker: {
            ...docker,
            portMappings: mappings
              .slice(0, ports.length)
              .map((mapping, index) => ({ ...mapping, servicePort: ports[index] ?? 0 })),
          },
        }
      : app.container;
  const unchanged =
    container === app.container &&
    length === app.portDefinitions.length &&
    portDefinitions.every((definition, index) => definition === app.portDefinitions[index]);
  return unchanged ? app : deepFreeze({ ...app, portDefinitions, container });
}
