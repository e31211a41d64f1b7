/**
 * The applications list: the group tree made flat, sums of groups, filters, counts of the sidebar, order.
 * Source: mesosphere/marathon-ui v1.1.7, stores/AppsStore.js, components/AppListComponent.jsx and its filters.
 */
import {
  addBuckets,
  bucketKeys,
  delayedStatus,
  healthBuckets,
  healthWeight,
  noBuckets,
  statusOf,
  statuses,
  type AppStatus,
  type HealthBuckets,
  type QueueDelay,
} from './app-status.ts';
import { searchScore } from './fuzzy-search.ts';
import type { AppJson, GroupJson } from './marathon-json.ts';
import { fourDigits, lastPart } from './marathon-format.ts';

/** Of an application's definition, what its row shows and filters look at. */
export type ListedApp = {
  readonly version: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly hasVolumes: boolean;
};

export type ListItem = {
  readonly kind: 'app' | 'group';
  readonly id: string;
  /** Null for a group. */
  readonly app: ListedApp | null;
  readonly status: AppStatus | null;
  readonly delay: QueueDelay | null;
  readonly totalCpus: number;
  readonly totalMem: number;
  readonly instances: number;
  readonly tasksRunning: number;
  readonly health: HealthBuckets;
};

export const healthFilters = ['healthy', 'unhealthy', 'unknown'] as const;
export type HealthFilter = (typeof healthFilters)[number];

export type ListFilters = {
  readonly status: readonly AppStatus[];
  readonly health: readonly HealthFilter[];
  readonly labels: readonly (readonly [string, string])[];
  readonly volumes: boolean;
  readonly text: string;
};

export const noFilters: ListFilters = { status: [], health: [], labels: [], volumes: false, text: '' };

/** All groups and applications below the root; a group before what it holds. Nothing is known of the launch queue. */
export function itemsOf(root: GroupJson): readonly ListItem[] {
  const items: ListItem[] = [];
  collect(root, items);
  return items;
}

/** What the launch queue says goes before all else. */
export function withDelays(items: readonly ListItem[], delays: ReadonlyMap<string, QueueDelay>): readonly ListItem[] {
  if (delays.size === 0) return items;
  return items.map((item) => {
    const delay = item.kind === 'app' ? delays.get(item.id) : undefined;
    return delay === undefined ? item : { ...item, delay, status: delayedStatus(delay) };
  });
}

function collect(group: GroupJson, items: ListItem[]): ListItem {
  const at = items.length;
  const children: ListItem[] = [];
  for (const app of group.apps ?? []) {
    const item = appItem(app);
    children.push(item);
    items.push(item);
  }
  for (const inner of group.groups ?? []) children.push(collect(inner, items));
  const summed = groupItem(group.id, children);
  if (group.id !== '/') items.splice(at, 0, summed);
  return summed;
}

function appItem(app: AppJson): ListItem {
  return {
    kind: 'app',
    id: app.id,
    app: { version: app.version, labels: app.labels ?? {}, hasVolumes: hasVolumes(app) },
    status: statusOf(app, undefined),
    delay: null,
    totalCpus: fourDigits(app.cpus * app.instances),
    totalMem: app.mem * app.instances,
    instances: app.instances,
    tasksRunning: app.tasksRunning ?? 0,
    health: healthBuckets(app),
  };
}

function groupItem(id: string, children: readonly ListItem[]): ListItem {
  const sum = (of: (item: ListItem) => number): number => children.reduce((total, item) => total + of(item), 0);
  return {
    kind: 'group',
    id,
    app: null,
    status: null,
    delay: null,
    totalCpus: sum((item) => item.totalCpus),
    totalMem: sum((item) => item.totalMem),
    instances: sum((item) => item.instances),
    tasksRunning: sum((item) => item.tasksRunning),
    health: children.reduce((total, item) => addBuckets(total, item.health), noBuckets),
  };
}

/** Items that say the same as before are the same objects again, so that their rows are not drawn anew. */
export function shareItems(before: readonly ListItem[], after: readonly ListItem[]): readonly ListItem[] {
  const known = new Map(before.map((item) => [`${item.kind} ${item.id}`, item]));
  const shared = after.map((item) => {
    const old = known.get(`${item.kind} ${item.id}`);
    return old !== undefined && isSameItem(old, item) ? old : item;
  });
  const isSame = before.length === shared.length && shared.every((item, index) => item === before[index]);
  return isSame ? before : shared;
}

/** Whatever else an application's row shows belongs to its version. */
function isSameItem(a: ListItem, b: ListItem): boolean {
  return (
    a.app?.version === b.app?.version &&
    (a.app === null || a.app.version !== undefined) &&
    a.status === b.status &&
    a.delay?.timeLeftSeconds === b.delay?.timeLeftSeconds &&
    a.totalCpus === b.totalCpus &&
    a.totalMem === b.totalMem &&
    a.instances === b.instances &&
    a.tasksRunning === b.tasksRunning &&
    bucketKeys.every((key) => a.health[key] === b.health[key])
  );
}

export function hasVolumes(app: AppJson): boolean {
  return (app.container?.volumes ?? []).some(
    (volume) => volume.persistent !== undefined || volume.external !== undefined,
  );
}

export function isFiltered(filters: ListFilters): boolean {
  return hasBoxes(filters) || filters.text !== '';
}

function hasBoxes(filters: ListFilters): boolean {
  return filters.status.length > 0 || filters.health.length > 0 || filters.labels.length > 0 || filters.volumes;
}

function isBelow(id: string, group: string): boolean {
  return group === '/' || id.startsWith(`${group}/`);
}

function isChild(id: string, group: string): boolean {
  const start = group === '/' ? '/' : `${group}/`;
  return id.startsWith(start) && !id.slice(start.length).includes('/');
}

/** Values of one filter are alternatives, different filters must all fit; groups fit no check box. */
function fitsBoxes(item: ListItem, filters: ListFilters): boolean {
  const { app } = item;
  if (app === null) return !hasBoxes(filters);
  const fits = <T>(wanted: readonly T[], test: (value: T) => boolean): boolean =>
    wanted.length === 0 || wanted.some(test);
  return (
    fits(filters.status, (status) => item.status === status) &&
    fits(filters.health, (health) => item.health[health] > 0) &&
    fits(filters.labels, ([key, value]) => app.labels[key] === value) &&
    (!filters.volumes || app.hasVolumes)
  );
}

/** What the text leaves over: everywhere in the tree, or without text all below the group. */
function afterText(items: readonly ListItem[], group: string, text: string): readonly ListItem[] {
  if (text === '') return items.filter((item) => isBelow(item.id, group));
  return items.filter((item) => scoreOf(item, text) > 0.004);
}

function scoreOf(item: ListItem, text: string): number {
  return searchScore(item.kind === 'group' ? lastPart(item.id) : item.id, text);
}

export type SortKey = 'id' | 'totalCpus' | 'totalMem' | 'status' | 'tasksRunning' | 'healthWeight';
export type ListSort = { readonly key: SortKey; readonly descending: boolean };

export function listRows(
  items: readonly ListItem[],
  group: string,
  filters: ListFilters,
  sort: ListSort,
): readonly ListItem[] {
  const rows = isFiltered(filters)
    ? afterText(items, group, filters.text).filter((item) => fitsBoxes(item, filters))
    : items.filter((item) => isChild(item.id, group));
  const byScore = filters.text !== '' && sort.key === 'id';
  return [...rows].sort((a, b) => {
    if (a.kind !== b.kind) return a.kind === 'group' ? -1 : 1;
    const order = byScore ? scoreOf(b, filters.text) - scoreOf(a, filters.text) : compare(a, b, sort);
    return order === 0 ? compareText(a.id, b.id) : order;
  });
}

function compare(a: ListItem, b: ListItem, { key, descending }: ListSort): number {
  const order = key === 'id' ? compareText(a.id, b.id) : sortNumber(a, key) - sortNumber(b, key);
  return descending ? -order : order;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortNumber(item: ListItem, key: Exclude<SortKey, 'id'>): number {
  if (key === 'healthWeight') return healthWeight(item.health);
  if (key === 'status') return item.status === null ? -1 : statuses.indexOf(item.status);
  return item[key];
}

export type SidebarCounts = {
  readonly status: ReadonlyMap<AppStatus, number>;
  readonly health: ReadonlyMap<HealthFilter, number>;
  readonly volumes: number;
};

/** Numbers of applications below the group, after the text but before the check boxes. */
export function sidebarCounts(items: readonly ListItem[], group: string, filters: ListFilters): SidebarCounts {
  const apps = afterText(items, group, filters.text).filter((item) => item.kind === 'app');
  const count = (test: (item: ListItem) => boolean): number => apps.filter(test).length;
  return {
    status: new Map(statuses.map((status) => [status, count((item) => item.status === status)])),
    health: new Map(healthFilters.map((health) => [health, count((item) => item.health[health] > 0)])),
    volumes: count((item) => item.app?.hasVolumes === true),
  };
}

/** All labels in use, for the drop-down; empty: the block is not shown. */
export function labelsInUse(items: readonly ListItem[]): readonly (readonly [string, string])[] {
  const seen = new Map<string, readonly [string, string]>();
  for (const item of items) {
    for (const [key, value] of Object.entries(item.app?.labels ?? {}))
      seen.set(JSON.stringify([key, value]), [key, value]);
  }
  return [...seen.values()].sort((a, b) => compareText(labelText(a), labelText(b)));
}

export function labelText([key, value]: readonly [string, string]): string {
  return value === '' ? key : `${key}:${value}`;
}
