/**
 * State, events and effects of the hierarchical DRF allocator.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.hpp, include/mesos/master/allocator.hpp.
 */
import type { AgentId, FrameworkId } from '../ids.ts';
import type { Unavailability } from '../messages/infos.ts';
import type { Resources } from '../resources/resource.ts';
import type { Quantities } from './quantities.ts';
import type { AllocationRun, ShareSample } from './allocation-run-record.ts';
import { initialSorter, type Sorter } from './sorter.ts';

export type AllocatorFlags = {
  readonly allocationIntervalMs: number; // --allocation_interval, 1 s
  readonly fairSharingExcludedResourceNames: readonly string[]; // --fair_sharing_excluded_resource_names
};

/** A frozen row, replaced on change. */
export type AllocatorAgent = {
  readonly id: AgentId;
  readonly hostname: string;
  readonly total: Resources;
  readonly allocated: Resources;
  /** total − allocated, kept because every run asks for it. */
  readonly available: Resources;
  readonly activated: boolean;
  readonly unavailability: Unavailability | null;
};

export type AllocatorFramework = {
  readonly id: FrameworkId;
  readonly role: string;
  suppressed: boolean;
  revocable: boolean;
  gpuAware: boolean;
  active: boolean;
  /** What it holds (offered or used) on each agent. */
  readonly allocation: Map<AgentId, Resources>;
  /** Agents whose inverse offers it does not want to see, until when. */
  readonly inverseFilters: Map<AgentId, number>;
};

/** A refusal. `expiresAtUs` null: so far away that no run will see its end. Frozen and shared by equal refusals. */
export type OfferFilter = {
  readonly refused: Resources;
  readonly expiresAtUs: number | null;
  /** It lasts just one allocation interval, so the batch run at its very end comes before that end. */
  readonly throughBatch: boolean;
};

export type InverseOfferAnswer = { readonly status: 'ACCEPT' | 'DECLINE'; readonly atSecs: number };

/** An agent that will be unavailable: who has an inverse offer unanswered, and the answers of the others. */
export type AgentMaintenance = {
  readonly outstanding: Set<FrameworkId>;
  readonly statuses: Map<FrameworkId, InverseOfferAnswer>;
};

/** Refusals of one agent by the slots of a role's sorter; undefined: none. */
export type RefusalSlots = readonly (readonly OfferFilter[] | undefined)[];

export type RoleFilters = { readonly role: string; readonly slots: RefusalSlots };

/** A frozen row, replaced on change, so that snapshots share it. */
export type AgentFilters = {
  /** Few roles refuse something of one agent: a list is quicker to read and to copy than a map. */
  readonly byRole: readonly RoleFilters[];
  /** The list stored last: the next one is often equal and then is the same object. */
  readonly last: readonly OfferFilter[] | null;
};

export type AllocatorState = {
  readonly flags: AllocatorFlags;
  readonly agents: Map<AgentId, AllocatorAgent>;
  /** Totals of the kinds of agents seen last: agents of one kind hold the same list object. */
  readonly agentKinds: Resources[];
  readonly filters: Map<AgentId, AgentFilters>;
  /** The refusal made last, of whatever agent. */
  lastRefusal: readonly OfferFilter[] | null;
  readonly frameworks: Map<FrameworkId, AllocatorFramework>;
  readonly roleSorter: Sorter;
  readonly quotaRoleSorter: Sorter;
  readonly frameworkSorters: Map<string, Sorter>;
  /** Guarantees by role. */
  readonly quotas: Map<string, Resources>;
  readonly weights: Map<string, number>;
  /** Host names; null: all agents. */
  whitelist: readonly string[] | null;
  /** All agents' scalars by name, role and revocability, and what of them roles with frameworks hold. */
  readonly totalQuantities: Quantities;
  readonly allocatedQuantities: Quantities;
  /** Agents of which a run may hand out something; all others were found to interest nobody. */
  readonly unsettled: Set<AgentId>;
  /** Agents with a filter that ends in that second (rounded up), and up to which second they were looked at. */
  readonly expiries: Map<number, Set<AgentId>>;
  expiriesSeenSecond: number;
  /** Agents with an unavailability: their frameworks get inverse offers. */
  readonly maintenance: Map<AgentId, AgentMaintenance>;
  /** After a failover with quota: no allocation before so many agents are back. */
  pausedUntilAgents: number | null;
  readonly runs: AllocationRun[];
  runCount: number;
  /** Batch runs since the last recorded one that had nothing to look at. */
  idleRuns: number;
  /** Oldest first; see share-history.ts. */
  shareSamples: ShareSample[];
  /** Holdings or totals changed since the last sample. */
  holdingsChanged: boolean;
};

export type FrameworkTraits = { readonly revocable: boolean; readonly gpuAware: boolean };

type Each<Kind extends string, Body> = { [K in Kind]: { readonly kind: K } & Body }[Kind];

export type AllocatorEvent =
  | {
      readonly kind: 'addFramework';
      readonly frameworkId: FrameworkId;
      readonly role: string;
      readonly traits: FrameworkTraits;
      readonly used: ReadonlyMap<AgentId, Resources>;
    }
  | Each<
      'removeFramework' | 'activateFramework' | 'deactivateFramework' | 'reviveOffers' | 'suppressOffers',
      { readonly frameworkId: FrameworkId }
    >
  | { readonly kind: 'updateFramework'; readonly frameworkId: FrameworkId; readonly traits: FrameworkTraits }
  | {
      readonly kind: 'addAgent';
      readonly agentId: AgentId;
      readonly hostname: string;
      readonly total: Resources;
      readonly used: ReadonlyMap<FrameworkId, Resources>;
      readonly unavailability: Unavailability | null;
    }
  | Each<'removeAgent' | 'activateAgent' | 'deactivateAgent', { readonly agentId: AgentId }>
  | { readonly kind: 'updateAgent'; readonly agentId: AgentId; readonly oversubscribed: Resources }
  /** Operations on allocated (framework set) or free resources: some become others of the same amount. */
  | {
      readonly kind: 'convert';
      readonly agentId: AgentId;
      readonly frameworkId: FrameworkId | null;
      readonly from: Resources;
      readonly to: Resources;
    }
  | {
      readonly kind: 'recoverResources';
      readonly frameworkId: FrameworkId;
      readonly agentId: AgentId;
      readonly resources: Resources;
      /** Seconds of the filter to install; null installs none. */
      readonly refuseSeconds: number | null;
    }
  | { readonly kind: 'updateUnavailability'; readonly agentId: AgentId; readonly unavailability: Unavailability | null }
  | {
      readonly kind: 'updateInverseOffer';
      readonly agentId: AgentId;
      readonly frameworkId: FrameworkId;
      /** Null: it was rescinded. */
      readonly answer: InverseOfferAnswer | null;
      readonly refuseSeconds: number | null;
    }
  | { readonly kind: 'setQuota'; readonly role: string; readonly guarantee: Resources }
  | { readonly kind: 'removeQuota'; readonly role: string }
  | { readonly kind: 'updateWeights'; readonly weights: readonly { readonly role: string; readonly weight: number }[] }
  | { readonly kind: 'updateWhitelist'; readonly hosts: readonly string[] | null }
  /** Quotas of the registry after a failover, with the number of agents to wait for (null: none). */
  | {
      readonly kind: 'recover';
      readonly quotas: ReadonlyMap<string, Resources>;
      readonly expectedAgents: number | null;
    }
  | { readonly kind: 'recoveryTimeout' }
  | { readonly kind: 'batch' };

/** `order` counts the decisions of the run. */
export type AllocatedShare = { readonly agentId: AgentId; readonly resources: Resources; readonly order: number };

export type AllocatorEffect =
  | { readonly kind: 'offer'; readonly frameworkId: FrameworkId; readonly shares: readonly AllocatedShare[] }
  | { readonly kind: 'inverseOffer'; readonly frameworkId: FrameworkId; readonly agentIds: readonly AgentId[] }
  /** `line`: where the original writes it, in src/master/allocator/mesos/hierarchical.cpp. */
  | { readonly kind: 'log'; readonly severity: 'INFO' | 'WARN'; readonly text: string; readonly line: number };

/** The time and chance that a step may use. */
export type AllocatorMoment = { readonly nowUs: number; readonly randomInt: (bound: number) => number };

/** Source: src/master/constants.hpp, DEFAULT_ALLOCATION_INTERVAL. */
export const DEFAULT_ALLOCATION_INTERVAL_MS = 1_000;

export function initialAllocator(flags: AllocatorFlags): AllocatorState {
  const excluded = flags.fairSharingExcludedResourceNames;
  return {
    flags,
    agents: new Map(),
    agentKinds: [],
    filters: new Map(),
    lastRefusal: null,
    frameworks: new Map(),
    roleSorter: initialSorter(excluded),
    quotaRoleSorter: initialSorter(excluded),
    frameworkSorters: new Map(),
    quotas: new Map(),
    weights: new Map(),
    whitelist: null,
    totalQuantities: new Map(),
    allocatedQuantities: new Map(),
    unsettled: new Set(),
    expiries: new Map(),
    expiriesSeenSecond: 0,
    maintenance: new Map(),
    pausedUntilAgents: null,
    runs: [],
    runCount: 0,
    idleRuns: 0,
    shareSamples: [],
    holdingsChanged: false,
  };
}
