/** UUIDs in protobuf JSON: their 16 bytes in base64. Source: Mesos 1.0.1, stout/uuid.hpp, protobuf.hpp. */
import { base64ToBytes, bytesToBase64 } from '../protobuf/base64.ts';
import { jsonString, type JsonText } from './json-text.ts';

/** The 16 bytes of a UUID in base64: how protobuf JSON writes bytes. */
export function uuidBytesJson(uuid: string): JsonText {
  return jsonString(
    bytesToBase64((uuid.replaceAll('-', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))),
  );
}

/** Back to the form with dashes; null when it is no UUID: not 16 bytes, or of no known version. */
export function uuidFromBase64(text: string): string | null {
  const bytes = base64ToBytes(text);
  const version = (bytes[6] ?? 0) >> 4;
  if (bytes.length !== 16 || version < 1 || version > 5) return null;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
