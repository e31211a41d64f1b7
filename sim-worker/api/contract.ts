/** The calls that the page makes: commands and queries over Comlink. Errors are data: nothing is thrown across. */
import type { ServiceQuery, ServiceView } from '../cluster/views/service-view.ts';
import type { ClientSettings } from '../host/clients/state.ts';
import type { Behaviour } from '../host/docker/container-settings.ts';
import type {
  InspectorTarget,
  InspectorView,
  LogLineView,
  TimelineView,
  ZnodeDetail,
  ZnodeListView,
} from '../cluster/views/views.ts';
import type { ZnodeRowsQuery, ZnodeRowsView } from '../cluster/views/znode-rows.ts';
import type { ActiveFault } from '../cluster/views/active-faults.ts';
import type { TerminalView } from '../cluster/views/terminal-view.ts';
import type { TerminalInput } from '../zookeeper/shell/terminal.ts';
import type {
  AllocatorView,
  OffersView,
  PingsView,
  ReplicatedLogView,
  TimerQuery,
  TimersView,
} from '../cluster/views/mesos-views.ts';
import type {
  EnsembleView,
  SessionPage,
  SessionQuery,
  TransactionPage,
  TransactionQuery,
} from '../cluster/views/zookeeper-views.ts';
import type {
  ElectionLogQuery,
  ElectionLogView,
  ImportPlan,
  WatchPage,
  WatchQuery,
  ZnodeHistoryPage,
  ZnodeHistoryQuery,
  ZnodeSearch,
} from '../cluster/views/zookeeper-history-views.ts';

export type ApiError = { readonly code: string; readonly message: string };
export type ApiResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError };

export type ScenarioInfo = { readonly name: string; readonly hosts: number };

export type RunRequest = {
  readonly scenario: string;
  readonly seed: number;
  /** A run to repeat; entries as `exportRun` gives them. */
  readonly journal: readonly unknown[];
  /** Instant to show after opening; the run is executed up to there. */
  readonly atUs: number;
};

export type RunInfo = {
  readonly scenario: string;
  readonly seed: number;
  readonly startEpochMs: number;
  readonly scenarios: readonly ScenarioInfo[];
};

/** Scenario, seed and journal: everything that is needed to repeat the run; with its hash as far as it was executed. */
export type RunExport = {
  readonly format: 'mesoscope-run/1';
  readonly scenario: string;
  readonly seed: number;
  readonly journal: readonly unknown[];
  readonly atUs: number;
  readonly executed: number;
  readonly runHash: string;
};

export type StepKind = 'event' | 'message' | 'election' | 'offer' | 'task';

/** What a person does to the cluster. The worker validates, resolves and journals it. */
export type PageCommand =
  | { readonly kind: 'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'wipe' | 'restart'; readonly process: string }
  /** Stops processes, empties their stores once all have ended, and starts them again together if asked to. */
  | { readonly kind: 'wipeStores'; readonly processes: readonly string[]; readonly startAgain: boolean }
  | { readonly kind: 'powerOff' | 'powerOn'; readonly host: string }
  /** Cuts hosts off: `oneWay` drops only what `from` sends to `to`. */
  | {
      readonly kind: 'partition';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly oneWay: boolean;
    }
  | { readonly kind: 'heal'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'healAll' }
  /** How the simulated clients ask from now on. */
  | { readonly kind: 'tellClients'; readonly process: string; readonly settings: Partial<ClientSettings> }
  /** How the software of a container or task process behaves from now on. */
  | {
      readonly kind: 'behave';
      readonly process: string;
      readonly behaviour: Partial<Behaviour> & { readonly crashInMs?: number };
    }
  /**
   * Flags for the next start of a stopped master or agent, over those that it has: arguments, variables (`MESOS_…`), and with
   * `packageStart` the files that the package's start script reads.
   */
  | {
      readonly kind: 'setArguments';
      readonly process: string;
      readonly arguments: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
      readonly packageStart: boolean;
    }
  /** A configuration file below /etc. */
  | { readonly kind: 'writeFile'; readonly host: string; readonly path: string; readonly text: string }
  /** Moves a host's wall clock by so much against virtual time; 0 puts it right. */
  | { readonly kind: 'setClock'; readonly host: string; readonly skewMs: number }
  /** The disk of a host: full, failing each write, `slowFactor` times as slow at fsync (1: as usual); the rest stays as it is. */
  | {
      readonly kind: 'setDisk';
      readonly host: string;
      readonly full?: boolean;
      readonly failing?: boolean;
      readonly slowFactor?: number;
    }
  /** A znode operation by the operator's own ZooKeeper session. */
  | { readonly kind: 'znode'; readonly operation: ZnodeEdit }
  /** Something typed in a terminal of the operator's machine. */
  | { readonly kind: 'terminal'; readonly terminal: string; readonly input: TerminalInput };

export type ZnodeEdit =
  | {
      readonly op: 'create';
      readonly path: string;
      readonly data: Uint8Array | null;
      readonly ephemeral: boolean;
      readonly sequential: boolean;
      /** `scheme:id:perms`, one each; open to all unless given. */
      readonly acl?: readonly string[];
    }
  | { readonly op: 'set'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  /** `version` is the ACL's (`aclVersion`), -1: any. */
  | { readonly op: 'setAcl'; readonly path: string; readonly acl: readonly string[]; readonly version: number }
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'deleteRecursively'; readonly path: string }
  /**
   * A file as `exportSubtree` gives it, its top to be at `path`. Checked in whole before anything is sent (the errors of
   * `planImport`); then made in multis, so that a file of up to a megabyte is imported as a whole or not at all. Without
   * `overwrite`, a znode that exists with other data refuses the import (`NODEEXISTS`).
   */
  | { readonly op: 'import'; readonly path: string; readonly text: string; readonly overwrite: boolean };

export type HttpRequestView = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/**
 * A GET is read at once from the simulated server's state and leaves no mark. Any other method is a journaled command:
 * it travels as a request and is answered in virtual time, so it needs the run to play (`pending` while it is paused).
 */
export type HttpOutcome =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** What a browser would show: `refused` ERR_CONNECTION_REFUSED, `timedOut`, `unknownHost`, `notHttp` (the port speaks another protocol), `badUrl`. */
  | {
      readonly kind: 'error';
      readonly error: 'refused' | 'timedOut' | 'unknownHost' | 'notHttp' | 'badUrl' | 'reset' | 'rewound';
    };

/** What goes over a port given to `connectReads`: a GET, answered by a head, pieces of the body in order, and an end. */
export type ReadRequest = {
  readonly id: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};
export type ReadMessage =
  | {
      readonly id: number;
      readonly kind: 'head';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly id: number; readonly kind: 'piece'; readonly piece: string }
  | { readonly id: number; readonly kind: 'end' }
  | { readonly id: number; readonly kind: 'error'; readonly error: Extract<HttpOutcome, { kind: 'error' }>['error'] };

/** A `MessagePort`, named by what both environments of these types know of it. */
export type FramePort = { start(): void; close(): void };

export type SimulationApi = {
  open(request: RunRequest): ApiResult<RunInfo>;
  info(): RunInfo;
  play(): void;
  pause(): void;
  setSpeed(speed: number, autoPace: boolean): ApiResult<null>;
  /** Forward steps stop after the next event of the kind; they leave the run paused. */
  step(kind: StepKind): Promise<ApiResult<null>>;
  stepBack(kind: StepKind): Promise<ApiResult<null>>;
  seek(atUs: number): Promise<ApiResult<null>>;
  command(command: PageCommand): Promise<ApiResult<null>>;
  /** After going back: what the journal holds for later is dropped, the horizon is now. For undo. */
  forgetFuture(): ApiResult<null>;
  http(request: HttpRequestView): Promise<HttpOutcome>;
  inspect(target: InspectorTarget): InspectorView | null;
  timeline(): TimelineView;
  /**
   * Children of a znode in name order. With `atUs`, as the leader's clients saw them at that virtual time of the run, which
   * does not move for it (errors `NOT_SERVING` before any leader served, `NONODE`, `BAD_PATH`); without or null: now.
   */
  znodes(path: string, offset: number, limit: number, atUs?: number | null): ApiResult<ZnodeListView>;
  znode(path: string, atUs?: number | null): ApiResult<ZnodeDetail>;
  /** Znodes whose path holds the text, at most `limit` (up to 1000) of them. */
  searchZnodes(text: string, limit: number, atUs?: number | null): ApiResult<ZnodeSearch>;
  /** Committed changes of a znode (or of all below it) up to now over the whole run, newest first, with who made them. */
  znodeHistory(query: ZnodeHistoryQuery): ApiResult<ZnodeHistoryPage>;
  /** A subtree as the text of a JSON file (`mesoscope-znodes/1`), to be saved and imported by the znode command `import`. */
  exportSubtree(path: string, atUs?: number | null): ApiResult<string>;
  /**
   * What an import would do, or why it is refused: `BAD_FILE` (with the place in the file), `BAD_PATH`, `NODEEXISTS`,
   * `NOCHILDRENFOREPHEMERALS`, `BADARGUMENTS`, `NOT_SERVING`. Changes nothing.
   */
  planImport(into: string, text: string, overwrite: boolean): ApiResult<ImportPlan>;
  /** A window of the opened tree as rows. */
  znodeRows(query: ZnodeRowsQuery): ApiResult<ZnodeRowsView>;
  /** The servers of the ensemble side by side. Null while no run is open; so the two below. */
  ensemble(): EnsembleView | null;
  sessions(query: SessionQuery): SessionPage | null;
  /** Newest first. */
  transactions(query: TransactionQuery): TransactionPage | null;
  /** Elections of the run and the steps of one, each with the time to seek to. Null while no run is open. */
  electionLog(query: ElectionLogQuery): ElectionLogView | null;
  /** Watches of all servers by the path that they are on. Null while no run is open. */
  watches(query: WatchQuery): WatchPage | null;
  /** What was done to the cluster and still holds, each with its undoing. */
  faults(): readonly ActiveFault[];
  /** Lines of a terminal from a number on. Null while no run is open, or where nobody has such tools. */
  terminal(id: string, from: number): TerminalView | null;
  /** What Tab may put in place of the last word. */
  completeTerminal(id: string, line: string): readonly string[];
  /** Of the leading Mesos master. Null while no run is open; so the four below. */
  allocator(): AllocatorView | null;
  offers(): OffersView | null;
  replicatedLog(): ReplicatedLogView | null;
  pings(): PingsView | null;
  /** What the simulated clients measured. Null while no run is open. */
  service(query: ServiceQuery): ServiceView | null;
  /** Of all processes. */
  timers(query: TimerQuery): TimersView | null;
  logs(process: string, count: number): readonly LogLineView[];
  exportRun(): RunExport;
  /** Frames are posted to this port, at most one for each acknowledgement (any message back), binary and transferred. */
  connectFrames(port: FramePort): void;
  /** Reads (`ReadRequest`, `ReadMessage`) from another worker of the page: large answers pass by the main thread. */
  connectReads(port: FramePort): void;
  /** Shown or hidden page: a hidden one gets no frames, and the run goes on at its pace. */
  setVisible(visible: boolean): void;
};
