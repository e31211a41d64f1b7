/**
 * Dominant resource fairness: orders clients (roles, or frameworks of a role) by their dominant share.
 * Source: Mesos 1.0.1, src/master/allocator/sorter/drf/sorter.cpp (DRFSorter).
 * Columns instead of rows: a full allocation sorts once for each agent, so the shares must be quick to compute anew.
 */
import { assert } from '../../kernel/assert.ts';
import type { Resources } from '../resources/resource.ts';

export type Sorter = {
  /** Columns by slot; a removed client's slot is used again. */
  readonly names: string[];
  readonly weights: number[];
  /** How often something was handed to the client: breaks ties of shares. */
  readonly allocations: number[];
  readonly shares: number[];
  readonly slots: Map<string, number>;
  readonly freeSlots: number[];
  /** Slots of active clients, in order when neither dirty nor moved. */
  order: number[];
  /** Slots whose share or count changed since they were put in order. */
  moved: number[];
  /** Scalar names, and by name: what each slot holds, in thousandths. */
  readonly resourceNames: string[];
  readonly held: number[][];
  readonly totals: number[];
  /** Names left out of the computation (--fair_sharing_excluded_resource_names). */
  readonly excluded: readonly string[];
  /** All shares must be computed and ordered anew before they are used. */
  dirty: boolean;
};

/** With more moved clients than this a full sort is quicker than putting each in its place. */
const MAX_MOVED = 16;
/** Shifts for each client, on average, after which insertion gives way to a full sort. */
const MAX_SHIFTS = 4;

export function initialSorter(excluded: readonly string[] = []): Sorter {
  return {
    names: [],
    weights: [],
    allocations: [],
    shares: [],
    slots: new Map(),
    freeSlots: [],
    order: [],
    moved: [],
    resourceNames: [],
    held: [],
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
  sorter.names[slot] = name;
  sorter.weights[slot] = weight;
  sorter.allocations[slot] = 0;
  sorter.shares[slot] = 0;
  for (const column of sorter.held) column[slot] = 0;
  sorter.slots.set(name, slot);
  sorter.order.push(slot);
  sorter.dirty = true;
  return slot;
}

export function sorterRemove(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  sorter.slots.delete(name);
  sorter.order = sorter.order.filter((other) => other !== slot);
  sorter.moved = sorter.moved.filter((other) => other !== slot);
  for (const column of sorter.held) column[slot] = 0;
  sorter.freeSlots.push(slot);
}

/** An activated client starts again without handed-out counts. */
export function sorterActivate(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  if (sorter.order.includes(slot)) return;
  sorter.allocations[slot] = 0;
  sorter.order.push(slot);
  sorter.dirty = true;
}

export function sorterDeactivate(sorter: Sorter, name: string): void {
  const slot = slotOf(sorter, name);
  sorter.order = sorter.order.filter((other) => other !== slot);
  sorter.moved = sorter.moved.filter((other) => other !== slot);
}

export function sorterSetWeight(sorter: Sorter, name: string, weight: number): void {
  sorter.weights[slotOf(sorter, name)] = weight;
  sorter.dirty = true;
}

/** More (or with factor −1 less) resources to be shared. */
export function sorterAddTotal(sorter: Sorter, resources: Resources, factor: 1 | -1 = 1): void {
  if (resources.length === 0) return;
  for (const part of resources) {
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
  for (const part of resources) {
    if (part.type !== 'SCALAR') continue;
    const column = sorter.held[columnOf(sorter, part.name)] as number[];
    column[slot] = Math.max(0, (column[slot] ?? 0) + factor * part.milli);
  }
  if (sorter.dirty || sorter.moved.includes(slot)) return;
  sorter.moved.push(slot);
  if (sorter.moved.length > MAX_MOVED) sorter.dirty = true;
}

/** What a client holds of a scalar name, in thousandths. */
export function sorterHeld(sorter: Sorter, name: string, resourceName: string): number {
  const column = sorter.resourceNames.indexOf(resourceName);
  if (column < 0) return 0;
  return sorter.held[column]?.[slotOf(sorter, name)] ?? 0;
}

/** Active slots in ascending order of dominant share, then of handed-out counts, then of names. */
export function sorterOrder(sorter: Sorter): readonly number[] {
  if (sorter.dirty) {
    for (const slot of sorter.slots.values()) computeShare(sorter, slot);
    putInOrder(sorter);
    sorter.dirty = false;
    sorter.moved.length = 0;
  } else if (sorter.moved.length > 0) {
    placeMoved(sorter);
  }
  return sorter.order;
}

export function sorterShare(sorter: Sorter, name: string): number {
  sorterOrder(sorter);
  return sorter.shares[slotOf(sorter, name)] ?? 0;
}

export function slotOf(sorter: Sorter, name: string): number {
  const slot = sorter.slots.get(name);
  assert(slot !== undefined, 'the sorter knows its client');
  return slot;
}

/** The share as Mesos computes it: doubles of the values, divided once by the total and once by the weight. */
function computeShare(sorter: Sorter, slot: number): void {
  let share = 0;
  for (let column = 0; column < sorter.totals.length; column += 1) {
    const amount = (sorter.held[column] as number[])[slot] as number;
    const total = sorter.totals[column] as number;
    if (amount === 0 || total <= 0 || sorter.excluded.includes(sorter.resourceNames[column] as string)) continue;
    const part = amount / 1000 / (total / 1000);
    if (part > share) share = part;
  }
  sorter.shares[slot] = share / (sorter.weights[slot] as number);
}

/** A change of totals seldom turns the order over: insertion is quickest, within limits. */
function putInOrder(sorter: Sorter): void {
  const { order } = sorter;
  let shifts = order.length * MAX_SHIFTS;
  for (let index = 1; index < order.length; index += 1) {
    const slot = order[index] as number;
    let at = index;
    while (at > 0 && compareSlots(sorter, order[at - 1] as number, slot) > 0) {
      order[at] = order[at - 1] as number;
      at -= 1;
    }
    order[at] = slot;
    shifts -= index - at;
    if (shifts < 0) {
      order.sort((a, b) => compareSlots(sorter, a, b));
      return;
    }
  }
}

/** Takes the moved clients out and puts each where it belongs among the others. */
function placeMoved(sorter: Sorter): void {
  const { order, moved } = sorter;
  const active: number[] = [];
  for (const slot of moved) {
    computeShare(sorter, slot);
    const at = order.indexOf(slot);
    if (at < 0) continue;
    order.splice(at, 1);
    active.push(slot);
  }
  for (const slot of active) order.splice(placeOf(sorter, slot), 0, slot);
  moved.length = 0;
}

function placeOf(sorter: Sorter, slot: number): number {
  let low = 0;
  let high = sorter.order.length;
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
  const nameA = sorter.names[a] as string;
  const nameB = sorter.names[b] as string;
  return nameA < nameB ? -1 : nameA > nameB ? 1 : 0;
}

function columnOf(sorter: Sorter, resourceName: string): number {
  const known = sorter.resourceNames.indexOf(resourceName);
  if (known >= 0) return known;
  sorter.resourceNames.push(resourceName);
  sorter.totals.push(0);
  sorter.held.push(sorter.names.map(() => 0));
  return sorter.resourceNames.length - 1;
}
