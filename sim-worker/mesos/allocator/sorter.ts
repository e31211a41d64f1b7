/**
 * Dominant resource fairness: orders clients (roles, or frameworks of a role) by their dominant share.
 * Source: Mesos 1.0.1, src/master/allocator/sorter/drf/sorter.cpp (DRFSorter).
 * Columns of numbers instead of rows: a full allocation sorts once for each agent, so the shares must be quick to compute
 * anew. Columns are longer than the number of slots; what stands beyond is 0.
 */
import { assert } from '../../kernel/assert.ts';
import type { Resource, Resources } from '../resources/resource.ts';

export type Sorter = {
  /** Columns by slot; a removed client's slot is used again. */
  readonly names: string[];
  weights: Float64Array;
  /** How often something was handed to the client: breaks ties of shares. */
  allocations: Float64Array;
  shares: Float64Array;
  readonly slots: Map<string, number>;
  readonly freeSlots: number[];
  /** Place of each slot's name among all names: names are compared once, not in every sort. */
  ranks: Float64Array;
  ranksStale: boolean;
  /** Slots of active clients, in order when neither dirty nor moved. */
  order: number[];
  /** The first `movedCount` are slots whose share or count changed since they were put in order. */
  readonly moved: Int32Array;
  movedCount: number;
  /** More of them moved than there is room for: all must be looked at. */
  manyMoved: boolean;
  /** Scalar names, and by name: what each slot holds, in thousandths and as the double that Mesos would divide. */
  readonly resourceNames: string[];
  readonly held: Float64Array[];
  readonly heldValues: Float64Array[];
  /** In thousandths. */
  readonly totals: number[];
  /** Names left out of the computation (--fair_sharing_excluded_resource_names). */
  readonly excluded: readonly string[];
  /** Totals or weights changed: all shares must be computed anew before they are used. */
  dirty: boolean;
};

/** With more moved clients than this a full sort is quicker than putting each in its place. */
const MAX_MOVED = 16;
/** Shifts for each client, on average, after which insertion gives way to a full sort. */
const MAX_SHIFTS = 4;
/** Slots that the columns of a new sorter have room for. */
const INITIAL_ROOM = 8;

export function initialSorter(excluded: readonly string[] = []): Sorter {
  return {
    names: [],
    weights: new Float64Array(INITIAL_ROOM),
    allocations: new Float64Array(INITIAL_ROOM),
    shares: new Float64Array(INITIAL_ROOM),
    slots: new Map(),
    freeSlots: [],
    ranks: new Float64Array(INITIAL_ROOM),
    ranksStale: false,
    order: [],
    moved: new Int32Array(MAX_MOVED),
    movedCount: 0,
    manyMoved: false,
    resourceNames: [],
    held: [],
    heldValues: [],
    totals: [],
    excluded,
    dirty: false,
  };
}

export function sorterHas(sorter: Sorter, name: string): boolean {
  return sorter.slots.has(name);
}

/** Adds an active client; returns its slot. */
export function sorterAdd(sorter: Sorter, name: string, weight: number = 1): number {
  assert(!sorter.slots.has(name), `${name} is new to the sorter`);
  const slot = sorter.freeSlots.pop() ?? sorter.names.length;
  if (slot >= sorter.shares.length) makeRoom(sorter);
  sorter.names[slot] = name;
  sorter.weights[slot] = weight;
  sorter.allocations[slot] = 0;
  sorter.shares[slot] = 0;
  sorter.slots.set(name, slot);
  sorter.ranksStale = true;
  sorter.order.push(slot);
  noteMoved(sorter, slot);
  return slot;
}

export function sorterRemove(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  sorter.slots.delete(name);
  leaveOrder(sorter, slot);
  for (const column of sorter.held) column[slot] = 0;
  for (const column of sorter.heldValues) column[slot] = 0;
  sorter.freeSlots.push(slot);
}

/** An activated client starts again without handed-out counts. */
export function sorterActivate(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  if (sorter.order.includes(slot)) return;
  sorter.allocations[slot] = 0;
  sorter.order.push(slot);
  noteMoved(sorter, slot);
}

export function sorterDeactivate(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  leaveOrder(sorter, slot);
}

function leaveOrder(sorter: Sorter, slot: number): void {
  sorter.order = sorter.order.filter((other) => other !== slot);
  let kept = 0;
  for (let index = 0; index < sorter.movedCount; index += 1) {
    const moved = sorter.moved[index] as number;
    if (moved === slot) continue;
    sorter.moved[kept] = moved;
    kept += 1;
  }
  sorter.movedCount = kept;
}

export function sorterSetWeight(sorter: Sorter, name: string, weight: number): void {
  sorter.weights[slotOf(sorter, name)] = weight;
  sorter.dirty = true;
}

/** More (or with factor −1 less) resources to be shared. */
export function sorterAddTotal(sorter: Sorter, resources: Resources, factor: 1 | -1 = 1): void {
  if (resources.length === 0) return;
  // By index here and below: engines make objects for every step of `for … of` over a frozen list.
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    const column = columnOf(sorter, part.name);
    sorter.totals[column] = Math.max(0, (sorter.totals[column] ?? 0) + factor * part.milli);
  }
  sorter.dirty = true;
}

/** Something was handed to the client. */
export function sorterAllocated(sorter: Sorter, slot: number, resources: Resources): void {
  sorter.allocations[slot] = (sorter.allocations[slot] ?? 0) + 1;
  sorterHold(sorter, slot, resources, 1);
}

/** What the client holds changes without counting as handed out (recovered resources). */
export function sorterHold(sorter: Sorter, slot: number, resources: Resources, factor: 1 | -1): void {
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type !== 'SCALAR') continue;
    const column = columnOf(sorter, part.name);
    const milli = Math.max(0, heldMilli(sorter, column, slot) + factor * part.milli);
    (sorter.held[column] as Float64Array)[slot] = milli;
    (sorter.heldValues[column] as Float64Array)[slot] = milli / 1000;
  }
  noteMoved(sorter, slot);
}

function noteMoved(sorter: Sorter, slot: number): void {
  if (sorter.manyMoved) return;
  const { moved, movedCount } = sorter;
  for (let index = 0; index < movedCount; index += 1) if (moved[index] === slot) return;
  if (movedCount === moved.length) {
    sorter.manyMoved = true;
    return;
  }
  moved[movedCount] = slot;
  sorter.movedCount = movedCount + 1;
}

/** What a client holds of a scalar name, in thousandths. */
export function sorterHeld(sorter: Sorter, name: string, resourceName: string): number {
  const column = sorter.resourceNames.indexOf(resourceName);
  if (column < 0) return 0;
  return heldMilli(sorter, column, slotOf(sorter, name));
}

function heldMilli(sorter: Sorter, column: number, slot: number): number {
  return (sorter.held[column] as Float64Array)[slot] as number;
}

/** Active slots in ascending order of dominant share, then of handed-out counts, then of names. */
export function sorterOrder(sorter: Sorter): readonly number[] {
  const all = sorter.dirty || sorter.manyMoved;
  if (!all && sorter.movedCount === 0) return sorter.order;
  if (sorter.ranksStale) rankNames(sorter);
  if (all) computeShares(sorter);
  else for (let index = 0; index < sorter.movedCount; index += 1) computeShare(sorter, sorter.moved[index] as number);
  if (sorter.manyMoved) putInOrder(sorter, sorter.order.length);
  else putMovedInOrder(sorter, all);
  sorter.dirty = false;
  sorter.manyMoved = false;
  sorter.movedCount = 0;
  return sorter.order;
}

/**
 * Those that moved are taken out and put in one by one, since the others seldom change places among themselves. `all`: the
 * others' shares changed, too.
 */
function putMovedInOrder(sorter: Sorter, all: boolean): void {
  const { order, moved } = sorter;
  let standing = order.length;
  let apart = 0;
  for (let index = 0; index < sorter.movedCount; index += 1) {
    const slot = moved[index] as number;
    const at = order.indexOf(slot);
    if (at < 0) continue;
    standing -= 1;
    for (let place = at; place < standing; place += 1) order[place] = order[place + 1] as number;
    moved[apart] = slot;
    apart += 1;
  }
  if (all) putInOrder(sorter, standing);
  for (let index = 0; index < apart; index += 1) {
    const slot = moved[index] as number;
    const at = placeOf(sorter, slot, standing);
    for (let place = standing; place > at; place -= 1) order[place] = order[place - 1] as number;
    order[at] = slot;
    standing += 1;
  }
}

/** The share as it is now, whether the order was brought up to date since or not; changes nothing. */
export function sorterShare(sorter: Sorter, name: string): number {
  return shareOf(sorter, slotOf(sorter, name));
}

export function slotOf(sorter: Sorter, name: string): number {
  const slot = sorter.slots.get(name);
  assert(slot !== undefined, 'the sorter knows its client');
  return slot;
}

/**
 * The share as Mesos computes it: doubles of the values, divided once by the total and once by the weight. Of all slots, one
 * resource after another.
 */
function computeShares(sorter: Sorter): void {
  const { shares, weights, heldValues } = sorter;
  const count = sorter.names.length;
  let first = true;
  for (let column = 0; column < heldValues.length; column += 1) {
    const total = countedTotal(sorter, column);
    if (total === 0) continue;
    const values = heldValues[column] as Float64Array;
    if (first) for (let slot = 0; slot < count; slot += 1) shares[slot] = (values[slot] as number) / total;
    else shareAtLeast(shares, values, { total, count });
    first = false;
  }
  if (first) shares.fill(0, 0, count);
  for (let slot = 0; slot < count; slot += 1) {
    const weight = weights[slot] as number;
    if (weight !== 1) shares[slot] = (shares[slot] as number) / weight;
  }
}

function shareAtLeast(
  shares: Float64Array,
  values: Float64Array,
  { total, count }: { readonly total: number; readonly count: number },
): void {
  for (let slot = 0; slot < count; slot += 1) {
    const part = (values[slot] as number) / total;
    if (part > (shares[slot] as number)) shares[slot] = part;
  }
}

function computeShare(sorter: Sorter, slot: number): void {
  sorter.shares[slot] = shareOf(sorter, slot);
}

function shareOf(sorter: Sorter, slot: number): number {
  let share = 0;
  for (let column = 0; column < sorter.heldValues.length; column += 1) {
    const total = countedTotal(sorter, column);
    if (total === 0) continue;
    const part = ((sorter.heldValues[column] as Float64Array)[slot] as number) / total;
    if (part > share) share = part;
  }
  return share / (sorter.weights[slot] as number);
}

/** The resource's total as a double; 0 where it does not count. */
function countedTotal(sorter: Sorter, column: number): number {
  if (sorter.excluded.length > 0 && sorter.excluded.includes(sorter.resourceNames[column] as string)) return 0;
  return (sorter.totals[column] as number) / 1000;
}

/** Of the first `count`. A change of totals seldom turns the order over: insertion is quickest, within limits. */
function putInOrder(sorter: Sorter, count: number): void {
  const { order, shares } = sorter;
  let shifts = count * MAX_SHIFTS;
  let before = -1;
  for (let index = 0; index < count; index += 1) {
    const slot = order[index] as number;
    const share = shares[slot] as number;
    if (share > before) {
      before = share;
      continue;
    }
    let at = index;
    while (at > 0 && compareSlots(sorter, order[at - 1] as number, slot) > 0) {
      order[at] = order[at - 1] as number;
      at -= 1;
    }
    order[at] = slot;
    shifts -= index - at;
    if (shifts < 0) {
      sortFirst(sorter, count);
      return;
    }
  }
}

function sortFirst(sorter: Sorter, count: number): void {
  const sorted = sorter.order.slice(0, count).sort((a, b) => compareSlots(sorter, a, b));
  for (let index = 0; index < count; index += 1) sorter.order[index] = sorted[index] as number;
}

/** Where the slot belongs among the first `count`. */
function placeOf(sorter: Sorter, slot: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareSlots(sorter, sorter.order[middle] as number, slot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareSlots(sorter: Sorter, a: number, b: number): number {
  const byShare = (sorter.shares[a] as number) - (sorter.shares[b] as number);
  if (byShare !== 0) return byShare;
  const byCount = (sorter.allocations[a] as number) - (sorter.allocations[b] as number);
  if (byCount !== 0) return byCount;
  return (sorter.ranks[a] as number) - (sorter.ranks[b] as number);
}

function rankNames(sorter: Sorter): void {
  const slots = [...sorter.slots].sort(([a], [b]) => (a < b ? -1 : 1));
  slots.forEach(([, slot], rank) => (sorter.ranks[slot] = rank));
  sorter.ranksStale = false;
}

function columnOf(sorter: Sorter, resourceName: string): number {
  const { resourceNames } = sorter;
  for (let column = 0; column < resourceNames.length; column += 1)
    if (resourceNames[column] === resourceName) return column;
  resourceNames.push(resourceName);
  sorter.totals.push(0);
  sorter.held.push(new Float64Array(sorter.shares.length));
  sorter.heldValues.push(new Float64Array(sorter.shares.length));
  return sorter.resourceNames.length - 1;
}

function makeRoom(sorter: Sorter): void {
  const room = sorter.shares.length * 2;
  sorter.weights = roomier(sorter.weights, room);
  sorter.allocations = roomier(sorter.allocations, room);
  sorter.shares = roomier(sorter.shares, room);
  sorter.ranks = roomier(sorter.ranks, room);
  sorter.held.forEach((column, index) => (sorter.held[index] = roomier(column, room)));
  sorter.heldValues.forEach((column, index) => (sorter.heldValues[index] = roomier(column, room)));
}

function roomier(column: Float64Array, room: number): Float64Array {
  const longer = new Float64Array(room);
  longer.set(column);
  return longer;
}
