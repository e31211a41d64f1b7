/** Epoch files of a running server. Source: ZooKeeper 3.4.14, quorum/QuorumPeer.java (setAcceptedEpoch, setCurrentEpoch). */
import type { Context } from '../../../kernel/context.ts';
import type { ZookeeperServerState } from '../server-state.ts';
import { writeEpoch } from './data-files.ts';

/** False when the disk refused: the role ends, as the original's exception ends it. */
export function saveEpoch(
  server: ZookeeperServerState,
  context: Context,
  name: 'acceptedEpoch' | 'currentEpoch',
  epoch: number,
): boolean {
  const result = writeEpoch(context.disk, server.config, name, epoch);
  if (result !== 'ok')
    server.roleFailure = `java.io.IOException: ${result === 'full' ? 'No space left on device' : 'Input/output error'}`;
  return result === 'ok';
}
