/** The table of groups and applications; only what is in sight is drawn when it is long. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useState } from 'react';
import type { ListItem, ListSort, SortKey } from './app-list.ts';
import { AppRow } from './AppRow.tsx';
import { Caret, Tip } from './Icons.tsx';

type AppTableProps = {
  readonly rows: readonly ListItem[];
  readonly group: string;
  /** Rows from anywhere: names come with their place. */
  readonly flat: boolean;
  readonly sort: ListSort;
  readonly byScore: boolean;
  readonly onSort: (sort: ListSort) => void;
  readonly error: string | null;
};

const columns: readonly { readonly key: SortKey; readonly label: string; readonly help?: string }[] = [
  { key: 'id', label: 'Name' },
  { key: 'totalCpus', label: 'CPU' },
  { key: 'totalMem', label: 'Memory' },
  { key: 'status', label: 'Status', help: 'At-a-glance overview of the global application or group state. Read more.' },
  { key: 'tasksRunning', label: 'Running Instances' },
  { key: 'healthWeight', label: 'Health', help: 'General health condition of the application tasks. Read more.' },
];

/** Rows from which on the list is virtualised. */
const virtualFrom = 200;
const rowHeightPx = 52;

export function AppTable({ rows, group, flat, sort, byScore, onSort, error }: AppTableProps) {
  const sortBy = (key: SortKey): void => onSort({ key, descending: sort.key === key ? !sort.descending : false });
  return (
    <div
      className="marathon-table marathon-app-table"
      role="table"
      aria-label="Applications"
      aria-rowcount={rows.length + 1}
    >
      <div className="marathon-row marathon-head" role="row">
        {columns.map(({ key, label, help }) => (
          <div
            key={key}
            role="columnheader"
            className={`marathon-col-${key}`}
            aria-sort={sort.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          >
            <button type="button" onClick={() => sortBy(key)}>
              {label}
              {sort.key === key && !byScore && <Caret up={!sort.descending} />}
            </button>
            {help !== undefined && <Tip text={help} side="below" />}
          </div>
        ))}
        <div role="columnheader" className="marathon-col-actions">
          <span className="marathon-hidden">Actions</span>
        </div>
      </div>
      {error !== null && (
        <div className="marathon-row marathon-error-row" role="row">
          <div role="cell">{error}</div>
        </div>
      )}
      <div role="rowgroup">
        {rows.length < virtualFrom ? (
          rows.map((item) => (
            <AppRow key={`${item.kind} ${item.id}`} item={item} group={group} flat={flat} sorted={sort.key} />
          ))
        ) : (
          <VirtualRows rows={rows} group={group} flat={flat} sorted={sort.key} />
        )}
      </div>
    </div>
  );
}

function VirtualRows(props: {
  readonly rows: readonly ListItem[];
  readonly group: string;
  readonly flat: boolean;
  readonly sorted: SortKey;
}) {
  // In state, not in a ref: the scroller is known only once this element is in the page.
  const [body, setBody] = useState<HTMLDivElement | null>(null);
  const virtual = useVirtualizer({
    count: props.rows.length,
    getScrollElement: () => body?.closest<HTMLElement>('.marathon-scroll') ?? null,
    estimateSize: () => rowHeightPx,
    overscan: 10,
    scrollMargin: body?.offsetTop ?? 0,
  });
  return (
    <div ref={setBody} className="marathon-virtual" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((place) => {
        const item = props.rows[place.index];
        return item === undefined ? null : (
          <div
            key={place.key}
            className="marathon-virtual-row"
            style={{ transform: `translateY(${place.start - virtual.options.scrollMargin}px)` }}
          >
            <AppRow item={item} group={props.group} flat={props.flat} sorted={props.sorted} />
          </div>
        );
      })}
    </div>
  );
}
