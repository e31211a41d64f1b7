/**
 * Connections between processes, as TCP gives them: ordered, with the latency of each link; refused by a closed port;
 * silent towards a cut or a dead host, where what is sent is held and sent again with TCP's back-off after healing.
 * Each connection is two sockets, one in each process. Sizes and bandwidth are not modelled.
 */
import { assert, must } from './assert.ts';
import type { ConnectFailure, Message } from './context.ts';
import { type Engine, makeEvent, schedule } from './engine.ts';
import { type EventRecord, queuePush } from './event-queue.ts';
import type { ConnectionId, HostId, ProcessId } from './ids.ts';
import { growPages, ownPage, rowInPage } from './pages.ts';
import { findProcess, ownProcess, ownSockets } from './process-table.ts';
import { STREAM_WIDTH, initialRandom, nextBelowAt, storeRandom } from './random.ts';
import { DATA_RTO_US, GIVE_UP_US, MAX_RTO_US, SYN_RTO_US, releaseHeld } from './retransmission.ts';
import {
  addSocket,
  findSocket,
  lastDeliveryUs,
  noteSent,
  ownSocket,
  removeSocket,
  setLastDelivery,
} from './socket-table.ts';
import { traceMessage } from './trace.ts';
import { type Link, type Process, type Socket, type World, ownHost, ownLink, ownLinkIndex, ownLinks } from './world.ts';

/** Linux tcp_syn_retries = 6: a connection attempt without any answer ends after 127 s. */
export const DIAL_TIMEOUT_US = 127_000_000;
const FIRST_EPHEMERAL_PORT = 32_768;
const LAST_EPHEMERAL_PORT = 60_999;

/** What a SYN carries: everything the accepting side needs for its socket. */
export type SynBody = {
  readonly from: ConnectionId;
  readonly fromProcess: ProcessId;
  readonly fromHost: HostId;
  readonly fromPort: number;
  readonly toHost: HostId;
  readonly toPort: number;
  readonly protocol: string;
};

/** Index of the directed link, made on first use. */
export function linkBetween(engine: Engine, from: HostId, to: HostId): number {
  const { world } = engine;
  const name = `${from}>${to}`;
  const known = world.linkIndex.get(name);
  if (known !== undefined) return known;
  const local = from === to;
  const link: Link = {
    epoch: world.epoch,
    from,
    to,
    latencyUs: local ? world.settings.loopbackUs : world.settings.latencyUs + world.settings.handlingUs,
    jitterUs: local ? 0 : world.settings.jitterUs,
    lossPermille: 0,
    slowUs: 0,
    blocked: false,
    targetOff: world.hosts.get(to)?.power !== 'on',
    held: [],
  };
  const index = ownLinks(world).push(link) - 1;
  ownLinkIndex(world).set(name, index);
  growPages(world.linkRandom, world.epoch, index, STREAM_WIDTH);
  const numbers = ownPage(world.linkRandom, world.epoch, index);
  storeRandom(numbers, rowInPage(index) * STREAM_WIDTH, initialRandom(world.seed, `link ${name}`));
  return index;
}

/** Uniform integer in [0, bound) from the link's own stream. */
function drawOnLink(world: World, index: number, bound: number): number {
  return nextBelowAt(ownPage(world.linkRandom, world.epoch, index), rowInPage(index) * STREAM_WIDTH, bound);
}

export function dial(
  engine: Engine,
  process: Process,
  host: HostId,
  port: number,
  protocol: string,
  timeoutUs: number,
): ConnectionId {
  const { world } = engine;
  const id = world.nextSocket as ConnectionId;
  const peer = (world.nextSocket + 1) as ConnectionId;
  world.nextSocket += 2;
  const localPort = nextLocalPort(engine, process.spec.host);
  const socket: Socket = {
    epoch: world.epoch,
    id,
    peer,
    protocol,
    process: process.spec.id,
    owner: process.index,
    incarnation: process.incarnation,
    localPort,
    remoteHost: host,
    remotePort: port,
    remoteProcess: '' as ProcessId,
    link: linkBetween(engine, process.spec.host, host),
    phase: 'dialing',
    dialer: true,
    openedAtUs: world.nowUs,
    dialDeadlineUs: world.nowUs + timeoutUs,
    pending: [],
  };
  addSocket(world, socket);
  ownSockets(world, process).add(id);
  const body: SynBody = {
    from: id,
    fromProcess: process.spec.id,
    fromHost: process.spec.host,
    fromPort: localPort,
    toHost: host,
    toPort: port,
    protocol,
  };
  transmit(engine, socket, { kind: 'net.syn', connection: peer, body: Object.freeze(body) }, SYN_RTO_US);
  return id;
}

function nextLocalPort(engine: Engine, host: HostId): number {
  const own = ownHost(engine.world, host);
  const port = own.nextPort;
  own.nextPort = port === LAST_EPHEMERAL_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
  return port;
}

/** Sends one thing from this socket towards its peer; returns its arrival time, or -1 when it is held. */
function transmit(
  engine: Engine,
  socket: Socket,
  draft: { kind: string; target?: ProcessId; connection: ConnectionId; body?: unknown },
  rtoUs: number,
): number {
  const { world } = engine;
  const link = must(world.links[socket.link], 'link of a socket');
  const seq = world.nextSeq;
  world.nextSeq = seq + 1;
  if (link.blocked || link.targetOff) {
    hold(engine, ownLink(world, socket.link), socket, makeEvent(engine, world.nowUs, seq, draft), rtoUs);
    return -1;
  }
  const earliestUs = lastDeliveryUs(world, socket.id);
  let at = world.nowUs + link.latencyUs;
  if (link.jitterUs > 0) at += drawOnLink(world, socket.link, link.jitterUs);
  if (link.slowUs > 0) at = Math.max(at, earliestUs) + link.slowUs;
  if (link.lossPermille > 0) at += lossDelayUs(world, socket.link, rtoUs);
  if (at < earliestUs) at = earliestUs;
  setLastDelivery(world, socket.id, at);
  if (rtoUs === SYN_RTO_US && at + link.latencyUs > socket.dialDeadlineUs) watchDial(engine, socket);
  queuePush(world.queue, makeEvent(engine, at, seq, draft));
  return at;
}

function lossDelayUs(world: World, index: number, rtoUs: number): number {
  const { lossPermille } = must(world.links[index], 'link');
  let delay = 0;
  for (
    let rto = rtoUs;
    delay < GIVE_UP_US && drawOnLink(world, index, 1000) < lossPermille;
    rto = Math.min(2 * rto, MAX_RTO_US)
  )
    delay += rto;
  return delay;
}

function hold(engine: Engine, link: Link, socket: Socket, event: EventRecord, rtoUs: number): void {
  const afterUs = lastDeliveryUs(engine.world, socket.id);
  link.held = [...link.held, { sentAtUs: engine.world.nowUs, afterUs, rtoUs, socket: socket.id, event }];
  if (socket.phase === 'dialing') watchDial(engine, socket);
  else if (event.kind === 'net.established')
    watchDial(engine, must(findSocket(engine.world, socket.peer) ?? socket, 'dialing socket'));
  schedule(engine, engine.world.nowUs + GIVE_UP_US, {
    kind: 'net.giveUp',
    connection: socket.id,
    key: String(link.from),
    body: event.seq,
  });
}

function watchDial(engine: Engine, socket: Socket): void {
  schedule(engine, Math.max(engine.world.nowUs, socket.dialDeadlineUs), {
    kind: 'net.dialTimeout',
    connection: socket.id,
  });
}

/** Queues a message; false when this side is closed. */
export function sendMessage(engine: Engine, process: Process, id: ConnectionId, message: Message): boolean {
  const { world } = engine;
  const found = findSocket(world, id);
  if (found === undefined) return false;
  assert(found.process === process.spec.id, 'a process sends on its own connections');
  if (found.phase === 'dialing') {
    const socket = ownSocket(world, found);
    socket.pending = [...socket.pending, message];
    return true;
  }
  sendNow(engine, found, message);
  return true;
}

function sendNow(engine: Engine, socket: Socket, message: Message): void {
  const { world } = engine;
  const seq = world.nextSeq;
  const due = transmit(
    engine,
    socket,
    { kind: 'message', target: socket.remoteProcess, connection: socket.peer, body: message },
    DATA_RTO_US,
  );
  noteSent(world, socket.id);
  traceMessage(
    engine.trace,
    world.nowUs,
    due,
    seq,
    engine.eventSeq,
    socket.process,
    socket.remoteProcess,
    socket.protocol,
    message,
  );
}

/** A SYN arrived: makes the accepting socket, or answers that the port is closed. Returns the listener's new socket. */
export function onSyn(engine: Engine, event: EventRecord): Socket | null {
  const { world } = engine;
  const body = event.body as SynBody;
  const host = world.hosts.get(body.toHost);
  const listener = host?.ports.get(body.toPort);
  const back = linkBetween(engine, body.toHost, body.fromHost);
  if (listener === undefined) {
    answerDial(engine, back, event, 'net.refused');
    return null;
  }
  const process = ownProcess(world, listener);
  const socket: Socket = {
    epoch: world.epoch,
    id: event.connection,
    peer: body.from,
    protocol: body.protocol,
    process: listener,
    owner: process.index,
    incarnation: process.incarnation,
    localPort: body.toPort,
    remoteHost: body.fromHost,
    remotePort: body.fromPort,
    remoteProcess: body.fromProcess,
    link: back,
    phase: 'open',
    dialer: false,
    openedAtUs: world.nowUs,
    dialDeadlineUs: 0,
    pending: [],
  };
  addSocket(world, socket);
  ownSockets(world, process).add(socket.id);
  transmit(engine, socket, { kind: 'net.established', connection: body.from, body: listener }, SYN_RTO_US - 1);
  return socket;
}

/** RST in answer to a SYN: there is no socket on this side. */
function answerDial(engine: Engine, linkId: number, syn: EventRecord, kind: string): void {
  const { world } = engine;
  const link = must(world.links[linkId], 'link');
  const client = findSocket(world, (syn.body as SynBody).from);
  if (client === undefined) return;
  if (link.blocked || link.targetOff) {
    watchDial(engine, client);
    return;
  }
  const jitter = link.jitterUs > 0 ? drawOnLink(world, linkId, link.jitterUs) : 0;
  schedule(engine, world.nowUs + link.latencyUs + jitter, { kind, connection: client.id });
}

/** The peer accepted: what was waiting goes out. Returns the socket, null when it is gone. */
export function onEstablished(engine: Engine, event: EventRecord): Socket | null {
  const found = findSocket(engine.world, event.connection);
  if (found === undefined || found.phase !== 'dialing') return null;
  const socket = ownSocket(engine.world, found);
  socket.phase = 'open';
  socket.remoteProcess = event.body as ProcessId;
  const waiting = socket.pending;
  socket.pending = [];
  for (const message of waiting) sendNow(engine, socket, message);
  return socket;
}

/** Ends a dial; returns its socket when it was still waiting. */
export function failDial(engine: Engine, id: ConnectionId): Socket | null {
  const socket = findSocket(engine.world, id);
  if (socket === undefined || socket.phase !== 'dialing') return null;
  forgetSocket(engine, socket);
  return socket;
}

export function dialFailure(kind: string): ConnectFailure {
  return kind === 'net.refused' ? 'refused' : 'timeout';
}

/** Closes our side; the peer learns after what was sent before. */
export function closeSocket(engine: Engine, id: ConnectionId): void {
  const found = findSocket(engine.world, id);
  if (found === undefined) return;
  transmit(engine, found, { kind: 'net.fin', connection: found.peer }, DATA_RTO_US);
  forgetSocket(engine, found);
}

/** Removes a socket without a word to the peer. */
export function forgetSocket(engine: Engine, socket: Socket): void {
  removeSocket(engine.world, socket.id);
  const process = findProcess(engine.world, socket.process);
  if (process?.sockets.has(socket.id) === true)
    ownSockets(engine.world, ownProcess(engine.world, socket.process)).delete(socket.id);
}

/** A message found no socket: the sender's side is reset, as TCP does. */
export function resetSender(engine: Engine, event: EventRecord): void {
  for (const peer of [event.connection - 1, event.connection + 1]) {
    const socket = findSocket(engine.world, peer as ConnectionId);
    if (socket?.peer !== event.connection) continue;
    schedule(engine, engine.world.nowUs + (engine.world.links[socket.link]?.latencyUs ?? 0), {
      kind: 'net.rst',
      connection: socket.id,
    });
  }
}

/** An arrival at a host that is off: held until it is powered on, then sent again. */
export function holdAtDeadHost(engine: Engine, event: EventRecord): void {
  for (const peer of [event.connection - 1, event.connection + 1]) {
    const socket = findSocket(engine.world, peer as ConnectionId);
    if (socket?.peer !== event.connection) continue;
    const link = ownLink(engine.world, socket.link);
    hold(engine, link, socket, event, event.kind === 'net.syn' ? SYN_RTO_US : DATA_RTO_US);
  }
}

/** TCP's patience ended: when the item is still held, its sender's connection breaks. Returns that socket. */
export function onGiveUp(engine: Engine, event: EventRecord): Socket | null {
  const socket = findSocket(engine.world, event.connection);
  if (socket === undefined) return null;
  const held = engine.world.links[socket.link]?.held ?? [];
  if (!held.some((item) => item.event.seq === event.body)) return null;
  const link = ownLink(engine.world, socket.link);
  link.held = link.held.filter((item) => item.socket !== socket.id);
  forgetSocket(engine, socket);
  return socket;
}

/** Sets or clears the cut from one host to another; healing releases what waited. */
export function setBlocked(engine: Engine, from: HostId, to: HostId, blocked: boolean): void {
  const index = linkBetween(engine, from, to);
  ownLink(engine.world, index).blocked = blocked;
  if (!blocked) releaseHeld(engine, index);
}

/** Marks every link towards a host as dead or alive. */
export function setTargetOff(engine: Engine, host: HostId, off: boolean): void {
  for (let index = 0; index < engine.world.links.length; index += 1) {
    if (engine.world.links[index]?.to !== host) continue;
    ownLink(engine.world, index).targetOff = off;
    if (!off) releaseHeld(engine, index);
  }
}
