/** What a conformance case is made of: data only. Cases are those of the reference's section 12.2. */
import type { RequestRecord } from '../protocol/messages.ts';

/** A server by id, or by what it is when the step runs. */
export type ServerName = number | 'leader' | 'follower' | 'otherFollower';

/** Only the fields that matter are given. Errors by name, data as text. */
export type Expected = {
  readonly err?: string;
  readonly path?: string;
  readonly data?: string | null;
  readonly children?: readonly string[];
  readonly acl?: readonly string[];
  readonly stat?: Readonly<Partial<Record<StatField, number | string>>>;
  /** Of a multi: each part's error name, with a path or version where it matters. */
  readonly results?: readonly { readonly error: string; readonly path?: string; readonly version?: number }[];
  /** The server closed the connection without a reply. */
  readonly closed?: true;
};

export type StatField = 'version' | 'cversion' | 'aversion' | 'dataLength' | 'numChildren' | 'czxid' | 'mzxid' | 'pzxid' | 'ephemeralOwner';

export type Step =
  /** A raw connection that asks for a new session, or for the session of an earlier client. */
  | {
      readonly do: 'connect';
      readonly client: string;
      readonly server?: ServerName;
      readonly timeoutMs?: number;
      readonly resume?: string;
      readonly password?: 'wrong';
      /** 64-bit hex; 0 unless given. */
      readonly lastZxidSeen?: string;
      readonly expect?: { readonly timeoutMs?: number; readonly session?: 'new' | 'same' | 'none'; readonly refused?: true };
    }
  | { readonly do: 'request'; readonly client: string; readonly record: RequestRecord; readonly expect: Expected }
  /** Sent together; answered in order. */
  | { readonly do: 'pipeline'; readonly client: string; readonly records: readonly RequestRecord[]; readonly expect: readonly Expected[] }
  /** Watch events since the last such step, `Type path`. */
  | { readonly do: 'events'; readonly client: string; readonly expect: readonly string[]; readonly anyOrder?: true }
  /** Everything heard since the last such step, in order: `event …`, `reply N`. */
  | { readonly do: 'order'; readonly client: string; readonly expect: readonly string[] }
  | { readonly do: 'hangUp'; readonly client: string }
  /** The connection is closed by the server, or not, within a time. */
  | { readonly do: 'closed'; readonly client: string; readonly expect: boolean; readonly withinMs?: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'kill' | 'start' | 'pause' | 'resume' | 'wipe'; readonly servers: readonly ServerName[] }
  /** Within a time some server leads and serves: that id, or any. */
  | { readonly do: 'leader'; readonly expect: number | 'any' | 'none'; readonly withinMs?: number }
  | { readonly do: 'serves'; readonly server: ServerName; readonly expect: 'follower' | 'leader' | 'nothing'; readonly withinMs?: number }
  | { readonly do: 'word'; readonly server: ServerName; readonly word: string; readonly expect: readonly string[] }
  /** Zxids used since the last such step. */
  | { readonly do: 'zxids'; readonly expect: number }
  | { readonly do: 'zxid'; readonly server: ServerName; readonly expect: string }
  | { readonly do: 'epoch'; readonly expect: number }
  | { readonly do: 'log'; readonly server: ServerName; readonly expect: string; readonly withinMs?: number }
  | { readonly do: 'files'; readonly server: ServerName; readonly expect: readonly string[] }
  | { readonly do: 'znode'; readonly server: ServerName; readonly path: string; readonly expect: boolean; readonly withinMs?: number }
  /** The znode is there until the first time and gone by the second, both from now on. */
  | { readonly do: 'vanishes'; readonly server: ServerName; readonly path: string; readonly notBeforeMs: number; readonly byMs: number }
  /** Many creates by one client, as quickly as they are answered. */
  | { readonly do: 'fill'; readonly client: string; readonly prefix: string; readonly count: number }
  /** A client of the library. */
  | { readonly do: 'open'; readonly client: string; readonly flavour: 'java' | 'c'; readonly servers?: readonly number[]; readonly timeoutMs: number }
  | { readonly do: 'call'; readonly client: string; readonly record: LibraryCall; readonly expect?: string }
  /** Session changes and failed calls since the last such step. */
  | { readonly do: 'heard'; readonly client: string; readonly expect: readonly string[]; readonly withinMs?: number }
  /** The link from the clients' host to a server's (both ways) is cut or healed. */
  | { readonly do: 'cut' | 'heal'; readonly server: ServerName; readonly from: 'clients' | readonly ServerName[] };

export type LibraryCall =
  | { readonly op: 'create'; readonly path: string; readonly ephemeral: boolean; readonly sequential: boolean }
  | { readonly op: 'getData' | 'exists' | 'getChildren'; readonly path: string; readonly watch: boolean };

export type ConformanceCase = {
  readonly id: string;
  /** The reference's row, shortened. */
  readonly title: string;
  /** Three servers unless given. */
  readonly size?: number;
  /** Servers that start at once; all unless given. */
  readonly start?: readonly number[];
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Cluster's disks hold a history up to this epoch. */
  readonly epoch?: number;
  /** What 3.8 does differently, where it does. */
  readonly later?: string;
  readonly steps: readonly Step[];
};
