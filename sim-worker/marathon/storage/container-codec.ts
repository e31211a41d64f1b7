/**
 * Stored form of containers, checks, residency and ip addresses.
 * Source: Marathon 1.1.1, src/main/proto/marathon.proto (ExtendedContainerInfo, HealthCheckDefinition, ReadinessCheckDefinition, …).
 */
import type {
  Container,
  DockerContainer,
  DockerNetwork,
  HealthCheck,
  HealthCheckProtocol,
  IpAddress,
  PortMapping,
  ReadinessCheck,
  Residency,
  Volume,
} from '../model/app-definition.ts';
import type { StringPairs } from '../model/json-reader.ts';
import {
  allMessages,
  allNumbers,
  allStrings,
  fieldBool,
  fieldMessage,
  fieldNumber,
  fieldString,
  type WireMessage,
  type WireWriter,
  writeBool,
  writeMessage,
  writeOptionalString,
  writeString,
  writeVarint,
} from './wire.ts';

const NETWORKS: readonly DockerNetwork[] = ['HOST', 'BRIDGE', 'NONE'];
const PROTOCOLS: readonly HealthCheckProtocol[] = ['HTTP', 'TCP', 'COMMAND', 'HTTPS'];

function encodeLabels(writer: WireWriter, field: number, labels: StringPairs): void {
  for (const [key, value] of labels) {
    writeMessage(writer, field, (label) => {
      writeString(label, 1, key);
      writeString(label, 2, value);
    });
  }
}

function decodeLabels(message: WireMessage, field: number): StringPairs {
  return allMessages(message, field).map(
    (label) => [fieldString(label, 1) ?? '', fieldString(label, 2) ?? ''] as const,
  );
}

function encodeMapping(writer: WireWriter, mapping: PortMapping): void {
  writeVarint(writer, 1, mapping.hostPort);
  writeVarint(writer, 2, mapping.containerPort);
  writeString(writer, 3, mapping.protocol);
  writeOptionalString(writer, 4, mapping.name);
  encodeLabels(writer, 5, mapping.labels);
  writeVarint(writer, 100, mapping.servicePort);
}

function encodeDocker(writer: WireWriter, docker: DockerContainer): void {
  writeString(writer, 1, docker.image);
  if (docker.network !== null) writeVarint(writer, 2, NETWORKS.indexOf(docker.network) + 1);
  for (const mapping of docker.portMappings ?? []) writeMessage(writer, 3, (inner) => encodeMapping(inner, mapping));
  writeBool(writer, 4, docker.privileged);
  for (const { key, value } of docker.parameters) encodeLabels(writer, 5, [[key, value]]);
  writeBool(writer, 6, docker.forcePullImage);
}

function encodeVolume(writer: WireWriter, volume: Volume): void {
  writeString(writer, 1, volume.containerPath);
  if (volume.kind === 'host') writeString(writer, 2, volume.hostPath);
  writeVarint(writer, 3, volume.mode === 'RW' ? 1 : 2);
  if (volume.kind === 'persistent') writeMessage(writer, 5, (inner) => writeVarint(inner, 1, volume.sizeMib));
  if (volume.kind !== 'external') return;
  writeMessage(writer, 6, (inner) => {
    if (volume.sizeGib !== null) writeVarint(inner, 1, volume.sizeGib);
    writeString(inner, 2, volume.name);
    writeString(inner, 3, volume.provider);
    encodeLabels(inner, 4, volume.options);
  });
}

export function encodeContainer(writer: WireWriter, container: Container): void {
  writeVarint(writer, 1, container.type === 'DOCKER' ? 1 : 2);
  for (const volume of container.volumes) writeMessage(writer, 2, (inner) => encodeVolume(inner, volume));
  const docker = container.docker;
  if (docker !== null) writeMessage(writer, 3, (inner) => encodeDocker(inner, docker));
}

function decodeMapping(message: WireMessage): PortMapping {
  return {
    containerPort: fieldNumber(message, 2) ?? 0,
    hostPort: fieldNumber(message, 1) ?? 0,
    servicePort: fieldNumber(message, 100) ?? 0,
    protocol: fieldString(message, 3) ?? 'tcp',
    name: fieldString(message, 4),
    labels: decodeLabels(message, 5),
  };
}

function decodeDocker(message: WireMessage): DockerContainer {
  const network = NETWORKS[(fieldNumber(message, 2) ?? 0) - 1] ?? null;
  const mappings = allMessages(message, 3).map(decodeMapping);
  return {
    image: fieldString(message, 1) ?? '',
    network,
    // A list without elements leaves no trace in the bytes: it comes back as none, as in the original.
    portMappings: mappings.length > 0 ? mappings : null,
    privileged: fieldBool(message, 4) ?? false,
    parameters: decodeLabels(message, 5).map(([key, value]) => ({ key, value })),
    forcePullImage: fieldBool(message, 6) ?? false,
  };
}

function decodeVolume(message: WireMessage): Volume {
  const containerPath = fieldString(message, 1) ?? '';
  const mode = fieldNumber(message, 3) === 2 ? 'RO' : 'RW';
  const persistent = fieldMessage(message, 5);
  const external = fieldMessage(message, 6);
  if (persistent !== null) return { kind: 'persistent', containerPath, mode, sizeMib: fieldNumber(persistent, 1) ?? 0 };
  if (external === null) return { kind: 'host', containerPath, mode, hostPath: fieldString(message, 2) ?? '' };
  return {
    kind: 'external',
    containerPath,
    mode,
    sizeGib: fieldNumber(external, 1),
    name: fieldString(external, 2) ?? '',
    provider: fieldString(external, 3) ?? '',
    options: decodeLabels(external, 4),
  };
}

export function decodeContainer(message: WireMessage): Container {
  const docker = fieldMessage(message, 3);
  return {
    type: fieldNumber(message, 1) === 2 ? 'MESOS' : 'DOCKER',
    volumes: allMessages(message, 2).map(decodeVolume),
    docker: docker === null ? null : decodeDocker(docker),
  };
}

export function encodeHealthCheck(writer: WireWriter, check: HealthCheck): void {
  writeVarint(writer, 1, PROTOCOLS.indexOf(check.protocol));
  if (check.portIndex !== null) writeVarint(writer, 2, check.portIndex);
  writeVarint(writer, 3, check.gracePeriodSeconds);
  writeVarint(writer, 4, check.intervalSeconds);
  writeVarint(writer, 5, check.timeoutSeconds);
  writeOptionalString(writer, 6, check.path);
  writeVarint(writer, 7, check.maxConsecutiveFailures);
  const command = check.command;
  if (command !== null) writeMessage(writer, 8, (inner) => writeString(inner, 3, command));
  writeBool(writer, 9, check.ignoreHttp1xx);
  if (check.port !== null) writeVarint(writer, 10, check.port);
}

export function decodeHealthCheck(message: WireMessage): HealthCheck {
  return {
    path: fieldString(message, 6),
    protocol: PROTOCOLS[fieldNumber(message, 1) ?? 0] ?? 'HTTP',
    portIndex: fieldNumber(message, 2),
    port: fieldNumber(message, 10),
    command: fieldString(fieldMessage(message, 8) ?? [], 3),
    gracePeriodSeconds: fieldNumber(message, 3) ?? 15,
    intervalSeconds: fieldNumber(message, 4) ?? 10,
    timeoutSeconds: fieldNumber(message, 5) ?? 20,
    maxConsecutiveFailures: fieldNumber(message, 7) ?? 3,
    ignoreHttp1xx: fieldBool(message, 9) ?? false,
  };
}

export function encodeReadinessCheck(writer: WireWriter, check: ReadinessCheck): void {
  writeString(writer, 1, check.name);
  writeVarint(writer, 2, check.protocol === 'HTTP' ? 0 : 1);
  writeString(writer, 3, check.path);
  writeString(writer, 4, check.portName);
  writeVarint(writer, 5, check.intervalMs);
  writeVarint(writer, 6, check.timeoutMs);
  for (const status of check.httpStatusCodesForReady) writeVarint(writer, 7, status);
  writeBool(writer, 8, check.preserveLastResponse);
}

export function decodeReadinessCheck(message: WireMessage): ReadinessCheck {
  return {
    name: fieldString(message, 1) ?? '',
    protocol: fieldNumber(message, 2) === 1 ? 'HTTPS' : 'HTTP',
    path: fieldString(message, 3) ?? '/',
    portName: fieldString(message, 4) ?? '',
    intervalMs: fieldNumber(message, 5) ?? 30_000,
    timeoutMs: fieldNumber(message, 6) ?? 10_000,
    httpStatusCodesForReady: allNumbers(message, 7),
    preserveLastResponse: fieldBool(message, 8) ?? false,
  };
}

export function encodeIpAddress(writer: WireWriter, ipAddress: IpAddress): void {
  for (const group of ipAddress.groups) writeString(writer, 1, group);
  encodeLabels(writer, 2, ipAddress.labels);
  writeMessage(writer, 3, (discovery) => {
    for (const port of ipAddress.discoveryPorts) {
      writeMessage(discovery, 1, (inner) => {
        writeVarint(inner, 1, port.number);
        writeString(inner, 2, port.name);
        writeString(inner, 3, port.protocol);
      });
    }
  });
}

export function decodeIpAddress(message: WireMessage): IpAddress {
  return {
    groups: allStrings(message, 1),
    labels: decodeLabels(message, 2),
    discoveryPorts: allMessages(fieldMessage(message, 3) ?? [], 1).map((port) => ({
      number: fieldNumber(port, 1) ?? 0,
      name: fieldString(port, 2) ?? '',
      protocol: fieldString(port, 3) ?? 'tcp',
      labels: [],
    })),
  };
}

export function encodeResidency(writer: WireWriter, residency: Residency): void {
  writeVarint(writer, 1, residency.relaunchEscalationTimeoutSeconds);
  writeVarint(writer, 2, residency.taskLostBehavior === 'RELAUNCH_AFTER_TIMEOUT' ? 0 : 1);
}

export function decodeResidency(message: WireMessage): Residency {
  return {
    relaunchEscalationTimeoutSeconds: fieldNumber(message, 1) ?? 3600,
    taskLostBehavior: fieldNumber(message, 2) === 0 ? 'RELAUNCH_AFTER_TIMEOUT' : 'WAIT_FOREVER',
  };
}
