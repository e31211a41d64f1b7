/**
 * Bytes in base64, as protobuf JSON has them, and as the texts that the simulation keeps.
 * Source: Mesos 1.0.1, stout/base64.hpp. Texts are UTF-8; bytes that are none stand for one letter each.
 */
import { decodeUtf8, encodeUtf8 } from '../zookeeper-group/utf8.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The first letter that is none of base64's; null when all are, up to the padding. */
export function foreignLetter(text: string): string | null {
  const [body = ''] = text.split('=');
  return /[^A-Za-z0-9+/]/.exec(body)?.[0] ?? null;
}

export function bytesToBase64(bytes: Iterable<number>): string {
  const list = [...bytes];
  let text = '';
  for (let at = 0; at < list.length; at += 3) {
    const [a = 0, b, c] = list.slice(at, at + 3);
    text += LETTERS[a >> 2] ?? '';
    text += LETTERS[((a & 3) << 4) | ((b ?? 0) >> 4)] ?? '';
    text += b === undefined ? '=' : (LETTERS[((b & 15) << 2) | ((c ?? 0) >> 6)] ?? '');
    text += c === undefined ? '=' : (LETTERS[c & 63] ?? '');
  }
  return text;
}

export function base64ToBytes(text: string): Uint8Array {
  const [body = ''] = text.split('=');
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of body) {
    held = ((held << 6) | Math.max(0, LETTERS.indexOf(letter))) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Uint8Array.from(bytes);
}

export function textToBase64(text: string): string {
  return bytesToBase64(encodeUtf8(text));
}

export function base64ToText(text: string): string {
  const bytes = base64ToBytes(text);
  const decoded = decodeUtf8(bytes);
  return decoded.includes('\uFFFD') ? String.fromCharCode(...bytes) : decoded;
}
