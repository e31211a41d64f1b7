/**
 * JSON values to messages: unknown fields and nulls are left out, wrong types and missing required fields refused.
 * Source: Mesos 1.0.1, stout/protobuf.hpp (Parser, Parse); fields are taken in the order of their names, as from a sorted map.
 */
import type { Parsed } from '../resources/parse.ts';
import { foreignLetter } from './base64.ts';
import { descriptorOf, enumerationValues, type Field, type FieldKind, type Message } from './schema.ts';

export function messageFromJson(name: string, value: unknown): Parsed<Message> {
  if (!isObject(value)) return { ok: false, error: 'Expecting a JSON object' };
  const message = readMessage(name, value);
  if (!message.ok) return message;
  const missing = missingFields(name, message.value);
  return missing.length === 0 ? message : { ok: false, error: `Missing required fields: ${missing.join(', ')}` };
}

export function messagesFromJson(name: string, value: unknown): Parsed<readonly Message[]> {
  if (!Array.isArray(value)) return { ok: false, error: 'Expecting a JSON array' };
  const messages: Message[] = [];
  for (const item of value as readonly unknown[]) {
    const message = messageFromJson(name, item);
    if (!message.ok) return message;
    messages.push(message.value);
  }
  return { ok: true, value: messages };
}

/** Paths as protobuf's InitializationErrorString has them: `subscribe.framework_info.user`, `infos[0].role`. */
export function missingFields(name: string, message: Message, prefix = ''): string[] {
  const { fields } = descriptorOf(name);
  const missing = fields
    .filter((field) => field.label === 'required' && message[field.name] === undefined)
    .map((field) => prefix + field.name);
  for (const field of fields) {
    const value = message[field.name];
    if (field.type.kind !== 'message' || value === undefined) continue;
    const type = field.type.name;
    if (field.label !== 'repeated') missing.push(...missingFields(type, value as Message, `${prefix}${field.name}.`));
    else
      for (const [index, item] of (value as readonly Message[]).entries())
        missing.push(...missingFields(type, item, `${prefix}${field.name}[${String(index)}].`));
  }
  return missing;
}

function readMessage(name: string, object: Message): Parsed<Message> {
  const fields = descriptorOf(name).fields;
  const message: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort()) {
    const field = fields.find((candidate) => candidate.name === key);
    const value = object[key];
    if (field === undefined || value === null) continue;
    const read = readField(field, value);
    if (!read.ok) return read;
    if (read.value !== undefined) message[key] = read.value;
  }
  return { ok: true, value: message };
}

function readField(field: Field, value: unknown): Parsed<unknown> {
  if (Array.isArray(value)) {
    if (field.label !== 'repeated') return unexpected('array', field);
    const list: unknown[] = [];
    for (const item of value.flat(32) as readonly unknown[]) {
      if (item === null) continue;
      const read = readSingle(field, item);
      if (!read.ok) return read;
      list.push(read.value);
    }
    return { ok: true, value: list.length === 0 ? undefined : list };
  }
  const read = readSingle(field, value);
  return read.ok && field.label === 'repeated' ? { ok: true, value: [read.value] } : read;
}

function readSingle(field: Field, value: unknown): Parsed<unknown> {
  switch (typeof value) {
    case 'string':
      return readText(field, field.type, value);
    case 'number':
      return isNumeric(field.type) ? { ok: true, value: wholeWhere(field.type, value) } : unexpected('number', field);
    case 'boolean':
      return isScalar(field.type, 'bool') ? { ok: true, value } : unexpected('boolean', field);
    default:
      return field.type.kind === 'message'
        ? readMessage(field.type.name, value as Message)
        : unexpected('object', field);
  }
}

function readText(field: Field, type: FieldKind, text: string): Parsed<unknown> {
  if (isScalar(type, 'string')) return { ok: true, value: text };
  if (type.kind === 'enumeration') {
    const known = enumerationValues(type.name).has(text);
    return known ? { ok: true, value: text } : { ok: false, error: `Failed to find enum for '${text}'` };
  }
  if (!isScalar(type, 'bytes')) return unexpected('string', field);
  const foreign = foreignLetter(text);
  if (foreign === null) return { ok: true, value: text };
  return { ok: false, error: `Failed to base64 decode bytes field '${field.name}': Invalid character '${foreign}'` };
}

function isScalar(type: FieldKind, scalar: string): boolean {
  return type.kind === 'scalar' && type.type === scalar;
}

function isNumeric(type: FieldKind): boolean {
  return type.kind === 'scalar' && !['bool', 'string', 'bytes'].includes(type.type);
}

/** Integers lose what stands behind the point. */
function wholeWhere(type: FieldKind, value: number): number {
  return isScalar(type, 'double') || isScalar(type, 'float') ? value : Math.trunc(value);
}

function unexpected(what: string, field: Field): Parsed<never> {
  return { ok: false, error: `Not expecting a JSON ${what} for field '${field.name}'` };
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
