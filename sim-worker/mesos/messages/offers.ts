/**
 * Offers and what a scheduler may do with them.
 * Source: Mesos 1.0.1, include/mesos/mesos.proto (Offer, Offer.Operation, Filters).
 */
import type { AgentId, ExecutorId, FrameworkId, OfferId } from '../ids.ts';
import type { Attribute } from '../resources/attributes.ts';
import type { Resources } from '../resources/resource.ts';
import type { Unavailability } from './infos.ts';
import type { TaskInfo } from './tasks.ts';

export type Offer = {
  readonly id: OfferId;
  readonly frameworkId: FrameworkId;
  readonly slaveId: AgentId;
  readonly hostname: string;
  /** `http://HOST:PORT/slave(1)`. */
  readonly url: string;
  readonly resources: Resources;
  readonly attributes: readonly Attribute[];
  /** Custom executors of the framework that run on the agent. */
  readonly executorIds: readonly ExecutorId[];
  readonly unavailability: Unavailability | null;
};

export type InverseOffer = {
  readonly id: OfferId;
  readonly frameworkId: FrameworkId;
  readonly slaveId: AgentId;
  readonly unavailability: Unavailability;
  readonly resources: Resources;
};

export type OfferOperation =
  | { readonly type: 'LAUNCH'; readonly taskInfos: readonly TaskInfo[] }
  | ({ readonly type: 'RESERVE'; readonly resources: Resources } & MaybeInvalid)
  | ({ readonly type: 'UNRESERVE'; readonly resources: Resources } & MaybeInvalid)
  | ({ readonly type: 'CREATE'; readonly volumes: Resources } & MaybeInvalid)
  | ({ readonly type: 'DESTROY'; readonly volumes: Resources } & MaybeInvalid);

/** Why the resources that were sent cannot be taken; absent: good ones. */
type MaybeInvalid = { readonly invalid?: string };

/** Null means the default of 5 seconds (Filters.refuse_seconds in mesos.proto). */
export type Filters = { readonly refuseSeconds: number | null };

/** mesos.proto, Filters.refuse_seconds. */
export const DEFAULT_REFUSE_SECONDS = 5;
