/**
 * The ZooKeeper client library as a machine inside a program: the program opens a handle, hands it the kernel events that
 * it owns, and gets session changes, watch events and replies back. Source: ZooKeeper 3.4.14, ClientCnxn.java and
 * zookeeper-client-c/src/zookeeper.c; the flavours differ in java-client.ts and c-client.ts.
 * Left out: SASL, read-only mode, batching of SetWatches by 128 KiB (docs/fidelity.md).
 */
import type { Context, Message, ProgramEvent } from '../../kernel/context.ts';
import { type ServerToClient, XID_PING } from '../protocol/messages.ts';
import { EMPTY_PASSWORD, NO_SESSION } from '../protocol/session-id.ts';
import { compareZxid, ZERO_ZXID } from '../protocol/zxid.ts';
import {
  cAuthFailed,
  cBeat,
  cClosed,
  cConnected,
  cConnectFailed,
  cIdleBeat,
  cNextAttempt,
  cSession,
} from './c-client.ts';
import type { ZkClientOptions, ZkClientState, ZkOperation, ZkOutput, ZkServerAddress } from './client-types.ts';
import { beatKey, deadError, dropConnection, nowMs, onReply, sendAuth, sendRequest } from './connection-phase.ts';
import {
  javaAuthFailed,
  javaBeat,
  javaClosed,
  javaConnected,
  javaConnectFailed,
  javaIdleBeat,
  javaNextAttempt,
  javaPing,
  javaSession,
} from './java-client.ts';
import { appended, EMPTY_LIST, EMPTY_SET, withoutFirst } from './rarely-filled.ts';
import { badArguments, consumeWatch, operationProblem, toRecord } from './requests.ts';

export type {
  ZkClientOptions,
  ZkClientState,
  ZkMultiOperation,
  ZkOperation,
  ZkOutput,
  ZkReplyOutput,
  ZkServerAddress,
  ZkSessionChange,
} from './client-types.ts';

/** A new handle; it starts connecting at once. */
export function zkOpen(context: Context, options: ZkClientOptions): ZkClientState {
  const client: ZkClientState = {
    options: Object.freeze({ ...options }), // Snapshots share what is frozen.
    beatTimer: `${options.key}/beat`,
    readyTimer: `${options.key}/ready`,
    hosts: shuffled(context, options.servers),
    phase: 'pausing',
    connected: false,
    deadError: 0,
    sessionId: NO_SESSION,
    password: EMPTY_PASSWORD,
    negotiatedTimeoutMs: options.sessionTimeoutMs,
    connection: null,
    hostIndex: options.flavour === 'java' ? -1 : 0,
    lastHostIndex: -1,
    hasDialed: false,
    hadSession: false,
    lastZxid: ZERO_ZXID,
    nextXid: 1,
    outgoing: EMPTY_LIST,
    pending: EMPTY_LIST,
    dataWatches: EMPTY_SET,
    existWatches: EMPTY_SET,
    childWatches: EMPTY_SET,
    auths: EMPTY_LIST,
    authReplies: EMPTY_LIST,
    lastHeardMs: nowMs(context),
    lastSentMs: nowMs(context),
    attachedAtMs: 0,
    ready: EMPTY_LIST,
  };
  const hostList = options.servers.map((server) => `${server.host}:${String(server.port)}`).join(',');
  logOpening(context, options, hostList + options.chroot);
  if (options.flavour === 'java') javaNextAttempt(client, context);
  else cNextAttempt(client, context);
  return client;
}

function logOpening(context: Context, options: ZkClientOptions, connectString: string): void {
  const timeout = `sessionTimeout=${String(options.sessionTimeoutMs)}`;
  if (options.flavour === 'java')
    context.log('INFO', `Initiating client connection, connectString=${connectString} ${timeout}`, 'ZooKeeper');
  else {
    const text = `Initiating client connection, host=${connectString} ${timeout} sessionId=0 sessionPasswd=<null> flags=0`;
    context.log('INFO', text, 'ZOO_INFO@zookeeper_init@786');
  }
}

function shuffled(context: Context, servers: readonly ZkServerAddress[]): readonly ZkServerAddress[] {
  const hosts = servers.slice();
  for (let last = hosts.length - 1; last > 0; last -= 1) {
    const other = context.randomInt(last + 1);
    const moved = hosts[last] as ZkServerAddress;
    hosts[last] = hosts[other] as ZkServerAddress;
    hosts[other] = moved;
  }
  return Object.freeze(hosts);
}

/**
 * Orderly end: asks the server to close the session, whose ephemerals vanish at once. Only a Java handle's
 * watch events follow, until the server has answered: its event thread still delivers those that the end itself fires.
 */
export function zkClose(client: ZkClientState, context: Context): void {
  if (client.phase !== 'connected') {
    zkAbandon(client, context);
    return;
  }
  sendRequest(client, context, { xid: takeXid(client), record: { op: 'closeSession' }, tag: null });
  client.phase = 'closing';
  client.connected = false;
  client.ready = EMPTY_LIST;
  context.clearTimer(beatKey(client));
  context.clearTimer(readyKey(client));
}

/** Throws the handle away without a word: the session lives on at the servers until it expires there. */
export function zkAbandon(client: ZkClientState, context: Context): void {
  dropConnection(client, context);
  client.phase = 'closed';
  client.ready = EMPTY_LIST;
  context.clearTimer(beatKey(client));
  context.clearTimer(readyKey(client));
}

/** Asks for an operation; its reply comes as an output with the same tag. */
export function zkRequest(client: ZkClientState, context: Context, operation: ZkOperation, tag: unknown): void {
  if (client.phase === 'dead' || client.phase === 'closing' || client.phase === 'closed') {
    answerSoon(client, context, { kind: 'reply', tag, error: deadError(client) });
    return;
  }
  if (operation.op === 'addAuth') {
    client.auths = appended(client.auths, { scheme: operation.scheme, auth: operation.auth, tag, answered: false });
    if (client.phase === 'connected') sendAuth(client, context, client.auths.length - 1);
    return;
  }
  if (operationProblem(client, operation) !== null) {
    answerSoon(client, context, badArguments(tag));
    return;
  }
  const request = { xid: takeXid(client), record: toRecord(client, operation), tag };
  if (client.phase === 'connected') sendRequest(client, context, request);
  else client.outgoing = appended(client.outgoing, request);
}

function takeXid(client: ZkClientState): number {
  const xid = client.nextXid;
  client.nextXid = xid === 0x7fffffff ? 1 : xid + 1;
  return xid;
}

function readyKey(client: ZkClientState): string {
  return client.readyTimer;
}

/** A call never answers before it returns: its output comes with the next timer event, at the same time. */
function answerSoon(client: ZkClientState, context: Context, output: ZkOutput): void {
  client.ready = appended(client.ready, output);
  context.setTimer(readyKey(client), 0);
}

export function zkOwnsEvent(client: ZkClientState, event: ProgramEvent): boolean {
  switch (event.kind) {
    case 'timer':
      return event.key === beatKey(client) || event.key === readyKey(client);
    case 'connected':
    case 'connectFailed':
    case 'message':
    case 'closed':
      return event.connection === client.connection;
    default:
      return false;
  }
}

/** Handles an event that `zkOwnsEvent` claimed. */
export function zkReceive(client: ZkClientState, context: Context, event: ProgramEvent): readonly ZkOutput[] {
  if (client.phase === 'closing') return onClosing(client, context, event);
  const isJava = client.options.flavour === 'java';
  switch (event.kind) {
    case 'timer':
      if (event.key === readyKey(client)) return takeReady(client);
      return isJava ? javaBeat(client, context) : cBeat(client, context);
    case 'connected':
      if (isJava) javaConnected(client, context);
      else cConnected(client, context);
      return [];
    case 'connectFailed':
      return isJava ? javaConnectFailed(client, context, event.body) : cConnectFailed(client, context, event.body);
    case 'closed':
      return isJava ? javaClosed(client, context) : cClosed(client, context);
    case 'message':
      return onMessage(client, context, event.body);
    default:
      return [];
  }
}

/**
 * The pings of a quiet session and their answers: handled without a change of the handle, so that a process that idles
 * stays as it is. False for all else, which `zkReceive` handles.
 */
export function zkReceiveIdle(client: ZkClientState, context: Context, event: ProgramEvent): boolean {
  if (client.phase !== 'connected') return false;
  const isJava = client.options.flavour === 'java';
  if (event.kind === 'timer') {
    if (event.key !== client.beatTimer) return false;
    return isJava ? javaIdleBeat(client, context) : cIdleBeat(client, context);
  }
  if (event.kind !== 'message' || event.connection !== client.connection) return false;
  const message = event.body as ServerToClient;
  if (message.type !== 'zk.reply' || message.xid !== XID_PING) return false;
  if (isJava) javaPing(client, context);
  else if (compareZxid(message.zxid, client.lastZxid) !== 0) return false;
  return true;
}

function takeReady(client: ZkClientState): readonly ZkOutput[] {
  const outputs = client.ready;
  client.ready = EMPTY_LIST;
  return outputs;
}

function onMessage(client: ZkClientState, context: Context, body: Message): readonly ZkOutput[] {
  const message = body as ServerToClient;
  const isJava = client.options.flavour === 'java';
  client.lastHeardMs = nowMs(context);
  if (message.type === 'zk.connectResponse') {
    return isJava ? javaSession(client, context, message) : cSession(client, context, message);
  }
  if (isJava && client.phase === 'connected') javaPing(client, context);
  if (message.type === 'zk.event') {
    const output = consumeWatch(client, message);
    return output === null ? [] : [output];
  }
  if (message.type !== 'zk.reply') return [];
  const { outputs, authFailed } = onReply(client, message);
  if (!authFailed) return outputs;
  return [...outputs, ...(isJava ? javaAuthFailed(client, context) : cAuthFailed(client, context))];
}

function onClosing(client: ZkClientState, context: Context, event: ProgramEvent): readonly ZkOutput[] {
  if (event.kind === 'closed') {
    client.connection = null;
    zkAbandon(client, context);
    return [];
  }
  if (event.kind !== 'message') return [];
  const message = event.body as ServerToClient;
  if (message.type === 'zk.event' && client.options.flavour === 'java') {
    const output = consumeWatch(client, message);
    return output === null ? [] : [output];
  }
  if (message.type !== 'zk.reply') return [];
  if (message.xid > 0) client.pending = withoutFirst(client.pending);
  if (client.pending.length === 0) zkAbandon(client, context);
  return [];
}
