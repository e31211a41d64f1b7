/** The cluster's pages: where the standard ports of its programs are. The servers' answers decide what is shown there. */
import type { ProcessTile } from '../../sim-worker/api.ts';

export type Bookmark = {
  readonly host: string;
  readonly url: string;
  readonly title: string;
  readonly leading: boolean;
};
export type BookmarkGroup = { readonly program: string; readonly pages: readonly Bookmark[] };

/** Default ports: Mesos 1.0.1 --port of master and agent, Marathon 1.1.1 --http_port, Chronos 2.4, marathon-lb's statistics. */
const pages: readonly { readonly program: string; readonly port: number; readonly path: string }[] = [
  { program: 'mesos-master', port: 5050, path: '/' },
  { program: 'marathon', port: 8080, path: '/' },
  { program: 'chronos', port: 4400, path: '/' },
  { program: 'marathon-lb', port: 9090, path: '/haproxy?stats' },
  { program: 'mesos-agent', port: 5051, path: '/state' },
];

export function bookmarksOf(tiles: Iterable<ProcessTile>): readonly BookmarkGroup[] {
  const byProgram = new Map<string, Bookmark[]>();
  for (const tile of tiles) {
    const page = pages.find((candidate) => candidate.program === tile.program);
    if (page === undefined) continue;
    const host = `${tile.host}:${page.port}`;
    const group = byProgram.get(tile.program) ?? [];
    group.push({ host, url: `http://${host}${page.path}`, title: tile.title, leading: tile.leading });
    byProgram.set(tile.program, group);
  }
  return pages.flatMap(({ program }) => {
    const group = byProgram.get(program);
    return group === undefined ? [] : [{ program, pages: group.sort((a, b) => compareHosts(a.host, b.host)) }];
  });
}

function compareHosts(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
