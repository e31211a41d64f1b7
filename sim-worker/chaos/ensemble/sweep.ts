/** Size of the ensemble that `sim fuzz` builds for a seed: odd ones have three servers, even ones five. */
export function seedSize(seed: number): number {
  return seed % 2 === 1 ? 3 : 5;
}
