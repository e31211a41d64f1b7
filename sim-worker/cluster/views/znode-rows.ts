/**
 * The opened part of the znode tree as rows, a window of them: the page asks for what it shows, whatever the size of the
 * tree. Folders that are not opened cost nothing; an opened one costs its sorted names, kept while they stay the same.
 */
import type { Simulator } from '../../kernel/simulator.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { childPath, parentPath } from '../../zookeeper/protocol/paths.ts';
import { type DataTree, getZnode, znodeStat } from '../../zookeeper/server/tree/data-tree.ts';
import { sortedChildren } from '../../zookeeper/server/view.ts';
import { type ServingServer, servingServers } from './ensemble.ts';
import { ownerText, treeOf } from './znodes.ts';
import { zxidText } from '../../zookeeper/protocol/zxid.ts';

export type ZnodeRowsQuery = {
  /** Paths whose children are shown; the root's always are. */
  readonly expanded: readonly string[];
  readonly offset: number;
  readonly limit: number;
  /** Null: now. */
  readonly atUs: number | null;
  /** A path whose row is looked for. */
  readonly locate: string | null;
};

export type ZnodeTreeRow = {
  readonly path: string;
  readonly name: string;
  /** 0: below the root. */
  readonly depth: number;
  readonly open: boolean;
  readonly numChildren: number;
  readonly dataLength: number;
  readonly ephemeralOwner: string;
  readonly version: number;
  readonly mzxid: string;
  /** Of its last child created or deleted. */
  readonly pzxid: string;
  /** Watches on it, on all servers; 0 for a past instant. */
  readonly watches: number;
};

export type ZnodeRowsView = {
  /** The process that was asked; empty for a past instant. */
  readonly server: string;
  /** Rows in all. */
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly ZnodeTreeRow[];
  readonly located: number | null;
};

type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

type Walk = {
  readonly tree: DataTree;
  /** Names of opened children by the path of their parent. */
  readonly opened: ReadonlyMap<string, readonly string[]>;
  readonly from: number;
  readonly to: number;
  readonly rows: { readonly path: string; readonly name: string; readonly depth: number; readonly open: boolean }[];
  readonly locate: string | null;
  at: number;
  located: number | null;
};

export function znodeRows(simulator: Simulator, query: ZnodeRowsQuery): Found<ZnodeRowsView> {
  const asked = treeOf(simulator, '/', query.atUs);
  if (!asked.ok) return asked;
  const { tree, server } = asked.value;
  const walk: Walk = {
    tree,
    opened: openedByParent(query.expanded),
    from: query.offset,
    to: query.offset + query.limit,
    rows: [],
    locate: query.locate,
    at: 0,
    located: null,
  };
  walkChildren(walk, '/', 0);
  const servers = server === '' ? [] : servingServers(simulator);
  const rows = walk.rows.map((row) => rowOf(tree, row, servers));
  return { ok: true, value: { server, total: walk.at, offset: query.offset, rows, located: walk.located } };
}

function openedByParent(expanded: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of expanded) {
    if (path === '/' || !path.startsWith('/')) continue;
    const parent = parentPath(path);
    found.set(parent, [...(found.get(parent) ?? []), path.slice(parent === '/' ? 1 : parent.length + 1)]);
  }
  return found;
}

/** Names between two opened children are stepped over at once. */
function walkChildren(walk: Walk, path: string, depth: number): void {
  const node = getZnode(walk.tree, path);
  if (node === undefined) return;
  const names = sortedChildren(path, node);
  const opened = new Map<number, string>();
  for (const name of walk.opened.get(path) ?? []) {
    const index = indexIn(names, name);
    if (index !== null) opened.set(index, name);
  }
  locateIn(walk, path, names, opened);
  let done = 0;
  for (const index of [...opened.keys()].sort((a, b) => a - b)) {
    addRun(walk, { path, names, depth }, done, index);
    addRun(walk, { path, names, depth }, index, index + 1, true);
    walkChildren(walk, childPath(path, names[index] ?? ''), depth + 1);
    done = index + 1;
  }
  addRun(walk, { path, names, depth }, done, names.length);
}

type Folder = { readonly path: string; readonly names: readonly string[]; readonly depth: number };

function addRun(walk: Walk, { path, names, depth }: Folder, first: number, end: number, open = false): void {
  const start = walk.at;
  walk.at += end - first;
  for (let at = Math.max(start, walk.from); at < Math.min(walk.at, walk.to); at += 1) {
    const name = names[first + at - start] ?? '';
    walk.rows.push({ path: childPath(path, name), name, depth, open });
  }
}

/** Called when the folder's rows begin at `walk.at`. */
function locateIn(walk: Walk, path: string, names: readonly string[], opened: ReadonlyMap<number, string>): void {
  if (walk.locate === null || walk.locate === '/' || parentPath(walk.locate) !== path) return;
  const index = indexIn(names, walk.locate.slice(path === '/' ? 1 : path.length + 1));
  if (index === null) return;
  let before = index;
  for (const [other, name] of opened) if (other < index) before += sizeBelow(walk, childPath(path, name));
  walk.located = walk.at + before;
}

/** Rows below an opened path. */
function sizeBelow(walk: Walk, path: string): number {
  const node = getZnode(walk.tree, path);
  if (node === undefined) return 0;
  const names = sortedChildren(path, node);
  let size = names.length;
  for (const name of walk.opened.get(path) ?? [])
    if (indexIn(names, name) !== null) size += sizeBelow(walk, childPath(path, name));
  return size;
}

/** Position in a sorted list; null when absent. */
function indexIn(names: readonly string[], name: string): number | null {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return names[low] === name ? low : null;
}

function rowOf(tree: DataTree, row: Walk['rows'][number], servers: readonly ServingServer[]): ZnodeTreeRow {
  const node = getZnode(tree, row.path);
  const stat = node === undefined ? null : znodeStat(node);
  let watches = 0;
  for (const { state } of servers) {
    watches += watchersIn(state.watches.data.byPath, row.path) + watchersIn(state.watches.child.byPath, row.path);
  }
  return {
    ...row,
    numChildren: stat?.numChildren ?? 0,
    dataLength: stat?.dataLength ?? 0,
    ephemeralOwner: stat === null ? '0x0' : ownerText(stat.ephemeralOwner),
    version: stat?.version ?? 0,
    mzxid: stat === null ? '0x0' : zxidText(stat.mzxid),
    pzxid: stat === null ? '0x0' : zxidText(stat.pzxid),
    watches,
  };
}

function watchersIn(byPath: ReadonlyMap<string, ReadonlySet<ConnectionId>>, path: string): number {
  return byPath.get(path)?.size ?? 0;
}
