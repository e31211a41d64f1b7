/** The web page of the leading Mesos master or Marathon, filling the left pane. */
import { Suspense, lazy, useEffect, useRef } from 'react';
import { openUrl, useBrowserStore } from '../../browser/browser-store.ts';
import { takeLinkedAddress } from '../../browser/use-pane-address.ts';
import { useConsoleSearch } from '../state/use-address.ts';
import { useRun, type RunState } from '../simulation/run-store.ts';
import { Loading } from './Loading.tsx';

const BrowserPane = lazy(() => import('../../browser/BrowserPane.tsx').then((file) => ({ default: file.BrowserPane })));

const servers = {
  mesos: { program: 'mesos-master', port: 5050 },
  marathon: { program: 'marathon', port: 8080 },
} as const;

/** Address of the leader's page; of the first server while nobody leads. */
function homeOf(tiles: RunState['tiles'], system: keyof typeof servers): string | null {
  const { program, port } = servers[system];
  const candidates = [...tiles.values()].filter((tile) => tile.program === program);
  const chosen = candidates.find((tile) => tile.leading) ?? candidates[0];
  return chosen === undefined ? null : `http://${chosen.host}:${port}/`;
}

export function LeftBrowser({ system }: { system: keyof typeof servers }) {
  const search = useRef(useConsoleSearch());
  // The processes of a large cluster come in several frames: the server may not be in the first.
  const known = useRun(({ tiles }) => homeOf(tiles, system) !== null);
  useEffect(() => {
    if (!known || useBrowserStore.getState().panes[system] !== undefined) return;
    const home = takeLinkedAddress(system, search.current) ?? homeOf(useRun.getState().tiles, system);
    if (home !== null) openUrl(system, home);
  }, [known, system]);
  return (
    <Suspense fallback={<Loading />}>
      <BrowserPane paneId={system} key={system} />
    </Suspense>
  );
}
