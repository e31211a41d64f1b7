/**
 * The replicated tree of znodes, as an immutable value: an update shares all but a few nodes with the tree before it, so
 * that snapshots and old versions are cheap. Source: ZooKeeper 3.4.14, server/DataTree.java, server/DataNode.java.
 * Watches are kept by each server beside its tree (watch-tables.ts).
 */
import { emptyMap, mapGet, mapSet, type PersistentMap } from '../../../kernel/persistent-map.ts';
import { OPEN_ACL_UNSAFE, type Acl } from '../../protocol/acl.ts';
import { nodeKey } from '../../protocol/paths.ts';
import { NO_SESSION } from '../../protocol/session-id.ts';
import type { ZkStat } from '../../protocol/stat.ts';
import { ZERO_ZXID, type Zxid } from '../../protocol/zxid.ts';
import { NO_CHILDREN, setAdd, setList, setSize, type JavaHashSet } from './java-hash-set.ts';

export type Znode = {
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly children: JavaHashSet;
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  readonly pzxid: Zxid;
  readonly ctimeMs: number;
  readonly mtimeMs: number;
  readonly version: number;
  /** Creations of children, any kind: the sequence counter. The stat that clients see adds the deletions. */
  readonly childCreations: number;
  readonly aversion: number;
  readonly ephemeralOwner: string;
};

export type DataTree = {
  readonly nodes: PersistentMap<Znode>;
  /** Session id to the paths of its ephemeral znodes. */
  readonly ephemerals: PersistentMap<JavaHashSet>;
  readonly ephemeralCount: number;
  /** Paths that have limits below /zookeeper/quota. */
  readonly quotaPaths: readonly string[];
  readonly lastProcessedZxid: Zxid;
  /** Sum of path and data lengths, as mntr's approximate_data_size. */
  readonly dataSizeBytes: number;
};

export const QUOTA_ROOT = '/zookeeper/quota';
export const LIMITS_NAME = 'zookeeper_limits';
export const STATS_NAME = 'zookeeper_stats';

const PERSISTENT_ROOT: Znode = Object.freeze({
  data: new Uint8Array(0),
  acl: OPEN_ACL_UNSAFE,
  children: NO_CHILDREN,
  czxid: ZERO_ZXID,
  mzxid: ZERO_ZXID,
  pzxid: ZERO_ZXID,
  ctimeMs: 0,
  mtimeMs: 0,
  version: 0,
  childCreations: 0,
  aversion: 0,
  ephemeralOwner: NO_SESSION,
});

/** A fresh database: the root, /zookeeper and /zookeeper/quota, none of which counts as created by a transaction. */
export function initialDataTree(): DataTree {
  const withChild = (name: string): Znode => Object.freeze({ ...PERSISTENT_ROOT, children: setAdd(NO_CHILDREN, name) });
  let nodes = mapSet(emptyMap<Znode>(), '/', withChild('zookeeper'));
  nodes = mapSet(nodes, '/zookeeper', withChild('quota'));
  nodes = mapSet(nodes, QUOTA_ROOT, PERSISTENT_ROOT);
  return Object.freeze({
    nodes,
    ephemerals: emptyMap<JavaHashSet>(),
    ephemeralCount: 0,
    quotaPaths: Object.freeze([]),
    lastProcessedZxid: ZERO_ZXID,
    dataSizeBytes: '/'.length + '/zookeeper'.length + QUOTA_ROOT.length,
  });
}

export function getZnode(tree: DataTree, path: string): Znode | undefined {
  return mapGet(tree.nodes, nodeKey(path));
}

/** As clients see it: the child version counts creations and deletions (DataNode.copyStat). */
export function znodeStat(node: Znode): ZkStat {
  const numChildren = setSize(node.children);
  return Object.freeze({
    czxid: node.czxid,
    mzxid: node.mzxid,
    ctimeMs: node.ctimeMs,
    mtimeMs: node.mtimeMs,
    version: node.version,
    cversion: node.childCreations * 2 - numChildren,
    aversion: node.aversion,
    ephemeralOwner: node.ephemeralOwner,
    dataLength: node.data === null ? 0 : node.data.length,
    numChildren,
    pzxid: node.pzxid,
  });
}

/** Names in the order in which the server lists them. */
export function childNames(node: Znode): string[] {
  return setList(node.children);
}

/** Paths of a session's ephemerals in the server's order. */
export function sessionEphemerals(tree: DataTree, sessionId: string): string[] {
  const paths = mapGet(tree.ephemerals, sessionId);
  return paths === undefined ? [] : setList(paths);
}

/** The root is kept under two names, so the count is one above the number of znodes. */
export function nodeCount(tree: DataTree): number {
  return tree.nodes.size + 1;
}

/** /zookeeper and what the server keeps there cannot be deleted. */
export function isSpecialPath(path: string): boolean {
  return path === '/' || path === '/zookeeper' || path === QUOTA_ROOT;
}
