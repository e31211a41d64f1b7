/** Clusters by name, as the command line, the page and saved runs call them. A scenario and a seed give the same world everywhere. */
import type { Simulator } from '../kernel/simulator.ts';
import { assembleCluster } from './assemble.ts';
import {
  DEFAULT_TOPOLOGY,
  FIVE_TOPOLOGY,
  MINIMAL_TOPOLOGY,
  type Topology,
  ZNODES_TOPOLOGY,
  filledTopology,
  largeTopology,
} from './topology.ts';

const SCENARIOS: ReadonlyMap<string, Topology> = new Map([
  ['default', DEFAULT_TOPOLOGY],
  ['minimal', MINIMAL_TOPOLOGY],
  ['five', FIVE_TOPOLOGY],
  ['znodes', ZNODES_TOPOLOGY],
  ['hundred', largeTopology(100)],
  ['thousand', largeTopology(1000)],
  ['thousand-filled', filledTopology(1000)],
  ['ten-thousand', largeTopology(10_000)],
  ['ten-thousand-filled', filledTopology(10_000)],
  ['fifty-thousand', largeTopology(50_000)],
]);

export function scenarioNames(): readonly string[] {
  return [...SCENARIOS.keys()];
}

export function scenarioTopology(name: string): Topology | null {
  return SCENARIOS.get(name) ?? null;
}

/** The cluster at virtual time 0, its hosts just switched on; null for an unknown name. */
export function buildScenario(name: string, seed: number): Simulator | null {
  const topology = scenarioTopology(name);
  return topology === null ? null : assembleCluster({ topology, seed });
}
