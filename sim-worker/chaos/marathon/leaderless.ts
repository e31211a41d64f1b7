/**
 * Why a group of Marathons elects nobody though all run: the faults of their election clients that the documents know.
 * Source: the project's experiments reference, 0.4 and E5.
 */
import { liveProcesses, zookeeperServers } from '../../cluster/inspect.ts';
import type { World } from '../../kernel/world.ts';
import { inspectMarathon } from '../../marathon/inspect.ts';
import type { MarathonState } from '../../marathon/state.ts';

export type Leaderless =
  /** The lowest member belongs to a session of a Marathon that regards another one as its own. */
  | 'orphaned member'
  /** The lowest member was created after an expired session, and its listener is gone. */
  | 'zombie member'
  /** Neither: the lowest member's owner should lead. */
  | 'unexplained';

const GROUP = '/marathon/leader';

/** To be asked while nobody leads and nothing is broken any more. */
export function whyLeaderless(world: World): Leaderless {
  const ensemble = zookeeperServers(world).find((server) => server.ledEpoch !== null);
  const [lowest] = [...(ensemble?.children(GROUP) ?? [])].sort();
  if (lowest === undefined) return 'unexplained';
  const views = liveProcesses(world, 'marathon').map((process) =>
    inspectMarathon(process.state as MarathonState).regards(lowest),
  );
  if (views.includes('own')) return 'unexplained';
  return views.includes('zombie') ? 'zombie member' : 'orphaned member';
}
