/**
 * Messages of the v1 protobufs as what master and agents keep: frameworks, tasks and what belongs to them. Absent fields
 * get the defaults of the protobufs; required ones are there (`protobuf/from-json.ts`).
 * Source: Mesos 1.0.1, include/mesos/v1/mesos.proto.
 */
import { agentId, executorId, type FrameworkId, frameworkId, taskId } from '../ids.ts';
import type {
  Capability,
  CommandInfo,
  ContainerInfo,
  DiscoveryInfo,
  ExecutorInfo,
  FrameworkInfo,
  HealthCheck,
} from '../messages/infos.ts';
import type { ContainerStatus, TaskInfo, TaskState, TaskStatus, TaskStatusReason } from '../messages/tasks.ts';
import type { Label } from '../resources/resource.ts';
import { base64ToText } from '../protobuf/base64.ts';
import type { Message } from '../protobuf/schema.ts';
import { resourcesError, resourcesFrom } from './resource-input.ts';
import { uuidFromBase64 } from './uuid-bytes.ts';

export type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = {};

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : EMPTY;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** The text of `{"value": …}`. */
export function idOf(value: unknown): string | null {
  return textOf(objectOf(value)['value']);
}

const CAPABILITIES: readonly Capability[] = ['REVOCABLE_RESOURCES', 'TASK_KILLING_STATE', 'GPU_RESOURCES'];

export function frameworkFrom(value: unknown): FrameworkInfo {
  const json = objectOf(value);
  const id = idOf(json['id']);
  const types = listOf(json['capabilities']).map((item) => textOf(objectOf(item)['type']));
  return Object.freeze({
    user: textOf(json['user']) ?? '',
    name: textOf(json['name']) ?? '',
    id: id === null || id === '' ? null : frameworkId(id),
    failoverTimeoutSecs: numberOf(json['failover_timeout']) ?? 0,
    checkpoint: json['checkpoint'] === true,
    role: textOf(json['role']) ?? '*',
    hostname: textOf(json['hostname']) ?? '',
    principal: textOf(json['principal']),
    webuiUrl: textOf(json['webui_url']) ?? '',
    capabilities: CAPABILITIES.filter((capability) => types.includes(capability)),
    labels: labelsFrom(json['labels']),
  });
}

export function labelsFrom(value: unknown): readonly Label[] {
  return listOf(objectOf(value)['labels']).flatMap((item): Label[] => {
    const key = textOf(objectOf(item)['key']);
    return key === null ? [] : [{ key, value: textOf(objectOf(item)['value']) }];
  });
}

/** `framework`: whose task it is; executors that name none are its own. */
export function taskFrom(value: unknown, framework: FrameworkId): TaskInfo {
  const json = objectOf(value);
  const executor = json['executor'] === undefined ? null : objectOf(json['executor']);
  const invalid = launchError(messagesOf(json['resources']), messagesOf(executor?.['resources']));
  return Object.freeze({
    name: textOf(json['name']) ?? '',
    taskId: taskId(idOf(json['task_id']) ?? ''),
    slaveId: agentId(idOf(json['agent_id']) ?? ''),
    resources: resourcesFrom(messagesOf(json['resources'])),
    executor: executor === null ? null : executorFrom(executor, framework),
    command: json['command'] === undefined ? null : commandFrom(json['command']),
    container: json['container'] === undefined ? null : containerFrom(json['container']),
    data: textOf(json['data']),
    healthCheck: json['health_check'] === undefined ? null : healthFrom(json['health_check']),
    killPolicy: json['kill_policy'] === undefined ? null : { gracePeriodMs: graceOf(json['kill_policy']) },
    labels: labelsFrom(json['labels']),
    discovery: json['discovery'] === undefined ? null : discoveryFrom(json['discovery']),
    ...(invalid === null ? {} : { invalid }),
  });
}

export function messagesOf(value: unknown): readonly Message[] {
  return listOf(value) as readonly Message[];
}

export function graceOf(policy: unknown): number | null {
  const nanoseconds = numberOf(objectOf(objectOf(policy)['grace_period'])['nanoseconds']);
  return nanoseconds === null ? null : nanoseconds / 1e6;
}

/** Source: src/master/validation.cpp (validateResources). */
function launchError(task: readonly Message[], executor: readonly Message[]): string | null {
  const own = resourcesError(task);
  if (own !== null) return `Task uses invalid resources: Invalid resources: ${own}`;
  const other = resourcesError(executor);
  return other === null ? null : `Executor uses invalid resources: Invalid resources: ${other}`;
}

export function executorFrom(json: Json, own: FrameworkId): ExecutorInfo {
  const framework = idOf(json['framework_id']);
  const grace = numberOf(objectOf(json['shutdown_grace_period'])['nanoseconds']);
  return Object.freeze({
    executorId: executorId(idOf(json['executor_id']) ?? ''),
    frameworkId: framework === null ? own : frameworkId(framework),
    command: commandFrom(json['command']),
    container: json['container'] === undefined ? null : containerFrom(json['container']),
    resources: resourcesFrom(messagesOf(json['resources'])),
    name: textOf(json['name']) ?? '',
    source: textOf(json['source']) ?? '',
    data: textOf(json['data']),
    shutdownGracePeriodMs: grace === null ? null : grace / 1e6,
    labels: labelsFrom(json['labels']),
    discovery: json['discovery'] === undefined ? null : discoveryFrom(json['discovery']),
  });
}

export function commandFrom(value: unknown): CommandInfo {
  const json = objectOf(value);
  const variables = listOf(objectOf(json['environment'])['variables']).map(objectOf);
  const uris = listOf(json['uris']).map(objectOf);
  return {
    shell: json['shell'] !== false,
    value: textOf(json['value']),
    arguments: listOf(json['arguments']).map(String),
    environment: variables.map((item) => ({ name: textOf(item['name']) ?? '', value: textOf(item['value']) ?? '' })),
    uris: uris.map((item) => ({
      value: textOf(item['value']) ?? '',
      executable: typeof item['executable'] === 'boolean' ? item['executable'] : null,
      extract: item['extract'] !== false,
      cache: item['cache'] === true,
    })),
    user: textOf(json['user']),
  };
}

const NETWORKS = ['HOST', 'BRIDGE', 'NONE', 'USER'] as const;

function containerFrom(value: unknown): ContainerInfo {
  const json = objectOf(value);
  const docker = objectOf(json['docker']);
  const volumes = listOf(json['volumes']).map(objectOf);
  return {
    type: json['type'] === 'DOCKER' ? 'DOCKER' : 'MESOS',
    volumes: volumes.map((item) => ({
      containerPath: textOf(item['container_path']) ?? '',
      hostPath: textOf(item['host_path']),
      mode: item['mode'] === 'RO' ? 'RO' : 'RW',
    })),
    hostname: textOf(json['hostname']),
    docker:
      json['docker'] === undefined
        ? null
        : {
            image: textOf(docker['image']) ?? '',
            network: NETWORKS.find((network) => network === docker['network']) ?? 'HOST',
            portMappings: listOf(docker['port_mappings'])
              .map(objectOf)
              .map((item) => ({
                hostPort: numberOf(item['host_port']) ?? 0,
                containerPort: numberOf(item['container_port']) ?? 0,
                protocol: textOf(item['protocol']),
              })),
            privileged: docker['privileged'] === true,
            parameters: listOf(docker['parameters'])
              .map(objectOf)
              .map((item) => ({ key: textOf(item['key']) ?? '', value: textOf(item['value']) ?? '' })),
            forcePullImage: typeof docker['force_pull_image'] === 'boolean' ? docker['force_pull_image'] : null,
          },
  };
}

function healthFrom(value: unknown): HealthCheck {
  const json = objectOf(value);
  return {
    delaySeconds: numberOf(json['delay_seconds']) ?? 15,
    intervalSeconds: numberOf(json['interval_seconds']) ?? 10,
    timeoutSeconds: numberOf(json['timeout_seconds']) ?? 20,
    consecutiveFailures: numberOf(json['consecutive_failures']) ?? 3,
    gracePeriodSeconds: numberOf(json['grace_period_seconds']) ?? 10,
    command: json['command'] === undefined ? null : commandFrom(json['command']),
  };
}

/** A TaskStatus; its time is 0 where it has none. */
export function statusFrom(json: Json): TaskStatus {
  const reason = textOf(json['reason']);
  const source = textOf(json['source']);
  const executor = idOf(json['executor_id']);
  const agent = idOf(json['agent_id']);
  const data = textOf(json['data']);
  return {
    taskId: taskId(idOf(json['task_id']) ?? ''),
    state: textOf(json['state']) as TaskState,
    message: textOf(json['message']),
    source: (source === null ? null : source.replace('AGENT', 'SLAVE')) as TaskStatus['source'],
    reason: reason === null ? null : (reason.replace('_AGENT', '_SLAVE') as TaskStatusReason),
    data: data === null ? null : base64ToText(data),
    slaveId: agent === null ? null : agentId(agent),
    executorId: executor === null ? null : executorId(executor),
    timestampSecs: numberOf(json['timestamp']) ?? 0,
    uuid: uuidFromBase64(textOf(json['uuid']) ?? ''),
    healthy: typeof json['healthy'] === 'boolean' ? json['healthy'] : null,
    labels: labelsFrom(json['labels']),
    containerStatus:
      json['container_status'] === undefined ? null : containerStatusFrom(objectOf(json['container_status'])),
  };
}

function containerStatusFrom(json: Json): ContainerStatus {
  const networkInfos = listOf(json['network_infos'])
    .map(objectOf)
    .map((network) => ({
      ipAddresses: listOf(network['ip_addresses']).map((item) => ({
        ipAddress: textOf(objectOf(item)['ip_address']) ?? '',
      })),
      name: textOf(network['name']),
      groups: listOf(network['groups']).map(String),
      labels: labelsFrom(network['labels']),
    }));
  return { networkInfos, executorPid: null };
}

const VISIBILITIES = ['FRAMEWORK', 'CLUSTER', 'EXTERNAL'] as const;

function discoveryFrom(value: unknown): DiscoveryInfo {
  const json = objectOf(value);
  const ports = listOf(objectOf(json['ports'])['ports']).map(objectOf);
  return {
    visibility: VISIBILITIES.find((visibility) => visibility === json['visibility']) ?? 'FRAMEWORK',
    name: textOf(json['name']),
    environment: textOf(json['environment']),
    location: textOf(json['location']),
    version: textOf(json['version']),
    ports: ports.map((port) => ({
      number: numberOf(port['number']) ?? 0,
      name: textOf(port['name']),
      protocol: textOf(port['protocol']),
      labels: labelsFrom(port['labels']),
    })),
    labels: labelsFrom(json['labels']),
  };
}
