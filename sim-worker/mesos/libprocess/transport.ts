/**
 * libprocess over the kernel's connections: one-way persistent connections for each destination address, messages
 * delivered at most once and in order, links that tell once when the connection breaks (also when it cannot be made).
 * Source: Mesos 1.0.1, 3rdparty/libprocess/src/process.cpp (SocketManager: send, link, close, exited).
 * Left out: temporary sockets of unlinked sends (a connection stays), the 202 answers, chunked encoding.
 */
import { must } from '../../kernel/assert.ts';
import type { Context, Message, ProgramEvent } from '../../kernel/context.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { MesosMessage } from '../messages/messages.ts';
import { parseUpid, type Upid, upidAddress } from './upid.ts';

export type { Upid } from './upid.ts';

/** Our side of the connection to one address; a frozen row, replaced on change. */
type Outgoing = {
  readonly address: string;
  readonly connection: ConnectionId;
  readonly linked: readonly Upid[];
  /** Sent while the connection was being made: a new one in its place takes them along (swap_implementing_socket). */
  readonly waiting: readonly LibprocessEnvelope[];
};

export type LibprocessState = {
  readonly port: number;
  /** True when everything else that arrives at the process's port is HTTP for the owner (master, agent). */
  readonly http: boolean;
  readonly outgoing: Map<string, Outgoing>;
  readonly addresses: Map<ConnectionId, string>;
  /** Connections that peers made to us and that carried HTTP or nothing so far (only where `http`). */
  readonly accepted: Set<ConnectionId>;
};

/** A message on the wire. Its type is the message's, so that traces name it; calls add their kind. */
export type LibprocessEnvelope = Message & { readonly from: Upid; readonly to: string; readonly message: MesosMessage };

export type LpOutput =
  | { readonly kind: 'message'; readonly from: Upid; readonly to: string; readonly message: MesosMessage }
  | { readonly kind: 'exited'; readonly pid: Upid }
  | { readonly kind: 'http'; readonly connection: ConnectionId; readonly request: HttpRequest };

/** libprocess gives up a connection attempt as TCP does on Linux. */
const CONNECT_TIMEOUT_MS = 127_000;

/** The owner listens on the port. `http`: the port serves HTTP too and belongs to this transport alone (default true). */
export function initialLibprocess(options: { readonly port: number; readonly http?: boolean }): LibprocessState {
  return {
    port: options.port,
    http: options.http ?? true,
    outgoing: new Map(),
    addresses: new Map(),
    accepted: new Set(),
  };
}

/** Sends and forgets; the message is lost when no connection can be made or it breaks on the way. */
export function lpSend(
  state: LibprocessState,
  context: Context,
  options: { readonly from: Upid; readonly to: Upid; readonly message: MesosMessage },
): void {
  const outgoing = connectionTo(state, context, options.to);
  const envelope: LibprocessEnvelope = {
    type: wireType(options.message),
    from: options.from,
    to: parseUpid(options.to).name,
    message: options.message,
  };
  context.send(outgoing.connection, envelope);
  if (context.isOpen(outgoing.connection)) return;
  const waiting = Object.freeze([...outgoing.waiting, envelope]);
  state.outgoing.set(outgoing.address, Object.freeze({ ...outgoing, waiting }));
}

/** True when a message to that pid goes out on a connection that is there, so that sending changes nothing here. */
export function lpHasConnection(state: LibprocessState, to: Upid): boolean {
  return state.outgoing.has(upidAddress(to));
}

/** Tells `exited` once when the connection to that pid breaks; linking again after that watches anew. */
export function lpLink(state: LibprocessState, context: Context, to: Upid): void {
  const outgoing = connectionTo(state, context, to);
  if (outgoing.linked.includes(to)) return;
  state.outgoing.set(outgoing.address, Object.freeze({ ...outgoing, linked: Object.freeze([...outgoing.linked, to]) }));
}

/** Drops an existing connection to the pid's address first (RemoteConnection::RECONNECT); its links are not told. */
export function lpRelink(state: LibprocessState, context: Context, to: Upid): void {
  const address = upidAddress(to);
  const old = state.outgoing.get(address);
  if (old !== undefined) {
    context.close(old.connection);
    forget(state, old);
  }
  lpLink(state, context, to);
  const fresh = must(state.outgoing.get(address), 'the new connection');
  const waiting = old?.waiting ?? [];
  for (const envelope of waiting) context.send(fresh.connection, envelope);
  if (waiting.length > 0) state.outgoing.set(address, Object.freeze({ ...fresh, waiting }));
}

export function lpOwnsEvent(state: LibprocessState, event: ProgramEvent): boolean {
  switch (event.kind) {
    case 'accepted':
      return state.http;
    case 'message':
      return isEnvelope(event.body) || state.addresses.has(event.connection) || state.accepted.has(event.connection);
    case 'connected':
    case 'connectFailed':
    case 'closed':
      return state.addresses.has(event.connection) || state.accepted.has(event.connection);
    default:
      return false;
  }
}

export function lpReceive(state: LibprocessState, context: Context, event: ProgramEvent): readonly LpOutput[] {
  switch (event.kind) {
    case 'accepted':
      state.accepted.add(event.connection);
      return [];
    case 'message':
      return received(event.connection, event.body);
    case 'connected':
      return connected(state, event.connection);
    case 'closed':
    case 'connectFailed':
      state.accepted.delete(event.connection);
      return broken(state, context, event.connection);
    default:
      return [];
  }
}

/** Answers an HTTP request that `lpReceive` gave out is done by the owner with `context.send` on its connection. */
export function isEnvelope(body: Message): body is LibprocessEnvelope {
  return 'message' in body && 'from' in body && 'to' in body;
}

function received(connection: ConnectionId, body: Message): readonly LpOutput[] {
  if (isEnvelope(body)) return [{ kind: 'message', from: body.from, to: body.to, message: body.message }];
  if (body.type === 'http.request') return [{ kind: 'http', connection, request: body as HttpRequest }];
  return [];
}

function connected(state: LibprocessState, connection: ConnectionId): readonly LpOutput[] {
  const outgoing = state.outgoing.get(state.addresses.get(connection) ?? '');
  if (outgoing !== undefined && outgoing.waiting.length > 0)
    state.outgoing.set(outgoing.address, Object.freeze({ ...outgoing, waiting: Object.freeze([]) }));
  return [];
}

function broken(state: LibprocessState, context: Context, connection: ConnectionId): readonly LpOutput[] {
  const address = state.addresses.get(connection);
  if (address === undefined) return [];
  const outgoing = must(state.outgoing.get(address), 'the connection of a known address');
  forget(state, outgoing);
  context.close(connection);
  return outgoing.linked.map((pid) => ({ kind: 'exited', pid }));
}

function forget(state: LibprocessState, outgoing: Outgoing): void {
  state.outgoing.delete(outgoing.address);
  state.addresses.delete(outgoing.connection);
}

function connectionTo(state: LibprocessState, context: Context, to: Upid): Outgoing {
  const address = upidAddress(to);
  const existing = state.outgoing.get(address);
  if (existing !== undefined) return existing;
  const { host, port } = parseUpid(to);
  const connection = context.connect(host, port, 'mesos', CONNECT_TIMEOUT_MS);
  const outgoing: Outgoing = Object.freeze({
    address,
    connection,
    linked: Object.freeze([]),
    waiting: Object.freeze([]),
  });
  state.outgoing.set(address, outgoing);
  state.addresses.set(connection, address);
  return outgoing;
}

function wireType(message: MesosMessage): string {
  if (message.type !== 'mesos.scheduler.Call' || !('body' in message)) return message.type;
  return `${message.type}.${message.body.call}`;
}
