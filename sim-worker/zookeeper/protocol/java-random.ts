/** java.util.Random, as specified by its documentation: a 48-bit linear congruential generator. */
const MULTIPLIER = 0x5deece66dn;
const ADDEND = 0xbn;
const MASK = 0xffffffffffffn;

/** `nextBytes` of a generator with the given seed, as hex. */
export function javaRandomBytes(seed: bigint, count: number): string {
  let state = (BigInt.asUintN(64, seed) ^ MULTIPLIER) & MASK;
  let hex = '';
  let word = 0;
  for (let index = 0; index < count; index += 1) {
    if (index % 4 === 0) {
      state = (state * MULTIPLIER + ADDEND) & MASK;
      word = Number(state >> 16n) | 0;
    }
    hex += (word & 0xff).toString(16).padStart(2, '0');
    word >>= 8;
  }
  return hex;
}
