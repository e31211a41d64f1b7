/**
 * Resources and tasks with their states and containers, as the state endpoints of master and agent write them. A cluster
 * has 100,000 tasks and a page waits for them: what is written goes token by token into one list, joined once.
 * Source: Mesos 1.0.1, src/common/http.cpp (model, json for Resources, Task, TaskStatus, ContainerInfo).
 */
import type { ContainerInfo } from '../messages/infos.ts';
import type { Task, TaskStatus } from '../messages/tasks.ts';
import { formatQuantity } from '../resources/format.ts';
import { addRanges, formatRanges, type Ranges } from '../resources/ranges.ts';
import type { Resource, Resources } from '../resources/resource.ts';
import {
  escapedString,
  isPlainText,
  jsonBoolean,
  jsonDouble,
  jsonMilli,
  jsonObject,
  jsonOptional,
  jsonRepeated,
  jsonString,
  type JsonText,
} from './json-text.ts';
import { discoveryJson, labelsField } from './model-json.ts';

type Tokens = string[];

/** All roles and reservations of a name in one figure; the four usual scalars always, mem and disk in MB. */
export function resourcesJson(resources: Resources): JsonText {
  return joined(writeResources, resources);
}

export function taskJson(task: Task): JsonText {
  return joined(writeTask, task);
}

export function containerStatusJson(status: NonNullable<TaskStatus['containerStatus']>): JsonText {
  return joined(writeContainerStatus, status);
}

export function containerJson(container: ContainerInfo): JsonText {
  return joined(writeContainer, container);
}

function joined<T>(write: (out: Tokens, value: T) => void, value: T): JsonText {
  const out: Tokens = [];
  write(out, value);
  return out.join('');
}

/** `before` holds all up to the value: a brace or comma, the name, the colon. */
function writeString(out: Tokens, before: string, value: string): void {
  if (isPlainText(value)) out.push(before, '"', value, '"');
  else out.push(before, escapedString(value));
}

function writeOptional(out: Tokens, before: string, value: string | null): void {
  if (value !== null) writeString(out, before, value);
}

function writeRepeated<T>(
  out: Tokens,
  before: string,
  items: readonly T[],
  write: (out: Tokens, item: T) => void,
): void {
  out.push(before, '[');
  items.forEach((item, index) => {
    if (index > 0) out.push(',');
    write(out, item);
  });
  out.push(']');
}

function writeTask(out: Tokens, task: Task): void {
  writeString(out, '{"id":', task.taskId);
  writeString(out, ',"name":', task.name);
  writeString(out, ',"framework_id":', task.frameworkId);
  writeString(out, ',"executor_id":', task.executorId ?? '');
  writeString(out, ',"slave_id":', task.slaveId);
  writeString(out, ',"state":', task.state);
  out.push(',"resources":');
  writeResources(out, task.resources);
  writeRepeated(out, ',"statuses":', task.statuses, writeStatus);
  writeOptional(out, ',"user":', task.user);
  writeLabels(out, task.labels);
  if (task.discovery !== null) out.push(',"discovery":', discoveryJson(task.discovery));
  if (task.container !== null) {
    out.push(',"container":');
    writeContainer(out, task.container);
  }
  out.push('}');
}

function writeLabels(out: Tokens, labels: Task['labels']): void {
  const [, text] = labelsField(labels);
  if (text !== null) out.push(',"labels":', text);
}

function writeStatus(out: Tokens, status: TaskStatus): void {
  writeString(out, '{"state":', status.state);
  out.push(',"timestamp":', jsonDouble(status.timestampSecs));
  writeLabels(out, status.labels);
  if (status.containerStatus !== null) {
    out.push(',"container_status":');
    writeContainerStatus(out, status.containerStatus);
  }
  if (status.healthy !== null) out.push(',"healthy":', jsonBoolean(status.healthy));
  out.push('}');
}

type ContainerStatus = NonNullable<TaskStatus['containerStatus']>;
type Network = ContainerStatus['networkInfos'][number];

function writeContainerStatus(out: Tokens, { networkInfos }: ContainerStatus): void {
  if (networkInfos.length === 0) out.push('{');
  else writeRepeated(out, '{"network_infos":', networkInfos, writeNetwork);
  out.push('}');
}

function writeNetwork(out: Tokens, { groups, labels, ipAddresses, name }: Network): void {
  if (groups.length > 0 || labels.length > 0 || ipAddresses.length === 0) {
    out.push(
      jsonObject([
        ['groups', jsonRepeated(groups.map(jsonString))],
        labelsField(labels),
        ['ip_addresses', jsonRepeated(ipAddresses.map((address) => joined(writeIpAddress, address)))],
        ['name', jsonOptional(name, jsonString)],
      ]),
    );
    return;
  }
  writeRepeated(out, '{"ip_addresses":', ipAddresses, writeIpAddress);
  writeOptional(out, ',"name":', name);
  out.push('}');
}

function writeIpAddress(out: Tokens, { ipAddress }: Network['ipAddresses'][number]): void {
  writeString(out, '{"ip_address":', ipAddress);
  out.push('}');
}

function writeContainer(out: Tokens, { type, volumes, hostname, docker }: ContainerInfo): void {
  writeString(out, '{"type":', type);
  if (volumes.length > 0) writeRepeated(out, ',"volumes":', volumes, writeVolume);
  writeOptional(out, ',"hostname":', hostname);
  if (docker !== null) writeDocker(out, docker);
  out.push('}');
}

function writeVolume(out: Tokens, volume: ContainerInfo['volumes'][number]): void {
  writeString(out, '{"mode":', volume.mode);
  writeString(out, ',"container_path":', volume.containerPath);
  writeOptional(out, ',"host_path":', volume.hostPath);
  out.push('}');
}

type Docker = NonNullable<ContainerInfo['docker']>;

function writeDocker(out: Tokens, docker: Docker): void {
  writeString(out, ',"docker":{"image":', docker.image);
  writeString(out, ',"network":', docker.network ?? 'HOST');
  if (docker.portMappings.length > 0) writeRepeated(out, ',"port_mappings":', docker.portMappings, writeMapping);
  out.push(',"privileged":', jsonBoolean(docker.privileged));
  if (docker.parameters.length > 0) writeRepeated(out, ',"parameters":', docker.parameters, writeParameter);
  if (docker.forcePullImage !== null) out.push(',"force_pull_image":', jsonBoolean(docker.forcePullImage));
  out.push('}');
}

function writeMapping(out: Tokens, mapping: Docker['portMappings'][number]): void {
  out.push('{"host_port":', String(mapping.hostPort), ',"container_port":', String(mapping.containerPort));
  writeOptional(out, ',"protocol":', mapping.protocol);
  out.push('}');
}

function writeParameter(out: Tokens, { key, value }: Docker['parameters'][number]): void {
  writeString(out, '{"key":', key);
  writeString(out, ',"value":', value);
  out.push('}');
}

function writeResources(out: Tokens, resources: Resources): void {
  let cpus = 0;
  let gpus = 0;
  let mem = 0;
  let disk = 0;
  const others: Resource[] = [];
  for (const part of resources) {
    if (part.type !== 'SCALAR' || part.revocable) others.push(part);
    else if (part.name === 'cpus') cpus += part.milli;
    else if (part.name === 'gpus') gpus += part.milli;
    else if (part.name === 'mem') mem += part.milli;
    else if (part.name === 'disk') disk += part.milli;
    else others.push(part);
  }
  out.push('{"cpus":', jsonMilli(cpus), ',"gpus":', jsonMilli(gpus));
  out.push(',"mem":', jsonMilli(mem), ',"disk":', jsonMilli(disk));
  if (others.length > 0) writeOtherResources(out, others);
  out.push('}');
}

/** Scalars first, then ranges, then sets, each in the order in which its name comes first. */
function writeOtherResources(out: Tokens, resources: Resources): void {
  const scalars = new Map<string, number>();
  const ranges = new Map<string, Ranges>();
  const sets = new Map<string, string>();
  for (const part of resources) {
    const name = part.revocable ? `${part.name}_revocable` : part.name;
    if (part.type === 'SCALAR') scalars.set(name, (scalars.get(name) ?? 0) + part.milli);
    else if (part.type === 'RANGES') ranges.set(name, addRanges(ranges.get(name) ?? [], part.ranges));
    else sets.set(name, formatQuantity(part));
  }
  for (const [name, milli] of scalars) out.push(',', JSON.stringify(name), ':', jsonMilli(milli));
  for (const [name, value] of ranges) {
    const before = `,${JSON.stringify(name)}:`;
    writeString(out, before, formatRanges(value).replace(/,\s*/g, ', '));
  }
  for (const [name, value] of sets) writeString(out, `,${JSON.stringify(name)}:`, value);
}
