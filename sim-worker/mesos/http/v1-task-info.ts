/** TaskInfo of the v1 protobufs as JSON. Source: Mesos 1.0.1, include/mesos/v1/mesos.proto. */
import type { HealthCheck } from '../messages/infos.ts';
import type { KillPolicy, TaskInfo } from '../messages/tasks.ts';
import {
  jsonDouble,
  type JsonField,
  jsonInteger,
  jsonObject,
  jsonOptional,
  jsonString,
  type JsonText,
} from './json-text.ts';
import { discoveryJson } from './model-json.ts';
import { labelsMessageJson } from './resource-json.ts';
import { containerJson } from './task-json.ts';
import { idJson, v1Command, v1ExecutorInfo, v1Resources } from './v1-json.ts';

export function v1TaskInfo(task: TaskInfo): JsonText {
  return jsonObject([
    ['name', jsonString(task.name)],
    ['task_id', idJson(task.taskId)],
    ['agent_id', idJson(task.slaveId)],
    ['resources', v1Resources(task.resources)],
    ['executor', jsonOptional(task.executor, v1ExecutorInfo)],
    ['command', jsonOptional(task.command, v1Command)],
    ['container', jsonOptional(task.container, containerJson)],
    ['data', jsonOptional(task.data, jsonString)],
    ['health_check', jsonOptional(task.healthCheck, healthCheckJson)],
    ['kill_policy', jsonOptional(task.killPolicy, v1KillPolicy)],
    ['labels', labelsMessageJson(task.labels)],
    ['discovery', jsonOptional(task.discovery, discoveryJson)],
  ]);
}

export function v1KillPolicy(policy: KillPolicy): JsonText {
  const grace = jsonOptional(policy.gracePeriodMs, (ms) =>
    jsonObject([['nanoseconds', jsonInteger(Math.round(ms * 1e6))]]),
  );
  return jsonObject([['grace_period', grace]]);
}

function healthCheckJson(check: HealthCheck): JsonText {
  const seconds: readonly JsonField[] = [
    ['delay_seconds', jsonDouble(check.delaySeconds)],
    ['interval_seconds', jsonDouble(check.intervalSeconds)],
    ['timeout_seconds', jsonDouble(check.timeoutSeconds)],
    ['grace_period_seconds', jsonDouble(check.gracePeriodSeconds)],
  ];
  return jsonObject([
    ...seconds,
    ['consecutive_failures', jsonInteger(check.consecutiveFailures)],
    ['command', jsonOptional(check.command, v1Command)],
  ]);
}
