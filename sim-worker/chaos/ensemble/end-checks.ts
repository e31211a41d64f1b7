/** What must hold once an ensemble is whole again: replicas agree, and nothing that was promised to a client is missing. */
import { mapEntries, mapHas } from '../../kernel/persistent-map.ts';
import { utf8Text } from '../../zookeeper/protocol/text-bytes.ts';
import { formatZxid } from '../../zookeeper/protocol/zxid.ts';
import type { ZookeeperServerState } from '../../zookeeper/server/server-state.ts';
import { getZnode, type Znode } from '../../zookeeper/server/tree/data-tree.ts';
import { setSize } from '../../zookeeper/server/tree/java-hash-set.ts';
import { counterPath, type WorkloadState } from './workload.ts';

export function checkEnd(servers: readonly ZookeeperServerState[], clients: readonly WorkloadState[]): string[] {
  const problems = compareReplicas(servers);
  for (const server of servers) {
    clients.forEach((client, index) => problems.push(...checkPromises(server, client, index + 1)));
  }
  clients.forEach((client, index) =>
    problems.push(...client.problems.map((problem) => `client ${String(index + 1)}: ${problem}`)),
  );
  return problems;
}

/** Trees and session tables, znode by znode. */
function compareReplicas(servers: readonly ZookeeperServerState[]): string[] {
  const [first, ...rest] = servers;
  if (first === undefined) return [];
  const expected = describe(first);
  const problems: string[] = [];
  for (const server of rest) {
    const found = describe(server);
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      if (expected.get(key) === found.get(key)) continue;
      const where = `servers ${String(first.config.myid)} and ${String(server.config.myid)} differ`;
      problems.push(`${where} in ${key}: ${String(expected.get(key))} and ${String(found.get(key))}`);
    }
  }
  return problems;
}

function describe(server: ZookeeperServerState): Map<string, string> {
  const rows = new Map<string, string>();
  for (const [path, node] of mapEntries(server.database.tree.nodes)) rows.set(path, describeNode(node));
  for (const [id, timeoutMs] of mapEntries(server.database.sessions)) rows.set(`session 0x${id}`, String(timeoutMs));
  return rows;
}

function describeNode(node: Znode): string {
  const zxids = [node.czxid, node.mzxid, node.pzxid].map(formatZxid).join(' ');
  const versions = `${String(node.version)} ${String(node.childCreations)} ${String(node.aversion)}`;
  const data = node.data === null ? 'null' : utf8Text(node.data);
  return `${zxids} ${versions} ${node.ephemeralOwner} ${String(setSize(node.children))} ${data}`;
}

function checkPromises(server: ZookeeperServerState, client: WorkloadState, number: number): string[] {
  const problems: string[] = [];
  const { tree, sessions } = server.database;
  const on = `on server ${String(server.config.myid)}`;
  const counter = getZnode(tree, counterPath(number))?.data ?? null;
  const value = counter === null ? 0 : Number(utf8Text(counter));
  if (value < client.acknowledged || value > client.sent) {
    const span = `${String(client.acknowledged)} was acknowledged, ${String(client.sent)} sent`;
    problems.push(`${counterPath(number)} is ${String(value)} ${on}, but ${span}`);
  }
  for (const [path, fate] of client.fates) {
    const isThere = getZnode(tree, path) !== undefined;
    if (fate === 'there' && !isThere) problems.push(`${path} was acknowledged and is not ${on}`);
    if (fate === 'gone' && isThere) problems.push(`${path} was deleted and is still ${on}`);
  }
  for (const [path, sessionId] of client.ephemerals) {
    const isThere = getZnode(tree, path) !== undefined;
    if (isThere === mapHas(sessions, sessionId)) continue;
    problems.push(`ephemeral ${path} of session 0x${sessionId} is ${isThere ? 'still' : 'not'} ${on}`);
  }
  return problems;
}
