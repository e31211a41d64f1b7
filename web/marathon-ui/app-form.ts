/**
 * The fields of the create and edit form, and how an application's JSON fills them.
 * Source: mesosphere/marathon-ui v1.1.7, components/AppConfigEditFormComponent.jsx, stores/transforms/AppToFormTransforms.js.
 */
import type {
  AppConfigJson,
  HealthCheckJson,
  PortDefinitionJson,
  PortMappingJson,
  VolumeJson,
} from './marathon-json.ts';

export type KeyValueRow = { key: string; value: string };

/** `origin` is what the row came from: parts that the form does not show survive an edit. */
export type PortRow = {
  /** Container port; of no use on the host network. */
  port: string;
  protocol: string;
  name: string;
  /** Label `VIP_0`: a field where Marathon has the feature. */
  vip: string;
  origin: PortDefinitionJson | PortMappingJson | null;
};

export type HealthCheckRow = {
  protocol: string;
  path: string;
  command: string;
  gracePeriodSeconds: string;
  intervalSeconds: string;
  timeoutSeconds: string;
  maxConsecutiveFailures: string;
  portType: 'PORT_INDEX' | 'PORT_NUMBER';
  portIndex: string;
  port: string;
  ignoreHttp1xx: boolean;
  origin: HealthCheckJson | null;
};

export type LocalVolumeRow = { size: string; containerPath: string };
export type ExternalVolumeRow = { name: string; containerPath: string };
export type DockerVolumeRow = { containerPath: string; hostPath: string; mode: string };

export type AppForm = {
  id: string;
  cpus: string;
  mem: string;
  disk: string;
  instances: string;
  cmd: string;
  dockerImage: string;
  dockerNetwork: '' | 'HOST' | 'BRIDGE' | 'USER';
  dockerForcePullImage: boolean;
  dockerPrivileged: boolean;
  dockerParameters: KeyValueRow[];
  ports: PortRow[];
  env: KeyValueRow[];
  labels: KeyValueRow[];
  healthChecks: HealthCheckRow[];
  localVolumes: LocalVolumeRow[];
  externalVolumes: ExternalVolumeRow[];
  dockerVolumes: DockerVolumeRow[];
  executor: string;
  uris: string;
  constraints: string;
  acceptedResourceRoles: string;
  user: string;
};

export type AppSection = 'general' | 'docker' | 'ports' | 'env' | 'labels' | 'healthChecks' | 'volumes' | 'optional';

/** What JSON mode shows for a new application. */
export const newAppDefaults = {
  id: '',
  cmd: null,
  cpus: 1,
  mem: 128,
  disk: 0,
  instances: 1,
} as const satisfies AppConfigJson;

export const emptyKeyValue: KeyValueRow = { key: '', value: '' };
export const emptyPort: PortRow = { port: '', protocol: 'tcp', name: '', vip: '', origin: null };
export const emptyLocalVolume: LocalVolumeRow = { size: '', containerPath: '' };
export const emptyExternalVolume: ExternalVolumeRow = { name: '', containerPath: '' };
export const emptyDockerVolume: DockerVolumeRow = { containerPath: '', hostPath: '', mode: '' };

export const defaultHealthCheck: HealthCheckRow = {
  protocol: 'HTTP',
  path: '',
  command: '',
  gracePeriodSeconds: '300',
  intervalSeconds: '60',
  timeoutSeconds: '20',
  maxConsecutiveFailures: '3',
  portType: 'PORT_INDEX',
  portIndex: '0',
  port: '0',
  ignoreHttp1xx: false,
  origin: null,
};

export function formFromApp(app: AppConfigJson): AppForm {
  const docker = app.container?.docker ?? undefined;
  const volumes = app.container?.volumes ?? [];
  return {
    id: app.id ?? '',
    cpus: numberText(app.cpus),
    mem: numberText(app.mem),
    disk: numberText(app.disk),
    instances: numberText(app.instances),
    cmd: app.cmd ?? '',
    dockerImage: docker?.image ?? '',
    dockerNetwork: networkOf(docker?.network, docker?.image),
    dockerForcePullImage: docker?.forcePullImage ?? false,
    dockerPrivileged: docker?.privileged ?? false,
    dockerParameters: (docker?.parameters ?? []).map(({ key, value }) => ({ key, value })),
    ports: portRows(app),
    env: Object.entries(app.env ?? {}).map(([key, value]) => ({ key, value: textOf(value) })),
    labels: Object.entries(app.labels ?? {}).map(([key, value]) => ({ key, value })),
    healthChecks: (app.healthChecks ?? []).map(healthCheckRow),
    localVolumes: volumes.filter((volume) => volume.persistent !== undefined).map(localVolumeRow),
    externalVolumes: volumes.filter((volume) => volume.external !== undefined).map(externalVolumeRow),
    dockerVolumes: volumes
      .filter((volume) => volume.persistent === undefined && volume.external === undefined)
      .map(dockerVolumeRow),
    executor: app.executor ?? '',
    uris: (app.uris ?? []).join(', '),
    constraints: (app.constraints ?? []).map((parts) => parts.join(':')).join(', '),
    acceptedResourceRoles: (app.acceptedResourceRoles ?? []).join(', '),
    user: app.user ?? '',
  };
}

function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function networkOf(network: string | null | undefined, image: string | undefined): AppForm['dockerNetwork'] {
  if (network === 'BRIDGE' || network === 'USER' || network === 'HOST') return network;
  return image === undefined || image === '' ? '' : 'HOST';
}

/** Ports are mapped on bridge and user networks, else defined. */
export function isMapped(form: Pick<AppForm, 'dockerImage' | 'dockerNetwork'>): boolean {
  return form.dockerImage !== '' && (form.dockerNetwork === 'BRIDGE' || form.dockerNetwork === 'USER');
}

function portRows(app: AppConfigJson): PortRow[] {
  const docker = app.container?.docker ?? undefined;
  if (docker?.network === 'BRIDGE' || docker?.network === 'USER') {
    return (docker.portMappings ?? []).map((mapping) => ({
      port: numberText(mapping.containerPort),
      protocol: mapping.protocol ?? 'tcp',
      name: mapping.name ?? '',
      vip: mapping.labels?.['VIP_0'] ?? '',
      origin: mapping,
    }));
  }
  return (app.portDefinitions ?? []).map((definition) => ({
    port: numberText(definition.port),
    protocol: definition.protocol ?? 'tcp',
    name: definition.name ?? '',
    vip: definition.labels?.['VIP_0'] ?? '',
    origin: definition,
  }));
}

/** Ports with labels that the form has no field for can only be edited as JSON. */
export function needsJsonForPorts(form: Pick<AppForm, 'ports'>, hasVip: boolean): boolean {
  return form.ports.some(({ origin }) =>
    Object.keys(origin?.labels ?? {}).some((label) => label !== 'VIP_0' || !hasVip),
  );
}

function healthCheckRow(check: HealthCheckJson): HealthCheckRow {
  return {
    protocol: check.protocol ?? 'HTTP',
    path: check.path ?? '',
    command: check.command?.value ?? '',
    gracePeriodSeconds: numberText(check.gracePeriodSeconds ?? 300),
    intervalSeconds: numberText(check.intervalSeconds ?? 60),
    timeoutSeconds: numberText(check.timeoutSeconds ?? 20),
    maxConsecutiveFailures: numberText(check.maxConsecutiveFailures ?? 3),
    portType: check.port === undefined ? 'PORT_INDEX' : 'PORT_NUMBER',
    portIndex: numberText(check.portIndex ?? 0),
    port: numberText(check.port ?? 0),
    ignoreHttp1xx: check.ignoreHttp1xx ?? false,
    origin: check,
  };
}

function localVolumeRow(volume: VolumeJson): LocalVolumeRow {
  return { size: numberText(volume.persistent?.size), containerPath: volume.containerPath ?? '' };
}

function externalVolumeRow(volume: VolumeJson): ExternalVolumeRow {
  return { name: volume.external?.name ?? '', containerPath: volume.containerPath ?? '' };
}

function dockerVolumeRow(volume: VolumeJson): DockerVolumeRow {
  return { containerPath: volume.containerPath ?? '', hostPath: volume.hostPath ?? '', mode: volume.mode ?? '' };
}
