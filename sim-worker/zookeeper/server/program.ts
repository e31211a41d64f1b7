/**
 * A ZooKeeper server process: every event goes to the part that owns it. Source: ZooKeeper 3.4.14,
 * quorum/QuorumPeer.java, with the threads that it starts as one event loop.
 */
import type { Context, Message, Program, ProgramEvent } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { copyServerState } from './copy-state.ts';
import { drainResumed, onClientAccepted, onClientClosed, onClientMessage } from './client-port.ts';
import { findServer, type ZookeeperFlags } from './config.ts';
import { onChannelOutputs, onElectionTimer, POLL_TIMER, receiveNotification } from './election/election-driver.ts';
import {
  onChannelClosed,
  onDialed,
  onDialFailed,
  onElectionAccepted,
  onGreeting,
  ownsChannel,
} from './election/quorum-cnx-manager.ts';
import type { ElectionGreeting, Notification } from './election/vote.ts';
import { armSessionTimer, SESSION_TIMER } from './processors/final-processor.ts';
import { commitStandalone, submitCloseSession } from './processors/submit.ts';
import { endRole, onElected, ROLE_ENDED_TIMER, startLooking } from './quorum-peer.ts';
import { bootServer, PURGE_TIMER, purgeAgain, START_TIMER_OF_SERVER, startServer } from './server-start.ts';
import { elapsedMs, logThread } from './server-log.ts';
import type { ZookeeperServerState } from './server-state.ts';
import { expireSessions } from './sessions/session-tracker.ts';
import { finishFlush, syncKey } from './storage/log-writer.ts';
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
  DIAL_TIMER,
  LEARNER_START_TIMER,
  onDialTimer,
  onLeaderReached,
  onLeaderUnreachable,
  onReadTimer,
  READ_TIMER,
} from './zab/learner.ts';
import { ackToLeader, onLeaderMessage, onLearnerStarted } from './zab/learner-traffic.ts';
import { dropLearner, onLearnerAccepted, onLearnerMessage, onLearnerTimer } from './zab/learner-handler.ts';
import type { LeaderToLearner, LearnerToLeader } from './zab/zab-messages.ts';

export const zookeeperServerProgram: Program<ZookeeperServerState> = {
  kind: 'zookeeper',
  copyState: copyServerState,

  boot(context, flags) {
    return bootServer(context, flags as unknown as ZookeeperFlags);
  },

  receive(server, context, event) {
    if (server.phase !== 'booting' || event.kind === 'timer') handle(server, context, event);
    settle(server, context);
  },
};

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
  // After a pause the dialer may have given up meanwhile.
  if (!context.isOpen(connection)) return;
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
    case START_TIMER_OF_SERVER:
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
      return purgeAgain(server, context);
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
    context.trace('session', { change: 'expired', sessionId: id });
    submitCloseSession(server, context, id);
  }
  armSessionTimer(server, context);
}
