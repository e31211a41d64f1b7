/**
 * What both libraries do alike on a connection: greet, attach the session, set auth and watches again, send requests in
 * order, read replies. Source: ZooKeeper 3.4.14, ClientCnxn.java (SendThread), zookeeper-client-c/src/zookeeper.c.
 */
import { assert } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { INVALID_STATE, OK } from '../protocol/error-codes.ts';
import {
  clientRequest,
  type ConnectResponse,
  type ServerReply,
  XID_AUTH,
  XID_PING,
  XID_SET_WATCHES,
} from '../protocol/messages.ts';
import { compareZxid, type Zxid } from '../protocol/zxid.ts';
import type { ZkClientState, ZkOutput, ZkPendingRequest, ZkServerAddress } from './client-types.ts';
import { appended, EMPTY_LIST, withoutFirst } from './rarely-filled.ts';
import { setWatchesRecord, toOutput } from './requests.ts';

export function nowMs(context: Context): number {
  return context.nowUs / 1000;
}

export function currentHost(client: ZkClientState): ZkServerAddress {
  const host = client.hosts[client.hostIndex];
  assert(host !== undefined, 'the host index lies within the list');
  return host;
}

export function beatKey(client: ZkClientState): string {
  return client.beatTimer;
}

/** When the server was heard last. An idle handle does not write that down: the connection knows it. */
export function heardMs(client: ZkClientState, context: Context): number {
  if (client.connection === null) return client.lastHeardMs;
  return Math.max(client.lastHeardMs, context.lastReceivedUs(client.connection) / 1000);
}

/** When something was sent last, the greeting before the session was attached left out. */
export function sentMs(client: ZkClientState, context: Context): number {
  if (client.connection === null || client.phase !== 'connected') return client.lastSentMs;
  const lastMs = context.lastSentUs(client.connection) / 1000;
  return lastMs >= client.attachedAtMs ? lastMs : client.lastSentMs;
}

/** Longest silence before a connected handle gives its server up: two thirds of the negotiated time-out. */
export function readTimeoutMs(client: ZkClientState): number {
  return Math.floor((client.negotiatedTimeoutMs * 2) / 3);
}

export function sendConnectRequest(client: ZkClientState, context: Context): void {
  assert(client.connection !== null, 'a greeting needs a connection');
  client.phase = 'associating';
  context.send(
    client.connection,
    Object.freeze({
      type: 'zk.connect',
      lastZxidSeen: client.lastZxid,
      timeoutMs: client.options.sessionTimeoutMs,
      sessionId: client.sessionId,
      password: client.password,
    }),
  );
}

/** Takes over what the server granted and sends what waited for it. */
export function attachSession(client: ZkClientState, context: Context, response: ConnectResponse): ZkOutput {
  client.sessionId = response.sessionId;
  client.password = response.password;
  client.negotiatedTimeoutMs = response.timeoutMs;
  client.phase = 'connected';
  client.connected = true;
  client.attachedAtMs = nowMs(context);
  const change = client.hadSession ? 'reconnected' : 'connected';
  client.hadSession = true;
  context.trace('attached', { sessionId: client.sessionId });
  client.auths.forEach((_, position) => sendAuth(client, context, position));
  const watches = setWatchesRecord(client);
  if (watches !== null) transmit(client, context, { xid: XID_SET_WATCHES, record: watches, tag: null });
  for (const request of client.outgoing) sendRequest(client, context, request);
  client.outgoing = EMPTY_LIST;
  return sessionOutput(client, change);
}

export function sessionOutput(
  client: ZkClientState,
  change: 'connected' | 'reconnected' | 'disconnected' | 'expired' | 'authFailed',
): ZkOutput {
  return { kind: 'session', change, sessionId: client.sessionId, negotiatedTimeoutMs: client.negotiatedTimeoutMs };
}

export function sendAuth(client: ZkClientState, context: Context, position: number): void {
  const auth = client.auths[position];
  assert(auth !== undefined, 'only a known authentication is sent');
  client.authReplies = appended(client.authReplies, position);
  transmit(client, context, { xid: XID_AUTH, record: { op: 'auth', scheme: auth.scheme, auth: auth.auth }, tag: null });
}

export function sendRequest(client: ZkClientState, context: Context, request: ZkPendingRequest): void {
  client.pending = appended(client.pending, request);
  transmit(client, context, request);
}

const PING = Object.freeze(clientRequest(XID_PING, { op: 'ping' }));

/** Leaves the handle as it is. */
export function sendPing(client: ZkClientState, context: Context): void {
  assert(client.connection !== null, 'only a connected handle sends');
  context.send(client.connection, PING);
}

function transmit(client: ZkClientState, context: Context, request: ZkPendingRequest): void {
  assert(client.connection !== null, 'only a connected handle sends');
  client.lastSentMs = nowMs(context);
  context.send(client.connection, clientRequest(request.xid, request.record));
}

/** Handles a reply; an authentication that failed kills the handle, which the flavour carries out (`authFailed`). */
export function onReply(
  client: ZkClientState,
  reply: ServerReply,
): { readonly outputs: ZkOutput[]; readonly authFailed: boolean } {
  const isOrdinary = reply.xid >= 0;
  if (isOrdinary || client.options.flavour === 'c') noteZxid(client, reply.zxid);
  if (reply.xid === XID_AUTH) return onAuthReply(client, reply);
  if (!isOrdinary) return { outputs: [], authFailed: false };
  const request = client.pending[0];
  client.pending = withoutFirst(client.pending);
  assert(request !== undefined && request.xid === reply.xid, 'replies come in the order of the requests');
  return { outputs: request.record.op === 'closeSession' ? [] : [toOutput(client, request, reply)], authFailed: false };
}

function noteZxid(client: ZkClientState, zxid: Zxid): void {
  if (zxid.epoch + zxid.counter > 0 && compareZxid(zxid, client.lastZxid) !== 0) client.lastZxid = zxid;
}

function onAuthReply(
  client: ZkClientState,
  reply: ServerReply,
): { readonly outputs: ZkOutput[]; readonly authFailed: boolean } {
  const auth = client.auths[client.authReplies[0] ?? -1];
  client.authReplies = withoutFirst(client.authReplies);
  if (auth === undefined) return { outputs: [], authFailed: false };
  const isFirst = !auth.answered;
  auth.answered = true;
  const outputs: ZkOutput[] = isFirst ? [{ kind: 'reply', tag: auth.tag, error: reply.err }] : [];
  return { outputs, authFailed: reply.err !== OK };
}

/** Fails all that was sent or waited to be sent. */
export function failRequests(client: ZkClientState, error: number): ZkOutput[] {
  const failed = [...client.pending, ...client.outgoing].filter((request) => request.record.op !== 'closeSession');
  client.pending = EMPTY_LIST;
  client.outgoing = EMPTY_LIST;
  client.authReplies = EMPTY_LIST;
  return failed.map((request) => ({ kind: 'reply', tag: request.tag, error }));
}

/** Ends the handle for good. Calls made from now on fail at once. */
export function killHandle(client: ZkClientState, context: Context, error: number): void {
  dropConnection(client, context);
  client.deadError = error;
  client.phase = 'dead';
  context.clearTimer(beatKey(client));
}

export function dropConnection(client: ZkClientState, context: Context): void {
  if (client.connection !== null) context.close(client.connection);
  client.connection = null;
  client.connected = false;
}

/** What a dead or closed handle answers. */
export function deadError(client: ZkClientState): number {
  return client.options.flavour === 'c' ? INVALID_STATE : client.deadError;
}
