import { describe, expect, test } from 'vitest';
import { advance, createHistory } from '../../kernel/history.ts';
import { buildScenario } from '../scenarios.ts';
import { type ZnodeRowsQuery, znodeRows } from './znode-rows.ts';

const simulator = buildScenario('minimal', 1);
if (simulator === null) throw new Error('the scenario exists');
advance(createHistory(simulator), 30_000_000);
const booted = simulator;

function ask(change: Partial<ZnodeRowsQuery>) {
  const answer = znodeRows(booted, { expanded: [], offset: 0, limit: 100, atUs: null, locate: null, ...change });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const lines = (change: Partial<ZnodeRowsQuery>) =>
  ask(change).rows.map((row) => `${' '.repeat(row.depth)}${row.name}${row.open ? '/' : ''}`);

describe('rows of the znode tree', () => {
  test('opened znodes show their children below them; what is opened inside a closed one does not', () => {
    expect(lines({})).toEqual(['marathon', 'mesos', 'zookeeper']);
    expect(lines({ expanded: ['/zookeeper', '/marathon/state'] })).toEqual([
      'marathon',
      'mesos',
      'zookeeper/',
      ' quota',
    ]);
    expect(lines({ expanded: ['/marathon', '/marathon/leader'] })[1]).toBe(' leader/');
  });

  test('a window of the rows is the same part of all rows, and any row is found', () => {
    const expanded = ['/marathon', '/marathon/state', '/mesos', '/nowhere'];
    const all = ask({ expanded });
    expect(all.total).toBe(all.rows.length);
    for (let offset = 0; offset < all.total; offset += 3) {
      const part = ask({ expanded, offset, limit: 3 });
      expect(part.rows).toEqual(all.rows.slice(offset, offset + 3));
      expect(part.total).toBe(all.total);
    }
    for (const [index, row] of all.rows.entries())
      expect(ask({ expanded, limit: 1, locate: row.path }).located).toBe(index);
    expect(ask({ locate: '/nowhere' }).located).toBeNull();
  });

  test('ephemerals and watches are told of; the tree of the beginning holds none of them', () => {
    const row = ask({ expanded: ['/mesos'] }).rows.find(({ name }) => name.startsWith('json.info_'));
    expect(row?.ephemeralOwner).not.toBe('0x0');
    expect(ask({}).rows.find(({ name }) => name === 'mesos')?.watches).toBeGreaterThan(0);
    const past = znodeRows(booted, { expanded: [], offset: 0, limit: 10, atUs: 1, locate: null });
    expect(past.ok).toBe(false);
  });
});
