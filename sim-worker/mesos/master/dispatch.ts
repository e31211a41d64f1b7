/**
 * Messages to the master: dropped until the registry is recovered, then given to their handlers; broken links.
 * Source: Mesos 1.0.1, src/master/master.cpp (visit, exited).
 */
import type { Context } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MesosMessage } from '../messages/messages.ts';
import { onPong } from './agent-health.ts';
import { onOperationsAuthorized } from './accept-operations.ts';
import type { Authorized } from './access/authorize.ts';
import { onAuthenticate, onPeerExited, onSessionMessage } from './access/authenticator.ts';
import { countProcessed, countReceived, mayPass, onPermit } from './access/throttle.ts';
import { onUnregisterSlave } from './agent-removal.ts';
import { onAgentExited, onUpdateSlave } from './agent-connection.ts';
import { onRegisterSlave, onReregisterSlave } from './agents.ts';
import { onDeactivateFramework, onSchedulerCall } from './calls.ts';
import { onExecutorMessage, onExitedExecutor } from './executor-reports.ts';
import { onFrameworkExited, onSubscriptionAuthorized } from './frameworks.ts';
import { streamPid, takeClosedStream } from './http/streams.ts';
import { count, type MasterState } from './master-state.ts';
import { onStatusUpdate } from './status-updates.ts';

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
