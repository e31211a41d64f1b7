/**
 * Settings of one server: the keys of zoo.cfg and the system properties that change behaviour, with their defaults.
 * Source: ZooKeeper 3.4.14, server/quorum/QuorumPeerConfig.java; names are those of the file, in camelCase.
 */
import { assert } from '../../kernel/assert.ts';

/** One `server.N` line. */
export type QuorumServer = {
  readonly id: number;
  readonly host: string;
  readonly quorumPort: number;
  readonly electionPort: number;
  readonly observer: boolean;
};

/** Unset keys take their defaults; times are in the unit of the file. */
export type ZookeeperFlags = {
  /** `server.N` lines; fewer than two make a standalone server. */
  readonly servers: readonly QuorumServer[];
  /** Milliseconds. */
  readonly tickTime?: number;
  /** Ticks. */
  readonly initLimit?: number;
  readonly syncLimit?: number;
  readonly dataDir?: string;
  readonly dataLogDir?: string;
  readonly clientPort?: number;
  readonly maxClientCnxns?: number;
  /** Milliseconds; -1 is two respectively twenty ticks. */
  readonly minSessionTimeout?: number;
  readonly maxSessionTimeout?: number;
  /** Milliseconds; connect time-out of the election channel. */
  readonly cnxTimeout?: number;
  /** `group.G=1:2:3` lines. */
  readonly groups?: readonly (readonly number[])[];
  /** `weight.N` lines. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly snapCount?: number;
  readonly globalOutstandingLimit?: number;
  /** fsync.warningthresholdms, milliseconds. */
  readonly fsyncWarningThreshold?: number;
  readonly leaderServes?: boolean;
  readonly skipACL?: boolean;
  readonly fourLetterWhitelist?: readonly string[];
  /** Bytes. */
  readonly juteMaxBuffer?: number;
  readonly autopurgeSnapRetainCount?: number;
  /** Hours; 0 is off. */
  readonly autopurgePurgeInterval?: number;
  /** `user:base64` of zookeeper.DigestAuthenticationProvider.superDigest. */
  readonly superDigest?: string;
  /**
   * A learner logs what came by DIFF before it acknowledges its new leader (since 3.6.3, ZOOKEEPER-3911); false: only
   * afterwards, as 3.4.14 does, which can lose acknowledged writes.
   */
  readonly diffLoggedBeforeAck?: boolean;
  /**
   * A learner that took its leader's snapshot drops what its own log holds beyond it; false: it keeps such records, as 3.4.14
   * does, and they come back at its next start although nobody committed them.
   */
  readonly snapCutsLog?: boolean;
  /** Milliseconds that the Java machine takes before the first log line. */
  readonly jvmStart?: number;
};

export type ServerConfig = {
  readonly myid: number;
  readonly servers: readonly QuorumServer[];
  readonly standalone: boolean;
  readonly observer: boolean;
  readonly tickTimeMs: number;
  readonly initLimit: number;
  readonly syncLimit: number;
  readonly dataDir: string;
  readonly dataLogDir: string;
  readonly clientPort: number;
  readonly maxClientConnections: number;
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly groups: readonly (readonly number[])[] | null;
  readonly weights: Readonly<Record<string, number>>;
  readonly snapCount: number;
  readonly outstandingLimit: number;
  readonly fsyncWarningThresholdMs: number;
  readonly leaderServes: boolean;
  readonly skipAcl: boolean;
  readonly whitelist: readonly string[] | null;
  readonly juteMaxBufferBytes: number;
  readonly purgeRetainCount: number;
  readonly purgeIntervalHours: number;
  readonly superDigest: string | null;
  readonly diffLoggedBeforeAck: boolean;
  readonly snapCutsLog: boolean;
};

const DEFAULT_TICK_MS = 2000;
const DEFAULT_DATA_DIR = '/var/lib/zookeeper';
/** 0xfffff bytes, jute.maxbuffer of the server. */
const DEFAULT_MAX_BUFFER = 1_048_575;

/** `myid` is the content of the file of that name. */
export function resolveConfig(flags: ZookeeperFlags, myid: number): ServerConfig {
  const tickTimeMs = flags.tickTime ?? DEFAULT_TICK_MS;
  const dataDir = flags.dataDir ?? DEFAULT_DATA_DIR;
  const standalone = flags.servers.length < 2;
  const own = flags.servers.find((server) => server.id === myid);
  assert(standalone || own !== undefined, `server.${String(myid)} is in the server list`);
  const voters = flags.servers.filter((server) => !server.observer).length;
  const limit = flags.globalOutstandingLimit ?? 1000;
  return Object.freeze({
    myid,
    servers: flags.servers,
    standalone,
    observer: own?.observer ?? false,
    tickTimeMs,
    initLimit: flags.initLimit ?? 10,
    syncLimit: flags.syncLimit ?? 5,
    dataDir,
    dataLogDir: flags.dataLogDir ?? dataDir,
    clientPort: flags.clientPort ?? 2181,
    maxClientConnections: flags.maxClientCnxns ?? 60,
    minSessionTimeoutMs: orDefault(flags.minSessionTimeout, 2 * tickTimeMs),
    maxSessionTimeoutMs: orDefault(flags.maxSessionTimeout, 20 * tickTimeMs),
    connectTimeoutMs: flags.cnxTimeout ?? 5000,
    groups: flags.groups ?? null,
    weights: flags.weights ?? {},
    snapCount: Math.max(2, flags.snapCount ?? 100_000),
    outstandingLimit: standalone || voters < 2 ? limit : Math.floor(limit / (voters - 1)),
    fsyncWarningThresholdMs: flags.fsyncWarningThreshold ?? 1000,
    leaderServes: flags.leaderServes ?? true,
    skipAcl: flags.skipACL ?? false,
    whitelist: flags.fourLetterWhitelist ?? null,
    juteMaxBufferBytes: flags.juteMaxBuffer ?? DEFAULT_MAX_BUFFER,
    purgeRetainCount: Math.max(3, flags.autopurgeSnapRetainCount ?? 3),
    purgeIntervalHours: flags.autopurgePurgeInterval ?? 0,
    superDigest: flags.superDigest ?? null,
    diffLoggedBeforeAck: flags.diffLoggedBeforeAck ?? true,
    snapCutsLog: flags.snapCutsLog ?? true,
  });
}

function orDefault(value: number | undefined, fallback: number): number {
  return value === undefined || value === -1 ? fallback : value;
}

export function myidPath(flags: ZookeeperFlags): string {
  return `${flags.dataDir ?? DEFAULT_DATA_DIR}/myid`;
}

export function findServer(config: ServerConfig, id: number): QuorumServer | undefined {
  return config.servers.find((server) => server.id === id);
}

export function isVoter(config: ServerConfig, id: number): boolean {
  return config.servers.some((server) => server.id === id && !server.observer);
}
