import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

type Memory = { readonly digests: Map<string, string>; readonly seen: Map<number, string> };

const REMEMBERED_TRANSACTIONS = 20_000;

/** Wiping the disks of servers one by one can make real replicas differ for ever (reference: wipe scenarios): a run that does so may report it. */
export const zxidAgreement: Invariant<Memory> = {
  id: 'zxid-agreement',
  statement: 'No two servers have different transactions at one zxid.',
  source: 'Junqueira, Reed, Serafini: Zab (DSN 2011), agreement and total order',
  initial: () => ({ digests: new Map(), seen: new Map() }),
  check(memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      const last = memory.seen.get(server.myid);
      for (let index = server.committed.length - 1; index >= 0; index -= 1) {
        const transaction = server.committed[index];
        if (transaction === undefined || transaction.zxid === last) break;
        const digest = memory.digests.get(transaction.zxid);
        if (digest !== undefined && digest !== transaction.digest) {
          messages.push(
            `zxid 0x${transaction.zxid} on server ${server.myid} is ${transaction.digest}, elsewhere ${digest}`,
          );
        }
        memory.digests.set(transaction.zxid, transaction.digest);
      }
      const newest = server.committed.at(-1);
      if (newest !== undefined) memory.seen.set(server.myid, newest.zxid);
    }
    for (const zxid of memory.digests.keys()) {
      if (memory.digests.size <= REMEMBERED_TRANSACTIONS) break;
      memory.digests.delete(zxid);
    }
    return messages;
  },
};
