/**
 * Channels between servers for election messages: one connection per pair, dialed by the higher id, one message queued
 * per peer. Source: ZooKeeper 3.4.14, quorum/QuorumCnxManager.java (connectOne, initiateConnection, receiveConnection,
 * toSend), FastLeaderElection.java (WorkerSender). Connecting blocks the thread that asked for it.
 */
import type { Context } from '../../../kernel/context.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { findServer, type ServerConfig } from '../config.ts';
import type { ElectionStep } from './election-steps.ts';
import type { ElectionGreeting, Notification } from './vote.ts';

/** Who waits for a dial: the sender thread, the election thread in connectAll, or the listener. */
type Dialer = 'sender' | 'election' | 'listener';

export type Channels = {
  /** Established channels by peer. */
  readonly workers: Map<number, ConnectionId>;
  readonly peers: Map<ConnectionId, number>;
  /** Accepted, the dialer's id not read yet. */
  readonly greeting: Set<ConnectionId>;
  /** One message per peer, waiting for a channel. */
  readonly waiting: Map<number, Notification>;
  /** Peers that ever got a send queue. */
  readonly known: Set<number>;
  readonly lastSent: Map<number, Notification>;
  /** Messages that the sender thread has not handled yet. */
  outbox: { readonly to: number; readonly message: Notification }[];
  dials: { readonly sid: number; readonly dialer: Dialer }[];
  active: { readonly sid: number; readonly dialer: Dialer; readonly connection: ConnectionId } | null;
};

/** What the manager hands up. */
export type ChannelOutput = { readonly kind: 'self'; readonly message: Notification } | { readonly kind: 'dialsDone' };

const SOURCE = 'QuorumCnxManager';

export function initialChannels(): Channels {
  return {
    workers: new Map(),
    peers: new Map(),
    greeting: new Set(),
    waiting: new Map(),
    known: new Set(),
    lastSent: new Map(),
    outbox: [],
    dials: [],
    active: null,
  };
}

/** Queues a message for the sender thread. */
export function sendNotification(
  channels: Channels,
  context: Context,
  config: ServerConfig,
  to: number,
  message: Notification,
): ChannelOutput[] {
  channels.outbox.push({ to, message });
  return pumpSender(channels, context, config);
}

/** True when some peer's queue is empty, so that at least one of our messages went out. */
export function haveDelivered(channels: Channels): boolean {
  for (const sid of channels.known) if (!channels.waiting.has(sid)) return true;
  return false;
}

/** Dials every known peer that has no channel; `dialsDone` follows. */
export function connectAll(channels: Channels, context: Context, config: ServerConfig): ChannelOutput[] {
  for (const sid of channels.known) channels.dials.push({ sid, dialer: 'election' });
  return pumpDials(channels, context, config);
}

export function ownsChannel(channels: Channels, connection: ConnectionId): boolean {
  return (
    channels.peers.has(connection) || channels.greeting.has(connection) || channels.active?.connection === connection
  );
}

function pumpSender(channels: Channels, context: Context, config: ServerConfig): ChannelOutput[] {
  const outputs: ChannelOutput[] = [];
  while (!waitsForDial(channels, 'sender')) {
    const next = channels.outbox.shift();
    if (next === undefined) break;
    if (next.to === config.myid) {
      outputs.push({ kind: 'self', message: next.message });
      continue;
    }
    channels.known.add(next.to);
    if (!transmit(channels, context, { to: next.to, message: next.message, again: false })) {
      channels.waiting.set(next.to, next.message);
      channels.dials.push({ sid: next.to, dialer: 'sender' });
      outputs.push(...pumpDials(channels, context, config));
    }
  }
  return outputs;
}

function waitsForDial(channels: Channels, dialer: Dialer): boolean {
  return channels.active?.dialer === dialer || channels.dials.some((dial) => dial.dialer === dialer);
}

function transmit(
  channels: Channels,
  context: Context,
  { to, message, again }: { readonly to: number; readonly message: Notification; readonly again: boolean },
): boolean {
  const worker = channels.workers.get(to);
  if (worker === undefined || !context.send(worker, message)) return false;
  channels.lastSent.set(to, message);
  channels.waiting.delete(to);
  const { leader, zxid, electionEpoch, peerEpoch, sid, state } = message;
  const step: ElectionStep = { step: 'sent', to, vote: { leader, zxid, electionEpoch, peerEpoch }, state, again };
  context.trace('vote', { ...step, round: electionEpoch, serverId: sid });
  return true;
}

/** Starts the next dial that is still needed; one at a time, as connectOne is synchronized. */
function pumpDials(channels: Channels, context: Context, config: ServerConfig): ChannelOutput[] {
  const electionWaited = waitsForDial(channels, 'election');
  while (channels.active === null) {
    const next = channels.dials.shift();
    if (next === undefined) break;
    const server = findServer(config, next.sid);
    if (server === undefined || channels.workers.has(next.sid)) continue;
    const connection = context.connect(server.host, server.electionPort, 'election', config.connectTimeoutMs);
    channels.active = { ...next, connection };
  }
  return electionWaited && !waitsForDial(channels, 'election') ? [{ kind: 'dialsDone' }] : [];
}

function afterDial(channels: Channels, context: Context, config: ServerConfig): ChannelOutput[] {
  const electionWaited = channels.active?.dialer === 'election';
  channels.active = null;
  const outputs = pumpDials(channels, context, config);
  if (electionWaited && outputs.length === 0 && !waitsForDial(channels, 'election'))
    outputs.push({ kind: 'dialsDone' });
  return [...outputs, ...pumpSender(channels, context, config)];
}

/** Our dial was accepted: greet, and keep the channel only towards a lower id. */
export function onDialed(channels: Channels, context: Context, config: ServerConfig): ChannelOutput[] {
  const { active } = channels;
  if (active === null) return [];
  const greeting: ElectionGreeting = Object.freeze({ type: 'election.sid', sid: config.myid });
  context.send(active.connection, greeting);
  if (active.sid > config.myid) {
    const pair = `(${String(active.sid)}, ${String(config.myid)})`;
    context.log('INFO', `Have smaller server identifier, so dropping the connection: ${pair}`, SOURCE);
    context.close(active.connection);
  } else {
    startWorker(channels, context, active.sid, active.connection);
  }
  return afterDial(channels, context, config);
}

export function onDialFailed(
  channels: Channels,
  context: Context,
  config: ServerConfig,
  reason: string,
): ChannelOutput[] {
  const { active } = channels;
  if (active === null) return [];
  const server = findServer(config, active.sid);
  const address = `/${server?.host ?? ''}:${String(server?.electionPort ?? 0)}`;
  const cause =
    reason === 'refused'
      ? 'java.net.ConnectException: Connection refused'
      : 'java.net.SocketTimeoutException: connect timed out';
  const step: ElectionStep = { step: 'dialFailed', to: active.sid, reason };
  context.trace('vote', { ...step, round: null, serverId: config.myid });
  context.log('WARN', `Cannot open channel to ${String(active.sid)} at election address ${address}\n${cause}`, SOURCE);
  return afterDial(channels, context, config);
}

export function onElectionAccepted(channels: Channels, context: Context, connection: ConnectionId): void {
  const { host, port } = context.remoteAddress(connection);
  context.log('INFO', `Received connection request /${host}:${String(port)}`, `${SOURCE}$Listener`);
  channels.greeting.add(connection);
}

/** The dialer said who it is: a lower id is hung up on and called back. */
export function onGreeting(
  channels: Channels,
  context: Context,
  config: ServerConfig,
  peer: { readonly sid: number; readonly connection: ConnectionId },
): ChannelOutput[] {
  channels.greeting.delete(peer.connection);
  if (peer.sid >= config.myid) {
    startWorker(channels, context, peer.sid, peer.connection);
    return [];
  }
  const old = channels.workers.get(peer.sid);
  if (old !== undefined) dropWorker(channels, context, peer.sid, old);
  context.close(peer.connection);
  channels.known.add(peer.sid);
  channels.dials.push({ sid: peer.sid, dialer: 'listener' });
  return pumpDials(channels, context, config);
}

/** A new channel replaces an old one; with nothing queued, the last message goes out once more. */
function startWorker(channels: Channels, context: Context, sid: number, connection: ConnectionId): void {
  const old = channels.workers.get(sid);
  if (old !== undefined) dropWorker(channels, context, sid, old);
  channels.known.add(sid);
  channels.workers.set(sid, connection);
  channels.peers.set(connection, sid);
  const queued = channels.waiting.get(sid);
  const message = queued ?? channels.lastSent.get(sid);
  if (message !== undefined) transmit(channels, context, { to: sid, message, again: queued === undefined });
}

function dropWorker(channels: Channels, context: Context, sid: number, connection: ConnectionId): void {
  context.close(connection);
  channels.workers.delete(sid);
  channels.peers.delete(connection);
}

/** A channel broke; either side dials again when it next has something to send. */
export function onChannelClosed(
  channels: Channels,
  context: Context,
  config: ServerConfig,
  connection: ConnectionId,
): ChannelOutput[] {
  if (channels.greeting.delete(connection)) return [];
  if (channels.active?.connection === connection) return afterDial(channels, context, config);
  const sid = channels.peers.get(connection);
  if (sid === undefined) return [];
  channels.peers.delete(connection);
  if (channels.workers.get(sid) === connection) channels.workers.delete(sid);
  context.log(
    'WARN',
    `Connection broken for id ${String(sid)}, my id = ${String(config.myid)}, error = java.io.EOFException`,
    `${SOURCE}$RecvWorker`,
  );
  return [];
}
