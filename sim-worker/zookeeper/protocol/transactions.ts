/**
 * Transactions as the leader proposes them, servers log them and trees apply them. Source: ZooKeeper 3.4.14,
 * zookeeper.jute (TxnHeader and the Txn records). Deeply immutable: disks, logs and messages share them.
 */
import type { Acl } from './acl.ts';
import type { Zxid } from './zxid.ts';

export type TxnBody =
  | { readonly type: 'createSession'; readonly timeoutMs: number }
  | { readonly type: 'closeSession' }
  | { readonly type: 'error'; readonly err: number }
  | { readonly type: 'multi'; readonly txns: readonly NodeTxn[] }
  | NodeTxn;

export type NodeTxn =
  | CreateTxn
  | { readonly type: 'delete'; readonly path: string }
  | { readonly type: 'setData'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly type: 'setAcl'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly type: 'check'; readonly path: string; readonly version: number }
  /** Part of a failed multi: that part's code. */
  | { readonly type: 'error'; readonly err: number };

export type CreateTxn = {
  readonly type: 'create';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly Acl[];
  readonly ephemeral: boolean;
  /** The parent's count of creations after this one. */
  readonly parentCversion: number;
};

export type Txn = {
  /** Session that asked for it. */
  readonly clientId: string;
  readonly cxid: number;
  readonly zxid: Zxid;
  /** Leader's wall clock, Unix milliseconds. */
  readonly timeMs: number;
  readonly body: TxnBody;
};

/** Operation codes on the wire, as logs print them. */
export const TXN_CODES: Readonly<Record<TxnBody['type'], number>> = {
  createSession: -10,
  closeSession: -11,
  error: -1,
  multi: 14,
  create: 1,
  delete: 2,
  setData: 5,
  setAcl: 7,
  check: 13,
};
