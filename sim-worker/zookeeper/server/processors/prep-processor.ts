/**
 * Makes a transaction of each write, in order, checked against the tree and against what is proposed before it; a failed
 * check makes an error transaction, which costs a zxid too. Source: ZooKeeper 3.4.14, server/PrepRequestProcessor.java.
 */
import { assert, unreachable } from '../../../kernel/assert.ts';
import type { AuthId } from '../../protocol/acl.ts';
import { PERM_ADMIN, PERM_CREATE, PERM_DELETE, PERM_READ, PERM_WRITE } from '../../protocol/acl.ts';
import {
  BAD_ARGUMENTS,
  BAD_VERSION,
  INVALID_ACL,
  MARSHALLING_ERROR,
  NO_AUTH,
  NO_CHILDREN_FOR_EPHEMERALS,
  NO_NODE,
  NODE_EXISTS,
  NOT_EMPTY,
  OK,
  RUNTIME_INCONSISTENCY,
} from '../../protocol/error-codes.ts';
import {
  CREATE_EPHEMERAL,
  CREATE_SEQUENTIAL,
  type CreateRecord,
  type MultiPart,
  type RequestRecord,
} from '../../protocol/messages.ts';
import { nodeKey, parentPath, pathProblem, sequenceSuffix } from '../../protocol/paths.ts';
import { NO_SESSION } from '../../protocol/session-id.ts';
import type { NodeTxn, Txn, TxnBody } from '../../protocol/transactions.ts';
import { makeZxid, type Zxid, zxidKey } from '../../protocol/zxid.ts';
import type { ServerConfig } from '../config.ts';
import { addSession, checkSession, type SessionTracker, setClosing, setOwner } from '../sessions/session-tracker.ts';
import type { Database } from '../storage/database.ts';
import { getZnode, isSpecialPath, sessionEphemerals } from '../tree/data-tree.ts';
import { setSize } from '../tree/java-hash-set.ts';
import { fixAcl, isPermitted } from './access-control.ts';
import { addChange, type ChangeRecord, type PrepState, rollbackChanges } from './prep-state.ts';
import { isWrite, type ServerRequest } from './server-request.ts';

export type PrepEnvironment = {
  readonly config: ServerConfig;
  readonly database: Database;
  readonly prep: PrepState;
  readonly tracker: SessionTracker;
  readonly nowMs: number;
  readonly wallClockMs: number;
};

/** One operation's surroundings. */
type Work = {
  readonly env: PrepEnvironment;
  readonly key: number;
  readonly sessionId: string;
  readonly ids: readonly AuthId[];
};

/** Gives the request its transaction, or the code of a read that its session may not make. */
export function prepareRequest(env: PrepEnvironment, request: ServerRequest): void {
  if (!isWrite(request.record)) {
    request.error = checkSession(env.tracker, request.sessionId, request.owner);
    return;
  }
  const zxid = takeZxid(env.prep);
  const body = prepareBody(env, request, zxid);
  const header = { clientId: request.sessionId, cxid: request.cxid, zxid, timeMs: Math.floor(env.wallClockMs) };
  const txn: Txn = Object.freeze({ ...header, body: Object.freeze(body) });
  request.txn = txn;
}

function takeZxid(prep: PrepState): Zxid {
  prep.lastZxid = makeZxid(prep.lastZxid.epoch, prep.lastZxid.counter + 1);
  return prep.lastZxid;
}

function prepareBody(env: PrepEnvironment, request: ServerRequest, zxid: Zxid): TxnBody {
  const work: Work = { env, key: zxidKey(zxid), sessionId: request.sessionId, ids: request.authIds };
  const { record } = request;
  switch (record.op) {
    case 'createSession':
      addSession(env.tracker, env.nowMs, { id: request.sessionId, timeoutMs: record.timeoutMs });
      setOwner(env.tracker, request.sessionId, request.owner);
      return { type: 'createSession', timeoutMs: record.timeoutMs };
    case 'closeSession':
      prepareClose(work);
      return { type: 'closeSession' };
    default:
      break;
  }
  const session = checkSession(env.tracker, request.sessionId, request.owner);
  if (record.op === 'multi') return { type: 'multi', txns: Object.freeze(prepareMulti(work, record.ops, session)) };
  if (session !== OK) return { type: 'error', err: session };
  return prepareNode(work, record);
}

function prepareNode(work: Work, record: RequestRecord | MultiPart): NodeTxn {
  switch (record.op) {
    case 'create':
      return asTxn(prepareCreate(work, record));
    case 'delete':
      return asTxn(prepareDelete(work, record.path, record.version));
    case 'setData':
      return asTxn(prepareSetData(work, record));
    case 'setACL':
      return asTxn(prepareSetAcl(work, record));
    case 'check':
      return asTxn(prepareCheck(work, record.path, record.version));
    default:
      assert(false, 'only writes are prepared');
      return unreachable(record as never);
  }
}

/** A number is the code of the check that failed. */
function asTxn(outcome: NodeTxn | number): NodeTxn {
  return Object.freeze(typeof outcome === 'number' ? { type: 'error', err: outcome } : outcome);
}

/**
 * All parts or none: parts before the failed one become OK, later ones an inconsistency. The session is judged with the first
 * part, so that a session that is gone shows as the result of that part.
 */
function prepareMulti(work: Work, ops: readonly MultiPart[], session: number): NodeTxn[] {
  const txns: NodeTxn[] = [];
  for (const part of ops) {
    const txn = session === OK ? prepareNode(work, part) : asTxn(session);
    if (txn.type === 'error') {
      rollbackChanges(work.env.prep, work.key);
      return ops.map((_, index) => {
        if (index === txns.length) return txn;
        return Object.freeze({ type: 'error', err: index < txns.length ? OK : RUNTIME_INCONSISTENCY });
      });
    }
    txns.push(txn);
  }
  return txns;
}

/** The znode as it will be once all that is proposed has been applied; null when there will be none. */
function recordOf(work: Work, path: string): ChangeRecord | null {
  const key = nodeKey(path);
  const latest = work.env.prep.latest.get(key);
  if (latest !== undefined) return latest.exists ? latest : null;
  const node = getZnode(work.env.database.tree, key);
  if (node === undefined) return null;
  const { version, aversion, childCreations, ephemeralOwner, acl } = node;
  return {
    key: 0,
    path: key,
    exists: true,
    version,
    aversion,
    childCreations,
    childCount: setSize(node.children),
    ephemeralOwner,
    acl,
  };
}

function allowed(work: Work, record: ChangeRecord, perm: number): boolean {
  return isPermitted(work.env.config, record.acl, perm, work.ids);
}

function versionFits(actual: number, expected: number): boolean {
  return expected === -1 || expected === actual;
}

function prepareCreate(work: Work, record: CreateRecord): NodeTxn | number {
  if (!record.path.includes('/') || record.path.includes('\0')) return BAD_ARGUMENTS;
  if (record.acl === null) return MARSHALLING_ERROR; // 3.4.14 stumbles over it (a NullPointerException).
  const acl = fixAcl(work.env.config, record.acl, work.ids);
  if (acl === null) return INVALID_ACL;
  const parent = recordOf(work, parentPath(record.path));
  if (parent === null) return NO_NODE;
  if (!allowed(work, parent, PERM_CREATE)) return NO_AUTH;
  if (record.flags < 0 || record.flags > 3) return BAD_ARGUMENTS;
  const sequential = (record.flags & CREATE_SEQUENTIAL) !== 0;
  const path = sequential ? record.path + sequenceSuffix(parent.childCreations) : record.path;
  if (pathProblem(path) !== null) return BAD_ARGUMENTS;
  if (recordOf(work, path) !== null) return NODE_EXISTS;
  if (parent.ephemeralOwner !== NO_SESSION) return NO_CHILDREN_FOR_EPHEMERALS;
  const ephemeral = (record.flags & CREATE_EPHEMERAL) !== 0;
  const parentCversion = (parent.childCreations + 1) | 0;
  addChange(work.env.prep, {
    ...parent,
    key: work.key,
    childCreations: parentCversion,
    childCount: parent.childCount + 1,
  });
  const ephemeralOwner = ephemeral ? work.sessionId : NO_SESSION;
  addChange(work.env.prep, {
    key: work.key,
    path,
    exists: true,
    version: 0,
    aversion: 0,
    childCreations: 0,
    childCount: 0,
    ephemeralOwner,
    acl,
  });
  return { type: 'create', path, data: record.data, acl, ephemeral, parentCversion };
}

function prepareDelete(work: Work, path: string, version: number): NodeTxn | number {
  if (!path.includes('/') || path.includes('\0') || isSpecialPath(path)) return BAD_ARGUMENTS;
  const parent = recordOf(work, parentPath(path));
  if (parent === null) return NO_NODE;
  const node = recordOf(work, path);
  if (node === null) return NO_NODE;
  if (!allowed(work, parent, PERM_DELETE)) return NO_AUTH;
  if (!versionFits(node.version, version)) return BAD_VERSION;
  if (node.childCount > 0) return NOT_EMPTY;
  addChange(work.env.prep, { ...parent, key: work.key, childCount: parent.childCount - 1 });
  addChange(work.env.prep, { ...node, key: work.key, exists: false });
  return { type: 'delete', path };
}

function prepareSetData(work: Work, record: Extract<RequestRecord, { op: 'setData' }>): NodeTxn | number {
  if (pathProblem(record.path) !== null) return BAD_ARGUMENTS;
  const node = recordOf(work, record.path);
  if (node === null) return NO_NODE;
  if (!allowed(work, node, PERM_WRITE)) return NO_AUTH;
  if (!versionFits(node.version, record.version)) return BAD_VERSION;
  const version = (node.version + 1) | 0;
  addChange(work.env.prep, { ...node, key: work.key, version });
  return { type: 'setData', path: record.path, data: record.data, version };
}

function prepareSetAcl(work: Work, record: Extract<RequestRecord, { op: 'setACL' }>): NodeTxn | number {
  if (pathProblem(record.path) !== null) return BAD_ARGUMENTS;
  if (record.acl === null) return MARSHALLING_ERROR; // 3.4.14 stumbles over it (a NullPointerException).
  const acl = fixAcl(work.env.config, record.acl, work.ids);
  if (acl === null) return INVALID_ACL;
  const node = recordOf(work, record.path);
  if (node === null) return NO_NODE;
  if (!allowed(work, node, PERM_ADMIN)) return NO_AUTH;
  if (!versionFits(node.aversion, record.version)) return BAD_VERSION;
  const aversion = (node.aversion + 1) | 0;
  addChange(work.env.prep, { ...node, key: work.key, aversion, acl });
  return { type: 'setAcl', path: record.path, acl, version: aversion };
}

function prepareCheck(work: Work, path: string, version: number): NodeTxn | number {
  if (pathProblem(path) !== null) return BAD_ARGUMENTS;
  const node = recordOf(work, path);
  if (node === null) return NO_NODE;
  if (!allowed(work, node, PERM_READ)) return NO_AUTH;
  if (!versionFits(node.version, version)) return BAD_VERSION;
  return { type: 'check', path, version: (node.version + 1) | 0 };
}

/** Marks the session's ephemerals, also those still proposed, as deleted, and the session as closing. */
function prepareClose(work: Work): void {
  const { prep, database, tracker } = work.env;
  const paths = new Set(sessionEphemerals(database.tree, work.sessionId));
  for (const change of prep.changes) {
    if (!change.exists) paths.delete(change.path);
    else if (change.ephemeralOwner === work.sessionId) paths.add(change.path);
  }
  for (const path of paths) {
    const node = recordOf(work, path);
    if (node !== null) addChange(prep, { ...node, key: work.key, exists: false });
  }
  setClosing(tracker, work.sessionId);
}
