/** The servers of the ensemble by their `myid`: they count from 1 in the order of their addresses, as in zoo.cfg. */
import type { ProcessTile } from '../../../sim-worker/api.ts';

function hostOrder(host: string): number {
  return host.split('.').reduce((sum, part) => sum * 256 + (Number(part) || 0), 0);
}

export function serverByMyid(tiles: ReadonlyMap<string, ProcessTile>, myid: string): ProcessTile | null {
  const servers = [...tiles.values()].filter((tile) => tile.program === 'zookeeper');
  servers.sort((a, b) => hostOrder(a.host) - hostOrder(b.host));
  return servers[Number(myid) - 1] ?? null;
}
