/** The znode tree as one serving server has it: read only, nothing travels. */
import type { Simulator } from '../../kernel/simulator.ts';
import { formatAcl } from '../../zookeeper/protocol/acl.ts';
import { childPath, pathProblem } from '../../zookeeper/protocol/paths.ts';
import { zxidText } from '../../zookeeper/protocol/zxid.ts';
import { type Znode, childNames, getZnode, znodeStat } from '../../zookeeper/server/tree/data-tree.ts';
import { type ServingServer, servingServers, sessionProcess } from './ensemble.ts';
import type { ZnodeDetail, ZnodeListView, ZnodeRow } from './views.ts';
import { decodeZnode } from './znode-content.ts';

type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export function listZnodes(simulator: Simulator, path: string, offset: number, limit: number): Found<ZnodeListView> {
  const found = find(simulator, path);
  if (!found.ok) return found;
  const { server, node } = found.value;
  const names = childNames(node).sort();
  const children = names.slice(offset, offset + limit).flatMap((name) => rowOf(server, childPath(path, name), name));
  return { ok: true, value: { server: server.process.spec.id, path, total: names.length, children } };
}

export function showZnode(simulator: Simulator, path: string): Found<ZnodeDetail> {
  const found = find(simulator, path);
  if (!found.ok) return found;
  const { server, node } = found.value;
  const owned = node.ephemeralOwner !== '0';
  return {
    ok: true,
    value: {
      server: server.process.spec.id,
      path,
      data: node.data,
      stat: statOf(node),
      acl: node.acl.map((entry) => formatAcl([entry])),
      ownerProcess: owned ? sessionProcess(simulator, servingServers(simulator), node.ephemeralOwner) : null,
      decoded: node.data === null || node.data.length === 0 ? null : decodeZnode(path, node.data),
    },
  };
}

function find(simulator: Simulator, path: string): Found<{ readonly server: ServingServer; readonly node: Znode }> {
  const problem = pathProblem(path);
  if (problem !== null) return { ok: false, error: { code: 'BAD_PATH', message: problem } };
  const server = servingServers(simulator)[0];
  if (server === undefined)
    return { ok: false, error: { code: 'NOT_SERVING', message: 'no ZooKeeper server serves requests now' } };
  const node = getZnode(server.state.database.tree, path);
  if (node === undefined) return { ok: false, error: { code: 'NONODE', message: `Node does not exist: ${path}` } };
  return { ok: true, value: { server, node } };
}

function rowOf(server: ServingServer, path: string, name: string): ZnodeRow[] {
  const node = getZnode(server.state.database.tree, path);
  if (node === undefined) return [];
  const { numChildren, dataLength, ephemeralOwner, version, mzxid } = znodeStat(node);
  return [
    { path, name, numChildren, dataLength, ephemeralOwner: ownerText(ephemeralOwner), version, mzxid: zxidText(mzxid) },
  ];
}

/** As `stat` of zkCli.sh prints it. */
function statOf(node: Znode): Record<string, string | number> {
  const stat = znodeStat(node);
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

function ownerText(owner: string): string {
  return owner === '0' ? '0x0' : `0x${owner}`;
}
