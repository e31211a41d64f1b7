/**
 * Reservations by role, and resources as protobuf JSON.
 * Source: Mesos 1.0.1, src/master/http.cpp (json of Slave), stout/protobuf.hpp.
 */
import type { Label, Resource, Resources } from '../resources/resource.ts';
import { isUnreserved } from '../resources/resource.ts';
import {
  type JsonField,
  jsonArray,
  jsonInteger,
  jsonMilli,
  jsonObject,
  jsonOptional,
  jsonString,
  type JsonText,
} from './json-text.ts';
import { labelsJson } from './model-json.ts';
import { resourcesJson } from './task-json.ts';

/** Role to resources; `*` is never listed. */
export function reservedJson(resources: Resources): JsonText {
  return jsonObject(rolesOf(resources).map((role) => [role, resourcesJson(reservedFor(resources, role))]));
}

/** Role to an array of resource protobufs. */
export function reservedFullJson(resources: Resources): JsonText {
  return jsonObject(rolesOf(resources).map((role) => [role, resourcesFullJson(reservedFor(resources, role))]));
}

function rolesOf(resources: Resources): readonly string[] {
  return [...new Set(resources.filter((part) => !isUnreserved(part)).map((part) => part.role))].sort();
}

function reservedFor(resources: Resources, role: string): Resources {
  return resources.filter((part) => part.role === role && !isUnreserved(part));
}

export function resourcesFullJson(resources: Resources): JsonText {
  return jsonArray(resources.map(resourceFullJson));
}

function resourceFullJson(part: Resource): JsonText {
  const { reservation, disk } = part;
  return jsonObject([
    ['name', jsonString(part.name)],
    ['type', jsonString(part.type)],
    ...quantityFields(part),
    ['role', jsonString(part.role)],
    [
      'reservation',
      reservation === null
        ? null
        : jsonObject([
            ['principal', jsonOptional(reservation.principal, jsonString)],
            ['labels', labelsMessageJson(reservation.labels)],
          ]),
    ],
    ['disk', disk === null ? null : diskJson(disk)],
    ['revocable', part.revocable ? '{}' : null],
  ]);
}

function quantityFields(part: Resource): readonly JsonField[] {
  switch (part.type) {
    case 'SCALAR':
      return [['scalar', jsonObject([['value', jsonMilli(part.milli)]])]];
    case 'RANGES': {
      const range = part.ranges.map(({ begin, end }) =>
        jsonObject([
          ['begin', jsonInteger(begin)],
          ['end', jsonInteger(end)],
        ]),
      );
      return [['ranges', jsonObject([['range', jsonArray(range)]])]];
    }
    case 'SET':
      return [['set', jsonObject([['item', jsonArray(part.items.map(jsonString))]])]];
  }
}

function diskJson(disk: NonNullable<Resource['disk']>): JsonText {
  const { persistence, volume, source } = disk;
  return jsonObject([
    [
      'persistence',
      persistence === null
        ? null
        : jsonObject([
            ['id', jsonString(persistence.id)],
            ['principal', jsonOptional(persistence.principal, jsonString)],
          ]),
    ],
    [
      'volume',
      volume === null
        ? null
        : jsonObject([
            ['mode', jsonString(volume.mode)],
            ['container_path', jsonString(volume.containerPath)],
            ['host_path', jsonOptional(volume.hostPath, jsonString)],
          ]),
    ],
    [
      'source',
      source === null
        ? null
        : jsonObject([
            ['type', jsonString(source.type)],
            [source.type.toLowerCase(), jsonObject([['root', jsonString(source.root)]])],
          ]),
    ],
  ]);
}

/** As the message Labels: `{"labels":[…]}`. */
export function labelsMessageJson(labels: readonly Label[]): JsonText | null {
  return labels.length === 0 ? null : jsonObject([['labels', labelsJson(labels)]]);
}
