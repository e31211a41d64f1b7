/**
 * Applies one committed transaction to the tree. Source: ZooKeeper 3.4.14, server/DataTree.java (processTxn, createNode,
 * deleteNode, setData, setACL, killSession). What cannot be applied (replicas that diverged) gives its code and changes
 * nothing but the last processed zxid, as the original only logs it.
 */
import { unreachable } from '../../../kernel/assert.ts';
import { mapDelete, mapGet, mapSet } from '../../../kernel/persistent-map.ts';
import { NODE_EXISTS, NO_NODE, OK } from '../../protocol/error-codes.ts';
import { baseName, parentPath } from '../../protocol/paths.ts';
import { NO_SESSION } from '../../protocol/session-id.ts';
import type { ZkStat } from '../../protocol/stat.ts';
import type { CreateTxn, NodeTxn, Txn } from '../../protocol/transactions.ts';
import { compareZxid } from '../../protocol/zxid.ts';
import {
  type DataTree,
  getZnode,
  LIMITS_NAME,
  QUOTA_ROOT,
  sessionEphemerals,
  STATS_NAME,
  type Znode,
  znodeStat,
} from './data-tree.ts';
import { DEFAULT_CAPACITY, emptyHashSet, NO_CHILDREN, setAdd, setRemove, setSize } from './java-hash-set.ts';
import { countQuota, initialiseStats } from './quota.ts';

/** A change that watches may fire on, in the order in which it happened. */
export type TreeChange = {
  readonly kind: 'created' | 'deleted' | 'dataChanged';
  readonly path: string;
  readonly ephemeralOwner: string;
};

/** What became of one operation, for the reply to its client. */
export type PartResult = { readonly err: number; readonly path?: string; readonly stat?: ZkStat };

export type Applied = {
  readonly tree: DataTree;
  readonly changes: readonly TreeChange[];
  readonly result: PartResult;
  /** For each part of a multi. */
  readonly parts: readonly PartResult[];
};

type Work = { tree: DataTree; readonly changes: TreeChange[]; readonly txn: Txn };

export function applyTransaction(tree: DataTree, txn: Txn): Applied {
  const work: Work = { tree, changes: [], txn };
  const parts: PartResult[] = [];
  const result = applyBody(work, parts);
  if (compareZxid(txn.zxid, work.tree.lastProcessedZxid) > 0) {
    work.tree = Object.freeze({ ...work.tree, lastProcessedZxid: txn.zxid });
  }
  return { tree: work.tree, changes: work.changes, result, parts };
}

function applyBody(work: Work, parts: PartResult[]): PartResult {
  const body = work.txn.body;
  switch (body.type) {
    case 'createSession':
      return { err: OK };
    case 'closeSession':
      killSession(work, work.txn.clientId);
      return { err: OK };
    case 'multi':
      for (const part of body.txns) parts.push(applyPart(work, part));
      return { err: OK };
    default:
      return applyPart(work, body);
  }
}

function applyPart(work: Work, part: NodeTxn): PartResult {
  switch (part.type) {
    case 'create':
      return createNode(work, part);
    case 'delete':
      return deleteNode(work, part.path);
    case 'setData':
      return updateNode(work, part.path, (node) => ({
        ...node,
        data: part.data,
        version: part.version,
        mzxid: work.txn.zxid,
        mtimeMs: work.txn.timeMs,
      }));
    case 'setAcl':
      return updateNode(work, part.path, (node) => ({ ...node, acl: part.acl, aversion: part.version }));
    case 'check':
      return { err: OK };
    case 'error':
      return { err: part.err };
    default:
      return unreachable(part);
  }
}

function createNode(work: Work, part: CreateTxn): PartResult {
  const { zxid, timeMs, clientId } = work.txn;
  const above = parentPath(part.path);
  const parent = getZnode(work.tree, above);
  if (parent === undefined) return { err: NO_NODE };
  if (getZnode(work.tree, part.path) !== undefined) return { err: NODE_EXISTS };
  const owner = part.ephemeral ? clientId : NO_SESSION;
  const node: Znode = Object.freeze({
    data: part.data,
    acl: part.acl,
    children: NO_CHILDREN,
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    ctimeMs: timeMs,
    mtimeMs: timeMs,
    version: 0,
    childCreations: 0,
    aversion: 0,
    ephemeralOwner: owner,
  });
  const children = setAdd(parent.children, baseName(part.path));
  const newParent: Znode = Object.freeze({ ...parent, children, childCreations: part.parentCversion, pzxid: zxid });
  const nodes = mapSet(mapSet(work.tree.nodes, above, newParent), part.path, node);
  const dataSizeBytes = work.tree.dataSizeBytes + part.path.length + dataLength(part.data);
  work.tree = Object.freeze({ ...work.tree, nodes, dataSizeBytes });
  if (part.ephemeral) addEphemeral(work, owner, part.path);
  noteQuotaNode(work, part.path);
  work.tree = countQuota(work.tree, part.path, { count: 1, bytes: dataLength(part.data) });
  work.changes.push(Object.freeze({ kind: 'created', path: part.path, ephemeralOwner: owner }));
  return { err: OK, path: part.path };
}

function deleteNode(work: Work, path: string): PartResult {
  const node = getZnode(work.tree, path);
  if (node === undefined) return { err: NO_NODE };
  const above = parentPath(path);
  const parent = getZnode(work.tree, above);
  if (parent === undefined) return { err: NO_NODE };
  const children = setRemove(parent.children, baseName(path));
  const newParent: Znode = Object.freeze({ ...parent, children, pzxid: work.txn.zxid });
  const nodes = mapSet(mapDelete(work.tree.nodes, path), above, newParent);
  const dataSizeBytes = work.tree.dataSizeBytes - path.length - dataLength(node.data);
  work.tree = Object.freeze({ ...work.tree, nodes, dataSizeBytes });
  if (node.ephemeralOwner !== NO_SESSION) removeEphemeral(work, node.ephemeralOwner, path);
  if (path.startsWith(`${QUOTA_ROOT}/`) && baseName(path) === LIMITS_NAME) removeQuota(work, quotaTarget(path));
  work.tree = countQuota(work.tree, path, { count: -1, bytes: -dataLength(node.data) });
  work.changes.push(Object.freeze({ kind: 'deleted', path, ephemeralOwner: node.ephemeralOwner }));
  return { err: OK };
}

function updateNode(work: Work, path: string, change: (node: Znode) => Znode): PartResult {
  const key = path === '' ? '/' : path;
  const node = getZnode(work.tree, key);
  if (node === undefined) return { err: NO_NODE };
  const changed = Object.freeze(change(node));
  const growth = dataLength(changed.data) - dataLength(node.data);
  const nodes = mapSet(work.tree.nodes, key, changed);
  work.tree = Object.freeze({ ...work.tree, nodes, dataSizeBytes: work.tree.dataSizeBytes + growth });
  if (changed.data !== node.data || changed.version !== node.version) {
    work.tree = countQuota(work.tree, key, { count: 0, bytes: growth });
    work.changes.push(Object.freeze({ kind: 'dataChanged', path: key, ephemeralOwner: node.ephemeralOwner }));
  }
  return { err: OK, stat: znodeStat(getZnode(work.tree, key) ?? changed) };
}

/** Deletes a closed session's ephemerals one by one, in the order of the server's hash set. */
function killSession(work: Work, sessionId: string): void {
  for (const path of sessionEphemerals(work.tree, sessionId)) deleteNode(work, path);
}

function addEphemeral(work: Work, owner: string, path: string): void {
  const paths = mapGet(work.tree.ephemerals, owner) ?? emptyHashSet(DEFAULT_CAPACITY);
  const ephemerals = mapSet(work.tree.ephemerals, owner, setAdd(paths, path));
  work.tree = Object.freeze({ ...work.tree, ephemerals, ephemeralCount: work.tree.ephemeralCount + 1 });
}

function removeEphemeral(work: Work, owner: string, path: string): void {
  const paths = mapGet(work.tree.ephemerals, owner);
  if (paths === undefined) return;
  const rest = setRemove(paths, path);
  const ephemerals =
    setSize(rest) === 0 ? mapDelete(work.tree.ephemerals, owner) : mapSet(work.tree.ephemerals, owner, rest);
  work.tree = Object.freeze({ ...work.tree, ephemerals, ephemeralCount: work.tree.ephemeralCount - 1 });
}

/** Limits and statistics znodes switch counting on for the path that they stand for. */
function noteQuotaNode(work: Work, path: string): void {
  if (!path.startsWith(`${QUOTA_ROOT}/`)) return;
  const target = quotaTarget(path);
  const name = baseName(path);
  if (name === LIMITS_NAME && !work.tree.quotaPaths.includes(target)) {
    work.tree = Object.freeze({ ...work.tree, quotaPaths: Object.freeze([...work.tree.quotaPaths, target]) });
  }
  if (name === STATS_NAME) work.tree = initialiseStats(work.tree, target);
}

function removeQuota(work: Work, target: string): void {
  const quotaPaths = Object.freeze(work.tree.quotaPaths.filter((path) => path !== target));
  work.tree = Object.freeze({ ...work.tree, quotaPaths });
}

/** `/a` for `/zookeeper/quota/a/zookeeper_limits`. */
function quotaTarget(path: string): string {
  return parentPath(path).slice(QUOTA_ROOT.length);
}

function dataLength(data: Uint8Array | null): number {
  return data === null ? 0 : data.length;
}
