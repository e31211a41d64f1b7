/**
 * GET /metrics: what the process measures, in the form of Dropwizard's servlet.
 * Source: Dropwizard Metrics 3.1 (MetricsServlet, MetricsModule); names as in Marathon 1.1.1, where each part registers its own
 * (metrics.name: prefix, class, what).
 * Left out: timers, histograms and meters of the JVM, of Jetty and of each method of the API (docs/fidelity.md).
 */
import type { ReadContext } from '../../kernel/context.ts';
import { runningDeployments } from '../deployment/running.ts';
import { transitiveApps, transitiveGroups } from '../model/group.ts';
import { isRunning, isStaged } from '../scheduling/task.ts';
import { tasksByApp } from '../scheduling/task-tracker.ts';
import type { LeadingState, MarathonState } from '../state.ts';

type Json = Readonly<Record<string, unknown>>;

const CORE = 'service.mesosphere.marathon.core';

function gaugesOf(state: MarathonState, leading: LeadingState, read: ReadContext): Json {
  const tasks = tasksByApp(leading.tasks).flatMap(([, own]) => own);
  const uptimeMs = Math.floor(read.nowUs / 1000);
  const values: readonly (readonly [string, number])[] = [
    ['api.mesosphere.marathon.event.http.HttpEventStreamActor.number-of-streams', state.events.streams.size],
    ['service.mesosphere.marathon.app.count', transitiveApps(leading.root).length],
    ['service.mesosphere.marathon.deployment.count', runningDeployments(leading).length],
    ['service.mesosphere.marathon.group.count', transitiveGroups(leading.root).length],
    ['service.mesosphere.marathon.leaderDuration', Math.floor((read.nowUs - leading.startedAtUs) / 1000)],
    ['service.mesosphere.marathon.state.GroupManager.queued', leading.rootUpdates.length],
    ['service.mesosphere.marathon.state.GroupManager.processing', leading.rootUpdate === null ? 0 : 1],
    ['service.mesosphere.marathon.task.running.count', tasks.filter(isRunning).length],
    ['service.mesosphere.marathon.task.staged.count', tasks.filter(isStaged).length],
    ['service.mesosphere.marathon.uptime', uptimeMs],
    [`${CORE}.matcher.manager.impl.OfferMatcherManagerActor.currentOffers`, leading.offers.size],
    [`${CORE}.matcher.manager.impl.OfferMatcherManagerActor.launchTokens`, leading.tokens],
    [`${CORE}.task.tracker.impl.TaskUpdateActor.delayed-ops`, queuedUpdates(leading)],
    [`${CORE}.task.tracker.impl.TaskUpdateActor.ready-ops`, leading.taskUpdates.size],
  ];
  return Object.fromEntries(values.map(([name, value]) => [name, { value }]));
}

/** Status updates behind the one of their task that is being stored. */
function queuedUpdates({ taskUpdates }: LeadingState): number {
  let count = 0;
  for (const queue of taskUpdates.values()) count += Math.max(0, queue.length - 1);
  return count;
}

/** Rates of the last minutes are not kept: the mean since the leadership began stands for them. */
function meter(count: number, seconds: number): Json {
  const rate = seconds > 0 ? count / seconds : 0;
  return { count, m15_rate: rate, m1_rate: rate, m5_rate: rate, mean_rate: rate, units: 'events/second' };
}

function metersOf(leading: LeadingState, read: ReadContext): Json {
  const seconds = (read.nowUs - leading.startedAtUs) / 1_000_000;
  const { incomingOffers, usedOffers, declinedOffers, launchedTasks } = leading.counts;
  return {
    [`${CORE}.launcher.impl.OfferProcessorImpl.incomingOffers`]: meter(incomingOffers, seconds),
    [`${CORE}.launcher.impl.TaskLauncherImpl.declinedOffers`]: meter(declinedOffers, seconds),
    [`${CORE}.launcher.impl.TaskLauncherImpl.launchedTasks`]: meter(launchedTasks, seconds),
    [`${CORE}.launcher.impl.TaskLauncherImpl.usedOffers`]: meter(usedOffers, seconds),
  };
}

export function metricsJson(state: MarathonState, leading: LeadingState, read: ReadContext): Json {
  return {
    version: '3.0.0',
    gauges: gaugesOf(state, leading, read),
    counters: {},
    histograms: {},
    meters: metersOf(leading, read),
    timers: {},
  };
}
