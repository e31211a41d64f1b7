/** An agent by its host: choosing it opens the inspector of its Mesos agent. */
import { useRun } from '../simulation/run-store.ts';
import { useSelection } from '../state/use-address.ts';

export function AgentLink({ host }: { host: string }) {
  const [, select] = useSelection();
  const id = useRun((state) => {
    for (const tile of state.tiles.values()) if (tile.program === 'mesos-agent' && tile.host === host) return tile.id;
    return null;
  });
  if (id === null) return <span className="mono">{host}</span>;
  return (
    <button type="button" className="link mono" onClick={() => select(id)}>
      {host}
    </button>
  );
}
