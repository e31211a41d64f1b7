/**
 * What the page sees of a run: plain, typed pictures computed in the worker. All times are virtual microseconds since
 * the start of the run unless a name says otherwise. Absent things are null, never undefined.
 */
import type { WatcherRow } from './zookeeper-history-views.ts';

/** One program on one host, as the topology draws it. */
export type ProcessTile = {
  readonly id: string;
  readonly host: string;
  /** Program kind: `zookeeper`, `mesos-master`, `mesos-agent`, `marathon`, `dockerd`, … */
  readonly program: string;
  /** Short name for people: `zk1`, `master 231`, `agent 234`. */
  readonly title: string;
  readonly status: 'running' | 'paused' | 'ended' | 'restarting';
  /** The field's word: `LEADING`, `FOLLOWING`, `LOOKING`, `leading`, `standby`, `recovering`, `registered`, … Empty while ended. */
  readonly role: string;
  /** True for the leader of its system, as that process itself believes. */
  readonly leading: boolean;
  /** `epoch 4 · zxid 0x40000001c`, `elected 12 s ago`, `2 apps`: one short line. */
  readonly detail: string;
  readonly pid: number;
  readonly incarnation: number;
  readonly exitCode: number | null;
  /** Supervisor starts it again at this time. */
  readonly restartAtUs: number | null;
  /** While an election runs: the server's present vote. */
  readonly vote: VoteView | null;
  readonly resources: ResourceBars | null;
  /** Agents: their tasks, at most 64 of `taskCount`; empty otherwise. */
  readonly tasks: readonly TaskTile[];
  readonly taskCount: number;
};

export type VoteView = {
  readonly leader: string;
  readonly round: number;
  readonly zxid: string;
  readonly peerEpoch: number;
  readonly tally: readonly { readonly server: string; readonly leader: string }[];
};

/** Thousandths of CPUs, MiB. */
export type ResourceBars = {
  readonly cpusUsedMilli: number;
  readonly cpusTotalMilli: number;
  readonly memUsedMib: number;
  readonly memTotalMib: number;
};

export type TaskTile = {
  readonly id: string;
  readonly name: string;
  readonly framework: string;
  readonly state: string;
  readonly healthy: boolean | null;
};

export type HostTile = { readonly id: string; readonly power: 'on' | 'off'; readonly clockSkewMs: number };

/** A cut between two hosts (directed). */
export type CutView = { readonly from: string; readonly to: string };

/** Sessions of the ensemble, as its leader (or any serving server) knows them. */
export type SessionTile = {
  readonly id: string;
  readonly process: string | null;
  readonly timeoutMs: number;
  readonly remainingMs: number;
  readonly server: string;
};

/** Messages that were sent since the last frame, in columns. Indices point into `Frame.names`, which only grows. */
export type ParticleColumns = {
  readonly count: number;
  readonly sentAtUs: Float64Array;
  /** Arrival; -1 = held at a cut or a dead host. */
  readonly dueAtUs: Float64Array;
  readonly seq: Float64Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  /** `zab`, `election`, `zookeeper`, `mesos`, `offer`, `status`, `http`, `docker`, `log`. */
  readonly protocol: Uint16Array;
  /** `PROPOSAL`, `mesos.RunTaskMessage`, `GET /v2/apps`, … */
  readonly label: Uint16Array;
  /** Messages sent since the last frame that found no room in it (they show as flows: see `flows`). */
  readonly omitted: number;
};

/** Rates between pairs since the last frame, when single messages cannot be followed any more. */
export type FlowView = {
  readonly from: number;
  readonly to: number;
  readonly protocol: number;
  readonly count: number;
};

export type Frame = {
  readonly number: number;
  readonly nowUs: number;
  /** End of what has been run so far: `nowUs` is before it after going back. */
  readonly horizonUs: number;
  readonly executed: number;
  /** Commands of the journal that have been applied, and all it holds: more when the run went back. */
  readonly commandsApplied: number;
  readonly commandsTotal: number;
  readonly playing: boolean;
  /** What a person chose, and what auto pace makes of it; virtual seconds for each real second. 0: as fast as the machine can. */
  readonly chosenSpeed: number;
  readonly speed: number;
  /** Virtual seconds that the machine really ran for each real second, over the last half second; 0 while paused. */
  readonly measuredSpeed: number;
  readonly autoPace: boolean;
  /** Why auto pace slows down just now: `election`, `leaderChange`, `fault`, `offer`, `deployment`, `taskState`, …; null at full speed. */
  readonly paceReason: string | null;
  /** Set while a seek or a long run is under way: 0 to 1. */
  readonly progress: number | null;
  /** Set when the simulation stopped on a failed assertion of its own. */
  readonly failure: FailureView | null;
  /** Text table of the particle columns: entries added since the last frame. */
  readonly namesFrom: number;
  readonly names: readonly string[];
  /** Changed tiles only; `removed` are gone. On a reset everything is sent anew and the page forgets what it had. */
  readonly reset: boolean;
  readonly tiles: readonly ProcessTile[];
  readonly removed: readonly string[];
  /** Changed hosts only, like tiles; null when none. */
  readonly hosts: readonly HostTile[] | null;
  /** All present cuts, when they changed. */
  readonly cuts: readonly CutView[] | null;
  /** Sessions of the ensemble, those that expire soonest first, at most 150; null when not sent with this frame. */
  readonly sessions: readonly SessionTile[] | null;
  readonly sessionsTotal: number;
  readonly particles: ParticleColumns;
  readonly flows: readonly FlowView[];
  /** What happened since the last frame that a person reads: newest last. */
  readonly happenings: readonly Happening[];
};

export type FailureView = {
  readonly message: string;
  readonly atUs: number;
  readonly seed: number;
  readonly lastEvents: readonly string[];
};

/** One line of the event list and one mark of the timeline. */
export type Happening = {
  readonly atUs: number;
  readonly seq: number;
  /** `leader`, `role`, `election`, `fault`, `request`, `exit`, `task`, `offer`, `deployment`, `session`, `znode`. */
  readonly kind: string;
  readonly process: string;
  /** i18n key under `happening.` and its values: text is made by the page in its language. */
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
};

export type TimelineLane = { readonly id: 'zookeeper' | 'mesos' | 'marathon'; readonly spans: readonly TimelineSpan[] };
/** `toUs` null: still so. */
export type TimelineSpan = {
  readonly fromUs: number;
  readonly toUs: number | null;
  readonly process: string;
  readonly label: string;
};

export type ServiceStep = { readonly atUs: number; readonly share: number | null };

export type TimelineView = {
  readonly horizonUs: number;
  readonly nowUs: number;
  readonly lanes: readonly TimelineLane[];
  readonly faults: readonly Happening[];
  readonly tasks: readonly Happening[];
  /** Share of answered requests of all balanced services together, as steps: each holds until the next. Null share: nothing is measured. */
  readonly service: readonly ServiceStep[];
  readonly snapshots: readonly number[];
};

export type InspectorTarget =
  { readonly kind: 'process'; readonly id: string } | { readonly kind: 'host'; readonly id: string };

export type InspectorView = ProcessInspector | HostInspector;

export type ProcessInspector = {
  readonly kind: 'process';
  readonly tile: ProcessTile;
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  readonly startedAtUs: number;
  readonly timers: readonly { readonly key: string; readonly setAtUs: number; readonly dueAtUs: number }[];
  readonly connections: readonly ConnectionView[];
  readonly log: readonly LogLineView[];
  /** The program's state as a tree of plain values, bounded in depth and breadth. */
  readonly state: unknown;
  /** Summary by the program itself: name and value, in order. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Text files below /etc of its host, by name. */
  readonly configFiles: readonly { readonly path: string; readonly text: string }[];
  /** Folder that "wipe" empties, null when the program stores nothing. */
  readonly store: string | null;
  /** Actions that would be accepted now. */
  readonly actions: readonly ProcessAction[];
  /** Web page of this process, null when it has none. */
  readonly url: string | null;
};

export type ProcessAction = 'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'wipe' | 'restart';

export type ConnectionView = {
  readonly protocol: string;
  readonly localPort: number;
  readonly remote: string;
  readonly process: string;
  readonly phase: 'dialing' | 'open';
  readonly dialer: boolean;
  readonly sent: number;
};

/** `text` is the whole line in the real system's format, prefix included. */
export type LogLineView = { readonly atUs: number; readonly severity: string; readonly text: string };

export type HostInspector = {
  readonly kind: 'host';
  readonly id: string;
  readonly power: 'on' | 'off';
  readonly clockSkewMs: number;
  readonly processes: readonly { readonly id: string; readonly title: string; readonly status: string }[];
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
};

/** Children of a znode as one server sees them; `server` is the process asked. */
export type ZnodeListView = {
  readonly server: string;
  readonly path: string;
  readonly total: number;
  readonly children: readonly ZnodeRow[];
};

export type ZnodeRow = {
  readonly path: string;
  readonly name: string;
  readonly numChildren: number;
  readonly dataLength: number;
  readonly ephemeralOwner: string;
  readonly version: number;
  readonly mzxid: string;
};

export type ZnodeDetail = {
  readonly server: string;
  readonly path: string;
  /** Null data is different from no bytes. */
  readonly data: Uint8Array | null;
  readonly stat: Readonly<Record<string, string | number>>;
  readonly acl: readonly string[];
  /** Process whose session owns an ephemeral. */
  readonly ownerProcess: string | null;
  /** Who watches it now, on any server; empty for a past instant. */
  readonly watchers: readonly WatcherRow[];
  /** Decoded as far as the format is known: `json`, `text`, `protobuf:ZKStoreEntry`, … */
  readonly decoded: { readonly format: string; readonly text: string } | null;
};
