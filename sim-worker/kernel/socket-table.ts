/**
 * Sockets by their connection number, in pages of 64. What changes with every message lies in numbers beside the
 * records, so that a page of busy sockets is copied after a snapshot as one piece. Both ends of a connection are
 * neighbours. A page whose sockets are all gone is dropped.
 */
import type { ConnectionId } from './ids.ts';
import { PAGE_ROWS, pageOf, rowInPage } from './pages.ts';
import type { Socket, SocketPage, World } from './world.ts';

/** Arrival time of the latest thing sent: later ones do not overtake it. */
const DELIVERY = 0;
const SENT_AT = 1;
const RECEIVED_AT = 2;
const SENT = 3;
const WIDTH = 4;

export function findSocket(world: World, id: ConnectionId): Socket | undefined {
  return world.socketPages[pageOf(id)]?.sockets[rowInPage(id)];
}

function ownSocketPage(world: World, id: ConnectionId): SocketPage {
  const page = world.socketPages[pageOf(id)];
  if (page?.epoch === world.epoch) return page;
  const own: SocketPage =
    page === undefined || page === null
      ? {
          epoch: world.epoch,
          live: 0,
          sockets: new Array<undefined>(PAGE_ROWS).fill(undefined),
          numbers: new Float64Array(PAGE_ROWS * WIDTH),
        }
      : { epoch: world.epoch, live: page.live, sockets: page.sockets.slice(), numbers: page.numbers.slice() };
  world.socketPages[pageOf(id)] = own;
  return own;
}

export function addSocket(world: World, socket: Socket): void {
  // Holes are named, so that the list of pages stays one without gaps.
  while (world.socketPages.length < pageOf(socket.id)) world.socketPages.push(null);
  const page = ownSocketPage(world, socket.id);
  page.sockets[rowInPage(socket.id)] = socket;
  page.numbers.fill(0, rowInPage(socket.id) * WIDTH, (rowInPage(socket.id) + 1) * WIDTH);
  page.live += 1;
  world.socketCount += 1;
}

export function removeSocket(world: World, id: ConnectionId): void {
  if (findSocket(world, id) === undefined) return;
  const page = ownSocketPage(world, id);
  page.sockets[rowInPage(id)] = undefined;
  page.live -= 1;
  world.socketCount -= 1;
  if (page.live === 0) world.socketPages[pageOf(id)] = null;
}

/** The socket's record for writing. */
export function ownSocket(world: World, socket: Socket): Socket {
  if (socket.epoch === world.epoch) return socket;
  const copy: Socket = { ...socket, epoch: world.epoch };
  ownSocketPage(world, socket.id).sockets[rowInPage(socket.id)] = copy;
  return copy;
}

function read(world: World, id: ConnectionId, column: number): number {
  return world.socketPages[pageOf(id)]?.numbers[rowInPage(id) * WIDTH + column] ?? 0;
}

export function lastDeliveryUs(world: World, id: ConnectionId): number {
  return read(world, id, DELIVERY);
}

export function setLastDelivery(world: World, id: ConnectionId, atUs: number): void {
  ownSocketPage(world, id).numbers[rowInPage(id) * WIDTH + DELIVERY] = atUs;
}

/** Virtual time of the last message given to this socket; 0 for none. */
export function lastSentUs(world: World, id: ConnectionId): number {
  return read(world, id, SENT_AT);
}

/** Virtual time at which the process got its last message from this socket; 0 for none. */
export function lastReceivedUs(world: World, id: ConnectionId): number {
  return read(world, id, RECEIVED_AT);
}

export function sentCount(world: World, id: ConnectionId): number {
  return read(world, id, SENT);
}

export function noteSent(world: World, id: ConnectionId): void {
  const { numbers } = ownSocketPage(world, id);
  const at = rowInPage(id) * WIDTH;
  numbers[at + SENT_AT] = world.nowUs;
  numbers[at + SENT] = (numbers[at + SENT] as number) + 1;
}

export function noteReceived(world: World, id: ConnectionId): void {
  ownSocketPage(world, id).numbers[rowInPage(id) * WIDTH + RECEIVED_AT] = world.nowUs;
}
