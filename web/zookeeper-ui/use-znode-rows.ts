/** The rows in sight of the opened tree, live or at a past instant, and which of them changed since the last answer. */
import { useRef } from 'react';
import type { ApiResult, ZnodeRowsView, ZnodeTreeRow } from '../../sim-worker/api.ts';
import { usePolled } from '../console/simulation/use-polled.ts';

export type RowWindow = { readonly offset: number; readonly limit: number };

export type ShownRows = {
  readonly answer: ApiResult<ZnodeRowsView>;
  /** Paths that were created or changed since the answer before, while the same part of the tree was shown. */
  readonly changed: ReadonlySet<string>;
};

const EVERY_MS = 350;

type Before = { readonly part: string; readonly rows: ReadonlyMap<string, string> };

export function useZnodeRows(expanded: ReadonlySet<string>, window: RowWindow, atUs: number | null): ShownRows | null {
  const before = useRef<Before>({ part: '', rows: new Map() });
  const paths = [...expanded].sort();
  const part = `${String(atUs)} ${String(window.offset)} ${String(window.limit)} ${paths.join(' ')}`;
  return usePolled(
    'tree',
    async (api): Promise<ShownRows> => {
      const answer = await api.znodeRows({ expanded: paths, ...window, atUs, locate: null });
      const rows = new Map<string, string>();
      if (answer.ok) for (const row of answer.value.rows) rows.set(row.path, signature(row));
      const last = before.current;
      before.current = { part, rows };
      return { answer, changed: last.part === part ? changedIn(last.rows, rows) : new Set() };
    },
    EVERY_MS,
    part,
  );
}

function signature(row: ZnodeTreeRow): string {
  return `${row.mzxid} ${row.pzxid} ${String(row.version)}`;
}

function changedIn(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [path, text] of now) if (before.get(path) !== text) changed.add(path);
  // Everything is new: another tree, not a change of this one.
  return changed.size === now.size ? new Set() : changed;
}
