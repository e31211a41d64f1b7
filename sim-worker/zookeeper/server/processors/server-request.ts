/** A request on its way through a server's processors. Source: ZooKeeper 3.4.14, server/Request.java. */
import type { ConnectionId } from '../../../kernel/ids.ts';
import type { AuthId } from '../../protocol/acl.ts';
import type { RequestRecord } from '../../protocol/messages.ts';
import type { Txn } from '../../protocol/transactions.ts';
import type { SessionOwner } from '../sessions/session-tracker.ts';

/** What a client sends, or what a server asks for on a client's behalf. */
export type ServerRecord = RequestRecord | { readonly op: 'createSession'; readonly timeoutMs: number };

export type ServerRequest = {
  /** The client's connection on this server; null when it came from elsewhere. */
  readonly connection: ConnectionId | null;
  readonly sessionId: string;
  readonly cxid: number;
  readonly record: ServerRecord;
  readonly authIds: readonly AuthId[];
  readonly owner: SessionOwner;
  readonly createdAtMs: number;
  /** Set once the leader has made a transaction of it. */
  txn: Txn | null;
  /** Code found while preparing, for requests without a transaction. */
  error: number;
};

/** True for requests that become transactions. */
export function isWrite(record: ServerRecord): boolean {
  switch (record.op) {
    case 'create':
    case 'delete':
    case 'setData':
    case 'setACL':
    case 'multi':
    case 'createSession':
    case 'closeSession':
      return true;
    default:
      return false;
  }
}

/** A request that only carries a transaction made elsewhere. */
export function requestOfTxn(txn: Txn): ServerRequest {
  return {
    connection: null,
    sessionId: txn.clientId,
    cxid: txn.cxid,
    record: { op: 'unknown', code: 0 },
    authIds: [],
    owner: 0,
    createdAtMs: 0,
    txn,
    error: 0,
  };
}
