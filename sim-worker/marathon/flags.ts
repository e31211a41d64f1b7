/**
 * Command line of a Marathon process.
 * Source: Marathon 1.1.1, MarathonConf.scala, ZookeeperConf.scala, LeaderProxyConf.scala and the configurations of its modules.
 */
import type { Flags } from '../kernel/context.ts';

/** The election client: `commons` behaves as 0.15, `commons-failfast` as 1.1, `commons-1.3` and `curator` as 1.3. */
export type ElectionImpl = 'commons' | 'commons-failfast' | 'commons-1.3' | 'curator';

export type MarathonFlags = {
  /** `zk://host:port,host:port/marathon`. */
  readonly zk: string;
  /** `zk://host:port,host:port/mesos`. */
  readonly master: string;
  /** Empty: the host's own name. */
  readonly hostname: string;
  readonly httpPort: number;
  readonly electionImpl: ElectionImpl;
  readonly zkTimeout: number;
  readonly zkSessionTimeout: number;
  readonly zkMaxVersions: number;
  readonly zkCompression: boolean;
  readonly zkCompressionThreshold: number;
  readonly zkMaxNodeSize: number;
  readonly checkpoint: boolean;
  /** Seconds. */
  readonly failoverTimeout: number;
  readonly frameworkName: string;
  readonly mesosUser: string;
  /** Comma-separated: `vips`, `task_killing`, `external_volumes`. */
  readonly enableFeatures: string | null;
  readonly mesosRole: string | null;
  readonly mesosAuthenticationPrincipal: string | null;
  /** File with the secret with which Marathon's driver authenticates; null: it does not authenticate. */
  readonly mesosAuthenticationSecretFile: string | null;
  readonly defaultAcceptedResourceRoles: string | null;
  readonly webuiUrl: string | null;
  /** Where the page's links to Mesos lead; null: to the leading master. */
  readonly mesosLeaderUiUrl: string | null;
  readonly localPortMin: number;
  /** Excluded. */
  readonly localPortMax: number;
  readonly executor: string;
  readonly taskLaunchTimeout: number;
  readonly taskLaunchConfirmTimeout: number;
  readonly taskReservationTimeout: number;
  readonly reconciliationInitialDelay: number;
  readonly reconciliationInterval: number;
  readonly scaleAppsInitialDelay: number;
  readonly scaleAppsInterval: number;
  readonly declineOfferDuration: number;
  readonly saveTasksToLaunchTimeout: number;
  /** A launch that is neither stored nor rejected after this long is queued again. */
  readonly taskOperationNotificationTimeout: number;
  readonly maxTasksPerOffer: number;
  readonly launchTokens: number;
  readonly launchTokenRefreshInterval: number;
  readonly reviveOffersForNewApps: boolean;
  readonly minReviveOffersInterval: number;
  readonly reviveOffersRepetitions: number;
  readonly leaderProxyConnectionTimeout: number;
  readonly leaderProxyReadTimeout: number;
  /** `http_callback` or none. */
  readonly eventSubscriber: string | null;
  readonly eventStreamMaxOutstandingMessages: number;
  readonly envVarsPrefix: string | null;
  /** `user:password` that every request must carry; null: nobody is asked. */
  readonly httpCredentials: string | null;
  readonly httpRealm: string;
  readonly httpMaxConcurrentRequests: number | null;
  readonly maxApps: number | null;
  readonly maxQueuedRootGroupUpdates: number;
  readonly killsPerBatch: number;
  readonly killBatchDuration: number;
  readonly libprocessPort: number;
};

export const DEFAULT_MARATHON_FLAGS: MarathonFlags = Object.freeze({
  zk: 'zk://localhost:2181/marathon',
  master: 'zk://localhost:2181/mesos',
  hostname: '',
  httpPort: 8080,
  electionImpl: 'commons',
  zkTimeout: 10_000,
  zkSessionTimeout: 10_000,
  zkMaxVersions: 25,
  zkCompression: true,
  zkCompressionThreshold: 65_536,
  zkMaxNodeSize: 1_024_000,
  checkpoint: true,
  failoverTimeout: 604_800,
  frameworkName: 'marathon',
  mesosUser: 'root',
  enableFeatures: null,
  mesosRole: null,
  mesosAuthenticationPrincipal: null,
  mesosAuthenticationSecretFile: null,
  defaultAcceptedResourceRoles: null,
  webuiUrl: null,
  mesosLeaderUiUrl: null,
  localPortMin: 10_000,
  localPortMax: 20_000,
  executor: '//cmd',
  taskLaunchTimeout: 300_000,
  taskLaunchConfirmTimeout: 300_000,
  taskReservationTimeout: 20_000,
  reconciliationInitialDelay: 15_000,
  reconciliationInterval: 600_000,
  scaleAppsInitialDelay: 15_000,
  scaleAppsInterval: 300_000,
  declineOfferDuration: 120_000,
  saveTasksToLaunchTimeout: 3000,
  taskOperationNotificationTimeout: 3000,
  maxTasksPerOffer: 5,
  launchTokens: 100,
  launchTokenRefreshInterval: 30_000,
  reviveOffersForNewApps: true,
  minReviveOffersInterval: 5000,
  reviveOffersRepetitions: 3,
  leaderProxyConnectionTimeout: 5000,
  leaderProxyReadTimeout: 10_000,
  eventSubscriber: null,
  eventStreamMaxOutstandingMessages: 50,
  envVarsPrefix: null,
  httpCredentials: null,
  httpRealm: 'Mesosphere',
  httpMaxConcurrentRequests: null,
  maxApps: null,
  maxQueuedRootGroupUpdates: 500,
  killsPerBatch: 100,
  killBatchDuration: 10_000,
  libprocessPort: 0,
});

export function marathonFlags(flags: Flags): MarathonFlags {
  return Object.freeze({ ...DEFAULT_MARATHON_FLAGS, ...flags });
}

export type ZkUrl = {
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly path: string;
};

const ZK_URL = /^zk:\/\/(?:[^@/]+@)?([^/@]+)(\/.*)?$/;

/** Servers and path of `zk://…`; null when it is none. */
export function parseZkUrl(url: string): ZkUrl | null {
  const match = ZK_URL.exec(url);
  if (match === null) return null;
  const servers = (match[1] ?? '').split(',').map((server) => {
    const [host = '', port = '2181'] = server.split(':');
    return { host, port: Number(port) };
  });
  return { servers, path: (match[2] ?? '').replace(/\/+$/, '') };
}

/** Roles whose resources apps take unless they say otherwise. */
export function defaultRoles(flags: MarathonFlags): readonly string[] {
  if (flags.defaultAcceptedResourceRoles !== null)
    return flags.defaultAcceptedResourceRoles.split(',').map((role) => role.trim());
  return flags.mesosRole === null ? ['*'] : [flags.mesosRole, '*'];
}

/** The command line as the first log line shows it. */
export function commandLine(flags: MarathonFlags): string {
  return `--zk ${flags.zk} --master ${flags.master} --hostname ${flags.hostname}`;
}
