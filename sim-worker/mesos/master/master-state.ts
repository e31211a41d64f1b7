/**
 * State of a master process. Agents, tasks, offers and completed things are frozen rows, replaced on change, so that
 * snapshots share them and their JSON can be kept.
 * Source: Mesos 1.0.1, src/master/master.hpp (Master, Slave, Framework).
 */
import type { MediaType } from '../http/v1-request.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { AllocatorState } from '../allocator/allocator-state.ts';
import type { AgentId, FrameworkId, OfferId, TaskId } from '../ids.ts';
import type { LibprocessState, Upid } from '../libprocess/transport.ts';
import type { ExecutorInfo, FrameworkInfo, MachineId, MasterInfo, SlaveInfo } from '../messages/infos.ts';
import type { InverseOffer, Offer } from '../messages/offers.ts';
import type { ArchiveFramework } from '../messages/messages.ts';
import type { Task, TaskInfo } from '../messages/tasks.ts';
import type { RegistrarOutput, RegistrarState } from '../registrar/registrar.ts';
import type { MaintenanceSchedule, QuotaInfo, RegistryMachine } from '../registrar/registry.ts';
import type { LogState } from '../replicated-log/log.ts';
import type { Resources } from '../resources/resource.ts';
import type { ContenderState } from '../zookeeper-group/contender.ts';
import type { DetectorState } from '../zookeeper-group/detector.ts';
import type { AccessState } from './access/access-state.ts';
import type { AgentObserver } from './agent-observer.ts';
import type { MasterFlags } from './flags.ts';

export type TaskKey = { readonly frameworkId: FrameworkId; readonly taskId: TaskId };
export type UsedBy = { readonly frameworkId: FrameworkId; readonly resources: Resources };

/** A registered agent; a frozen row. */
export type MasterAgent = {
  readonly id: AgentId;
  readonly info: SlaveInfo;
  readonly pid: Upid;
  readonly machine: MachineId;
  readonly version: string;
  readonly registeredAtSecs: number;
  readonly reregisteredAtSecs: number | null;
  readonly connected: boolean;
  readonly active: boolean;
  /** SlaveInfo's resources with checkpointed reservations and volumes, and revocable ones, applied. */
  readonly total: Resources;
  readonly checkpointed: Resources;
  readonly offered: Resources;
  readonly usedBy: readonly UsedBy[];
  readonly tasks: readonly TaskKey[];
  /** Custom executors. */
  readonly executors: readonly (ExecutorInfo & { readonly frameworkId: FrameworkId })[];
  readonly offerIds: readonly OfferId[];
  /** Tasks to be killed: asked again at each re-registration that reports one alive. */
  readonly killed: readonly TaskKey[];
};

export type MasterFramework = {
  readonly id: FrameworkId;
  info: FrameworkInfo;
  pid: Upid;
  connected: boolean;
  active: boolean;
  registeredAtSecs: number;
  reregisteredAtSecs: number | null;
  used: Resources;
  offered: Resources;
  readonly offerIds: Set<OfferId>;
  /** Accepted, but the authorizer has not answered yet. */
  readonly pendingTasks: Map<TaskId, TaskInfo>;
  /** Oldest first, at most --max_completed_tasks_per_framework. */
  completedTasks: readonly Task[];
};

/** A framework after its removal; frozen. */
export type CompletedFramework = {
  readonly id: FrameworkId;
  readonly info: FrameworkInfo;
  readonly pid: Upid;
  readonly registeredAtSecs: number;
  readonly reregisteredAtSecs: number | null;
  readonly unregisteredAtSecs: number;
  readonly completedTasks: readonly Task[];
};

/** What waits for the registrar; travels as the tag of its operation. */
export type RegistrarTag =
  | {
      readonly kind: 'admit';
      readonly agentId: AgentId;
      readonly pid: Upid;
      readonly info: SlaveInfo;
      readonly checkpointed: Resources;
      readonly version: string;
    }
  | {
      readonly kind: 'readmit';
      readonly agentId: AgentId;
      readonly pid: Upid;
      readonly info: SlaveInfo;
      readonly checkpointed: Resources;
      readonly version: string;
      readonly tasks: readonly Task[];
      readonly executors: readonly ExecutorInfo[];
      readonly frameworks: readonly FrameworkInfo[];
      readonly completedFrameworks: readonly ArchiveFramework[];
    }
  | {
      readonly kind: 'remove';
      readonly agentId: AgentId;
      readonly hostname: string;
      readonly reason: string;
      readonly counter: string;
      readonly lost: readonly Task[];
    }
  /** An agent that did not come back after a failover. */
  | { readonly kind: 'forget'; readonly agentId: AgentId; readonly hostname: string }
  /** --weights, into an empty registry. */
  | { readonly kind: 'seedWeights' }
  /** An HTTP request that is answered once the operation is stored. */
  | { readonly kind: 'http'; readonly connection: number; readonly requestId: number; readonly then: HttpContinuation };

export type HttpContinuation =
  | { readonly kind: 'setQuota'; readonly quota: QuotaInfo }
  | { readonly kind: 'removeQuota'; readonly role: string }
  | { readonly kind: 'weights'; readonly weights: readonly { readonly role: string; readonly weight: number }[] }
  | { readonly kind: 'schedule'; readonly schedule: MaintenanceSchedule }
  | { readonly kind: 'machineDown' | 'machineUp'; readonly machineIds: readonly MachineId[] };

export type MasterState = {
  readonly flags: MasterFlags;
  readonly info: MasterInfo;
  readonly pid: Upid;
  readonly startedAtSecs: number;
  electedAtSecs: number | null;
  /** Null: standalone. */
  readonly contender: ContenderState | null;
  readonly detector: DetectorState | null;
  readonly libprocess: LibprocessState;
  readonly log: LogState;
  readonly registrar: RegistrarState;
  /** Results not taken up yet; empty between events. */
  registrarOutputs: RegistrarOutput[];
  /** As the detector says. */
  leader: { readonly info: MasterInfo; readonly pid: Upid } | null;
  elected: boolean;
  /** The registry was recovered: messages are handled from now on. */
  recovered: boolean;
  nextAgentNumber: number;
  nextFrameworkNumber: number;
  nextOfferNumber: number;
  nextObserverNumber: number;

  readonly agents: Map<AgentId, MasterAgent>;
  readonly agentIdsByPid: Map<Upid, AgentId>;
  readonly observers: Map<AgentId, AgentObserver>;
  readonly observerAgents: Map<number, AgentId>;
  /** Cells of observers: 1 when a pong answered the last ping and nothing else changed, which the row does not tell then. */
  readonly pongCells: Map<AgentId, number>;
  /** Cell: batch allocations with nothing to do since the allocator's last event. */
  readonly idleBatches: number;
  /** In the registry but not back yet. */
  readonly recoveredAgents: Map<AgentId, SlaveInfo>;
  agentsInRecoveredRegistry: number;
  readonly registering: Set<Upid>;
  readonly reregistering: Set<AgentId>;
  readonly removing: Set<AgentId>;
  /** Removed by this master process; the oldest are forgotten. */
  readonly removedAgents: Set<AgentId>;
  /** Agents whose removal waits for a permit of --agent_removal_rate_limit. */
  removalQueue: RemovalInLine[];
  nextRemovalPermitAtUs: number;
  machines: readonly RegistryMachine[];

  readonly access: AccessState;
  /** Null in the state itself. In a copy from which something is hidden: who looks, and the whole state. */
  readonly viewer: { readonly principal: string | null; readonly all: MasterState } | null;
  readonly frameworks: Map<FrameworkId, MasterFramework>;
  /** Known from agents' re-registrations only. */
  readonly recoveredFrameworks: Map<FrameworkId, FrameworkInfo>;
  completedFrameworks: CompletedFramework[];
  readonly tasks: Map<FrameworkId, Map<TaskId, Task>>;

  readonly offers: Map<OfferId, Offer>;
  /** When each outstanding offer was made, and the offers that ended last (oldest first): for people only. */
  readonly offerTimes: Map<OfferId, number>;
  readonly endedOffers: EndedOffer[];
  readonly inverseOffers: Map<OfferId, InverseOffer>;
  readonly allocator: AllocatorState;
  /** Open answers by stream id: schedulers of the HTTP API, and operators that subscribed. */
  readonly streams: Map<string, EventStream>;
  /** Of the log; it changes nothing that is logged. */
  verbosity: number;
  /** Counters of /metrics/snapshot since the process started, without the prefix `master/`. */
  readonly counters: Map<string, number>;
};

/** `recovered`: the hostname of one that did not come back after a failover; null: one that answers no pings. */
export type RemovalInLine = { readonly agentId: AgentId; readonly recovered: string | null };

/** A request whose answer stays open; a frozen row. */
export type EventStream = {
  readonly id: string;
  readonly kind: 'scheduler' | 'operator';
  readonly connection: ConnectionId;
  readonly requestId: number;
  /** The head of the answer has been sent. */
  readonly started: boolean;
  readonly mediaType: MediaType;
};

/** What became of an offer; frozen. */
export type EndedOffer = {
  readonly offerId: OfferId;
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId;
  readonly resources: Resources;
  readonly madeAtUs: number;
  readonly endedAtUs: number;
  readonly outcome: 'accepted' | 'declined' | 'rescinded' | 'expired';
  /** Tasks that the ACCEPT asked to launch. */
  readonly tasks: number;
  /** Of the answer's filter; null without an answer. */
  readonly refuseSeconds: number | null;
};

export const MAX_ENDED_OFFERS = 200;

export function count(master: MasterState, name: string, by: number = 1): void {
  master.counters.set(name, (master.counters.get(name) ?? 0) + by);
}

/** Removed ids that a master remembers. Source: src/master/constants.hpp, MAX_REMOVED_SLAVES. */
export const MAX_REMOVED_AGENTS = 100_000;
