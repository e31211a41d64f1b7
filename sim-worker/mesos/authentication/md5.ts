/**
 * MD5 and HMAC-MD5 of byte strings, in integers only, as CRAM-MD5 needs them.
 * Source: RFC 1321 (sections 3.1 to 3.5), RFC 2104 (section 2).
 */
const BLOCK_BYTES = 64;

/** floor(2^32 · |sin(i + 1)|) for i from 0 to 63 (RFC 1321, 3.4), written out since sines differ between engines. */
const SINES: readonly number[] = [
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
];
/** Bits of rotation by round and step. */
const ROTATIONS: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const START: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

export function md5(bytes: Uint8Array): Uint8Array {
  const padded = withPadding(bytes);
  let state = START;
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) state = afterBlock(state, padded, at);
  const digest = new Uint8Array(16);
  state.forEach((word, index) => {
    for (let byte = 0; byte < 4; byte += 1) digest[index * 4 + byte] = (word >>> (8 * byte)) & 0xff;
  });
  return digest;
}

/** In lower-case hexadecimal. */
export function hmacMd5(key: Uint8Array, message: Uint8Array): string {
  const short = key.length > BLOCK_BYTES ? md5(key) : key;
  const masked = (mask: number): number[] => {
    const block = Array.from({ length: BLOCK_BYTES }, (_, index) => (short[index] ?? 0) ^ mask);
    return block;
  };
  const inner = md5(Uint8Array.from([...masked(0x36), ...message]));
  const outer = md5(Uint8Array.from([...masked(0x5c), ...inner]));
  return [...outer].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A bit of one, zeros, and the length in bits as 64-bit little endian. */
function withPadding(bytes: Uint8Array): Uint8Array {
  const blocks = Math.floor((bytes.length + 8) / BLOCK_BYTES) + 1;
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  let bits = bytes.length * 8;
  for (let at = padded.length - 8; bits > 0; at += 1) {
    padded[at] = bits % 256;
    bits = Math.floor(bits / 256);
  }
  return padded;
}

function afterBlock(state: readonly number[], bytes: Uint8Array, at: number): readonly number[] {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < BLOCK_BYTES; step += 1) {
    const round = step >> 4;
    const mixed = (a + mix(round, b, c, d) + (SINES[step] ?? 0) + wordAt(bytes, at + 4 * wordOf(round, step))) | 0;
    const bits = ROTATIONS[round]?.[step & 3] ?? 0;
    const rotated = (mixed << bits) | (mixed >>> (32 - bits));
    [a, b, c, d] = [d, (b + rotated) | 0, b, c];
  }
  return [a, b, c, d].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

function mix(round: number, b: number, c: number, d: number): number {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (d & b) | (~d & c);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

function wordOf(round: number, step: number): number {
  const factors = [1, 5, 3, 7];
  const offsets = [0, 1, 5, 0];
  return ((factors[round] ?? 0) * step + (offsets[round] ?? 0)) & 15;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
