/** A value of the virtual clock that changes seldom (whole seconds, a countdown): renders only when it changes. */
import { useSyncExternalStore } from 'react';
import { useSimulation } from '../console/simulation-context.ts';

export function useVirtual<T extends string | number | boolean>(of: (nowUs: number) => T): T {
  const simulation = useSimulation();
  return useSyncExternalStore(simulation.onFrame, () => of(simulation.frame()?.nowUs ?? 0));
}
