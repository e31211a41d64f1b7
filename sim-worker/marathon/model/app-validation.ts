/**
 * The rules an app must follow, each with its place and text.
 * Source: Marathon 1.1.1, state/{AppDefinition,Container,PortDefinition,UpgradeStrategy,Volume,PathId}.scala, api/v2/json/AppUpdate.scala.
 * Simplified: no storeUrl can be reached (docs/fidelity.md).
 */
import type { AppFields } from './app-reader.ts';
import {
  type AppDefinition,
  bridgeMappings,
  type Container,
  type HealthCheck,
  isEmptyContainer,
  isResident,
  isSingleInstance,
  persistentVolumes,
  type PortDefinition,
  type PortMapping,
  portNames,
  type UpgradeStrategy,
  type Volume,
} from './app-definition.ts';
import { javaDouble } from './java-text.ts';
import { canonicalPath, isValidPath, parentPath, type PathId, ROOT_PATH, SEGMENT_PATTERN } from './path-id.ts';
import { each, type Violation, violation } from './violation.ts';
import { memoByIdentity } from '../memo.ts';

const PORT_NAME = /^[a-z0-9-]+$/;
const PORT_NAME_ERROR = "must fully match regular expression '^[a-z0-9-]+$'";
const EXECUTOR_ERROR = "must fully match regular expression '^(//cmd)|(/?[^/]+(/[^/]+)*)|$'";
const MAX_PORT_INDEX_ERROR =
  'Health check port indices must address an element of the ports array or container port mappings.';

export function validatePath(path: string, place: string, base: PathId | null): readonly Violation[] {
  const out: Violation[] = [];
  if (base !== null && parentPath(canonicalPath(path, base)) !== base) {
    out.push(violation(place, `Identifier is not child of ${base}. Hint: use relative paths.`));
  }
  if (!isValidPath(path)) out.push(violation(place, `must fully match regular expression '${SEGMENT_PATTERN}'`));
  return out;
}

function atLeastZero(place: string, value: number | undefined): readonly Violation[] {
  return value !== undefined && value < 0 ? [violation(place, `got ${javaDouble(value)}, expected 0.0 or more`)] : [];
}

function instancesRule(value: number | undefined): readonly Violation[] {
  return value !== undefined && value < 0 ? [violation('/instances', `got ${String(value)}, expected 0 or more`)] : [];
}

function between(place: string, value: number): readonly Violation[] {
  return value < 0 || value > 1 ? [violation(place, `got ${javaDouble(value)}, expected between 0.0 and 1.0`)] : [];
}

function upgradeStrategyRules(strategy: UpgradeStrategy): readonly Violation[] {
  return [
    ...between('/upgradeStrategy/minimumHealthCapacity', strategy.minimumHealthCapacity),
    ...between('/upgradeStrategy/maximumOverCapacity', strategy.maximumOverCapacity),
  ];
}

function zeroPorts(place: string, port: number): readonly Violation[] {
  return port < 0 ? [violation(place, `got ${String(port)}, expected 0 or more`)] : [];
}

function uniqueNames(place: string, ports: readonly { readonly name: string | null }[]): readonly Violation[] {
  const names = ports.map((port) => port.name).filter((name) => name !== null);
  return new Set(names).size < names.length ? [violation(place, 'Port names must be unique.')] : [];
}

function portDefinitionRules(definitions: readonly PortDefinition[]): readonly Violation[] {
  const fixed = definitions.map((definition) => definition.port).filter((port) => port !== 0);
  return [
    ...each('/portDefinitions', definitions, (definition) => [
      ...(definition.protocol === 'tcp' || definition.protocol === 'udp'
        ? []
        : [violation('/protocol', 'is not one of (tcp,udp)')]),
      ...zeroPorts('/port', definition.port),
      ...(definition.name === null || PORT_NAME.test(definition.name) ? [] : [violation('/name', PORT_NAME_ERROR)]),
    ]),
    ...uniqueNames('/portDefinitions', definitions),
    ...(new Set(fixed).size < fixed.length ? [violation('/portDefinitions', 'Ports must be unique.')] : []),
  ];
}

function mappingRules(mapping: PortMapping): readonly Violation[] {
  const protocols = mapping.protocol.split(',');
  return [
    ...(protocols.every((protocol) => protocol === 'tcp' || protocol === 'udp')
      ? []
      : [violation('/protocol', 'is not one of (tcp,udp)')]),
    ...(new Set(protocols).size < protocols.length ? [violation('/protocol', 'protocols must be unique.')] : []),
    ...zeroPorts('/containerPort', mapping.containerPort),
    ...zeroPorts('/hostPort', mapping.hostPort),
    ...zeroPorts('/servicePort', mapping.servicePort),
    ...(mapping.name === null || PORT_NAME.test(mapping.name) ? [] : [violation('/name', PORT_NAME_ERROR)]),
  ];
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LABEL_ERROR = "must match regular expression '^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$'";

function volumeRules(volume: Volume): readonly Violation[] {
  const out: Violation[] = [];
  if (volume.containerPath === '') out.push(violation('/containerPath', 'must not be empty'));
  if (volume.kind === 'host' && volume.hostPath === '') out.push(violation('/hostPath', 'must not be empty'));
  if (volume.kind === 'external') {
    if (!LABEL.test(volume.name)) out.push(violation('/external/name', LABEL_ERROR));
    if (!LABEL.test(volume.provider)) out.push(violation('/external/provider', LABEL_ERROR));
    if (volume.sizeGib !== null && volume.sizeGib <= 0)
      out.push(violation('/external/size', `got ${String(volume.sizeGib)}, expected more than 0`));
    out.push(violation('', 'Feature external_volumes is not enabled. Enable with --enable_features external_volumes)'));
  }
  if (volume.kind !== 'persistent') return out;
  if (volume.containerPath === '.' || volume.containerPath === '..')
    out.push(violation('/containerPath', 'can not be one of (.,..)'));
  if (volume.containerPath.includes('/'))
    out.push(violation('/containerPath', "must fully match regular expression '^[^/]*$'"));
  if (volume.sizeMib <= 0)
    out.push(violation('/persistent/size', `got ${String(volume.sizeMib)}, expected more than 0`));
  if (volume.mode !== 'RW') out.push(violation('/mode', 'does not equal RW'));
  return out;
}

function containerRules(container: Container): readonly Violation[] {
  const docker = container.docker;
  const out: Violation[] = [];
  if (container.type === 'MESOS' && docker !== null) out.push(violation('/container/docker', 'must be empty'));
  if (container.type === 'DOCKER' && docker === null) out.push(violation('/container/docker', 'must not be empty'));
  if (container.type === 'DOCKER' && docker !== null) {
    if (docker.image === '') out.push(violation('/container/docker/image', 'must not be empty'));
    // The original's nested validator leaves its name, `value`, in the middle of the place.
    out.push(...each('/container/docker/portMappingsvalue', docker.portMappings ?? [], mappingRules));
    out.push(...uniqueNames('/container/docker/portMappings', docker.portMappings ?? []));
  }
  return [...out, ...each('/container/volumes', container.volumes, volumeRules)];
}

/** Number of port indices that checks may address. */
export function portIndexCount(app: AppDefinition): number {
  return bridgeMappings(app)?.length ?? app.portDefinitions.length;
}

function healthCheckRule(check: HealthCheck, indexCount: number): readonly Violation[] {
  const index = check.portIndex ?? (indexCount === 1 ? 0 : -1);
  const valid = check.protocol === 'COMMAND' || (index >= 0 && index < indexCount);
  return valid ? [] : [violation('', MAX_PORT_INDEX_ERROR)];
}

/** The original asks for each with HEAD; outside of the simulation's hosts there is nobody to answer. */
function storeUrlRules(urls: readonly string[]): readonly Violation[] {
  return each('/storeUrls', urls, () => [violation('', 'URL could not be resolved.')]);
}

function uriHasSyntax(uri: string): boolean {
  return !/[\s<>"{}|\\^`]/.test(uri);
}

/** The places of these rules begin with `value`: the original applies them to the whole app. */
function readinessRules(app: AppDefinition): readonly Violation[] {
  const names = portNames(app);
  const count = app.readinessChecks.length;
  return [
    ...(count > 1 ? [violation('', `got ${String(count)}, expected 1 or less`)] : []),
    ...each('/value', app.readinessChecks, (check) => [
      ...(check.name === '' ? [violation('/name', 'must not be empty')] : []),
      ...(check.path === '' ? [violation('/path', 'must not be empty')] : []),
      ...(check.portName === '' ? [violation('/portName', 'must not be empty')] : []),
      ...(names.includes(check.portName) ? [] : [violation('/portName', `is not one of (${names.join(',')})`)]),
      ...readinessTimeoutRules(check.timeoutMs / 1000, check.intervalMs / 1000),
      ...(check.httpStatusCodesForReady.length === 0
        ? [violation('/httpStatusCodesForReady', 'must not be empty')]
        : []),
    ]),
  ];
}

function readinessTimeoutRules(timeoutSeconds: number, intervalSeconds: number): readonly Violation[] {
  const got = `got ${String(timeoutSeconds)}`;
  return [
    ...(timeoutSeconds >= intervalSeconds
      ? [violation('/timeout/toSeconds', `${got}, expected less than ${String(intervalSeconds)}`)]
      : []),
    ...(timeoutSeconds <= 0 ? [violation('/timeout/toSeconds', `${got}, expected more than 0`)] : []),
  ];
}

/** "Not of this kind, or the strategy fits": when neither holds, the original tells both halves. */
function strategyFits(app: AppDefinition): readonly Violation[] {
  const { minimumHealthCapacity, maximumOverCapacity } = app.upgradeStrategy;
  const place = '/value/upgradeStrategy';
  const over =
    maximumOverCapacity === 0 ? [] : [violation(place, `got ${javaDouble(maximumOverCapacity)}, expected 0.0`)];
  const out: Violation[] = [];
  if (isSingleInstance(app)) {
    const least = minimumHealthCapacity === 0 ? [] : [`got ${javaDouble(minimumHealthCapacity)}, expected 0.0`];
    const wrong = [...least.map((text) => violation(place, text)), ...over];
    if (wrong.length > 0) out.push(violation('/value/isSingleInstance', 'must be false'), ...wrong);
  }
  if (isResident(app)) {
    const least =
      minimumHealthCapacity <= 0.5 ? [] : [`got ${javaDouble(minimumHealthCapacity)}, expected 0.5 or less`];
    const wrong = [...least.map((text) => violation(place, text)), ...over];
    if (wrong.length > 0) out.push(violation('/value/isResident', 'must be false'), ...wrong);
  }
  return out;
}

const MIGRATION_ERROR =
  'DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined when using DCOS_MIGRATION_API_VERSION';

function compliesWithMigrationApi(app: AppDefinition): boolean {
  const label = (name: string): string => app.labels.find(([key]) => key === name)?.[1] ?? '';
  const version = label('DCOS_MIGRATION_API_VERSION');
  if (version === '') return true;
  return version === 'v1' && label('DCOS_PACKAGE_FRAMEWORK_NAME') !== '' && label('DCOS_MIGRATION_API_PATH') !== '';
}

function wholeAppRules(app: AppDefinition): readonly Violation[] {
  const out: Violation[] = [];
  const hasCmd = app.cmd !== null;
  const hasArgs = app.args !== null;
  const hasContainer = app.container !== null && !isEmptyContainer(app.container);
  const fits = hasCmd !== hasArgs || (!hasCmd && !hasArgs && hasContainer);
  if (!fits) out.push(violation('', "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."));
  const roles = app.acceptedResourceRoles;
  if (isResident(app) && roles !== null && !(roles.length === 1 && roles[0] === '*')) {
    out.push(violation('', 'Resident apps may not define acceptedResourceRoles other than "*" (unreserved resources)'));
  }
  if ((app.residency !== null) !== persistentVolumes(app).length > 0) {
    out.push(violation('', 'AppDefinition must contain persistent volumes and define residency'));
  }
  if (!compliesWithMigrationApi(app)) out.push(violation('', MIGRATION_ERROR));
  if (isSingleInstance(app) && app.instances > 1)
    out.push(violation('', 'Single instance app may only have one instance'));
  return out;
}

/** The rules that do not concern the id. */
export const validateAppBasics: (app: AppDefinition) => readonly Violation[] = memoByIdentity((app: AppDefinition) => [
  ...upgradeStrategyRules(app.upgradeStrategy),
  ...(app.container === null ? [] : containerRules(app.container)),
  ...storeUrlRules(app.storeUrls),
  ...portDefinitionRules(app.portDefinitions),
  ...(/^(?:\/\/cmd|(?:\/?[^/]+(?:\/[^/]+)*)|)$/.test(app.executor) ? [] : [violation('/executor', EXECUTOR_ERROR)]),
  ...wholeAppRules(app),
  ...each('/healthChecks', app.healthChecks, (check) => healthCheckRule(check, portIndexCount(app))),
  ...instancesRule(app.instances),
  ...each('/fetch', app.fetch, (fetch) => (uriHasSyntax(fetch.uri) ? [] : [violation('', 'URI has invalid syntax.')])),
  ...atLeastZero('/mem', app.mem),
  ...atLeastZero('/cpus', app.cpus),
  ...atLeastZero('/disk', app.disk),
  ...readinessRules(app),
  ...strategyFits(app),
]);

export function validateNewApp(app: AppDefinition): readonly Violation[] {
  const base = parentPath(app.id);
  return [
    ...validatePath(app.id, '/id', base),
    ...each('/dependencies', app.dependencies, (id) => validatePath(id, '', base === ROOT_PATH ? null : base)),
    ...validateAppBasics(app),
  ];
}

/** What an update must fulfil by itself, before it meets the app. */
export function validateUpdate(fields: AppFields): readonly Violation[] {
  return [
    ...(fields.upgradeStrategy === undefined ? [] : upgradeStrategyRules(fields.upgradeStrategy)),
    ...storeUrlRules(fields.storeUrls ?? []),
    ...(fields.portDefinitions === undefined ? [] : portDefinitionRules(fields.portDefinitions)),
    ...(fields.container == null ? [] : containerRules(fields.container)),
    ...atLeastZero('/mem', fields.mem),
    ...atLeastZero('/cpus', fields.cpus),
    ...instancesRule(fields.instances),
    ...atLeastZero('/disk', fields.disk),
  ];
}

/** A resident app keeps its volumes and what its reservations hold. */
export function validateResidentChange(from: AppDefinition, to: AppDefinition): readonly Violation[] {
  if (!isResident(from) && !isResident(to)) return [];
  const held = (app: AppDefinition): string => JSON.stringify([app.cpus, app.mem, app.disk, app.portDefinitions]);
  const { minimumHealthCapacity, maximumOverCapacity } = to.upgradeStrategy;
  const strategy = '/upgradeStrategy';
  return [
    ...(keepsVolumes(from, to) ? [] : [violation('', 'Persistent volumes can not be changed!')]),
    ...(held(from) === held(to) ? [] : [violation('', 'Resident Tasks may not change resource requirements!')]),
    ...(minimumHealthCapacity <= 0.5
      ? []
      : [violation(strategy, `got ${javaDouble(minimumHealthCapacity)}, expected 0.5 or less`)]),
    ...(maximumOverCapacity === 0 ? [] : [violation(strategy, `got ${javaDouble(maximumOverCapacity)}, expected 0.0`)]),
  ];
}

function keepsVolumes(from: AppDefinition, to: AppDefinition): boolean {
  const before = persistentVolumes(from);
  const after = persistentVolumes(to);
  return (
    before.length === after.length &&
    before.every((volume) => {
      const same = after.find((candidate) => candidate.containerPath === volume.containerPath);
      return same !== undefined && same.sizeMib === volume.sizeMib && same.mode === volume.mode;
    })
  );
}
