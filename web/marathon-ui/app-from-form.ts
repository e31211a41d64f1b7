/**
 * The application's JSON that a form stands for, laid over the application it began with.
 * Source: mesosphere/marathon-ui v1.1.7, stores/transforms/FormToAppTransforms.js, AppFormModelPostProcess.js.
 */
import { isMapped, type AppForm, type HealthCheckRow, type KeyValueRow, type PortRow } from './app-form.ts';
import type {
  AppConfigJson,
  ContainerJson,
  HealthCheckJson,
  PortDefinitionJson,
  PortMappingJson,
  VolumeJson,
} from './marathon-json.ts';

/** Fields that the server adds: not part of what a person sends. */
const serverFields = [
  'version',
  'versionInfo',
  'tasks',
  'tasksStaged',
  'tasksRunning',
  'tasksHealthy',
  'tasksUnhealthy',
  'deployments',
  'readinessCheckResults',
  'lastTaskFailure',
  'taskStats',
  'fetch',
  'ports',
] as const;

export function withoutServerFields(app: AppConfigJson): AppConfigJson {
  return Object.fromEntries(Object.entries(app).filter(([key]) => !(serverFields as readonly string[]).includes(key)));
}

export function appFromForm(form: AppForm, base: AppConfigJson): AppConfigJson {
  const container = containerOf(form, base.container ?? null);
  const cmd = form.cmd === '' && container !== null ? null : form.cmd;
  const app: Record<string, unknown> = {
    ...withoutServerFields(base),
    id: form.id,
    cmd: cmd === '' ? null : cmd,
    ...numberField('cpus', form.cpus),
    ...numberField('mem', form.mem),
    ...numberField('disk', form.disk),
    ...numberField('instances', form.instances),
  };
  const set = (key: keyof AppConfigJson, value: unknown, isEmpty: boolean): void => {
    // An empty field is sent only where it takes something away.
    if (!isEmpty || isSet(base[key])) app[key] = value;
  };
  set('container', container, container === null);
  setPorts(app, form, base);
  set('env', recordOf(form.env), form.env.every(isBlank));
  set('labels', recordOf(form.labels), form.labels.every(isBlank));
  const checks = healthChecksOf(form.healthChecks);
  set('healthChecks', checks, form.healthChecks.length === 0);
  set('executor', form.executor, form.executor === '');
  set('uris', commaList(form.uris), form.uris === '');
  set('constraints', constraintsOf(form.constraints), form.constraints === '');
  const roles = commaList(form.acceptedResourceRoles);
  set('acceptedResourceRoles', roles.length === 0 ? ['*'] : roles, roles.length === 0);
  set('user', form.user, form.user === '');
  if (form.localVolumes.some((volume) => volume.size !== '' || volume.containerPath !== '')) {
    app['residency'] = base.residency ?? { relaunchEscalationTimeoutSeconds: 10, taskLostBehavior: 'WAIT_FOREVER' };
  }
  if (form.externalVolumes.some((volume) => volume.name !== '') && base.upgradeStrategy === undefined) {
    app['upgradeStrategy'] = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
  }
  return app;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Text that is no number is sent as it is: the server says what is wrong with it. */
function numberField(key: string, text: string): Record<string, unknown> {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  const value = Number(trimmed);
  return { [key]: Number.isFinite(value) ? value : trimmed };
}

function numberOr(text: string, absent: number): number {
  const value = Number(text.trim() === '' ? absent : text);
  return Number.isFinite(value) ? value : absent;
}

function isBlank(row: KeyValueRow): boolean {
  return row.key === '' && row.value === '';
}

function recordOf(rows: readonly KeyValueRow[]): Record<string, unknown> {
  return Object.fromEntries(rows.filter((row) => !isBlank(row)).map((row) => [row.key, valueOf(row.value)]));
}

/** A secret reference is kept as the object it was. */
function valueOf(text: string): unknown {
  if (!/^\{"secret":"[^"]*"\}$/.test(text)) return text;
  return JSON.parse(text) as unknown;
}

export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function constraintsOf(text: string): readonly (readonly string[])[] {
  return commaList(text).map((constraint) => {
    const [field = '', operator, ...value] = constraint.split(':').map((part) => part.trim());
    return operator === undefined
      ? [field]
      : value.length === 0
        ? [field, operator]
        : [field, operator, value.join(':')];
  });
}

function containerOf(form: AppForm, base: ContainerJson | null): ContainerJson | null {
  const volumes = volumesOf(form);
  if (form.dockerImage === '') return volumes.length === 0 ? null : { type: 'MESOS', volumes };
  const parameters = form.dockerParameters.filter((row) => !isBlank(row)).map(({ key, value }) => ({ key, value }));
  const { portMappings: _mappings, ...docker } = base?.docker ?? {};
  return {
    ...base,
    type: 'DOCKER',
    volumes,
    docker: {
      ...docker,
      image: form.dockerImage,
      network: form.dockerNetwork === '' ? 'HOST' : form.dockerNetwork,
      ...(isMapped(form) && form.ports.some(isPortUsed)
        ? { portMappings: form.ports.filter(isPortUsed).map(mappingOf) }
        : {}),
      forcePullImage: form.dockerForcePullImage,
      privileged: form.dockerPrivileged,
      parameters,
    },
  };
}

/** A row that nobody touched stands for nothing when it is the only one. */
function isPortUsed(row: PortRow, _index: number, rows: readonly PortRow[]): boolean {
  return (
    rows.length > 1 ||
    row.origin !== null ||
    row.port !== '' ||
    row.name !== '' ||
    row.vip !== '' ||
    row.protocol !== 'tcp'
  );
}

function mappingOf(row: PortRow): PortMappingJson {
  return {
    ...row.origin,
    containerPort: numberOr(row.port, 0),
    protocol: row.protocol,
    ...(row.name === '' ? {} : { name: row.name }),
    ...labelsOf(row),
  };
}

function definitionOf(row: PortRow): PortDefinitionJson {
  const origin = row.origin !== null && 'port' in row.origin ? row.origin : {};
  const name = row.name === '' ? {} : { name: row.name };
  return { ...origin, port: origin.port ?? 0, protocol: row.protocol, ...name, ...labelsOf(row) };
}

function labelsOf({ vip, origin }: PortRow): Pick<PortMappingJson, 'labels'> {
  const { VIP_0: before, ...others } = origin?.labels ?? {};
  if (vip !== '') return { labels: { ...others, VIP_0: vip } };
  return before === undefined ? {} : { labels: others };
}

function setPorts(app: Record<string, unknown>, form: AppForm, base: AppConfigJson): void {
  delete app['portDefinitions'];
  if (isMapped(form)) return;
  if (form.ports.some(isPortUsed)) app['portDefinitions'] = form.ports.filter(isPortUsed).map(definitionOf);
  else if (isSet(base.portDefinitions)) app['portDefinitions'] = [];
}

/** The check that opening the section puts there is dropped unless it got a path. */
function healthChecksOf(rows: readonly HealthCheckRow[]): readonly HealthCheckJson[] {
  const [only] = rows;
  if (rows.length === 1 && only?.protocol === 'HTTP' && only.path === '') return [];
  return rows.map(healthCheckOf);
}

function healthCheckOf(row: HealthCheckRow): HealthCheckJson {
  const common = {
    protocol: row.protocol,
    gracePeriodSeconds: numberOr(row.gracePeriodSeconds, 300),
    intervalSeconds: numberOr(row.intervalSeconds, 60),
    timeoutSeconds: numberOr(row.timeoutSeconds, 20),
    maxConsecutiveFailures: numberOr(row.maxConsecutiveFailures, 3),
  };
  if (row.protocol === 'COMMAND') return { ...common, command: { value: row.command } };
  const port =
    row.portType === 'PORT_INDEX' ? { portIndex: numberOr(row.portIndex, 0) } : { port: numberOr(row.port, 0) };
  if (row.protocol === 'TCP') return { ...common, ...port };
  return { ...common, ...port, path: row.path, ignoreHttp1xx: row.ignoreHttp1xx };
}

function volumesOf(form: AppForm): readonly VolumeJson[] {
  const local = form.localVolumes
    .filter((row) => row.size !== '' || row.containerPath !== '')
    .map((row) => ({ containerPath: row.containerPath, persistent: { size: numberOr(row.size, 0) }, mode: 'RW' }));
  const external = form.externalVolumes
    .filter((row) => row.name !== '' || row.containerPath !== '')
    .map((row) => ({
      containerPath: row.containerPath,
      external: { name: row.name, provider: 'dvdi', options: { 'dvdi/driver': 'rexray' } },
      mode: 'RW',
    }));
  const docker = form.dockerVolumes
    .filter((row) => row.containerPath !== '' || row.hostPath !== '' || row.mode !== '')
    .map((row) => ({ containerPath: row.containerPath, hostPath: row.hostPath, mode: row.mode }));
  return [...local, ...external, ...(form.dockerImage === '' ? [] : docker)];
}

/** The fields of `after` that differ from `before`: what an edit sends. */
export function changedFields(before: AppConfigJson, after: AppConfigJson): AppConfigJson {
  const old = before as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !isSame(old[key] ?? null, value ?? null)));
}

export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keysA = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keysA.length !== Object.keys(b).length) return false;
  return keysA.every((key) => isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
