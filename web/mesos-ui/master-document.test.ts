import { describe, expect, it } from 'vitest';
import { masterStream, type MasterDocument } from './master-document.ts';
import { listPage } from './master-lists.ts';
import { masterReader } from './master-reader.ts';
import { pollIntervalMs } from './poll-interval.ts';
import { rowPage, type RowQuery } from './row-query.ts';
import { filterRows, sortRows } from './table-model.ts';
import { rowsAt, type TaskList } from './task-list.ts';

const resources = { cpus: 8, gpus: 0, mem: 1000, disk: 100 };

function task(id: string, state: string, statuses: readonly (readonly [string, number])[], more: object = {}) {
  const fields = { id, name: id, framework_id: 'F0', executor_id: '', slave_id: 'S0', state };
  const list = statuses.map(([name, timestamp]) => ({ state: name, timestamp }));
  return { ...fields, resources: { cpus: 1 }, statuses: list, ...more };
}

const state = {
  version: '1.0.1',
  slaves: [
    { id: 'S0', pid: 'slave(1)@192.168.1.234:5051', hostname: '192.168.1.234', resources },
    { id: 'S1', pid: 'slave(1)@192.168.1.235:5051', hostname: '192.168.1.235', resources },
  ],
  frameworks: [
    {
      id: 'F0',
      name: 'marathon',
      resources: { cpus: 6, mem: 1000, disk: 0 },
      tasks: [
        task('a', 'TASK_RUNNING', [['TASK_RUNNING', 5]]),
        task('b', 'TASK_STAGING', [], { executor_id: 'own', slave_id: 'S7' }),
      ],
      completed_tasks: [
        task('c', 'TASK_FAILED', [['TASK_FAILED', 7]]),
        task('d', 'TASK_KILLED', [
          ['TASK_RUNNING', 3],
          ['TASK_KILLED', 9],
        ]),
      ],
      offers: [{ id: 'O1', framework_id: 'F0', slave_id: 'S1', resources: { cpus: 4, mem: 500 } }],
    },
  ],
  orphan_tasks: [task('o', 'TASK_RUNNING', [], { framework_id: 'F9' })],
};

function read(value: object, before: MasterDocument | null = null): MasterDocument {
  const stream = masterStream(before);
  const text = JSON.stringify(value);
  for (let at = 0; at < text.length; at += 37) stream.push(text.slice(at, at + 37));
  return stream.finish();
}

function rowsOf(list: TaskList) {
  return rowsAt(
    list,
    Array.from({ length: list.length }, (_, index) => index),
  );
}

const all: RowQuery = { filter: '', sort: null, descending: true, page: 1 };

describe('what the Mesos page makes of the state', () => {
  const document = read(state);

  it('takes offers out of what frameworks use', () => {
    expect(document.total.cpus).toBe(16);
    expect(document.offered.cpus).toBe(4);
    expect(document.used.cpus).toBe(2);
    expect(document.idle.cpus).toBe(10);
  });

  it('counts offers in a framework’s share', () => expect(document.frameworks[0]?.row.maxShare).toBe(0.5));

  it('uses the task id where the executor id is empty', () =>
    expect(rowsOf(document.activeTasks).map((row) => row.executorId)).toEqual(['a', 'own']));

  it('has no start for a task whose first update is missing or terminal', () => {
    expect(rowsOf(document.activeTasks).map((row) => row.startedS)).toEqual([5, undefined]);
    expect(rowsOf(document.completedTasks).map((row) => [row.startedS, row.stoppedS])).toEqual([
      [undefined, 7],
      [3, 9],
    ]);
  });

  it('keeps orphan tasks with the framework they belong to', () =>
    expect(rowsOf(document.orphanTasks)[0]?.frameworkId).toBe('F9'));

  it('names the host of each task, and none where the agent is gone', () => {
    const rows = listPage(document, { list: 'activeTasks' }, { ...all, sort: 'id' }).rows;
    expect(rows).toMatchObject([
      { id: 'b', host: undefined },
      { id: 'a', host: '192.168.1.234' },
    ]);
  });

  it('keeps the chunks of tasks that are the same in the next state', () => {
    const next = read({ ...state, version: 'x' }, document);
    expect(next.activeTasks.chunks[0]).toBe(document.activeTasks.chunks[0]);
    expect(next.head.version).toBe('x');
    const framework = {
      ...state.frameworks[0],
      tasks: [task('new', 'TASK_RUNNING', []), state.frameworks[0]?.tasks[1]],
    };
    const changed = read({ ...state, frameworks: [framework] }, document);
    expect(rowsOf(changed.activeTasks).map((row) => row.id)).toEqual(['new', 'b']);
    expect(changed.activeTasks.chunks[1]).toBe(document.activeTasks.chunks[1]);
  });

  it('finds frameworks and agents by id, and says when there is none', () => {
    const ask = (question: object) => masterReader.answer(document, question as never);
    expect(ask({ ask: 'framework', id: 'F0' })).toMatchObject({ row: { activeTasks: 2 } });
    expect(ask({ ask: 'agent', id: 'S9' })).toEqual({ row: null });
  });

  it('says of a completed framework that it has terminated', () => {
    const ended = read({ ...state, completed_frameworks: [{ id: 'F5', name: 'old', completed_tasks: [] }] });
    const ask = (id: string) => masterReader.answer(ended, { ask: 'framework', id } as never);
    expect(ask('F5')).toMatchObject({ row: { framework: { name: 'old' } }, completed: true });
    expect(ask('F0')).toMatchObject({ completed: false });
    expect(ask('F9')).toEqual({ row: null, completed: false });
  });

  it('takes pages of 50 from all frameworks, then divides them: tables of both kinds can have fewer rows', () => {
    const frameworks = Array.from({ length: 120 }, (_, index) => ({
      id: `F${String(index).padStart(3, '0')}`,
      name: 'x',
      active: index % 2 === 0,
    }));
    const many = read({ ...state, frameworks });
    for (const active of [true, false]) {
      const page = listPage(many, { list: 'frameworks', active }, { ...all, sort: 'id' });
      expect([page.rows.length, page.matching, page.total]).toEqual([25, 120, 120]);
    }
  });

  it('sorts agents by their totals, not by what is allocated, which the cells begin with', () => {
    const slaves = [
      { ...state.slaves[0], resources: { ...resources, mem: 2000 }, used_resources: { cpus: 0, mem: 0 } },
      { ...state.slaves[1], used_resources: { cpus: 8, mem: 900 } },
    ];
    const page = listPage(read({ ...state, slaves }), { list: 'agents' }, { ...all, sort: 'mem' });
    expect(page.rows).toMatchObject([{ id: 'S0' }, { id: 'S1' }]);
  });

  it('names framework and host of an offer', () =>
    expect(listPage(document, { list: 'offers' }, all).rows).toMatchObject([
      { id: 'O1', framework: 'marathon', host: '192.168.1.235' },
    ]));

  it.each([
    [0, 10],
    [499, 10],
    [500, 20],
    [999, 20],
    [1000, 60],
    [4999, 60],
    [5000, 120],
    [9999, 120],
    [10000, 240],
    [14999, 240],
    [15000, 480],
    [19999, 480],
    [20000, 960],
  ])('polls a cluster of %s agents every %s s', (agents, seconds) =>
    expect(pollIntervalMs(agents)).toBe(seconds * 1000),
  );
});

describe('pages of long lists', () => {
  const rows = Array.from({ length: 1200 }, (_, index) => ({
    id: `S${String((index * 7919) % 1200)}`,
    group: index % 3,
  }));
  const hasText = (row: object, wanted: string): boolean =>
    Object.values(row).join('\n').toLowerCase().includes(wanted);

  it.each([
    [1, true, ''],
    [2, false, ''],
    [11, true, ''],
    [24, false, ''],
    [1, true, 's11'],
    [1, false, '!s1'],
  ])('page %s (descending %s, filter "%s") is the page of the whole list in order', (page, descending, filter) => {
    for (const keyOf of [(row: (typeof rows)[0]) => row.id, (row: (typeof rows)[0]) => row.group]) {
      const whole = sortRows(filterRows(rows, filter), keyOf, descending);
      const asked = rowPage(rows, { filter, sort: 'x', descending, page }, keyOf, hasText);
      expect(asked.rows).toEqual(whole.slice((page - 1) * 50, page * 50));
      expect(asked.matching).toBe(whole.length);
    }
  });

  it('gives the last page when a later one is asked for', () =>
    expect(rowPage(rows, { ...all, page: 99 }, null, hasText).page).toBe(24));
});
