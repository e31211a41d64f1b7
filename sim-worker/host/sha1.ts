/** SHA-1 (FIPS 180-1): the 20 bytes of the digest. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const padded = pad(bytes);
  const hash = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const words = new Int32Array(80);
  for (let block = 0; block < padded.length; block += 64) mixBlock(padded, block, words, hash);
  const digest = new Uint8Array(20);
  hash.forEach((word, index) => writeWord(digest, index * 4, word));
  return digest;
}

function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  writeWord(padded, padded.length - 8, Math.floor(bytes.length / 536870912));
  writeWord(padded, padded.length - 4, (bytes.length * 8) | 0);
  return padded;
}

function mixBlock(bytes: Uint8Array, start: number, words: Int32Array, hash: number[]): void {
  for (let index = 0; index < 16; index += 1) words[index] = readWord(bytes, start + index * 4);
  for (let index = 16; index < 80; index += 1) {
    words[index] = rotate(
      word(words, index - 3) ^ word(words, index - 8) ^ word(words, index - 14) ^ word(words, index - 16),
      1,
    );
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
  for (let index = 0; index < 80; index += 1) {
    const next = (rotate(a, 5) + roundTerm(index, b, c, d) + e + word(words, index)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  [a, b, c, d, e].forEach((value, index) => (hash[index] = ((hash[index] ?? 0) + value) | 0));
}

function roundTerm(index: number, b: number, c: number, d: number): number {
  if (index < 20) return (((b & c) | (~b & d)) + 0x5a827999) | 0;
  if (index < 40) return ((b ^ c ^ d) + 0x6ed9eba1) | 0;
  if (index < 60) return (((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc) | 0;
  return ((b ^ c ^ d) + 0xca62c1d6) | 0;
}

function word(words: Int32Array, index: number): number {
  return words[index] as number;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function readWord(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >>> 24) & 255;
  bytes[at + 1] = (value >>> 16) & 255;
  bytes[at + 2] = (value >>> 8) & 255;
  bytes[at + 3] = value & 255;
}
