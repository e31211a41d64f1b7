/**
 * Arithmetic of resource lists. Every function returns a frozen canonical list and never changes its arguments.
 * Source: Mesos 1.0.1, src/common/resources.cpp (Resources operators, contains, flatten, filters).
 */
import { addRanges, containsRanges, equalRanges, subtractRanges } from './ranges.ts';
import {
  ANY_ROLE,
  isDynamicallyReserved,
  isEmptyResource,
  isIndivisible,
  isPersistentVolume,
  isUnreserved,
  NO_RESOURCES,
  type Resource,
  type Resources,
  withItems,
  withMarks,
  withMilli,
  withRanges,
} from './resource.ts';

/** Makes a canonical list out of any objects. */
export function resourcesOf(parts: readonly Resource[]): Resources {
  let result: Resource[] = [];
  for (const part of parts) result = addInto(result, part);
  return Object.freeze(result);
}

export function addResources(a: Resources, b: Resources): Resources {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  let result: Resource[] = a.slice();
  for (let index = 0; index < b.length; index += 1) result = addInto(result, b[index] as Resource);
  return Object.freeze(result);
}

export function sumResources(lists: Iterable<Resources>): Resources {
  let result: Resources = NO_RESOURCES;
  for (const list of lists) result = addResources(result, list);
  return result;
}

/** Clamps: a part that would go below nothing disappears. */
export function subtractResources(a: Resources, b: Resources): Resources {
  if (b.length === 0) return a;
  if (a === b) return NO_RESOURCES;
  const result: Resource[] = a.slice();
  for (let index = 0; index < b.length; index += 1) subtractFrom(result, b[index] as Resource);
  return Object.freeze(result);
}

/** True when the parts of `part` can be taken out of `whole` one after another. */
export function containsResources(whole: Resources, part: Resources): boolean {
  if (whole === part) return true;
  // Parts of different keys do not compete for the same object: only volumes of one key need taking out one by one.
  if (!part.some(isIndivisible))
    return part.every((piece) => isEmptyResource(piece) || indexHolding(whole, piece) >= 0);
  const rest: Resource[] = whole.slice();
  for (const piece of part) {
    if (isEmptyResource(piece)) continue;
    const index = indexHolding(rest, piece);
    if (index < 0) return false;
    subtractFrom(rest, piece);
  }
  return true;
}

export function equalResources(a: Resources, b: Resources): boolean {
  if (identicalResources(a, b)) return true;
  return a.length === b.length && containsResources(a, b) && containsResources(b, a);
}

/** Equal part by part, in the same order: as good as one object. */
export function identicalResources(a: Resources, b: Resources): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((part, index) => isSameResource(part, b[index] as Resource));
}

/** Role, reservation and persistence taken off: quantities of all roles of a name add up. */
export function flattenResources(resources: Resources, role: string = ANY_ROLE): Resources {
  return resourcesOf(resources.map((part) => withMarks(part, { role, reservation: null, disk: plainDisk(part) })));
}

export function filterResources(resources: Resources, keep: (part: Resource) => boolean): Resources {
  let kept = 0;
  for (let index = 0; index < resources.length; index += 1) if (keep(resources[index] as Resource)) kept += 1;
  if (kept === resources.length) return resources;
  return kept === 0 ? NO_RESOURCES : Object.freeze(resources.filter(keep));
}

export function unreservedResources(resources: Resources): Resources {
  return filterResources(resources, isUnreserved);
}

/** Statically or dynamically reserved for that role. */
export function reservedResources(resources: Resources, role: string): Resources {
  return filterResources(resources, (part) => part.role === role && !isUnreserved(part));
}

export function nonRevocableResources(resources: Resources): Resources {
  return filterResources(resources, (part) => !part.revocable);
}

export function revocableResources(resources: Resources): Resources {
  return filterResources(resources, (part) => part.revocable);
}

export function scalarResources(resources: Resources): Resources {
  return filterResources(resources, (part) => part.type === 'SCALAR');
}

export function persistentVolumes(resources: Resources): Resources {
  return filterResources(resources, isPersistentVolume);
}

/** What an agent must checkpoint: dynamic reservations and volumes. */
export function checkpointableResources(resources: Resources): Resources {
  return filterResources(resources, (part) => isDynamicallyReserved(part) || isPersistentVolume(part));
}

/** Roles with a reservation in the list, each once, in order of appearance. */
export function reservationRoles(resources: Resources): readonly string[] {
  return [...new Set(resources.filter((part) => !isUnreserved(part)).map((part) => part.role))];
}

/** Sum of a scalar name over all marks, in thousandths. */
export function scalarMilli(resources: Resources, name: string): number {
  let milli = 0;
  // By index, here and below: engines make objects for every step of `for … of` over a frozen list.
  for (let index = 0; index < resources.length; index += 1) {
    const part = resources[index] as Resource;
    if (part.type === 'SCALAR' && part.name === name) milli += part.milli;
  }
  return milli;
}

export function cpusMilli(resources: Resources): number {
  return scalarMilli(resources, 'cpus');
}

export function memMilli(resources: Resources): number {
  return scalarMilli(resources, 'mem');
}

/** True when nothing of any kind is left. */
export function isNothing(resources: Resources): boolean {
  return resources.every(isEmptyResource);
}

function plainDisk(part: Resource): Resource['disk'] {
  return part.disk?.source == null ? null : { persistence: null, volume: null, source: part.disk.source };
}

function addInto(list: Resource[], part: Resource): Resource[] {
  if (isEmptyResource(part)) return list;
  if (!isIndivisible(part)) {
    const index = list.findIndex((held) => held.key === part.key);
    if (index >= 0) {
      list[index] = joined(list[index] as Resource, part);
      return list;
    }
  }
  list.push(part);
  return list;
}

function joined(a: Resource, b: Resource): Resource {
  if (a.type === 'SCALAR' && b.type === 'SCALAR') return withMilli(a, a.milli + b.milli);
  if (a.type === 'RANGES' && b.type === 'RANGES') return withRanges(a, addRanges(a.ranges, b.ranges));
  if (a.type === 'SET' && b.type === 'SET') return withItems(a, [...new Set([...a.items, ...b.items])].sort());
  return a;
}

function subtractFrom(list: Resource[], part: Resource): void {
  const index = list.findIndex((held) => held.key === part.key && (!isIndivisible(part) || sameQuantity(held, part)));
  const held = list[index];
  if (held === undefined) return;
  const rest = isIndivisible(part) ? null : reduced(held, part);
  if (rest === null || isEmptyResource(rest)) {
    // The last one takes its place, as in the original: the order shows in printed lists.
    list[index] = list[list.length - 1] as Resource;
    list.pop();
  } else {
    list[index] = rest;
  }
}

function reduced(held: Resource, part: Resource): Resource {
  if (held.type === 'SCALAR' && part.type === 'SCALAR') return withMilli(held, held.milli - part.milli);
  if (held.type === 'RANGES' && part.type === 'RANGES')
    return withRanges(held, subtractRanges(held.ranges, part.ranges));
  if (held.type === 'SET' && part.type === 'SET')
    return withItems(
      held,
      held.items.filter((item) => !part.items.includes(item)),
    );
  return held;
}

function indexHolding(list: readonly Resource[], part: Resource): number {
  return list.findIndex(
    (held) => held.key === part.key && (isIndivisible(part) ? sameQuantity(held, part) : holds(held, part)),
  );
}

function holds(held: Resource, part: Resource): boolean {
  if (held.type === 'SCALAR' && part.type === 'SCALAR') return held.milli >= part.milli;
  if (held.type === 'RANGES' && part.type === 'RANGES') return containsRanges(held.ranges, part.ranges);
  if (held.type === 'SET' && part.type === 'SET') return part.items.every((item) => held.items.includes(item));
  return false;
}

function isSameResource(a: Resource, b: Resource): boolean {
  return a.key === b.key && sameQuantity(a, b);
}

function sameQuantity(a: Resource, b: Resource): boolean {
  if (a.type === 'SCALAR' && b.type === 'SCALAR') return a.milli === b.milli;
  if (a.type === 'RANGES' && b.type === 'RANGES') return equalRanges(a.ranges, b.ranges);
  if (a.type === 'SET' && b.type === 'SET') return a.items.join(',') === b.items.join(',');
  return false;
}
