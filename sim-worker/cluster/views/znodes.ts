/** The znode tree as one serving server has it, or as it was at an earlier instant: read only, nothing travels. */
import { mapEntries } from '../../kernel/persistent-map.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { formatAcl } from '../../zookeeper/protocol/acl.ts';
import { pathProblem } from '../../zookeeper/protocol/paths.ts';
import { NO_SESSION } from '../../zookeeper/protocol/session-id.ts';
import type { ZkStat } from '../../zookeeper/protocol/stat.ts';
import { zxidText } from '../../zookeeper/protocol/zxid.ts';
import { type DataTree, getZnode, znodeStat } from '../../zookeeper/server/tree/data-tree.ts';
import { type ZnodeRow as ServerRow, readChildren } from '../../zookeeper/server/view.ts';
import { treeAt } from './committed-history.ts';
import { servingServers, sessionProcess } from './ensemble.ts';
import type { ZnodeDetail, ZnodeListView, ZnodeRow } from './views.ts';
import { watchersOf } from './watch-page.ts';
import { decodeZnode } from './znode-content.ts';
import { sessionHolders } from './znode-history.ts';
import type { ZnodeSearch } from './zookeeper-history-views.ts';

type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/** `atUs` null: now. */
export function listZnodes(
  simulator: Simulator,
  path: string,
  page: { readonly offset: number; readonly limit: number; readonly atUs: number | null },
): Found<ZnodeListView> {
  const asked = treeOf(simulator, path, page.atUs);
  if (!asked.ok) return asked;
  const { tree, server } = asked.value;
  const found = readChildren(tree, path, page);
  if (found === null) return noNode(path);
  return { ok: true, value: { server, path, total: found.total, children: found.rows.map(rowOf) } };
}

export function showZnode(simulator: Simulator, path: string, atUs: number | null): Found<ZnodeDetail> {
  const asked = treeOf(simulator, path, atUs);
  if (!asked.ok) return asked;
  const node = getZnode(asked.value.tree, path);
  if (node === undefined) return noNode(path);
  const { data, acl, ephemeralOwner } = node;
  return {
    ok: true,
    value: {
      server: asked.value.server,
      path,
      data,
      stat: statOf(znodeStat(node)),
      acl: acl.map((entry) => formatAcl([entry])),
      watchers: asked.value.server === '' ? [] : watchersOf(simulator, path),
      ownerProcess: ephemeralOwner === NO_SESSION ? null : ownerOf(simulator, ephemeralOwner),
      decoded: data === null || data.length === 0 ? null : decodeZnode(path, data),
    },
  };
}

function ownerOf(simulator: Simulator, sessionId: string): string | null {
  const connected = sessionProcess(simulator, servingServers(simulator), sessionId);
  return connected ?? sessionHolders(simulator).get(sessionId) ?? null;
}

/** Znodes whose path holds the text, whatever its case. Looks through at most `SEARCH_LIMIT` of them. */
export function searchZnodes(
  simulator: Simulator,
  text: string,
  query: { readonly limit: number; readonly atUs: number | null },
): Found<ZnodeSearch> {
  const asked = treeOf(simulator, '/', query.atUs);
  if (!asked.ok) return asked;
  const { nodes } = asked.value.tree;
  const wanted = text.trim().toLowerCase();
  const found: string[] = [];
  let looked = 0;
  for (const [path] of mapEntries(nodes)) {
    looked += 1;
    if (looked > SEARCH_LIMIT) break;
    if (path.toLowerCase().includes(wanted)) found.push(path);
  }
  const paths = found.sort().slice(0, query.limit);
  return { ok: true, value: { paths, matching: found.length, cut: nodes.size > SEARCH_LIMIT } };
}

const SEARCH_LIMIT = 500_000;

type AskedTree = { readonly tree: DataTree; readonly server: string };

/** The tree of the server that is asked, or, with a time, the committed history's tree of then. */
export function treeOf(simulator: Simulator, path: string, atUs: number | null): Found<AskedTree> {
  const problem = pathProblem(path);
  if (problem !== null) return { ok: false, error: { code: 'BAD_PATH', message: problem } };
  if (atUs !== null && atUs !== simulator.world.nowUs) {
    const tree = treeAt(simulator, atUs);
    if (tree !== null) return { ok: true, value: { tree, server: '' } };
    return { ok: false, error: { code: 'NOT_SERVING', message: 'no ZooKeeper server had served requests by then' } };
  }
  const server = servingServers(simulator)[0];
  if (server !== undefined)
    return { ok: true, value: { tree: server.state.database.tree, server: server.process.spec.id } };
  return { ok: false, error: { code: 'NOT_SERVING', message: 'no ZooKeeper server serves requests now' } };
}

function noNode(path: string): {
  readonly ok: false;
  readonly error: { readonly code: string; readonly message: string };
} {
  return { ok: false, error: { code: 'NONODE', message: `Node does not exist: ${path}` } };
}

function rowOf(row: ServerRow): ZnodeRow {
  const { numChildren, dataLength, ephemeralOwner, version, mzxid } = row.stat;
  return {
    path: row.path,
    name: row.name,
    numChildren,
    dataLength,
    ephemeralOwner: ownerText(ephemeralOwner),
    version,
    mzxid: zxidText(mzxid),
  };
}

/** As `stat` of zkCli.sh prints it. */
function statOf(stat: ZkStat): Record<string, string | number> {
  return {
    cZxid: zxidText(stat.czxid),
    ctimeMs: stat.ctimeMs,
    mZxid: zxidText(stat.mzxid),
    mtimeMs: stat.mtimeMs,
    pZxid: zxidText(stat.pzxid),
    cversion: stat.cversion,
    dataVersion: stat.version,
    aclVersion: stat.aversion,
    ephemeralOwner: ownerText(stat.ephemeralOwner),
    dataLength: stat.dataLength,
    numChildren: stat.numChildren,
  };
}

export function ownerText(owner: string): string {
  return owner === NO_SESSION ? '0x0' : `0x${owner}`;
}
