/** Hashes for order and comparison, not for security. All arithmetic is exact 32-bit integer arithmetic. */

/** FNV-1a over UTF-16 code units, as an unsigned 32-bit integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Rolling hash of a run: two independent 32-bit lanes, so that two runs agree by chance once in 2^64. */
export type RunHash = { high: number; low: number };

export function initialRunHash(seed: number): RunHash {
  return { high: (seed ^ 0x9e3779b9) >>> 0, low: (seed + 0x85ebca6b) >>> 0 };
}

export function mixRunHash(hash: RunHash, value: number): void {
  const word = value | 0;
  hash.low = Math.imul(hash.low ^ word, 0x01000193) ^ (hash.low >>> 15);
  hash.high = Math.imul(hash.high ^ (word + 0x7f4a7c15), 0x85ebca6b) ^ (hash.high >>> 13);
}

/** Sixteen hexadecimal digits. */
export function formatRunHash(hash: RunHash): string {
  return (hash.high >>> 0).toString(16).padStart(8, '0') + (hash.low >>> 0).toString(16).padStart(8, '0');
}
