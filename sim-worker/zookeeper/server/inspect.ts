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
