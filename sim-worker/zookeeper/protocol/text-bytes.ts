/** Text to bytes and back (UTF-8), base64. The simulation's type environment has no TextEncoder. */

export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return bytes;
}

export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00 && index + 1 < text.length) {
      length += 4;
      index += 1;
    } else length += 3;
  }
  return length;
}

/** Malformed sequences become U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const lead = bytes[index] as number;
    const size =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    const code = size === 1 ? lead : size === 0 ? -1 : continuation(bytes, index, size);
    text += code === -1 ? '\ufffd' : String.fromCodePoint(code);
    index += code === -1 ? 1 : size;
  }
  return text;
}

function continuation(bytes: Uint8Array, start: number, size: number): number {
  let code = (bytes[start] as number) & (0x7f >> size);
  for (let offset = 1; offset < size; offset += 1) {
    const next = bytes[start + offset];
    if (next === undefined || (next & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (next & 63);
  }
  const minimum = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return code < minimum || isSurrogate || code > 0x10ffff ? -1 : code;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const a = bytes[index] as number;
    const b = bytes[index + 1];
    const c = bytes[index + 2];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += `${BASE64[word >> 18] ?? ''}${BASE64[(word >> 12) & 63] ?? ''}`;
    text += b === undefined ? '=' : (BASE64[(word >> 6) & 63] ?? '');
    text += c === undefined ? '=' : (BASE64[word & 63] ?? '');
  }
  return text;
}

/** Null when the text is not base64 with its padding. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let index = 0; index < text.length; index += 4) {
    const word = [0, 1, 2, 3].reduce((sum, offset) => (sum << 6) | sextet(text, index + offset), 0);
    for (const shift of [16, 8, 0]) if (at < bytes.length) bytes[at++] = (word >> shift) & 255;
  }
  return bytes;
}

function sextet(text: string, index: number): number {
  const found = BASE64.indexOf(text[index] ?? '=');
  return found === -1 ? 0 : found;
}
