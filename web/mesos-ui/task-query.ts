/**
 * What a table of tasks asks for. Orders and filters of a list are kept with it: the next key in a filter box or the next
 * page walks over what is there.
 */
import { scanFields, stringAt } from '../browser/documents/json-scan.ts';
import type { TaskJson } from './mesos-json.ts';
import type { RowPage, RowQuery } from './row-query.ts';
import { compareValues, comparable, rowsPerPage, type SortValue } from './table-model.ts';
import { eachTask, hasTextAt, matchesOf, rowsAt, type TaskList } from './task-list.ts';
import { taskRow, type TaskRow } from './task-row.ts';

const textColumns: ReadonlySet<string> = new Set(['id', 'name', 'state']);

type Kept = {
  readonly orders: Map<string, readonly number[]>;
  /** Of the last filter. */
  filter: { readonly typed: string; readonly matches: Uint8Array; readonly count: number } | null;
};

const keptByList = new WeakMap<TaskList, Kept>();

function keptOf(list: TaskList): Kept {
  const known = keptByList.get(list);
  if (known !== undefined) return known;
  const kept: Kept = { orders: new Map(), filter: null };
  keptByList.set(list, kept);
  return kept;
}

/** Tasks that are looked at one by one for the first page of a filter, before all are walked over at once. */
const SOON_LIMIT = 20_000;

export function tasksPage(list: TaskList, query: RowQuery): RowPage<TaskRow> {
  const soon = query.soon === true && query.page === 1 ? soonRows(list, query) : null;
  if (soon !== null)
    return { rows: rowsAt(list, soon), matching: soon.length, total: list.length, page: 1, filter: query.filter };
  const filter = query.filter === '' ? null : filterOf(list, query.filter);
  const matching = filter === null ? list.length : filter.count;
  const pages = Math.max(1, Math.ceil(matching / rowsPerPage));
  const page = Math.min(Math.max(1, query.page), pages);
  const order = query.sort === null ? null : orderOf(list, query.sort, query.descending);
  const shown: number[] = [];
  let skipped = (page - 1) * rowsPerPage;
  for (let place = 0; place < list.length && shown.length < rowsPerPage; place += 1) {
    const index = order === null ? place : (order[place] ?? 0);
    if (filter !== null && filter.matches[index] === 0) continue;
    if (skipped > 0) skipped -= 1;
    else shown.push(index);
  }
  return { rows: rowsAt(list, shown), matching, total: list.length, page, filter: query.filter };
}

/** Numbers of the tasks on the first page of a filter, if a few thousand looks find them; else null. */
function soonRows(list: TaskList, query: RowQuery): readonly number[] | null {
  const { wanted, negated } = wantedOf(query.filter);
  const order = query.sort === null ? null : orderOf(list, query.sort, query.descending);
  const found: number[] = [];
  for (let place = 0; place < Math.min(list.length, SOON_LIMIT); place += 1) {
    const index = order === null ? place : (order[place] ?? 0);
    if (hasTextAt(list, index, wanted) === negated) continue;
    found.push(index);
    if (found.length === rowsPerPage) return found;
  }
  return null;
}

/** A leading `!` negates. */
function wantedOf(typed: string): { readonly wanted: string; readonly negated: boolean } {
  const negated = typed.startsWith('!');
  return { wanted: (negated ? typed.slice(1) : typed).toLowerCase(), negated };
}

function filterOf(list: TaskList, typed: string): NonNullable<Kept['filter']> {
  const kept = keptOf(list);
  if (kept.filter?.typed === typed) return kept.filter;
  const { wanted, negated } = wantedOf(typed);
  const matches = matchesOf(list, wanted, negated);
  const count = matches.reduce((sum, one) => sum + one, 0);
  kept.filter = { typed, matches, count };
  return kept.filter;
}

/** Numbers of all tasks in the order of a column. Equal ones stay as the server wrote them, in both directions. */
function orderOf(list: TaskList, column: string, descending: boolean): readonly number[] {
  const { orders } = keptOf(list);
  const name = `${column} ${descending ? 'down' : 'up'}`;
  const known = orders.get(name);
  if (known !== undefined) return known;
  const keys = keysOf(list, column);
  const sign = descending ? -1 : 1;
  const order = keys.map((_, index) => index).sort((a, b) => sign * compareValues(keys[a], keys[b]) || a - b);
  orders.set(name, order);
  return order;
}

function keysOf(list: TaskList, column: string): readonly SortValue[] {
  const keys: SortValue[] = [];
  if (column === 'started')
    for (const { started } of list.chunks)
      for (const seconds of started) keys.push(Number.isNaN(seconds) ? undefined : seconds);
  else if (textColumns.has(column)) eachTask(list, (json) => keys.push(comparable(textField(json, column))));
  else eachTask(list, (json) => keys.push(taskRow(JSON.parse(json) as TaskJson).stoppedS));
  return keys;
}

function textField(json: string, wanted: string): string | undefined {
  let found: string | undefined;
  scanFields(json, 0, (from, to, start, stop) => {
    if (to - from === wanted.length && json.startsWith(wanted, from)) found = stringAt(json, start, stop);
  });
  return found;
}
