/**
 * State of one Marathon process. Big collections are persistent maps of frozen rows, so that snapshots share them.
 */
import { must } from '../kernel/assert.ts';
import type { Context } from '../kernel/context.ts';
import type { ConnectionId } from '../kernel/ids.ts';
import type { HttpRequest } from '../kernel/http.ts';
import { emptyMap, type PersistentMap } from '../kernel/persistent-map.ts';
import { driverCall, type DriverState, type SchedulerCall } from '../mesos/driver/scheduler-driver.ts';
import type { Offer, OfferOperation } from '../mesos/messages/offers.ts';
import type { TaskStatus } from '../mesos/messages/tasks.ts';
import type { Resources } from '../mesos/resources/resource.ts';
import type { DeploymentPlan } from './deployment/plan.ts';
import type { ElectionState } from './election/election.ts';
import type { MarathonFlags } from './flags.ts';
import type { AppDefinition } from './model/app-definition.ts';
import type { RootChange } from './root-updates/root-change.ts';
import { emptyGroup, type Group } from './model/group.ts';
import { type PathId, ROOT_PATH } from './model/path-id.ts';
import type { OfferVerdict } from './scheduling/offer-matching.ts';
import type { RateLimiter } from './scheduling/rate-limiter.ts';
import type { Task } from './scheduling/task.ts';
import type { UuidClock } from './scheduling/task-id.ts';
import type { TaskRows } from './scheduling/task-tracker.ts';
import { type StoreCommand, storeRequest, type StoreState } from './storage/store.ts';
import type { TaskFailure } from './storage/task-codec.ts';

/** Version of Marathon that the simulation follows. */
export const MARATHON_VERSION = '1.1.1';

export type ServicePhase = 'connecting' | 'offering' | 'standby' | 'takingOver' | 'leading' | 'cancelling';

export type ServiceState = {
  phase: ServicePhase;
  /** The leader flag: requests are served here. */
  isLeader: boolean;
  /** Offer under which we were elected. */
  offer: number | null;
  offerBackoffMs: number;
  isListening: boolean;
};

/** The last offers that one app was matched against, for "why is it waiting". */
export type OfferJudgement = {
  readonly offerId: string;
  readonly host: string;
  readonly atMs: number;
  readonly verdict:
    OfferVerdict | { readonly reason: 'matched' } | { readonly reason: 'launchLimit'; readonly detail: string };
  /** All that the offer lacks, the verdict among it; empty unless refused for the app's needs. */
  readonly lacks: readonly OfferVerdict[];
};

/** Starts the missing tasks of one app. */
export type Launcher = {
  app: AppDefinition;
  tasksToLaunch: number;
  /** Tasks whose launch is not confirmed, by id. */
  readonly inFlight: Map<string, Task>;
  backOffUntilMs: number | null;
  /** Registered as a matcher: interested in offers. */
  registered: boolean;
  /** Newest last, a few. */
  judgements: OfferJudgement[];
  /** Purged while launches were in flight. */
  stopping: boolean;
  readonly addedAtMs: number;
};

/** What is done with a part of an offer: stored first, then sent. */
export type TaskOperation = {
  readonly kind: 'launch' | 'reserve' | 'unreserve';
  readonly taskId: string;
  readonly appId: PathId;
  /** The row once it is stored; null: the task is forgotten. */
  readonly task: Task | null;
  /** The row before, to go back to when Mesos cannot be told. */
  readonly oldTask: Task | null;
  readonly consumed: Resources;
  readonly offerOperations: readonly OfferOperation[];
};

/** An offer whose matched operations are being stored. */
export type OfferInProgress = {
  readonly offer: Offer;
  readonly operations: readonly TaskOperation[];
  stored: TaskOperation[];
  next: number;
  readonly deadlineMs: number;
};

export type ReviveState = {
  wanted: boolean;
  lastReviveMs: number | null;
  revivesNeeded: number;
  scheduledAtMs: number | null;
};

/** Tasks that are being killed, in batches. */
export type KillState = {
  /** Waiting for a free slot. */
  queued: string[];
  /** Sent and not confirmed: when. */
  readonly sent: Map<string, number>;
};

/** Part of a deployment step in progress. */
export type ActionRun = {
  readonly type: 'StartApplication' | 'ScaleApplication' | 'RestartApplication' | 'StopApplication';
  readonly app: AppDefinition;
  readonly scaleTo: number;
  phase: 'killing' | 'starting' | 'replacing' | 'done';
  /** Victims whose end is not confirmed. */
  readonly victims: Set<string>;
  nrToStart: number;
  readonly healthy: Set<string>;
  readonly ready: Set<string>;
  /** Restart: old tasks not confirmed dead; those not yet asked to die, in order; those asked. */
  readonly oldAlive: Set<string>;
  readonly toKill: string[];
  readonly outstanding: Set<string>;
  newStarted: number;
  maxCapacity: number;
  /** How often the action was looked at since it began, every 5 s. */
  syncs: number;
};

export type DeploymentRun = {
  readonly plan: DeploymentPlan;
  /** Index of the current step; equals the number of steps once all are done. */
  step: number;
  actions: ActionRun[];
  readonly startedAtMs: number;
  readonly readiness: Map<string, ReadinessResult>;
};

export type ReadinessResult = {
  readonly name: string;
  readonly taskId: string;
  readonly appId: PathId;
  readonly ready: boolean;
  readonly lastStatus: number | null;
  /** Kept for checks that ask for it (preserveLastResponse). */
  readonly lastResponse: { readonly status: number; readonly contentType: string; readonly body: string } | null;
};

/** Who asked for a change of the tree, and how to answer. */
export type ReplyTo = { readonly connection: ConnectionId; readonly request: HttpRequest; readonly kind: ReplyKind };
export type ReplyKind =
  | { readonly kind: 'createApp'; readonly appId: PathId }
  | { readonly kind: 'updateApp'; readonly appId: PathId }
  | { readonly kind: 'deployment'; readonly status: number; readonly location: string | null };

export type RootUpdate = {
  readonly id: number;
  readonly groupId: PathId;
  readonly change: RootChange;
  readonly versionMs: number;
  readonly force: boolean;
  readonly toKill: readonly (readonly [PathId, readonly string[]])[];
  readonly replyTo: ReplyTo | null;
};

/** What an update stores. */
export type RootWrite =
  | { readonly kind: 'saveApp'; readonly app: AppDefinition }
  | { readonly kind: 'expungeApp'; readonly appId: PathId }
  | { readonly kind: 'saveRoot' };

export type RootUpdateRun = {
  readonly update: RootUpdate;
  readonly plan: DeploymentPlan;
  /** The locks of its apps first, then what is stored: the apps, then the tree. */
  step: 'locks' | 'apps' | 'root';
  writes: readonly RootWrite[];
  /** By index of a write: its store operations that are not answered. */
  readonly left: Map<number, number>;
  /** The first write that failed. */
  failed: RootWrite | null;
};

/** What the scheduler's actor puts aside while a forced plan waits for its locks. */
export type StashedCommand =
  | { readonly command: 'scaleApp'; readonly appId: PathId }
  | { readonly command: 'killTasks'; readonly appId: PathId; readonly taskIds: readonly string[] }
  | { readonly command: 'cancelDeployment'; readonly id: string };

export type Health = {
  readonly taskId: string;
  readonly firstSuccessMs: number | null;
  readonly lastSuccessMs: number | null;
  readonly lastFailureMs: number | null;
  readonly lastFailureCause: string | null;
  readonly consecutiveFailures: number;
};

/** One check of one version of an app. */
export type HealthCheckActor = {
  readonly key: string;
  readonly appId: PathId;
  readonly versionMs: number;
  readonly index: number;
  readonly app: AppDefinition;
};

/** A health or readiness request on its way. */
export type Probe = {
  readonly of: 'health' | 'readiness';
  /** Key of the check's actor, or id of the deployment. */
  readonly owner: string;
  readonly taskId: string;
  readonly address: string;
  readonly tcpOnly: boolean;
  readonly path: string;
};

export type HealthState = {
  readonly actors: Map<string, HealthCheckActor>;
  /** By app, then by task: one for each check of the task's version, null until the first. */
  results: PersistentMap<PersistentMap<readonly (Health | null)[]>>;
  readonly probes: Map<ConnectionId, Probe>;
};

export type EventStreamClient = {
  readonly connection: ConnectionId;
  readonly requestId: number;
  readonly address: string;
};
export type EventRecord = { readonly atUs: number; readonly type: string; readonly text: string };

export type EventBusState = {
  readonly streams: Map<ConnectionId, EventStreamClient>;
  callbacks: readonly string[];
  /** Newest last. */
  readonly recent: EventRecord[];
};

/** A status update that waits for its turn or for the store. */
export type PendingStatus = { readonly status: TaskStatus };

export type LeadingState = {
  readonly term: number;
  root: Group;
  /** Newest first. */
  groupVersions: readonly Group[];
  /** Stored versions of each app, newest first. */
  appVersions: PersistentMap<readonly AppDefinition[]>;
  frameworkId: string | null;
  tasks: TaskRows;
  /** Tasks that have not come up yet and new reservations: those that may become overdue. */
  readonly unstarted: Set<string>;
  readonly taskUpdates: Map<string, PendingStatus[]>;
  failures: PersistentMap<TaskFailure>;
  readonly launchers: Map<PathId, Launcher>;
  /** How many of them are registered as matchers. */
  registeredLaunchers: number;
  /** Offers are wanted until then to find reservations that nobody needs any more; null: not. */
  reservationInterestUntilMs: number | null;
  readonly limiter: RateLimiter;
  tokens: number;
  readonly revive: ReviveState;
  readonly offers: Map<string, OfferInProgress>;
  /** By agent: until when the last decline keeps its resources from being offered, unless offers are revived. */
  readonly declined: Map<string, { readonly host: string; readonly untilMs: number }>;
  readonly deployments: Map<string, DeploymentRun>;
  /** App → what holds its lock: a deployment's id, or `kill-<n>`. */
  readonly locks: Map<PathId, string>;
  readonly kills: KillState;
  /** Tasks killed over the API by lock holder: the lock ends with the last of them. */
  readonly killLocks: Map<string, { readonly appId: PathId; readonly left: Set<string> }>;
  nextKillLock: number;
  /** While the update in progress waits for its locks; null: nobody waits. */
  stash: StashedCommand[] | null;
  readonly rootUpdates: RootUpdate[];
  rootUpdate: RootUpdateRun | null;
  nextRootUpdate: number;
  readonly health: HealthState;
  readonly startedAtUs: number;
  /** Since the leadership began, for the metrics. */
  readonly counts: LeaderCounts;
};

export type LeaderCounts = {
  incomingOffers: number;
  usedOffers: number;
  declinedOffers: number;
  launchedTasks: number;
};

export type ProxyRequest = {
  readonly id: number;
  readonly connection: ConnectionId;
  readonly request: HttpRequest;
  readonly clientAddress: string;
  passesLeft: number;
  hasComplained: boolean;
  upstream: ConnectionId | null;
  streaming: boolean;
};

export type HttpState = { readonly proxied: Map<number, ProxyRequest>; nextId: number };

export type Acknowledged = {
  readonly appId: PathId;
  readonly version: string;
  readonly versionMs: number;
  readonly instances: number;
  readonly atUs: number;
  readonly deleted: boolean;
};

export type MarathonState = {
  readonly flags: MarathonFlags;
  readonly hostPort: string;
  readonly uuidClock: UuidClock;
  readonly election: ElectionState;
  readonly store: StoreState;
  readonly service: ServiceState;
  readonly http: HttpState;
  readonly events: EventBusState;
  driver: DriverState | null;
  driverGeneration: number;
  /** What the new leader has read so far. */
  takeOver: TakeOver | null;
  terms: number;
  leading: LeadingState | null;
  /** Newest last. */
  acknowledged: readonly Acknowledged[];
};

export type TakeOver = {
  readonly term: number;
  readonly offer: number;
  step: 'path' | 'version' | 'migrate' | 'list' | 'load' | 'done';
  outstanding: number;
  readonly values: Map<string, Uint8Array>;
};

export function initialLeading(term: number, nowUs: number): LeadingState {
  return {
    term,
    root: emptyGroup(ROOT_PATH, 0),
    groupVersions: [],
    appVersions: emptyMap(),
    frameworkId: null,
    tasks: emptyMap(),
    unstarted: new Set(),
    taskUpdates: new Map(),
    failures: emptyMap(),
    launchers: new Map(),
    registeredLaunchers: 0,
    reservationInterestUntilMs: null,
    limiter: new Map(),
    tokens: 0,
    revive: { wanted: false, lastReviveMs: null, revivesNeeded: 0, scheduledAtMs: null },
    offers: new Map(),
    declined: new Map(),
    deployments: new Map(),
    locks: new Map(),
    kills: { queued: [], sent: new Map() },
    killLocks: new Map(),
    nextKillLock: 1,
    stash: null,
    rootUpdates: [],
    rootUpdate: null,
    nextRootUpdate: 1,
    health: { actors: new Map(), results: emptyMap(), probes: new Map() },
    startedAtUs: nowUs,
    counts: { incomingOffers: 0, usedOffers: 0, declinedOffers: 0, launchedTasks: 0 },
  };
}

export function leadingOf(state: MarathonState): LeadingState {
  return must(state.leading, 'the state of a leader');
}

/** What a store operation was for; results of an earlier leadership of this process are ignored. */
export type StoreTag = { readonly term: number } & (
  | { readonly for: 'takeOver'; readonly key: string }
  | { readonly for: 'rootUpdate'; readonly id: number; readonly write: number }
  | { readonly for: 'launch'; readonly offerId: string; readonly taskId: string }
  | { readonly for: 'status'; readonly taskId: string; readonly next: Task | null }
  | { readonly for: 'deployment'; readonly id: string }
  | { readonly for: 'suicide' }
  | { readonly for: 'nothing' }
);

export function save(state: MarathonState, context: Context, command: StoreCommand, tag: StoreTag): void {
  storeRequest(state.store, context, command, tag);
}

/** Calls the driver, if there is one. */
export function callDriver(state: MarathonState, context: Context, call: SchedulerCall): void {
  if (state.driver !== null) driverCall(state.driver, context, call);
}

export function wallMs(context: { readonly wallClockMs: number }): number {
  return Math.floor(context.wallClockMs);
}
