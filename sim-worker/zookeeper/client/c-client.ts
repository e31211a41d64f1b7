/**
 * Connecting, pinging and giving up as the C library does it, which Mesos links.
 * Source: ZooKeeper 3.4.14 (as bundled 3.4.8), zookeeper-client-c/src/zookeeper.c (zookeeper_interest, handle_error, check_events).
 */
import type { ConnectFailure, Context } from '../../kernel/context.ts';
import { AUTH_FAILED, CONNECTION_LOSS, OPERATION_TIMEOUT, SESSION_EXPIRED } from '../protocol/error-codes.ts';
import type { ConnectResponse } from '../protocol/messages.ts';
import { NO_SESSION } from '../protocol/session-id.ts';
import type { ZkClientState, ZkOutput } from './client-types.ts';
import {
  attachSession,
  beatKey,
  currentHost,
  dropConnection,
  failRequests,
  heardMs,
  killHandle,
  nowMs,
  readTimeoutMs,
  sendConnectRequest,
  sendPing,
  sentMs,
  sessionOutput,
} from './connection-phase.ts';

const CHECK_EVENTS = 'ZOO_INFO@check_events';
const SOCKET_ERROR = 'ZOO_ERROR@handle_socket_error_msg';

/** Dials the next host at once; behind the last one it pauses a third of the time-out. */
export function cNextAttempt(client: ZkClientState, context: Context): void {
  if (client.hostIndex >= client.hosts.length) {
    client.hostIndex = 0;
    client.phase = 'pausing';
    context.setTimer(beatKey(client), Math.floor(client.negotiatedTimeoutMs / 3));
    return;
  }
  cDial(client, context);
}

function cDial(client: ZkClientState, context: Context): void {
  const host = currentHost(client);
  client.phase = 'connecting';
  client.lastHeardMs = nowMs(context);
  client.lastSentMs = client.lastHeardMs;
  client.connection = context.connect(host.host, host.port, 'zookeeper', 2 * readTimeoutMs(client));
  context.setTimer(beatKey(client), readTimeoutMs(client));
}

export function cConnected(client: ZkClientState, context: Context): void {
  context.log('INFO', `initiated connection to server [${address(client)}]`, CHECK_EVENTS);
  sendConnectRequest(client, context);
}

export function cSession(client: ZkClientState, context: Context, response: ConnectResponse): ZkOutput[] {
  if (client.sessionId !== NO_SESSION && response.sessionId !== client.sessionId) {
    const text = `Socket [${address(client)}] zk retcode=-112, errno=116(Stale file handle): sessionId=0x${client.sessionId} has expired.`;
    context.log('ERROR', text, SOCKET_ERROR);
    killHandle(client, context, SESSION_EXPIRED);
    return [sessionOutput(client, 'expired'), ...failRequests(client, SESSION_EXPIRED)];
  }
  client.lastHeardMs = nowMs(context);
  const output = attachSession(client, context, response);
  const granted = `sessionId=0x${response.sessionId}, negotiated timeout=${String(response.timeoutMs)}`;
  context.log('INFO', `session establishment complete on server [${address(client)}], ${granted}`, CHECK_EVENTS);
  cBeat(client, context);
  return [output];
}

/** The timer's turn: dial after a pause, ping when nothing is outstanding, or give up a silent server. It re-arms itself. */
export function cBeat(client: ZkClientState, context: Context): ZkOutput[] {
  if (client.phase === 'pausing') {
    cDial(client, context);
    return [];
  }
  const receiveInMs = readTimeoutMs(client) - (nowMs(context) - heardMs(client, context));
  if (receiveInMs <= 0) {
    const reason = `connection to ${address(client)} timed out (exceeded timeout by ${String(Math.floor(-receiveInMs))}ms)`;
    context.log(
      'ERROR',
      `Socket [${address(client)}] zk retcode=-7, errno=110(Connection timed out): ${reason}`,
      SOCKET_ERROR,
    );
    return afterLoss(client, context, OPERATION_TIMEOUT);
  }
  beat(client, context, receiveInMs);
  return [];
}

function beat(client: ZkClientState, context: Context, receiveInMs: number): void {
  const delayMs = client.phase === 'connected' ? Math.min(receiveInMs, cPing(client, context)) : receiveInMs;
  context.setTimer(beatKey(client), delayMs);
}

/** The turn of a connected handle whose server is heard: the handle stays as it is. False for any other. */
export function cIdleBeat(client: ZkClientState, context: Context): boolean {
  const receiveInMs = readTimeoutMs(client) - (nowMs(context) - heardMs(client, context));
  if (client.phase !== 'connected' || receiveInMs <= 0) return false;
  beat(client, context, receiveInMs);
  return true;
}

/** Pings when a third of the time-out passed without sending; returns when to look again. */
function cPing(client: ZkClientState, context: Context): number {
  const intervalMs = Math.floor(client.negotiatedTimeoutMs / 3);
  const dueInMs = intervalMs - (nowMs(context) - sentMs(client, context));
  if (dueInMs > 0) return dueInMs;
  if (client.pending.length === 0) sendPing(client, context);
  return intervalMs;
}

export function cConnectFailed(client: ZkClientState, context: Context, failure: ConnectFailure): ZkOutput[] {
  client.connection = null;
  const errno = failure === 'refused' ? '111(Connection refused)' : '113(No route to host)';
  const text = `Socket [${address(client)}] zk retcode=-4, errno=${errno}: server refused to accept the client`;
  context.log('ERROR', text, SOCKET_ERROR);
  return afterLoss(client, context, CONNECTION_LOSS);
}

export function cClosed(client: ZkClientState, context: Context): ZkOutput[] {
  client.connection = null;
  const text = `Socket [${address(client)}] zk retcode=-4, errno=112(Host is down): failed while receiving a server response`;
  context.log('ERROR', text, SOCKET_ERROR);
  return afterLoss(client, context, CONNECTION_LOSS);
}

/** The session event is queued before the completions; it comes only when the handle was connected. */
function afterLoss(client: ZkClientState, context: Context, error: number): ZkOutput[] {
  const wasConnected = client.connected;
  dropConnection(client, context);
  const outputs: ZkOutput[] = wasConnected ? [sessionOutput(client, 'disconnected')] : [];
  outputs.push(...failRequests(client, error));
  client.hostIndex += 1;
  cNextAttempt(client, context);
  return outputs;
}

export function cAuthFailed(client: ZkClientState, context: Context): ZkOutput[] {
  killHandle(client, context, AUTH_FAILED);
  return [sessionOutput(client, 'authFailed'), ...failRequests(client, AUTH_FAILED)];
}

function address(client: ZkClientState): string {
  const host = currentHost(client);
  return `${host.host}:${String(host.port)}`;
}
