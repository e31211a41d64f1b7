/**
 * Messages as JSON text: keys in alphabetical order, declared defaults of fields that are not set, no empty lists.
 * Source: Mesos 1.0.1, stout/protobuf.hpp (JSON::protobuf), json.hpp (JSON::Object is a sorted map).
 */
import { assert } from '../../kernel/assert.ts';
import { jsonDouble, jsonString, type JsonText } from '../http/json-text.ts';
import { descriptorOf, type Field, type FieldKind, type Message } from './schema.ts';

export function messageToJson(name: string, message: Message): JsonText {
  const parts: string[] = [];
  let known = 0;
  for (const field of sortedFields(name)) {
    const value = message[field.name] ?? field.byDefault;
    if (message[field.name] !== undefined) known += 1;
    if (value === undefined) continue;
    const text = fieldText(field, value);
    if (text !== null) parts.push(`"${field.name}":${text}`);
  }
  assert(
    known === Object.keys(message).length,
    `all fields of a ${name} are its own: ${Object.keys(message).join(', ')}`,
  );
  return `{${parts.join(',')}}`;
}

function fieldText(field: Field, value: unknown): JsonText | null {
  if (field.label !== 'repeated') return valueText(field.type, value);
  const list = value as readonly unknown[];
  return list.length === 0 ? null : `[${list.map((item) => valueText(field.type, item)).join(',')}]`;
}

/** Fields by name: a memory of a pure function. */
const SORTED = new Map<string, readonly Field[]>();

function sortedFields(name: string): readonly Field[] {
  let fields = SORTED.get(name);
  if (fields === undefined) {
    fields = [...descriptorOf(name).fields].sort((a, b) => (a.name < b.name ? -1 : 1));
    SORTED.set(name, fields);
  }
  return fields;
}

function valueText(type: FieldKind, value: unknown): JsonText {
  if (type.kind === 'message') return messageToJson(type.name, value as Message);
  if (typeof value === 'number')
    return type.kind === 'scalar' && (type.type === 'double' || type.type === 'float')
      ? jsonDouble(value)
      : integerText(value);
  return typeof value === 'string' ? jsonString(value) : JSON.stringify(value);
}

/** Never with an exponent; beyond 2^53 (nanoseconds since the epoch) the shortest digits that mean the number. */
function integerText(value: number): JsonText {
  return Math.abs(value) < 1e21 ? String(Math.trunc(value)) : BigInt(Math.trunc(value)).toString();
}
