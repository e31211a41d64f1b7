/**
 * Blue-green deployments: two apps of one deployment group are served as one, and instances of the old one that the new
 * one replaces are drained. Source: marathon-lb v1.4.3, marathon_lb.py (get_apps, first pass).
 */
import type { AppJson, TaskJson } from './apps-json.ts';

export type DrainingTask = TaskJson & { readonly draining?: boolean };
export type MergedApp = Omit<AppJson, 'tasks'> & { readonly tasks: readonly DrainingTask[] };

export type Merged =
  { readonly ok: true; readonly apps: readonly MergedApp[] } | { readonly ok: false; readonly error: string };

/** Apps outside of groups first, in their order; then the groups. */
export function mergeDeploymentGroups(apps: readonly AppJson[]): Merged {
  const plain: MergedApp[] = [];
  const groups = new Map<string, MergedApp>();
  for (const app of apps) {
    const group = app.labels['HAPROXY_DEPLOYMENT_GROUP'];
    if (group === undefined) {
      plain.push(app);
      continue;
    }
    const id = group.startsWith('/') ? group : `/${group}`;
    const renamed = { ...app, id };
    const earlier = groups.get(id);
    if (earlier !== undefined && newer(earlier, renamed).labels['HAPROXY_DEPLOYMENT_TARGET_INSTANCES'] === undefined)
      return { ok: false, error: "KeyError: 'HAPROXY_DEPLOYMENT_TARGET_INSTANCES'" };
    groups.set(id, earlier === undefined ? renamed : merge(earlier, renamed));
  }
  return { ok: true, apps: [...plain, ...groups.values()] };
}

/** ISO 8601 texts of one shape compare as their times do. */
function startedAt(app: MergedApp): string {
  return app.labels['HAPROXY_DEPLOYMENT_STARTED_AT'] ?? '';
}

/** The one that was started later; among apps of a running exchange, the one scaled later. */
function newer(earlier: MergedApp, later: MergedApp): MergedApp {
  const byStart = startedAt(earlier) < startedAt(later) ? later : earlier;
  const old = byStart === later ? earlier : later;
  if (byStart.labels['HAPROXY_DEPLOYMENT_NEW_INSTANCES'] === undefined) return byStart;
  const scaled = (app: MergedApp): string => app.versionInfo?.lastScalingAt ?? '';
  return scaled(old) > scaled(byStart) ? old : byStart;
}

function merge(earlier: MergedApp, later: MergedApp): MergedApp {
  const fresh = newer(earlier, later);
  const old = fresh === later ? earlier : later;
  const target = Number(fresh.labels['HAPROXY_DEPLOYMENT_TARGET_INSTANCES']);
  const ready = later.healthChecks.length > 0 ? healthyTasks(fresh) : fresh.instances;
  const sorted = [...old.tasks].sort((a, b) => (a.id < b.id ? -1 : 1));
  const drained = Math.min(sorted.length, ready, Math.max(0, ready + old.instances - target));
  const tasks = sorted.map((task, index) => (index < drained ? { ...task, draining: true } : task));
  return { ...old, tasks: [...tasks, ...fresh.tasks] };
}

function healthyTasks(app: MergedApp): number {
  return app.tasks.filter((task) => task.healthCheckResults?.every((result) => result?.alive === true) === true).length;
}
