/** Whom a host may be cut off from: the other ZooKeeper servers, or everybody. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRun } from '../console/simulation/run-store.ts';
import type { HostGroup } from './HostFaults.tsx';

export function useHostGroups(host: string): readonly HostGroup[] {
  const { t } = useTranslation('faults');
  const hosts = useRun((state) => state.hosts);
  const tiles = useRun((state) => state.tiles);
  return useMemo(() => {
    const servers = [...tiles.values()].filter((tile) => tile.program === 'zookeeper').map((tile) => tile.host);
    const others = (list: readonly string[]): readonly string[] => [...new Set(list)].filter((other) => other !== host);
    return [
      { name: t('servers'), hosts: others(servers) },
      { name: t('allHosts'), hosts: others([...hosts.keys()]) },
    ].filter((group) => group.hosts.length > 0);
  }, [host, hosts, tiles, t]);
}
