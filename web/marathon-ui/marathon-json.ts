/** Marathon's JSON as far as the pages read it. Source: reference of Marathon 1.1, 4.1 and 8.3. */

export type PortMappingJson = {
  readonly containerPort?: number;
  readonly hostPort?: number;
  readonly servicePort?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
};

export type PortDefinitionJson = {
  readonly port?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
};

export type VolumeJson = {
  readonly containerPath?: string;
  readonly hostPath?: string;
  readonly mode?: string;
  readonly persistent?: { readonly size?: number };
  readonly external?: {
    readonly name?: string;
    readonly provider?: string;
    readonly options?: Readonly<Record<string, string>>;
  };
};

export type ContainerJson = {
  readonly type?: string;
  readonly volumes?: readonly VolumeJson[];
  readonly docker?: {
    readonly image?: string;
    readonly network?: string | null;
    readonly portMappings?: readonly PortMappingJson[] | null;
    readonly privileged?: boolean;
    readonly forcePullImage?: boolean;
    readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  } | null;
};

export type HealthCheckJson = {
  readonly protocol?: string;
  readonly path?: string;
  readonly command?: { readonly value?: string };
  readonly gracePeriodSeconds?: number;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly maxConsecutiveFailures?: number;
  readonly portIndex?: number;
  readonly port?: number;
  readonly ignoreHttp1xx?: boolean;
};

/** What a person writes and Marathon stores. */
export type AppConfigJson = {
  readonly id?: string;
  readonly cmd?: string | null;
  readonly args?: readonly string[] | null;
  readonly user?: string | null;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly instances?: number;
  readonly cpus?: number;
  readonly mem?: number;
  readonly disk?: number;
  readonly executor?: string;
  readonly constraints?: readonly (readonly string[])[];
  readonly uris?: readonly string[];
  readonly acceptedResourceRoles?: readonly string[] | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly portDefinitions?: readonly PortDefinitionJson[];
  readonly container?: ContainerJson | null;
  readonly healthChecks?: readonly HealthCheckJson[];
  readonly dependencies?: readonly string[];
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  readonly maxLaunchDelaySeconds?: number;
  readonly ipAddress?: unknown;
  readonly residency?: unknown;
  readonly upgradeStrategy?: unknown;
  readonly version?: string;
};

export type TaskJson = {
  readonly id: string;
  readonly appId?: string;
  readonly host: string;
  readonly ports?: readonly number[];
  readonly slaveId?: string;
  readonly state?: string;
  readonly startedAt?: string | null;
  readonly stagedAt?: string | null;
  readonly version?: string;
  readonly ipAddresses?: readonly { readonly ipAddress: string; readonly protocol?: string }[];
  readonly localVolumes?: readonly { readonly containerPath: string; readonly persistenceId: string }[];
  readonly healthCheckResults?: readonly (HealthResultJson | null)[];
};

export type HealthResultJson = {
  readonly alive?: boolean;
  readonly consecutiveFailures?: number;
  readonly firstSuccess?: string | null;
  readonly lastSuccess?: string | null;
  readonly lastFailure?: string | null;
  readonly lastFailureCause?: string | null;
};

export type TaskStatsJson = {
  readonly stats: {
    readonly counts: {
      readonly staged: number;
      readonly running: number;
      readonly healthy: number;
      readonly unhealthy: number;
    };
    readonly lifeTime?: { readonly averageSeconds: number; readonly medianSeconds: number };
  };
};

export type AppJson = AppConfigJson & {
  readonly id: string;
  readonly instances: number;
  readonly cpus: number;
  readonly mem: number;
  readonly tasksStaged?: number;
  readonly tasksRunning?: number;
  readonly tasksHealthy?: number;
  readonly tasksUnhealthy?: number;
  readonly deployments?: readonly { readonly id: string }[];
  readonly tasks?: readonly TaskJson[];
  readonly versionInfo?: { readonly lastScalingAt: string; readonly lastConfigChangeAt: string };
  readonly lastTaskFailure?: {
    readonly taskId: string;
    readonly state: string;
    readonly message: string;
    readonly host: string;
    readonly timestamp: string;
    readonly version: string;
    readonly slaveId?: string | null;
  } | null;
  readonly taskStats?: Readonly<Record<string, TaskStatsJson>>;
};

export type GroupJson = {
  readonly id: string;
  readonly apps?: readonly AppJson[];
  readonly groups?: readonly GroupJson[];
};

export type QueueJson = {
  readonly queue: readonly {
    readonly app: { readonly id: string };
    readonly delay?: { readonly timeLeftSeconds: number; readonly overdue: boolean } | null;
  }[];
};

export type DeploymentJson = {
  readonly id: string;
  readonly version?: string;
  readonly affectedApps?: readonly string[];
  readonly currentActions?: readonly { readonly action?: string; readonly type?: string; readonly app: string }[];
  readonly currentStep: number;
  readonly totalSteps: number;
};

export type InfoJson = {
  readonly version?: string;
  readonly frameworkId?: string | null;
  readonly leader?: string | null;
  readonly marathon_config?: Readonly<Record<string, unknown>>;
  readonly zookeeper_config?: Readonly<Record<string, unknown>>;
};
