/**
 * The contract between the kernel and a program. A program is a state machine over plain data: `boot` makes its state,
 * `receive` changes that state in place and acts on the world only through the context. Everything a program stores,
 * sends or sets as a body must survive `structuredClone`; bodies and messages are never changed once handed over.
 */
import type { HttpAnswer, HttpRequest } from './http.ts';
import type { ConnectionId, HostId, ProcessId } from './ids.ts';

/** Plain, structured-cloneable settings of a process, as its command line would give them. */
export type Flags = Readonly<Record<string, unknown>>;

/** What travels over a connection. `type` names it in traces, e.g. `toy.Ping`. */
export type Message = { readonly type: string };

export type Severity = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** Why a connection ended: `eof` peer closed in order, `reset` the other end knows nothing of it (its host restarted), `timeout` TCP gave up resending. */
export type CloseReason = 'eof' | 'reset' | 'timeout';
/** Why a connection attempt failed: nobody listens there, or nobody answered within the connect time-out. */
export type ConnectFailure = 'refused' | 'timeout' | 'unreachable';

type Stamp = { readonly at: number; readonly seq: number; readonly cause: number };

export type ProgramEvent = Stamp &
  (
    | { readonly kind: 'timer'; readonly key: string; readonly body: unknown }
    /** Our `connect` succeeded. */
    | { readonly kind: 'connected'; readonly connection: ConnectionId }
    | { readonly kind: 'connectFailed'; readonly connection: ConnectionId; readonly body: ConnectFailure }
    /** A peer connected to our listening port. */
    | { readonly kind: 'accepted'; readonly connection: ConnectionId }
    | { readonly kind: 'message'; readonly connection: ConnectionId; readonly body: Message }
    | { readonly kind: 'closed'; readonly connection: ConnectionId; readonly body: CloseReason }
    /** An `fsync` finished; `key` is the one given to it. */
    | { readonly kind: 'synced'; readonly key: string; readonly body: unknown }
    /** A process that this one spawned ended. */
    | { readonly kind: 'childExited'; readonly key: string; readonly body: ChildExit }
    /** SIGTERM was sent to us: run our shutdown and call `exit`. Programs that do not ask for it die at once (`handlesSigterm`). */
    | { readonly kind: 'sigterm' }
    /** A journaled command addressed to this process by a person (e.g. a request to send, a line typed). */
    | { readonly kind: 'told'; readonly body: unknown }
  );

/** `code`: exit status as a shell prints it (137 = killed, 143 = SIGTERM, 134 = abort). */
export type ChildExit = { readonly processId: ProcessId; readonly code: number; readonly incarnation: number };

/** What the kernel needs to run one more process. */
export type ProcessSpec = {
  readonly id: ProcessId;
  readonly host: HostId;
  /** Program kind, looked up in the registry. */
  readonly program: string;
  readonly flags: Flags;
  /** Kill this process when that one ends (a container's init, a process group leader). */
  readonly diesWith: ProcessId | null;
  /** Told by `childExited` when this one ends. */
  readonly parent: ProcessId | null;
  readonly restart: RestartPolicy | null;
};

/** Supervisor: restart always, after a delay that doubles while the process lives shorter than `resetAfterMs`. */
export type RestartPolicy = {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly resetAfterMs: number;
};

export type RemoteAddress = { readonly host: HostId; readonly port: number };

/** What a pure read (an HTTP GET by the page, a view) may see besides the process's own state. */
export type ReadContext = {
  readonly nowUs: number;
  readonly self: ProcessId;
  readonly host: HostId;
  /** Host's wall clock, Unix epoch milliseconds with fraction (skew included). */
  readonly wallClockMs: number;
  readonly incarnation: number;
  readonly pid: number;
  readonly flags: Flags;
  readonly disk: ReadonlyDisk;
  /** Last `count` log lines of this process, oldest first. */
  readonly recentLog: (count: number) => readonly LogLine[];
  readonly readCell: (cell: number) => number;
};

export type LogLine = {
  readonly at: number;
  readonly severity: Severity;
  readonly text: string;
  /** Source file and line or class, as the real system prints it; empty when not given. */
  readonly source: string;
  readonly pid: number;
};

export type ReadonlyDisk = {
  /** The file's content, or null when there is none. Records and texts are immutable values. */
  readonly read: (path: string) => FileContent | null;
  readonly exists: (path: string) => boolean;
  /** Virtual time of the last write to the file, or to any file below the folder; null when there is none. */
  readonly changedUs: (path: string) => number | null;
  /** Bytes of all files of the host's disk, and whether it takes no more. */
  readonly usage: () => { readonly usedBytes: number; readonly isFull: boolean };
  /** Names (not paths) directly below the folder, sorted; folders exist while something is in them. */
  readonly list: (folder: string) => readonly string[];
};

/** A file is a text, raw bytes, or a log of records (each an immutable plain value) with the size in bytes it would have. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'records'; readonly records: readonly unknown[]; readonly sizeBytes: number };

/** `full`: no space left on device; `failed`: input/output error. Nothing was written. */
export type DiskResult = 'ok' | 'full' | 'failed';

export type Disk = ReadonlyDisk & {
  /** Replaces the whole file. Survives power-off only once synced (`fsync`, or `writeSynced`). */
  readonly write: (path: string, content: FileContent) => DiskResult;
  /** Replaces the file atomically and durably at once (write, fsync, rename), its latency neglected: epoch files and the like. */
  readonly writeSynced: (path: string, content: FileContent) => DiskResult;
  /** Appends a record of the given size to a records file, creating it. Cost does not grow with the file. */
  readonly append: (path: string, record: unknown, sizeBytes: number) => DiskResult;
  readonly appendText: (path: string, text: string) => DiskResult;
  /** Cuts a records file to its first `count` records. */
  readonly truncate: (path: string, count: number) => DiskResult;
  /** Makes everything written so far to the file durable; answers by a `synced` event with `key` after the disk's latency. */
  readonly fsync: (path: string, key: string, body?: unknown) => void;
  readonly remove: (path: string) => void;
  /** `rm -rf folder/*`. */
  readonly removeFolder: (folder: string) => void;
};

export type Context = ReadContext & {
  /** Sequence number of the event in progress: the cause of all that is done now. */
  readonly eventSeq: number;
  readonly disk: Disk;

  /** Uniform in [0, 1), from this process's own stream. */
  readonly random: () => number;
  /** Uniform integer in [0, bound). */
  readonly randomInt: (bound: number) => number;

  /** Starts accepting on a port of this host; `in use` when another process listens there. */
  readonly listen: (port: number) => 'ok' | 'in use';
  readonly unlisten: (port: number) => void;
  /**
   * Dials; answers by `connected` or `connectFailed`. `protocol` labels the connection for people:
   * `http`, … `timeoutMs` limits the attempt (default 127 s as TCP).
   */
  readonly connect: (host: HostId | string, port: number, protocol: string, timeoutMs?: number) => ConnectionId;
  /** Queues a message; false when the connection is not open (nothing is sent). May be called before `connected`: then it waits. */
  readonly send: (connection: ConnectionId, message: Message) => boolean;
  /** Closes our side: the peer sees `closed` with `eof` after what was sent before; we get no event. */
  readonly close: (connection: ConnectionId) => void;
  readonly isOpen: (connection: ConnectionId) => boolean;
  readonly remoteAddress: (connection: ConnectionId) => RemoteAddress;
  readonly localPort: (connection: ConnectionId) => number;
  /** Virtual time of the last message sent on, or received from, an open connection; 0 for none yet. */
  readonly lastSentUs: (connection: ConnectionId) => number;
  readonly lastReceivedUs: (connection: ConnectionId) => number;

  /** (Re)arms the timer named `key`: an earlier setting of the same key is cancelled. Fractions of ms are kept to 1 µs. */
  readonly setTimer: (key: string, delayMs: number, body?: unknown) => void;
  /** `setTimer` without a body for what is put off again and again: a pending timer moves to the later time, with nothing new in the queue. */
  readonly setDeadline: (key: string, delayMs: number) => void;
  readonly clearTimer: (key: string) => void;
  readonly hasTimer: (key: string) => boolean;

  /**
   * Cells: numbers of this process that lie outside of its state, for the few that change with idle traffic, which leaves
   * the state alone (`receiveIdle`). They end with the process.
   */
  readonly newCell: (value: number) => number;
  readonly writeCell: (cell: number, value: number) => void;
  readonly freeCell: (cell: number) => void;

  /** Line of this process's log, without the prefix (time, severity, thread), which views add. `source`: e.g. `master.cpp:1847` or a Java class. */
  readonly log: (severity: Severity, text: string, source?: string) => void;
  /** A typed trace record for views and checks: its kinds are the programs' own. Body is plain data. Costs little; never changes the run. */
  readonly trace: (kind: string, body: TraceBody) => void;

  /** Starts another process now (boots after this event). Its id must be new or belong to one that ended. */
  readonly spawn: (spec: ProcessSpec) => void;
  /** SIGTERM (lets the program shut down) or SIGKILL to a process of this host. False when it does not run. */
  readonly kill: (id: ProcessId, signal: 'SIGTERM' | 'SIGKILL') => boolean;
  readonly isRunning: (id: ProcessId) => boolean;
  /** Ends this process after the current event: connections are reset, children in its container die. */
  readonly exit: (code: number, lastLine?: string) => void;
};

export type TraceBody = Readonly<Record<string, unknown>>;

/**
 * A program. Methods are written as methods, so that a Program of a concrete state fits the registry's Program.
 * `answer` is the pure read: the reply a GET would get now, from state alone; null when that port is not HTTP.
 */
export type Program<State = unknown> = {
  readonly kind: string;
  boot(context: Context, flags: Flags): State;
  receive(state: State, context: Context, event: ProgramEvent): void;
  /**
   * Handles a timer or message that leaves the state as it is, as the pings of an idle connection do, and returns true;
   * or does nothing and returns false, then `receive` gets it. It must do exactly what `receive` would have done. So a
   * process that idles is not copied after a snapshot.
   */
  receiveIdle?(state: State, context: Context, event: ProgramEvent): boolean;
  /** A copy that shares with the state only what never changes; `clonePlain` where a program has nothing quicker. */
  copyState?(state: State): State;
  /** True when the program gets `sigterm` and exits by itself; otherwise SIGTERM ends it at once with 143. */
  readonly handlesSigterm?: boolean;
  answer?(state: State, context: ReadContext, port: number, request: HttpRequest): HttpAnswer | null;
};

export type Registry = ReadonlyMap<string, Program>;
