/** What a znode's bytes mean, as far as the format is known: JSON, text, or Marathon's protobuf envelope with its fields. */
import { decodeEntry } from '../../marathon/storage/store-entry.ts';
import { type WireField, readWire } from '../../marathon/storage/wire.ts';
import { utf8Text } from '../../zookeeper/protocol/text-bytes.ts';

export type Decoded = { readonly format: string; readonly text: string };

const MARATHON_STATE = '/marathon/state/';
const DEPTH_LIMIT = 6;

/** Null when the bytes are of no known format. */
export function decodeZnode(path: string, data: Uint8Array): Decoded | null {
  if (path.startsWith(MARATHON_STATE)) return decodeStored(data);
  const text = utf8Text(data);
  if (!isPrintable(text)) return decodeWire(data);
  const json = parseJson(text);
  return json === undefined ? { format: 'text', text } : { format: 'json', text: JSON.stringify(json, null, 2) };
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isPrintable(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0xfffd || (code < 32 && code !== 9 && code !== 10 && code !== 13)) return false;
  }
  return true;
}

/** ZKStoreEntry {name, uuid, value}, with the value's own fields below. */
function decodeStored(data: Uint8Array): Decoded | null {
  const entry = decodeEntry(data);
  if (entry === null) return decodeWire(data);
  const value = describeBytes(entry.value, 0);
  return {
    format: 'protobuf:ZKStoreEntry',
    text: JSON.stringify({ name: entry.name, uuid: entry.uuid, value }, null, 2),
  };
}

function decodeWire(data: Uint8Array): Decoded | null {
  const fields = readWire(data);
  return fields === null || fields.length === 0
    ? null
    : { format: 'protobuf', text: JSON.stringify(describeFields(fields, 0), null, 2) };
}

/** Field numbers and values; protobuf's bytes do not tell names. */
function describeFields(
  fields: readonly WireField[],
  depth: number,
): { readonly field: number; readonly value: unknown }[] {
  return fields.map((field) => ({
    field: field.field,
    value: field.bytes.length === 0 ? field.number : describeBytes(field.bytes, depth + 1),
  }));
}

/** Bytes are a text, a message of their own, or neither. */
function describeBytes(bytes: Uint8Array, depth: number): unknown {
  const text = utf8Text(bytes);
  if (isPrintable(text)) return text;
  const fields = depth >= DEPTH_LIMIT ? null : readWire(bytes);
  if (fields !== null && fields.length > 0) return describeFields(fields, depth);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
