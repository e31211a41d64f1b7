/**
 * Columns of numbers in pages, for the few figures of a table that change all the time: when a message was sent last,
 * when a timer is due. A snapshot keeps the list of pages; the first to write to a page afterwards copies it, 64 rows at
 * once, which costs less than copying the one record that they belong to.
 */
import { assert } from './assert.ts';

export type NumberPage = { readonly epoch: number; readonly numbers: Float64Array };

const ROW_BITS = 6;
/** Rows of a page. */
export const PAGE_ROWS = 64;
const ROW_MASK = PAGE_ROWS - 1;

export function pageOf(row: number): number {
  return row >> ROW_BITS;
}

export function rowInPage(row: number): number {
  return row & ROW_MASK;
}

/** Numbers of the page that holds this row; each row takes `width` of them from `rowInPage(row) * width` on. */
export function readPage(pages: readonly NumberPage[], row: number): Float64Array {
  return (pages[row >> ROW_BITS] as NumberPage).numbers;
}

/** The same for writing: the page belongs to this epoch from now on. */
export function ownPage(pages: NumberPage[], epoch: number, row: number): Float64Array {
  const page = pages[row >> ROW_BITS] as NumberPage;
  if (page.epoch === epoch) return page.numbers;
  const numbers = page.numbers.slice();
  pages[row >> ROW_BITS] = { epoch, numbers };
  return numbers;
}

/** Makes room for one more row, which must be the next one. */
export function growPages(pages: NumberPage[], epoch: number, row: number, width: number): void {
  if (row >> ROW_BITS < pages.length) return;
  assert(row >> ROW_BITS === pages.length, 'rows are added one after the other');
  pages.push({ epoch, numbers: new Float64Array(PAGE_ROWS * width) });
}
