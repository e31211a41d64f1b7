/**
 * How a server starts: configuration, disk, epochs, then the ensemble, or alone. Source: ZooKeeper 3.4.14,
 * quorum/QuorumPeerMain.java, QuorumPeer.java (start, loadDataBase), ZooKeeperServerMain.java.
 */
import type { Context } from '../../kernel/context.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';
import { initialSessionIds } from '../protocol/session-id.ts';
import { ZERO_ZXID } from '../protocol/zxid.ts';
import { initialLatency } from './client-connection.ts';
import { findServer, myidPath, resolveConfig, type ServerConfig, type ZookeeperFlags } from './config.ts';
import { initialElection } from './election/fast-leader-election.ts';
import { initialChannels } from './election/quorum-cnx-manager.ts';
import { initialCommitProcessor } from './processors/commit-processor.ts';
import { armSessionTimer, traceTakenOver } from './processors/final-processor.ts';
import { initialPrep } from './processors/prep-state.ts';
import { startLooking } from './quorum-peer.ts';
import { elapsedMs, logThread } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { addSession, initialTracker } from './sessions/session-tracker.ts';
import {
  clearUpdatingEpoch,
  isUpdatingEpoch,
  loadDatabase,
  purgeFiles,
  readEpoch,
  writeEpoch,
} from './storage/data-files.ts';
import { initialDatabase } from './storage/database.ts';
import { initialLogWriter } from './storage/log-writer.ts';
import { initialWatches } from './watch-tables.ts';
import { drawMs, JVM_START } from './zab/role-timing.ts';

export const START_TIMER_OF_SERVER = 'peer.start';
export const PURGE_TIMER = 'purge';
const MS_PER_HOUR = 3_600_000;
/** Exit statuses: bad configuration (QuorumPeerMain), unexpected error at start. */
const EXIT_BAD_CONFIG = 2;
const EXIT_UNABLE_TO_RUN = 1;

/** The process is there; the Java machine takes a while to run. */
export function bootServer(context: Context, settings: ZookeeperFlags): ZookeeperServerState {
  const myid = readMyid(context, settings);
  const config = resolveConfig(settings, myid ?? fallbackId(settings));
  const server = initialServer(context, config);
  if (myid === null && !config.standalone) {
    context.exit(EXIT_BAD_CONFIG, `Invalid config, exiting abnormally\n${myidPath(settings)} file is missing`);
    return server;
  }
  context.setTimer(START_TIMER_OF_SERVER, settings.jvmStart ?? drawMs(context, JVM_START));
  return server;
}

function readMyid(context: Context, flags: ZookeeperFlags): number | null {
  const content = context.disk.read(myidPath(flags));
  if (content?.kind !== 'text') return null;
  const id = Number.parseInt(content.text.trim(), 10);
  return flags.servers.some((server) => server.id === id) ? id : null;
}

/** Only for the record of a process that exits at once, and for a standalone server. */
function fallbackId(flags: ZookeeperFlags): number {
  return flags.servers[0]?.id ?? 1;
}

function initialServer(context: Context, config: ServerConfig): ZookeeperServerState {
  return {
    config,
    phase: 'booting',
    peerState: 'LOOKING',
    currentVote: Object.freeze({ leader: config.myid, zxid: ZERO_ZXID, electionEpoch: 0, peerEpoch: 0 }),
    acceptedEpoch: 0,
    currentEpoch: 0,
    database: initialDatabase(),
    log: initialLogWriter(config, context.randomInt),
    election: initialElection(),
    channels: initialChannels(),
    leading: null,
    learning: null,
    serving: null,
    roleFailure: null,
    clients: new Map(),
    clientsByHost: new Map(),
    sessionConnections: new Map(),
    resumed: [],
    watches: initialWatches(),
    stats: { received: 0, sent: 0, latency: initialLatency(), slowSyncs: 0 },
  };
}

/** The Java machine is up: bind, load, and join the ensemble. */
export function startServer(server: ZookeeperServerState, context: Context): void {
  const { config } = server;
  logStart(context, config);
  if (context.listen(config.clientPort) !== 'ok') {
    context.exit(
      EXIT_UNABLE_TO_RUN,
      'Unexpected exception, exiting abnormally\njava.net.BindException: Address already in use',
    );
    return;
  }
  const loaded = loadDatabase(context.disk, config);
  server.database = loaded.database;
  if (loaded.snapshot !== null)
    logThread(context, 'INFO', 'main', 'FileSnap', `Reading snapshot ${loaded.snapshot.path}`);
  if (config.purgeIntervalHours > 0) {
    purgeAgain(server, context);
  }
  if (config.standalone) startStandalone(server, context);
  else if (loadEpochs(server, context)) startQuorum(server, context);
}

function logStart(context: Context, config: ServerConfig): void {
  const main = (className: string, text: string): void => logThread(context, 'INFO', 'main', className, text);
  main('QuorumPeerConfig', 'Reading configuration from: /etc/zookeeper/conf/zoo.cfg');
  if (!config.standalone) main('QuorumPeerConfig', 'Defaulting to majority quorums');
  main('DatadirCleanupManager', `autopurge.snapRetainCount set to ${String(config.purgeRetainCount)}`);
  main('DatadirCleanupManager', `autopurge.purgeInterval set to ${String(config.purgeIntervalHours)}`);
  if (config.purgeIntervalHours === 0) main('DatadirCleanupManager', 'Purge task is not scheduled.');
  main(
    'QuorumPeerMain',
    config.standalone
      ? 'Either no config or no quorum defined in config, running  in standalone mode'
      : 'Starting quorum peer',
  );
  main('NIOServerCnxnFactory', `binding to port 0.0.0.0/0.0.0.0:${String(config.clientPort)}`);
  main('QuorumPeer', `tickTime set to ${String(config.tickTimeMs)}`);
  main('QuorumPeer', 'minSessionTimeout set to -1');
  main('QuorumPeer', 'maxSessionTimeout set to -1');
  main('QuorumPeer', `initLimit set to ${String(config.initLimit)}`);
}

/** Missing epoch files are made from the last zxid; files that contradict the log stop the server. */
function loadEpochs(server: ZookeeperServerState, context: Context): boolean {
  const { config, database } = server;
  const logged = database.tree.lastProcessedZxid.epoch;
  for (const name of ['currentEpoch', 'acceptedEpoch'] as const) {
    const stored = readEpoch(context.disk, config, name);
    if (stored === null) {
      const text = `${name} not found! Creating with a reasonable default of ${String(logged)}. This should only happen when you are upgrading your installation`;
      logThread(context, 'INFO', 'main', 'QuorumPeer', text);
      writeEpoch(context.disk, config, name, logged);
    }
    server[name] = stored ?? logged;
  }
  if (logged > server.currentEpoch && isUpdatingEpoch(context.disk, config)) {
    const found = 'The server was terminated after logging transactions but before updating current epoch.';
    logThread(
      context,
      'INFO',
      'main',
      'QuorumPeer',
      `updatingEpoch found. ${found} Setting current epoch to ${String(logged)}.`,
    );
    server.currentEpoch = logged;
    writeEpoch(context.disk, config, 'currentEpoch', logged);
  }
  clearUpdatingEpoch(context.disk, config);
  const { currentEpoch, acceptedEpoch } = server;
  if (logged <= currentEpoch && acceptedEpoch >= currentEpoch) return true;
  const reason =
    logged > currentEpoch
      ? `The current epoch, ${String(currentEpoch)}, is older than the last zxid, ${String(logged)}`
      : `The accepted epoch, ${String(acceptedEpoch)} is less than the current epoch, ${String(currentEpoch)}`;
  context.exit(EXIT_UNABLE_TO_RUN, `Unable to run quorum server \njava.io.IOException: ${reason}`);
  return false;
}

function startQuorum(server: ZookeeperServerState, context: Context): void {
  const own = findServer(server.config, server.config.myid);
  if (own === undefined) return;
  logThread(
    context,
    'INFO',
    'ListenerThread',
    'QuorumCnxManager$Listener',
    `My election bind port: /${own.host}:${String(own.electionPort)}`,
  );
  context.listen(own.electionPort);
  startLooking(server, context);
}

function startStandalone(server: ZookeeperServerState, context: Context): void {
  const nowMs = elapsedMs(context);
  const tracker = initialTracker(server.config.tickTimeMs);
  const ids = [...mapEntries(server.database.sessions)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, timeoutMs] of ids) addSession(tracker, nowMs, { id, timeoutMs });
  server.phase = 'running';
  server.serving = {
    role: 'standalone',
    running: true,
    sessionIds: initialSessionIds(server.config.myid, nowMs),
    tracker,
    touched: new Map(),
    prep: initialPrep(server.database.tree.lastProcessedZxid),
    commit: initialCommitProcessor(false),
    pendingTxns: [],
    pendingSyncs: [],
    pendingRevalidations: new Map(),
    inProcess: 0,
  };
  armSessionTimer(server, context);
  context.trace('role', { role: 'standalone' });
  traceTakenOver(server, context);
}

/** Old snapshots and logs go, now and after each interval. */
export function purgeAgain(server: ZookeeperServerState, context: Context): void {
  purgeFiles(context.disk, server.config);
  context.setTimer(PURGE_TIMER, server.config.purgeIntervalHours * MS_PER_HOUR);
}
