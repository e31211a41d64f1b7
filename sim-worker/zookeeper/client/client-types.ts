/**
 * What a program that links the ZooKeeper client sees of it, and the state that the client keeps inside that program.
 */
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Acl } from '../protocol/acl.ts';
import type { MultiResult, RequestRecord, WatchEventType } from '../protocol/messages.ts';
import type { ZkStat } from '../protocol/stat.ts';
import type { Zxid } from '../protocol/zxid.ts';

export type ZkServerAddress = { readonly host: string; readonly port: number };

export type ZkClientOptions = {
  /** Unique in the process: prefix of this handle's timers. */
  readonly key: string;
  readonly flavour: 'java' | 'c';
  readonly servers: readonly ZkServerAddress[];
  readonly sessionTimeoutMs: number;
  /** Prefix of every path sent, e.g. `/marathon`; empty for none. */
  readonly chroot: string;
  /** Sends paths as they are, without the library's own check: for protocol tests. */
  readonly raw?: boolean;
};

export type ZkMultiOperation =
  | {
      readonly op: 'create';
      readonly path: string;
      readonly data: Uint8Array | null;
      readonly acl?: readonly Acl[];
      readonly ephemeral: boolean;
      readonly sequential: boolean;
    }
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'setData'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly op: 'check'; readonly path: string; readonly version: number };

export type ZkOperation =
  | Exclude<ZkMultiOperation, { readonly op: 'check' }>
  | { readonly op: 'exists'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getData'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getChildren'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'getAcl'; readonly path: string }
  | { readonly op: 'setAcl'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly op: 'sync'; readonly path: string }
  | { readonly op: 'multi'; readonly ops: readonly ZkMultiOperation[] }
  | { readonly op: 'addAuth'; readonly scheme: string; readonly auth: string | null };

export type ZkSessionChange = 'connected' | 'reconnected' | 'disconnected' | 'expired' | 'authFailed';

export type ZkReplyOutput = {
  readonly kind: 'reply';
  readonly tag: unknown;
  /** 0 or a code of protocol/error-codes.ts. */
  readonly error: number;
  readonly path?: string;
  readonly data?: Uint8Array | null;
  readonly stat?: ZkStat;
  readonly children?: readonly string[];
  readonly acl?: readonly Acl[];
  readonly results?: readonly MultiResult[];
};

export type ZkOutput =
  | {
      readonly kind: 'session';
      readonly change: ZkSessionChange;
      readonly sessionId: string;
      readonly negotiatedTimeoutMs: number;
    }
  | { readonly kind: 'watch'; readonly type: WatchEventType; readonly path: string }
  | ZkReplyOutput;

/** `pausing`: between attempts. `dead`: expired or refused authentication; `closing`: waiting for the reply to closeSession. */
export type ZkClientPhase = 'pausing' | 'connecting' | 'associating' | 'connected' | 'dead' | 'closing' | 'closed';

export type ZkPendingRequest = { readonly xid: number; readonly record: RequestRecord; readonly tag: unknown };

export type ZkAuth = { readonly scheme: string; readonly auth: string | null; tag: unknown; answered: boolean };

export type ZkClientState = {
  readonly options: ZkClientOptions;
  /** Names of its timers. */
  readonly beatTimer: string;
  readonly readyTimer: string;
  readonly hosts: readonly ZkServerAddress[];
  phase: ZkClientPhase;
  connected: boolean;
  /** What calls on a dead Java handle fail with. */
  deadError: number;
  sessionId: string;
  password: string;
  /** The requested time-out until a server has answered. */
  negotiatedTimeoutMs: number;
  connection: ConnectionId | null;
  hostIndex: number;
  /** Java: index of the host last connected, -1 before the first attempt. */
  lastHostIndex: number;
  /** Java: no pause before attempts until the first TCP connection came up. */
  hasDialed: boolean;
  hadSession: boolean;
  lastZxid: Zxid;
  nextXid: number;
  outgoing: ZkPendingRequest[];
  pending: ZkPendingRequest[];
  dataWatches: ReadonlySet<string>;
  existWatches: ReadonlySet<string>;
  childWatches: ReadonlySet<string>;
  auths: ZkAuth[];
  /** Positions in `auths` whose replies this connection still owes, in order. */
  authReplies: number[];
  /** As far as the handle took note; what a connection carries by itself is known to the connection (`heardMs`, `sentMs`). */
  lastHeardMs: number;
  lastSentMs: number;
  /** When the session was attached to the connection. */
  attachedAtMs: number;
  /** Answers that were known without asking a server; given out by the next timer event. */
  ready: ZkOutput[];
};
