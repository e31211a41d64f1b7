/**
 * What a scheduler asks its driver to do, and what the driver calls back.
 * Source: Mesos 1.0.1, include/mesos/scheduler.hpp (SchedulerDriver, Scheduler).
 */
import type { AgentId, ExecutorId, FrameworkId, OfferId, TaskId } from '../ids.ts';
import type { FrameworkInfo, MasterInfo } from '../messages/infos.ts';
import type { Filters, Offer, OfferOperation } from '../messages/offers.ts';
import type { KillPolicy, TaskInfo, TaskStatus } from '../messages/tasks.ts';

export type DriverOptions = {
  /** Unique within the process; prefix of the driver's timer keys. */
  readonly key: string;
  readonly framework: FrameworkInfo;
  readonly zk: { readonly servers: readonly { readonly host: string; readonly port: number }[]; readonly path: string };
  /** LIBPROCESS_PORT; 0 takes a free port. The driver listens on it. */
  readonly libprocessPort: number;
  /** With it the driver authenticates before it subscribes. */
  readonly credential?: { readonly principal: string; readonly secret: string | null } | null;
  readonly implicitAcknowledgements: boolean;
};

export type SchedulerCall =
  | {
      readonly call: 'acceptOffers';
      readonly offerIds: readonly OfferId[];
      readonly operations: readonly OfferOperation[];
      readonly filters?: Filters | null;
    }
  | {
      readonly call: 'launchTasks';
      readonly offerIds: readonly OfferId[];
      readonly taskInfos: readonly TaskInfo[];
      readonly filters?: Filters | null;
    }
  | { readonly call: 'declineOffer'; readonly offerId: OfferId; readonly filters?: Filters | null }
  | { readonly call: 'reviveOffers' }
  | { readonly call: 'suppressOffers' }
  | {
      readonly call: 'killTask';
      readonly taskId: TaskId;
      readonly agentId?: AgentId | null;
      readonly killPolicy?: KillPolicy | null;
    }
  /** An empty list asks for all (implicit reconciliation). */
  | {
      readonly call: 'reconcileTasks';
      readonly statuses: readonly { readonly taskId: TaskId; readonly slaveId: AgentId | null }[];
    }
  | { readonly call: 'acknowledgeStatusUpdate'; readonly status: TaskStatus }
  | { readonly call: 'requestResources' }
  | {
      readonly call: 'sendFrameworkMessage';
      readonly executorId: ExecutorId;
      readonly slaveId: AgentId;
      readonly data: string;
    }
  | { readonly call: 'abort' };

export type DriverCallback =
  | { readonly kind: 'registered'; readonly frameworkId: FrameworkId; readonly masterInfo: MasterInfo }
  | { readonly kind: 'reregistered'; readonly masterInfo: MasterInfo }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'resourceOffers'; readonly offers: readonly Offer[] }
  | { readonly kind: 'offerRescinded'; readonly offerId: OfferId }
  | { readonly kind: 'statusUpdate'; readonly status: TaskStatus }
  | {
      readonly kind: 'frameworkMessage';
      readonly executorId: ExecutorId;
      readonly slaveId: AgentId;
      readonly data: string;
    }
  | { readonly kind: 'slaveLost'; readonly slaveId: AgentId }
  | {
      readonly kind: 'executorLost';
      readonly executorId: ExecutorId;
      readonly slaveId: AgentId;
      readonly status: number;
    }
  | { readonly kind: 'error'; readonly message: string }
  /** The library kills the whole process: the owner calls `context.exit` with these. */
  | { readonly kind: 'exit'; readonly code: number; readonly lastLine: string };
