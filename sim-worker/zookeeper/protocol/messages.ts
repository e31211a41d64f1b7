/**
 * What client and server send each other on the client port, as records whose fields are those of the wire format, so
 * that a codec can encode them. Source: ZooKeeper 3.4.14, zookeeper.jute and reference section 7.
 */
import type { Message } from '../../kernel/context.ts';
import type { Acl } from './acl.ts';
import type { ZkStat } from './stat.ts';
import type { Zxid } from './zxid.ts';

/** First message of a connection: opens a session (`sessionId` 0) or attaches to one. */
export type ConnectRequest = {
  readonly type: 'zk.connect';
  readonly lastZxidSeen: Zxid;
  readonly timeoutMs: number;
  readonly sessionId: string;
  /** Sixteen bytes as hex. */
  readonly password: string;
};

/** `timeoutMs` 0: the session is unknown, expired, or the password wrong. */
export type ConnectResponse = {
  readonly type: 'zk.connectResponse';
  readonly timeoutMs: number;
  readonly sessionId: string;
  readonly password: string;
};

/** Flags of create: bit 0 ephemeral, bit 1 sequential. */
export const CREATE_EPHEMERAL = 1;
export const CREATE_SEQUENTIAL = 2;

export type CreateRecord = {
  readonly op: 'create';
  readonly path: string;
  readonly data: Uint8Array | null;
  /** Null travels as a vector of length -1. */
  readonly acl: readonly Acl[] | null;
  readonly flags: number;
};
export type DeleteRecord = { readonly op: 'delete'; readonly path: string; readonly version: number };
export type SetDataRecord = {
  readonly op: 'setData';
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly version: number;
};
export type CheckRecord = { readonly op: 'check'; readonly path: string; readonly version: number };
export type MultiPart = CreateRecord | DeleteRecord | SetDataRecord | CheckRecord;

export type RequestRecord =
  | CreateRecord
  | DeleteRecord
  | SetDataRecord
  | { readonly op: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getData'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getACL'; readonly path: string }
  | { readonly op: 'setACL'; readonly path: string; readonly acl: readonly Acl[] | null; readonly version: number }
  | { readonly op: 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getChildren2'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'sync'; readonly path: string }
  | { readonly op: 'multi'; readonly ops: readonly MultiPart[] }
  | { readonly op: 'ping' }
  | { readonly op: 'auth'; readonly scheme: string; readonly auth: string | null }
  | SetWatchesRecord
  | { readonly op: 'closeSession' }
  /** A code that this version does not know, e.g. create2 of 3.5. */
  | { readonly op: 'unknown'; readonly code: number };

export type SetWatchesRecord = {
  readonly op: 'setWatches';
  readonly relativeZxid: Zxid;
  readonly dataWatches: readonly string[];
  readonly existWatches: readonly string[];
  readonly childWatches: readonly string[];
};

export type ClientRequest = {
  readonly type: `zk.${RequestRecord['op']}`;
  readonly xid: number;
  readonly record: RequestRecord;
};

/** Special request numbers; those of ordinary requests count from 1. */
export const XID_EVENT = -1;
export const XID_PING = -2;
export const XID_AUTH = -4;
export const XID_SET_WATCHES = -8;

/** Only the fields of the operation's reply are there. */
export type ReplyBody = {
  readonly path?: string;
  readonly stat?: ZkStat;
  readonly data?: Uint8Array | null;
  readonly children?: readonly string[];
  readonly acl?: readonly Acl[];
  readonly results?: readonly MultiResult[];
};

/** One part of a multi: `error` 0 with the part's own fields, or its code. */
export type MultiResult = { readonly error: number; readonly path?: string; readonly stat?: ZkStat };

export type ServerReply = {
  readonly type: 'zk.reply';
  readonly xid: number;
  /** Last zxid that the server had processed. */
  readonly zxid: Zxid;
  readonly err: number;
  readonly body: ReplyBody | null;
};

export type WatchEventType = 'NodeCreated' | 'NodeDeleted' | 'NodeDataChanged' | 'NodeChildrenChanged';

export type WatcherEvent = { readonly type: 'zk.event'; readonly event: WatchEventType; readonly path: string };

/** A four-letter word in place of a frame's length; the server writes the text and closes. */
export type FourLetterRequest = { readonly type: 'zk.word'; readonly word: string };
export type FourLetterReply = { readonly type: 'zk.text'; readonly text: string };

export type ClientToServer = ConnectRequest | ClientRequest | FourLetterRequest;
export type ServerToClient = ConnectResponse | ServerReply | WatcherEvent | FourLetterReply;

export function clientRequest(xid: number, record: RequestRecord): ClientRequest {
  return Object.freeze({ type: `zk.${record.op}` as const, xid, record });
}

/** Narrows a message of the client port by its type. */
export function asClientToServer(message: Message): ClientToServer | null {
  return message.type.startsWith('zk.') ? (message as ClientToServer) : null;
}

/** Operation codes on the wire, as logs and four-letter words print them. */
export const OP_CODES: Readonly<Record<Exclude<RequestRecord['op'], 'unknown'>, number>> = {
  create: 1,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  getACL: 6,
  setACL: 7,
  getChildren: 8,
  sync: 9,
  ping: 11,
  getChildren2: 12,
  multi: 14,
  auth: 100,
  setWatches: 101,
  closeSession: -11,
};
