/**
 * Connecting, pinging and giving up as the Java library does it. Source: ZooKeeper 3.4.14, ClientCnxn.java
 * (SendThread.run, onConnected), client/StaticHostProvider.java.
 */
import type { ConnectFailure, Context } from '../../kernel/context.ts';
import { AUTH_FAILED, CONNECTION_LOSS, SESSION_EXPIRED } from '../protocol/error-codes.ts';
import type { ConnectResponse } from '../protocol/messages.ts';
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

/** Bound of the random pause before an attempt, milliseconds (ClientCnxn: r.nextInt(1000)). */
const PAUSE_BOUND_MS = 1000;
/** Sleep when the list has been gone through once, milliseconds (hostProvider.next(1000)). */
const CYCLE_PAUSE_MS = 1000;
/** A ping goes out at least this often, milliseconds (MAX_SEND_PING_INTERVAL). */
const MAX_PING_INTERVAL_MS = 10_000;
/** A second ping is not sent earlier than this, milliseconds. */
const PING_SAFETY_MS = 1000;
const SOURCE = 'ClientCnxn$SendThread';

/** Chooses the next host and waits as the library would before dialing it. */
export function javaNextAttempt(client: ZkClientState, context: Context): void {
  const pauseMs = client.hasDialed ? context.randomInt(PAUSE_BOUND_MS) : 0;
  client.hostIndex = (client.hostIndex + 1) % client.hosts.length;
  const cycled = client.hostIndex === client.lastHostIndex;
  if (client.lastHostIndex === -1) client.lastHostIndex = 0;
  const delayMs = pauseMs + (cycled ? CYCLE_PAUSE_MS : 0);
  client.phase = 'pausing';
  if (delayMs === 0) javaDial(client, context);
  else context.setTimer(beatKey(client), delayMs);
}

function javaDial(client: ZkClientState, context: Context): void {
  const host = currentHost(client);
  const name = `${host.host}/${host.host}:${String(host.port)}`;
  context.log(
    'INFO',
    `Opening socket connection to server ${name}. Will not attempt to authenticate using SASL (unknown error)`,
    SOURCE,
  );
  client.phase = 'connecting';
  client.lastHeardMs = nowMs(context);
  client.lastSentMs = client.lastHeardMs;
  client.connection = context.connect(host.host, host.port, 'zookeeper', 2 * connectTimeoutMs(client));
  context.setTimer(beatKey(client), connectTimeoutMs(client));
}

function connectTimeoutMs(client: ZkClientState): number {
  return Math.floor(client.negotiatedTimeoutMs / client.hosts.length);
}

export function javaConnected(client: ZkClientState, context: Context): void {
  const host = currentHost(client);
  context.log(
    'INFO',
    `Socket connection established to ${host.host}/${host.host}:${String(host.port)}, initiating session`,
    SOURCE,
  );
  client.hasDialed = true;
  client.lastHeardMs = nowMs(context);
  client.lastSentMs = client.lastHeardMs;
  sendConnectRequest(client, context);
}

export function javaSession(client: ZkClientState, context: Context, response: ConnectResponse): ZkOutput[] {
  const host = currentHost(client);
  if (response.timeoutMs <= 0) {
    context.log('WARN', `Unable to reconnect to ZooKeeper service, session 0x${client.sessionId} has expired`, SOURCE);
    killHandle(client, context, SESSION_EXPIRED);
    return [...failRequests(client, SESSION_EXPIRED), sessionOutput(client, 'expired')];
  }
  client.lastHostIndex = client.hostIndex;
  const output = attachSession(client, context, response);
  const granted = `sessionid = 0x${response.sessionId}, negotiated timeout = ${String(response.timeoutMs)}`;
  context.log(
    'INFO',
    `Session establishment complete on server ${host.host}/${host.host}:${String(host.port)}, ${granted}`,
    SOURCE,
  );
  javaBeat(client, context);
  return [output];
}

/** The timer's turn: dial after a pause, ping, or give up a silent server. It re-arms itself. */
export function javaBeat(client: ZkClientState, context: Context): ZkOutput[] {
  if (client.phase === 'pausing') {
    javaDial(client, context);
    return [];
  }
  const idleReceiveMs = nowMs(context) - heardMs(client, context);
  const limitMs = client.phase === 'connected' ? readTimeoutMs(client) : connectTimeoutMs(client);
  if (idleReceiveMs >= limitMs) {
    const heard = `have not heard from server in ${String(Math.floor(idleReceiveMs))}ms for sessionid 0x${client.sessionId}`;
    return javaLost(
      client,
      context,
      `Client session timed out, ${heard}, closing socket connection and attempting reconnect`,
    );
  }
  beat(client, context, limitMs - idleReceiveMs);
  return [];
}

function beat(client: ZkClientState, context: Context, receiveInMs: number): void {
  let delayMs = receiveInMs;
  if (client.phase === 'connected') {
    javaPing(client, context);
    const pingInMs = Math.floor(readTimeoutMs(client) / 2) - (nowMs(context) - sentMs(client, context));
    delayMs = Math.min(delayMs, Math.max(1, pingInMs));
  }
  context.setTimer(beatKey(client), delayMs);
}

/** The turn of a connected handle whose server is heard: the handle stays as it is. False for any other. */
export function javaIdleBeat(client: ZkClientState, context: Context): boolean {
  const receiveInMs = readTimeoutMs(client) - (nowMs(context) - heardMs(client, context));
  if (client.phase !== 'connected' || receiveInMs <= 0) return false;
  beat(client, context, receiveInMs);
  return true;
}

/** Pings when it is time; called at each wake-up of the send thread: on the timer and on whatever was received. */
export function javaPing(client: ZkClientState, context: Context): void {
  const idleSendMs = nowMs(context) - sentMs(client, context);
  const safetyMs = idleSendMs > PING_SAFETY_MS ? PING_SAFETY_MS : 0;
  const dueInMs = Math.floor(readTimeoutMs(client) / 2) - idleSendMs - safetyMs;
  if (dueInMs <= 0 || idleSendMs > MAX_PING_INTERVAL_MS) sendPing(client, context);
}

export function javaConnectFailed(client: ZkClientState, context: Context, failure: ConnectFailure): ZkOutput[] {
  const reason =
    failure === 'refused'
      ? 'java.net.ConnectException: Connection refused'
      : 'java.net.NoRouteToHostException: No route to host';
  const text = `Session 0x${client.sessionId} for server null, unexpected error, closing socket connection and attempting reconnect`;
  client.connection = null;
  context.log('WARN', `${text}\n${reason}`, SOURCE);
  return afterLoss(client, context);
}

/** The server closed, or the connection broke. */
export function javaClosed(client: ZkClientState, context: Context): ZkOutput[] {
  client.connection = null;
  const text = `Unable to read additional data from server sessionid 0x${client.sessionId}, likely server has closed socket`;
  return javaLost(client, context, `${text}, closing socket connection and attempting reconnect`);
}

function javaLost(client: ZkClientState, context: Context, text: string): ZkOutput[] {
  context.log('INFO', text, SOURCE);
  return afterLoss(client, context);
}

/** Requests fail before the Disconnected event is queued; the event comes once for each transition. */
function afterLoss(client: ZkClientState, context: Context): ZkOutput[] {
  const wasConnected = client.connected;
  dropConnection(client, context);
  const outputs = failRequests(client, CONNECTION_LOSS);
  if (wasConnected) outputs.push(sessionOutput(client, 'disconnected'));
  javaNextAttempt(client, context);
  return outputs;
}

export function javaAuthFailed(client: ZkClientState, context: Context): ZkOutput[] {
  killHandle(client, context, AUTH_FAILED);
  return [sessionOutput(client, 'authFailed'), ...failRequests(client, AUTH_FAILED)];
}
