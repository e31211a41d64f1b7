/**
 * Statistics of an app's tasks by version.
 * Source: Marathon 1.1.1, core/appinfo/TaskStatsByVersion.scala, TaskLifeTime.scala.
 */
import { isTaskHealthy, isTaskUnhealthy } from '../health/checks.ts';
import { resultsOfTask } from '../health/results.ts';
import type { AppDefinition } from '../model/app-definition.ts';
import { isRunning, isStaged, type Task } from '../scheduling/task.ts';
import type { LeadingState } from '../state.ts';

type Json = Readonly<Record<string, unknown>>;

function statsJson(leading: LeadingState, tasks: readonly Task[], nowMs: number): Json | null {
  if (tasks.length === 0) return null;
  const results = tasks.filter(isRunning).map((task) => resultsOfTask(leading.health.results, task) ?? []);
  const counts = {
    staged: tasks.filter(isStaged).length,
    running: results.length,
    healthy: results.filter(isTaskHealthy).length,
    unhealthy: results.filter((result) => !isTaskHealthy(result) && isTaskUnhealthy(result)).length,
  };
  const lifeTimes = tasks
    .flatMap((task) => (task.startedAtMs === null ? [] : [(nowMs - task.startedAtMs) / 1000]))
    .sort((a, b) => a - b);
  const lifeTime =
    lifeTimes.length === 0
      ? {}
      : { lifeTime: { averageSeconds: average(lifeTimes), medianSeconds: median(lifeTimes) } };
  return { stats: { counts, ...lifeTime } };
}

function average(sorted: readonly number[]): number {
  return sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
}

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

export function taskStatsJson(leading: LeadingState, app: AppDefinition, tasks: readonly Task[], nowMs: number): Json {
  const info = app.versionInfo;
  const launched = tasks.filter((task) => task.isLaunched);
  const byVersion = (fits: (versionMs: number, full: typeof info & { kind: 'full' }) => boolean): readonly Task[] =>
    info.kind === 'full' ? launched.filter((task) => fits(task.versionMs, info)) : [];
  // The task's version tells when it was made, not the time of its start.
  const groups: readonly (readonly [string, readonly Task[]])[] = [
    ['startedAfterLastScaling', byVersion((versionMs, full) => versionMs >= full.lastScalingAtMs)],
    ['withLatestConfig', byVersion((versionMs, full) => versionMs >= full.lastConfigChangeAtMs)],
    ['withOutdatedConfig', byVersion((versionMs, full) => versionMs < full.lastConfigChangeAtMs)],
    ['totalSummary', launched],
  ];
  return Object.fromEntries(
    groups.flatMap(([name, members]) => {
      const stats = statsJson(leading, members, nowMs);
      return stats === null ? [] : [[name, stats]];
    }),
  );
}
