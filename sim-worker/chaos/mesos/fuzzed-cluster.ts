/** The cluster that Mesos' faults befall: the default one without Marathon, with frameworks of its own and a role of some weight. */
import { createSimulator, runUntil, type Simulator } from '../../kernel/simulator.ts';
import { assembleCluster } from '../../cluster/assemble.ts';
import { programRegistry } from '../../cluster/registry.ts';
import { DEFAULT_TOPOLOGY } from '../../cluster/topology.ts';
import { startFrameworks } from './frameworks.ts';
import { keeperProgram } from './keeper.ts';
import { changeWeight } from './weight-changes.ts';

/** A leader was elected, and no fault has come yet. */
const WEIGHT_SET_MS = 25_000;

export function startFuzzedCluster(seed: number): Simulator {
  const base = assembleCluster({ topology: { ...DEFAULT_TOPOLOGY, marathons: [] }, seed });
  const simulator = createSimulator({
    registry: new Map([...programRegistry, [keeperProgram.kind, keeperProgram as never]]),
    world: base.world,
  });
  startFrameworks(simulator);
  runUntil(simulator, WEIGHT_SET_MS * 1000);
  changeWeight(simulator, { requestId: 1, draw: 0 });
  return simulator;
}
