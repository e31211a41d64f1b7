/**
 * The descriptions that travel inside Mesos messages: who a master, framework, agent, executor is.
 * Source: Mesos 1.0.1, include/mesos/mesos.proto. Optional fields are null, repeated ones empty arrays; all frozen.
 * Left out: NetworkInfo of the isolators, image types other than DOCKER, HealthCheck.http (1.0.1 cannot run it).
 */
import type { AgentId, ExecutorId, FrameworkId } from '../ids.ts';
import type { Attribute } from '../resources/attributes.ts';
import type { Label, Resources } from '../resources/resource.ts';

export type MasterInfo = {
  /** Random UUID of the master process. */
  readonly id: string;
  /** IPv4 address as a little-endian 32-bit integer, unsigned. */
  readonly ip: number;
  readonly port: number;
  readonly pid: string;
  readonly hostname: string;
  readonly version: string;
  readonly address: { readonly hostname: string; readonly ip: string; readonly port: number };
};

export type Capability = 'REVOCABLE_RESOURCES' | 'TASK_KILLING_STATE' | 'GPU_RESOURCES';

export type FrameworkInfo = {
  readonly user: string;
  readonly name: string;
  readonly id: FrameworkId | null;
  readonly failoverTimeoutSecs: number;
  readonly checkpoint: boolean;
  readonly role: string;
  readonly hostname: string;
  readonly principal: string | null;
  readonly webuiUrl: string;
  readonly capabilities: readonly Capability[];
  readonly labels: readonly Label[];
};

export type SlaveInfo = {
  readonly hostname: string;
  readonly port: number;
  readonly resources: Resources;
  readonly attributes: readonly Attribute[];
  readonly id: AgentId | null;
  readonly checkpoint: boolean;
};

export type EnvironmentVariable = { readonly name: string; readonly value: string };

export type CommandUri = {
  readonly value: string;
  readonly executable: boolean | null;
  readonly extract: boolean;
  readonly cache: boolean;
};

export type CommandInfo = {
  readonly shell: boolean;
  readonly value: string | null;
  readonly arguments: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly uris: readonly CommandUri[];
  readonly user: string | null;
};

export type Volume = { readonly containerPath: string; readonly hostPath: string | null; readonly mode: 'RW' | 'RO' };

export type PortMapping = {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string | null;
};

export type DockerInfo = {
  readonly image: string;
  readonly network: 'HOST' | 'BRIDGE' | 'NONE' | 'USER' | null;
  readonly portMappings: readonly PortMapping[];
  readonly privileged: boolean;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly forcePullImage: boolean | null;
};

export type ContainerInfo = {
  readonly type: 'DOCKER' | 'MESOS';
  readonly volumes: readonly Volume[];
  readonly hostname: string | null;
  readonly docker: DockerInfo | null;
};

export type HealthCheck = {
  readonly delaySeconds: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly consecutiveFailures: number;
  readonly gracePeriodSeconds: number;
  readonly command: CommandInfo | null;
};

export type DiscoveryPort = {
  readonly number: number;
  readonly name: string | null;
  readonly protocol: string | null;
  readonly labels: readonly Label[];
};

export type DiscoveryInfo = {
  readonly visibility: 'FRAMEWORK' | 'CLUSTER' | 'EXTERNAL';
  readonly name: string | null;
  readonly environment: string | null;
  readonly location: string | null;
  readonly version: string | null;
  readonly ports: readonly DiscoveryPort[];
  readonly labels: readonly Label[];
};

export type ExecutorInfo = {
  readonly executorId: ExecutorId;
  readonly frameworkId: FrameworkId | null;
  readonly command: CommandInfo;
  readonly container: ContainerInfo | null;
  readonly resources: Resources;
  readonly name: string;
  readonly source: string;
  /** Opaque bytes, base64. */
  readonly data: string | null;
  readonly shutdownGracePeriodMs: number | null;
  readonly labels: readonly Label[];
  readonly discovery: DiscoveryInfo | null;
};

/** A framework's last words on when the agent goes into maintenance. */
export type Unavailability = { readonly startNanoseconds: number; readonly durationNanoseconds: number | null };

export type MachineId = { readonly hostname: string; readonly ip: string };
