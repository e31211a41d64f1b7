/** Stat structure of a znode as clients see it. Source: ZooKeeper 3.4.14, zookeeper.jute (Stat), DataNode.copyStat. */
import type { Zxid } from './zxid.ts';

export type ZkStat = {
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  /** Leader's clock when it proposed the creation, Unix milliseconds. */
  readonly ctimeMs: number;
  readonly mtimeMs: number;
  readonly version: number;
  /** Creations plus deletions of children. */
  readonly cversion: number;
  readonly aversion: number;
  /** Session id in hex, `0` when the znode is persistent. */
  readonly ephemeralOwner: string;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: Zxid;
};
