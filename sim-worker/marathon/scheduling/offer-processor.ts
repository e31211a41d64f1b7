/**
 * What happens to an offer: it is matched against every launcher that wants offers, the tasks are stored one after the
 * other, then launched with one call, or the offer is declined.
 * Source: Marathon 1.1.1, core/launcher/impl/OfferProcessorImpl.scala, core/matcher/manager/impl/OfferMatcherManagerActor.scala.
 * Simplified: matching takes no time, so its deadline of 1 s is never reached.
 */
import type { Context } from '../../kernel/context.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import type { Resources } from '../../mesos/resources/resource.ts';
import { subtractResources } from '../../mesos/resources/resources.ts';
import { defaultRoles } from '../flags.ts';
import { deepFreeze, isResident, versionMsOf } from '../model/app-definition.ts';
import {
  callDriver,
  type LaunchOperation,
  type Launcher,
  leadingOf,
  type MarathonState,
  type OfferInProgress,
  save,
  wallMs,
} from '../state.ts';
import { encodeTask } from '../storage/task-codec.ts';
import type { StoreResult } from '../storage/store.ts';
import { knownTasks, noteJudgement, onLaunchAccepted, onLaunchRejected, onTaskMatched } from './launch-queue.ts';
import { matchOffer, resourcesLine } from './offer-matching.ts';
import { updateOffersWanted } from './reviver.ts';
import { buildTask } from './task-builder.ts';
import { newTaskId } from './task-id.ts';
import { putTask } from './task-tracker.ts';
import type { Task } from './task.ts';

const MATCHER_LOG = 'mesosphere.marathon.core.matcher.manager.impl.OfferMatcherManagerActor';
const PROCESSOR_LOG = 'mesosphere.marathon.core.launcher.impl.OfferProcessorImpl';
/** Time for matching before the time for storing, milliseconds (--offer_matching_timeout). */
const MATCHING_TIMEOUT_MS = 1000;

export function onOffers(state: MarathonState, context: Context, offers: readonly Offer[]): void {
  for (const offer of offers) onOffer(state, context, offer);
}

function onOffer(state: MarathonState, context: Context, offer: Offer): void {
  const operations = matchAll(state, context, offer);
  if (operations.length === 0) return decline(state, context, offer, false);
  const deadlineMs = context.wallClockMs + MATCHING_TIMEOUT_MS + state.flags.saveTasksToLaunchTimeout;
  const progress: OfferInProgress = { offer, operations, stored: [], next: 0, deadlineMs };
  leadingOf(state).offers.set(offer.id, progress);
  storeNext(state, context, progress);
}

function decline(state: MarathonState, context: Context, offer: Offer, resend: boolean): void {
  // After a failure the offer may come back soon: the default filter of Mesos.
  const refuseSeconds = resend ? null : state.flags.declineOfferDuration / 1000;
  callDriver(state, context, { call: 'declineOffer', offerId: offer.id, filters: { refuseSeconds } });
}

/** Launchers in random order, those that matched again after the rest, until all refuse or a limit is reached. */
function matchAll(state: MarathonState, context: Context, offer: Offer): readonly LaunchOperation[] {
  const leading = leadingOf(state);
  let queue = shuffled(
    [...leading.launchers.values()].filter((launcher) => launcher.registered),
    context,
  );
  const operations: LaunchOperation[] = [];
  let resources = offer.resources;
  let passes = queue.length === 0 ? 0 : 1;
  while (queue.length > 0) {
    const again: Launcher[] = [];
    for (const launcher of queue) {
      if (!launcher.registered) continue;
      if (isLimitReached(state, context, offer, launcher, operations)) {
        again.length = 0;
        break;
      }
      const operation = matchOne(state, context, offer, launcher, resources);
      if (operation === null) continue;
      operations.push(operation);
      resources = subtractResources(resources, operation.info.resources);
      leading.tokens -= 1;
      again.push(launcher);
    }
    queue = again;
    if (queue.length > 0) passes += 1;
  }
  if (operations.length > 0) {
    updateOffersWanted(state, context);
    const text = `Finished processing ${offer.id}. Matched ${String(operations.length)} ops after ${String(passes)} passes. ${resourcesLine(resources)} left.`;
    context.log('INFO', text, MATCHER_LOG);
  }
  return operations;
}

function shuffled(launchers: readonly Launcher[], context: Context): readonly Launcher[] {
  const out = [...launchers];
  for (let index = out.length - 1; index > 0; index -= 1) {
    const other = context.randomInt(index + 1);
    const kept = out[index] as Launcher;
    out[index] = out[other] as Launcher;
    out[other] = kept;
  }
  return out;
}

/** No launcher gets more of this offer. */
function isLimitReached(
  state: MarathonState,
  context: Context,
  offer: Offer,
  launcher: Launcher,
  operations: readonly LaunchOperation[],
): boolean {
  const limit = state.flags.maxTasksPerOffer;
  const detail =
    operations.length >= limit
      ? `Already scheduled the maximum number of ${String(limit)} tasks on this offer. Increase with --max_tasks_per_offer.`
      : leadingOf(state).tokens <= 0
        ? `No launch tokens left for ${offer.id}.`
        : null;
  if (detail === null) return false;
  context.log('INFO', detail, MATCHER_LOG);
  noteJudgement(launcher, {
    offerId: offer.id,
    host: offer.hostname,
    atMs: wallMs(context),
    verdict: { reason: 'launchLimit', detail },
  });
  return true;
}

function matchOne(
  state: MarathonState,
  context: Context,
  offer: Offer,
  launcher: Launcher,
  resources: Resources,
): LaunchOperation | null {
  const { app } = launcher;
  if (isResident(app)) {
    const detail = 'persistent volumes need a role and a principal to reserve resources for: neither is configured';
    const judged = { offerId: offer.id, host: offer.hostname, atMs: wallMs(context) };
    noteJudgement(launcher, { ...judged, verdict: { reason: 'role', detail } });
    return null;
  }
  const match = matchOffer({
    app,
    offer,
    resources,
    tasks: () => knownTasks(state, launcher),
    defaultRoles: defaultRoles(state.flags),
    randomInt: context.randomInt,
  });
  const judged = { offerId: offer.id, host: offer.hostname, atMs: wallMs(context) };
  if (!match.ok) {
    for (const line of match.logLines) context.log('INFO', line, 'mesosphere.mesos.ResourceMatcher$');
    noteJudgement(launcher, { ...judged, verdict: match.verdict });
    return null;
  }
  noteJudgement(launcher, { ...judged, verdict: { reason: 'matched' } });
  const id = newTaskId(state.uuidClock, app.id, context.wallClockMs);
  const info = buildTask({
    app,
    offer,
    taskId: id,
    resources: match.resources,
    hostPorts: match.hostPorts,
    envPrefix: state.flags.envVarsPrefix,
    defaultExecutor: state.flags.executor,
  });
  const task: Task = deepFreeze({
    id,
    appId: app.id,
    agentId: offer.slaveId,
    host: offer.hostname,
    attributes: offer.attributes,
    ports: match.hostPorts,
    versionMs: versionMsOf(app),
    stagedAtMs: wallMs(context),
    startedAtMs: null,
    status: null,
    reservation: null,
    isLaunched: true,
  });
  onTaskMatched(state, context, launcher, task);
  return { task, info, appId: app.id };
}

/** Stores the next task, or launches what has been stored. */
function storeNext(state: MarathonState, context: Context, progress: OfferInProgress): void {
  const operation = progress.operations[progress.next];
  if (operation === undefined) return launchStored(state, context, progress);
  progress.next += 1;
  context.log(
    'INFO',
    `Processing LaunchEphemeral(LaunchedEphemeral(task [${operation.task.id}])) for task [${operation.task.id}]`,
    PROCESSOR_LOG,
  );
  const tag = {
    term: leadingOf(state).term,
    for: 'launch',
    offerId: progress.offer.id,
    taskId: operation.task.id,
  } as const;
  save(state, context, { kind: 'save', key: `task:${operation.task.id}`, value: encodeTask(operation.task) }, tag);
}

export function onTaskStored(
  state: MarathonState,
  context: Context,
  tag: { readonly offerId: string; readonly taskId: string },
  result: StoreResult,
): void {
  const leading = leadingOf(state);
  const progress = leading.offers.get(tag.offerId);
  const operation = progress?.operations.find((candidate) => candidate.task.id === tag.taskId);
  if (progress === undefined || operation === undefined) return;
  if (result.ok) {
    leading.tasks = putTask(leading.tasks, operation.task);
    leading.unstarted.add(operation.task.id);
    progress.stored.push(operation);
  } else {
    onLaunchRejected(state, context, operation.appId, operation.task.id, `storage error: ${result.error ?? ''}`);
  }
  if (context.wallClockMs > progress.deadlineMs) rejectRest(state, context, progress);
  storeNext(state, context, progress);
}

function rejectRest(state: MarathonState, context: Context, progress: OfferInProgress): void {
  for (const operation of progress.operations.slice(progress.next)) {
    onLaunchRejected(state, context, operation.appId, operation.task.id, 'saving timeout reached');
  }
  progress.next = progress.operations.length;
}

function launchStored(state: MarathonState, context: Context, progress: OfferInProgress): void {
  const { offer, stored } = progress;
  leadingOf(state).offers.delete(offer.id);
  if (stored.length === 0) return decline(state, context, offer, true);
  const operations = stored.map((operation) => ({ type: 'LAUNCH', taskInfos: [operation.info] }) as const);
  callDriver(state, context, { call: 'acceptOffers', offerIds: [offer.id], operations, filters: { refuseSeconds: 0 } });
  for (const operation of stored) onLaunchAccepted(state, context, operation.appId, operation.task.id);
}
