/**
 * Flags of the master with their defaults, and the checks that its `main` makes of them.
 * Source: Mesos 1.0.1, src/master/main.cpp, src/master/flags.cpp, src/master/constants.hpp.
 * Left out: flags of modules and hooks are carried but have no effect (docs/fidelity.md).
 */
import { parseZkUrl } from '../zookeeper-group/zk-url.ts';
import { durationText, parseDurationMs } from './duration.ts';

export type MasterFlags = {
  /** `zk://host:port,…/path`; null: standalone, its own leader. */
  readonly zk: string | null;
  readonly quorum: number | null;
  readonly workDir: string | null;
  /** Address that the master binds and advertises; its host's own by default. */
  readonly ip: string | null;
  /** Taken; nothing is run (docs/fidelity.md). */
  readonly ipDiscoveryCommand: string | null;
  readonly port: number;
  readonly hostname: string | null;
  readonly hostnameLookup: boolean;
  readonly cluster: string | null;
  readonly registry: string; // replicated_log or in_memory
  readonly registryStrict: boolean;
  readonly registryFetchTimeoutMs: number;
  readonly registryStoreTimeoutMs: number;
  readonly logAutoInitialize: boolean;
  readonly zkSessionTimeoutMs: number;
  readonly agentReregisterTimeoutMs: number;
  readonly recoveryAgentRemovalLimit: string;
  /** `N/DURATION`, e.g. `1/10mins`; null: no limit. */
  readonly agentRemovalRateLimit: string | null;
  readonly agentPingTimeoutMs: number;
  readonly maxAgentPingTimeouts: number;
  /** Null: offers live forever. */
  readonly offerTimeoutMs: number | null;
  readonly allocationIntervalMs: number;
  readonly allocator: string;
  readonly fairSharingExcludedResourceNames: string | null;
  readonly roles: string | null;
  readonly weights: string | null;
  readonly whitelist: string | null;
  readonly rootSubmissions: boolean;
  readonly maxCompletedFrameworks: number;
  readonly maxCompletedTasksPerFramework: number;
  readonly webuiDir: string;
  readonly logDir: string | null;
  readonly loggingLevel: string;
  readonly externalLogFile: string | null;
  /** JSON, or where it is: `file:///path`. */
  readonly rateLimits: string | null;
  readonly authenticateFrameworks: boolean;
  readonly authenticateAgents: boolean;
  /** File with principals and secrets. */
  readonly credentials: string | null;
  readonly authenticators: string;
  readonly authenticateHttpReadonly: boolean;
  readonly authenticateHttpReadwrite: boolean;
  readonly authenticateHttpFrameworks: boolean;
  readonly httpAuthenticators: string;
  readonly httpFrameworkAuthenticators: string | null;
  /** JSON, or where it is. */
  readonly acls: string | null;
  readonly authorizers: string;
  readonly firewallRules: string | null;
  /** How long the authorizer takes to answer; our choice, since an answer from another actor takes some time. */
  readonly authorizationDelayMs: number;
};

export const DEFAULT_MASTER_FLAGS: MasterFlags = Object.freeze({
  zk: null,
  quorum: null,
  workDir: null,
  ip: null,
  ipDiscoveryCommand: null,
  port: 5050,
  hostname: null,
  hostnameLookup: true,
  cluster: null,
  registry: 'replicated_log',
  registryStrict: false,
  registryFetchTimeoutMs: 60_000,
  registryStoreTimeoutMs: 20_000,
  logAutoInitialize: true,
  zkSessionTimeoutMs: 10_000,
  agentReregisterTimeoutMs: 600_000,
  recoveryAgentRemovalLimit: '100%',
  agentRemovalRateLimit: null,
  agentPingTimeoutMs: 15_000,
  maxAgentPingTimeouts: 5,
  offerTimeoutMs: null,
  allocationIntervalMs: 1_000,
  allocator: 'HierarchicalDRF',
  fairSharingExcludedResourceNames: null,
  roles: null,
  weights: null,
  whitelist: null,
  rootSubmissions: true,
  maxCompletedFrameworks: 50,
  maxCompletedTasksPerFramework: 1_000,
  webuiDir: '/usr/share/mesos/webui',
  logDir: null,
  loggingLevel: 'INFO',
  externalLogFile: null,
  rateLimits: null,
  authenticateFrameworks: false,
  authenticateAgents: false,
  credentials: null,
  authenticators: 'crammd5',
  authenticateHttpReadonly: false,
  authenticateHttpReadwrite: false,
  authenticateHttpFrameworks: false,
  httpAuthenticators: 'basic',
  httpFrameworkAuthenticators: null,
  acls: null,
  authorizers: 'local',
  firewallRules: null,
  authorizationDelayMs: 0.2,
});

/** Source: src/master/constants.hpp, MIN_AGENT_REREGISTER_TIMEOUT. */
const MIN_AGENT_REREGISTER_TIMEOUT_MS = 600_000;
const MIN_PING_TIMEOUT_MS = 1_000;
const MAX_PING_TIMEOUT_MS = 900_000;

export function masterFlags(given: Readonly<Record<string, unknown>>): MasterFlags {
  return Object.freeze({ ...DEFAULT_MASTER_FLAGS, ...(given as Partial<MasterFlags>) });
}

/** The text with which the binary refuses to start; null when the flags are good. */
export function masterFlagsError(flags: MasterFlags): string | null {
  if (flags.ip !== null && flags.ipDiscoveryCommand !== null)
    return 'Only one of `--ip` or `--ip_discovery_command` should be specified';
  if (flags.registry !== 'in_memory' && flags.registry !== 'replicated_log') {
    return `'${flags.registry}' is not a supported option for registry persistence`;
  }
  if (flags.registry === 'replicated_log') {
    if (flags.workDir === null) return '--work_dir needed for replicated log based registry';
    if (flags.zk !== null && flags.quorum === null) {
      return 'Need to specify --quorum for replicated log based registry when using ZooKeeper';
    }
  }
  return removalLimitError(flags) ?? registryFlagsError(flags) ?? pingFlagsError(flags) ?? zkFlagError(flags);
}

/** `N/DURATION`. */
function removalLimitError(flags: MasterFlags): string | null {
  const limit = flags.agentRemovalRateLimit;
  if (limit === null) return null;
  const refused = `Invalid agent_removal_rate_limit: ${limit}. Format is <Number of agents>/<Duration>`;
  const [permits, duration, ...more] = limit.split('/').filter((token) => token !== '');
  if (permits === undefined || duration === undefined || more.length > 0) return refused;
  if (!/^[+-]?\d+$/.test(permits)) return `${refused}: Failed to convert '${permits}' to number`;
  const parsed = parseDurationMs(duration);
  return parsed.ok ? null : `${refused}: ${parsed.error}`;
}

function registryFlagsError(flags: MasterFlags): string | null {
  if (flags.registryStrict) {
    return "Support for '--registry_strict' has been disabled and will be removed in a future version of Mesos";
  }
  if (flags.agentReregisterTimeoutMs < MIN_AGENT_REREGISTER_TIMEOUT_MS) {
    return `Invalid value '${durationText(flags.agentReregisterTimeoutMs)}' for --agent_reregister_timeout: Must be at least 10mins`;
  }
  const limit = flags.recoveryAgentRemovalLimit;
  if (!limit.endsWith('%')) return `Invalid value '${limit}' for --recovery_agent_removal_percent_limit: missing '%'`;
  const percent = Number(limit.slice(0, -1));
  if (!(percent >= 0 && percent <= 100)) {
    return `Invalid value '${limit}' for --recovery_agent_removal_percent_limit: Must be within [0%-100%]`;
  }
  return null;
}

function pingFlagsError(flags: MasterFlags): string | null {
  if (flags.agentPingTimeoutMs < MIN_PING_TIMEOUT_MS || flags.agentPingTimeoutMs > MAX_PING_TIMEOUT_MS) {
    return 'Expected `--agent_ping_timeout` to be between 1secs and 15mins';
  }
  if (flags.maxAgentPingTimeouts < 1) return 'Expected `--max_agent_ping_timeouts` to be at least 1';
  return null;
}

function zkFlagError(flags: MasterFlags): string | null {
  if (flags.zk === null) return null;
  const url = parseZkUrl(flags.zk);
  if (url === null) return `Failed to create a master contender: Expecting 'zk://' at the beginning of '${flags.zk}'`;
  if (url.path === '/') {
    return "Failed to create a master contender: Expecting a (chroot) path for ZooKeeper ('/' is not supported)";
  }
  return null;
}

/** Every flag with a value as the binary prints it, by name. */
export function printedMasterFlags(flags: MasterFlags): readonly (readonly [string, string])[] {
  const milliseconds = (value: number | null): string | null => (value === null ? null : durationText(value));
  const entries: (readonly [string, string | null])[] = [
    ['acls', flags.acls],
    ['agent_ping_timeout', milliseconds(flags.agentPingTimeoutMs)],
    ['agent_removal_rate_limit', flags.agentRemovalRateLimit],
    ['agent_reregister_timeout', milliseconds(flags.agentReregisterTimeoutMs)],
    ['allocation_interval', milliseconds(flags.allocationIntervalMs)],
    ['allocator', flags.allocator],
    ['authenticate_agents', String(flags.authenticateAgents)],
    ['authenticate_frameworks', String(flags.authenticateFrameworks)],
    ['authenticate_http_frameworks', String(flags.authenticateHttpFrameworks)],
    ['authenticate_http_readonly', String(flags.authenticateHttpReadonly)],
    ['authenticate_http_readwrite', String(flags.authenticateHttpReadwrite)],
    ['authenticators', flags.authenticators],
    ['authorizers', flags.authorizers],
    ['cluster', flags.cluster],
    ['credentials', flags.credentials],
    ['external_log_file', flags.externalLogFile],
    ['fair_sharing_excluded_resource_names', flags.fairSharingExcludedResourceNames],
    ['firewall_rules', flags.firewallRules],
    ['framework_sorter', 'drf'],
    ['help', 'false'],
    ['hostname', flags.hostname],
    ['hostname_lookup', String(flags.hostnameLookup)],
    ['http_authenticators', flags.httpAuthenticators],
    ['http_framework_authenticators', flags.httpFrameworkAuthenticators],
    ['initialize_driver_logging', 'true'],
    ['ip', flags.ip],
    ['log_auto_initialize', String(flags.logAutoInitialize)],
    ['log_dir', flags.logDir],
    ['logbufsecs', '0'],
    ['logging_level', flags.loggingLevel],
    ['max_agent_ping_timeouts', String(flags.maxAgentPingTimeouts)],
    ['max_completed_frameworks', String(flags.maxCompletedFrameworks)],
    ['max_completed_tasks_per_framework', String(flags.maxCompletedTasksPerFramework)],
    ['offer_timeout', milliseconds(flags.offerTimeoutMs)],
    ['port', String(flags.port)],
    ['quiet', 'false'],
    ['quorum', flags.quorum === null ? null : String(flags.quorum)],
    ['rate_limits', flags.rateLimits],
    ['recovery_agent_removal_limit', flags.recoveryAgentRemovalLimit],
    ['registry', flags.registry],
    ['registry_fetch_timeout', milliseconds(flags.registryFetchTimeoutMs)],
    ['registry_store_timeout', milliseconds(flags.registryStoreTimeoutMs)],
    ['registry_strict', String(flags.registryStrict)],
    ['roles', flags.roles],
    ['root_submissions', String(flags.rootSubmissions)],
    ['user_sorter', 'drf'],
    ['version', 'false'],
    ['webui_dir', flags.webuiDir],
    ['weights', flags.weights],
    ['whitelist', flags.whitelist],
    ['work_dir', flags.workDir],
    ['zk', flags.zk],
    ['zk_session_timeout', milliseconds(flags.zkSessionTimeoutMs)],
  ];
  return entries.filter((entry): entry is [string, string] => entry[1] !== null);
}
