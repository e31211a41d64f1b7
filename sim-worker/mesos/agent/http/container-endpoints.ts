/**
 * `/monitor/statistics` and `/containers`: the running executors with their limits and use.
 * Source: Mesos 1.0.1, src/slave/monitor.cpp, src/slave/http.cpp (containers); keys in alphabetical order.
 * Use is a fixed share of what was given (docs/fidelity.md): half of the memory, a tenth of the processors.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import {
  jsonArray,
  jsonDouble,
  jsonInteger,
  jsonObject,
  jsonString,
  type JsonField,
  type JsonText,
} from '../../http/json-text.ts';
import { containerStatusJson } from '../../http/task-json.ts';
import { idJson } from '../../http/v1-json.ts';
import { cpusMilli, memMilli } from '../../resources/resources.ts';
import type { AgentState, Executor } from '../agent-state.ts';
import { PROCESSOR_SHARE } from '../oversubscription.ts';
import { executorResources } from '../executor-table.ts';

const MEMORY_SHARE = 0.5;

export function statisticsJson(state: AgentState, context: ReadContext): JsonText {
  return jsonArray(
    runningExecutors(state).map((executor) =>
      jsonObject([...names(executor), ['statistics', usageJson(executor, context)]]),
    ),
  );
}

export function containersJson(state: AgentState, context: ReadContext): JsonText {
  return jsonArray(
    runningExecutors(state).map((executor) =>
      jsonObject([
        ['container_id', jsonString(executor.containerId)],
        ...names(executor),
        ['statistics', usageJson(executor, context)],
        ['status', statusJson(executor, context)],
      ]),
    ),
  );
}

/** Elements of GET_CONTAINERS in the operator API. Source: include/mesos/v1/agent/agent.proto (Response.GetContainers). */
export function v1Containers(state: AgentState, context: ReadContext): JsonText[] {
  return runningExecutors(state).map((executor) =>
    jsonObject([
      ['framework_id', idJson(executor.frameworkId)],
      ['executor_id', idJson(executor.info.executorId)],
      ['executor_name', jsonString(executor.info.name)],
      ['container_id', idJson(executor.containerId)],
      ['container_status', statusJson(executor, context)],
      ['resource_statistics', usageJson(executor, context)],
    ]),
  );
}

function runningExecutors(state: AgentState): readonly Executor[] {
  const executors = [...state.frameworks.values()].flatMap((framework) => [...framework.executors.values()]);
  return executors.filter((executor) => executor.phase !== 'TERMINATED');
}

function names(executor: Executor): readonly JsonField[] {
  return [
    ['executor_id', jsonString(executor.info.executorId)],
    ['executor_name', jsonString(executor.info.name)],
    ['framework_id', jsonString(executor.frameworkId)],
    ['source', jsonString(executor.info.source)],
  ];
}

function usageJson(executor: Executor, context: ReadContext): JsonText {
  const resources = executorResources(executor);
  const cpus = cpusMilli(resources) / 1000;
  const limitBytes = Math.round((memMilli(resources) / 1000) * 1_048_576);
  const startedAt = executor.launchedTasks[0]?.statuses[0]?.timestampSecs ?? context.wallClockMs / 1000;
  const busySecs = Math.max(0, context.wallClockMs / 1000 - startedAt) * cpus * PROCESSOR_SHARE;
  return jsonObject([
    ['cpus_limit', jsonDouble(cpus)],
    ['cpus_system_time_secs', jsonDouble(hundredths(busySecs * 0.25))],
    ['cpus_user_time_secs', jsonDouble(hundredths(busySecs * 0.75))],
    ['mem_limit_bytes', jsonInteger(limitBytes)],
    ['mem_rss_bytes', jsonInteger(Math.floor(limitBytes * MEMORY_SHARE))],
    ['timestamp', jsonDouble(context.wallClockMs / 1000)],
  ]);
}

function hundredths(value: number): number {
  return Math.floor(value * 100) / 100;
}

function statusJson(executor: Executor, context: ReadContext): JsonText {
  const statuses = executor.launchedTasks[0]?.statuses ?? [];
  const known = statuses[statuses.length - 1]?.containerStatus;
  return containerStatusJson(
    known ?? {
      networkInfos: [{ ipAddresses: [{ ipAddress: context.host }], name: null, groups: [], labels: [] }],
      executorPid: null,
    },
  );
}
