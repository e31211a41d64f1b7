/** The one way in which pages reach the simulation: its calls, its frames, and what is known of its processes. */
import type { Remote } from 'comlink';
import { createContext, useContext } from 'react';
import type { Frame, ProcessTile, RunInfo, SimulationApi } from '../../sim-worker/api.ts';

export type Simulation = {
  readonly api: Remote<SimulationApi>;
  /** Newest frame, null before the first one. */
  readonly frame: () => Frame | null;
  /** Called after each frame; the result ends the subscription. */
  readonly onFrame: (listener: () => void) => () => void;
  /** The open run, null before it is open. */
  readonly run: () => RunInfo | null;
  /** All present processes by id, put together from the frames. */
  readonly tiles: () => ReadonlyMap<string, ProcessTile>;
};

export const SimulationContext = createContext<Simulation | null>(null);

export function useSimulation(): Simulation {
  const simulation = useContext(SimulationContext);
  if (simulation === null) throw new Error('a page of the console needs the SimulationContext above it');
  return simulation;
}
