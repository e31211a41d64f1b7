/**
 * Resources as protobuf JSON in request bodies.
 * Source: Mesos 1.0.1, stout/protobuf.hpp (parse), src/common/resources.cpp (Resources::validate).
 */
import type { Parsed } from '../resources/parse.ts';
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

type Json = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null: not JSON. */
export function parseJson(text: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return null;
  }
}

export function resourcesFromJson(list: readonly unknown[]): Parsed<Resources> {
  const parts: Resource[] = [];
  for (const item of list) {
    const part = resourceFromJson(item);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return { ok: true, value: resourcesOf(parts) };
}

export function resourceFromJson(item: unknown): Parsed<Resource> {
  if (!isJsonObject(item)) return { ok: false, error: 'Expecting a JSON object' };
  const { name, type } = item;
  if (typeof name !== 'string') return { ok: false, error: 'Missing required field name' };
  const marks = marksOf(item);
  const { scalar, ranges, set } = item;
  if (type === 'SCALAR' && isJsonObject(scalar) && typeof scalar['value'] === 'number') {
    if (scalar['value'] < 0) return { ok: false, error: 'Invalid scalar resource: value < 0' };
    return { ok: true, value: scalarResource(name, milliOf(scalar['value']), marks) };
  }
  if (type === 'RANGES' && isJsonObject(ranges) && Array.isArray(ranges['range']))
    return rangesOf(name, ranges['range'], marks);
  if (type === 'SET' && isJsonObject(set) && Array.isArray(set['item'])) {
    return { ok: true, value: setResource(name, set['item'].map(String), marks) };
  }
  if (type !== 'SCALAR' && type !== 'RANGES' && type !== 'SET')
    return { ok: false, error: `Failed to find enum for '${String(type)}'` };
  return { ok: false, error: `Invalid ${String(type).toLowerCase()} resource` };
}

function rangesOf(name: string, list: readonly unknown[], marks: ResourceMarks): Parsed<Resource> {
  const ranges: { begin: number; end: number }[] = [];
  for (const item of list) {
    if (!isJsonObject(item) || typeof item['begin'] !== 'number' || typeof item['end'] !== 'number')
      return { ok: false, error: 'Invalid ranges resource' };
    ranges.push({ begin: item['begin'], end: item['end'] });
  }
  return { ok: true, value: rangesResource(name, ranges, marks) };
}

function marksOf(item: Json): ResourceMarks {
  const role = typeof item['role'] === 'string' ? item['role'] : '*';
  return {
    role,
    reservation: reservationOf(item['reservation']),
    disk: diskOf(item['disk']),
    revocable: isJsonObject(item['revocable']),
  };
}

function reservationOf(value: unknown): Reservation | null {
  if (!isJsonObject(value)) return null;
  const labels =
    isJsonObject(value['labels']) && Array.isArray(value['labels']['labels']) ? value['labels']['labels'] : [];
  return {
    principal: typeof value['principal'] === 'string' ? value['principal'] : null,
    labels: labels.flatMap(labelOf),
  };
}

function labelOf(value: unknown): readonly Label[] {
  if (!isJsonObject(value) || typeof value['key'] !== 'string') return [];
  return [{ key: value['key'], value: typeof value['value'] === 'string' ? value['value'] : null }];
}

function diskOf(value: unknown): DiskInfo | null {
  if (!isJsonObject(value)) return null;
  const { persistence, volume } = value;
  return {
    persistence:
      isJsonObject(persistence) && typeof persistence['id'] === 'string'
        ? {
            id: persistence['id'],
            principal: typeof persistence['principal'] === 'string' ? persistence['principal'] : null,
          }
        : null,
    volume:
      isJsonObject(volume) && typeof volume['container_path'] === 'string'
        ? {
            containerPath: volume['container_path'],
            hostPath: typeof volume['host_path'] === 'string' ? volume['host_path'] : null,
            mode: volume['mode'] === 'RO' ? 'RO' : 'RW',
          }
        : null,
    source: null,
  };
}
