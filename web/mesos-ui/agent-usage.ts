/**
 * Measured use of resources on an agent, from two samples of `/monitor/statistics`: CPU use is a difference.
 * Source: Mesos 1.0.1, src/webui/master/static/js/services.js ($top).
 */
import type { AgentExecutorJson, AgentFrameworkJson, AgentStateJson, MonitorJson } from './mesos-json.ts';

export type Usage = {
  readonly cpus: number | undefined;
  readonly memBytes: number | undefined;
  readonly diskBytes: number | undefined;
};

const noUsage: Usage = { cpus: undefined, memBytes: undefined, diskBytes: undefined };

/** Of the executors of the newest sample. */
export type UsageByExecutor = ReadonlyMap<string, Usage>;

function executorKey(frameworkId: string, executorId: string): string {
  return `${frameworkId}/${executorId}`;
}

/** Null before the first sample. */
export function usageOf(before: MonitorJson | null, now: MonitorJson | null): UsageByExecutor | null {
  if (now === null) return null;
  const earlier = new Map(
    (before ?? []).map((entry) => [executorKey(entry.framework_id, entry.executor_id), entry.statistics]),
  );
  return new Map(
    now.map((entry) => {
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

/** Nothing measured adds up to 0; what one of them does not tell is unknown for all. */
export function sumUsage(all: readonly Usage[]): Usage {
  const sum = (values: readonly (number | undefined)[]): number | undefined =>
    values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
  return {
    cpus: sum(all.map((one) => one.cpus)),
    memBytes: sum(all.map((one) => one.memBytes)),
    diskBytes: sum(all.map((one) => one.diskBytes)),
  };
}

export function agentUsage(measured: UsageByExecutor | null): Usage {
  return measured === null ? noUsage : sumUsage([...measured.values()]);
}

/** A framework without a measured executor has none. */
export function frameworkUsage(measured: UsageByExecutor | null, frameworkId: string): Usage {
  const own = [...(measured ?? [])].filter(([key]) => key.startsWith(executorKey(frameworkId, '')));
  return own.length === 0 ? noUsage : sumUsage(own.map(([, usage]) => usage));
}

export function executorUsage(measured: UsageByExecutor | null, frameworkId: string, executorId: string): Usage {
  return measured?.get(executorKey(frameworkId, executorId)) ?? noUsage;
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

export function agentFramework(state: AgentStateJson | null, frameworkId: string): AgentFrameworkJson | undefined {
  return [...(state?.frameworks ?? []), ...(state?.completed_frameworks ?? [])].find(
    (framework) => framework.id === frameworkId,
  );
}
