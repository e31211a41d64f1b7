/**
 * Protocol buffers' wire format: a writer that appends fields in the order of the calls, and a reader of fields.
 * Source: protocol buffers 2.6 encoding; Java writes known fields in the order of their numbers.
 */
import { utf8Decode, utf8Encode } from './text-bytes.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export type WireWriter = { bytes: Uint8Array; size: number };

export function wireWriter(): WireWriter {
  return { bytes: new Uint8Array(64), size: 0 };
}

export function wireBytes(writer: WireWriter): Uint8Array {
  return writer.bytes.slice(0, writer.size);
}

function reserve(writer: WireWriter, count: number): void {
  if (writer.size + count <= writer.bytes.length) return;
  const grown = new Uint8Array(Math.max(writer.bytes.length * 2, writer.size + count));
  grown.set(writer.bytes.subarray(0, writer.size));
  writer.bytes = grown;
}

function putByte(writer: WireWriter, byte: number): void {
  reserve(writer, 1);
  writer.bytes[writer.size] = byte;
  writer.size += 1;
}

function putUnsigned(writer: WireWriter, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    putByte(writer, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  putByte(writer, rest);
}

/** A negative number takes ten bytes: its two's complement of 64 bits. */
function putSigned(writer: WireWriter, value: number): void {
  if (value >= 0) return putUnsigned(writer, value);
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) putByte(writer, Number(rest & 0x7fn) | 0x80);
  return putByte(writer, Number(rest));
}

function putTag(writer: WireWriter, field: number, type: number): void {
  putUnsigned(writer, field * 8 + type);
}

export function writeVarint(writer: WireWriter, field: number, value: number): void {
  putTag(writer, field, VARINT);
  putSigned(writer, value);
}

export function writeBool(writer: WireWriter, field: number, value: boolean): void {
  writeVarint(writer, field, value ? 1 : 0);
}

export function writeDouble(writer: WireWriter, field: number, value: number): void {
  putTag(writer, field, FIXED64);
  reserve(writer, 8);
  new DataView(writer.bytes.buffer, writer.bytes.byteOffset + writer.size, 8).setFloat64(0, value, true);
  writer.size += 8;
}

export function writeBytes(writer: WireWriter, field: number, value: Uint8Array): void {
  putTag(writer, field, BYTES);
  putUnsigned(writer, value.length);
  reserve(writer, value.length);
  writer.bytes.set(value, writer.size);
  writer.size += value.length;
}

export function writeString(writer: WireWriter, field: number, value: string): void {
  writeBytes(writer, field, utf8Encode(value));
}

export function writeMessage(writer: WireWriter, field: number, fill: (inner: WireWriter) => void): void {
  const inner = wireWriter();
  fill(inner);
  writeBytes(writer, field, inner.bytes.subarray(0, inner.size));
}

export function writeOptionalString(writer: WireWriter, field: number, value: string | null): void {
  if (value !== null) writeString(writer, field, value);
}

/** One decoded field: numbers of varints and fixed, bytes of the rest. */
export type WireField = { readonly field: number; readonly number: number; readonly bytes: Uint8Array };
export type WireMessage = readonly WireField[];

const NO_BYTES = new Uint8Array(0);

/** All fields in order; null when the bytes are no message. */
export function readWire(bytes: Uint8Array): WireMessage | null {
  const fields: WireField[] = [];
  const at = { position: 0 };
  while (at.position < bytes.length) {
    const tag = getUnsigned(bytes, at);
    if (tag === null || tag < 8) return null;
    const field = readField(bytes, at, Math.floor(tag / 8), tag % 8);
    if (field === null) return null;
    fields.push(field);
  }
  return fields;
}

function readField(bytes: Uint8Array, at: { position: number }, field: number, type: number): WireField | null {
  if (type === VARINT) {
    const number = getUnsigned(bytes, at);
    return number === null ? null : { field, number, bytes: NO_BYTES };
  }
  if (type === BYTES) {
    const length = getUnsigned(bytes, at);
    if (length === null || at.position + length > bytes.length) return null;
    at.position += length;
    return { field, number: 0, bytes: bytes.subarray(at.position - length, at.position) };
  }
  const width = type === FIXED64 ? 8 : type === FIXED32 ? 4 : 0;
  if (width === 0 || at.position + width > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at.position, width);
  at.position += width;
  return { field, number: width === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true), bytes: NO_BYTES };
}

/** Negative 64-bit numbers come back negative; exact up to 2^53. */
function getUnsigned(bytes: Uint8Array, at: { position: number }): number | null {
  const start = at.position;
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at.position];
    if (byte === undefined) return null;
    at.position += 1;
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte < 0x80) return index === 9 ? signedOf(bytes.subarray(start, at.position)) : value;
  }
  return null;
}

/** Ten bytes: the two's complement of a negative number. */
function signedOf(bytes: Uint8Array): number {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 7n) | BigInt((bytes[index] ?? 0) & 0x7f);
  return Number(BigInt.asIntN(64, value));
}

/** The last one counts when a field comes twice. */
function lastOf(message: WireMessage, field: number): WireField | null {
  for (let index = message.length - 1; index >= 0; index -= 1) {
    const entry = message[index];
    if (entry?.field === field) return entry;
  }
  return null;
}

export function fieldNumber(message: WireMessage, field: number): number | null {
  return lastOf(message, field)?.number ?? null;
}

export function fieldBytes(message: WireMessage, field: number): Uint8Array | null {
  return lastOf(message, field)?.bytes ?? null;
}

export function fieldString(message: WireMessage, field: number): string | null {
  const bytes = fieldBytes(message, field);
  return bytes === null ? null : utf8Decode(bytes);
}

export function fieldBool(message: WireMessage, field: number): boolean | null {
  const number = fieldNumber(message, field);
  return number === null ? null : number !== 0;
}

export function fieldMessage(message: WireMessage, field: number): WireMessage | null {
  const bytes = fieldBytes(message, field);
  return bytes === null ? null : readWire(bytes);
}

export function allBytes(message: WireMessage, field: number): readonly Uint8Array[] {
  return message.filter((entry) => entry.field === field).map((entry) => entry.bytes);
}

export function allStrings(message: WireMessage, field: number): readonly string[] {
  return allBytes(message, field).map(utf8Decode);
}

export function allNumbers(message: WireMessage, field: number): readonly number[] {
  return message.filter((entry) => entry.field === field).map((entry) => entry.number);
}

export function allMessages(message: WireMessage, field: number): readonly WireMessage[] {
  return allBytes(message, field).map((bytes) => readWire(bytes) ?? []);
}
