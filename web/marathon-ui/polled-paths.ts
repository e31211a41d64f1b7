/**
 * What one pass of the page's polls asks for: on an application's page that application alone, elsewhere the group tree.
 * Source: mesosphere/marathon-ui v1.1.7, components/Marathon.jsx, stores' request URLs.
 */
const embedGroups = [
  'group.groups',
  'group.apps',
  'group.apps.deployments',
  'group.apps.counts',
  'group.apps.readiness',
];
const embedApp = ['app.taskStats', 'app.readiness'];

export type PolledPaths = {
  /** Null: not asked for on this page. */
  readonly groups: string | null;
  readonly app: string | null;
  readonly queue: string;
  readonly deployments: string;
};

/** @param appId - The application whose page is open, with its leading slash; null on all other pages. */
export function polledPaths(appId: string | null): PolledPaths {
  return {
    groups: appId === null ? `/v2/groups?${embed(embedGroups)}` : null,
    app: appId === null ? null : `/v2/apps/${encodeId(appId)}?${embed(embedApp)}`,
    queue: '/v2/queue',
    deployments: '/v2/deployments',
  };
}

function embed(names: readonly string[]): string {
  return names.map((name) => `embed=${name}`).join('&');
}

/** Segments of an id are encoded, its slashes are not: `/v2/apps//prod/api`. */
export function encodeId(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}
