/** UTF-8 of znode contents, by hand: the simulation knows no TextEncoder, and the bytes must be the same everywhere. */

export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return Uint8Array.from(bytes);
}

/** Bytes that are no UTF-8 become U+FFFD, one each. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length;) {
    const { code, size } = characterAt(bytes, index);
    text += String.fromCodePoint(code);
    index += size;
  }
  return text;
}

const BROKEN = { code: 0xfffd, size: 1 };

function characterAt(bytes: Uint8Array, index: number): { readonly code: number; readonly size: number } {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return { code: first, size: 1 };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return BROKEN;
  let code = first & (0xff >> (size + 1));
  for (let step = 1; step < size; step += 1) {
    const next = bytes[index + step];
    if (next === undefined || (next & 0xc0) !== 0x80) return BROKEN;
    code = (code << 6) | (next & 0x3f);
  }
  return code > 0x10ffff ? BROKEN : { code, size };
}
