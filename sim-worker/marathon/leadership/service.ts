/**
 * Leadership of one Marathon: offering, taking over, abdicating, and offering again when the driver has ended.
 * Source: Marathon 1.1.1, MarathonSchedulerService.scala, MarathonSchedulerDriver.scala, SchedulerCallbacksServiceAdapter, core/leadership/.
 * The driver's end always cancels the membership and offers a new one (the rule of 1.1.0 to 1.1.3).
 */
import type { Context } from '../../kernel/context.ts';
import { driverStart, driverStop } from '../../mesos/driver/scheduler-driver.ts';
import { frameworkId } from '../../mesos/ids.ts';
import type { Capability } from '../../mesos/messages/infos.ts';
import { electionCancel, electionOffer } from '../election/client.ts';
import type { ElectionOutput } from '../election/election.ts';
import { acceptStreams, closeAllStreams } from '../events/bus.ts';
import { featuresOf } from '../command-line.ts';
import { type MarathonFlags, parseZkUrl } from '../flags.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { scalaDuration } from '../model/java-text.ts';
import { abandonUpdates, REPLY_TIMER } from '../root-updates/update-replies.ts';
import { DELAY_CLEANUP_INTERVAL_MS } from '../scheduling/rate-limiter.ts';
import { LAUNCHER_TIMER } from '../scheduling/launch-queue.ts';
import { OPERATION_TIMER } from '../scheduling/offer-processor.ts';
import { wantOffersForReservations } from '../scheduling/reservation-interest.ts';
import { DEPLOYMENT_TIMER, FORCED_TIMER } from '../deployment/manager.ts';
import { HEALTH_TIMER } from '../health/checks.ts';
import { type LeadingState, leadingOf, type MarathonState, wallMs } from '../state.ts';
import { ACTORS, beginTakeOver, buildLeading, startSchedulerActor, type TakeOverOutcome } from './take-over.ts';

const LOG = 'mesosphere.marathon.MarathonSchedulerService';
export const OFFER_TIMER = 'service:offer';
/** Initial back-off of an offer, milliseconds; doubled on failures while at most 32 times as long. */
export const INITIAL_OFFER_BACKOFF_MS = 500;
const MAX_OFFER_BACKOFF_MS = 16_000;

/** Timers of a leader, by their whole key. */
export const LEADER_TIMERS = [
  'leader:scale',
  'leader:reconcile',
  'leader:tokens',
  'leader:overdue',
  'leader:delays',
  'leader:reservations',
  'revive',
  'kills',
] as const;
/** OverdueTasksActor: first after 30 s, then each 5 s. */
const OVERDUE_INITIAL_MS = 30_000;

export function offerLeadership(state: MarathonState, context: Context): void {
  const { service } = state;
  service.phase = 'offering';
  context.log('INFO', `Will offer leadership after ${scalaDuration(service.offerBackoffMs)} backoff`, LOG);
  context.setTimer(OFFER_TIMER, service.offerBackoffMs);
}

export function onOfferTimer(state: MarathonState, context: Context): readonly ElectionOutput[] {
  context.log('INFO', 'Using HA and therefore offering leadership', LOG);
  state.service.phase = 'standby';
  return electionOffer(state.election, context);
}

export function onElected(state: MarathonState, context: Context, offer: number): void {
  context.log('INFO', 'Elected (Leader Interface)', LOG);
  state.service.phase = 'takingOver';
  state.service.offer = offer;
  context.trace('role', { role: 'taking over' });
  beginTakeOver(state, context, offer);
}

/** The store has been read, or could not be. */
export function onTakeOverOutcome(
  state: MarathonState,
  context: Context,
  outcome: TakeOverOutcome,
): readonly ElectionOutput[] {
  if (outcome === 'going on') return [];
  if (outcome === 'failed') return onTakeOverFailed(state, context);
  buildLeading(state, context);
  const leading = leadingOf(state);
  createDriver(state, context, leading.frameworkId);
  context.log('INFO', 'Elect leadership', LOG);
  state.service.isLeader = true;
  state.service.phase = 'leading';
  context.log('INFO', 'Running driver', LOG);
  acceptStreams(context);
  leading.tokens = state.flags.launchTokens;
  startLeaderTimers(state, context);
  context.log('INFO', 'Reset offerLeadership backoff', LOG);
  state.service.offerBackoffMs = INITIAL_OFFER_BACKOFF_MS;
  context.trace('role', { role: 'leader' });
  context.trace('leader', { system: 'marathon', leader: context.self });
  startSchedulerActor(state, context);
  wantOffersForReservations(state, context, 'becoming leader');
  return [];
}

function createDriver(state: MarathonState, context: Context, storedId: string | null): void {
  const { flags } = state;
  state.driverGeneration += 1;
  const idText = storedId === null ? 'None' : `Some(value: "${storedId}"\n)`;
  context.log(
    'INFO',
    `Create new Scheduler Driver with frameworkId: ${idText} and scheduler mesosphere.marathon.core.heartbeat.MesosHeartbeatMonitor`,
    'mesosphere.marathon.MarathonSchedulerDriver$',
  );
  const zk = parseZkUrl(flags.master) ?? { servers: [], path: '/mesos' };
  state.driver = driverStart(context, {
    key: `driver-${String(state.driverGeneration)}`,
    framework: Object.freeze({
      user: flags.mesosUser,
      name: flags.frameworkName,
      id: storedId === null ? null : frameworkId(storedId),
      failoverTimeoutSecs: flags.failoverTimeout,
      checkpoint: flags.checkpoint,
      role: flags.mesosRole ?? '*',
      hostname: hostOf(state),
      principal: flags.mesosAuthenticationPrincipal,
      webuiUrl: flags.webuiUrl ?? `http://${state.hostPort}`,
      capabilities: capabilitiesOf(flags),
      labels: [],
    }),
    zk,
    libprocessPort: flags.libprocessPort,
    credential: credentialOf(state, context),
    implicitAcknowledgements: false,
  });
}

/** Mesos tells of kills that begin only where a framework asks for it. */
function capabilitiesOf({ enableFeatures }: MarathonFlags): readonly Capability[] {
  return featuresOf(enableFeatures).includes('task_killing') ? ['TASK_KILLING_STATE'] : [];
}

/** --mesos_authentication_principal with --mesos_authentication_secret_file. */
function credentialOf(
  state: MarathonState,
  context: Context,
): { readonly principal: string; readonly secret: string | null } | null {
  const { mesosAuthenticationPrincipal: principal, mesosAuthenticationSecretFile: path } = state.flags;
  if (principal === null || path === null) return null;
  const file = context.disk.read(path);
  return { principal, secret: file?.kind === 'text' ? file.text : null };
}

function hostOf(state: MarathonState): string {
  return state.hostPort.split(':')[0] ?? '';
}

function startLeaderTimers(state: MarathonState, context: Context): void {
  const { flags } = state;
  context.setTimer('leader:scale', flags.scaleAppsInitialDelay);
  context.setTimer('leader:reconcile', flags.reconciliationInitialDelay);
  context.setTimer('leader:tokens', flags.launchTokenRefreshInterval);
  context.setTimer('leader:overdue', OVERDUE_INITIAL_MS);
  context.setTimer('leader:delays', DELAY_CLEANUP_INTERVAL_MS);
}

function increaseBackoff(state: MarathonState, context: Context): void {
  if (state.service.offerBackoffMs > MAX_OFFER_BACKOFF_MS) return;
  state.service.offerBackoffMs *= 2;
  context.log('INFO', `Increasing offerLeadership backoff to ${scalaDuration(state.service.offerBackoffMs)}`, LOG);
}

function onTakeOverFailed(state: MarathonState, context: Context): readonly ElectionOutput[] {
  increaseBackoff(state, context);
  state.takeOver = null;
  return cancelMembership(state, context);
}

/** The membership is cancelled; a new offer follows once that is done. */
function cancelMembership(state: MarathonState, context: Context): readonly ElectionOutput[] {
  state.service.phase = 'cancelling';
  return state.service.offer === null ? [] : electionCancel(state.election, context, state.service.offer);
}

export function onCancelled(state: MarathonState, context: Context, offer: number): void {
  if (state.service.phase !== 'cancelling' || offer !== state.service.offer) return;
  state.service.offer = null;
  offerLeadership(state, context);
}

/** The group says that we lead no longer, or our node is gone. */
export function onDefeated(state: MarathonState, context: Context): readonly ElectionOutput[] {
  context.log('INFO', 'Defeated (Leader Interface)', LOG);
  context.log(
    'INFO',
    'Call onDefeated leadership callbacks on EntityStoreCache(MarathonStore(app:)), EntityStoreCache(MarathonStore(group:))',
    LOG,
  );
  context.log('INFO', 'Finished onDefeated leadership callbacks', LOG);
  return defeatLeadership(state, context);
}

/** A leader steps down by itself. */
export function abdicate(state: MarathonState, context: Context): readonly ElectionOutput[] {
  if (!state.service.isLeader) return [];
  context.log('INFO', 'Abdicating', LOG);
  return defeatLeadership(state, context);
}

function defeatLeadership(state: MarathonState, context: Context): readonly ElectionOutput[] {
  context.log('INFO', 'Defeat leadership', LOG);
  const wasInvolved = state.leading !== null || state.takeOver !== null;
  state.service.isLeader = false;
  if (state.takeOver !== null) state.takeOver = null;
  if (state.leading !== null) {
    context.log(
      'INFO',
      `All actors suspended:\n${ACTORS.map((name) => `* Actor[akka://marathon/user/${name}]`).join('\n')}`,
      'mesosphere.marathon.core.leadership.impl.LeadershipCoordinatorActor',
    );
    context.log('INFO', 'Suspending scheduler actor', 'mesosphere.marathon.MarathonSchedulerActor');
    abandonUpdates(state, context);
    closeAllStreams(state, context);
    clearLeaderTimers(state.leading, context);
    closeProbes(state.leading, context);
    state.leading = null;
    context.trace('leader', { system: 'marathon', leader: null });
  }
  context.log('INFO', 'Stopping driver', LOG);
  if (wasInvolved) context.trace('role', { role: 'standby' });
  return wasInvolved ? stopDriver(state, context) : [];
}

function clearLeaderTimers(leading: LeadingState, context: Context): void {
  for (const key of [...LEADER_TIMERS, FORCED_TIMER]) context.clearTimer(key);
  for (const appId of leading.launchers.keys()) context.clearTimer(LAUNCHER_TIMER + appId);
  for (const id of leading.offers.keys()) context.clearTimer(OPERATION_TIMER + id);
  for (const id of leading.deployments.keys()) context.clearTimer(DEPLOYMENT_TIMER + id);
  for (const key of leading.health.actors.keys()) context.clearTimer(HEALTH_TIMER + key);
  for (let id = Math.max(1, leading.nextRootUpdate - 1000); id < leading.nextRootUpdate; id += 1)
    context.clearTimer(REPLY_TIMER + String(id));
}

function closeProbes(leading: LeadingState, context: Context): void {
  for (const connection of leading.health.probes.keys()) context.close(connection);
}

/** The driver's run ends with its stop: then the abdication command is executed. */
function stopDriver(state: MarathonState, context: Context): readonly ElectionOutput[] {
  if (state.driver !== null) driverStop(state.driver, context, true);
  state.driver = null;
  context.log('INFO', 'Driver future completed. Executing optional abdication command.', LOG);
  return cancelMembership(state, context);
}

/** What the watchers of the election's ZooKeeper handle hear. */
export function onConnectionChange(
  state: MarathonState,
  context: Context,
  change: 'connected' | 'disconnected' | 'expired',
): readonly ElectionOutput[] {
  const names = { connected: 'SyncConnected', disconnected: 'Disconnected', expired: 'Expired' } as const;
  const event = `WatchedEvent state:${names[change]} type:None path:null`;
  const source = 'mesosphere.marathon.core.leadership.impl.AbdicateOnConnectionLossActor';
  if (change === 'connected') {
    context.log('INFO', `Received ZooKeeper Status event: ${event}`, source);
    return [];
  }
  if (!state.service.isLeader && state.service.phase !== 'takingOver') return [];
  context.log('WARN', `ZooKeeper connection has been dropped. Abdicate Leadership: ${event}`, source);
  return state.service.isLeader ? abdicate(state, context) : [];
}

/** When the leader's state was built, for views. */
export function leadingSince(
  state: MarathonState,
  context: { readonly wallClockMs: number; readonly nowUs: number },
): string | null {
  if (state.leading === null) return null;
  return formatTimestamp(wallMs(context) - (context.nowUs - state.leading.startedAtUs) / 1000);
}
