/** The cluster: the drawing or the table of the same, its legend, and what to try first. */
import { Suspense, lazy } from 'react';
import { Legend } from '../../topology/Legend.tsx';
import { TopologyCanvas } from '../../topology/TopologyCanvas.tsx';
import { useConsoleSearch } from '../state/use-address.ts';
import { usePreferences } from '../state/preferences.ts';
import { useView } from '../state/view-store.ts';
import { FirstSteps } from './FirstSteps.tsx';
import { Loading } from './Loading.tsx';

const TopologyTable = lazy(() =>
  import('../../topology/TopologyTable.tsx').then((file) => ({ default: file.TopologyTable })),
);

export function ClusterPane() {
  const asTable = useView((state) => state.topologyAsTable);
  const closed = usePreferences((state) => state.firstStepsClosed);
  // An open inspector needs the room; the hints come back when it closes.
  const { sel } = useConsoleSearch();
  return (
    <>
      {asTable ? (
        <Suspense fallback={<Loading />}>
          <TopologyTable />
        </Suspense>
      ) : (
        <TopologyCanvas />
      )}
      {closed || sel !== undefined ? null : <FirstSteps />}
      <Legend />
    </>
  );
}
