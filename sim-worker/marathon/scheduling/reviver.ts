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

/** Recomputes whether offers are wanted; a change to wanted starts a new series. */
export function updateOffersWanted(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  const wanted = leading.tokens > 0 && leading.registeredLaunchers > 0;
  if (wanted === leading.revive.wanted) return;
  leading.revive.wanted = wanted;
  if (wanted) {
    context.log('INFO', 'Received offers WANTED notification', LOG);
    startSeries(state, context);
    return;
  }
  context.log(
    'INFO',
    `Received offers NOT WANTED notification, canceling ${String(leading.revive.revivesNeeded)} revives`,
    LOG,
  );
  leading.revive.revivesNeeded = 0;
  leading.revive.scheduledAtMs = null;
  context.clearTimer(TIMER);
}

/** A new series: after a registration, a change to wanted, or an explicit request. */
export function startSeries(state: MarathonState, context: Context): void {
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
  if (revive.wanted || revive.revivesNeeded > 0) reviveNow(state, context);
}
