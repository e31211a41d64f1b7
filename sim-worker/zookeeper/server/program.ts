/**
 * A ZooKeeper server process: start-up, then every event to the part that owns it. Source: ZooKeeper 3.4.14,
 * quorum/QuorumPeerMain.java, QuorumPeer.java (start, loadDataBase), ZooKeeperServerMain.java for a standalone server.
 */
import type { Context, Message, Program, ProgramEvent } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';
import { initialSessionIds } from '../protocol/session-id.ts';
import { ZERO_ZXID } from '../protocol/zxid.ts';
import { initialLatency } from './client-connection.ts';
import { drainResumed, onClientAccepted, onClientClosed, onClientMessage } from './client-port.ts';
import { findServer, myidPath, resolveConfig, type ServerConfig, type ZookeeperFlags } from './config.ts';
import { onChannelOutputs, onElectionTimer, POLL_TIMER, receiveNotification } from './election/election-driver.ts';
import { initialElection } from './election/fast-leader-election.ts';
import {
  initialChannels,
  onChannelClosed,
  onDialed,
  onDialFailed,
  onElectionAccepted,
  onGreeting,
  ownsChannel,
} from './election/quorum-cnx-manager.ts';
import type { ElectionGreeting, Notification } from './election/vote.ts';
import { initialCommitProcessor } from './processors/commit-processor.ts';
import { armSessionTimer, SESSION_TIMER } from './processors/final-processor.ts';
import { initialPrep } from './processors/prep-state.ts';
import { commitStandalone, submitCloseSession } from './processors/submit.ts';
import { endRole, onElected, ROLE_ENDED_TIMER, startLooking } from './quorum-peer.ts';
import { elapsedMs, logThread } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { addSession, expireSessions, initialTracker } from './sessions/session-tracker.ts';
import { loadDatabase, purgeFiles, readEpoch, writeEpoch } from './storage/data-files.ts';
import { initialDatabase } from './storage/database.ts';
import { finishFlush, initialLogWriter, syncKey } from './storage/log-writer.ts';
import { initialWatches } from './watch-tables.ts';
import { ackOwnLog } from './zab/broadcast.ts';
import {
  BIND_TIMER,
  onBindTimer,
  onLeaderStarted,
  onLeaderTick,
  onPhaseTimer,
  PHASE_TIMER,
  START_TIMER,
  TICK_TIMER,
} from './zab/leader.ts';
import {
  ackToLeader,
  DIAL_TIMER,
  LEARNER_START_TIMER,
  onDialTimer,
  onLeaderMessage,
  onLeaderReached,
  onLeaderUnreachable,
  onLearnerStarted,
  onReadTimer,
  READ_TIMER,
} from './zab/learner.ts';
import { dropLearner, onLearnerAccepted, onLearnerMessage, onLearnerTimer } from './zab/learner-handler.ts';
import { drawMs, JVM_START } from './zab/role-timing.ts';
import type { LeaderToLearner, LearnerToLeader } from './zab/zab-messages.ts';

const START_SERVER_TIMER = 'peer.start';
const PURGE_TIMER = 'purge';
const MS_PER_HOUR = 3_600_000;
/** Exit statuses: bad configuration (QuorumPeerMain), unexpected error at start. */
const EXIT_BAD_CONFIG = 2;
const EXIT_UNABLE_TO_RUN = 1;

export const zookeeperServerProgram: Program<ZookeeperServerState> = {
  kind: 'zookeeper',

  boot(context, flags) {
    const settings = flags as unknown as ZookeeperFlags;
    const myid = readMyid(context, settings);
    const config = resolveConfig(settings, myid ?? fallbackId(settings));
    const server = initialServer(context, config);
    if (myid === null && !config.standalone) {
      context.exit(EXIT_BAD_CONFIG, `Invalid config, exiting abnormally\n${myidPath(settings)} file is missing`);
      return server;
    }
    context.setTimer(START_SERVER_TIMER, settings.jvmStart ?? drawMs(context, JVM_START));
    return server;
  },

  receive(server, context, event) {
    if (server.phase !== 'booting' || event.kind === 'timer') handle(server, context, event);
    settle(server, context);
  },
};

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
    sessionConnections: new Map(),
    resumed: [],
    watches: initialWatches(),
    stats: { received: 0, sent: 0, latency: initialLatency(), slowSyncs: 0 },
  };
}

/** The Java machine is up: bind, load, and join the ensemble. */
function startServer(server: ZookeeperServerState, context: Context): void {
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
    purgeFiles(context.disk, config);
    context.setTimer(PURGE_TIMER, config.purgeIntervalHours * MS_PER_HOUR);
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
}

/** What handlers left to do: end a failed role, read on from resumed connections. */
function settle(server: ZookeeperServerState, context: Context): void {
  if (server.resumed.length > 0) drainResumed(server, context);
  if (server.roleFailure !== null) endRole(server, context, server.roleFailure);
}

function handle(server: ZookeeperServerState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'message':
      onMessage(server, context, event.connection, event.body);
      return;
    case 'timer':
      onTimer(server, context, event.key);
      return;
    case 'synced':
      onSynced(server, context, event.key);
      return;
    case 'accepted':
      onAccepted(server, context, event.connection);
      return;
    case 'connected':
      if (server.learning?.connection === event.connection) onLeaderReached(server, context);
      else if (server.channels.active?.connection === event.connection) {
        onElected(
          server,
          context,
          onChannelOutputs(server, context, onDialed(server.channels, context, server.config)),
        );
      }
      return;
    case 'connectFailed':
      if (server.learning?.connection === event.connection) onLeaderUnreachable(server, context);
      else if (server.channels.active?.connection === event.connection) {
        const outputs = onDialFailed(server.channels, context, server.config, event.body);
        onElected(server, context, onChannelOutputs(server, context, outputs));
      }
      return;
    case 'closed':
      onClosed(server, context, event.connection);
      return;
    default:
  }
}

function onAccepted(server: ZookeeperServerState, context: Context, connection: ConnectionId): void {
  const port = context.localPort(connection);
  const own = findServer(server.config, server.config.myid);
  if (port === server.config.clientPort) onClientAccepted(server, context, connection);
  else if (port === own?.electionPort) onElectionAccepted(server.channels, context, connection);
  else onLearnerAccepted(server, context, connection);
}

function onMessage(server: ZookeeperServerState, context: Context, connection: ConnectionId, body: Message): void {
  if (server.clients.has(connection)) onClientMessage(server, context, connection, body);
  else if (server.learning?.connection === connection) onLeaderMessage(server, context, body as LeaderToLearner);
  else if (server.leading?.learners.has(connection) === true)
    onLearnerMessage(server, context, connection, body as LearnerToLeader);
  else if (ownsChannel(server.channels, connection)) onElectionMessage(server, context, connection, body);
}

function onElectionMessage(
  server: ZookeeperServerState,
  context: Context,
  connection: ConnectionId,
  body: Message,
): void {
  if (body.type === 'election.sid') {
    const peer = { sid: (body as ElectionGreeting).sid, connection };
    onElected(
      server,
      context,
      onChannelOutputs(server, context, onGreeting(server.channels, context, server.config, peer)),
    );
  } else {
    onElected(server, context, receiveNotification(server, context, body as Notification));
  }
}

function onClosed(server: ZookeeperServerState, context: Context, connection: ConnectionId): void {
  if (server.clients.has(connection)) onClientClosed(server, context, connection);
  else if (server.learning?.connection === connection) {
    server.learning.connection = null;
    server.roleFailure = 'java.io.EOFException';
  } else if (server.leading?.learners.has(connection) === true) dropLearner(server, context, connection);
  else
    onElected(
      server,
      context,
      onChannelOutputs(server, context, onChannelClosed(server.channels, context, server.config, connection)),
    );
}

/** An fsync ended; those of closed roles report under old keys. */
function onSynced(server: ZookeeperServerState, context: Context, key: string): void {
  if (key !== syncKey(server.log)) return;
  const txns = finishFlush(server, context);
  if (server.leading !== null) ackOwnLog(server, context, txns);
  else if (server.learning !== null) ackToLeader(server, context, txns);
  else commitStandalone(server, context, txns);
}

function onTimer(server: ZookeeperServerState, context: Context, key: string): void {
  switch (key) {
    case START_SERVER_TIMER:
      return startServer(server, context);
    case POLL_TIMER:
      return onElected(server, context, onElectionTimer(server, context));
    case ROLE_ENDED_TIMER:
      return startLooking(server, context);
    case BIND_TIMER:
      return onBindTimer(server, context);
    case PHASE_TIMER:
      return onPhaseTimer(server);
    case START_TIMER:
      return onLeaderStarted(server, context);
    case TICK_TIMER:
      return onLeaderTick(server, context, (connection) => dropLearner(server, context, connection));
    case DIAL_TIMER:
      return onDialTimer(server, context);
    case READ_TIMER:
      return onReadTimer(server, context);
    case LEARNER_START_TIMER:
      return onLearnerStarted(server, context);
    case SESSION_TIMER:
      return onSessionTimer(server, context);
    case PURGE_TIMER:
      purgeFiles(context.disk, server.config);
      return context.setTimer(PURGE_TIMER, server.config.purgeIntervalHours * MS_PER_HOUR);
    default:
      if (key.startsWith('zab.learner.'))
        onLearnerTimer(server, context, Number(key.slice('zab.learner.'.length)) as ConnectionId);
  }
}

/** A bucket's time came: what is left in it expires. */
function onSessionTimer(server: ZookeeperServerState, context: Context): void {
  const tracker = server.serving?.tracker;
  if (tracker === null || tracker === undefined) return;
  for (const { id, timeoutMs } of expireSessions(tracker, elapsedMs(context))) {
    logThread(
      context,
      'INFO',
      'SessionTracker',
      'ZooKeeperServer',
      `Expiring session 0x${id}, timeout of ${String(timeoutMs)}ms exceeded`,
    );
    submitCloseSession(server, context, id);
  }
  armSessionTimer(server, context);
}
