/** The calls that the page makes: commands and queries over Comlink. Errors are data: nothing is thrown across. */
import type {
  InspectorTarget,
  InspectorView,
  LogLineView,
  TimelineView,
  ZnodeDetail,
  ZnodeListView,
} from '../cluster/views/views.ts';
import type {
  EnsembleView,
  SessionPage,
  SessionQuery,
  TransactionPage,
  TransactionQuery,
} from '../cluster/views/zookeeper-views.ts';

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
  | { readonly kind: 'powerOff' | 'powerOn'; readonly host: string }
  | {
      readonly kind: 'partition';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly oneWay: boolean;
    }
  | { readonly kind: 'heal'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'healAll' }
  | { readonly kind: 'setClock'; readonly host: string; readonly skewMs: number }
  | {
      readonly kind: 'setDisk';
      readonly host: string;
      readonly full: boolean;
      readonly failing: boolean;
      readonly slowFactor: number;
    }
  /** A znode operation by the operator's own ZooKeeper session. */
  | { readonly kind: 'znode'; readonly operation: ZnodeEdit };

export type ZnodeEdit =
  | {
      readonly op: 'create';
      readonly path: string;
      readonly data: Uint8Array | null;
      readonly ephemeral: boolean;
      readonly sequential: boolean;
    }
  | { readonly op: 'set'; readonly path: string; readonly data: Uint8Array | null; readonly version: number }
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'deleteRecursively'; readonly path: string };

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
  znodes(path: string, offset: number, limit: number): ApiResult<ZnodeListView>;
  znode(path: string): ApiResult<ZnodeDetail>;
  /** The servers of the ensemble side by side. Null while no run is open; so the two below. */
  ensemble(): EnsembleView | null;
  sessions(query: SessionQuery): SessionPage | null;
  /** Newest first. */
  transactions(query: TransactionQuery): TransactionPage | null;
  logs(process: string, count: number): readonly LogLineView[];
  exportRun(): RunExport;
  /** Frames are posted to this port, at most one for each acknowledgement (any message back), binary and transferred. */
  connectFrames(port: FramePort): void;
  /** Shown or hidden page: a hidden one gets no frames, and the run goes on at its pace. */
  setVisible(visible: boolean): void;
};
