/** The pane's address in the address of the whole page, so that a copied link opens the same simulated page. */
import { useEffect, useRef } from 'react';
import { useRun } from '../console/simulation/run-store.ts';
import { useChangeSearch, useConsoleSearch } from '../console/state/use-address.ts';
import { addressFromInput, startPage } from './address.ts';
import { openUrl } from './browser-store.ts';

/** The pane beside the console's page, or the one that fills it. */
function nameOf(paneId: string): 'web' | 'page' {
  return paneId === 'right' ? 'web' : 'page';
}

/** Which parts of the first address were taken up: later ones are of our own making. */
const taken = new Set<'web' | 'page'>();

/** The address that the link asks this pane to show first; null: none, or it was shown already. */
export function takeLinkedAddress(paneId: string, search: { readonly web?: string; readonly page?: string }) {
  const name = nameOf(paneId);
  if (taken.has(name)) return null;
  taken.add(name);
  const linked = search[name];
  return linked === undefined ? null : addressFromInput(linked);
}

export function usePaneAddress(paneId: string, address: string): void {
  const search = useConsoleSearch();
  const change = useChangeSearch();
  const name = nameOf(paneId);
  const first = useRef(true);
  const known = search[name];
  const open = useRun((state) => state.tiles.size > 0);
  useEffect(() => {
    if (!open) return; // Before the run is open no server would answer.
    const linked = first.current && address === startPage ? takeLinkedAddress(paneId, search) : null;
    first.current = false;
    if (linked !== null) return openUrl(paneId, linked);
    taken.add(name);
    const shown = address === startPage ? undefined : address;
    if (shown !== known) change({ [name]: shown });
    // The rest of the address may change without this pane having anything to say.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [paneId, name, address, known, change, open]);
}
