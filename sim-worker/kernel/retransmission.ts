/** What TCP sends again: the times, and what becomes of data that a cut or a silent host held. */
import { must } from './assert.ts';
import type { Engine } from './engine.ts';
import { queuePush } from './event-queue.ts';
import type { ConnectionId, HostId } from './ids.ts';
import { findSocket, lastDeliveryUs, setLastDelivery } from './socket-table.ts';
import { type HeldItem, ownLink } from './world.ts';

/** First retransmission time-out of data and of a SYN, its largest value, and when TCP gives up (RFC 6298; Linux tcp_retries2 = 15). */
export const DATA_RTO_US = 200_000;
export const SYN_RTO_US = 1_000_000;
export const MAX_RTO_US = 120_000_000;
export const GIVE_UP_US = 924_600_000;
/**
 * Data of a closed connection is given up at the first time-out this long after its first retransmission: eight doublings of
 * 200 ms (Linux tcp_orphan_retries, net/ipv4/tcp_timer.c).
 */
const ORPHAN_US = 102_200_000;
/** What a socket has waiting on a link: one retransmission timer runs for all of it, that of the oldest. */
type Waiting = { readonly first: HeldItem; readonly closedAtUs: number | null; lastUs: number };

function waitingBySocket(items: readonly HeldItem[]): ReadonlyMap<ConnectionId, Waiting> {
  const found = new Map<ConnectionId, Waiting>();
  for (const item of items) {
    const before = found.get(item.socket);
    const closedAtUs = item.event.kind === 'net.fin' ? item.sentAtUs : (before?.closedAtUs ?? null);
    found.set(item.socket, { first: before?.first ?? item, closedAtUs, lastUs: 0 });
  }
  return found;
}

/** When the timer of these runs out next, not before `nowUs`; null when TCP gave them up before, as nobody owned them any more. */
function nextResendUs({ first, closedAtUs }: Waiting, nowUs: number): number | null {
  let at = first.sentAtUs;
  for (let rto = first.rtoUs; at < nowUs; rto = Math.min(2 * rto, MAX_RTO_US)) {
    at += rto;
    const orphaned = closedAtUs !== null && at >= closedAtUs;
    if (orphaned && at <= nowUs && at - first.sentAtUs - first.rtoUs >= ORPHAN_US) return null;
  }
  return at;
}

/** Sends what a healed link holds, for each socket at the next of its retransmission times. */
export function releaseHeld(engine: Engine, index: number): void {
  const { world } = engine;
  const link = ownLink(world, index);
  if (link.blocked || link.targetOff) return;
  const items = link.held;
  link.held = [];
  // TCP delivers in order also what a process sent that has ended since, whose socket remembers nothing any more.
  const waiting = waitingBySocket(items);
  for (const item of items) {
    const own = must(waiting.get(item.socket), 'what a socket has waiting');
    const resendUs = nextResendUs(own, world.nowUs);
    if (resendUs === null) continue;
    const sender = findSocket(world, item.socket);
    let at = Math.max(resendUs + link.latencyUs, item.afterUs, own.lastUs);
    if (sender !== undefined) {
      at = Math.max(at, lastDeliveryUs(world, sender.id));
      setLastDelivery(world, sender.id, at);
    }
    own.lastUs = at;
    const seq = world.nextSeq;
    world.nextSeq = seq + 1;
    queuePush(world.queue, { ...item.event, at, seq });
  }
}

/** A host without power forgets what its connections had waiting. */
export function dropHeldFrom(engine: Engine, host: HostId): void {
  engine.world.links.forEach((link, index) => {
    if (link.from === host && link.held.length > 0) ownLink(engine.world, index).held = [];
  });
}
