/** What zkCli prints for results and errors. Source: ZooKeeper 3.4.14, ZooKeeperMain.java (printStat, printAcl, processCmd). */
import { type Acl, formatPerms } from '../protocol/acl.ts';
import {
  BAD_ARGUMENTS,
  BAD_VERSION,
  INVALID_ACL,
  NO_AUTH,
  NO_CHILDREN_FOR_EPHEMERALS,
  NO_NODE,
  NODE_EXISTS,
  NOT_EMPTY,
  NOT_READ_ONLY,
} from '../protocol/error-codes.ts';
import { javaDate } from '../protocol/java-date.ts';
import type { ZkStat } from '../protocol/stat.ts';
import { zxidText } from '../protocol/zxid.ts';

export function statLines(stat: ZkStat): string[] {
  return [
    `cZxid = ${zxidText(stat.czxid)}`,
    `ctime = ${javaDate(stat.ctimeMs)}`,
    `mZxid = ${zxidText(stat.mzxid)}`,
    `mtime = ${javaDate(stat.mtimeMs)}`,
    `pZxid = ${zxidText(stat.pzxid)}`,
    `cversion = ${String(stat.cversion)}`,
    `dataVersion = ${String(stat.version)}`,
    `aclVersion = ${String(stat.aversion)}`,
    `ephemeralOwner = 0x${stat.ephemeralOwner}`,
    `dataLength = ${String(stat.dataLength)}`,
    `numChildren = ${String(stat.numChildren)}`,
  ];
}

export function aclLines(acl: readonly Acl[]): string[] {
  return acl.flatMap((entry) => [`'${entry.scheme},'${entry.id}`, `: ${formatPerms(entry.perms)}`]);
}

export function childrenLine(children: readonly string[]): string {
  return `[${children.join(', ')}]`;
}

/** Null for the codes that zkCli does not catch: it dies of them. */
export function errorLine(error: number, path: string): string | null {
  switch (error) {
    case NO_NODE:
      return `Node does not exist: ${path}`;
    case NO_CHILDREN_FOR_EPHEMERALS:
      return `Ephemerals cannot have children: ${path}`;
    case NODE_EXISTS:
      return `Node already exists: ${path}`;
    case NOT_EMPTY:
      return `Node not empty: ${path}`;
    case BAD_VERSION:
      return `version No is not valid : ${path}`;
    case INVALID_ACL:
      return `Acl is not valid : ${path}`;
    case NOT_READ_ONLY:
      return `Not a read-only call: ${path}`;
    case NO_AUTH:
      return `Authentication is not valid : ${path}`;
    case BAD_ARGUMENTS:
      return `Arguments are not valid : ${path}`;
    default:
      return null;
  }
}
