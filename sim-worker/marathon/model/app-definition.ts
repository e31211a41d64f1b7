/**
 * The application model: every field of an app of Marathon 1.1 with its defaults.
 * Source: Marathon 1.1.1, state/{AppDefinition,Container,PortDefinition,UpgradeStrategy,Volume}.scala, health/HealthCheck.scala,
 * core/readiness/ReadinessCheck.scala. Values are frozen: a change makes a new definition.
 */
import type { PathId } from './path-id.ts';
import type { StringPairs } from './json-reader.ts';

export type ConstraintOperator = 'UNIQUE' | 'LIKE' | 'CLUSTER' | 'GROUP_BY' | 'UNLIKE';
export const CONSTRAINT_OPERATORS: readonly ConstraintOperator[] = ['UNIQUE', 'LIKE', 'CLUSTER', 'GROUP_BY', 'UNLIKE'];

export type Constraint = {
  readonly field: string;
  readonly operator: ConstraintOperator;
  readonly value: string | null;
};

export type FetchUri = {
  readonly uri: string;
  readonly extract: boolean;
  readonly executable: boolean;
  readonly cache: boolean;
};

export type PortDefinition = {
  readonly port: number;
  readonly protocol: string;
  readonly name: string | null;
  readonly labels: StringPairs;
};

export type PortMapping = {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly servicePort: number;
  readonly protocol: string;
  readonly name: string | null;
  readonly labels: StringPairs;
};

export type DockerNetwork = 'HOST' | 'BRIDGE' | 'NONE';

export type DockerContainer = {
  readonly image: string;
  readonly network: DockerNetwork | null;
  readonly portMappings: readonly PortMapping[] | null;
  readonly privileged: boolean;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly forcePullImage: boolean;
};

export type VolumeMode = 'RW' | 'RO';

export type Volume =
  | { readonly kind: 'host'; readonly containerPath: string; readonly hostPath: string; readonly mode: VolumeMode }
  | { readonly kind: 'persistent'; readonly containerPath: string; readonly sizeMib: number; readonly mode: VolumeMode }
  | {
      readonly kind: 'external';
      readonly containerPath: string;
      readonly mode: VolumeMode;
      readonly sizeGib: number | null;
      readonly name: string;
      readonly provider: string;
      readonly options: StringPairs;
    };

export type Container = {
  readonly type: 'DOCKER' | 'MESOS';
  readonly volumes: readonly Volume[];
  readonly docker: DockerContainer | null;
};

export type HealthCheckProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'COMMAND';

export type HealthCheck = {
  readonly path: string | null;
  readonly protocol: HealthCheckProtocol;
  readonly portIndex: number | null;
  readonly port: number | null;
  readonly command: string | null;
  readonly gracePeriodSeconds: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly maxConsecutiveFailures: number;
  readonly ignoreHttp1xx: boolean;
};

export type ReadinessCheck = {
  readonly name: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly path: string;
  readonly portName: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly httpStatusCodesForReady: readonly number[];
  readonly preserveLastResponse: boolean;
};

export type UpgradeStrategy = { readonly minimumHealthCapacity: number; readonly maximumOverCapacity: number };

export type DiscoveryPort = {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly labels: StringPairs;
};
export type IpAddress = {
  readonly groups: readonly string[];
  readonly labels: StringPairs;
  readonly discoveryPorts: readonly DiscoveryPort[];
};

export type TaskLostBehavior = 'RELAUNCH_AFTER_TIMEOUT' | 'WAIT_FOREVER';
export type Residency = {
  readonly relaunchEscalationTimeoutSeconds: number;
  readonly taskLostBehavior: TaskLostBehavior;
};

/** `none`: a definition whose version will be set by the group manager (also what a restart asks for). */
export type VersionInfo =
  | { readonly kind: 'none' }
  | { readonly kind: 'only'; readonly versionMs: number }
  | {
      readonly kind: 'full';
      readonly versionMs: number;
      readonly lastScalingAtMs: number;
      readonly lastConfigChangeAtMs: number;
    };

export type AppDefinition = {
  readonly id: PathId;
  readonly cmd: string | null;
  readonly args: readonly string[] | null;
  readonly user: string | null;
  readonly env: StringPairs;
  readonly instances: number;
  readonly cpus: number;
  /** MiB. */
  readonly mem: number;
  /** MiB. */
  readonly disk: number;
  readonly executor: string;
  readonly constraints: readonly Constraint[];
  readonly fetch: readonly FetchUri[];
  readonly storeUrls: readonly string[];
  readonly portDefinitions: readonly PortDefinition[];
  readonly requirePorts: boolean;
  readonly backoffMs: number;
  readonly backoffFactor: number;
  readonly maxLaunchDelayMs: number;
  readonly container: Container | null;
  readonly healthChecks: readonly HealthCheck[];
  readonly readinessChecks: readonly ReadinessCheck[];
  readonly dependencies: readonly PathId[];
  readonly upgradeStrategy: UpgradeStrategy;
  readonly labels: StringPairs;
  readonly acceptedResourceRoles: readonly string[] | null;
  readonly ipAddress: IpAddress | null;
  readonly residency: Residency | null;
  readonly versionInfo: VersionInfo;
};

export const DEFAULT_UPGRADE_STRATEGY: UpgradeStrategy = Object.freeze({
  minimumHealthCapacity: 1,
  maximumOverCapacity: 1,
});
export const RESIDENT_UPGRADE_STRATEGY: UpgradeStrategy = Object.freeze({
  minimumHealthCapacity: 0.5,
  maximumOverCapacity: 0,
});
export const DEFAULT_RESIDENCY: Residency = Object.freeze({
  relaunchEscalationTimeoutSeconds: 3600,
  taskLostBehavior: 'WAIT_FOREVER',
});
export const SINGLE_INSTANCE_LABEL = 'MARATHON_SINGLE_INSTANCE_APP';

export function portDefinition(port: number): PortDefinition {
  return { port, protocol: 'tcp', name: null, labels: [] };
}

export function defaultApp(id: PathId): AppDefinition {
  return {
    id,
    cmd: null,
    args: null,
    user: null,
    env: [],
    instances: 1,
    cpus: 1,
    mem: 128,
    disk: 0,
    executor: '',
    constraints: [],
    fetch: [],
    storeUrls: [],
    portDefinitions: [portDefinition(0)],
    requirePorts: false,
    backoffMs: 1000,
    backoffFactor: 1.15,
    maxLaunchDelayMs: 3_600_000,
    container: null,
    healthChecks: [],
    readinessChecks: [],
    dependencies: [],
    upgradeStrategy: DEFAULT_UPGRADE_STRATEGY,
    labels: [],
    acceptedResourceRoles: null,
    ipAddress: null,
    residency: null,
    versionInfo: { kind: 'none' },
  };
}

/** Freezes a value of plain data and all below it; what is frozen already is taken as done. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const entry of Object.values(value)) deepFreeze(entry as unknown);
  return Object.freeze(value);
}

export function versionMsOf(app: AppDefinition): number {
  return app.versionInfo.kind === 'none' ? 0 : app.versionInfo.versionMs;
}

export function lastConfigChangeMs(app: AppDefinition): number {
  return app.versionInfo.kind === 'full' ? app.versionInfo.lastConfigChangeAtMs : versionMsOf(app);
}

export function isBridge(app: AppDefinition): boolean {
  return app.container?.docker?.network === 'BRIDGE';
}

/** The mappings that count as the app's ports: only those of a bridged container. Null when it is none. */
export function bridgeMappings(app: AppDefinition): readonly PortMapping[] | null {
  return isBridge(app) ? (app.container?.docker?.portMappings ?? null) : null;
}

/** The mappings for which the offer matcher assigns host ports: any, whatever the network. */
export function dockerMappings(app: AppDefinition): readonly PortMapping[] {
  return app.container?.docker?.portMappings ?? [];
}

export function portNumbers(app: AppDefinition): readonly number[] {
  return app.portDefinitions.map((definition) => definition.port);
}

export function servicePorts(app: AppDefinition): readonly number[] {
  const mappings = bridgeMappings(app);
  return mappings === null ? portNumbers(app) : mappings.map((mapping) => mapping.servicePort);
}

export function persistentVolumes(app: AppDefinition): readonly Extract<Volume, { kind: 'persistent' }>[] {
  return (app.container?.volumes ?? []).filter((volume) => volume.kind === 'persistent');
}

export function isResident(app: AppDefinition): boolean {
  return app.residency !== null;
}

/** `container: {}`: the same as none, in a check of what to run and in an update. */
export function isEmptyContainer(container: Container): boolean {
  return container.type === 'DOCKER' && container.docker === null && container.volumes.length === 0;
}

/** Names that a readiness check may look up. */
export function portNames(app: AppDefinition): readonly string[] {
  const ports: readonly { readonly name: string | null }[] =
    app.ipAddress !== null
      ? app.ipAddress.discoveryPorts
      : isBridge(app)
        ? (app.container?.docker?.portMappings ?? [])
        : app.portDefinitions;
  return ports.flatMap((port) => (port.name === null ? [] : [port.name]));
}

export function isSingleInstance(app: AppDefinition): boolean {
  return app.labels.some(([key, value]) => key === SINGLE_INSTANCE_LABEL && value === 'true');
}
