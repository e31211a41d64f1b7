/** What `sim fuzz` builds for a seed: odd ones have three voters, even ones five, half of them one or two observers more. */
import type { EnsembleTrial } from './try-ensemble.ts';

export function seedTrial(seed: number): EnsembleTrial {
  const observers = seed % 4 < 2 ? 0 : seed % 8 < 4 ? 1 : 2;
  return { seed, size: (seed % 2 === 1 ? 3 : 5) + observers, observers };
}
