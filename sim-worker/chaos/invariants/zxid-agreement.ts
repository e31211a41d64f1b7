import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

type Memory = { readonly digests: Map<string, string>; readonly seen: Map<number, string> };

const REMEMBERED_TRANSACTIONS = 20_000;
/** Newest transactions compared at a check: more than a second of writes. */
const LOOKED_AT = 500;

/** Wiping the disks of servers one by one can make real replicas differ for ever (reference: wipe scenarios): a run that does so may report it. */
export const zxidAgreement: Invariant<Memory> = {
  id: 'zxid-agreement',
  statement: 'No two servers have different transactions at one zxid.',
  source: 'Junqueira, Reed, Serafini: Zab (DSN 2011), agreement and total order',
  initial: () => ({ digests: new Map(), seen: new Map() }),
  check(memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      if (!server.established) continue; // What a server out of office applied may still be cut off its log.
      const last = memory.seen.get(server.myid);
      const recent = server.committed(1).at(-1)?.zxid === last ? [] : server.committed(LOOKED_AT);
      for (const { zxid, digest } of recent.slice(1 + recent.findIndex((transaction) => transaction.zxid === last))) {
        const known = memory.digests.get(zxid);
        if (known !== undefined && known !== digest) {
          messages.push(`zxid 0x${zxid} on server ${server.myid} is ${digest}, elsewhere ${known}`);
        }
        memory.digests.set(zxid, digest);
        memory.seen.set(server.myid, zxid);
      }
    }
    for (const zxid of memory.digests.keys()) {
      if (memory.digests.size <= REMEMBERED_TRANSACTIONS) break;
      memory.digests.delete(zxid);
    }
    return messages;
  },
};
