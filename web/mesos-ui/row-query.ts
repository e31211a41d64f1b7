/**
 * What a table asks a list for: filter, order, page. Only the asked page is put in order: the best rows are picked, which
 * for the first pages of a long list costs one walk over it.
 */
import { compareValues, comparable, rowsPerPage, type SortValue } from './table-model.ts';

export type RowQuery = {
  /** As typed in the filter box. */
  readonly filter: string;
  /** Name of the column to sort by; null: the order has no meaning. */
  readonly sort: string | null;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  /** The first page may come before its list has been walked to the end: then nothing is said of how many match. */
  readonly soon?: boolean;
};

export type RowPage<Row> = {
  readonly rows: readonly Row[];
  /** Rows that pass the filter, and all rows. */
  readonly matching: number;
  readonly total: number;
  /** The page given: less than asked when there are not so many. */
  readonly page: number;
  /** The filter that these rows pass, as typed. */
  readonly filter: string;
};

/** Up to so many rows the best are picked; beyond, all are sorted. */
const PICK_LIMIT = 500;

export function rowPage<Row>(
  all: readonly Row[],
  query: RowQuery,
  keyOf: ((row: Row) => SortValue) | null,
  hasText: (row: Row, wanted: string) => boolean,
): RowPage<Row> {
  const rows = matching(all, query.filter, hasText);
  const pages = Math.max(1, Math.ceil(rows.length / rowsPerPage));
  const page = Math.min(Math.max(1, query.page), pages);
  const wanted = page * rowsPerPage;
  const ordered = keyOf === null ? rows : best(rows, keyOf, query.descending, wanted);
  return {
    rows: ordered.slice(wanted - rowsPerPage, wanted),
    matching: rows.length,
    total: all.length,
    page,
    filter: query.filter,
  };
}

/** Substring, any case, over the row's values; a leading `!` negates. */
function matching<Row>(
  all: readonly Row[],
  filter: string,
  hasText: (row: Row, wanted: string) => boolean,
): readonly Row[] {
  if (filter === '') return all;
  const negated = filter.startsWith('!');
  const wanted = (negated ? filter.slice(1) : filter).toLowerCase();
  return all.filter((row) => hasText(row, wanted) !== negated);
}

type Keyed = { readonly index: number; readonly key: SortValue };

function best<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortValue,
  descending: boolean,
  wanted: number,
): readonly Row[] {
  const sign = descending ? -1 : 1;
  const order = (a: Keyed, b: Keyed): number => sign * compareValues(a.key, b.key) || a.index - b.index;
  const rowAt = ({ index }: Keyed): Row => rows[index] as Row;
  if (wanted > PICK_LIMIT || rows.length <= wanted) {
    return rows
      .map((row, index) => ({ index, key: comparable(keyOf(row)) }))
      .sort(order)
      .map(rowAt);
  }
  const picked: Keyed[] = [];
  rows.forEach((row, index) => {
    const candidate = { index, key: comparable(keyOf(row)) };
    const last = picked[wanted - 1];
    if (last !== undefined && order(candidate, last) > 0) return;
    insert(picked, candidate, order);
    if (picked.length > wanted) picked.pop();
  });
  return picked.map(rowAt);
}

function insert(picked: Keyed[], candidate: Keyed, order: (a: Keyed, b: Keyed) => number): void {
  let low = 0;
  let high = picked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = picked[middle];
    if (there !== undefined && order(there, candidate) < 0) low = middle + 1;
    else high = middle;
  }
  picked.splice(low, 0, candidate);
}
