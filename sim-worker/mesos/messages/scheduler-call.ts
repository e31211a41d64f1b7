/**
 * Calls of a scheduler to the master, all inside one message `mesos.scheduler.Call`.
 * Source: Mesos 1.0.1, include/mesos/scheduler/scheduler.proto (Call).
 */
import type { AgentId, ExecutorId, FrameworkId, OfferId, TaskId } from '../ids.ts';
import type { FrameworkInfo } from './infos.ts';
import type { Filters, OfferOperation } from './offers.ts';
import type { KillPolicy } from './tasks.ts';

export type CallBody =
  | { readonly call: 'SUBSCRIBE'; readonly frameworkInfo: FrameworkInfo; readonly force: boolean }
  | { readonly call: 'TEARDOWN' }
  | {
      readonly call: 'ACCEPT';
      readonly offerIds: readonly OfferId[];
      readonly operations: readonly OfferOperation[];
      readonly filters: Filters | null;
    }
  | { readonly call: 'DECLINE'; readonly offerIds: readonly OfferId[]; readonly filters: Filters | null }
  | {
      readonly call: 'ACCEPT_INVERSE_OFFERS' | 'DECLINE_INVERSE_OFFERS';
      readonly inverseOfferIds: readonly OfferId[];
      readonly filters: Filters | null;
    }
  | { readonly call: 'REVIVE' }
  | { readonly call: 'SUPPRESS' }
  | {
      readonly call: 'KILL';
      readonly taskId: TaskId;
      readonly agentId: AgentId | null;
      readonly killPolicy: KillPolicy | null;
    }
  | { readonly call: 'SHUTDOWN'; readonly executorId: ExecutorId; readonly agentId: AgentId }
  | { readonly call: 'ACKNOWLEDGE'; readonly agentId: AgentId; readonly taskId: TaskId; readonly uuid: string }
  | {
      readonly call: 'RECONCILE';
      readonly tasks: readonly { readonly taskId: TaskId; readonly agentId: AgentId | null }[];
    }
  | { readonly call: 'MESSAGE'; readonly agentId: AgentId; readonly executorId: ExecutorId; readonly data: string }
  | { readonly call: 'REQUEST' };

export type SchedulerCallMessage = {
  readonly type: 'mesos.scheduler.Call';
  readonly frameworkId: FrameworkId | null;
  readonly body: CallBody;
};
