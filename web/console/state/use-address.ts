/** Reading and changing what the address holds, from any component. */
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';
import { openUrl } from '../../browser/browser-store.ts';
import type { ConsoleSearch, PaneContent } from './address.ts';
import { useView } from './view-store.ts';

export function useConsoleSearch(): ConsoleSearch {
  return useRouterState({ select: (state) => state.location.search as ConsoleSearch });
}

export type ChangeSearch = (change: { readonly [Key in keyof ConsoleSearch]?: ConsoleSearch[Key] | undefined }) => void;

/** Changes parts of the address in place: looking around leaves no trail in the browser's history. */
export function useChangeSearch(): ChangeSearch {
  const navigate = useNavigate();
  return useCallback(
    (change) => {
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }) as never,
        replace: true,
      });
    },
    [navigate],
  );
}

export function useSelection(): readonly [string | null, (id: string | null) => void] {
  const { sel } = useConsoleSearch();
  const change = useChangeSearch();
  const select = useCallback((id: string | null) => change({ sel: id ?? undefined }), [change]);
  return [sel ?? null, select];
}

/** Shows a page of a simulated server in the browser pane. */
export function useOpenPage(): (url: string) => void {
  const change = useChangeSearch();
  return useCallback(
    (url) => {
      openUrl('right', url);
      change({ right: 'browser' satisfies PaneContent });
      useView.setState({ narrowSide: 'right' });
    },
    [change],
  );
}
