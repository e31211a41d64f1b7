/** The cluster that Mesos' faults befall: the default one without Marathon, with frameworks of its own and a role of some weight. */
import { applyCommand } from '../../kernel/command.ts';
import { createSimulator, runUntil, type Simulator } from '../../kernel/simulator.ts';
import { assembleCluster } from '../../cluster/assemble.ts';
import { OPERATOR } from '../../cluster/conformance/mesos/mesos-bed.ts';
import type { OperatorRequest } from '../../host/operator.ts';
import { leadingMasters } from '../../cluster/inspect-mesos.ts';
import { operatorId } from '../../cluster/process-names.ts';
import { programRegistry } from '../../cluster/registry.ts';
import { DEFAULT_TOPOLOGY } from '../../cluster/topology.ts';
import { ROLE_WEIGHT, startFrameworks, WEIGHTED_ROLE } from './frameworks.ts';
import { keeperProgram } from './keeper.ts';

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
  setWeight(simulator);
  return simulator;
}

/** An operator gives a role its weight while all is well; the registry keeps it from then on. */
function setWeight(simulator: Simulator): void {
  const [master] = leadingMasters(simulator.world);
  const request: OperatorRequest = {
    kind: 'http',
    requestId: 1,
    host: master?.host ?? '',
    port: 5050,
    method: 'PUT',
    path: '/weights',
    headers: {},
    body: JSON.stringify([{ role: WEIGHTED_ROLE, weight: ROLE_WEIGHT }]),
  };
  applyCommand(simulator, { kind: 'tell', process: operatorId(OPERATOR), body: request });
}
