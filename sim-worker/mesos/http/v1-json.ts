/**
 * Messages of the v1 protobufs as JSON. Keys need no order here: the answers are sorted as a whole.
 * Source: Mesos 1.0.1, include/mesos/v1/mesos.proto; stout/protobuf.hpp (JSON::protobuf).
 */
import type { CommandInfo, ExecutorInfo, FrameworkInfo, SlaveInfo } from '../messages/infos.ts';
import type { Task, TaskStatus } from '../messages/tasks.ts';
import type { Attribute } from '../resources/attributes.ts';
import type { Resources } from '../resources/resource.ts';
import {
  jsonArray,
  jsonBoolean,
  type JsonField,
  jsonDouble,
  jsonInteger,
  jsonMilli,
  jsonObject,
  jsonOptional,
  jsonRepeated,
  jsonString,
  type JsonText,
} from './json-text.ts';
import { discoveryJson } from './model-json.ts';
import { containerJson, containerStatusJson } from './task-json.ts';
import { textToBase64 } from '../protobuf/base64.ts';
import { labelsMessageJson, resourcesFullJson } from './resource-json.ts';
import { uuidBytesJson } from './uuid-bytes.ts';

export const idJson = (value: string): JsonText => jsonObject([['value', jsonString(value)]]);

export function timeJson(seconds: number): JsonText {
  return jsonObject([['nanoseconds', jsonInteger(Math.round(seconds * 1e6) * 1000)]]);
}

/** Null while there are none, as with every repeated field. */
export function v1Resources(resources: Resources): JsonText | null {
  return resources.length === 0 ? null : resourcesFullJson(resources);
}

export function v1AgentInfo(info: SlaveInfo): JsonText {
  return jsonObject([
    ['hostname', jsonString(info.hostname)],
    ['port', jsonInteger(info.port)],
    ['resources', v1Resources(info.resources)],
    ['attributes', jsonRepeated(info.attributes.map(v1Attribute))],
    ['id', jsonOptional(info.id, idJson)],
  ]);
}

export function v1Attribute({ name, value }: Attribute): JsonText {
  return jsonObject([['name', jsonString(name)], ['type', jsonString(value.type)], attributeValue(value)]);
}

function attributeValue(value: Attribute['value']): JsonField {
  switch (value.type) {
    case 'SCALAR':
      return ['scalar', jsonObject([['value', jsonMilli(value.milli)]])];
    case 'RANGES': {
      const ranges = value.ranges.map(({ begin, end }) =>
        jsonObject([
          ['begin', jsonInteger(begin)],
          ['end', jsonInteger(end)],
        ]),
      );
      return ['ranges', jsonObject([['range', jsonArray(ranges)]])];
    }
    case 'SET':
      return ['set', jsonObject([['item', jsonArray(value.items.map(jsonString))]])];
    case 'TEXT':
      return ['text', jsonObject([['value', jsonString(value.text)]])];
  }
}

export function v1FrameworkInfo(info: FrameworkInfo): JsonText {
  return jsonObject([
    ['user', jsonString(info.user)],
    ['name', jsonString(info.name)],
    ['id', jsonOptional(info.id, idJson)],
    ['failover_timeout', jsonDouble(info.failoverTimeoutSecs)],
    ['checkpoint', jsonBoolean(info.checkpoint)],
    ['role', jsonString(info.role)],
    ['hostname', info.hostname === '' ? null : jsonString(info.hostname)],
    ['principal', jsonOptional(info.principal, jsonString)],
    ['webui_url', info.webuiUrl === '' ? null : jsonString(info.webuiUrl)],
    ['capabilities', jsonRepeated(info.capabilities.map((type) => jsonObject([['type', jsonString(type)]])))],
    ['labels', labelsMessageJson(info.labels)],
  ]);
}

export function v1Task(task: Task): JsonText {
  return jsonObject([
    ['name', jsonString(task.name)],
    ['task_id', idJson(task.taskId)],
    ['framework_id', idJson(task.frameworkId)],
    ['executor_id', jsonOptional(task.executorId, idJson)],
    ['agent_id', idJson(task.slaveId)],
    ['state', jsonString(task.state)],
    ['resources', v1Resources(task.resources)],
    ['statuses', jsonRepeated(task.statuses.map((status) => v1TaskStatus({ ...status, data: null })))],
    ['status_update_state', jsonOptional(task.statusUpdateState, jsonString)],
    ['status_update_uuid', jsonOptional(task.statusUpdateUuid, uuidBytesJson)],
    ['labels', labelsMessageJson(task.labels)],
    ['discovery', jsonOptional(task.discovery, discoveryJson)],
    ['container', jsonOptional(task.container, containerJson)],
    ['user', jsonOptional(task.user, jsonString)],
  ]);
}

export function v1TaskStatus(status: TaskStatus): JsonText {
  return jsonObject([
    ['task_id', idJson(status.taskId)],
    ['state', jsonString(status.state)],
    ['message', jsonOptional(status.message, jsonString)],
    ['source', jsonOptional(status.source, (source) => jsonString(source.replace('SLAVE', 'AGENT')))],
    ['reason', jsonOptional(status.reason, (reason) => jsonString(reason.replace('SLAVE', 'AGENT')))],
    ['data', jsonOptional(status.data, (data) => jsonString(textToBase64(data)))],
    ['agent_id', jsonOptional(status.slaveId, idJson)],
    ['executor_id', jsonOptional(status.executorId, idJson)],
    ['timestamp', jsonDouble(status.timestampSecs)],
    ['uuid', jsonOptional(status.uuid, uuidBytesJson)],
    ['healthy', jsonOptional(status.healthy, jsonBoolean)],
    ['labels', labelsMessageJson(status.labels)],
    ['container_status', jsonOptional(status.containerStatus, containerStatusJson)],
  ]);
}

export function v1ExecutorInfo(info: ExecutorInfo): JsonText {
  return jsonObject([
    ['executor_id', idJson(info.executorId)],
    ['framework_id', jsonOptional(info.frameworkId, idJson)],
    ['command', v1Command(info.command)],
    ['container', jsonOptional(info.container, containerJson)],
    ['resources', v1Resources(info.resources)],
    ['name', jsonString(info.name)],
    ['source', jsonString(info.source)],
    ['data', jsonOptional(info.data, jsonString)],
    ['labels', labelsMessageJson(info.labels)],
    ['discovery', jsonOptional(info.discovery, discoveryJson)],
  ]);
}

export function v1Command(command: CommandInfo): JsonText {
  const variables = command.environment.map(({ name, value }) =>
    jsonObject([
      ['name', jsonString(name)],
      ['value', jsonString(value)],
    ]),
  );
  const uris = command.uris.map((uri) =>
    jsonObject([
      ['value', jsonString(uri.value)],
      ['executable', jsonOptional(uri.executable, jsonBoolean)],
      ['extract', jsonBoolean(uri.extract)],
      ['cache', jsonBoolean(uri.cache)],
    ]),
  );
  return jsonObject([
    ['uris', jsonRepeated(uris)],
    ['environment', variables.length === 0 ? null : jsonObject([['variables', jsonArray(variables)]])],
    ['shell', jsonBoolean(command.shell)],
    ['value', jsonOptional(command.value, jsonString)],
    ['arguments', jsonRepeated(command.arguments.map(jsonString))],
    ['user', jsonOptional(command.user, jsonString)],
  ]);
}
