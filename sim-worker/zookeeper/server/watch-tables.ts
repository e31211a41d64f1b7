/**
 * Watches of one server: two tables by path, whose entries are connections; one-shot. Source: ZooKeeper 3.4.14,
 * server/WatchManager.java, server/DataTree.java (which change triggers which table, in which order).
 */
import type { ConnectionId } from '../../kernel/ids.ts';
import { parentPath } from '../protocol/paths.ts';
import type { WatchEventType } from '../protocol/messages.ts';
import type { TreeChange } from './tree/apply-transaction.ts';

export type WatchTable = {
  readonly byPath: Map<string, Set<ConnectionId>>;
  readonly byConnection: Map<ConnectionId, Set<string>>;
};

export type WatchTables = { readonly data: WatchTable; readonly child: WatchTable };

export type FiredWatch = { readonly connection: ConnectionId; readonly event: WatchEventType; readonly path: string };

export function initialWatches(): WatchTables {
  return { data: emptyTable(), child: emptyTable() };
}

function emptyTable(): WatchTable {
  return { byPath: new Map(), byConnection: new Map() };
}

export function addWatch(table: WatchTable, path: string, connection: ConnectionId): void {
  entry(table.byPath, path).add(connection);
  entry(table.byConnection, connection).add(path);
}

function entry<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<V>();
  map.set(key, made);
  return made;
}

/** Takes the whole entry of a path out. */
function trigger(table: WatchTable, path: string): readonly ConnectionId[] {
  const connections = table.byPath.get(path);
  if (connections === undefined) return [];
  table.byPath.delete(path);
  for (const connection of connections) {
    const paths = table.byConnection.get(connection);
    paths?.delete(path);
    if (paths?.size === 0) table.byConnection.delete(connection);
  }
  return [...connections];
}

/** Watches die with their connection. */
export function removeConnectionWatches(tables: WatchTables, connection: ConnectionId): void {
  for (const table of [tables.data, tables.child]) {
    for (const path of table.byConnection.get(connection) ?? []) {
      const connections = table.byPath.get(path);
      connections?.delete(connection);
      if (connections?.size === 0) table.byPath.delete(path);
    }
    table.byConnection.delete(connection);
  }
}

/** What a change of the tree fires, in the order in which it is sent. */
export function fireWatches(tables: WatchTables, change: TreeChange): FiredWatch[] {
  const fired: FiredWatch[] = [];
  const fire = (connections: readonly ConnectionId[], event: WatchEventType, path: string): void => {
    for (const connection of connections) fired.push({ connection, event, path });
  };
  switch (change.kind) {
    case 'created':
      fire(trigger(tables.data, change.path), 'NodeCreated', change.path);
      fire(trigger(tables.child, parentPath(change.path)), 'NodeChildrenChanged', parentPath(change.path));
      break;
    case 'deleted': {
      const served = trigger(tables.data, change.path);
      fire(served, 'NodeDeleted', change.path);
      // A connection with both kinds of watch on the znode hears of its deletion once.
      const rest = trigger(tables.child, change.path).filter((connection) => !served.includes(connection));
      fire(rest, 'NodeDeleted', change.path);
      fire(trigger(tables.child, parentPath(change.path)), 'NodeChildrenChanged', parentPath(change.path));
      break;
    }
    case 'dataChanged':
      fire(trigger(tables.data, change.path), 'NodeDataChanged', change.path);
  }
  return fired;
}

export function watchCount(table: WatchTable): number {
  let count = 0;
  for (const connections of table.byPath.values()) count += connections.size;
  return count;
}
