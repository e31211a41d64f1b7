/** The name of a process; choosing it opens the inspector. */
import { useRun } from '../console/simulation/run-store.ts';
import { useSelection } from '../console/state/use-address.ts';

export function ProcessLink({ process }: { process: string }) {
  const [, select] = useSelection();
  const title = useRun((state) => state.tiles.get(process)?.title ?? process);
  return (
    <button type="button" className="link" title={process} onClick={() => select(process)}>
      {title}
    </button>
  );
}
