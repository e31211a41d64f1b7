/**
 * When a set of servers decides. Source: ZooKeeper 3.4.14, quorum/flexible/QuorumMaj.java and QuorumHierarchical.java:
 * more than half of the voters; with groups, more than half of the weight within more than half of the groups.
 */
import type { ServerConfig } from '../config.ts';

export function weightOf(config: ServerConfig, id: number): number {
  return config.weights[String(id)] ?? 1;
}

export function containsQuorum(config: ServerConfig, ids: ReadonlySet<number>): boolean {
  return config.groups === null ? containsMajority(config, ids) : containsGroups(config, config.groups, ids);
}

function containsMajority(config: ServerConfig, ids: ReadonlySet<number>): boolean {
  let voters = 0;
  let present = 0;
  for (const server of config.servers) {
    if (server.observer) continue;
    voters += 1;
    if (ids.has(server.id)) present += 1;
  }
  return present > voters / 2;
}

/** Groups without any weight do not count. */
function containsGroups(
  config: ServerConfig,
  groups: readonly (readonly number[])[],
  ids: ReadonlySet<number>,
): boolean {
  let counted = 0;
  let won = 0;
  for (const group of groups) {
    const total = group.reduce((sum, id) => sum + weightOf(config, id), 0);
    if (total === 0) continue;
    counted += 1;
    const present = group.reduce((sum, id) => sum + (ids.has(id) ? weightOf(config, id) : 0), 0);
    if (present > total / 2) won += 1;
  }
  return won > counted / 2;
}
