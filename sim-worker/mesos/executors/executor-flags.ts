/**
 * What the agent passes to an executor in its environment.
 * Source: Mesos 1.0.1, src/slave/containerizer/containerizer.cpp (executorEnvironment); section 9.1 of the project's reference.
 */
import type { ContainerId, ExecutorId, FrameworkId } from '../ids.ts';

export type ExecutorFlags = {
  /** MESOS_SLAVE_PID. */
  readonly slavePid: string;
  readonly frameworkId: FrameworkId;
  readonly executorId: ExecutorId;
  readonly containerId: ContainerId;
  /** MESOS_DIRECTORY: the sandbox on the host. */
  readonly directory: string;
  /** MESOS_CHECKPOINT. */
  readonly checkpoint: boolean;
  /** MESOS_RECOVERY_TIMEOUT. */
  readonly recoveryTimeoutMs: number;
  /** MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD. */
  readonly shutdownGracePeriodMs: number;
  /** Docker executor: --stop_timeout, which is the agent's --docker_stop_timeout. */
  readonly stopTimeoutMs: number;
  /** Docker executor: name of the task's container, and the sandbox's path inside it. */
  readonly containerName: string;
  readonly sandboxDirectory: string;
  /** The command executor speaks the HTTP API with the agent (`--http_command_executor`). */
  readonly http: boolean;
  /** Fork, exec and dynamic linking until `main`; random between the two. */
  readonly startMinMs: number;
  readonly startMaxMs: number;
};
