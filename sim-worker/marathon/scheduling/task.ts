/**
 * A task as the tracker keeps it. Rows are frozen; a change replaces the row.
 * Source: Marathon 1.1.1, core/task/Task.scala (LaunchedEphemeral, Reserved, LaunchedOnReservation).
 */
import type { AgentId, TaskId } from '../../mesos/ids.ts';
import { isTerminalState, type TaskStatus } from '../../mesos/messages/tasks.ts';
import type { Attribute } from '../../mesos/resources/attributes.ts';
import type { PathId } from '../model/path-id.ts';

export type ReservationState = 'New' | 'Launched' | 'Suspended' | 'Garbage' | 'Unknown';
export type ReservationTimeout = {
  readonly initiatedMs: number;
  readonly deadlineMs: number;
  readonly reason: 'RelaunchEscalation' | 'Reservation';
};
export type TaskReservation = {
  readonly volumeIds: readonly string[];
  readonly state: ReservationState;
  readonly timeout: ReservationTimeout | null;
};

export type Task = {
  readonly id: TaskId;
  readonly appId: PathId;
  readonly agentId: AgentId | null;
  readonly host: string;
  readonly attributes: readonly Attribute[];
  readonly ports: readonly number[];
  /** Version of the app that the task was launched with. */
  readonly versionMs: number;
  readonly stagedAtMs: number;
  readonly startedAtMs: number | null;
  /** Latest status from Mesos; null until the first one. */
  readonly status: TaskStatus | null;
  readonly reservation: TaskReservation | null;
  /** False for a reservation without a running task. */
  readonly isLaunched: boolean;
};

/** Marathon 1.1.0 and 1.1.1 regard every lost task as gone; a stored one can only come from a crash between two writes. */
export function isLost(task: Task): boolean {
  return task.status?.state === 'TASK_LOST';
}

/** Launched and not known to be lost: what counts as an instance. */
export function isActive(task: Task): boolean {
  return task.isLaunched && !isLost(task) && !(task.status !== null && isTerminalState(task.status.state));
}

/** Launched and not up yet, or reserved with a deadline. */
export function mayBecomeOverdue(task: Task): boolean {
  if (!task.isLaunched) return (task.reservation?.timeout ?? null) !== null;
  return task.status?.state !== 'TASK_RUNNING';
}

export function isRunning(task: Task): boolean {
  return task.status?.state === 'TASK_RUNNING';
}

export function isStaged(task: Task): boolean {
  return (
    task.isLaunched &&
    (task.status === null || task.status.state === 'TASK_STAGING' || task.status.state === 'TASK_STARTING')
  );
}

/** Addresses of the task's own, from its container status. */
export function ipAddressesOf(task: Task): readonly string[] {
  return (task.status?.containerStatus?.networkInfos ?? []).flatMap((info) =>
    info.ipAddresses.map((address) => address.ipAddress),
  );
}
