/**
 * One resource object: a quantity of a name with its role, reservation, disk and revocable marks. Objects with different
 * marks do not add up. Values are immutable; lists are frozen; scalars are integer thousandths.
 * Source: Mesos 1.0.1, include/mesos/mesos.proto (Resource), src/common/resources.cpp.
 * Left out: DiskInfo.source of type MOUNT and PATH roots are carried but not enforced.
 */
import { coalesceRanges, type Ranges } from './ranges.ts';

export type Label = { readonly key: string; readonly value: string | null };

/** A dynamic reservation; static ones have none (the role alone). */
export type Reservation = { readonly principal: string | null; readonly labels: readonly Label[] };

export type DiskInfo = {
  readonly persistence: { readonly id: string; readonly principal: string | null } | null;
  readonly volume: {
    readonly containerPath: string;
    readonly hostPath: string | null;
    readonly mode: 'RW' | 'RO';
  } | null;
  readonly source: { readonly type: 'PATH' | 'MOUNT'; readonly root: string } | null;
};

/** What distinguishes resource objects of one name. */
export type ResourceMarks = {
  readonly role: string;
  readonly reservation: Reservation | null;
  readonly disk: DiskInfo | null;
  readonly revocable: boolean;
};

type ResourceBase = ResourceMarks & {
  readonly name: string;
  /** Name, type and marks as one text: two objects add up exactly when their keys are equal. */
  readonly key: string;
};

export type ScalarResource = ResourceBase & { readonly type: 'SCALAR'; readonly milli: number };
export type RangesResource = ResourceBase & { readonly type: 'RANGES'; readonly ranges: Ranges };
export type SetResource = ResourceBase & { readonly type: 'SET'; readonly items: readonly string[] };
export type Resource = ScalarResource | RangesResource | SetResource;

/** A canonical, frozen list: at most one object for each key, none empty, volumes apart. */
export type Resources = readonly Resource[];

export const NO_RESOURCES: Resources = Object.freeze([]);

/** The role of resources that everybody may use. */
export const ANY_ROLE = '*';

const PLAIN_MARKS: ResourceMarks = Object.freeze({ role: ANY_ROLE, reservation: null, disk: null, revocable: false });

export function scalarResource(name: string, milli: number, marks: Partial<ResourceMarks> = {}): ScalarResource {
  const { role, reservation, disk, revocable } = { ...PLAIN_MARKS, ...marks };
  const key = resourceKey(name, 'SCALAR', { role, reservation, disk, revocable });
  return { name, type: 'SCALAR', role, reservation, disk, revocable, key, milli };
}

export function rangesResource(name: string, ranges: Ranges, marks: Partial<ResourceMarks> = {}): RangesResource {
  const { role, reservation, disk, revocable } = { ...PLAIN_MARKS, ...marks };
  const key = resourceKey(name, 'RANGES', { role, reservation, disk, revocable });
  return { name, type: 'RANGES', role, reservation, disk, revocable, key, ranges: coalesceRanges(ranges) };
}

export function setResource(name: string, items: readonly string[], marks: Partial<ResourceMarks> = {}): SetResource {
  const { role, reservation, disk, revocable } = { ...PLAIN_MARKS, ...marks };
  const key = resourceKey(name, 'SET', { role, reservation, disk, revocable });
  return { name, type: 'SET', role, reservation, disk, revocable, key, items: [...new Set(items)].sort() };
}

/** The same quantity under other marks (reserving, unreserving, making revocable, attaching a volume). */
export function withMarks(resource: Resource, marks: Partial<ResourceMarks>): Resource {
  const full: ResourceMarks = {
    role: marks.role ?? resource.role,
    reservation: marks.reservation === undefined ? resource.reservation : marks.reservation,
    disk: marks.disk === undefined ? resource.disk : marks.disk,
    revocable: marks.revocable ?? resource.revocable,
  };
  return { ...resource, ...full, key: resourceKey(resource.name, resource.type, full) };
}

/** The same marks with another quantity. */
export function withMilli(resource: ScalarResource, milli: number): ScalarResource {
  const { name, role, reservation, disk, revocable, key } = resource;
  return { name, type: 'SCALAR', role, reservation, disk, revocable, key, milli };
}

export function withRanges(resource: RangesResource, ranges: Ranges): RangesResource {
  const { name, role, reservation, disk, revocable, key } = resource;
  return { name, type: 'RANGES', role, reservation, disk, revocable, key, ranges };
}

export function withItems(resource: SetResource, items: readonly string[]): SetResource {
  const { name, role, reservation, disk, revocable, key } = resource;
  return { name, type: 'SET', role, reservation, disk, revocable, key, items };
}

export function isPersistentVolume(resource: Resource): boolean {
  return resource.disk !== null && resource.disk.persistence !== null;
}

/** Volumes and MOUNT disks exist as a whole or not at all. */
export function isIndivisible(resource: Resource): boolean {
  return isPersistentVolume(resource) || resource.disk?.source?.type === 'MOUNT';
}

export function isUnreserved(resource: Resource): boolean {
  return resource.role === ANY_ROLE && resource.reservation === null;
}

export function isDynamicallyReserved(resource: Resource): boolean {
  return resource.reservation !== null;
}

export function isEmptyResource(resource: Resource): boolean {
  switch (resource.type) {
    case 'SCALAR':
      return resource.milli <= 0;
    case 'RANGES':
      return resource.ranges.length === 0;
    case 'SET':
      return resource.items.length === 0;
  }
}

/** What a volume is mounted at (`disk.volume`) tells of its use, not of the resource: it makes no difference. */
function resourceKey(name: string, type: Resource['type'], marks: ResourceMarks): string {
  if (marks.role === ANY_ROLE && marks.reservation === null && marks.disk === null) {
    return marks.revocable ? `${name}/${type}/REV` : `${name}/${type}`;
  }
  const { reservation, disk } = marks;
  const parts = [name, type, marks.role, marks.revocable ? 'REV' : ''];
  parts.push(reservation === null ? '' : reservationKey(reservation));
  parts.push(disk === null ? '' : JSON.stringify([disk.persistence?.id, disk.source?.type, disk.source?.root]));
  return parts.join('/');
}

/** The order of labels does not matter. */
function reservationKey({ principal, labels }: Reservation): string {
  const sorted = labels.map(({ key, value }) => JSON.stringify([key, value])).sort();
  return JSON.stringify([principal, sorted]);
}
