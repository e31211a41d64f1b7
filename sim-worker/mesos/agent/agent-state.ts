/**
 * State of an agent. Rows (executors, tasks, streams, containers) are frozen and replaced on change, so that snapshots
 * share what has not changed; an idle agent is small.
 * Source: Mesos 1.0.1, src/slave/slave.hpp.
 */
import type { ConnectionId, ProcessId } from '../../kernel/ids.ts';
import type { AuthenticateeState } from '../authentication/authenticatee.ts';
import type { MediaType } from '../http/v1-request.ts';
import type { ContainerId, ExecutorId, FrameworkId, TaskId } from '../ids.ts';
import type { LibprocessState, Upid } from '../libprocess/transport.ts';
import type { ExecutorInfo, FrameworkInfo, MasterInfo, SlaveInfo } from '../messages/infos.ts';
import type { StatusUpdate, Task, TaskInfo, TaskState, TaskStatusReason } from '../messages/tasks.ts';
import type { Resources } from '../resources/resource.ts';
import type { DetectorState } from '../zookeeper-group/detector.ts';
import type { AgentAccess } from './agent-access.ts';
import type { AgentFlags } from './agent-flags.ts';
import type { Oversubscription } from './oversubscription-flags.ts';

export type AgentPhase = 'RECOVERING' | 'DISCONNECTED' | 'RUNNING' | 'TERMINATING';

export type ExecutorPhase = 'REGISTERING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED';

/** What the agent decided to report when the executor's container ends. */
export type PendingTermination = {
  readonly state: TaskState;
  readonly reason: TaskStatusReason;
  readonly message: string;
};

export type Executor = {
  readonly info: ExecutorInfo;
  readonly frameworkId: FrameworkId;
  readonly containerId: ContainerId;
  /** Sandbox. */
  readonly directory: string;
  readonly checkpoint: boolean;
  /** Made by the agent for a task with a command. */
  readonly isCommandExecutor: boolean;
  readonly phase: ExecutorPhase;
  /** Null until it registered; `http:…` stands for the stream of one that speaks HTTP. */
  readonly pid: Upid | null;
  readonly pendingTermination: PendingTermination | null;
  /** Not yet sent to the executor. */
  readonly queuedTasks: readonly TaskInfo[];
  readonly launchedTasks: readonly Task[];
  /** Ended, the terminal update not acknowledged yet. */
  readonly terminatedTasks: readonly Task[];
  readonly completedTasks: readonly Task[];
};

/** Immutable but for its executors' map. */
export type Framework = {
  readonly info: FrameworkInfo;
  /** Scheduler's pid. */
  pid: string;
  terminating: boolean;
  readonly executors: Map<ExecutorId, Executor>;
  /** Oldest first, at most MAX_COMPLETED_EXECUTORS. */
  completedExecutors: readonly Executor[];
};

export type CompletedFramework = {
  readonly info: FrameworkInfo;
  readonly pid: string;
  readonly completedExecutors: readonly Executor[];
};

/** One ordered stream of updates of a task: only the first pending one is in flight. */
export type StatusStream = {
  readonly frameworkId: FrameworkId;
  readonly taskId: TaskId;
  /** Path of task.updates; null when not checkpointed. */
  readonly path: string | null;
  readonly pending: readonly StatusUpdate[];
  /** UUIDs of all updates seen, acknowledged ones included. */
  readonly received: readonly string[];
  readonly acknowledged: readonly string[];
  /** A terminal update was acknowledged: the stream ends. */
  readonly terminated: boolean;
  readonly retryMs: number;
};

/** An executor's open request to the HTTP API; a frozen row. */
export type ExecutorStream = {
  readonly id: string;
  readonly connection: ConnectionId;
  readonly requestId: number;
  /** The head of the answer has been sent. */
  readonly started: boolean;
  readonly mediaType: MediaType;
};

export type ContainerPhase = 'FETCHING' | 'PULLING' | 'FORKING' | 'RUNNING' | 'DESTROYING';

/** What the containerizer knows of one run. */
export type Container = {
  readonly containerId: ContainerId;
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
  readonly kind: 'docker' | 'mesos';
  readonly phase: ContainerPhase;
  readonly process: ProcessId;
  /** Docker: name of the task's container. */
  readonly name: string;
  readonly image: string | null;
  readonly forcePull: boolean;
  /** Exit status of an executor that ended while the container is being destroyed; null: not yet, or unknown. */
  readonly executorStatus: number | null;
};

export type EngineCall = { readonly purpose: 'pull' | 'stop' | 'ps' | 'rm'; readonly containerId: ContainerId | null };

export type GcItem = { readonly path: string; readonly dueAtMs: number };

export type AgentMetrics = {
  tasksFinished: number;
  tasksFailed: number;
  tasksKilled: number;
  tasksLost: number;
  executorsTerminated: number;
  executorsPreempted: number;
  validStatusUpdates: number;
  invalidStatusUpdates: number;
  validFrameworkMessages: number;
  invalidFrameworkMessages: number;
  containerLaunchErrors: number;
  recoveryErrors: number;
};

export type AgentState = {
  readonly flags: AgentFlags;
  readonly startedAtMs: number;
  readonly pid: Upid;
  phase: AgentPhase;
  /** Why the agent goes down, for its last line. */
  info: SlaveInfo;
  readonly libprocess: LibprocessState;
  readonly authenticatee: AuthenticateeState;
  readonly access: AgentAccess;
  /** False in the state itself; true in a copy for somebody who may not see flags. */
  readonly hidesFlags: boolean;
  /** Null with a fixed master address. */
  readonly detector: DetectorState | null;
  /** Leader told by the detector while recovery was still going on; null when none. */
  detected: MasterInfo | null;
  detectionFailure: string | null;
  /** The master that the agent deals with. */
  master: Upid | null;
  masterInfo: MasterInfo | null;
  registered: boolean;
  /** Numbers registration attempts, whose chains may overlap. */
  nextAttempt: number;
  masterPingTimeoutMs: number;
  /** Counts detections; the ping's time-out may only discard the one that it was set under. */
  detectionNumber: number;
  pingDetection: number;
  checkpointedResources: Resources;
  readonly oversubscription: Oversubscription;
  /** The last estimate; null: none yet. */
  oversubscribed: Resources | null;
  readonly frameworks: Map<FrameworkId, Framework>;
  completedFrameworks: readonly CompletedFramework[];
  /** By `framework/task`. */
  readonly streams: Map<string, StatusStream>;
  readonly executorStreams: Map<string, ExecutorStream>;
  /** Of the log; it changes nothing that is logged. */
  verbosity: number;
  updatesPaused: boolean;
  readonly containers: Map<ContainerId, Container>;
  /** Connection to the Docker engine, opened when needed. */
  engine: ConnectionId | null;
  readonly engineCalls: Map<number, EngineCall>;
  nextRequestId: number;
  gc: readonly GcItem[];
  readonly metrics: AgentMetrics;
};

/** src/slave/constants.hpp. */
export const MAX_COMPLETED_FRAMEWORKS = 50;
export const MAX_COMPLETED_EXECUTORS = 150;
export const MAX_COMPLETED_TASKS = 200;
export const EXECUTOR_REREGISTER_TIMEOUT_MS = 2_000;
export const REGISTER_RETRY_MAX_MS = 60_000;
export const DEFAULT_MASTER_PING_TIMEOUT_MS = 75_000;
export const STATUS_RETRY_MIN_MS = 10_000;
export const STATUS_RETRY_MAX_MS = 600_000;
export const MESOS_VERSION = '1.0.1';

export function streamKey(frameworkId: FrameworkId, taskId: TaskId): string {
  return `${frameworkId}/${taskId}`;
}
