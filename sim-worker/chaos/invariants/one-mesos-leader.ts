import { type ZookeeperLook, masters, zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

const GROUP_PATH = '/mesos';
const CANDIDATE_PREFIX = 'json.info_';

/** True when, as this server sees the group, the master at that address is a candidate. */
function hasCandidate(server: ZookeeperLook, address: string): boolean {
  return server
    .children(GROUP_PATH)
    .filter((name) => name.startsWith(CANDIDATE_PREFIX))
    .some((name) => asText(server.data(`${GROUP_PATH}/${name}`)).includes(`master@${address}"`));
}

function asText(data: Uint8Array | null): string {
  let text = '';
  for (const byte of data ?? []) text += String.fromCharCode(byte);
  return text;
}

/**
 * A master that was cut off may believe in itself a little longer than the ensemble does: its candidacy is gone by then.
 * What must not be is two that lead while a quorum of servers holds a candidacy of each.
 */
export const oneMesosLeader: Invariant<null> = {
  id: 'one-mesos-leader',
  statement: 'At most one Mesos master leads whose candidacy a quorum of ZooKeeper servers holds.',
  source: 'Mesos docs/high-availability.md: ZooKeeper elects one leading master',
  initial: () => null,
  check(_memory, world) {
    const leading = masters(world).filter((master) => master.leading);
    if (leading.length < 2) return [];
    const servers = zookeeperServers(world);
    const supported = leading.filter(({ address }) => {
      const holders = servers.filter((server) => server.established && hasCandidate(server, address));
      return holders.length * 2 > servers.length;
    });
    if (supported.length < 2) return [];
    return [
      `masters ${supported.map((master) => master.host).join(' and ')} both lead, and a quorum holds both candidacies`,
    ];
  },
};
