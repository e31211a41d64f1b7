/**
 * Resources, tasks, executors' commands and their parts as the state endpoints of master and agent write them.
 * Source: Mesos 1.0.1, src/common/http.cpp (model, json for Resources, Task, TaskStatus, CommandInfo, Attributes, Labels).
 */
import type { CommandInfo, ContainerInfo, DiscoveryInfo, DiscoveryPort } from '../messages/infos.ts';
import type { Task, TaskStatus } from '../messages/tasks.ts';
import type { Attribute } from '../resources/attributes.ts';
import { formatQuantity } from '../resources/format.ts';
import { formatRanges, addRanges, type Ranges } from '../resources/ranges.ts';
import type { Label, Resources } from '../resources/resource.ts';
import {
  jsonArray,
  jsonBoolean,
  jsonDouble,
  jsonInteger,
  jsonMilli,
  jsonObject,
  jsonOptional,
  jsonRepeated,
  jsonString,
  type JsonField,
  type JsonText,
} from './json-text.ts';

const BASE_SCALARS = ['cpus', 'gpus', 'mem', 'disk'] as const;

/** All roles and reservations of a name in one figure; the four usual scalars always, mem and disk in MB. */
export function resourcesJson(resources: Resources): JsonText {
  const scalars = new Map<string, number>(BASE_SCALARS.map((name) => [name, 0]));
  const ranges = new Map<string, Ranges>();
  const sets = new Map<string, string>();
  for (const part of resources) {
    const name = part.revocable ? `${part.name}_revocable` : part.name;
    if (part.type === 'SCALAR') scalars.set(name, (scalars.get(name) ?? 0) + part.milli);
    else if (part.type === 'RANGES') ranges.set(name, addRanges(ranges.get(name) ?? [], part.ranges));
    else sets.set(name, formatQuantity(part));
  }
  const fields: JsonField[] = [...scalars].map(([name, milli]) => [name, jsonMilli(milli)]);
  for (const [name, value] of ranges) fields.push([name, jsonString(formatRanges(value).replace(/,\s*/g, ', '))]);
  for (const [name, value] of sets) fields.push([name, jsonString(value)]);
  return jsonObject(fields);
}

export function attributesJson(attributes: readonly Attribute[]): JsonText {
  return jsonObject(attributes.map(({ name, value }) => [name, attributeValue(value)]));
}

function attributeValue(value: Attribute['value']): JsonText {
  switch (value.type) {
    case 'SCALAR':
      return jsonMilli(value.milli);
    case 'RANGES':
      return jsonString(formatRanges(value.ranges));
    case 'SET':
      return jsonString(`{${value.items.join(', ')}}`);
    case 'TEXT':
      return jsonString(value.text);
  }
}

export function labelsJson(labels: readonly Label[]): JsonText {
  return jsonArray(
    labels.map((label) =>
      jsonObject([
        ['key', jsonString(label.key)],
        ['value', jsonOptional(label.value, jsonString)],
      ]),
    ),
  );
}

/** Field `labels`, absent when there are none. */
export function labelsField(labels: readonly Label[]): JsonField {
  return ['labels', labels.length === 0 ? null : labelsJson(labels)];
}

export function taskJson(task: Task): JsonText {
  return jsonObject([
    ['id', jsonString(task.taskId)],
    ['name', jsonString(task.name)],
    ['framework_id', jsonString(task.frameworkId)],
    ['executor_id', jsonString(task.executorId ?? '')],
    ['slave_id', jsonString(task.slaveId)],
    ['state', jsonString(task.state)],
    ['resources', resourcesJson(task.resources)],
    ['statuses', jsonArray(task.statuses.map(statusJson))],
    ['user', jsonOptional(task.user, jsonString)],
    labelsField(task.labels),
    ['discovery', jsonOptional(task.discovery, discoveryJson)],
    ['container', jsonOptional(task.container, containerJson)],
  ]);
}

export function statusJson(status: TaskStatus): JsonText {
  return jsonObject([
    ['state', jsonString(status.state)],
    ['timestamp', jsonDouble(status.timestampSecs)],
    labelsField(status.labels),
    ['container_status', jsonOptional(status.containerStatus, containerStatusJson)],
    ['healthy', jsonOptional(status.healthy, jsonBoolean)],
  ]);
}

export function containerStatusJson(status: NonNullable<TaskStatus['containerStatus']>): JsonText {
  const networks = status.networkInfos.map((network) =>
    jsonObject([
      [
        'ip_addresses',
        jsonRepeated(network.ipAddresses.map(({ ipAddress }) => jsonObject([['ip_address', jsonString(ipAddress)]]))),
      ],
      ['name', jsonOptional(network.name, jsonString)],
    ]),
  );
  return jsonObject([['network_infos', jsonRepeated(networks)]]);
}

export function commandJson(command: CommandInfo): JsonText {
  const variables = command.environment.map((variable) =>
    jsonObject([
      ['name', jsonString(variable.name)],
      ['value', jsonString(variable.value)],
    ]),
  );
  return jsonObject([
    ['shell', jsonBoolean(command.shell)],
    ['value', jsonOptional(command.value, jsonString)],
    ['argv', jsonArray(command.arguments.map(jsonString))],
    ['environment', variables.length === 0 ? null : jsonObject([['variables', jsonArray(variables)]])],
    [
      'uris',
      jsonArray(
        command.uris.map((uri) =>
          jsonObject([
            ['value', jsonString(uri.value)],
            ['executable', jsonBoolean(uri.executable ?? false)],
          ]),
        ),
      ),
    ],
  ]);
}

export function containerJson(container: ContainerInfo): JsonText {
  const { docker } = container;
  const volumes = container.volumes.map((volume) =>
    jsonObject([
      ['container_path', jsonString(volume.containerPath)],
      ['host_path', jsonOptional(volume.hostPath, jsonString)],
      ['mode', jsonString(volume.mode)],
    ]),
  );
  return jsonObject([
    ['type', jsonString(container.type)],
    ['volumes', jsonRepeated(volumes)],
    ['hostname', jsonOptional(container.hostname, jsonString)],
    ['docker', jsonOptional(docker, dockerJson)],
  ]);
}

function dockerJson(docker: NonNullable<ContainerInfo['docker']>): JsonText {
  const mappings = docker.portMappings.map((mapping) =>
    jsonObject([
      ['host_port', jsonInteger(mapping.hostPort)],
      ['container_port', jsonInteger(mapping.containerPort)],
      ['protocol', jsonOptional(mapping.protocol, jsonString)],
    ]),
  );
  const parameters = docker.parameters.map(({ key, value }) =>
    jsonObject([
      ['key', jsonString(key)],
      ['value', jsonString(value)],
    ]),
  );
  return jsonObject([
    ['image', jsonString(docker.image)],
    ['network', jsonOptional(docker.network, jsonString)],
    ['port_mappings', jsonRepeated(mappings)],
    ['privileged', jsonBoolean(docker.privileged)],
    ['parameters', jsonRepeated(parameters)],
    ['force_pull_image', jsonOptional(docker.forcePullImage, jsonBoolean)],
  ]);
}

export function discoveryJson(discovery: DiscoveryInfo): JsonText {
  const ports = discovery.ports.map(discoveryPortJson);
  return jsonObject([
    ['visibility', jsonString(discovery.visibility)],
    ['name', jsonOptional(discovery.name, jsonString)],
    ['environment', jsonOptional(discovery.environment, jsonString)],
    ['location', jsonOptional(discovery.location, jsonString)],
    ['version', jsonOptional(discovery.version, jsonString)],
    ['ports', jsonObject([['ports', jsonRepeated(ports)]])],
    ['labels', discovery.labels.length === 0 ? null : jsonObject([['labels', labelsJson(discovery.labels)]])],
  ]);
}

function discoveryPortJson(port: DiscoveryPort): JsonText {
  return jsonObject([
    ['number', jsonInteger(port.number)],
    ['name', jsonOptional(port.name, jsonString)],
    ['protocol', jsonOptional(port.protocol, jsonString)],
  ]);
}

/** Build facts of the release that the state and version endpoints repeat. Source: the 1.0.1 release of 2016-08. */
export const BUILD = Object.freeze({
  version: '1.0.1',
  gitSha: '3611eb0b7eea8d144e9b2e840e0ba16f2f659ee3',
  gitTag: '1.0.1',
  buildDate: '2016-08-26 23:06:27',
  buildTime: 1_472_252_787,
  buildUser: 'root',
});

/** First fields of the state endpoints, in their order. */
export function buildFields(): readonly JsonField[] {
  return [
    ['version', jsonString(BUILD.version)],
    ['git_sha', jsonString(BUILD.gitSha)],
    ['git_tag', jsonString(BUILD.gitTag)],
    ['build_date', jsonString(BUILD.buildDate)],
    ['build_time', jsonDouble(BUILD.buildTime)],
    ['build_user', jsonString(BUILD.buildUser)],
  ];
}

/** `/version`: the same facts in the order of their names. */
export function versionJson(): JsonText {
  return jsonObject([...buildFields()].sort(([a], [b]) => (a < b ? -1 : 1)));
}
