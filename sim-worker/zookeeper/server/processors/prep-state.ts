/** Changes that are proposed but not applied yet, against which the next requests are checked. Source: ZooKeeper 3.4.14, ZooKeeperServer.java (ChangeRecord). */
import type { Acl } from '../../protocol/acl.ts';
import type { Zxid } from '../../protocol/zxid.ts';

export type ChangeRecord = {
  readonly key: number;
  readonly path: string;
  /** False: the change deletes the znode. */
  readonly exists: boolean;
  readonly version: number;
  readonly aversion: number;
  readonly childCreations: number;
  readonly childCount: number;
  readonly ephemeralOwner: string;
  readonly acl: readonly Acl[];
};

export type PrepState = {
  /** Last zxid given out. */
  lastZxid: Zxid;
  changes: ChangeRecord[];
  /** Latest change of each path. */
  readonly latest: Map<string, ChangeRecord>;
};

export function initialPrep(lastZxid: Zxid): PrepState {
  return { lastZxid, changes: [], latest: new Map() };
}

export function addChange(prep: PrepState, change: ChangeRecord): void {
  prep.changes.push(Object.freeze(change));
  prep.latest.set(change.path, change);
}

/** Forgets what has been applied, up to and with a zxid key. */
export function dropChanges(prep: PrepState, key: number): void {
  let count = 0;
  for (const change of prep.changes) {
    if (change.key > key) break;
    count += 1;
    if (prep.latest.get(change.path) === change) prep.latest.delete(change.path);
  }
  if (count > 0) prep.changes = prep.changes.slice(count);
}

/** Takes back all changes of one zxid: a multi failed. */
export function rollbackChanges(prep: PrepState, key: number): void {
  prep.changes = prep.changes.filter((change) => change.key !== key);
  prep.latest.clear();
  for (const change of prep.changes) prep.latest.set(change.path, change);
}
