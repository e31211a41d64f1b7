/**
 * Asks Mesos to forget declined offers when somebody wants offers: at once if the last time is long enough ago, and a few
 * more times after it.
 * Source: Marathon 1.1.1, core/flow/impl/ReviveOffersActor.scala, core/matcher/manager (offersWanted).
 */
import type { Context } from '../../kernel/context.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { scalaDuration } from '../model/java-text.ts';
import { callDriver, leadingOf, type MarathonState, wallMs } from '../state.ts';

const TIMER = 'revive';
const LOG = 'mesosphere.marathon.core.flow.impl.ReviveOffersActor';

/**
 * Tells whether offers are wanted, at every change of what may want them: a matcher came or went, launch tokens are there
 * again, interest in reservations began or ended. Each "wanted" starts a new series, so that a second app does not wait for
 * the filters of the first one's refusals.
 */
export function notifyOffersWanted(state: MarathonState, context: Context): void {
  // With --disable_revive_offers_for_new_apps nobody listens (FlowModule.maybeOfferReviver).
  if (!state.flags.reviveOffersForNewApps) return;
  const leading = leadingOf(state);
  const { revive } = leading;
  revive.wanted =
    (leading.tokens > 0 && leading.registeredLaunchers > 0) || leading.reservationInterestUntilMs !== null;
  if (revive.wanted) {
    context.log('INFO', 'Received offers WANTED notification', LOG);
    return beginSeries(state, context);
  }
  const needed = String(revive.revivesNeeded);
  context.log('INFO', `Received offers NOT WANTED notification, canceling ${needed} revives`, LOG);
  revive.revivesNeeded = 0;
  revive.scheduledAtMs = null;
  context.clearTimer(TIMER);
}

/** A new series after a registration or an explicit request, if offers are wanted at all. */
export function startSeries(state: MarathonState, context: Context): void {
  if (leadingOf(state).revive.wanted) beginSeries(state, context);
}

function beginSeries(state: MarathonState, context: Context): void {
  leadingOf(state).revive.revivesNeeded = state.flags.reviveOffersRepetitions;
  reviveWhenAllowed(state, context);
}

function reviveWhenAllowed(state: MarathonState, context: Context): void {
  const { revive } = leadingOf(state);
  const nowMs = wallMs(context);
  const interval = state.flags.minReviveOffersInterval;
  const nextMs = revive.lastReviveMs === null ? nowMs : revive.lastReviveMs + interval;
  if (nextMs <= nowMs) return reviveNow(state, context);
  if (revive.scheduledAtMs !== null) return;
  revive.scheduledAtMs = nextMs;
  const wait = scalaDuration(nextMs - nowMs);
  context.log(
    'INFO',
    `=> Schedule next revive at ${formatTimestamp(nextMs)} in ${wait}, adhering to --min_revive_offers_interval ${String(interval)} (ms)`,
    LOG,
  );
  context.setTimer(TIMER, nextMs - nowMs);
}

function reviveNow(state: MarathonState, context: Context): void {
  const { revive } = leadingOf(state);
  context.clearTimer(TIMER);
  revive.scheduledAtMs = null;
  context.log('INFO', '=> revive offers NOW, canceling any scheduled revives', LOG);
  revive.lastReviveMs = wallMs(context);
  leadingOf(state).declined.clear();
  callDriver(state, context, { call: 'reviveOffers' });
  revive.revivesNeeded -= 1;
  if (revive.revivesNeeded <= 0) return;
  const repetitions = String(state.flags.reviveOffersRepetitions);
  const text = `${String(revive.revivesNeeded)} further revives still needed. Repeating reviveOffers according to --revive_offers_repetitions ${repetitions}`;
  context.log('INFO', text, LOG);
  reviveWhenAllowed(state, context);
}

export function onReviveTimer(state: MarathonState, context: Context): void {
  const { revive } = leadingOf(state);
  revive.scheduledAtMs = null;
  if (revive.revivesNeeded > 0) reviveWhenAllowed(state, context);
}
