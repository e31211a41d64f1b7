/**
 * Every message of the libprocess protocols between master, agent, scheduler driver and executor.
 * Source: Mesos 1.0.1, src/messages/messages.proto; who sends what when: section 11 of the project's Mesos reference.
 * Left out: messages of the log replicas (in replicated-log/).
 */
import type { AgentId, ExecutorId, FrameworkId, OfferId, TaskId } from '../ids.ts';
import type { Resources } from '../resources/resource.ts';
import type { ExecutorInfo, FrameworkInfo, MasterInfo, SlaveInfo } from './infos.ts';
import type { InverseOffer, Offer } from './offers.ts';
import type { SchedulerCallMessage } from './scheduler-call.ts';
import type { KillPolicy, StatusUpdate, Task, TaskInfo, TaskStatus } from './tasks.ts';

/** What a re-registering agent remembers of a framework that ended on it. */
export type ArchiveFramework = {
  readonly frameworkInfo: FrameworkInfo;
  readonly pid: string | null;
  readonly tasks: readonly Task[];
};

/** Tasks that the master knows and the agent did not list: the agent answers TASK_LOST for those it does not know. */
export type ReconcileTasks = { readonly frameworkId: FrameworkId; readonly statuses: readonly TaskStatus[] };

type AgentToMaster =
  | {
      readonly type: 'mesos.RegisterSlaveMessage';
      readonly slave: SlaveInfo;
      readonly checkpointedResources: Resources;
      readonly version: string;
    }
  | {
      readonly type: 'mesos.ReregisterSlaveMessage';
      readonly slave: SlaveInfo;
      readonly checkpointedResources: Resources;
      /** Custom executors only; each carries its framework id. */
      readonly executorInfos: readonly ExecutorInfo[];
      readonly tasks: readonly Task[];
      readonly frameworks: readonly FrameworkInfo[];
      readonly completedFrameworks: readonly ArchiveFramework[];
      readonly version: string;
    }
  | { readonly type: 'mesos.UnregisterSlaveMessage'; readonly slaveId: AgentId }
  | { readonly type: 'mesos.PongSlaveMessage' }
  | {
      readonly type: 'mesos.UpdateSlaveMessage';
      readonly slaveId: AgentId;
      readonly oversubscribedResources: Resources;
    }
  | {
      readonly type: 'mesos.ExitedExecutorMessage';
      readonly slaveId: AgentId;
      readonly frameworkId: FrameworkId;
      readonly executorId: ExecutorId;
      /** Exit status as waitpid gives it, -1 when unknown. */
      readonly status: number;
    };

type MasterToAgent =
  | {
      readonly type: 'mesos.SlaveRegisteredMessage';
      readonly slaveId: AgentId;
      readonly connection: { readonly totalPingTimeoutSeconds: number };
    }
  | {
      readonly type: 'mesos.SlaveReregisteredMessage';
      readonly slaveId: AgentId;
      readonly reconciliations: readonly ReconcileTasks[];
      readonly connection: { readonly totalPingTimeoutSeconds: number };
    }
  | { readonly type: 'mesos.PingSlaveMessage'; readonly connected: boolean }
  | { readonly type: 'mesos.ShutdownMessage'; readonly message: string }
  | { readonly type: 'mesos.CheckpointResourcesMessage'; readonly resources: Resources }
  | { readonly type: 'mesos.UpdateFrameworkMessage'; readonly frameworkId: FrameworkId; readonly pid: string }
  | {
      readonly type: 'mesos.RunTaskMessage';
      readonly framework: FrameworkInfo;
      /** Pid of the scheduler; empty for HTTP schedulers. */
      readonly pid: string;
      readonly task: TaskInfo;
    }
  | { readonly type: 'mesos.ShutdownFrameworkMessage'; readonly frameworkId: FrameworkId };

/** Master to agent and agent to executor, or the other way up. */
type Relayed =
  | {
      readonly type: 'mesos.KillTaskMessage';
      readonly frameworkId: FrameworkId;
      readonly taskId: TaskId;
      readonly killPolicy: KillPolicy | null;
    }
  | { readonly type: 'mesos.StatusUpdateMessage'; readonly update: StatusUpdate; readonly pid: string | null }
  | {
      readonly type: 'mesos.StatusUpdateAcknowledgementMessage';
      readonly slaveId: AgentId;
      readonly frameworkId: FrameworkId;
      readonly taskId: TaskId;
      readonly uuid: string;
    }
  | {
      readonly type: 'mesos.ShutdownExecutorMessage';
      readonly executorId: ExecutorId | null;
      readonly frameworkId: FrameworkId | null;
    }
  | {
      readonly type: 'mesos.FrameworkToExecutorMessage';
      readonly slaveId: AgentId;
      readonly frameworkId: FrameworkId;
      readonly executorId: ExecutorId;
      readonly data: string;
    }
  | {
      readonly type: 'mesos.ExecutorToFrameworkMessage';
      readonly slaveId: AgentId;
      readonly frameworkId: FrameworkId;
      readonly executorId: ExecutorId;
      readonly data: string;
    };

type MasterToScheduler =
  | {
      readonly type: 'mesos.FrameworkRegisteredMessage';
      readonly frameworkId: FrameworkId;
      readonly masterInfo: MasterInfo;
    }
  | {
      readonly type: 'mesos.FrameworkReregisteredMessage';
      readonly frameworkId: FrameworkId;
      readonly masterInfo: MasterInfo;
    }
  | { readonly type: 'mesos.FrameworkErrorMessage'; readonly message: string }
  | {
      readonly type: 'mesos.ResourceOffersMessage';
      readonly offers: readonly Offer[];
      readonly pids: readonly string[];
    }
  | { readonly type: 'mesos.RescindResourceOfferMessage'; readonly offerId: OfferId }
  | {
      readonly type: 'mesos.InverseOffersMessage';
      readonly inverseOffers: readonly InverseOffer[];
      readonly pids: readonly string[];
    }
  | { readonly type: 'mesos.RescindInverseOfferMessage'; readonly inverseOfferId: OfferId }
  | { readonly type: 'mesos.LostSlaveMessage'; readonly slaveId: AgentId };

type SchedulerToMaster =
  SchedulerCallMessage | { readonly type: 'mesos.DeactivateFrameworkMessage'; readonly frameworkId: FrameworkId };

type ExecutorToAgent =
  | {
      readonly type: 'mesos.RegisterExecutorMessage';
      readonly frameworkId: FrameworkId;
      readonly executorId: ExecutorId;
    }
  | {
      readonly type: 'mesos.ReregisterExecutorMessage';
      readonly frameworkId: FrameworkId;
      readonly executorId: ExecutorId;
      readonly tasks: readonly TaskInfo[];
      readonly updates: readonly StatusUpdate[];
    }
  | {
      readonly type: 'mesos.TaskHealthStatus';
      readonly taskId: TaskId;
      readonly healthy: boolean;
      readonly killTask: boolean;
      readonly consecutiveFailures: number;
    };

type AgentToExecutor =
  | {
      readonly type: 'mesos.ExecutorRegisteredMessage';
      readonly executorInfo: ExecutorInfo;
      readonly frameworkId: FrameworkId;
      readonly frameworkInfo: FrameworkInfo;
      readonly slaveId: AgentId;
      readonly slaveInfo: SlaveInfo;
    }
  | { readonly type: 'mesos.ExecutorReregisteredMessage'; readonly slaveId: AgentId; readonly slaveInfo: SlaveInfo }
  | { readonly type: 'mesos.ReconnectExecutorMessage'; readonly slaveId: AgentId };

/** Between an authenticatee (of an agent or a driver) and its session at the master. */
type Authentication =
  /** `pid`: agent or scheduler that is to be authenticated. */
  | { readonly type: 'mesos.AuthenticateMessage'; readonly pid: string }
  | { readonly type: 'mesos.AuthenticationMechanismsMessage'; readonly mechanisms: readonly string[] }
  | { readonly type: 'mesos.AuthenticationStartMessage'; readonly mechanism: string; readonly data: string }
  | { readonly type: 'mesos.AuthenticationStepMessage'; readonly data: string }
  | { readonly type: 'mesos.AuthenticationCompletedMessage' }
  | { readonly type: 'mesos.AuthenticationFailedMessage' }
  | { readonly type: 'mesos.AuthenticationErrorMessage'; readonly error: string };

/** Replicas of the master's log speak through the same transport; replicated-log/ knows their shapes. */
export type LogMessage = { readonly type: `mesos.internal.log.${string}` };

export type MesosMessage =
  | AgentToMaster
  | MasterToAgent
  | Relayed
  | MasterToScheduler
  | SchedulerToMaster
  | ExecutorToAgent
  | AgentToExecutor
  | Authentication
  | LogMessage;

export type MesosMessageType = MesosMessage['type'];
/** The message of that type. */
export type MessageOf<Type extends MesosMessageType> = Extract<MesosMessage, { readonly type: Type }>;
