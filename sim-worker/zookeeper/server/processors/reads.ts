/**
 * Answers to requests that change nothing, from this server's own tree, and their watches.
 * Source: ZooKeeper 3.4.14, server/FinalRequestProcessor.java, server/DataTree.java (setWatches).
 */
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import type { Acl } from '../../protocol/acl.ts';
import { PERM_ADMIN, PERM_READ } from '../../protocol/acl.ts';
import { BAD_ARGUMENTS, NO_AUTH, NO_NODE, OK } from '../../protocol/error-codes.ts';
import type { ReplyBody, RequestRecord, SetWatchesRecord, WatchEventType } from '../../protocol/messages.ts';
import { compareZxid } from '../../protocol/zxid.ts';
import { sendWatchEvent } from '../connections.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { childNames, getZnode, type Znode, znodeStat } from '../tree/data-tree.ts';
import { addWatch } from '../watch-tables.ts';
import { isPermitted } from './access-control.ts';
import type { ServerRequest } from './server-request.ts';

export type Answer = { readonly err: number; readonly body: ReplyBody | null };

function failed(err: number): Answer {
  return { err, body: null };
}

type Reading = {
  readonly server: ZookeeperServerState;
  readonly context: Context;
  readonly request: ServerRequest;
  readonly connection: ConnectionId;
};

export function answerRead(reading: Reading, record: RequestRecord): Answer {
  switch (record.op) {
    case 'exists':
      return answerExists(reading, record);
    case 'getData':
      return answerNode(reading, record.path, (node) => {
        if (record.watch) addWatch(reading.server.watches.data, record.path, reading.connection);
        return { data: node.data, stat: znodeStat(node) };
      });
    case 'getChildren':
    case 'getChildren2':
      return answerNode(reading, record.path, (node) => {
        if (record.watch) addWatch(reading.server.watches.child, record.path, reading.connection);
        const children = childNames(node);
        return record.op === 'getChildren' ? { children } : { children, stat: znodeStat(node) };
      });
    case 'getACL':
      return answerGetAcl(reading, record.path);
    case 'sync':
      return { err: OK, body: { path: record.path } };
    case 'setWatches':
      setWatches(reading, record);
      return { err: OK, body: null };
    default:
      return { err: OK, body: null };
  }
}

/** Needs no permission, and sets its watch also where there is no znode. */
function answerExists(reading: Reading, record: Extract<RequestRecord, { op: 'exists' }>): Answer {
  if (record.path.includes('\0')) return failed(BAD_ARGUMENTS);
  if (record.watch) addWatch(reading.server.watches.data, record.path, reading.connection);
  const node = getZnode(reading.server.database.tree, record.path);
  return node === undefined ? failed(NO_NODE) : { err: OK, body: { stat: znodeStat(node) } };
}

function answerNode(reading: Reading, path: string, body: (node: Znode) => ReplyBody): Answer {
  const node = getZnode(reading.server.database.tree, path);
  if (node === undefined) return failed(NO_NODE);
  if (!isPermitted(reading.server.config, node.acl, PERM_READ, reading.request.authIds)) return failed(NO_AUTH);
  return { err: OK, body: body(node) };
}

/** 3.4.14 wants READ or ADMIN, and hides digests from those without ADMIN. */
function answerGetAcl(reading: Reading, path: string): Answer {
  const { config, database } = reading.server;
  const node = getZnode(database.tree, path);
  if (node === undefined) return failed(NO_NODE);
  const ids = reading.request.authIds;
  if (!isPermitted(config, node.acl, PERM_READ | PERM_ADMIN, ids)) return failed(NO_AUTH);
  const acl = isPermitted(config, node.acl, PERM_ADMIN, ids) ? node.acl : node.acl.map(maskDigest);
  return { err: OK, body: { acl, stat: znodeStat(node) } };
}

function maskDigest(entry: Acl): Acl {
  return entry.scheme === 'digest' ? { ...entry, id: `${entry.id.split(':', 1)[0] ?? ''}:x` } : entry;
}

/** A client that comes back sets its watches again: what changed meanwhile fires at once. */
function setWatches(reading: Reading, record: SetWatchesRecord): void {
  const { server, context, connection } = reading;
  const fire = (event: WatchEventType, path: string): void =>
    sendWatchEvent(server, context, { connection, event, path });
  for (const path of record.dataWatches) {
    const node = getZnode(server.database.tree, path);
    if (node === undefined) fire('NodeDeleted', path);
    else if (compareZxid(node.mzxid, record.relativeZxid) > 0) fire('NodeDataChanged', path);
    else addWatch(server.watches.data, path, connection);
  }
  for (const path of record.existWatches) {
    if (getZnode(server.database.tree, path) !== undefined) fire('NodeCreated', path);
    else addWatch(server.watches.data, path, connection);
  }
  for (const path of record.childWatches) {
    const node = getZnode(server.database.tree, path);
    if (node === undefined) fire('NodeDeleted', path);
    else if (compareZxid(node.pzxid, record.relativeZxid) > 0) fire('NodeChildrenChanged', path);
    else addWatch(server.watches.child, path, connection);
  }
}
