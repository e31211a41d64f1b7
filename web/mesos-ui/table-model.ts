/**
 * The one table of the WebUI: filter over all fields, sort as Angular's `orderBy`, pages of 50.
 * Source: Mesos 1.0.1, src/webui/master/static/js/app.js (mTable directive); AngularJS 1.2.3 filters.
 */

export type SortValue = string | number | boolean | undefined;

export const rowsPerPage = 50;
/** Page numbers shown at once, in fixed blocks. */
const pagesPerBlock = 5;

/** Undefined sorts above everything, hence first in descending order. */
export function sortRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortValue,
  descending: boolean,
): readonly Row[] {
  const keyed = rows.map((row) => ({ row, key: comparable(keyOf(row)) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => sign * compareValues(a.key, b.key));
  return keyed.map(({ row }) => row);
}

export function comparable(value: SortValue): SortValue {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

export function compareValues(a: SortValue, b: SortValue): number {
  const typeA = typeof a;
  const typeB = typeof b;
  if (typeA !== typeB) return typeA < typeB ? -1 : 1;
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}

/** Substring, any case, over every value of the row, nested ones too; a leading `!` negates. */
export function filterRows<Row extends object>(rows: readonly Row[], typed: string): readonly Row[] {
  if (typed === '') return rows;
  const negated = typed.startsWith('!');
  const wanted = (negated ? typed.slice(1) : typed).toLowerCase();
  return rows.filter((row) => textOf(row).includes(wanted) !== negated);
}

/** Searching text of each row, made at the first search: rows are replaced as a whole by the next poll. */
const texts = new WeakMap<object, string>();

function textOf(row: object): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const parts: string[] = [];
  collectText(row, parts);
  const text = parts.join('\n').toLowerCase();
  texts.set(row, text);
  return text;
}

function collectText(value: unknown, parts: string[]): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object') for (const inner of Object.values(value)) collectText(inner, parts);
  else parts.push(String(value));
}

export type PageLink = {
  readonly label: string;
  readonly page: number;
  readonly enabled: boolean;
  readonly active: boolean;
};

export function pageCount(rows: number): number {
  return Math.max(1, Math.ceil(rows / rowsPerPage));
}

/** First, Previous, up to five numbers, `...` to the neighbouring blocks, Next, Last. */
export function pageLinks(page: number, pages: number): readonly PageLink[] {
  const first = Math.floor((page - 1) / pagesPerBlock) * pagesPerBlock + 1;
  const last = Math.min(first + pagesPerBlock - 1, pages);
  const link = (label: string, target: number, enabled = true): PageLink => ({
    label,
    page: target,
    enabled,
    active: false,
  });
  const links = [link('First', 1, page > 1), link('Previous', page - 1, page > 1)];
  if (first > 1) links.push(link('...', first - 1));
  for (let number = first; number <= last; number += 1) {
    links.push({ label: String(number), page: number, enabled: true, active: number === page });
  }
  if (last < pages) links.push(link('...', last + 1));
  links.push(link('Next', page + 1, page < pages), link('Last', pages, page < pages));
  return links;
}
