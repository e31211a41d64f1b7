/** Keeps the shown instant in the address while the run is paused, so that a copied address shows the same moment. */
import { useEffect } from 'react';
import { onFrame, virtualNowUs } from '../simulation/live.ts';
import { useRun } from '../simulation/run-store.ts';
import { useChangeSearch, useConsoleSearch } from './use-address.ts';

/** Dragging the playhead passes many instants; the address takes the one where it rests, in ms. */
const SETTLE_MS = 400;

export function useAddressInstant(): void {
  const playing = useRun((state) => state.playing);
  const ready = useRun((state) => state.phase === 'ready');
  const { at } = useConsoleSearch();
  const change = useChangeSearch();
  useEffect(() => {
    if (!ready) return;
    if (playing) {
      if (at !== undefined) change({ at: undefined, run: undefined });
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const now = Math.round(virtualNowUs());
        if (now !== at && !useRun.getState().playing) change({ at: now });
      }, SETTLE_MS);
    };
    settle();
    const stop = onFrame(settle);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [playing, ready, at, change]);
}
