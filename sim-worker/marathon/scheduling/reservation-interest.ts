/**
 * Interest in offers for a while, so that reservations which nobody needs any more are found and given back: after a
 * take-over, and after resident apps were stopped.
 * Source: Marathon 1.1.1, core/matcher/reconcile/impl/OffersWantedForReconciliationActor.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { formatTimestamp } from '../model/timestamp.ts';
import { leadingOf, type MarathonState, wallMs } from '../state.ts';
import { notifyOffersWanted } from './reviver.ts';

export const RESERVATION_TIMER = 'leader:reservations';
const LOG = 'mesosphere.marathon.core.matcher.reconcile.impl.OffersWantedForReconciliationActor';

/** Long enough for the usual number of revives. */
function interestMs({ flags }: MarathonState): number {
  return flags.minReviveOffersInterval * (flags.reviveOffersRepetitions + 0.5);
}

export function wantOffersForReservations(state: MarathonState, context: Context, reason: string): void {
  const durationMs = interestMs(state);
  const until = wallMs(context) + durationMs;
  leadingOf(state).reservationInterestUntilMs = until;
  const text = `interested in offers for reservation reconciliation because of ${reason} (until ${formatTimestamp(until)})`;
  context.log('INFO', text, LOG);
  context.setTimer(RESERVATION_TIMER, durationMs);
  notifyOffersWanted(state, context);
}

export function onReservationTimer(state: MarathonState, context: Context): void {
  leadingOf(state).reservationInterestUntilMs = null;
  context.log('INFO', 'no interest in offers for reservation reconciliation anymore.', LOG);
  notifyOffersWanted(state, context);
}
