import { expect, test } from 'vitest';
import type { ZnodeListView, ZnodeRow } from '../../sim-worker/api.ts';
import { ancestors, hexLines, sequenceOf, treeRows } from './tree-rows.ts';

function row(path: string): ZnodeRow {
  return {
    path,
    name: path.split('/').at(-1) ?? '',
    numChildren: 0,
    dataLength: 0,
    ephemeralOwner: '0x0',
    version: 0,
    mzxid: '0x0',
  };
}

function list(path: string, children: readonly string[], total = children.length): [string, ZnodeListView] {
  return [path, { server: 'zookeeper@192.168.1.231', path, total, children: children.map(row) }];
}

test('the tree shows the children of opened znodes below them', () => {
  const lists = new Map([list('/', ['/marathon', '/mesos']), list('/mesos', ['/mesos/json.info_0000000004'])]);
  const rows = treeRows(lists, new Set(['/mesos']));
  expect(rows.map((found) => (found.kind === 'znode' ? `${found.depth} ${found.znode.path}` : ''))).toEqual([
    '0 /marathon',
    '0 /mesos',
    '1 /mesos/json.info_0000000004',
  ]);
});

test('children that were not fetched are counted', () => {
  expect(treeRows(new Map([list('/', ['/a'], 3)]), new Set()).at(-1)).toEqual({
    kind: 'more',
    path: '/',
    depth: 0,
    hidden: 2,
  });
});

test('the ten digits of a sequential znode are found, and nothing shorter', () => {
  expect(sequenceOf('json.info_0000000004')).toBe('0000000004');
  expect(sequenceOf('member_12')).toBeNull();
});

test('all znodes above a path are opened to show it', () => {
  expect(ancestors('/marathon/leader/member_0000000001')).toEqual(['/', '/marathon', '/marathon/leader']);
});

test('bytes are shown as hexadecimal and characters', () => {
  expect(hexLines(new TextEncoder().encode('mesos'))).toEqual([
    '00000000  6d 65 73 6f 73                                   |mesos|',
  ]);
});
