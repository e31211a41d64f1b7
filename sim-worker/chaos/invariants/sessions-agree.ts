import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

type Memory = { readonly digests: Map<string, string> };

const REMEMBERED_STATES = 2000;

/** Servers pass through the same states, if at different times: what one had at a zxid, each other has there. */
export const sessionsAgree: Invariant<Memory> = {
  id: 'sessions-agree',
  statement: 'Servers that have applied the same transactions know the same sessions and the same ephemeral znodes.',
  source: 'ZooKeeper Internals, Sessions: the session table is part of the replicated state',
  initial: () => ({ digests: new Map() }),
  check(memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      if (!server.established) continue;
      const { zxid, digest } = server.sessions();
      const known = memory.digests.get(zxid);
      if (known !== undefined && known !== digest)
        messages.push(`at zxid 0x${zxid} server ${server.myid} has ${digest}, elsewhere ${known}`);
      memory.digests.set(zxid, digest);
    }
    for (const zxid of memory.digests.keys()) {
      if (memory.digests.size <= REMEMBERED_STATES) break;
      memory.digests.delete(zxid);
    }
    return messages;
  },
};
