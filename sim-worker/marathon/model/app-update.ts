/**
 * JSON of an app, read as a set of given fields: an app for creation is the defaults with these fields, an update of an
 * existing app replaces them.
 * Source: Marathon 1.1.1, api/v2/json/{Formats,AppUpdate}.scala (AppDefinitionReads, AppUpdateReads, AppUpdate.apply).
 */
import {
  type AppDefinition,
  CONSTRAINT_OPERATORS,
  type Constraint,
  DEFAULT_RESIDENCY,
  DEFAULT_UPGRADE_STRATEGY,
  deepFreeze,
  defaultApp,
  dockerMappings,
  persistentVolumes,
  portDefinition,
  type PortDefinition,
  RESIDENT_UPGRADE_STRATEGY,
  type UpgradeStrategy,
} from './app-definition.ts';
import {
  fetchOfUri,
  readContainer,
  readFetchUri,
  readHealthCheck,
  readIpAddress,
  readPortDefinition,
  readReadinessCheck,
  readResidency,
  withDefaultPortIndex,
} from './container-reader.ts';
import {
  complain,
  complainAt,
  hasField,
  type JsonObject,
  type JsonProblem,
  optional,
  optionalArray,
  readBoolean,
  readInteger,
  type ReadItem,
  readNumber,
  readObject,
  readString,
  readStringMap,
} from './json-reader.ts';
import { canonicalPath, type PathId, ROOT_PATH } from './path-id.ts';
import { parseTimestamp } from './timestamp.ts';

/** Fields of an app as given by a request; dependencies are kept as written until their base is known. */
export type AppFields = Partial<Omit<AppDefinition, 'id' | 'versionInfo' | 'dependencies'>> & {
  /** As written. */
  readonly id?: string;
  readonly dependencies?: readonly string[] | readonly PathId[];
  /** Version to go back to (updates), or ignored (creation). */
  readonly versionMs?: number;
};

const EXECUTOR = /^(?:\/\/cmd|(?:\/?[^/]+(?:\/[^/]+)*)|)$/;

const readId: ReadItem<string> = (value, path, problems) => {
  const text = readString(value, path, problems);
  if (text === null) return null;
  if (text.length < 1) return complain(problems, path, 'error.minLength');
  return canonicalPath(text) === ROOT_PATH ? complain(problems, path, 'error.invalid') : text;
};

export const readPathText: ReadItem<string> = (value, path, problems) => {
  const text = readString(value, path, problems);
  return text !== null && text.length < 1 ? complain(problems, path, 'error.minLength') : text;
};

const readCmd: ReadItem<string> = (value, path, problems) => {
  const text = readString(value, path, problems);
  return text !== null && text.length < 1 ? complain(problems, path, 'error.minLength') : text;
};

const readExecutor: ReadItem<string> = (value, path, problems) => {
  const text = readString(value, path, problems);
  return text !== null && !EXECUTOR.test(text) ? complain(problems, path, 'error.pattern') : text;
};

const readConstraint: ReadItem<Constraint> = (value, path, problems) => {
  const texts =
    Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? (value as readonly string[]) : [];
  const [field, operatorText, constraintValue] = texts;
  if (texts.length > 3 || field === undefined || operatorText === undefined) {
    return complain(
      problems,
      path,
      'Constraint definition must be an array of strings in format: <key>, <operator>[, value]',
    );
  }
  const operator = CONSTRAINT_OPERATORS.find((name) => name === operatorText);
  if (operator === undefined) {
    return complain(
      problems,
      path,
      `Constraint operator must be one of the following: [${CONSTRAINT_OPERATORS.join(', ')}]`,
    );
  }
  return { field, operator, value: constraintValue ?? null };
};

const readUpgradeStrategy: ReadItem<UpgradeStrategy> = (value, path, problems) => {
  const object = readObject(value, path, problems);
  if (object === null) return null;
  return {
    minimumHealthCapacity: optional(object, 'minimumHealthCapacity', readNumber) ?? 1,
    maximumOverCapacity: optional(object, 'maximumOverCapacity', readNumber) ?? 1,
  };
};

export const readTimestampMs: ReadItem<number> = (value, path, problems) => {
  const text = readString(value, path, problems);
  if (text === null) return null;
  return parseTimestamp(text) ?? complain(problems, path, `Invalid format: "${text}"`);
};

/** Removes what was not given, so that a spread of the rest replaces only given fields. */
function given<T extends Readonly<Record<string, unknown>>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function readPorts(object: JsonObject): readonly PortDefinition[] | undefined {
  const ports = optionalArray(object, 'ports', readInteger);
  const definitions = optionalArray(object, 'portDefinitions', readPortDefinition);
  const fixed = ports?.filter((port) => port !== 0) ?? [];
  if (new Set(fixed).size < fixed.length) complainAt(object, 'ports', 'Ports must be unique.');
  if (ports !== undefined && definitions !== undefined && !samePorts(ports, definitions)) {
    complain(object.problems, object.path, 'You cannot specify both ports and port definitions');
  }
  return definitions ?? ports?.map(portDefinition);
}

function samePorts(ports: readonly number[], definitions: readonly PortDefinition[]): boolean {
  return ports.length === definitions.length && ports.every((port, index) => definitions[index]?.port === port);
}

function readFetch(object: JsonObject): AppDefinition['fetch'] | undefined {
  const uris = optionalArray(object, 'uris', readString);
  const fetch = optionalArray(object, 'fetch', readFetchUri);
  if ((uris?.length ?? 0) > 0 && (fetch?.length ?? 0) > 0)
    complain(object.problems, object.path, 'You cannot specify both uris and fetch fields');
  return fetch !== undefined && (fetch.length > 0 || uris === undefined) ? fetch : uris?.map(fetchOfUri);
}

function readRoles(object: JsonObject): readonly string[] | undefined {
  const roles = optionalArray(object, 'acceptedResourceRoles', readString);
  if (roles?.length === 0) complainAt(object, 'acceptedResourceRoles', 'set must not be empty');
  return roles;
}

const seconds = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * 1000);

/** Reads every field that the JSON has; wrong ones are noted in `problems`. */
export function readAppFields(value: unknown, path: string, problems: JsonProblem[]): AppFields {
  const object = readObject(value, path, problems);
  if (object === null) return {};
  const portDefinitions = readPorts(object);
  const ipAddress = optional(object, 'ipAddress', readIpAddress);
  if (ipAddress !== undefined && (portDefinitions?.length ?? 0) > 0) {
    complain(object.problems, path, 'You cannot specify both an IP address and ports');
  }
  return given({
    id: optional(object, 'id', readId),
    cmd: optional(object, 'cmd', readCmd),
    args: optionalArray(object, 'args', readString),
    user: optional(object, 'user', readString),
    env: optional(object, 'env', readStringMap),
    instances: optional(object, 'instances', readInteger),
    cpus: optional(object, 'cpus', readNumber),
    mem: optional(object, 'mem', readNumber),
    disk: optional(object, 'disk', readNumber),
    executor: optional(object, 'executor', readExecutor),
    constraints: optionalArray(object, 'constraints', readConstraint),
    fetch: readFetch(object),
    storeUrls: optionalArray(object, 'storeUrls', readString),
    portDefinitions,
    requirePorts: optional(object, 'requirePorts', readBoolean),
    backoffMs: seconds(optional(object, 'backoffSeconds', readInteger)),
    backoffFactor: optional(object, 'backoffFactor', readNumber),
    maxLaunchDelayMs: seconds(optional(object, 'maxLaunchDelaySeconds', readInteger)),
    container: optional(object, 'container', readContainer),
    healthChecks: optionalArray(object, 'healthChecks', readHealthCheck),
    readinessChecks: optionalArray(object, 'readinessChecks', readReadinessCheck),
    dependencies: optionalArray(object, 'dependencies', readPathText),
    upgradeStrategy: optional(object, 'upgradeStrategy', readUpgradeStrategy),
    labels: optional(object, 'labels', readStringMap),
    acceptedResourceRoles: readRoles(object),
    ipAddress,
    residency: optional(object, 'residency', readResidency),
    versionMs: optional(object, 'version', readTimestampMs),
  }) as AppFields;
}

/** The app that a request for creation describes. `base`: the enclosing group of its id; dependencies get theirs by `dependencyBase`. */
export function appOfFields(
  fields: AppFields,
  base: PathId,
  dependencyBase: PathId | null,
  versionMs: number,
): AppDefinition {
  const { id, dependencies, versionMs: ignored, ...rest } = fields;
  void ignored;
  const path = canonicalPath(id ?? '/', base);
  const app: AppDefinition = {
    ...defaultApp(path),
    ...rest,
    dependencies: [],
    versionInfo: { kind: 'only', versionMs },
  };
  const resident = persistentVolumes(app).length > 0 || app.residency !== null;
  const hasExternal = app.container?.volumes.some((volume) => volume.kind === 'external') ?? false;
  const ports = fields.ipAddress != null ? [] : app.portDefinitions;
  const portIndexMeaningful = ports.length > 0 || dockerMappings(app).length > 0;
  return deepFreeze({
    ...app,
    portDefinitions: ports,
    dependencies: (dependencies ?? []).map((dependency) => canonicalPath(dependency, dependencyBase ?? path)),
    upgradeStrategy:
      fields.upgradeStrategy ?? (resident || hasExternal ? RESIDENT_UPGRADE_STRATEGY : DEFAULT_UPGRADE_STRATEGY),
    residency: app.residency ?? (persistentVolumes(app).length > 0 ? DEFAULT_RESIDENCY : null),
    healthChecks: portIndexMeaningful ? app.healthChecks.map(withDefaultPortIndex) : app.healthChecks,
  });
}

/** Applies an update to an existing app: given fields replace theirs completely; the version information stays. */
export function applyUpdate(app: AppDefinition, fields: AppFields): AppDefinition {
  const { id, dependencies, versionMs, ...rest } = fields;
  void id;
  void versionMs;
  return deepFreeze({
    ...app,
    ...rest,
    container: fields.container ?? app.container,
    dependencies: dependencies?.map((dependency) => canonicalPath(dependency, app.id)) ?? app.dependencies,
    healthChecks: fields.healthChecks?.map(withDefaultPortIndex) ?? app.healthChecks,
  });
}

/** The app made by an update of one that does not exist: the defaults, then the update. */
export function appOfUpdate(id: PathId, fields: AppFields): AppDefinition {
  const resident = (fields.container?.volumes ?? []).some((volume) => volume.kind === 'persistent');
  const wantsResidentStrategy =
    resident ||
    fields.residency != null ||
    (fields.container?.volumes ?? []).some((volume) => volume.kind === 'external');
  return applyUpdate(
    deepFreeze({
      ...defaultApp(id),
      residency: resident ? DEFAULT_RESIDENCY : null,
      upgradeStrategy: wantsResidentStrategy ? RESIDENT_UPGRADE_STRATEGY : DEFAULT_UPGRADE_STRATEGY,
    }),
    fields,
  );
}

/** A version to roll back to may stand alone or beside the id only. */
export function hasOnlyVersion(object: JsonObject): boolean {
  return Object.keys(object.fields).every((name) => name === 'version' || name === 'id' || !hasField(object, name));
}
