/** Hash routes and query of the Marathon UI. Source: mesosphere/marathon-ui v1.1.7, main.jsx and its router use. */
import { healthFilters, type ListFilters } from './app-list.ts';
import { statuses } from './app-status.ts';

export type AppTab = 'instances' | 'configuration' | 'debug' | 'volumes';
export type TaskTab = 'files' | 'volumes';

export type MarathonPage =
  | { readonly page: 'apps'; readonly group: string }
  | { readonly page: 'app'; readonly appId: string; readonly tab: AppTab }
  | { readonly page: 'task'; readonly appId: string; readonly taskId: string; readonly tab: TaskTab }
  | { readonly page: 'volume'; readonly appId: string; readonly volumeId: string }
  | { readonly page: 'deployments' }
  | { readonly page: 'notFound'; readonly path: string }
  | { readonly page: 'redirect' };

export type MarathonModal =
  | { readonly kind: 'newApp' | 'newGroup' | 'about' | 'help' }
  | { readonly kind: 'editApp'; readonly appId: string; readonly version: string };

export type MarathonRoute = {
  readonly at: MarathonPage;
  /** Path of the fragment, without its query. */
  readonly path: string;
  readonly modal: MarathonModal | null;
  readonly filters: ListFilters;
};

export function parseMarathonRoute(fragment: string): MarathonRoute {
  const [path = '', query = ''] = fragment.split('?', 2);
  const parameters = new URLSearchParams(query);
  return {
    at: pageOf(path),
    path: path === '' ? '/' : path,
    modal: modalOf(parameters.get('modal')),
    filters: filtersOf(parameters),
  };
}

function pageOf(path: string): MarathonPage {
  const [first, second, third, fourth, ...rest] = path.split('/').slice(1).map(decode);
  if (first === undefined || first === '') return { page: 'redirect' };
  if (first === 'apps' && rest.length === 0) {
    if (second === undefined || second === '') return { page: 'apps', group: '/' };
    return appPage(second, third, fourth) ?? { page: 'notFound', path };
  }
  if (first === 'group' && second !== undefined && third === undefined)
    return { page: 'apps', group: withoutEndSlash(second) };
  if (first === 'deployments' && second === undefined) return { page: 'deployments' };
  return { page: 'notFound', path };
}

const reservedTabs = ['configuration', 'debug', 'volumes'] as const;

function appPage(appId: string, second: string | undefined, third: string | undefined): MarathonPage | null {
  if (second === 'volume' && third !== undefined) return { page: 'volume', appId, volumeId: third };
  if (second === undefined || second === '') return { page: 'app', appId, tab: 'instances' };
  const tab = reservedTabs.find((name) => name === second);
  if (tab !== undefined) return third === undefined ? { page: 'app', appId, tab } : null;
  if (third !== undefined && third !== 'volumes') return null;
  return { page: 'task', appId, taskId: second, tab: third === undefined ? 'files' : 'volumes' };
}

function withoutEndSlash(id: string): string {
  return id.length > 1 && id.endsWith('/') ? id.slice(0, -1) : id;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray `%` is part of the id.
  }
}

const modals = { 'new-app': 'newApp', 'new-group': 'newGroup', about: 'about', help: 'help' } as const;

function modalOf(value: string | null): MarathonModal | null {
  if (value === null) return null;
  if (value in modals) return { kind: modals[value as keyof typeof modals] };
  const edit = /^edit-app--(.+)--(.+?)$/.exec(value);
  return edit === null ? null : { kind: 'editApp', appId: edit[1] ?? '', version: edit[2] ?? '' };
}

function filtersOf(parameters: URLSearchParams): ListFilters {
  return {
    status: parameters.getAll('filterStatus[]').flatMap((index) => statuses[Number(index)] ?? []),
    health: healthFilters.filter((health) => parameters.getAll('filterHealth[]').includes(health)),
    labels: parameters.getAll('filterLabels[]').map(labelOf),
    volumes: parameters.get('filterVolumes') === 'true',
    text: parameters.get('filterText') ?? '',
  };
}

/** Key and value are encoded, joined with a colon, and the whole is encoded again. */
function labelOf(value: string): readonly [string, string] {
  const [key = '', label = ''] = decode(value).split(':', 2).map(decode);
  return [key, label];
}

/** The fragment of the list with filters. */
export function listFragment(path: string, filters: ListFilters): string {
  const parameters = new URLSearchParams();
  for (const status of filters.status) parameters.append('filterStatus[]', String(statuses.indexOf(status)));
  for (const health of filters.health) parameters.append('filterHealth[]', health);
  for (const [key, value] of filters.labels) {
    parameters.append('filterLabels[]', encodeURIComponent(`${encodeURIComponent(key)}:${encodeURIComponent(value)}`));
  }
  if (filters.volumes) parameters.set('filterVolumes', 'true');
  if (filters.text !== '') parameters.set('filterText', filters.text);
  const query = parameters.toString();
  return query === '' ? `#${path}` : `#${path}?${query}`;
}

export const marathonLinks = {
  apps: '#/apps',
  deployments: '#/deployments',
  group: (id: string) => (id === '/' ? '#/apps' : `#/group/${encodeURIComponent(id)}`),
  app: (id: string, tab: AppTab = 'instances') =>
    `#/apps/${encodeURIComponent(id)}${tab === 'instances' ? '' : `/${tab}`}`,
  task: (appId: string, taskId: string, tab: TaskTab = 'files') =>
    `#/apps/${encodeURIComponent(appId)}/${encodeURIComponent(taskId)}${tab === 'files' ? '' : `/${tab}`}`,
  volume: (appId: string, volumeId: string) =>
    `#/apps/${encodeURIComponent(appId)}/volume/${encodeURIComponent(volumeId)}`,
  modal: (path: string, modal: string, group = '/') =>
    `#${path}?modal=${encodeURIComponent(modal)}${group === '/' ? '' : `&groupId=${encodeURIComponent(`${group}/`)}`}`,
  edit: (path: string, appId: string, version: string) => marathonLinks.modal(path, `edit-app--${appId}--${version}`),
};

/** The group that an id is in. */
export function groupOf(id: string): string {
  const end = id.lastIndexOf('/');
  return end <= 0 ? '/' : id.slice(0, end);
}

/** The groups above an id, outermost first, for breadcrumbs. */
export function groupsAbove(id: string): readonly string[] {
  const parts = id.split('/').filter((part) => part !== '');
  return parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
