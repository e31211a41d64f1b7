/** Who leads each system now. */
import type { ProcessId } from '../../kernel/ids.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { servingServers } from './ensemble.ts';
import { spansOf } from './timeline.ts';

export type SystemName = 'zookeeper' | 'mesos' | 'marathon';

export function leaderOf(simulator: Simulator, system: SystemName): ProcessId | null {
  if (system === 'zookeeper') return zooKeeperLeader(simulator)?.process ?? null;
  const { trace } = simulator;
  const last = spansOf(system, trace.landmarks.slice(0, trace.landmarkTotal)).at(-1);
  return last === undefined || last.toUs !== null ? null : (last.process as ProcessId);
}

export function zooKeeperLeader(simulator: Simulator): { readonly process: ProcessId; readonly epoch: number } | null {
  const [first] = servingServers(simulator);
  const role = first?.state.serving?.role;
  if (first === undefined || (role !== 'leader' && role !== 'standalone')) return null;
  return { process: first.process.spec.id, epoch: first.state.currentEpoch };
}
