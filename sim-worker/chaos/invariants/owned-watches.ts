import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

/** That each fires once and in order is judged where it arrives: by the workload's clients (ensemble/workload.ts). */
export const ownedWatches: Invariant<null> = {
  id: 'owned-watches',
  statement: 'Every watch of a server belongs to one of its connections, and its two tables say the same.',
  source: 'ZooKeeper 3.4.14, server/WatchManager.java: watchTable and watch2Paths; NIOServerCnxn.close removes both',
  initial: () => null,
  check(_memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      for (const problem of server.watchProblems()) messages.push(`server ${server.myid}: ${problem}`);
    }
    return messages;
  },
};
