/**
 * A client that speaks the wire protocol and nothing more: it sends what it is told and keeps what it receives, in order.
 * No path checks, no reconnecting, no watches of its own, so that a server's own behaviour shows. It stands for the
 * raw-protocol client that the cases of reference/zookeeper.md 12.2 were measured with.
 */
import type { CloseReason, ConnectFailure, Context, Message, Program, ProgramEvent } from '../../kernel/context.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { type ConnectRequest, clientRequest, type ServerToClient, XID_PING } from '../protocol/messages.ts';

export const RAW_CLIENT = 'zk-raw-client';

/** What the process is told; `name` is the teller's name for a connection. */
export type RawCommand =
  | {
      readonly do: 'open';
      readonly name: string;
      readonly host: string;
      readonly port: number;
      /** First packet, sent with the dial; null sends nothing. */
      readonly hello: ConnectRequest | null;
      /** Ping each third of the granted time-out. */
      readonly pings: boolean;
    }
  | { readonly do: 'send'; readonly name: string; readonly messages: readonly Message[] }
  /** Closes the TCP connection without a word. */
  | { readonly do: 'drop'; readonly name: string };

export type RawReceipt =
  | { readonly atUs: number; readonly kind: 'connected' }
  | { readonly atUs: number; readonly kind: 'failed'; readonly reason: ConnectFailure }
  | { readonly atUs: number; readonly kind: 'closed'; readonly reason: CloseReason }
  | { readonly atUs: number; readonly kind: 'message'; readonly message: ServerToClient };

export type RawConnection = {
  connection: ConnectionId | null;
  readonly pings: boolean;
  pingEveryMs: number;
  readonly received: RawReceipt[];
};

export type RawClientState = {
  readonly connections: Map<string, RawConnection>;
  readonly names: Map<ConnectionId, string>;
};

const PING_TIMER = 'ping/';

export const rawClientProgram: Program<RawClientState> = {
  kind: RAW_CLIENT,
  boot: () => ({ connections: new Map(), names: new Map() }),
  receive(state, context, event) {
    if (event.kind === 'told') obey(state, context, event.body as RawCommand);
    else if (event.kind === 'timer') ping(state, context, event.key.slice(PING_TIMER.length));
    else if ('connection' in event) record(state, context, event);
  },
};

function obey(state: RawClientState, context: Context, command: RawCommand): void {
  if (command.do === 'open') {
    open(state, context, command);
    return;
  }
  const known = state.connections.get(command.name);
  if (known === undefined || known.connection === null) return;
  if (command.do === 'send') {
    for (const message of command.messages) context.send(known.connection, Object.freeze(message));
  } else {
    context.close(known.connection);
    state.names.delete(known.connection);
    known.connection = null;
    context.clearTimer(PING_TIMER + command.name);
  }
}

function open(state: RawClientState, context: Context, command: Extract<RawCommand, { do: 'open' }>): void {
  const connection = context.connect(command.host, command.port, 'zookeeper');
  state.connections.set(command.name, { connection, pings: command.pings, pingEveryMs: 0, received: [] });
  state.names.set(connection, command.name);
  if (command.hello !== null) context.send(connection, Object.freeze(command.hello));
}

type ConnectionEvent = Extract<ProgramEvent, { readonly connection: ConnectionId }>;

function record(state: RawClientState, context: Context, event: ConnectionEvent): void {
  const name = state.names.get(event.connection);
  const entry = name === undefined ? undefined : state.connections.get(name);
  if (name === undefined || entry === undefined) return;
  const atUs = context.nowUs;
  switch (event.kind) {
    case 'connected':
      entry.received.push({ atUs, kind: 'connected' });
      return;
    case 'message':
      entry.received.push({ atUs, kind: 'message', message: event.body as ServerToClient });
      startPings(context, name, entry, event.body as ServerToClient);
      return;
    case 'connectFailed':
      entry.received.push({ atUs, kind: 'failed', reason: event.body });
      break;
    case 'closed':
      entry.received.push({ atUs, kind: 'closed', reason: event.body });
      break;
    default:
      return;
  }
  entry.connection = null;
  state.names.delete(event.connection);
  context.clearTimer(PING_TIMER + name);
}

function startPings(context: Context, name: string, entry: RawConnection, message: ServerToClient): void {
  if (message.type !== 'zk.connectResponse' || message.timeoutMs === 0 || !entry.pings) return;
  entry.pingEveryMs = message.timeoutMs / 3;
  context.setTimer(PING_TIMER + name, entry.pingEveryMs);
}

function ping(state: RawClientState, context: Context, name: string): void {
  const entry = state.connections.get(name);
  if (entry === undefined || entry.connection === null) return;
  context.send(entry.connection, clientRequest(XID_PING, { op: 'ping' }));
  context.setTimer(PING_TIMER + name, entry.pingEveryMs);
}
