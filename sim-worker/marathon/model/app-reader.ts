/**
 * JSON of an app → the set of its given fields, with every problem at its place.
 * Source: Marathon 1.1.1, api/v2/json/Formats.scala (AppDefinitionReads, AppUpdateReads). The original reads in two stages,
 * since one reader takes no more than 22 fields: problems of the second only show once the first has none.
 */
import {
  type AppDefinition,
  CONSTRAINT_OPERATORS,
  type Constraint,
  portDefinition,
  type PortDefinition,
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
} from './container-reader.ts';
import {
  complain,
  complainAt,
  complainThrown,
  hasField,
  type JsonObject,
  type JsonProblem,
  optional,
  optionalArray,
  readBoolean,
  readInteger,
  type ReadItem,
  readLong,
  readNumber,
  readObject,
  readString,
  readStringMap,
  required,
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
  if (canonicalPath(text) !== ROOT_PATH) return text;
  // Play's filterNot gives neither place nor text.
  problems.push({ path: '', errors: [] });
  return null;
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
  return {
    minimumHealthCapacity: optional(object, 'minimumHealthCapacity', readNumber) ?? 1,
    maximumOverCapacity: optional(object, 'maximumOverCapacity', readNumber) ?? 1,
  };
};

export const readTimestampMs: ReadItem<number> = (value, path, problems) => {
  const text = readString(value, path, problems);
  if (text === null) return null;
  return parseTimestamp(text) ?? complainThrown(problems, `Invalid format: "${text}"`);
};

/** Removes what was not given, so that a spread of the rest replaces only given fields. */
function given<T extends Readonly<Record<string, unknown>>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** A definition for creation, or fields that replace those of an existing app. */
export type AppReadMode = 'create' | 'update';

type GivenPorts = {
  readonly ports: readonly number[] | undefined;
  readonly definitions: readonly PortDefinition[] | undefined;
};

function readPorts(object: JsonObject): GivenPorts {
  const ports = optionalArray(object, 'ports', readInteger);
  const fixed = ports?.filter((port) => port !== 0) ?? [];
  if (new Set(fixed).size < fixed.length) complainAt(object, 'ports', 'Ports must be unique.');
  return { ports, definitions: optionalArray(object, 'portDefinitions', readPortDefinition) };
}

function samePorts({ ports, definitions }: GivenPorts): boolean {
  if (ports === undefined || definitions === undefined) return true;
  return ports.length === definitions.length && ports.every((port, index) => definitions[index]?.port === port);
}

type GivenFetch = {
  readonly uris: readonly string[] | undefined;
  readonly fetch: AppDefinition['fetch'] | undefined;
};

/** For a creation the name of a uri says whether it is unpacked; an update unpacks all. */
function fetchOf({ uris, fetch }: GivenFetch, mode: AppReadMode): AppDefinition['fetch'] | undefined {
  if (mode === 'update') return fetch ?? uris?.map((uri) => ({ uri, extract: true, executable: false, cache: false }));
  return fetch !== undefined && (fetch.length > 0 || uris === undefined) ? fetch : uris?.map(fetchOfUri);
}

function readRoles(object: JsonObject): readonly string[] | undefined {
  const roles = optionalArray(object, 'acceptedResourceRoles', readString);
  if (roles?.length === 0) complainAt(object, 'acceptedResourceRoles', 'set must not be empty');
  return roles;
}

const seconds = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * 1000);

function basicFields(object: JsonObject, mode: AppReadMode): AppFields {
  return given({
    id:
      mode === 'create'
        ? required<string | undefined>(object, 'id', readId, undefined)
        : optional(object, 'id', readId),
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
    storeUrls: optionalArray(object, 'storeUrls', readString),
    requirePorts: optional(object, 'requirePorts', readBoolean),
    backoffMs: seconds(optional(object, 'backoffSeconds', readLong)),
    backoffFactor: optional(object, 'backoffFactor', readNumber),
    maxLaunchDelayMs: seconds(optional(object, 'maxLaunchDelaySeconds', readLong)),
    container: optional(object, 'container', readContainer),
    healthChecks: optionalArray(object, 'healthChecks', readHealthCheck),
  }) as AppFields;
}

function moreFields(object: JsonObject, mode: AppReadMode): AppFields {
  const given1: GivenFetch = {
    uris: optionalArray(object, 'uris', readString),
    fetch: optionalArray(object, 'fetch', readFetchUri),
  };
  const dependencies = optionalArray(object, 'dependencies', readPathText);
  const ports = readPorts(object);
  const ipAddress = optional(object, 'ipAddress', readIpAddress);
  const fields = given({
    dependencies,
    upgradeStrategy: optional(object, 'upgradeStrategy', readUpgradeStrategy),
    labels: optional(object, 'labels', readStringMap),
    acceptedResourceRoles: readRoles(object),
    ipAddress,
    versionMs: optional(object, 'version', readTimestampMs),
    residency: optional(object, 'residency', readResidency),
    readinessChecks: optionalArray(object, 'readinessChecks', readReadinessCheck),
    fetch: fetchOf(given1, mode),
    portDefinitions: ports.definitions ?? ports.ports?.map(portDefinition),
  }) as AppFields;
  const wrong = wholeProblem(given1, ports, mode === 'create' && ipAddress !== undefined);
  if (object.problems.length === 0 && wrong !== null) complain(object.problems, object.path, wrong);
  return fields;
}

/** What several fields say together; only the first such problem is told. */
function wholeProblem({ uris, fetch }: GivenFetch, ports: GivenPorts, hasAddress: boolean): string | null {
  if ((uris?.length ?? 0) > 0 && (fetch?.length ?? 0) > 0) return 'You cannot specify both uris and fetch fields';
  if (hasAddress && ((ports.ports?.length ?? 0) > 0 || (ports.definitions?.length ?? 0) > 0))
    return 'You cannot specify both an IP address and ports';
  return samePorts(ports) ? null : 'You cannot specify both ports and port definitions';
}

/** Reads every field that the JSON has; wrong ones are noted in `problems`. */
export function readAppFields(
  value: unknown,
  path: string,
  problems: JsonProblem[],
  mode: AppReadMode = 'create',
): AppFields {
  const own: JsonProblem[] = [];
  const object = readObject(value, path, own);
  const basic = basicFields(object, mode);
  const more = own.length > 0 ? {} : moreFields(object, mode);
  if (own.length === 0 && mode === 'update' && more.versionMs !== undefined && !hasOnlyVersion(object))
    complainThrown(own, "requirement failed: The 'version' field may only be combined with the 'id' field.");
  problems.push(...own);
  return { ...basic, ...more };
}

/** A version to roll back to may stand alone or beside the id only. */
function hasOnlyVersion(object: JsonObject): boolean {
  return Object.keys(object.fields).every((name) => name === 'version' || name === 'id' || !hasField(object, name));
}
