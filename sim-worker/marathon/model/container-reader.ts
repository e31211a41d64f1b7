/**
 * JSON of containers, volumes, ports and checks → model.
 * Source: Marathon 1.1.1, api/v2/json/Formats.scala (ContainerFormats, HealthCheckFormats, ReadinessCheckFormats, IpAddressFormats).
 */
import type {
  Container,
  DiscoveryPort,
  DockerContainer,
  DockerNetwork,
  FetchUri,
  HealthCheck,
  HealthCheckProtocol,
  IpAddress,
  PortDefinition,
  PortMapping,
  ReadinessCheck,
  Residency,
  TaskLostBehavior,
  Volume,
  VolumeMode,
} from './app-definition.ts';
import {
  complain,
  complainAt,
  complainThrown,
  type JsonObject,
  oneOf,
  optional,
  optionalArray,
  readArray,
  readBoolean,
  readInteger,
  readLong,
  type ReadItem,
  readObject,
  readString,
  readStringMap,
  required,
} from './json-reader.ts';

/** A text out of a list; Play's enum readers have their own words for other texts and types. */
function readEnum<T extends string>(names: readonly T[], invalid: (text: string) => string): ReadItem<T> {
  return (value, path, problems) => {
    if (typeof value !== 'string') return complain(problems, path, `expected string, got ${JSON.stringify(value)}`);
    return names.find((name) => name === value) ?? complain(problems, path, invalid(value));
  };
}

const readNetwork = readEnum<DockerNetwork>(
  ['HOST', 'BRIDGE', 'NONE'],
  (text) => `${text} is not a valid network type`,
);
const readMode = readEnum<VolumeMode>(['RW', 'RO'], (text) => `${text} is not a valid mde`);
const readContainerType = readEnum<'DOCKER' | 'MESOS'>(
  ['DOCKER', 'MESOS'],
  (text) => `${text} is not a valid container type`,
);
const readProtocol = readEnum<HealthCheckProtocol>(
  ['HTTP', 'TCP', 'COMMAND', 'HTTPS'],
  (text) => `${text} is not a valid protocol`,
);

export const readPortDefinition: ReadItem<PortDefinition> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    port: optional(object, 'port', readInteger) ?? 0,
    protocol: optional(object, 'protocol', readString) ?? 'tcp',
    name: optional(object, 'name', readString) ?? null,
    labels: optional(object, 'labels', readStringMap) ?? [],
  };
};

const readPortMapping: ReadItem<PortMapping> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    containerPort: optional(object, 'containerPort', readInteger) ?? 0,
    hostPort: optional(object, 'hostPort', readInteger) ?? 0,
    servicePort: optional(object, 'servicePort', readInteger) ?? 0,
    protocol: optional(object, 'protocol', readString) ?? 'tcp',
    name: optional(object, 'name', readString) ?? null,
    labels: optional(object, 'labels', readStringMap) ?? [],
  };
};

const readParameter: ReadItem<{ readonly key: string; readonly value: string }> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return { key: required(object, 'key', readString, ''), value: required(object, 'value', readString, '') };
};

const readDocker: ReadItem<DockerContainer> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    image: required(object, 'image', readString, ''),
    network: optional(object, 'network', readNetwork) ?? null,
    portMappings: optionalArray(object, 'portMappings', readPortMapping) ?? null,
    privileged: optional(object, 'privileged', readBoolean) ?? false,
    parameters: optionalArray(object, 'parameters', readParameter) ?? [],
    forcePullImage: optional(object, 'forcePullImage', readBoolean) ?? false,
  };
};

const readVolume: ReadItem<Volume> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  const containerPath = required(object, 'containerPath', readString, '');
  const hostPath = optional(object, 'hostPath', readString);
  const mode = required(object, 'mode', readMode, 'RW');
  const persistent = optional(object, 'persistent', readObject);
  const external = optional(object, 'external', readObject);
  if ((persistent ?? external) !== undefined && hostPath !== undefined)
    complainThrown(problems, 'hostPath may not be set with persistent');
  if (persistent !== undefined && external !== undefined)
    complainThrown(problems, 'external may not be set with persistent');
  if (persistent !== undefined)
    return { kind: 'persistent', containerPath, sizeMib: required(persistent, 'size', readLong, 0), mode };
  if (external !== undefined) return externalVolume(external, containerPath, mode);
  return { kind: 'host', containerPath, hostPath: hostPath ?? '', mode };
};

function externalVolume(object: JsonObject, containerPath: string, mode: VolumeMode): Volume {
  return {
    kind: 'external',
    containerPath,
    mode,
    sizeGib: optional(object, 'size', readLong) ?? null,
    name: required(object, 'name', readString, ''),
    provider: required(object, 'provider', readString, ''),
    options: optional(object, 'options', readStringMap) ?? [],
  };
}

export const readContainer: ReadItem<Container> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    type: optional(object, 'type', readContainerType) ?? 'DOCKER',
    volumes: optionalArray(object, 'volumes', readVolume) ?? [],
    docker: optional(object, 'docker', readDocker) ?? null,
  };
};

export const readFetchUri: ReadItem<FetchUri> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    uri: required(object, 'uri', readString, ''),
    extract: optional(object, 'extract', readBoolean) ?? true,
    executable: optional(object, 'executable', readBoolean) ?? false,
    cache: optional(object, 'cache', readBoolean) ?? false,
  };
};

const ARCHIVE = /\.(tgz|tar\.gz|tbz2|tar\.bz2|txz|tar\.xz|zip)$/;

/** A plain uri: unpacked when its name says so (FetchUri.isExtract). */
export function fetchOfUri(uri: string): FetchUri {
  return { uri, extract: ARCHIVE.test(uri), executable: false, cache: false };
}

export const readHealthCheck: ReadItem<HealthCheck> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  const command = optional(object, 'command', readObject);
  return {
    path: optional(object, 'path', readString) ?? null,
    protocol: optional(object, 'protocol', readProtocol) ?? 'HTTP',
    portIndex: optional(object, 'portIndex', readInteger) ?? null,
    port: optional(object, 'port', readInteger) ?? null,
    command: command === undefined ? null : required(command, 'value', readString, ''),
    gracePeriodSeconds: optional(object, 'gracePeriodSeconds', readLong) ?? 300,
    intervalSeconds: optional(object, 'intervalSeconds', readLong) ?? 60,
    timeoutSeconds: optional(object, 'timeoutSeconds', readLong) ?? 20,
    maxConsecutiveFailures: optional(object, 'maxConsecutiveFailures', readInteger) ?? 3,
    ignoreHttp1xx: optional(object, 'ignoreHttp1xx', readBoolean) ?? false,
  };
};

/** Without port and port index the first port is meant, where there are ports. */
export function withDefaultPortIndex(check: HealthCheck): HealthCheck {
  const needed = check.port === null && check.portIndex === null && check.protocol !== 'COMMAND';
  return needed ? { ...check, portIndex: 0 } : check;
}

const readReadinessProtocol: ReadItem<ReadinessCheck['protocol']> = (value, path, problems) =>
  value === 'HTTP' || value === 'HTTPS' ? value : complain(problems, path, 'Choose one of HTTP, HTTPS');

export const readReadinessCheck: ReadItem<ReadinessCheck> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    name: optional(object, 'name', readString) ?? 'readinessCheck',
    protocol: optional(object, 'protocol', readReadinessProtocol) ?? 'HTTP',
    path: optional(object, 'path', readString) ?? '/',
    portName: optional(object, 'portName', readString) ?? 'http-api',
    intervalMs: (optional(object, 'intervalSeconds', readLong) ?? 30) * 1000,
    timeoutMs: (optional(object, 'timeoutSeconds', readLong) ?? 10) * 1000,
    httpStatusCodesForReady: optionalArray(object, 'httpStatusCodesForReady', readInteger) ?? [200],
    preserveLastResponse: optional(object, 'preserveLastResponse', readBoolean) ?? false,
  };
};

const PORT_NAME = /^[a-z0-9-]+$/;

const readPortName: ReadItem<string> = (value, path, problems) => {
  const text = readString(value, path, problems);
  if (text === null || PORT_NAME.test(text)) return text;
  return complain(problems, path, 'Port name must fully match regular expression ^[a-z0-9-]+$');
};

const readDiscoveryPort: ReadItem<DiscoveryPort> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    number: required(object, 'number', readInteger, 0),
    name: required(object, 'name', readPortName, ''),
    protocol: required(
      object,
      'protocol',
      oneOf(['tcp', 'udp'] as const, "Invalid protocol. Only 'udp' or 'tcp' are allowed."),
      'tcp',
    ),
    labels: optional(object, 'labels', readStringMap) ?? [],
  };
};

export const readIpAddress: ReadItem<IpAddress> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  const discovery = optional(object, 'discovery', readObject);
  const ports = discovery === undefined ? [] : discoveryPorts(discovery);
  return {
    groups: optionalArray(object, 'groups', readString) ?? [],
    labels: optional(object, 'labels', readStringMap) ?? [],
    discoveryPorts: ports,
  };
};

function discoveryPorts(discovery: JsonObject): readonly DiscoveryPort[] {
  const before = discovery.problems.length;
  const readAll: ReadItem<readonly DiscoveryPort[]> = (value, path, problems) =>
    readArray(value, path, problems, readDiscoveryPort);
  const ports = required(discovery, 'ports', readAll, []);
  if (discovery.problems.length > before) return ports;
  if (new Set(ports.map((port) => port.name)).size < ports.length)
    complainAt(discovery, 'ports', 'Port names are not unique.');
  else if (new Set(ports.map(({ number, protocol }) => `${String(number)}/${protocol}`)).size < ports.length) {
    const text = 'There may be only one port with a particular port number/protocol combination.';
    complainAt(discovery, 'ports', text);
  }
  return ports;
}

const TASK_LOST_BEHAVIORS: readonly TaskLostBehavior[] = ['RELAUNCH_AFTER_TIMEOUT', 'WAIT_FOREVER'];

/** The Java enumeration throws for an unknown name. */
const readTaskLostBehavior: ReadItem<TaskLostBehavior> = (value, path, problems) => {
  const text = readString(value, path, problems);
  if (text === null) return null;
  const found = TASK_LOST_BEHAVIORS.find((name) => name === text);
  const enumeration = 'mesosphere.marathon.Protos.ResidencyDefinition.TaskLostBehavior';
  return found ?? complainThrown(problems, `No enum constant ${enumeration}.${text}`);
};

export const readResidency: ReadItem<Residency> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  return {
    relaunchEscalationTimeoutSeconds: optional(object, 'relaunchEscalationTimeoutSeconds', readLong) ?? 3600,
    taskLostBehavior: optional(object, 'taskLostBehavior', readTaskLostBehavior) ?? 'WAIT_FOREVER',
  };
};
