import { marathons, zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

type Acknowledged = { readonly version: string; readonly deleted: boolean };
type Memory = { readonly apps: Map<string, Acknowledged>; highestEpoch: number };

/** What Marathon answered with success is in the store. A store that was wiped as a whole (its epoch went back) is a new one. */
export const noAcknowledgedUpdateLost: Invariant<Memory> = {
  id: 'no-acknowledged-update-lost',
  statement: 'An application change that Marathon acknowledged is in its store as long as a quorum’s disks live.',
  source:
    'Zab (DSN 2011), integrity: what was delivered once stays delivered; Marathon docs: state is kept in ZooKeeper',
  initial: () => ({ apps: new Map(), highestEpoch: 0 }),
  check(memory, world) {
    const leader = zookeeperServers(world).find((server) => server.ledEpoch !== null);
    const epoch = leader?.ledEpoch ?? null;
    if (leader === undefined || epoch === null) return [];
    if (epoch < memory.highestEpoch) memory.apps.clear();
    memory.highestEpoch = epoch;
    for (const marathon of marathons(world)) {
      for (const { appId, version, deleted } of marathon.acknowledged) {
        const known = memory.apps.get(appId);
        if (known === undefined || known.version < version) memory.apps.set(appId, { version, deleted });
      }
    }
    const messages: string[] = [];
    for (const [appId, { version, deleted }] of memory.apps) {
      const path = `/marathon/state/app:${appId.slice(1).replaceAll('/', '_')}`;
      if (!deleted && !leader.hasZnode(path))
        messages.push(`${appId} was acknowledged in version ${version} and is not in the store`);
    }
    return messages;
  },
};
