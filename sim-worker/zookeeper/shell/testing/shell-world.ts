/** An ensemble of three with one zkCli program beside it, for the tests of the shell and of terminals. */
import { processId } from '../../../kernel/ids.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import {
  allServing,
  buildEnsemble,
  type Ensemble,
  runFor,
  runUntilTrue,
  serverHost,
  spawnClient,
} from '../../conformance/ensemble.ts';
import { zkCliProgram, type ZkCliState } from '../program.ts';

export const SHELL = processId('zkcli@10.0.0.100');

/** Throws if the ensemble does not serve within 20 s. */
export function shellWorld(): Ensemble {
  const ensemble = buildEnsemble({ seed: 1, size: 3, programs: [zkCliProgram] });
  if (!runUntilTrue(ensemble, () => allServing(ensemble), 20_000)) throw new Error('the ensemble does not serve');
  const servers = [1, 2, 3].map((myid) => ({ host: serverHost(myid), port: 2181 }));
  spawnClient(ensemble, SHELL, 'zkcli', { servers });
  runFor(ensemble, 1);
  return ensemble;
}

export function shellState(ensemble: Ensemble): ZkCliState {
  return findProcess(ensemble.simulator.world, SHELL)?.state as ZkCliState;
}
