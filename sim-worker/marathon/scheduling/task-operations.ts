/**
 * What one launcher makes of one offer: a new task, a reservation with its volumes, or a task on a reservation it has.
 * Source: Marathon 1.1.1, core/launcher/impl/TaskOpFactoryImpl.scala, core/matcher/reconcile/impl/OfferMatcherReconciler.scala.
 */
import type { Context } from '../../kernel/context.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { type Resource, type Resources } from '../../mesos/resources/resource.ts';
import { addResources, resourcesOf } from '../../mesos/resources/resources.ts';
import { taskId } from '../../mesos/ids.ts';
import { defaultRoles } from '../flags.ts';
import { deepFreeze, isResident, versionMsOf } from '../model/app-definition.ts';
import { findApp } from '../model/group.ts';
import { appIdOfTask } from '../model/path-id.ts';
import {
  type Launcher,
  leadingOf,
  type MarathonState,
  type OfferJudgement,
  type TaskOperation,
  wallMs,
} from '../state.ts';
import { knownTasks, noteJudgement } from './launch-queue.ts';
import {
  matchOffer,
  type OfferMatch,
  type OfferVerdict,
  type ResourceSelector,
  unreservedSelector,
} from './offer-matching.ts';
import {
  destroyAndUnreserve,
  matchVolumes,
  newLocalVolumes,
  reservationLabels,
  type ReservationOwner,
  reservedForTask,
  reserveAndCreate,
  type VolumeMatch,
  waitingReservations,
} from './reservations.ts';
import { buildTask } from './task-builder.ts';
import { newTaskId } from './task-id.ts';
import { findTask } from './task-tracker.ts';
import type { Task } from './task.ts';

const NO_ROLE = 'No role set. Set --mesos_role to enable using local volumes in Marathon.';

type Matching = {
  readonly state: MarathonState;
  readonly context: Context;
  readonly offer: Offer;
  readonly launcher: Launcher;
  /** What is left of the offer. */
  readonly resources: Resources;
};

/** Null: this launcher takes nothing of the offer; its judgement says why. */
export function operationFor(matching: Matching): TaskOperation | null {
  if (isResident(matching.launcher.app)) return residentOperation(matching);
  const { state, launcher } = matching;
  const roles = launcher.app.acceptedResourceRoles ?? defaultRoles(state.flags);
  const match = judge(matching, unreservedSelector(roles));
  if (match === null) return null;
  const id = newTaskId(state.uuidClock, launcher.app.id, matching.context.wallClockMs);
  return launchOperation(matching, match, { id, oldTask: null, volumes: [] });
}

function note(
  { context, launcher, offer }: Matching,
  verdict: OfferJudgement['verdict'],
  lacks: OfferJudgement['lacks'],
): void {
  noteJudgement(launcher, { offerId: offer.id, host: offer.hostname, atMs: wallMs(context), verdict, lacks });
}

function refuse(matching: Matching, verdict: OfferVerdict): null {
  note(matching, verdict, [verdict]);
  return null;
}

/** Matches, logs and remembers the verdict. */
function judge(matching: Matching, selector: ResourceSelector): (OfferMatch & { readonly ok: true }) | null {
  const { state, context, launcher, offer, resources } = matching;
  const tasks = (): readonly Task[] => knownTasks(state, launcher);
  const { randomInt } = context;
  const match = matchOffer({ app: launcher.app, offer, resources, selector, tasks, randomInt });
  if (match.ok) {
    note(matching, { reason: 'matched' }, []);
    return match;
  }
  for (const line of match.logLines) context.log('INFO', line, 'mesosphere.mesos.ResourceMatcher$');
  note(matching, match.verdict, match.lacks);
  return null;
}

type Launch = { readonly id: Task['id']; readonly oldTask: Task | null; readonly volumes: Resources };

function launchOperation(
  { state, context, offer, launcher }: Matching,
  match: OfferMatch & { readonly ok: true },
  { id, oldTask, volumes }: Launch,
): TaskOperation {
  const { app } = launcher;
  const { hostPorts } = match;
  const info = buildTask({
    app,
    offer,
    taskId: id,
    resources: addResources(match.resources, volumes),
    hostPorts,
    envPrefix: state.flags.envVarsPrefix,
    defaultExecutor: state.flags.executor,
  });
  const task: Task = deepFreeze({
    id,
    appId: app.id,
    agentId: offer.slaveId,
    host: offer.hostname,
    attributes: offer.attributes,
    ports: hostPorts,
    versionMs: versionMsOf(app),
    stagedAtMs: wallMs(context),
    startedAtMs: null,
    status: null,
    reservation: oldTask?.reservation ?? null,
    isLaunched: true,
  });
  return {
    kind: 'launch',
    taskId: id,
    appId: app.id,
    task,
    oldTask,
    consumed: info.resources,
    offerOperations: [{ type: 'LAUNCH', taskInfos: [info] }],
  };
}

function ownerOf(state: MarathonState): ReservationOwner | null {
  const { mesosRole, mesosAuthenticationPrincipal } = state.flags;
  const { frameworkId } = leadingOf(state);
  if (mesosRole === null || frameworkId === null) return null;
  return { frameworkId, role: mesosRole, principal: mesosAuthenticationPrincipal };
}

/** Reservations that match the offer come first; without one, resources are reserved while too few are. */
function residentOperation(matching: Matching): TaskOperation | null {
  const { state, launcher } = matching;
  const owner = ownerOf(state);
  if (owner === null) return refuse(matching, { reason: 'role', detail: NO_ROLE });
  const waiting = waitingReservations(knownTasks(state, launcher));
  const launchable = waiting.filter((task) => !launcher.inFlight.has(task.id));
  const match = launcher.tasksToLaunch > 0 ? matchVolumes(matching.resources, launchable) : null;
  const launch = match === null ? null : launchOnReservation(matching, owner, match);
  if (launch !== null) return launch;
  if (waiting.length < launcher.tasksToLaunch) return reserve(matching, owner);
  const hosts = [...new Set(waiting.map((task) => task.host))].join(', ');
  return refuse(matching, { reason: 'volumes', detail: `waits for the volumes that are reserved on ${hosts}` });
}

function launchOnReservation(matching: Matching, owner: ReservationOwner, found: VolumeMatch): TaskOperation | null {
  const labels = reservationLabels(owner.frameworkId, found.task.id);
  const match = judge(matching, { roles: [owner.role], reserved: true, labels });
  if (match === null) return null;
  return launchOperation(matching, match, { id: found.task.id, oldTask: found.task, volumes: found.volumes });
}

function reserve(matching: Matching, owner: ReservationOwner): TaskOperation | null {
  const { state, context, offer, launcher } = matching;
  const { app } = launcher;
  const configured = app.acceptedResourceRoles ?? defaultRoles(state.flags);
  // Only unreserved resources can be reserved.
  const match = judge(matching, unreservedSelector(configured.filter((role) => role === '*')));
  if (match === null) return null;
  const nowMs = wallMs(context);
  const id = newTaskId(state.uuidClock, app.id, context.wallClockMs);
  const volumes = newLocalVolumes(app, state.uuidClock, context.wallClockMs);
  const timeout = {
    initiatedMs: nowMs,
    deadlineMs: nowMs + state.flags.taskReservationTimeout,
    reason: 'Reservation',
  } as const;
  const task: Task = deepFreeze({
    id,
    appId: app.id,
    agentId: offer.slaveId,
    host: offer.hostname,
    attributes: offer.attributes,
    ports: [],
    versionMs: 0,
    stagedAtMs: 0,
    startedAtMs: null,
    status: null,
    reservation: { volumeIds: volumes.map((volume) => volume.id), state: 'New', timeout },
    isLaunched: false,
  });
  const offerOperations = reserveAndCreate(owner, id, match.resources, volumes);
  return {
    kind: 'reserve',
    taskId: id,
    appId: app.id,
    task,
    oldTask: null,
    consumed: match.resources,
    offerOperations,
  };
}

/** Reservations of this framework in the offer whose task or app is gone: they are given back. */
export function spuriousOperations(state: MarathonState, offer: Offer): readonly TaskOperation[] {
  const leading = leadingOf(state);
  const { frameworkId } = leading;
  if (frameworkId === null) return [];
  const byTask = new Map<string, Resource[]>();
  for (const resource of offer.resources) {
    const id = reservedForTask(frameworkId, resource);
    if (id !== null) byTask.set(id, [...(byTask.get(id) ?? []), resource]);
  }
  return [...byTask].flatMap(([id, parts]): readonly TaskOperation[] => {
    const appId = appIdOfTask(id);
    const oldTask = findTask(leading.tasks, id);
    if (oldTask !== null && findApp(leading.root, appId) !== null) return [];
    const consumed = resourcesOf(parts);
    const offerOperations = destroyAndUnreserve(consumed);
    return [{ kind: 'unreserve', taskId: taskId(id), appId, task: null, oldTask, consumed, offerOperations }];
  });
}

/** Apps that have volumes in the offer: their launchers are asked first. */
export function appsWithVolumes(offer: Offer): ReadonlySet<string> {
  const out = new Set<string>();
  for (const resource of offer.resources) {
    const id = resource.disk?.persistence?.id;
    if (id !== undefined) out.add(`/${(id.split('#')[0] ?? '').replaceAll('_', '/')}`);
  }
  return out;
}
