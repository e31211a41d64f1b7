/**
 * What happens to an offer: reservations that nobody needs are given back, else it is matched against every launcher that
 * wants offers; the operations are stored one after the other, then sent with one call, or the offer is declined.
 * Source: Marathon 1.1.1, core/launcher/impl/OfferProcessorImpl.scala, core/matcher/manager/impl/OfferMatcherManagerActor.scala.
 * Simplified: matching takes no time, so its deadline of 1 s is never reached.
 */
import type { Context } from '../../kernel/context.ts';
import { DEFAULT_REFUSE_SECONDS, type Offer } from '../../mesos/messages/offers.ts';
import { subtractResources } from '../../mesos/resources/resources.ts';
import { isResident } from '../model/app-definition.ts';
import {
  callDriver,
  type Launcher,
  leadingOf,
  type MarathonState,
  type OfferInProgress,
  save,
  type TaskOperation,
  wallMs,
} from '../state.ts';
import { encodeTask } from '../storage/task-codec.ts';
import type { StoreResult } from '../storage/store.ts';
import { noteJudgement, onLaunchAccepted, onLaunchRejected, onOperationMatched, wantsOffers } from './launch-queue.ts';
import { resourcesLine } from './offer-matching.ts';
import { appsWithVolumes, operationFor, spuriousOperations } from './task-operations.ts';
import { putTask, removeTask } from './task-tracker.ts';
import { mayBecomeOverdue } from './task.ts';

const MATCHER_LOG = 'mesosphere.marathon.core.matcher.manager.impl.OfferMatcherManagerActor';
const PROCESSOR_LOG = 'mesosphere.marathon.core.launcher.impl.OfferProcessorImpl';
const RECONCILER_LOG = 'mesosphere.marathon.core.matcher.reconcile.impl.OfferMatcherReconciler';
export const OPERATION_TIMER = 'operation:';
const NOT_CONFIRMED =
  'AppTaskLauncherActor: no accept received within timeout. You can reconfigure the timeout with --task_operation_notification_timeout.';
/** Time for matching before the time for storing, milliseconds (--offer_matching_timeout). */
const MATCHING_TIMEOUT_MS = 1000;

export function onOffers(state: MarathonState, context: Context, offers: readonly Offer[]): void {
  for (const offer of offers) onOffer(state, context, offer);
}

function onOffer(state: MarathonState, context: Context, offer: Offer): void {
  leadingOf(state).counts.incomingOffers += 1;
  const spurious = spuriousOperations(state, offer);
  const operations = spurious.length > 0 ? spurious : matchAll(state, context, offer);
  if (operations.length === 0) return decline(state, context, offer, false);
  const deadlineMs = context.wallClockMs + MATCHING_TIMEOUT_MS + state.flags.saveTasksToLaunchTimeout;
  const progress: OfferInProgress = { offer, operations, stored: [], next: 0, deadlineMs };
  leadingOf(state).offers.set(offer.id, progress);
  context.setTimer(OPERATION_TIMER + offer.id, state.flags.taskOperationNotificationTimeout);
  storeNext(state, context, progress);
}

/**
 * Its operations are on their way for too long: the launchers count them as rejected and look for other offers, though what is
 * being stored may be launched all the same (AppTaskLauncherActor, TASK_OP_REJECTED_TIMEOUT_REASON).
 */
export function onOperationTimer(state: MarathonState, context: Context, offerId: string): void {
  for (const operation of leadingOf(state).offers.get(offerId)?.operations ?? [])
    if (operation.kind !== 'unreserve') onLaunchRejected(state, context, operation, NOT_CONFIRMED);
}

/** What the last decline of an agent's offer asks for, so that one can tell when the agent may be offered again. */
function decline(state: MarathonState, context: Context, offer: Offer, resend: boolean): void {
  // After a failure the offer may come back soon: the default filter of Mesos.
  const refuseSeconds = resend ? null : state.flags.declineOfferDuration / 1000;
  leadingOf(state).declined.set(offer.slaveId, {
    host: offer.hostname,
    untilMs: wallMs(context) + (refuseSeconds ?? DEFAULT_REFUSE_SECONDS) * 1000,
  });
  leadingOf(state).counts.declinedOffers += 1;
  callDriver(state, context, { call: 'declineOffer', offerId: offer.id, filters: { refuseSeconds } });
}

/** Those with volumes in the offer first, each part in random order. */
function launchersFor(state: MarathonState, context: Context, offer: Offer): Launcher[] {
  const registered = [...leadingOf(state).launchers.values()].filter((launcher) => launcher.registered);
  const withVolumes = appsWithVolumes(offer);
  const isFirst = ({ app }: Launcher): boolean => isResident(app) && withVolumes.has(app.id);
  return [
    ...shuffled(registered.filter(isFirst), context),
    ...shuffled(
      registered.filter((launcher) => !isFirst(launcher)),
      context,
    ),
  ];
}

/** Launchers one after the other, those that matched again after the rest, until all refuse or a limit is reached. */
function matchAll(state: MarathonState, context: Context, offer: Offer): readonly TaskOperation[] {
  const leading = leadingOf(state);
  if (leading.registeredLaunchers === 0 || leading.tokens <= 0) return [];
  const queue = launchersFor(state, context, offer);
  const operations: TaskOperation[] = [];
  let resources = offer.resources;
  let passes = 0;
  for (let launcher = queue.shift(); launcher !== undefined; launcher = queue.shift()) {
    if (isLimitReached(state, context, offer, [launcher, ...queue], operations)) break;
    passes += 1;
    if (!wantsOffers(launcher, context.wallClockMs)) continue;
    const operation = operationFor({ state, context, offer, launcher, resources });
    if (operation === null) continue;
    onOperationMatched(state, context, launcher, operation);
    operations.push(operation);
    resources = subtractResources(resources, operation.consumed);
    leading.tokens -= 1;
    queue.push(launcher);
  }
  const text = `Finished processing ${offer.id}. Matched ${String(operations.length)} ops after ${String(passes)} passes. ${resourcesLine(resources)} left.`;
  context.log('INFO', text, MATCHER_LOG);
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

/** No launcher gets more of this offer: all that still wait for their turn learn it. */
function isLimitReached(
  state: MarathonState,
  context: Context,
  offer: Offer,
  waiting: readonly Launcher[],
  operations: readonly TaskOperation[],
): boolean {
  const limit = state.flags.maxTasksPerOffer;
  const detail =
    operations.length >= limit
      ? `Already scheduled the maximum number of ${String(limit)} tasks on this offer. Increase with --max_tasks_per_offer.`
      : leadingOf(state).tokens <= 0
        ? `No launch tokens left for ${offer.id}. Tune with --launch_tokens/launch_token_refresh_interval.`
        : null;
  if (detail === null) return false;
  context.log('INFO', detail, MATCHER_LOG);
  const judged = { offerId: offer.id, host: offer.hostname, atMs: wallMs(context) };
  for (const launcher of waiting)
    if (wantsOffers(launcher, context.wallClockMs))
      noteJudgement(launcher, { ...judged, verdict: { reason: 'launchLimit', detail }, lacks: [] });
  return true;
}

const OPERATION_NAMES = {
  launch: 'LaunchEphemeral(LaunchedEphemeral',
  reserve: 'Reserve(Reserved',
  unreserve: 'ForceExpunge(',
} as const;

/** Stores the next operation, or sends what has been stored. */
function storeNext(state: MarathonState, context: Context, progress: OfferInProgress): void {
  const operation = progress.operations[progress.next];
  if (operation === undefined) return sendStored(state, context, progress);
  progress.next += 1;
  const { taskId } = operation;
  const name =
    operation.oldTask !== null && operation.kind === 'launch'
      ? 'LaunchOnReservation('
      : OPERATION_NAMES[operation.kind];
  context.log('INFO', `Processing ${name}(task [${taskId}])) for task [${taskId}]`, PROCESSOR_LOG);
  const tag = { term: leadingOf(state).term, for: 'launch', offerId: progress.offer.id, taskId } as const;
  const key = `task:${taskId}`;
  if (operation.task !== null)
    return save(state, context, { kind: 'save', key, value: encodeTask(operation.task) }, tag);
  if (operation.oldTask !== null) return save(state, context, { kind: 'expunge', key }, tag);
  // Nothing to forget: the task has been gone for long.
  progress.stored.push(operation);
  return storeNext(state, context, progress);
}

export function onTaskStored(
  state: MarathonState,
  context: Context,
  tag: { readonly offerId: string; readonly taskId: string },
  result: StoreResult,
): void {
  const progress = leadingOf(state).offers.get(tag.offerId);
  const operation = progress?.operations.find((candidate) => candidate.taskId === tag.taskId);
  if (progress === undefined || operation === undefined) return;
  if (result.ok) applyStored(state, progress, operation);
  else reject(state, context, operation, `storage error: ${result.error ?? ''}`);
  if (context.wallClockMs > progress.deadlineMs) rejectRest(state, context, progress);
  storeNext(state, context, progress);
}

function applyStored(state: MarathonState, progress: OfferInProgress, operation: TaskOperation): void {
  const leading = leadingOf(state);
  leading.tasks =
    operation.task === null ? removeTask(leading.tasks, operation.taskId) : putTask(leading.tasks, operation.task);
  if (operation.task !== null && mayBecomeOverdue(operation.task)) leading.unstarted.add(operation.taskId);
  else leading.unstarted.delete(operation.taskId);
  progress.stored.push(operation);
}

function reject(state: MarathonState, context: Context, operation: TaskOperation, reason: string): void {
  if (operation.kind === 'unreserve')
    context.log('INFO', `rejected unreserveAndDestroy for task [${operation.taskId}]: ${reason}`, RECONCILER_LOG);
  else onLaunchRejected(state, context, operation, reason);
}

function rejectRest(state: MarathonState, context: Context, progress: OfferInProgress): void {
  for (const operation of progress.operations.slice(progress.next))
    reject(state, context, operation, 'saving timeout reached');
  progress.next = progress.operations.length;
}

function sendStored(state: MarathonState, context: Context, progress: OfferInProgress): void {
  const { offer, stored } = progress;
  leadingOf(state).offers.delete(offer.id);
  context.clearTimer(OPERATION_TIMER + offer.id);
  if (stored.length === 0) return decline(state, context, offer, true);
  const operations = stored.flatMap((operation) => operation.offerOperations);
  const { counts } = leadingOf(state);
  counts.usedOffers += 1;
  counts.launchedTasks += stored.filter((operation) => operation.kind === 'launch').length;
  callDriver(state, context, { call: 'acceptOffers', offerIds: [offer.id], operations, filters: { refuseSeconds: 0 } });
  for (const operation of stored) {
    if (operation.kind !== 'unreserve') onLaunchAccepted(state, context, operation.appId, operation.taskId);
    else {
      const text = `accepted unreserveAndDestroy for task [${operation.taskId}] in offer [${offer.id}]`;
      context.log('INFO', text, RECONCILER_LOG);
    }
  }
}
