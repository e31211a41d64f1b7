/**
 * The envelope around every stored value, and the UUID in it that tells how often the value was written.
 * Source: Marathon 1.1.1, src/main/proto/zk_store.proto (ZKStoreEntry), mesosphere/util/state/zk/ZKStore.scala (ZKData, UUIDUtil).
 * On loading, the UUID is built from the first 16 raw bytes of its 36-character text, so each further write stores the hex
 * digits of those characters; reproduced on purpose.
 */
import { gunzipSync, gzipSync } from 'fflate';
import { utf8Decode, utf8Encode } from './text-bytes.ts';
import {
  fieldBool,
  fieldBytes,
  fieldString,
  readWire,
  wireBytes,
  wireWriter,
  writeBool,
  writeBytes,
  writeString,
} from './wire.ts';

export type StoreEntry = { readonly name: string; readonly uuid: string; readonly value: Uint8Array };

export type CompressionSettings = {
  readonly enabled: boolean;
  /** Strictly larger values are compressed; --zk_compression_threshold, 64 KiB. */ readonly thresholdBytes: number;
};

/** Compression as Java's GZIPOutputStream marks it: no time stamp. */
function compress(value: Uint8Array): Uint8Array {
  return gzipSync(value, { mtime: 0, level: 6 });
}

export function encodeEntry(entry: StoreEntry, compression: CompressionSettings): Uint8Array {
  const compressed = compression.enabled && entry.value.length > compression.thresholdBytes;
  const writer = wireWriter();
  writeString(writer, 1, entry.name);
  writeBytes(writer, 2, utf8Encode(entry.uuid));
  writeBytes(writer, 3, compressed ? compress(entry.value) : entry.value);
  writeBool(writer, 4, compressed);
  return wireBytes(writer);
}

/** Null when the bytes are no entry. */
export function decodeEntry(bytes: Uint8Array): StoreEntry | null {
  const message = readWire(bytes);
  if (message === null) return null;
  const name = fieldString(message, 1);
  const uuid = fieldBytes(message, 2);
  const value = fieldBytes(message, 3);
  if (name === null || uuid === null || value === null) return null;
  return { name, uuid: utf8Decode(uuid), value: fieldBool(message, 4) === true ? gunzipSync(value) : value };
}

const HEX = '0123456789abcdef';

/** The UUID text that an update of an entry writes: hex of the first 16 characters of the text before. */
export function nextUuid(previous: string): string {
  let hex = '';
  for (const byte of utf8Encode(previous).subarray(0, 16)) hex += HEX.charAt(byte >> 4) + HEX.charAt(byte & 15);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
