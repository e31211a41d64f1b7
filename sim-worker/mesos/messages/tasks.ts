/**
 * Tasks and their statuses as messages carry them.
 * Source: Mesos 1.0.1, include/mesos/mesos.proto (TaskInfo, TaskStatus), src/messages/messages.proto (Task, StatusUpdate).
 */
import type { AgentId, ExecutorId, FrameworkId, TaskId } from '../ids.ts';
import type { Label, Resources } from '../resources/resource.ts';
import type { CommandInfo, ContainerInfo, DiscoveryInfo, ExecutorInfo, HealthCheck } from './infos.ts';

export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_LOST'
  | 'TASK_ERROR';

/** Numbers of the enum in mesos.proto, for protobuf bytes. */
export const TASK_STATE_NUMBERS: Readonly<Record<TaskState, number>> = {
  TASK_STARTING: 0,
  TASK_RUNNING: 1,
  TASK_FINISHED: 2,
  TASK_FAILED: 3,
  TASK_KILLED: 4,
  TASK_LOST: 5,
  TASK_STAGING: 6,
  TASK_ERROR: 7,
  TASK_KILLING: 8,
};

export type TaskStatusSource = 'SOURCE_MASTER' | 'SOURCE_SLAVE' | 'SOURCE_EXECUTOR';

/** Numbers of the enum in mesos.proto. */
export const TASK_STATUS_REASON_NUMBERS = {
  REASON_COMMAND_EXECUTOR_FAILED: 0,
  REASON_EXECUTOR_TERMINATED: 1,
  REASON_EXECUTOR_UNREGISTERED: 2,
  REASON_FRAMEWORK_REMOVED: 3,
  REASON_GC_ERROR: 4,
  REASON_INVALID_FRAMEWORKID: 5,
  REASON_INVALID_OFFERS: 6,
  REASON_MASTER_DISCONNECTED: 7,
  REASON_CONTAINER_LIMITATION_MEMORY: 8,
  REASON_RECONCILIATION: 9,
  REASON_SLAVE_DISCONNECTED: 10,
  REASON_SLAVE_REMOVED: 11,
  REASON_SLAVE_RESTARTED: 12,
  REASON_SLAVE_UNKNOWN: 13,
  REASON_TASK_INVALID: 14,
  REASON_TASK_UNAUTHORIZED: 15,
  REASON_TASK_UNKNOWN: 16,
  REASON_CONTAINER_PREEMPTED: 17,
  REASON_RESOURCES_UNKNOWN: 18,
  REASON_CONTAINER_LIMITATION: 19,
  REASON_CONTAINER_LIMITATION_DISK: 20,
  REASON_CONTAINER_LAUNCH_FAILED: 21,
  REASON_CONTAINER_UPDATE_FAILED: 22,
  REASON_EXECUTOR_REGISTRATION_TIMEOUT: 23,
  REASON_EXECUTOR_REREGISTRATION_TIMEOUT: 24,
} as const;

export type TaskStatusReason = keyof typeof TASK_STATUS_REASON_NUMBERS;

export type TaskInfo = {
  readonly name: string;
  readonly taskId: TaskId;
  readonly slaveId: AgentId;
  readonly resources: Resources;
  /** Exactly one of executor and command is set in a valid task. */
  readonly executor: ExecutorInfo | null;
  readonly command: CommandInfo | null;
  readonly container: ContainerInfo | null;
  /** Opaque bytes, base64. */
  readonly data: string | null;
  readonly healthCheck: HealthCheck | null;
  readonly killPolicy: KillPolicy | null;
  readonly labels: readonly Label[];
  readonly discovery: DiscoveryInfo | null;
  /** Why the resources that were sent cannot be taken (`resources` holds what could be read of them); absent: good ones. */
  readonly invalid?: string;
};

export type KillPolicy = { readonly gracePeriodMs: number | null };

export type NetworkInfo = {
  readonly ipAddresses: readonly { readonly ipAddress: string }[];
  readonly name: string | null;
  readonly groups: readonly string[];
  readonly labels: readonly Label[];
};

export type ContainerStatus = { readonly networkInfos: readonly NetworkInfo[]; readonly executorPid: number | null };

export type TaskStatus = {
  readonly taskId: TaskId;
  readonly state: TaskState;
  readonly message: string | null;
  readonly source: TaskStatusSource | null;
  readonly reason: TaskStatusReason | null;
  /** Opaque bytes as text (docker inspect JSON of a docker task). */
  readonly data: string | null;
  readonly slaveId: AgentId | null;
  readonly executorId: ExecutorId | null;
  /** Seconds since the Unix epoch, by the clock of the host that made the status. */
  readonly timestampSecs: number;
  /** Null: no acknowledgement wanted. */
  readonly uuid: string | null;
  readonly healthy: boolean | null;
  readonly labels: readonly Label[];
  readonly containerStatus: ContainerStatus | null;
};

/** A task as master and agent keep it and tell each other. Rows are replaced, never changed. */
export type Task = {
  readonly name: string;
  readonly taskId: TaskId;
  readonly frameworkId: FrameworkId;
  /** Null for command and docker tasks. */
  readonly executorId: ExecutorId | null;
  readonly slaveId: AgentId;
  /** Latest state known. */
  readonly state: TaskState;
  readonly resources: Resources;
  /** At most one entry for each run of equal states, oldest first. */
  readonly statuses: readonly TaskStatus[];
  /** State of the last update forwarded to the scheduler. */
  readonly statusUpdateState: TaskState | null;
  readonly statusUpdateUuid: string | null;
  readonly labels: readonly Label[];
  readonly discovery: DiscoveryInfo | null;
  readonly container: ContainerInfo | null;
  readonly user: string | null;
};

export type StatusUpdate = {
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId | null;
  readonly slaveId: AgentId | null;
  readonly status: TaskStatus;
  readonly timestampSecs: number;
  /** Null: unreliable, sent once, no acknowledgement wanted. */
  readonly uuid: string | null;
  /** What the agent knows by now, which may be ahead of `status`. */
  readonly latestState: TaskState | null;
};

export function isTerminalState(state: TaskState): boolean {
  switch (state) {
    case 'TASK_FINISHED':
    case 'TASK_FAILED':
    case 'TASK_KILLED':
    case 'TASK_LOST':
    case 'TASK_ERROR':
      return true;
    case 'TASK_STAGING':
    case 'TASK_STARTING':
    case 'TASK_RUNNING':
    case 'TASK_KILLING':
      return false;
  }
}
