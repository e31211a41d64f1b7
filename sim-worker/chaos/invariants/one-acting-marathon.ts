import { marathons, zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

/**
 * A Marathon acts as long as it regards itself as the leader and the ensemble still holds its member: one that is cut off or
 * stopped may believe in its leadership for a while, but its member is gone before another one is elected.
 */
export const oneActingMarathon: Invariant<null> = {
  id: 'one-acting-marathon',
  statement: 'At most one Marathon leads while the ensemble holds its member.',
  source: 'Marathon 1.1.1, core/leadership/CandidateImpl.java: the member with the smallest name leads',
  initial: () => null,
  check(_memory, world) {
    const ensemble = zookeeperServers(world).find((server) => server.ledEpoch !== null);
    if (ensemble === undefined) return [];
    const acting = marathons(world).filter(
      (marathon) => marathon.leading && marathon.memberPath !== null && ensemble.hasZnode(marathon.memberPath),
    );
    if (acting.length < 2) return [];
    return [`${acting.map(({ host, memberPath }) => `${host} (${memberPath ?? ''})`).join(' and ')} lead at once`];
  },
};
