/**
 * Soft quotas: counts of a subtree, kept in znodes of their own and changed in place without a transaction.
 * Source: ZooKeeper 3.4.14, DataTree.java (updateCount, updateBytes, updateQuotaForPath), Quotas.java, StatsTrack.java.
 */
import { mapGet, mapSet } from '../../../kernel/persistent-map.ts';
import { childPath } from '../../protocol/paths.ts';
import { utf8Bytes, utf8Text } from '../../protocol/text-bytes.ts';
import { type DataTree, getZnode, LIMITS_NAME, QUOTA_ROOT, STATS_NAME } from './data-tree.ts';
import { setNames } from './java-hash-set.ts';

export type QuotaTrack = { readonly count: number; readonly bytes: number };

export function formatTrack(track: QuotaTrack): string {
  return `count=${String(track.count)},bytes=${String(track.bytes)}`;
}

/** Null when the text is no track. */
export function parseTrack(text: string): QuotaTrack | null {
  const match = /^count=(-?\d+),bytes=(-?\d+)$/.exec(text);
  if (match === null) return null;
  return { count: Number(match[1]), bytes: Number(match[2]) };
}

export function quotaPath(path: string): string {
  return QUOTA_ROOT + path;
}

export function limitsPath(path: string): string {
  return `${quotaPath(path)}/${LIMITS_NAME}`;
}

export function statsPath(path: string): string {
  return `${quotaPath(path)}/${STATS_NAME}`;
}

/** The path with limits that is the longest prefix of this one; null when none has. */
export function quotaPrefix(tree: DataTree, path: string): string | null {
  let longest: string | null = null;
  for (const candidate of tree.quotaPaths) {
    const covers = path === candidate || path.startsWith(`${candidate}/`);
    if (covers && (longest === null || candidate.length > longest.length)) longest = candidate;
  }
  return longest;
}

export function readTrack(tree: DataTree, path: string): QuotaTrack | null {
  const data = getZnode(tree, path)?.data;
  return data === null || data === undefined ? null : parseTrack(utf8Text(data));
}

/** Adds to the statistics of the covering quota, if one is set. */
export function countQuota(tree: DataTree, path: string, change: QuotaTrack): DataTree {
  const prefix = tree.quotaPaths.length === 0 ? null : quotaPrefix(tree, path);
  if (prefix === null) return tree;
  const before = readTrack(tree, statsPath(prefix));
  if (before === null) return tree;
  return writeTrack(tree, statsPath(prefix), {
    count: before.count + change.count,
    bytes: before.bytes + change.bytes,
  });
}

/** Warnings for limits that the statistics now exceed, in the log's words. */
export function quotaWarnings(tree: DataTree, path: string): string[] {
  const prefix = tree.quotaPaths.length === 0 ? null : quotaPrefix(tree, path);
  if (prefix === null) return [];
  const limits = readTrack(tree, limitsPath(prefix));
  const now = readTrack(tree, statsPath(prefix));
  if (limits === null || now === null) return [];
  const warnings: string[] = [];
  if (limits.count > -1 && now.count > limits.count) {
    warnings.push(`Quota exceeded: ${prefix} count=${String(now.count)} limit=${String(limits.count)}`);
  }
  if (limits.bytes > -1 && now.bytes > limits.bytes) {
    warnings.push(`Quota exceeded: ${prefix} bytes=${String(now.bytes)} limit=${String(limits.bytes)}`);
  }
  return warnings;
}

/** Called when a statistics znode was created: counts what lives below the path now. */
export function initialiseStats(tree: DataTree, path: string): DataTree {
  return writeTrack(tree, statsPath(path), measureSubtree(tree, path));
}

function measureSubtree(tree: DataTree, top: string): QuotaTrack {
  let count = 0;
  let bytes = 0;
  const stack = [top];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const node = getZnode(tree, path);
    if (node === undefined) continue;
    count += 1;
    bytes += node.data?.length ?? 0;
    for (const name of setNames(node.children)) stack.push(childPath(path, name));
  }
  return { count, bytes };
}

function writeTrack(tree: DataTree, path: string, track: QuotaTrack): DataTree {
  const node = mapGet(tree.nodes, path);
  if (node === undefined) return tree;
  return Object.freeze({
    ...tree,
    nodes: mapSet(tree.nodes, path, Object.freeze({ ...node, data: utf8Bytes(formatTrack(track)) })),
  });
}
