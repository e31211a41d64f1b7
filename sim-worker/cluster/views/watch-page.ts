/** Watches of all servers by the path that they are on: the reverse of what `wchp` lists, with who waits there. */
import type { Simulator } from '../../kernel/simulator.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { findSocket } from '../../kernel/socket-table.ts';
import { getZnode } from '../../zookeeper/server/tree/data-tree.ts';
import type { WatchTable } from '../../zookeeper/server/watch-tables.ts';
import { type ServingServer, servingServers } from './ensemble.ts';
import type { WatcherRow, WatchedPathRow, WatchPage, WatchQuery } from './zookeeper-history-views.ts';

/** Who watches one znode, on any server. */
export function watchersOf(simulator: Simulator, path: string): readonly WatcherRow[] {
  const byPath = new Map<string, WatcherRow[]>();
  for (const server of servingServers(simulator)) {
    collect(simulator, server, 'data', byPath, path);
    collect(simulator, server, 'child', byPath, path);
  }
  return byPath.get(path) ?? [];
}

export function watchPage(simulator: Simulator, query: WatchQuery): WatchPage {
  const servers = servingServers(simulator);
  const byPath = new Map<string, WatcherRow[]>();
  let total = 0;
  for (const server of servers) {
    total += collect(simulator, server, 'data', byPath);
    total += collect(simulator, server, 'child', byPath);
  }
  const tree = servers[0]?.state.database.tree;
  const wanted = query.filter.trim().toLowerCase();
  const rows: WatchedPathRow[] = [];
  for (const [path, watchers] of byPath) {
    if (wanted !== '' && !matches(path, watchers, wanted)) continue;
    rows.push({ path, exists: tree !== undefined && getZnode(tree, path) !== undefined, watchers });
  }
  rows.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { total, matching: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
}

function collect(
  simulator: Simulator,
  { process, state }: ServingServer,
  kind: WatcherRow['kind'],
  byPath: Map<string, WatcherRow[]>,
  only?: string,
): number {
  const table: WatchTable = state.watches[kind];
  let count = 0;
  const found =
    only === undefined ? table.byPath : new Map([[only, table.byPath.get(only) ?? new Set<ConnectionId>()]]);
  for (const [path, connections] of found) {
    const rows = byPath.get(path) ?? [];
    byPath.set(path, rows);
    for (const connection of connections) {
      count += 1;
      rows.push({
        kind,
        session: `0x${state.clients.get(connection)?.sessionId ?? '0'}`,
        process: holderOf(simulator, connection),
        server: process.spec.id,
      });
    }
  }
  return count;
}

function holderOf(simulator: Simulator, connection: ConnectionId): string | null {
  return findSocket(simulator.world, connection)?.remoteProcess ?? null;
}

function matches(path: string, watchers: readonly WatcherRow[], wanted: string): boolean {
  if (path.toLowerCase().includes(wanted)) return true;
  return watchers.some((row) =>
    [row.session, row.process ?? '', row.server].some((text) => text.toLowerCase().includes(wanted)),
  );
}
