/**
 * `/slave(1)/state`: the agent with its frameworks, executors and tasks.
 * Source: Mesos 1.0.1, src/slave/http.cpp (state); section 5.1 of the project's HTTP reference.
 */
import { buildFields, attributesJson, commandJson, discoveryJson, labelsField } from '../../http/model-json.ts';
import { resourcesJson, taskJson } from '../../http/task-json.ts';
import {
  jsonArray,
  jsonBoolean,
  jsonDouble,
  jsonObject,
  jsonOptional,
  jsonString,
  type JsonField,
  type JsonText,
} from '../../http/json-text.ts';
import type { FrameworkInfo } from '../../messages/infos.ts';
import type { TaskInfo } from '../../messages/tasks.ts';
import { printedFlags } from '../printed-flags.ts';
import type { AgentState, Executor } from '../agent-state.ts';
import { executorResources } from '../executor-table.ts';

export function stateJson(state: AgentState): JsonText {
  const { info } = state;
  return jsonObject([
    ...buildFields(),
    ['start_time', jsonDouble(state.startedAtMs / 1000)],
    ['id', jsonString(info.id ?? '')],
    ['pid', jsonString(state.pid)],
    ['hostname', jsonString(info.hostname)],
    ['resources', resourcesJson(info.resources)],
    ['attributes', attributesJson(info.attributes)],
    ['master_hostname', jsonOptional(state.masterInfo?.hostname ?? null, jsonString)],
    ...(state.hidesFlags ? [] : flagFields(state)),
    [
      'frameworks',
      jsonArray(
        [...state.frameworks.values()].map((framework) =>
          frameworkJson(framework.info, [...framework.executors.values()], framework.completedExecutors),
        ),
      ),
    ],
    [
      'completed_frameworks',
      jsonArray(
        state.completedFrameworks.map((framework) => frameworkJson(framework.info, [], framework.completedExecutors)),
      ),
    ],
  ]);
}

function flagFields(state: AgentState): JsonField[] {
  return [
    ['log_dir', jsonOptional(state.flags.logDir, jsonString)],
    ['external_log_file', jsonOptional(state.flags.externalLogFile, jsonString)],
    ['flags', flagsJson(state)],
  ];
}

export function flagsJson(state: AgentState): JsonText {
  return jsonObject(printedFlags(state.flags).map(([name, value]): JsonField => [name, jsonString(value)]));
}

function frameworkJson(info: FrameworkInfo, executors: readonly Executor[], completed: readonly Executor[]): JsonText {
  return jsonObject([
    ['id', jsonString(info.id ?? '')],
    ['name', jsonString(info.name)],
    ['user', jsonString(info.user)],
    ['failover_timeout', jsonDouble(info.failoverTimeoutSecs)],
    ['checkpoint', jsonBoolean(info.checkpoint)],
    ['role', jsonString(info.role)],
    ['hostname', jsonString(info.hostname)],
    ['executors', jsonArray(executors.map(executorJson))],
    ['completed_executors', jsonArray(completed.map(executorJson))],
  ]);
}

function executorJson(executor: Executor): JsonText {
  const { info } = executor;
  return jsonObject([
    ['id', jsonString(info.executorId)],
    ['name', jsonString(info.name)],
    ['source', jsonString(info.source)],
    ['container', jsonString(executor.containerId)],
    ['directory', jsonString(executor.directory)],
    ['resources', resourcesJson(executorResources(executor))],
    labelsField(info.labels),
    ['tasks', jsonArray(executor.launchedTasks.map(taskJson))],
    ['queued_tasks', jsonArray(executor.queuedTasks.map(queuedTaskJson))],
    ['completed_tasks', jsonArray([...executor.completedTasks, ...executor.terminatedTasks].map(taskJson))],
  ]);
}

function queuedTaskJson(task: TaskInfo): JsonText {
  return jsonObject([
    ['id', jsonString(task.taskId)],
    ['name', jsonString(task.name)],
    ['slave_id', jsonString(task.slaveId)],
    ['resources', resourcesJson(task.resources)],
    ['command', jsonOptional(task.command, commandJson)],
    ['executor_id', jsonOptional(task.executor?.executorId ?? null, jsonString)],
    ['discovery', jsonOptional(task.discovery, discoveryJson)],
  ]);
}
