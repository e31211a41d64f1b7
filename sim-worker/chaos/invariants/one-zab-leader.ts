import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

type Memory = { readonly leaders: Map<number, number> };

/** Oldest epochs that need no more attention. */
const REMEMBERED_EPOCHS = 1000;

export const oneZabLeader: Invariant<Memory> = {
  id: 'one-zab-leader',
  statement: 'Each epoch has at most one established Zab leader.',
  source:
    'Junqueira, Reed, Serafini: Zab: High-performance broadcast for primary-backup systems (DSN 2011), claim of primary uniqueness',
  initial: () => ({ leaders: new Map() }),
  check(memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      const epoch = server.ledEpoch;
      if (epoch === null) continue;
      const known = memory.leaders.get(epoch);
      if (known !== undefined && known !== server.myid) {
        messages.push(`epoch ${epoch} is led by server ${known} and by server ${server.myid}`);
      }
      memory.leaders.set(epoch, server.myid);
    }
    for (const epoch of memory.leaders.keys()) {
      if (memory.leaders.size <= REMEMBERED_EPOCHS) break;
      memory.leaders.delete(epoch);
    }
    return messages;
  },
};
