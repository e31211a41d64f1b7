import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonStream } from '../browser/documents/json-stream.ts';
import type { TaskJson } from './mesos-json.ts';
import type { RowQuery } from './row-query.ts';
import { filterRows, sortRows, type SortValue } from './table-model.ts';
import { listOf, rowsAt, taskScanner, type TaskChunk, type TaskList } from './task-list.ts';
import { tasksPage } from './task-query.ts';
import { taskRow, type TaskRow } from './task-row.ts';

const states = ['TASK_STAGING', 'TASK_RUNNING', 'TASK_KILLED', 'TASK_LOST'];
const status = fc.record({ state: fc.constantFrom(...states), timestamp: fc.integer({ min: 0, max: 3e9 }) });
const taskOf = fc.record(
  {
    id: fc.string({ maxLength: 8 }),
    name: fc.constantFrom('web', 'Web', 'db"x', '},{"id":"', 'a\\b'),
    framework_id: fc.constantFrom('F0', 'F1'),
    executor_id: fc.constantFrom('', 'own'),
    slave_id: fc.constantFrom('S0', 'S1'),
    state: fc.constantFrom(...states),
    resources: fc.constant({ cpus: 1.5, zones: '{a, b}' }),
    statuses: fc.array(status, { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'name', 'slave_id', 'state'] },
);

/** A list between other lists of things with ids, given in pieces of a length. */
function read(tasks: readonly object[], length: number, before: TaskList = listOf([])): TaskList {
  const chunks: TaskChunk[] = [];
  const ignore = { kind: 'value', take: () => {} } as const;
  const stream = jsonStream({
    kind: 'object',
    fields: {
      tasks: { kind: 'array', element: { kind: 'scan', take: taskScanner(before.chunks, (one) => chunks.push(one)) } },
      offers: { kind: 'array', element: ignore },
    },
    other: () => {},
  });
  const text = JSON.stringify({ id: 'x', tasks, offers: [{ id: 'O1' }, { id: 'O2' }] });
  for (let at = 0; at < text.length; at += length) stream.push(text.slice(at, at + length));
  stream.finish();
  return listOf(chunks);
}

const keys: Readonly<Record<string, (row: TaskRow) => SortValue>> = {
  id: (row) => row.id,
  name: (row) => row.name,
  state: (row) => row.state,
  started: (row) => row.startedS,
  stopped: (row) => row.stoppedS,
};

describe('tasks kept as text', () => {
  const lists = fc.array(taskOf, { maxLength: 120 });

  it('give the rows that their JSON gives, wherever the text was cut', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 3, max: 4000 }), (tasks, length) => {
        const list = read(tasks, length);
        expect(rowsAt(list, [...tasks.keys()])).toEqual(tasks.map((one) => taskRow(one as TaskJson)));
      }),
      { numRuns: 60 },
    );
  });

  it('give the page that the whole list, filtered and sorted, has', () => {
    const query: fc.Arbitrary<RowQuery> = fc.record({
      filter: fc.constantFrom('', 'web', 'WEB', '!s0', '"', '1', 'task_running', '1.5', 'nothing has it', ', b'),
      sort: fc.constantFrom('id', 'name', 'state', 'started', 'stopped'),
      descending: fc.boolean(),
      page: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(lists, fc.array(query, { minLength: 1, maxLength: 4 }), (tasks, queries) => {
        const list = read(tasks, 900);
        for (const asked of queries) {
          const kept = filterRows(tasks, asked.filter).map((one) => taskRow(one as TaskJson));
          const keyOf = keys[asked.sort ?? ''];
          const whole = keyOf === undefined ? kept : sortRows(kept, keyOf, asked.descending);
          const page = tasksPage(list, asked);
          expect(page.matching).toBe(whole.length);
          expect(page.rows).toEqual(whole.slice((page.page - 1) * 50, page.page * 50));
          // What comes sooner has the same rows.
          expect(tasksPage(list, { ...asked, page: 1, soon: true }).rows).toEqual(whole.slice(0, 50));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stay the same objects where the next state has the same text', () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => ({
      id: `t${index}`,
      name: 'n',
      slave_id: 'S',
      state: 'x',
    }));
    const first = read(tasks, 1e6);
    expect(first.chunks).toHaveLength(4);
    const changed = tasks.map((one, index) => (index === 300 ? { ...one, state: 'y' } : one));
    const next = read(changed, 1e6, first);
    expect(next.chunks.map((chunk) => first.chunks.indexOf(chunk))).toEqual([0, -1, 2, 3]);
    expect(rowsAt(next, [300])).toMatchObject([{ id: 't300', state: 'y' }]);
  });
});
