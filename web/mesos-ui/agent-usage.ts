/**
 * Measured use of resources on an agent, from two samples of `/monitor/statistics`: CPU use is a difference.
 * Source: Mesos 1.0.1, src/webui/master/static/js/services.js ($top).
 */
import type { AgentExecutorJson, AgentFrameworkJson, MonitorJson } from './mesos-json.ts';

export type Usage = {
  readonly cpus: number | undefined;
  readonly memBytes: number | undefined;
  readonly diskBytes: number | undefined;
};

export const noUsage: Usage = { cpus: undefined, memBytes: undefined, diskBytes: undefined };

export type UsageByExecutor = ReadonlyMap<string, Usage>;

export function executorKey(frameworkId: string, executorId: string): string {
  return `${frameworkId}/${executorId}`;
}

export function usageOf(before: MonitorJson | null, now: MonitorJson | null): UsageByExecutor {
  const earlier = new Map(
    (before ?? []).map((entry) => [executorKey(entry.framework_id, entry.executor_id), entry.statistics]),
  );
  return new Map(
    (now ?? []).map((entry) => {
      const key = executorKey(entry.framework_id, entry.executor_id);
      const statistics = entry.statistics;
      const usage = {
        cpus: cpuRate(earlier.get(key), statistics),
        memBytes: statistics?.mem_rss_bytes,
        diskBytes: statistics?.disk_used_bytes,
      };
      return [key, usage] as const;
    }),
  );
}

type Statistics = MonitorJson[number]['statistics'];

function cpuRate(before: Statistics, now: Statistics): number | undefined {
  if (before === undefined || now === undefined || now.timestamp <= before.timestamp) return undefined;
  const spent = (sample: NonNullable<Statistics>): number =>
    (sample.cpus_user_time_secs ?? 0) + (sample.cpus_system_time_secs ?? 0);
  return (spent(now) - spent(before)) / (now.timestamp - before.timestamp);
}

export function sumUsage(all: readonly Usage[]): Usage {
  const sum = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
  };
  return {
    cpus: sum(all.map((one) => one.cpus)),
    memBytes: sum(all.map((one) => one.memBytes)),
    diskBytes: sum(all.map((one) => one.diskBytes)),
  };
}

export function frameworkUsage(usage: UsageByExecutor, framework: AgentFrameworkJson): Usage {
  return sumUsage(
    (framework.executors ?? []).map((executor) => usage.get(executorKey(framework.id, executor.id)) ?? noUsage),
  );
}

export function activeTaskCount(framework: AgentFrameworkJson): number {
  return (framework.executors ?? []).reduce((sum, executor) => sum + (executor.tasks?.length ?? 0), 0);
}

export function findExecutor(
  framework: AgentFrameworkJson | undefined,
  executorId: string,
): AgentExecutorJson | undefined {
  const all = [...(framework?.executors ?? []), ...(framework?.completed_executors ?? [])];
  return all.find((executor) => executor.id === executorId);
}
