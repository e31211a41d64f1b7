/**
 * The TaskInfo of a new task.
 * Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/TaskBuilder.scala.
 * Left out: external volumes (their feature is off), NetworkInfo of ip-per-task apps (docs/fidelity.md).
 */
import { executorId, type TaskId } from '../../mesos/ids.ts';
import type {
  CommandInfo,
  ContainerInfo,
  DiscoveryInfo,
  DiscoveryPort,
  ExecutorInfo,
  HealthCheck,
} from '../../mesos/messages/infos.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import type { TaskInfo } from '../../mesos/messages/tasks.ts';
import { NO_RESOURCES, type Resources } from '../../mesos/resources/resource.ts';
import { type AppDefinition, bridgeMappings, deepFreeze, type DockerContainer } from '../model/app-definition.ts';
import { appJsonText } from '../model/app-json.ts';
import type { StringPairs } from '../model/json-reader.ts';
import { taskNameOf } from '../model/path-id.ts';
import { taskEnvironment } from './environment.ts';

export type BuildRequest = {
  readonly app: AppDefinition;
  readonly offer: Offer;
  readonly taskId: TaskId;
  readonly resources: Resources;
  readonly hostPorts: readonly number[];
  readonly envPrefix: string | null;
  /** `--executor`, used by apps that name none. */
  readonly defaultExecutor: string;
};

function labelsOf(pairs: StringPairs): { readonly key: string; readonly value: string }[] {
  return pairs.map(([key, value]) => ({ key, value }));
}

function commandOf({ app, offer, taskId, hostPorts, envPrefix }: BuildRequest): CommandInfo {
  const environment = taskEnvironment({ app, taskId, host: offer.hostname, hostPorts, prefix: envPrefix });
  const args = app.args;
  return {
    shell: app.cmd !== null && args === null,
    value: app.cmd ?? (args !== null && app.container === null ? (args[0] ?? null) : null),
    arguments: args ?? [],
    environment: environment.map(([name, value]) => ({ name, value })),
    uris: app.fetch.map(({ uri, executable, extract, cache }) => ({ value: uri, executable, extract, cache })),
    user: app.user,
  };
}

/** Host ports put into the mappings; container port 0 takes the host port. */
function mappingsOf(
  docker: DockerContainer,
  hostPorts: readonly number[],
): NonNullable<ContainerInfo['docker']>['portMappings'] {
  const mappings = docker.portMappings ?? [];
  return mappings.slice(0, hostPorts.length).flatMap((mapping, index) => {
    const hostPort = hostPorts[index] ?? 0;
    const containerPort = mapping.containerPort === 0 ? hostPort : mapping.containerPort;
    return mapping.protocol.split(',').map((protocol) => ({ hostPort, containerPort, protocol }));
  });
}

function containerOf(app: AppDefinition, hostPorts: readonly number[]): ContainerInfo | null {
  const container = app.container;
  if (container === null)
    return app.ipAddress === null ? null : { type: 'MESOS', volumes: [], hostname: null, docker: null };
  const docker = container.docker;
  return {
    type: container.type,
    volumes: container.volumes.flatMap((volume) =>
      volume.kind === 'host'
        ? [{ containerPath: volume.containerPath, hostPath: volume.hostPath, mode: volume.mode }]
        : [],
    ),
    hostname: null,
    docker:
      docker === null
        ? null
        : {
            image: docker.image,
            network: docker.network,
            portMappings: mappingsOf(docker, hostPorts),
            privileged: docker.privileged,
            parameters: docker.parameters,
            forcePullImage: docker.forcePullImage,
          },
  };
}

function discoveryPorts(app: AppDefinition, hostPorts: readonly number[]): readonly DiscoveryPort[] {
  if (app.ipAddress !== null && app.ipAddress.discoveryPorts.length > 0) {
    return app.ipAddress.discoveryPorts.map(({ number, name, protocol, labels }) => ({
      number,
      name,
      protocol,
      labels: labelsOf(labels),
    }));
  }
  const ports = bridgeMappings(app) ?? app.portDefinitions;
  return ports.slice(0, hostPorts.length).map(({ name, protocol, labels }, index) => ({
    number: hostPorts[index] ?? 0,
    name,
    protocol,
    labels: labelsOf(labels),
  }));
}

function discoveryOf(app: AppDefinition, hostPorts: readonly number[]): DiscoveryInfo {
  return {
    visibility: 'FRAMEWORK',
    name: taskNameOf(app.id),
    environment: null,
    location: null,
    version: null,
    ports: discoveryPorts(app, hostPorts),
    labels: [],
  };
}

/** At most one COMMAND check goes to Mesos, which runs it itself. */
function mesosHealthCheck(app: AppDefinition): HealthCheck | null {
  const check = app.healthChecks.find((candidate) => candidate.protocol === 'COMMAND');
  if (check === undefined) return null;
  const command: CommandInfo = {
    shell: true,
    value: check.command,
    arguments: [],
    environment: [],
    uris: [],
    user: null,
  };
  return {
    delaySeconds: 0,
    intervalSeconds: check.intervalSeconds,
    timeoutSeconds: check.timeoutSeconds,
    consecutiveFailures: check.maxConsecutiveFailures,
    gracePeriodSeconds: check.gracePeriodSeconds,
    command,
  };
}

function customExecutor(request: BuildRequest, path: string): ExecutorInfo {
  const { app, hostPorts, taskId } = request;
  const cmd = app.cmd ?? app.args?.join(' ') ?? '';
  const command = { ...commandOf(request), shell: true, value: `chmod ug+rx '${path}' && exec '${path}' ${cmd}` };
  return {
    executorId: executorId(`marathon-${taskId}`),
    frameworkId: null,
    command,
    container: containerOf(app, hostPorts),
    resources: NO_RESOURCES,
    name: '',
    source: '',
    data: null,
    shutdownGracePeriodMs: null,
    labels: [],
    discovery: null,
  };
}

export function buildTask(request: BuildRequest): TaskInfo {
  const { app, hostPorts } = request;
  const executor = app.executor === '' ? request.defaultExecutor : app.executor;
  const byMesos = executor === '' || executor === '//cmd';
  return deepFreeze({
    name: taskNameOf(app.id),
    taskId: request.taskId,
    slaveId: request.offer.slaveId,
    resources: request.resources,
    executor: byMesos ? null : customExecutor(request, executor),
    command: byMesos ? commandOf(request) : null,
    container: byMesos ? containerOf(app, hostPorts) : null,
    data: byMesos ? null : appJsonText(app),
    healthCheck: mesosHealthCheck(app),
    killPolicy: null,
    labels: labelsOf(app.labels),
    discovery: discoveryOf(app, hostPorts),
  });
}
