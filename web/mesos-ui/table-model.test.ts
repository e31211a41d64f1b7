import { describe, expect, it } from 'vitest';
import { filterRows, pageCount, pageLinks, sortRows } from './table-model.ts';

describe('tables of the Mesos WebUI', () => {
  it('sorts ids as strings: S99 before S640 before S64 before S639 in descending order', () => {
    const ids = ['S639', 'S64', 'S640', 'S99'].map((id) => ({ id }));
    expect(sortRows(ids, (row) => row.id, true).map((row) => row.id)).toEqual(['S99', 'S640', 'S64', 'S639']);
  });

  it('puts rows without the key first in descending order: a staging task tops the active tasks', () => {
    const rows = [{ at: 1 }, { at: undefined }, { at: 3 }];
    expect(sortRows(rows, (row) => row.at, true).map((row) => row.at)).toEqual([undefined, 3, 1]);
  });

  it('keeps the order of equal rows in both directions', () => {
    const rows = ['b', 'a', 'c'].map((name) => ({ name }));
    expect(sortRows(rows, () => 1, true).map((row) => row.name)).toEqual(['b', 'a', 'c']);
  });

  const tasks = [
    { id: 'web.1', labels: [{ key: 'TIER', value: 'Front' }] },
    { id: 'db.1', labels: [] },
  ];

  it('searches nested values, whatever their case', () => expect(filterRows(tasks, 'fronT')).toEqual([tasks[0]]));
  it('negates with a leading exclamation mark', () => expect(filterRows(tasks, '!front')).toEqual([tasks[1]]));
  it('gives all rows for no text', () => expect(filterRows(tasks, '')).toBe(tasks));

  it('pages by 50 with five numbers in fixed blocks', () => {
    expect(pageCount(640)).toBe(13);
    expect(pageLinks(1, 13).map((link) => link.label)).toEqual('First Previous 1 2 3 4 5 ... Next Last'.split(' '));
    expect(pageLinks(7, 13).map((link) => link.label)).toEqual(
      'First Previous ... 6 7 8 9 10 ... Next Last'.split(' '),
    );
    expect(pageLinks(13, 13).map((link) => link.label)).toEqual('First Previous ... 11 12 13 Next Last'.split(' '));
  });
});
