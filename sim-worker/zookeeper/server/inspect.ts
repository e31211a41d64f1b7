/**
 * What invariants and headless summaries need to know of a server: pure looks at its state, for no program's own use.
 */
import { logGet, logSize } from '../../kernel/append-log.ts';
import { hashText } from '../../kernel/hash.ts';
import { mapEntries, mapHas } from '../../kernel/persistent-map.ts';
import type { NodeTxn, Txn, TxnBody } from '../protocol/transactions.ts';
import { formatZxid, type Zxid } from '../protocol/zxid.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { firstCommitted } from './storage/database.ts';
import { getZnode } from './tree/data-tree.ts';
import { setNames } from './tree/java-hash-set.ts';

export type CommittedTxn = { readonly zxid: string; readonly digest: string };
export type EphemeralZnode = { readonly path: string; readonly owner: string };

/** A leader or learner that finished synchronisation, or a standalone server. */
export function isEstablished(server: ZookeeperServerState): boolean {
  return server.serving?.running === true;
}

/** Epoch that an established leader leads; null for every other server. */
export function ledEpoch(server: ZookeeperServerState): number | null {
  return server.leading?.phase === 'broadcast' ? server.leading.epoch : null;
}

/** Newest applied transactions, oldest of them first. Those of a server that is not established may still be taken back. */
export function lastCommitted(server: ZookeeperServerState, count: number): CommittedTxn[] {
  const { committed } = server.database;
  const size = logSize(committed);
  const found: CommittedTxn[] = [];
  for (let index = Math.max(firstCommitted(server.database), size - count); index < size; index += 1) {
    const txn = logGet(committed, index);
    if (txn !== undefined) found.push({ zxid: formatZxid(txn.zxid), digest: txnDigest(txn) });
  }
  return found;
}

export function lastZxid(server: ZookeeperServerState): Zxid {
  return server.database.tree.lastProcessedZxid;
}

/** Equal for equal transactions; session, request and content count, not only the zxid. */
export function txnDigest(txn: Txn): string {
  const known = digests.get(txn);
  if (known !== undefined) return known;
  const digest = computeDigest(txn);
  digests.set(txn, digest);
  return digest;
}

/** Transactions are immutable and shared by all servers: each is read through once. */
const digests = new WeakMap<Txn, string>();

function computeDigest(txn: Txn): string {
  const text = `${txn.clientId} ${String(txn.cxid)} ${formatZxid(txn.zxid)} ${String(txn.timeMs)} ${bodyText(txn.body)}`;
  return hashText(text).toString(16).padStart(8, '0') + hashText(`${text}.`).toString(16).padStart(8, '0');
}

function bodyText(body: TxnBody | NodeTxn): string {
  switch (body.type) {
    case 'multi':
      return `multi ${body.txns.map(bodyText).join(';')}`;
    case 'create':
      return `create ${body.path} ${dataText(body.data)} ${String(body.ephemeral)} ${String(body.parentCversion)}`;
    case 'setData':
      return `setData ${body.path} ${dataText(body.data)} ${String(body.version)}`;
    case 'setAcl':
    case 'check':
      return `${body.type} ${body.path} ${String(body.version)}`;
    case 'delete':
      return `delete ${body.path}`;
    case 'createSession':
      return `createSession ${String(body.timeoutMs)}`;
    case 'error':
      return `error ${String(body.err)}`;
    case 'closeSession':
      return 'closeSession';
  }
}

function dataText(data: Uint8Array | null): string {
  return data === null ? 'null' : data.join(',');
}

export function ephemeralZnodes(server: ZookeeperServerState): EphemeralZnode[] {
  const found: EphemeralZnode[] = [];
  for (const [owner, paths] of mapEntries(server.database.tree.ephemerals)) {
    for (const path of setNames(paths)) found.push({ path, owner });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** True when the replicated session table holds the session. */
export function hasSession(server: ZookeeperServerState, sessionId: string): boolean {
  return mapHas(server.database.sessions, sessionId);
}

/** Equal for equal sessions, time-outs and ephemerals. Both tables are values: each is read through once. */
export function sessionsDigest(server: ZookeeperServerState): { readonly zxid: string; readonly digest: string } {
  const { sessions, tree } = server.database;
  const table = remembered(sessions, () => [...mapEntries(sessions)].map(([id, timeoutMs]) => `${id} ${timeoutMs}`));
  const owned = remembered(tree.ephemerals, () => ephemeralZnodes(server).map(({ path, owner }) => `${path} ${owner}`));
  return { zxid: formatZxid(tree.lastProcessedZxid), digest: `sessions ${table}, ephemerals ${owned}` };
}

const listDigests = new WeakMap<object, string>();

function remembered(table: object, lines: () => string[]): string {
  const known = listDigests.get(table);
  if (known !== undefined) return known;
  const sorted = lines().sort();
  const digest = `${String(sorted.length)}:${hashText(sorted.join(';')).toString(16).padStart(8, '0')}`;
  listDigests.set(table, digest);
  return digest;
}

/** Watches whose connection is gone, and rows that stand in one of the two tables only. */
export function watchProblems(server: ZookeeperServerState): string[] {
  const problems: string[] = [];
  for (const [kind, table] of [
    ['data', server.watches.data],
    ['child', server.watches.child],
  ] as const) {
    for (const [path, connections] of table.byPath) {
      for (const connection of connections) {
        if (!server.clients.has(connection)) problems.push(`${kind} watch on ${path} of a connection that is gone`);
        else if (table.byConnection.get(connection)?.has(path) !== true)
          problems.push(`${kind} watch on ${path} that its connection does not know`);
      }
    }
    for (const [connection, paths] of table.byConnection) {
      for (const path of paths)
        if (table.byPath.get(path)?.has(connection) !== true) problems.push(`${kind} watch on ${path} kept nowhere`);
    }
  }
  return problems;
}

export function hasZnode(server: ZookeeperServerState, path: string): boolean {
  return getZnode(server.database.tree, path) !== undefined;
}

export function znodeData(server: ZookeeperServerState, path: string): Uint8Array | null {
  return getZnode(server.database.tree, path)?.data ?? null;
}

/** Names of the children, in no order that means anything. */
export function znodeChildren(server: ZookeeperServerState, path: string): readonly string[] {
  const node = getZnode(server.database.tree, path);
  return node === undefined ? [] : [...setNames(node.children)];
}
