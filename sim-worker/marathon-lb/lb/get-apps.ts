/**
 * From Marathon's apps to the services: one for each service port of an app that has at least one instance to send to.
 * Source: marathon-lb v1.4.3, marathon_lb.py (get_apps).
 */
import type { AppJson, TaskJson } from './apps-json.ts';
import { type MergedApp, mergeDeploymentGroups } from './deployment-groups.ts';
import { applyLabels, type HealthCheckJson, initialService, type Service } from './service.ts';
import { type AssignedPorts, type PortRange, servicePortsOf, taskAddress } from './service-ports.ts';

export type GetAppsOptions = {
  /** `--health-check`: only tasks whose checks all pass are served. */
  readonly healthCheck: boolean;
  readonly portRange: PortRange;
};

/** Last verdict on each task, least recently used first. */
export type VerdictCache = { readonly capacity: number; readonly verdicts: Map<string, boolean> };

export type Services =
  { readonly ok: true; readonly services: readonly Service[] } | { readonly ok: false; readonly error: string };

export function getServices(apps: readonly AppJson[], options: GetAppsOptions, cache: VerdictCache): Services {
  const merged = mergeDeploymentGroups(apps);
  if (!merged.ok) return merged;
  const assigned: AssignedPorts = new Map();
  const services: Service[] = [];
  for (const app of merged.apps) {
    const ports = servicePortsOf(app, options.portRange, assigned);
    const made = servicesOf(app, ports);
    if (!made.ok) return made;
    addTasks(app, ports, made.byPort, options, cache);
    services.push(...[...made.byPort.values()].filter((service) => service.backends.length > 0));
  }
  return { ok: true, services };
}

type AppServices =
  { readonly ok: true; readonly byPort: Map<number, Service> } | { readonly ok: false; readonly error: string };

function servicesOf(app: MergedApp, ports: readonly (number | null)[]): AppServices {
  const byPort = new Map<number, Service>();
  for (const [index, port] of ports.entries()) {
    if (port === null) continue;
    const service = initialService(app.id, port, healthCheckOf(app, index));
    service.groups = app.labels['HAPROXY_GROUP']?.split(',') ?? [];
    const error = applyLabels(service, index, app.labels);
    if (error !== null) return { ok: false, error };
    if (service.healthCheck === null && service.healthCheckPortIndex !== null) {
      service.healthCheck = healthCheckOf(app, service.healthCheckPortIndex);
      if (['HTTP', 'HTTPS', 'MESOS_HTTP', 'MESOS_HTTPS'].includes(service.healthCheck?.protocol ?? ''))
        service.mode = 'http';
    }
    byPort.set(port, service);
  }
  return { ok: true, byPort };
}

/** The first check of that port, or with a port of its own. */
function healthCheckOf(app: MergedApp, index: number): HealthCheckJson | null {
  return app.healthChecks.find((check) => (check.port ?? 0) !== 0 || check.portIndex === index) ?? null;
}

function addTasks(
  app: MergedApp,
  ports: readonly (number | null)[],
  byPort: ReadonlyMap<number, Service>,
  options: GetAppsOptions,
  cache: VerdictCache,
): void {
  for (const task of app.tasks) {
    if (task.host === null || task.host === '') continue;
    if (options.healthCheck && app.healthChecks.length > 0 && !isAlive(task, cache)) continue;
    const address = taskAddress(app, task);
    if (address === null) continue;
    // Versions of an app may differ in the number of their ports: as many as both have.
    for (const [index, port] of address.ports.slice(0, ports.length).entries()) {
      const servicePort = ports[index] ?? null;
      const service = servicePort === null ? undefined : byPort.get(servicePort);
      service?.backends.push({ host: task.host, ip: address.ip, port, draining: task.draining === true });
    }
  }
}

/** Without results: the verdict of last time, if there was one; a task that was never checked is not served. */
function isAlive(task: TaskJson, cache: VerdictCache): boolean {
  if (task.healthCheckResults === undefined) return recall(cache, task.id);
  const alive = task.healthCheckResults.every((result) => result?.alive === true);
  remember(cache, task.id, alive);
  return alive;
}

function recall({ verdicts }: VerdictCache, id: string): boolean {
  const verdict = verdicts.get(id);
  if (verdict === undefined) return false;
  verdicts.delete(id);
  verdicts.set(id, verdict);
  return verdict;
}

function remember({ verdicts, capacity }: VerdictCache, id: string, alive: boolean): void {
  const wasKnown = verdicts.delete(id);
  const [oldest] = verdicts.keys();
  if (!wasKnown && verdicts.size >= capacity && oldest !== undefined) verdicts.delete(oldest);
  verdicts.set(id, alive);
}
