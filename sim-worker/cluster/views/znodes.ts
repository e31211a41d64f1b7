/** The znode tree as one serving server has it: read only, nothing travels. */
import type { Simulator } from '../../kernel/simulator.ts';
import { formatAcl } from '../../zookeeper/protocol/acl.ts';
import { pathProblem } from '../../zookeeper/protocol/paths.ts';
import { NO_SESSION } from '../../zookeeper/protocol/session-id.ts';
import type { ZkStat } from '../../zookeeper/protocol/stat.ts';
import { zxidText } from '../../zookeeper/protocol/zxid.ts';
import { type ZnodeRow as ServerRow, readChildren, readZnode } from '../../zookeeper/server/view.ts';
import { type ServingServer, servingServers, sessionProcess } from './ensemble.ts';
import type { ZnodeDetail, ZnodeListView, ZnodeRow } from './views.ts';
import { decodeZnode } from './znode-content.ts';

type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export function listZnodes(simulator: Simulator, path: string, offset: number, limit: number): Found<ZnodeListView> {
  const asked = ask(simulator, path);
  if (!asked.ok) return asked;
  const page = readChildren(asked.value.state, path, { offset, limit });
  if (page === null) return noNode(path);
  const children = page.rows.map(rowOf);
  return { ok: true, value: { server: asked.value.process.spec.id, path, total: page.total, children } };
}

export function showZnode(simulator: Simulator, path: string): Found<ZnodeDetail> {
  const asked = ask(simulator, path);
  if (!asked.ok) return asked;
  const node = readZnode(asked.value.state, path);
  if (node === null) return noNode(path);
  const owner = node.stat.ephemeralOwner;
  return {
    ok: true,
    value: {
      server: asked.value.process.spec.id,
      path,
      data: node.data,
      stat: statOf(node.stat),
      acl: node.acl.map((entry) => formatAcl([entry])),
      ownerProcess: owner === NO_SESSION ? null : sessionProcess(simulator, servingServers(simulator), owner),
      decoded: node.data === null || node.data.length === 0 ? null : decodeZnode(path, node.data),
    },
  };
}

/** The server that is asked: the leader, else one that serves. */
function ask(simulator: Simulator, path: string): Found<ServingServer> {
  const problem = pathProblem(path);
  if (problem !== null) return { ok: false, error: { code: 'BAD_PATH', message: problem } };
  const server = servingServers(simulator)[0];
  if (server !== undefined) return { ok: true, value: server };
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

function ownerText(owner: string): string {
  return owner === NO_SESSION ? '0x0' : `0x${owner}`;
}
