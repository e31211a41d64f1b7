import { zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

export const ephemeralHasSession: Invariant<null> = {
  id: 'ephemeral-has-session',
  statement: 'Every ephemeral znode of a serving ensemble has a live session.',
  source:
    'ZooKeeper Programmer’s Guide, Ephemeral Nodes: they exist as long as the session that created them is active',
  initial: () => null,
  check(_memory, world) {
    const messages: string[] = [];
    for (const server of zookeeperServers(world)) {
      if (!server.established) continue;
      for (const { path, owner } of server.ephemerals()) {
        if (server.hasSession(owner)) continue;
        messages.push(`${path} on server ${server.myid} is owned by session 0x${owner}, which does not live`);
      }
    }
    return messages;
  },
};
