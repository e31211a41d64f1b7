/**
 * Messages as the bytes of `application/x-protobuf`. A body of the simulation is a text: one letter stands for one byte.
 * Source: the protobuf 2 encoding; fields are written in the order of their numbers, unknown ones are skipped.
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { decodeUtf8, encodeUtf8 } from '../zookeeper-group/utf8.ts';
import { base64ToBytes, bytesToBase64 } from './base64.ts';
import { missingFields } from './from-json.ts';
import { descriptorOf, enumerationValues, type Field, type Message, type Scalar } from './schema.ts';

export function messageToWire(name: string, message: Message): string {
  return lettersOf(writerOf(name, message).finish());
}

/** Null: no message of that name (`ParseFromString` fails). */
export function messageFromWire(name: string, body: string): Message | null {
  try {
    const bytes = bytesOf(body);
    const message = readMessage(new BinaryReader(bytes, decodeUtf8), name, bytes.length);
    return missingFields(name, message).length === 0 ? message : null;
  } catch {
    return null; // The reader throws at the end of the bytes and at impossible tags.
  }
}

export function lettersOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function bytesOf(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0) & 0xff);
}

function writerOf(name: string, message: Message): BinaryWriter {
  const writer = new BinaryWriter(encodeUtf8);
  const fields = [...descriptorOf(name).fields].sort((a, b) => a.number - b.number);
  for (const field of fields) {
    const value = message[field.name];
    if (value === undefined) continue;
    const values = field.label === 'repeated' ? (value as readonly unknown[]) : [value];
    for (const item of values) writeField(writer, field, item);
  }
  return writer;
}

function writeField(writer: BinaryWriter, field: Field, value: unknown): void {
  const { type, number } = field;
  switch (type.kind) {
    case 'message':
      writer.tag(number, WireType.LengthDelimited).bytes(writerOf(type.name, value as Message).finish());
      return;
    case 'enumeration':
      writer.tag(number, WireType.Varint).int32(enumerationValues(type.name).get(String(value)) ?? 0);
      return;
    case 'scalar':
      writer.tag(number, wireTypeOf(type.type));
      writeScalar(writer, type.type, value);
  }
}

function wireTypeOf(type: Scalar): WireType {
  if (type === 'double') return WireType.Bit64;
  if (type === 'float') return WireType.Bit32;
  return type === 'string' || type === 'bytes' ? WireType.LengthDelimited : WireType.Varint;
}

function writeScalar(writer: BinaryWriter, type: Scalar, value: unknown): void {
  switch (type) {
    case 'string':
      return void writer.string(String(value));
    case 'bytes':
      return void writer.bytes(base64ToBytes(String(value)));
    case 'bool':
      return void writer.bool(value === true);
    case 'double':
      return void writer.double(Number(value));
    case 'float':
      return void writer.float(Number(value));
    case 'int32':
      return void writer.int32(Number(value));
    case 'uint32':
      return void writer.uint32(Number(value));
    case 'int64':
      return void writer.int64(BigInt(Math.trunc(Number(value))));
    case 'uint64':
      return void writer.uint64(BigInt(Math.trunc(Number(value))));
  }
}

function readMessage(reader: BinaryReader, name: string, end: number): Message {
  const { fields } = descriptorOf(name);
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    const field = fields.find((candidate) => candidate.number === number);
    if (field === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    const value = readField(reader, field);
    if (value === undefined) continue; // A number that the enumeration does not know: an unknown field.
    if (field.label === 'repeated') message[field.name] = [...((message[field.name] ?? []) as unknown[]), value];
    else message[field.name] = value;
  }
  return message;
}

function readField(reader: BinaryReader, field: Field): unknown {
  const { type } = field;
  switch (type.kind) {
    case 'message': {
      const size = reader.uint32();
      return readMessage(reader, type.name, reader.pos + size);
    }
    case 'enumeration': {
      const number = reader.int32();
      return [...enumerationValues(type.name)].find(([, value]) => value === number)?.[0];
    }
    case 'scalar':
      return readScalar(reader, type.type);
  }
}

function readScalar(reader: BinaryReader, type: Scalar): unknown {
  switch (type) {
    case 'string':
      return reader.string();
    case 'bytes':
      return bytesToBase64(reader.bytes());
    case 'bool':
      return reader.bool();
    case 'double':
      return reader.double();
    case 'float':
      return reader.float();
    case 'int32':
      return reader.int32();
    case 'uint32':
      return reader.uint32();
    case 'int64':
      return Number(reader.int64());
    case 'uint64':
      return Number(reader.uint64());
  }
}
