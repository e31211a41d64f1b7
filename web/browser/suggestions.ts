/** What the address bar proposes: where this pane has been, and the endpoints that operators ask the cluster's programs for. */
import type { ProcessTile } from '../../sim-worker/api.ts';
import { startPage } from './address.ts';
import { bookmarksOf } from './bookmarks.ts';

export type Suggestion = { readonly url: string; readonly kind: 'visited' | 'page' | 'endpoint' };

/** Paths by program; each answers at the program's usual port. Source: the endpoints of Mesos 1.0.1 and Marathon 1.1. */
const endpoints: Readonly<Record<string, readonly string[]>> = {
  'mesos-master': [
    '/#/frameworks',
    '/#/agents',
    '/#/offers',
    '/#/roles',
    '/#/maintenance',
    '/master/state',
    '/master/state-summary',
    '/master/slaves',
    '/master/frameworks',
    '/master/tasks',
    '/master/roles',
    '/master/flags',
    '/master/health',
    '/master/redirect',
    '/master/quota',
    '/master/weights',
    '/master/maintenance/schedule',
    '/master/maintenance/status',
    '/registrar(1)/registry',
    '/metrics/snapshot',
    '/version',
    '/files/debug',
  ],
  'mesos-agent': ['/state', '/metrics/snapshot', '/monitor/statistics', '/containers', '/flags', '/files/debug'],
  marathon: [
    '/ui/',
    '/v2/apps',
    '/v2/tasks',
    '/v2/groups',
    '/v2/deployments',
    '/v2/queue',
    '/v2/info',
    '/v2/leader',
    '/v2/eventSubscriptions',
    '/ping',
    '/metrics',
  ],
  chronos: ['/scheduler/jobs', '/metrics'],
  'marathon-lb': ['/haproxy?stats', '/_haproxy_getconfig', '/_haproxy_health_check'],
};

const mostShown = 8;

/** Every word typed occurs in the address; visited ones come first, then pages, then endpoints. */
export function suggestionsFor(
  typed: string,
  tiles: Iterable<ProcessTile>,
  visited: readonly string[],
): readonly Suggestion[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Suggestion[] = [];
  const seen = new Set<string>([startPage, typed]);
  for (const suggestion of allSuggestions(tiles, visited)) {
    if (seen.has(suggestion.url) || !words.every((word) => suggestion.url.toLowerCase().includes(word))) continue;
    seen.add(suggestion.url);
    found.push(suggestion);
    if (found.length === mostShown) break;
  }
  return found;
}

function* allSuggestions(tiles: Iterable<ProcessTile>, visited: readonly string[]): Iterable<Suggestion> {
  for (const url of [...visited].reverse()) yield { url, kind: 'visited' };
  const groups = bookmarksOf(tiles);
  for (const group of groups) for (const page of group.pages) yield { url: page.url, kind: 'page' };
  for (const { program, pages } of groups)
    for (const page of pages)
      for (const path of endpoints[program] ?? []) yield { url: `http://${page.host}${path}`, kind: 'endpoint' };
}
