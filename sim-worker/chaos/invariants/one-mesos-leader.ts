import { type ZookeeperLook, masters, zookeeperServers } from '../../cluster/inspect.ts';
import type { Invariant } from './invariant.ts';

/** A master may believe in itself a little longer than the ensemble does; what must not be is two that a quorum supports at once. */
const GROUP_PATH = '/mesos';
const CANDIDATE_PREFIX = 'json.info_';

/** True when the candidate with the smallest number, as this server sees the group, is the master at that address. */
function isCandidateOf(server: ZookeeperLook, address: string): boolean {
  const [first] = server
    .children(GROUP_PATH)
    .filter((name) => name.startsWith(CANDIDATE_PREFIX))
    .sort();
  const data = first === undefined ? null : server.data(`${GROUP_PATH}/${first}`);
  if (data === null) return false;
  let text = '';
  for (const byte of data) text += String.fromCharCode(byte);
  return text.includes(`master@${address}"`);
}

export const oneMesosLeader: Invariant<null> = {
  id: 'one-mesos-leader',
  statement: 'At most one Mesos master leads that a quorum of ZooKeeper servers agrees on.',
  source: 'Mesos docs/high-availability.md: ZooKeeper elects one leading master',
  initial: () => null,
  check(_memory, world) {
    const leading = masters(world).filter((master) => master.leading);
    if (leading.length < 2) return [];
    const servers = zookeeperServers(world);
    const supported = leading.filter((master) => {
      const votes = servers.filter((server) => server.established && isCandidateOf(server, master.address));
      return votes.length * 2 > servers.length;
    });
    return supported.length > 1
      ? [`masters ${supported.map((master) => master.host).join(' and ')} both lead with a quorum`]
      : [];
  },
};
