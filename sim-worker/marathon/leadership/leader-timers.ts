/**
 * What a leader does from time to time.
 * Source: Marathon 1.1.1, MarathonSchedulerService.scala (schedulePeriodicOperations), core/flow/impl/OfferMatcherLaunchTokensActor.scala,
 * core/launchqueue/impl/RateLimiterActor.scala, core/task/jobs/impl/OverdueTasksActor.scala.
 */
import type { Context } from '../../kernel/context.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import { reconcileHealthChecks } from '../health/checks.ts';
import { transitiveApps } from '../model/group.ts';
import { onKillTimer } from '../scheduling/kill-service.ts';
import { cleanUpDelays, DELAY_CLEANUP_INTERVAL_MS } from '../scheduling/rate-limiter.ts';
import { onReservationTimer, RESERVATION_TIMER } from '../scheduling/reservation-interest.ts';
import { notifyOffersWanted, onReviveTimer } from '../scheduling/reviver.ts';
import { killOverdueTasks, reconcileTasks, scaleAllApps } from '../scheduling/scale-check.ts';
import { timeoutReservation } from '../scheduling/status-updates.ts';
import { leadingOf, type MarathonState } from '../state.ts';

/** OverdueTasksActor: pause between checks. */
const OVERDUE_INTERVAL_MS = 5000;

function refreshTokens(state: MarathonState, context: Context): void {
  const leading = leadingOf(state);
  const before = leading.tokens;
  leading.tokens = state.flags.launchTokens;
  if (before <= 0) notifyOffersWanted(state, context);
}

export function onLeaderTimer(state: MarathonState, context: Context, key: string): void {
  const leading = leadingOf(state);
  switch (key) {
    case 'leader:scale':
      context.setTimer(key, state.flags.scaleAppsInterval);
      return scaleAllApps(state, context);
    case 'leader:reconcile':
      context.setTimer(key, state.flags.reconciliationInterval);
      reconcileTasks(state, context);
      for (const app of transitiveApps(leading.root))
        reconcileHealthChecks(state, context, app, mapGet(leading.appVersions, app.id) ?? []);
      return;
    case 'leader:tokens':
      context.setTimer(key, state.flags.launchTokenRefreshInterval);
      return refreshTokens(state, context);
    case 'leader:overdue':
      context.setTimer(key, OVERDUE_INTERVAL_MS);
      return killOverdueTasks(state, context, (task) => timeoutReservation(state, context, task));
    case 'leader:delays':
      context.setTimer(key, DELAY_CLEANUP_INTERVAL_MS);
      return cleanUpDelays(leading.limiter, context.wallClockMs);
    case RESERVATION_TIMER:
      return onReservationTimer(state, context);
    case 'revive':
      return onReviveTimer(state, context);
    case 'kills':
      return onKillTimer(state, context);
    default:
      return;
  }
}
