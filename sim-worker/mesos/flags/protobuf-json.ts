/**
 * JSON turned into a protobuf message by its descriptor, with the errors of the original.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/protobuf.hpp (Parser, parse).
 */
import type { Parsed } from '../resources/parse.ts';
import { parseStoutObject } from './stout-json.ts';

export type FieldType = 'string' | 'double' | 'uint64' | 'bool' | 'enum' | 'message';

export type FieldDescriptor = {
  readonly name: string;
  readonly type: FieldType;
  readonly rule: 'optional' | 'required' | 'repeated';
  /** Of a message. */
  readonly message?: Descriptor;
  /** Names of an enum. */
  readonly values?: readonly string[];
};

/** Fields in the order of their numbers. */
export type Descriptor = readonly FieldDescriptor[];

export type ProtobufMessage = { readonly [field: string]: unknown };

/** Unknown fields are passed over; null is a field that is not set. */
export function parseProtobuf(descriptor: Descriptor, text: string): Parsed<ProtobufMessage> {
  const json = parseStoutObject(text);
  return json.ok ? protobufOf(descriptor, json.value) : json;
}

export function protobufOf(descriptor: Descriptor, json: Readonly<Record<string, unknown>>): Parsed<ProtobufMessage> {
  const message = messageOf(descriptor, json);
  if (!message.ok) return message;
  const missing = missingFields(descriptor, message.value, '');
  return missing.length === 0 ? message : { ok: false, error: `Missing required fields: ${missing.join(', ')}` };
}

function messageOf(descriptor: Descriptor, json: Readonly<Record<string, unknown>>): Parsed<ProtobufMessage> {
  const message: Record<string, unknown> = {};
  for (const field of descriptor) if (field.rule === 'repeated') message[field.name] = [];
  for (const field of descriptor) {
    const given = json[field.name];
    if (given === undefined || given === null) continue;
    if (Array.isArray(given) && field.rule !== 'repeated')
      return { ok: false, error: `Not expecting a JSON array for field '${field.name}'` };
    const items: readonly unknown[] = Array.isArray(given) ? (given as readonly unknown[]) : [given];
    for (const item of items) {
      if (item === null) continue;
      const value = valueOf(field, item);
      if (!value.ok) return value;
      if (field.rule === 'repeated') (message[field.name] as unknown[]).push(value.value);
      else message[field.name] = value.value;
    }
  }
  return { ok: true, value: message };
}

function valueOf(field: FieldDescriptor, item: unknown): Parsed<unknown> {
  const refused = (kind: string): Parsed<unknown> => ({
    ok: false,
    error: `Not expecting a JSON ${kind} for field '${field.name}'`,
  });
  switch (typeof item) {
    case 'string':
      if (field.type === 'string') return { ok: true, value: item };
      if (field.type !== 'enum') return refused('string');
      return field.values?.includes(item) === true
        ? { ok: true, value: item }
        : { ok: false, error: `Failed to find enum for '${item}'` };
    case 'number':
      if (field.type === 'double') return { ok: true, value: item };
      return field.type === 'uint64' ? { ok: true, value: Math.max(0, Math.trunc(item)) } : refused('number');
    case 'boolean':
      return field.type === 'bool' ? { ok: true, value: item } : refused('boolean');
    default:
      if (field.type !== 'message' || field.message === undefined) return refused('object');
      return messageOf(field.message, item as Readonly<Record<string, unknown>>);
  }
}

/** As protobuf's InitializationErrorString names them: `limits[0].principal`. */
function missingFields(descriptor: Descriptor, message: ProtobufMessage, prefix: string): string[] {
  const own = descriptor.filter((field) => field.rule === 'required' && message[field.name] === undefined);
  const missing = own.map((field) => prefix + field.name);
  for (const field of descriptor) {
    const value = message[field.name];
    if (field.message === undefined || value === undefined) continue;
    const nested = field.message;
    if (field.rule === 'repeated') {
      (value as readonly ProtobufMessage[]).forEach((item, index) => {
        missing.push(...missingFields(nested, item, `${prefix}${field.name}[${String(index)}].`));
      });
    } else missing.push(...missingFields(nested, value as ProtobufMessage, `${prefix}${field.name}.`));
  }
  return missing;
}
