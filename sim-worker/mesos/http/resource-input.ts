/**
 * Resources of request bodies: from the message to the resource that the simulation keeps, and what may be wrong with one.
 * Source: Mesos 1.0.1, include/mesos/v1/mesos.proto (Resource), src/common/resources.cpp (Resources::validate).
 */
import type { Message } from '../protobuf/schema.ts';
import { roleError } from '../master/roles.ts';
import { formatResource } from '../resources/format.ts';
import { milliOf } from '../resources/parse.ts';
import {
  type DiskInfo,
  type Label,
  rangesResource,
  type Reservation,
  type Resource,
  type ResourceMarks,
  type Resources,
  scalarResource,
  setResource,
} from '../resources/resource.ts';
import { resourcesOf } from '../resources/resources.ts';

type Range = { readonly begin: number; readonly end: number };

const EMPTY: Message = {};

function partOf(message: Message, name: string): Message | null {
  return (message[name] as Message | undefined) ?? null;
}

function listOf<T>(message: Message | null, name: string): readonly T[] {
  return ((message ?? EMPTY)[name] as readonly T[] | undefined) ?? [];
}

export function resourcesFrom(messages: readonly Message[]): Resources {
  return resourcesOf(messages.map(resourceFrom));
}

export function resourceFrom(message: Message): Resource {
  const name = String(message['name']);
  const marks = marksOf(message);
  switch (message['type']) {
    case 'RANGES':
      return rangesResource(name, listOf<Range>(partOf(message, 'ranges'), 'range'), marks);
    case 'SET':
      return setResource(name, listOf<string>(partOf(message, 'set'), 'item'), marks);
    default:
      return scalarResource(name, milliOf(Number(partOf(message, 'scalar')?.['value'] ?? 0)), marks);
  }
}

/** Null: a good resource. */
export function resourceError(message: Message): string | null {
  const name = String(message['name']);
  if (name === '') return 'Empty resource name';
  const reserved = (message['role'] ?? '*') === '*' && partOf(message, 'reservation') !== null;
  return (
    valueError(message) ??
    diskError(name, partOf(message, 'disk')) ??
    (reserved ? 'Invalid reservation: role "*" cannot be dynamically reserved' : null) ??
    roleError(String(message['role'] ?? '*'))
  );
}

/** Of a list: the first bad one with what is wrong with it. */
export function resourcesError(messages: readonly Message[]): string | null {
  for (const message of messages) {
    const error = resourceError(message);
    if (error !== null) return `Resource '${formatResource(resourceFrom(message))}' is invalid: ${error}`;
  }
  return null;
}

const VALUE_FIELDS = { SCALAR: 'scalar', RANGES: 'ranges', SET: 'set' } as const;

function valueError(message: Message): string | null {
  const type = message['type'];
  if (type !== 'SCALAR' && type !== 'RANGES' && type !== 'SET') return 'Unsupported resource type';
  const own = VALUE_FIELDS[type];
  const foreign = Object.values(VALUE_FIELDS).some((field) => field !== own && message[field] !== undefined);
  if (foreign || message[own] === undefined) return `Invalid ${own} resource`;
  switch (type) {
    case 'SCALAR':
      return Number(partOf(message, 'scalar')?.['value']) < 0 ? 'Invalid scalar resource: value < 0' : null;
    case 'RANGES':
      return rangesError(listOf<Range>(partOf(message, 'ranges'), 'range'));
    case 'SET': {
      const items = listOf<string>(partOf(message, 'set'), 'item');
      return new Set(items).size < items.length ? 'Invalid set resource: duplicated elements' : null;
    }
  }
}

/** Each range is only held against the beginnings of those behind it. */
function rangesError(ranges: readonly Range[]): string | null {
  for (const [index, range] of ranges.entries()) {
    if (range.begin > range.end) return 'Invalid ranges resource: begin > end';
    const later = ranges.slice(index + 1);
    if (later.some(({ begin }) => range.begin <= begin && begin <= range.end))
      return 'Invalid ranges resource: overlapping ranges';
  }
  return null;
}

function diskError(name: string, disk: Message | null): string | null {
  if (disk === null) return null;
  if (name !== 'disk') return `DiskInfo should not be set for ${name} resource`;
  const source = partOf(disk, 'source');
  const type = source?.['type'];
  if (source === null || typeof type !== 'string' || source[type.toLowerCase()] !== undefined) return null;
  return `DiskInfo::Source 'type' set to '${type}' but missing '${type.toLowerCase()}' data`;
}

function marksOf(message: Message): ResourceMarks {
  return {
    role: String(message['role'] ?? '*'),
    reservation: reservationOf(partOf(message, 'reservation')),
    disk: diskOf(partOf(message, 'disk')),
    revocable: message['revocable'] !== undefined,
  };
}

function reservationOf(message: Message | null): Reservation | null {
  if (message === null) return null;
  const labels = listOf<Message>(partOf(message, 'labels'), 'labels');
  return { principal: textOf(message, 'principal'), labels: labels.map(labelOf) };
}

function labelOf(message: Message): Label {
  return { key: String(message['key']), value: textOf(message, 'value') };
}

function textOf(message: Message, name: string): string | null {
  const text = message[name];
  return typeof text === 'string' ? text : null;
}

function diskOf(message: Message | null): DiskInfo | null {
  if (message === null) return null;
  const persistence = partOf(message, 'persistence');
  const volume = partOf(message, 'volume');
  const source = partOf(message, 'source');
  const type = source?.['type'] === 'MOUNT' ? 'MOUNT' : 'PATH';
  const root = source === null ? null : partOf(source, type.toLowerCase());
  return {
    persistence:
      persistence === null ? null : { id: String(persistence['id']), principal: textOf(persistence, 'principal') },
    volume:
      volume === null
        ? null
        : {
            containerPath: String(volume['container_path']),
            hostPath: textOf(volume, 'host_path'),
            mode: volume['mode'] === 'RO' ? 'RO' : 'RW',
          },
    source: source === null ? null : { type, root: String(root?.['root'] ?? '') },
  };
}
