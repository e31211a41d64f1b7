/**
 * ServiceDefinition: the stored form of an app.
 * Source: Marathon 1.1.1, src/main/proto/marathon.proto, state/AppDefinition.scala (toProto, mergeFromProto).
 */
import {
  type AppDefinition,
  CONSTRAINT_OPERATORS,
  type ConstraintOperator,
  deepFreeze,
  defaultApp,
  type FetchUri,
  type PortDefinition,
  versionMsOf,
  type VersionInfo,
} from '../model/app-definition.ts';
import type { StringPairs } from '../model/json-reader.ts';
import { canonicalPath } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import { memoByIdentity } from '../memo.ts';
import {
  decodeContainer,
  decodeHealthCheck,
  decodeReadinessCheck,
  encodeContainer,
  encodeHealthCheck,
  encodeReadinessCheck,
} from './container-codec.ts';
import { decodeIpAddress, decodeResidency, encodeIpAddress, encodeResidency } from './container-codec.ts';
import {
  allMessages,
  allStrings,
  fieldBool,
  fieldMessage,
  fieldNumber,
  fieldString,
  wireBytes,
  type WireMessage,
  type WireWriter,
  wireWriter,
  writeBool,
  writeDouble,
  writeMessage,
  writeOptionalString,
  writeString,
  writeVarint,
} from './wire.ts';

/** Numbers of Constraint.Operator in marathon.proto. */
const OPERATOR_NUMBERS: Readonly<Record<ConstraintOperator, number>> = {
  UNIQUE: 0,
  LIKE: 1,
  CLUSTER: 2,
  GROUP_BY: 3,
  UNLIKE: 4,
};

export function encodePairs(writer: WireWriter, field: number, pairs: StringPairs): void {
  for (const [key, value] of pairs) {
    writeMessage(writer, field, (inner) => {
      writeString(inner, 1, key);
      writeString(inner, 2, value);
    });
  }
}

export function decodePairs(message: WireMessage, field: number): StringPairs {
  return allMessages(message, field).map((pair) => [fieldString(pair, 1) ?? '', fieldString(pair, 2) ?? ''] as const);
}

function encodeCommand(writer: WireWriter, app: AppDefinition): void {
  for (const fetch of app.fetch) {
    writeMessage(writer, 1, (uri) => {
      writeString(uri, 1, fetch.uri);
      writeBool(uri, 2, fetch.executable);
      writeBool(uri, 3, fetch.extract);
      writeBool(uri, 4, fetch.cache);
    });
  }
  writeMessage(writer, 2, (environment) => encodePairs(environment, 1, app.env));
  const args = app.args ?? [];
  if (app.cmd !== null) writeString(writer, 3, app.cmd);
  else if (app.container === null && args[0] !== undefined) writeString(writer, 3, args[0]);
  writeOptionalString(writer, 5, app.user);
  writeBool(writer, 6, app.cmd !== null);
  for (const argument of args) writeString(writer, 7, argument);
}

function encodeScalar(writer: WireWriter, name: string, value: number): void {
  writeMessage(writer, 4, (resource) => {
    writeString(resource, 1, name);
    writeVarint(resource, 2, 0);
    writeMessage(resource, 3, (scalar) => writeDouble(scalar, 1, value));
    writeString(resource, 6, '*');
  });
}

function encodeVersions(writer: WireWriter, app: AppDefinition): void {
  if (app.versionInfo.kind !== 'full') return;
  writeVarint(writer, 23, app.versionInfo.lastScalingAtMs);
  writeVarint(writer, 24, app.versionInfo.lastConfigChangeAtMs);
}

export function encodePortDefinition(writer: WireWriter, definition: PortDefinition): void {
  writeVarint(writer, 1, definition.port);
  writeOptionalString(writer, 2, definition.name);
  writeString(writer, 3, definition.protocol);
  if (definition.labels.length > 0) writeMessage(writer, 5, (labels) => encodePairs(labels, 1, definition.labels));
}

function encodeApp(app: AppDefinition): Uint8Array {
  const writer = wireWriter();
  writeString(writer, 1, app.id);
  writeMessage(writer, 2, (command) => encodeCommand(command, app));
  writeVarint(writer, 3, app.instances);
  encodeScalar(writer, 'cpus', app.cpus);
  encodeScalar(writer, 'mem', app.mem);
  encodeScalar(writer, 'disk', app.disk);
  for (const constraint of app.constraints) {
    writeMessage(writer, 7, (inner) => {
      writeString(inner, 1, constraint.field);
      writeVarint(inner, 2, OPERATOR_NUMBERS[constraint.operator]);
      writeOptionalString(inner, 3, constraint.value);
    });
  }
  writeString(writer, 8, app.executor);
  writeString(writer, 11, formatTimestamp(versionMsOf(app)));
  for (const check of app.healthChecks) writeMessage(writer, 12, (inner) => encodeHealthCheck(inner, check));
  writeVarint(writer, 13, app.backoffMs);
  writeDouble(writer, 14, app.backoffFactor);
  writeMessage(writer, 15, (strategy) => {
    writeDouble(strategy, 1, app.upgradeStrategy.minimumHealthCapacity);
    writeDouble(strategy, 2, app.upgradeStrategy.maximumOverCapacity);
  });
  for (const dependency of app.dependencies) writeString(writer, 16, dependency);
  for (const url of app.storeUrls) writeString(writer, 17, url);
  writeBool(writer, 18, app.requirePorts);
  const container = app.container;
  if (container !== null) writeMessage(writer, 19, (inner) => encodeContainer(inner, container));
  encodePairs(writer, 20, app.labels);
  writeVarint(writer, 21, app.maxLaunchDelayMs);
  const roles = app.acceptedResourceRoles;
  if (roles !== null)
    writeMessage(writer, 22, (inner) => {
      for (const role of roles) writeString(inner, 1, role);
    });
  encodeVersions(writer, app);
  const { ipAddress, residency } = app;
  if (ipAddress !== null) writeMessage(writer, 25, (inner) => encodeIpAddress(inner, ipAddress));
  if (residency !== null) writeMessage(writer, 26, (inner) => encodeResidency(inner, residency));
  for (const definition of app.portDefinitions)
    writeMessage(writer, 27, (inner) => encodePortDefinition(inner, definition));
  for (const check of app.readinessChecks) writeMessage(writer, 28, (inner) => encodeReadinessCheck(inner, check));
  return wireBytes(writer);
}

/** Stored bytes of an app, remembered for each definition. */
export const appBytes: (app: AppDefinition) => Uint8Array = memoByIdentity(encodeApp);

function decodeFetch(uri: WireMessage): FetchUri {
  return {
    uri: fieldString(uri, 1) ?? '',
    executable: fieldBool(uri, 2) ?? false,
    extract: fieldBool(uri, 3) ?? true,
    cache: fieldBool(uri, 4) ?? false,
  };
}

function decodeVersion(message: WireMessage): VersionInfo {
  const versionMs = parseTimestamp(fieldString(message, 11) ?? '') ?? 0;
  const lastScalingAtMs = fieldNumber(message, 23);
  if (lastScalingAtMs === null) return { kind: 'only', versionMs };
  return { kind: 'full', versionMs, lastScalingAtMs, lastConfigChangeAtMs: fieldNumber(message, 24) ?? versionMs };
}

function decodePorts(message: WireMessage): readonly PortDefinition[] {
  return allMessages(message, 27).map((port) => ({
    port: fieldNumber(port, 1) ?? 0,
    protocol: fieldString(port, 3) ?? 'tcp',
    name: fieldString(port, 2),
    labels: decodePairs(fieldMessage(port, 5) ?? [], 1),
  }));
}

function scalarOf(message: WireMessage, name: string): number {
  const resource = allMessages(message, 4).find((entry) => fieldString(entry, 1) === name);
  return fieldNumber(fieldMessage(resource ?? [], 3) ?? [], 1) ?? 0;
}

export function decodeApp(message: WireMessage): AppDefinition {
  const command = fieldMessage(message, 2) ?? [];
  const args = allStrings(command, 7);
  const shell = fieldBool(command, 6) ?? true;
  const strategy = fieldMessage(message, 15);
  const roles = fieldMessage(message, 22);
  const container = fieldMessage(message, 19);
  const ipAddress = fieldMessage(message, 25);
  const residency = fieldMessage(message, 26);
  const id = canonicalPath(fieldString(message, 1) ?? '/');
  return deepFreeze({
    ...defaultApp(id),
    cmd: shell ? fieldString(command, 3) : null,
    args: args.length > 0 ? args : null,
    user: fieldString(command, 5),
    env: decodePairs(fieldMessage(command, 2) ?? [], 1),
    fetch: allMessages(command, 1).map(decodeFetch),
    instances: fieldNumber(message, 3) ?? 1,
    cpus: scalarOf(message, 'cpus'),
    mem: scalarOf(message, 'mem'),
    disk: scalarOf(message, 'disk'),
    constraints: allMessages(message, 7).map((entry) => ({
      field: fieldString(entry, 1) ?? '',
      operator: CONSTRAINT_OPERATORS.find((name) => OPERATOR_NUMBERS[name] === fieldNumber(entry, 2)) ?? 'UNIQUE',
      value: fieldString(entry, 3),
    })),
    executor: fieldString(message, 8) ?? '',
    healthChecks: allMessages(message, 12).map(decodeHealthCheck),
    backoffMs: fieldNumber(message, 13) ?? 1000,
    backoffFactor: fieldNumber(message, 14) ?? 1.15,
    upgradeStrategy:
      strategy === null
        ? defaultApp(id).upgradeStrategy
        : {
            minimumHealthCapacity: fieldNumber(strategy, 1) ?? 1,
            maximumOverCapacity: fieldNumber(strategy, 2) ?? 1,
          },
    dependencies: allStrings(message, 16).map((dependency) => canonicalPath(dependency)),
    storeUrls: allStrings(message, 17),
    requirePorts: fieldBool(message, 18) ?? false,
    container: container === null ? null : decodeContainer(container),
    labels: decodePairs(message, 20),
    maxLaunchDelayMs: fieldNumber(message, 21) ?? 3_600_000,
    acceptedResourceRoles: roles === null ? null : allStrings(roles, 1),
    ipAddress: ipAddress === null ? null : decodeIpAddress(ipAddress),
    residency: residency === null ? null : decodeResidency(residency),
    portDefinitions: decodePorts(message),
    readinessChecks: allMessages(message, 28).map(decodeReadinessCheck),
    versionInfo: decodeVersion(message),
  });
}
