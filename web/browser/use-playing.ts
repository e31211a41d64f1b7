import { useSyncExternalStore } from 'react';
import type { Simulation } from '../console/simulation-context.ts';

export function usePlaying(simulation: Simulation): boolean {
  return useSyncExternalStore(simulation.onFrame, () => simulation.frame()?.playing ?? false);
}
