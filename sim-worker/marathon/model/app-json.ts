/**
 * JSON of an app as the API prints it, field by field in the real order.
 * Source: Marathon 1.1.1, api/v2/json/Formats.scala (AppDefinitionWrites and below).
 */
import type {
  AppDefinition,
  Container,
  HealthCheck,
  PortDefinition,
  PortMapping,
  ReadinessCheck,
  Volume,
} from './app-definition.ts';
import { servicePorts, versionMsOf } from './app-definition.ts';
import type { StringPairs } from './json-reader.ts';
import { formatTimestamp } from './timestamp.ts';
import { memoByIdentity } from '../memo.ts';

type Json = Readonly<Record<string, unknown>>;

function mapJson(pairs: StringPairs): Json {
  return Object.fromEntries(pairs);
}

/** Leaves a null field out. */
function unlessNull(name: string, value: unknown): Json {
  return value === null || value === undefined ? {} : { [name]: value };
}

function portJson(definition: PortDefinition, port: number): Json {
  return {
    port,
    protocol: definition.protocol,
    ...unlessNull('name', definition.name),
    labels: mapJson(definition.labels),
  };
}

function mappingJson(mapping: PortMapping): Json {
  const { containerPort, hostPort, servicePort, protocol } = mapping;
  return {
    containerPort,
    hostPort,
    servicePort,
    protocol,
    ...unlessNull('name', mapping.name),
    labels: mapJson(mapping.labels),
  };
}

function volumeJson(volume: Volume): Json {
  switch (volume.kind) {
    case 'host':
      return { containerPath: volume.containerPath, hostPath: volume.hostPath, mode: volume.mode };
    case 'persistent':
      return { containerPath: volume.containerPath, mode: volume.mode, persistent: { size: volume.sizeMib } };
    case 'external':
      return {
        containerPath: volume.containerPath,
        mode: volume.mode,
        external: {
          ...unlessNull('size', volume.sizeGib),
          name: volume.name,
          provider: volume.provider,
          options: mapJson(volume.options),
        },
      };
  }
}

function containerJson(container: Container): Json {
  const docker = container.docker;
  const dockerJson =
    docker === null
      ? null
      : {
          image: docker.image,
          ...unlessNull('network', docker.network),
          ...unlessNull('portMappings', docker.portMappings?.map(mappingJson)),
          privileged: docker.privileged,
          parameters: docker.parameters,
          forcePullImage: docker.forcePullImage,
        };
  return { type: container.type, volumes: container.volumes.map(volumeJson), ...unlessNull('docker', dockerJson) };
}

export function healthCheckJson(check: HealthCheck): Json {
  return {
    ...unlessNull('path', check.path),
    protocol: check.protocol,
    ...unlessNull('portIndex', check.portIndex),
    ...unlessNull('command', check.command === null ? null : { value: check.command }),
    gracePeriodSeconds: check.gracePeriodSeconds,
    intervalSeconds: check.intervalSeconds,
    timeoutSeconds: check.timeoutSeconds,
    maxConsecutiveFailures: check.maxConsecutiveFailures,
    ignoreHttp1xx: check.ignoreHttp1xx,
    ...unlessNull('port', check.port),
  };
}

function readinessCheckJson(check: ReadinessCheck): Json {
  return {
    name: check.name,
    protocol: check.protocol,
    path: check.path,
    portName: check.portName,
    intervalSeconds: Math.floor(check.intervalMs / 1000),
    timeoutSeconds: Math.floor(check.timeoutMs / 1000),
    httpStatusCodesForReady: check.httpStatusCodesForReady,
    preserveLastResponse: check.preserveLastResponse,
  };
}

function ipAddressJson(app: AppDefinition): Json | null {
  if (app.ipAddress === null) return null;
  const ports = app.ipAddress.discoveryPorts.map((port) => ({ ...port, labels: mapJson(port.labels) }));
  return { groups: app.ipAddress.groups, labels: mapJson(app.ipAddress.labels), discovery: { ports } };
}

function versionInfoJson(app: AppDefinition): Json {
  const info = app.versionInfo;
  if (info.kind !== 'full') return {};
  return {
    versionInfo: {
      lastScalingAt: formatTimestamp(info.lastScalingAtMs),
      lastConfigChangeAt: formatTimestamp(info.lastConfigChangeAtMs),
    },
  };
}

export function appJson(app: AppDefinition): Json {
  const ports = servicePorts(app);
  return {
    id: app.id,
    cmd: app.cmd,
    args: app.args,
    user: app.user,
    env: mapJson(app.env),
    instances: app.instances,
    cpus: app.cpus,
    mem: app.mem,
    disk: app.disk,
    executor: app.executor,
    constraints: app.constraints.map(({ field, operator, value }) =>
      value === null ? [field, operator] : [field, operator, value],
    ),
    uris: app.fetch.map((fetch) => fetch.uri),
    fetch: app.fetch.map(({ uri, extract, executable, cache }) => ({ uri, extract, executable, cache })),
    storeUrls: app.storeUrls,
    ports,
    portDefinitions: app.portDefinitions
      .slice(0, ports.length)
      .map((definition, index) => portJson(definition, ports[index] ?? 0)),
    requirePorts: app.requirePorts,
    backoffSeconds: Math.floor(app.backoffMs / 1000),
    backoffFactor: app.backoffFactor,
    maxLaunchDelaySeconds: Math.floor(app.maxLaunchDelayMs / 1000),
    container: app.container === null ? null : containerJson(app.container),
    healthChecks: app.healthChecks.map(healthCheckJson),
    readinessChecks: app.readinessChecks.map(readinessCheckJson),
    dependencies: app.dependencies,
    upgradeStrategy: app.upgradeStrategy,
    labels: mapJson(app.labels),
    acceptedResourceRoles: app.acceptedResourceRoles,
    ipAddress: ipAddressJson(app),
    version: formatTimestamp(versionMsOf(app)),
    residency: app.residency,
    ...versionInfoJson(app),
  };
}

/** Text of the app's object without its closing brace: the embedded extras follow. Remembered for each definition. */
export const appJsonOpen: (app: AppDefinition) => string = memoByIdentity((app: AppDefinition) =>
  JSON.stringify(appJson(app)).slice(0, -1),
);

export function appJsonText(app: AppDefinition): string {
  return `${appJsonOpen(app)}}`;
}
