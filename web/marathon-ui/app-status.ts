/**
 * Status and health of an application as the list shows them.
 * Source: mesosphere/marathon-ui v1.1.7, stores/AppsStore.js, components/AppHealthBarComponent.jsx, AppHealthDetailComponent.jsx.
 */
import { humanDuration } from './marathon-format.ts';
import type { AppConfigJson, AppJson, QueueJson, TaskJson } from './marathon-json.ts';

export const statuses = ['Running', 'Deploying', 'Suspended', 'Delayed', 'Waiting'] as const;
export type AppStatus = (typeof statuses)[number];

export type QueueDelay = { readonly timeLeftSeconds: number; readonly overdue: boolean };

export function delaysOf(queue: QueueJson | null): ReadonlyMap<string, QueueDelay> {
  const delays = new Map<string, QueueDelay>();
  for (const entry of queue?.queue ?? [])
    if (entry.delay !== undefined && entry.delay !== null) delays.set(entry.app.id, entry.delay);
  return delays;
}

/** Null: nothing fits, the cell stays empty. An entry in the launch queue overrides even a deployment. */
export function statusOf(app: AppJson, delay: QueueDelay | undefined): AppStatus | null {
  if (delay !== undefined) return delayedStatus(delay);
  const running = app.tasksRunning ?? 0;
  if ((app.deployments?.length ?? 0) > 0) return 'Deploying';
  if (app.instances === 0 && running === 0) return 'Suspended';
  return running > 0 ? 'Running' : null;
}

export function delayedStatus(delay: QueueDelay): AppStatus {
  return delay.overdue ? 'Waiting' : 'Delayed';
}

/** What the status says under the pointer. */
export function statusTitle(status: AppStatus, delay: QueueDelay | null): string | undefined {
  if (status === 'Waiting') return 'Waiting for resource offer';
  if (status !== 'Delayed' || delay === null) return undefined;
  return `Task execution failed, delayed for ${humanDuration(delay.timeLeftSeconds)}.`;
}

export const bucketKeys = ['healthy', 'unhealthy', 'unknown', 'staged', 'over-capacity', 'unscheduled'] as const;
export type BucketKey = (typeof bucketKeys)[number];
export type HealthBuckets = Readonly<Record<BucketKey, number>>;

export type HealthCounts = Pick<
  AppJson,
  'instances' | 'tasksStaged' | 'tasksRunning' | 'tasksHealthy' | 'tasksUnhealthy'
>;

export function healthBuckets(app: HealthCounts): HealthBuckets {
  const healthy = app.tasksHealthy ?? 0;
  const unhealthy = app.tasksUnhealthy ?? 0;
  const staged = app.tasksStaged ?? 0;
  const unknown = Math.max(0, (app.tasksRunning ?? 0) - healthy - unhealthy);
  const present = healthy + unhealthy + unknown + staged;
  return {
    healthy,
    unhealthy,
    unknown,
    staged,
    'over-capacity': Math.max(0, present - app.instances),
    unscheduled: Math.max(0, app.instances - present),
  };
}

export function addBuckets(a: HealthBuckets, b: HealthBuckets): HealthBuckets {
  return {
    healthy: a.healthy + b.healthy,
    unhealthy: a.unhealthy + b.unhealthy,
    unknown: a.unknown + b.unknown,
    staged: a.staged + b.staged,
    'over-capacity': a['over-capacity'] + b['over-capacity'],
    unscheduled: a.unscheduled + b.unscheduled,
  };
}

export const noBuckets: HealthBuckets = {
  healthy: 0,
  unhealthy: 0,
  unknown: 0,
  staged: 0,
  'over-capacity': 0,
  unscheduled: 0,
};

export type BarSegment = { readonly key: BucketKey; readonly widthPercent: number; readonly line: boolean };

/** One segment for each bucket; a segment beside a non-empty left neighbour gets a dark line. */
export function barSegments(buckets: HealthBuckets): readonly BarSegment[] {
  const sum = bucketKeys.reduce((total, key) => total + buckets[key], 0);
  if (sum === 0) return [];
  let filled = false;
  return bucketKeys.map((key) => {
    const widthPercent = Math.floor((buckets[key] / sum) * 100_000) / 1000;
    const line = filled && buckets[key] > 0;
    filled = filled || buckets[key] > 0;
    return { key, widthPercent, line };
  });
}

export const bucketLabels: Readonly<Record<BucketKey, string>> = {
  healthy: 'Healthy',
  unhealthy: 'Unhealthy',
  unknown: 'Unknown',
  staged: 'Staged',
  'over-capacity': 'Over Capacity',
  unscheduled: 'Unscheduled',
};

export type BreakdownLine = { readonly key: BucketKey; readonly text: string; readonly percent: string };

/** The first three lines always, the others when their share is not 0. */
export function healthBreakdown(buckets: HealthBuckets, instances: number): readonly BreakdownLine[] {
  return bucketKeys.flatMap((key, index) => {
    const percent = Math.round((buckets[key] / (instances === 0 ? 1 : instances)) * 100);
    if (index > 2 && percent === 0) return [];
    return [{ key, text: `${buckets[key]} ${bucketLabels[key]}`, percent: percent === 0 ? '' : `(${percent}%)` }];
  });
}

const weights: Readonly<Record<BucketKey, number>> = {
  unhealthy: 32,
  'over-capacity': 16,
  staged: 8,
  healthy: 4,
  unknown: 2,
  unscheduled: 1,
};

export function healthWeight(buckets: HealthBuckets): number {
  return bucketKeys.reduce((sum, key) => sum + (buckets[key] > 0 ? weights[key] : 0), 0);
}

export type TaskHealth = 'Healthy' | 'Unhealthy' | 'Unknown';

export function taskHealth(task: TaskJson): TaskHealth {
  const results = task.healthCheckResults ?? [];
  if (results.length === 0) return 'Unknown';
  const good = results.every(
    (result) => result !== null && typeof result.firstSuccess === 'string' && result.alive === true,
  );
  return good ? 'Healthy' : 'Unhealthy';
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

export type TaskStatus = {
  readonly text: 'Started' | 'Staged' | 'Suspended' | 'Waiting';
  readonly updatedAt: string | null;
};

export function taskStatus(task: TaskJson): TaskStatus {
  if (typeof task.startedAt === 'string') return { text: 'Started', updatedAt: task.startedAt };
  if (typeof task.stagedAt === 'string') return { text: 'Staged', updatedAt: task.stagedAt };
  return { text: (task.localVolumes?.length ?? 0) > 0 ? 'Suspended' : 'Waiting', updatedAt: null };
}
