/**
 * Messages to the master: dropped until the registry is recovered, then given to their handlers; broken links.
 * Source: Mesos 1.0.1, src/master/master.cpp (visit, exited, exitedExecutor, executorMessage).
 */
import type { Context } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MesosMessage, MessageOf } from '../messages/messages.ts';
import { onPong } from './agent-health.ts';
import { onOperationsAuthorized } from './accept-operations.ts';
import type { Authorized } from './access/authorize.ts';
import { onAuthenticate, onPeerExited, onSessionMessage } from './access/authenticator.ts';
import { countProcessed, countReceived, mayPass, onPermit } from './access/throttle.ts';
import { onUnregisterSlave } from './agent-removal.ts';
import { onAgentExited, onUpdateSlave } from './agent-connection.ts';
import { dropExecutor } from './agent-rows.ts';
import { onRegisterSlave, onReregisterSlave } from './agents.ts';
import { onDeactivateFramework, onSchedulerCall } from './calls.ts';
import { onFrameworkExited, onSubscriptionAuthorized } from './frameworks.ts';
import { streamPid, takeClosedStream } from './http/streams.ts';
import { count, type MasterState } from './master-state.ts';
import { onStatusUpdate } from './status-updates.ts';
import { agentText, send } from './wire.ts';

type Received = { readonly from: Upid; readonly to: string; readonly message: MesosMessage };

export function onMessage(master: MasterState, context: Context, received: Received): void {
  countReceived(master, received.from);
  if (!master.elected || !master.recovered) return count(master, 'dropped_messages');
  if (mayPass(master, context, { kind: 'message', ...received })) handleMessage(master, context, received);
}

/** A permit came for the first event that waited at this limiter. */
export function onLimiterTimer(master: MasterState, context: Context, timer: string): void {
  const event = onPermit(master, context, timer);
  if (event?.kind === 'message') handleMessage(master, context, event);
  if (event?.kind === 'exited') handleExited(master, context, event.pid);
}

/** The authorizer answered. */
export function onAuthorized(master: MasterState, context: Context, authorized: Authorized): void {
  if (authorized.kind === 'accept') onOperationsAuthorized(master, context, authorized);
  else onSubscriptionAuthorized(master, context, authorized);
}

function handleMessage(master: MasterState, context: Context, received: Received): void {
  const principal = master.access.principals.get(received.from);
  giveToHandler(master, context, received);
  countProcessed(master, principal);
}

function giveToHandler(master: MasterState, context: Context, received: Received): void {
  const { from, to, message } = received;
  if (to.startsWith('crammd5_authenticator_session(')) {
    for (const waiting of onSessionMessage(master, context, received)) giveToHandler(master, context, waiting);
    return;
  }
  switch (message.type) {
    case 'mesos.PongSlaveMessage':
      return onPong(master, context, to);
    case 'mesos.scheduler.Call':
      return onSchedulerCall(master, context, from, message);
    case 'mesos.AuthenticateMessage':
      return onAuthenticate(master, context, from, message.pid);
    case 'mesos.StatusUpdateMessage':
      return onStatusUpdate(master, context, from, message);
    case 'mesos.RegisterSlaveMessage':
      return onRegisterSlave(master, context, { from, message });
    case 'mesos.ReregisterSlaveMessage':
      return onReregisterSlave(master, context, { from, message });
    case 'mesos.UnregisterSlaveMessage':
      return onUnregisterSlave(master, context, from, message.slaveId);
    case 'mesos.UpdateSlaveMessage':
      return onUpdateSlave(master, context, from, message);
    case 'mesos.ExitedExecutorMessage':
      return onExitedExecutor(master, context, from, message);
    case 'mesos.ExecutorToFrameworkMessage':
      return onExecutorMessage(master, context, from, message);
    case 'mesos.DeactivateFrameworkMessage':
      return onDeactivateFramework(master, context, from, message);
    default:
      return;
  }
}

export function onExited(master: MasterState, context: Context, pid: Upid): void {
  if (!master.elected || !master.recovered) return;
  if (mayPass(master, context, { kind: 'exited', pid })) handleExited(master, context, pid);
}

function handleExited(master: MasterState, context: Context, pid: Upid): void {
  onPeerExited(master, context, pid);
  for (const framework of master.frameworks.values()) {
    if (framework.pid !== pid || !framework.connected) continue;
    return onFrameworkExited(master, context, framework);
  }
  const id = master.agentIdsByPid.get(pid);
  const agent = id === undefined ? undefined : master.agents.get(id);
  if (agent !== undefined) onAgentExited(master, context, agent);
}

/** A scheduler of the HTTP API is gone when its stream is. */
export function onConnectionClosed(master: MasterState, context: Context, connection: ConnectionId): void {
  const stream = takeClosedStream(master, context, connection);
  if (stream === null) return;
  for (const framework of [...master.frameworks.values()]) {
    if (framework.pid === streamPid(stream.id) && framework.connected) onFrameworkExited(master, context, framework);
  }
}

function onExitedExecutor(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ExitedExecutorMessage'>,
): void {
  count(master, 'messages_exited_executor');
  const { slaveId, frameworkId, executorId, status } = message;
  if (master.removedAgents.has(slaveId)) {
    return send(master, context, from, {
      type: 'mesos.ShutdownMessage',
      message: 'Executor exited message from unknown agent',
    });
  }
  const agent = master.agents.get(slaveId);
  const executor = agent?.executors.find(
    (other) => other.executorId === executorId && other.frameworkId === frameworkId,
  );
  if (agent === undefined || executor === undefined) {
    context.log(
      'WARN',
      `Ignoring unknown exited executor '${executorId}' of framework ${frameworkId} on agent ${slaveId}`,
      'master.cpp:5260',
    );
    return;
  }
  context.log(
    'INFO',
    `Executor '${executorId}' of framework ${frameworkId} on agent ${agentText(agent)}: exited with status ${String(status)}`,
    'master.cpp:5250',
  );
  dropExecutor(master, context, agent.id, executor);
  const framework = master.frameworks.get(frameworkId);
  if (framework !== undefined && framework.connected) send(master, context, framework.pid, message);
}

function onExecutorMessage(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ExecutorToFrameworkMessage'>,
): void {
  count(master, 'messages_executor_to_framework');
  if (master.removedAgents.has(message.slaveId)) {
    send(master, context, from, { type: 'mesos.ShutdownMessage', message: 'Executor message from unknown agent' });
    return count(master, 'invalid_executor_to_framework_messages');
  }
  const framework = master.frameworks.get(message.frameworkId);
  if (!master.agents.has(message.slaveId) || framework === undefined || !framework.connected) {
    return count(master, 'invalid_executor_to_framework_messages');
  }
  send(master, context, framework.pid, message);
  count(master, 'valid_executor_to_framework_messages');
}
