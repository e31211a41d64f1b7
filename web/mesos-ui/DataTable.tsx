/** The table of every page: title, filter box, sortable headers, pages of 50. */
import { useMemo, useState, type ReactNode } from 'react';
import { filterRows, pageCount, pageLinks, rowsPerPage, sortRows, type SortValue } from './table-model.ts';

export type Column<Row> = {
  readonly header: string;
  /** Absent: the header takes the mark, but the order has no meaning (as some of the original's). */
  readonly sort?: (row: Row) => SortValue;
  readonly cell: (row: Row) => ReactNode;
  /** Sorted by this column at first; else by the first one. */
  readonly initial?: true;
};

export type DataTableProps<Row> = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Shown instead of rows when there are none, once data has come. */
  readonly emptyText?: string;
};

export function DataTable<Row extends object>({ title, rows, columns, keyOf, emptyText }: DataTableProps<Row>) {
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(1);
  const [sort, setSort] = useState(() => ({
    column: Math.max(
      0,
      columns.findIndex((column) => column.initial === true),
    ),
    descending: true,
  }));
  const filtered = useMemo(() => filterRows(rows, typed), [rows, typed]);
  const keyOfSort = columns[sort.column]?.sort;
  const sorted = useMemo(
    () => (keyOfSort === undefined ? filtered : sortRows(filtered, keyOfSort, sort.descending)),
    // Columns are made anew with each rendering; what they sort by depends on the column's number alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [filtered, sort],
  );
  const pages = pageCount(sorted.length);
  const shownPage = Math.min(page, pages);
  const shown = sorted.slice((shownPage - 1) * rowsPerPage, shownPage * rowsPerPage);
  const sortBy = (column: number): void =>
    setSort((before) => ({ column, descending: before.column === column ? !before.descending : true }));
  const filter = (text: string): void => {
    setTyped(text);
    setPage(1);
  };
  return (
    <section className="mesos-table-block">
      <div className="mesos-table-title">
        <h3>{title}</h3>
        {rows.length > 0 && <FilterBox title={title} typed={typed} onType={filter} />}
      </div>
      <table className="mesos-table">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} aria-sort={ariaSort(sort, index)}>
                <button
                  type="button"
                  aria-label={column.header === '' ? 'Sandbox' : undefined}
                  onClick={() => sortBy(index)}
                >
                  {column.header}
                  {sort.column === index && (sort.descending ? ' ▼' : ' ▲')}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) => (
                <td key={index}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && emptyText !== undefined && (
            <tr>
              <td colSpan={columns.length}>{emptyText}</td>
            </tr>
          )}
        </tbody>
      </table>
      {pages > 1 && <Pagination page={shownPage} pages={pages} onPage={setPage} />}
    </section>
  );
}

function ariaSort(sort: { readonly column: number; readonly descending: boolean }, column: number) {
  if (sort.column !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function FilterBox(props: { readonly title: string; readonly typed: string; readonly onType: (text: string) => void }) {
  return (
    <div className={props.typed === '' ? 'mesos-filter' : 'mesos-filter mesos-filter-on'}>
      <span className="mesos-filter-icon" aria-hidden>
        <svg viewBox="0 0 14 14" width="12" height="12">
          <path d="M1 1h12v1.5L8.5 7.5V13l-3-2V7.5L1 2.5z" fill="currentColor" />
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

function Pagination(props: { readonly page: number; readonly pages: number; readonly onPage: (page: number) => void }) {
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
