/** UTF-8 without the host's encoder, which the simulation may not see. */

export function utf8Encode(text: string): Uint8Array {
  let size = 0;
  for (const char of text) size += widthOf(char.codePointAt(0) ?? 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const char of text) at = put(bytes, at, char.codePointAt(0) ?? 0);
  return bytes;
}

function widthOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
}

function put(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  const width = widthOf(code);
  const lead = width === 2 ? 0xc0 : width === 3 ? 0xe0 : 0xf0;
  bytes[at] = lead | (code >> (6 * (width - 1)));
  for (let rest = width - 2; rest >= 0; rest -= 1) bytes[at + width - 1 - rest] = 0x80 | ((code >> (6 * rest)) & 0x3f);
  return at + width;
}

/** Wrong sequences become U+FFFD. */
export function utf8Decode(bytes: Uint8Array): string {
  const parts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const width = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    let code = width === 1 ? lead : lead & (0xff >> (width + 1));
    let valid = width > 0 && at + width <= bytes.length;
    for (let rest = 1; valid && rest < width; rest += 1) {
      const next = bytes[at + rest] ?? 0;
      valid = (next & 0xc0) === 0x80;
      code = (code << 6) | (next & 0x3f);
    }
    parts.push(valid && code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd');
    at += valid ? width : 1;
  }
  return parts.join('');
}
