/**
 * Flags of the agent with their defaults, and the checks that its `main` makes of them.
 * Source: Mesos 1.0.1, src/slave/main.cpp, src/slave/flags.cpp, src/slave/constants.hpp.
 * Left out: flags of isolators, images, networks and modules (docs/fidelity.md).
 */
import { parseZkUrl, type ZkUrl } from '../zookeeper-group/zk-url.ts';

/**
 * How the agent is deployed; it decides whether executors survive the agent's process:
 * `docker`: the agent runs in a container, executors die with it; `host+supervisord` and `host+systemd(KillMode=process)`:
 * they survive; `host+systemd(KillMode=control-group)`: they die; `docker+docker_mesos_image`: executors have containers
 * of their own and survive.
 */
export type AgentRuntime =
  | 'docker'
  | 'host+supervisord'
  | 'host+systemd(KillMode=process)'
  | 'host+systemd(KillMode=control-group)'
  | 'docker+docker_mesos_image';

export type AgentFlags = {
  /** `zk://host:port,…/path` or `host:port`; null: not given. */
  readonly master: string | null;
  readonly workDir: string | null;
  /** Address that the agent binds and advertises; its host's own by default. */
  readonly ip: string | null;
  /** Taken; nothing is run (docs/fidelity.md). */
  readonly ipDiscoveryCommand: string | null;
  readonly port: number;
  readonly hostname: string | null;
  readonly resources: string | null;
  readonly attributes: string | null;
  readonly defaultRole: string;
  readonly containerizers: string;
  readonly docker: string;
  readonly dockerSocket: string;
  readonly dockerMesosImage: string | null;
  readonly dockerKillOrphans: boolean;
  readonly dockerRemoveDelayMs: number;
  readonly dockerStopTimeoutMs: number;
  readonly executorRegistrationTimeoutMs: number;
  readonly executorShutdownGracePeriodMs: number;
  readonly registrationBackoffFactorMs: number;
  /** File with the principal and secret with which the agent authenticates; null: it does not. */
  readonly credential: string | null;
  readonly authenticationBackoffFactorMs: number;
  readonly authenticateHttpReadonly: boolean;
  readonly authenticateHttpReadwrite: boolean;
  readonly httpAuthenticators: string;
  /** File with those who may ask over HTTP. */
  readonly httpCredentials: string | null;
  /** JSON, or where it is. */
  readonly acls: string | null;
  readonly authorizer: string;
  readonly firewallRules: string | null;
  /** JSON, or where it is: parameters of the estimator and the controller. */
  readonly modules: string | null;
  /** Null: noop. */
  readonly resourceEstimator: string | null;
  readonly qosController: string | null;
  readonly oversubscribedResourcesIntervalMs: number;
  readonly qosCorrectionIntervalMinMs: number;
  readonly recover: string;
  readonly recoveryTimeoutMs: number;
  readonly strict: boolean;
  readonly gcDelayMs: number;
  /** Share of the disk that stays free whatever is collected. */
  readonly gcDiskHeadroom: number;
  readonly diskWatchIntervalMs: number;
  readonly sandboxDirectory: string;
  readonly isolation: string;
  readonly logDir: string | null;
  readonly externalLogFile: string | null;
  readonly loggingLevel: string;
  readonly switchUser: boolean;
  /** Command executors speak the HTTP API instead of the driver's messages. */
  readonly httpCommandExecutor: boolean;
  /** Deployment, not a flag of the binary. */
  readonly runtime: AgentRuntime;
  /** What the machine has, for the automatic detection of resources. */
  readonly machineCpus: number;
  readonly machineMemMib: number;
  readonly machineDiskMib: number;
  /** What else lies on the disk of work_dir: system, images. */
  readonly machineDiskUsedMib: number;
  /** Its load average; null: by what runs on it. */
  readonly machineLoad: number | null;
  /** Program kinds of custom executors by the name of their binary; others never register. */
  readonly customExecutors: Readonly<Record<string, string>>;
  /** From fork to the executor's first message, random between the two. */
  readonly executorStartMinMs: number;
  readonly executorStartMaxMs: number;
};

export const DEFAULT_AGENT_FLAGS: AgentFlags = Object.freeze({
  master: null,
  workDir: null,
  ip: null,
  ipDiscoveryCommand: null,
  port: 5051,
  hostname: null,
  resources: null,
  attributes: null,
  defaultRole: '*',
  containerizers: 'mesos',
  docker: 'docker',
  dockerSocket: '/var/run/docker.sock',
  dockerMesosImage: null,
  dockerKillOrphans: true,
  dockerRemoveDelayMs: 6 * 3_600_000,
  dockerStopTimeoutMs: 0,
  executorRegistrationTimeoutMs: 60_000,
  executorShutdownGracePeriodMs: 5_000,
  registrationBackoffFactorMs: 1_000,
  credential: null,
  authenticationBackoffFactorMs: 1_000,
  authenticateHttpReadonly: false,
  authenticateHttpReadwrite: false,
  httpAuthenticators: 'basic',
  httpCredentials: null,
  acls: null,
  authorizer: 'local',
  firewallRules: null,
  modules: null,
  resourceEstimator: null,
  qosController: null,
  oversubscribedResourcesIntervalMs: 15_000,
  qosCorrectionIntervalMinMs: 0,
  recover: 'reconnect',
  recoveryTimeoutMs: 15 * 60_000,
  strict: true,
  gcDelayMs: 7 * 86_400_000,
  gcDiskHeadroom: 0.1,
  diskWatchIntervalMs: 60_000,
  sandboxDirectory: '/mnt/mesos/sandbox',
  isolation: 'posix/cpu,posix/mem',
  logDir: null,
  externalLogFile: null,
  loggingLevel: 'INFO',
  switchUser: true,
  httpCommandExecutor: false,
  runtime: 'docker',
  machineCpus: 4,
  machineMemMib: 8_192,
  machineDiskMib: 51_200,
  machineDiskUsedMib: 6_144,
  machineLoad: null,
  customExecutors: {},
  executorStartMinMs: 100,
  executorStartMaxMs: 300,
});

export function agentFlags(given: Readonly<Record<string, unknown>>): AgentFlags {
  return Object.freeze({ ...DEFAULT_AGENT_FLAGS, ...(given as Partial<AgentFlags>) });
}

/** The text with which the binary refuses to start; null when the flags are good. */
export function agentFlagsError(flags: AgentFlags): string | null {
  if (flags.workDir === null) return "Flag 'work_dir' is required, but it was not provided";
  if (flags.master === null) return 'Missing required option `--master` or `--master_detector`.';
  if (flags.ip !== null && flags.ipDiscoveryCommand !== null)
    return 'Only one of `--ip` or `--ip_discovery_command` should be specified';
  if (flags.recover !== 'reconnect' && flags.recover !== 'cleanup') {
    return `Unknown option for 'recover' flag ${flags.recover}. Please run the agent with '--help' to see the valid options`;
  }
  if (flags.registrationBackoffFactorMs > 60_000) {
    return (
      "Invalid value '" +
      durationText(flags.registrationBackoffFactorMs) +
      "' for --registration_backoff_factor: Must be less than 1mins"
    );
  }
  if (!(flags.gcDiskHeadroom >= 0 && flags.gcDiskHeadroom <= 1))
    return `Invalid value '${String(flags.gcDiskHeadroom)}' for --gc_disk_headroom. Must be between 0.0 and 1.0`;
  const master = parseMaster(flags.master);
  if (master === null) return `Failed to create a master detector: Failed to parse '${flags.master}'`;
  if (master.kind === 'zk' && master.path === '/') {
    return "Failed to create a master detector: Expecting a (chroot) path for ZooKeeper ('/' is not supported)";
  }
  return null;
}

export type MasterAddress =
  (ZkUrl & { readonly kind: 'zk' }) | { readonly kind: 'fixed'; readonly host: string; readonly port: number };

/** The master's standard port. */
const MASTER_PORT = 5050;

export function parseMaster(text: string): MasterAddress | null {
  const url = parseZkUrl(text);
  if (url !== null) return { kind: 'zk', ...url };
  const fixed = /^(?:master@)?([\w.-]+)(?::(\d+))?$/.exec(text);
  if (fixed === null) return null;
  const [, host = '', port] = fixed;
  return { kind: 'fixed', host, port: port === undefined ? MASTER_PORT : Number(port) };
}

/** A duration as Mesos prints it: the largest unit that divides it, `1weeks`, `15secs`, `0ns`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0ns';
  const units: readonly (readonly [string, number])[] = [
    ['weeks', 604_800_000],
    ['days', 86_400_000],
    ['hrs', 3_600_000],
    ['mins', 60_000],
    ['secs', 1_000],
  ];
  for (const [unit, size] of units) if (ms % size === 0) return `${String(ms / size)}${unit}`;
  return `${String(ms)}ms`;
}
