/** The table of every page: title, filter box, sortable headers, pages of 50. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useAnswer } from '../browser/documents/use-document.ts';
import type { ListName } from './master-lists.ts';
import type { MasterQuestion } from './master-reader.ts';
import { useMesos } from './mesos-context.ts';
import type { RowPage, RowQuery } from './row-query.ts';
import { filterRows, pageCount, pageLinks, rowsPerPage, sortRows, type SortValue } from './table-model.ts';

export type Column<Row> = {
  readonly header: string;
  /** Absent: the header takes the mark, but the order has no meaning (as some of the original's). */
  readonly sort?: (row: Row) => SortValue;
  /** Instead of `sort` for rows of the master's document: the name of the key there. */
  readonly key?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Sorted by this column at first; else by the first one. */
  readonly initial?: true;
};

type TableProps<Row> = {
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Shown instead of rows when there are none, once data has come. */
  readonly emptyText?: string;
};

/** A table of rows at hand. */
export function DataTable<Row extends object>(props: TableProps<Row> & { readonly rows: readonly Row[] }) {
  const { rows, columns } = props;
  const state = useTableState(columns);
  const { typed, sort } = state;
  const filtered = useMemo(() => filterRows(rows, typed), [rows, typed]);
  const keyOfSort = columns[sort.column]?.sort;
  const sorted = useMemo(
    () => (keyOfSort === undefined ? filtered : sortRows(filtered, keyOfSort, sort.descending)),
    // Columns are made anew with each rendering; what they sort by depends on the column's number alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [filtered, sort],
  );
  const page = Math.min(state.page, pageCount(sorted.length));
  const shown = sorted.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  return (
    <TableView
      {...props}
      state={state}
      page={{ rows: shown, matching: sorted.length, total: rows.length, page, filter: typed }}
      filterable={rows.length > 0}
    />
  );
}

/** A table over a list of the master's state, which stays in the document worker. */
export function MasterTable<Row extends object>(
  props: TableProps<Row> & { readonly name: ListName; readonly filterable?: boolean },
) {
  const { columns } = props;
  const { document, version } = useMesos();
  const state = useTableState(columns);
  const query: RowQuery = {
    filter: state.typed,
    sort: columns[state.sort.column]?.key ?? null,
    descending: state.sort.descending,
    page: state.page,
  };
  const ask = (asked: RowQuery): MasterQuestion => ({ ask: 'rows', name: props.name, query: asked });
  const isLong = query.filter !== '' && (props.name.list === 'activeTasks' || props.name.list === 'completedTasks');
  const soon = useAnswer<RowPage<Row>>(document, version, isLong ? ask({ ...query, soon: true }) : null);
  // The walk over all of a long list waits for the end of a word, so that the next key finds the worker free.
  const settled = useSettled(query.filter, isLong ? COUNT_AFTER_MS : 0);
  const whole = useAnswer<RowPage<Row>>(document, version, ask({ ...query, filter: settled })) ?? noRows;
  // The rows of a filter come before their number, which the mark of the pages waits for.
  const isSooner = soon !== null && soon.filter === query.filter && whole.filter !== query.filter;
  const page = isSooner ? { ...soon, matching: whole.matching } : whole;
  return <TableView {...props} state={state} page={page} filterable={props.filterable ?? page.total > 0} />;
}

/** Longer than the pause between two keys of somebody who types fast. */
const COUNT_AFTER_MS = 150;

/** The value once it has stayed the same for so long; at once where that is 0. */
function useSettled(value: string, afterMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return afterMs === 0 ? value : settled;
}

const noRows = { rows: [], matching: 0, total: 0, page: 1, filter: '' };

type TableState = {
  readonly typed: string;
  readonly page: number;
  readonly sort: { readonly column: number; readonly descending: boolean };
  readonly filter: (text: string) => void;
  readonly setPage: (page: number) => void;
  readonly sortBy: (column: number) => void;
};

export function useTableState<Row>(
  columns: readonly Column<Row>[],
  first: 'descending' | 'ascending' = 'descending',
): TableState {
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(1);
  const [sort, setSort] = useState(() => ({
    column: Math.max(
      0,
      columns.findIndex((column) => column.initial === true),
    ),
    descending: first === 'descending',
  }));
  const sortBy = (column: number): void =>
    setSort((before) => ({ column, descending: before.column === column ? !before.descending : true }));
  const filter = (text: string): void => {
    setTyped(text);
    setPage(1);
  };
  return { typed, page, sort, filter, setPage, sortBy };
}

type ViewProps<Row> = TableProps<Row> & {
  readonly state: TableState;
  readonly page: RowPage<Row>;
  readonly filterable: boolean;
};

function TableView<Row extends object>(props: ViewProps<Row>) {
  const { title, columns, keyOf, emptyText, state, page, filterable } = props;
  const { sort } = state;
  const pages = pageCount(page.matching);
  const { rows, total } = page;
  // A key in the filter box renders the table anew before its rows have come: those that are there stay as they are.
  const body = useMemo(
    () => <TableBody rows={rows} columns={columns} keyOf={keyOf} emptyText={total === 0 ? emptyText : undefined} />,
    [rows, columns, keyOf, total, emptyText],
  );
  return (
    <section className="mesos-table-block">
      <div className="mesos-table-title">
        <h3>{title}</h3>
        {filterable && <FilterBox title={title} typed={state.typed} onType={state.filter} />}
      </div>
      <table className="mesos-table" aria-label={title}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} aria-sort={sortMark(sort, index).aria}>
                <button
                  type="button"
                  aria-label={column.header === '' ? 'Sandbox' : undefined}
                  onClick={() => state.sortBy(index)}
                >
                  {column.header}
                  {sortMark(sort, index).mark}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        {body}
      </table>
      {pages > 1 && <Pagination page={page.page} pages={pages} onPage={state.setPage} />}
    </section>
  );
}

function TableBody<Row extends object>(props: {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly emptyText: string | undefined;
}) {
  const { rows, columns, keyOf, emptyText } = props;
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={keyOf(row)}>
          {columns.map((column, index) => (
            <td key={index}>{column.cell(row)}</td>
          ))}
        </tr>
      ))}
      {emptyText === undefined ? null : (
        <tr>
          <td colSpan={columns.length}>{emptyText}</td>
        </tr>
      )}
    </tbody>
  );
}

type SortMark = { readonly mark: string; readonly aria: 'none' | 'descending' | 'ascending' };

export function sortMark(sort: TableState['sort'], column: number): SortMark {
  if (sort.column !== column) return { mark: '', aria: 'none' };
  return sort.descending ? { mark: ' ▼', aria: 'descending' } : { mark: ' ▲', aria: 'ascending' };
}

export function FilterBox(props: {
  readonly title: string;
  readonly typed: string;
  readonly onType: (text: string) => void;
}) {
  return (
    <div className={props.typed === '' ? 'mesos-filter' : 'mesos-filter mesos-filter-on'}>
      <span className="mesos-filter-icon" aria-hidden>
        <svg viewBox="0 0 14 14" width="12" height="12">
          <path d="M2 1h10v1.6H2zM2.4 3.6h9.2L8.2 7.6V13L5.8 12V7.6z" fill="currentColor" />
        </svg>
      </span>
      <input
        aria-label={`Find in ${props.title}`}
        placeholder="Find..."
        value={props.typed}
        onChange={(event) => props.onType(event.target.value)}
      />
      {props.typed !== '' && (
        <button type="button" aria-label="Clear" className="mesos-filter-clear" onClick={() => props.onType('')}>
          ×
        </button>
      )}
    </div>
  );
}

export function Pagination(props: {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}) {
  return (
    <div className="mesos-pagination">
      {pageLinks(props.page, props.pages).map((link, index) => (
        <button
          key={index}
          type="button"
          disabled={!link.enabled}
          aria-current={link.active ? 'page' : undefined}
          onClick={() => props.onPage(link.page)}
        >
          {link.label}
        </button>
      ))}
    </div>
  );
}
