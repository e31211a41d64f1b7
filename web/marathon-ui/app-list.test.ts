import { describe, expect, it } from 'vitest';
import {
  itemsOf,
  labelText,
  labelsInUse,
  listRows,
  noFilters,
  shareItems,
  sidebarCounts,
  withDelays,
  type ListFilters,
  type SortKey,
} from './app-list.ts';
import type { AppJson, GroupJson } from './marathon-json.ts';
import { menuLabels, menuTitle } from './label-menu.ts';
import {
  formatCpus,
  formatMemory,
  fromNow,
  humanDuration,
  keyWords,
  lifetimeText,
  momentText,
} from './marathon-format.ts';

const app = (id: string, rest: Partial<AppJson> = {}): AppJson => ({
  id,
  cpus: 1,
  mem: 16,
  instances: 1,
  tasksRunning: 1,
  deployments: [],
  ...rest,
});

const root: GroupJson = {
  id: '/',
  apps: [
    app('/web', { labels: { TIER: 'front' } }),
    app('/db', { instances: 0, tasksRunning: 0 }),
    app('/api', { tasksUnhealthy: 1 }),
  ],
  groups: [
    {
      id: '/prod',
      apps: [app('/prod/api', { instances: 2, tasksHealthy: 1 })],
      groups: [{ id: '/prod/deep', apps: [app('/prod/deep/x')] }],
    },
    { id: '/empty' },
  ],
};
const items = itemsOf(root);
const rows = (filters: Partial<ListFilters>, group = '/', key: SortKey = 'id', descending = false) =>
  listRows(items, group, { ...noFilters, ...filters }, { key, descending }).map((item) => item.id);

describe('applications list', () => {
  it('UI10: shows direct children, groups first, with sums of all descendants', () => {
    expect(rows({})).toEqual(['/empty', '/prod', '/api', '/db', '/web']);
    expect(rows({}, '/prod')).toEqual(['/prod/deep', '/prod/api']);
    expect(items.find((item) => item.id === '/prod')).toMatchObject({
      instances: 3,
      tasksRunning: 2,
      totalCpus: 3,
      totalMem: 48,
    });
  });

  it('UI11: any check box makes a flat list without groups; boxes of one kind are alternatives', () => {
    expect(rows({ status: ['Suspended'] })).toEqual(['/db']);
    expect(rows({ status: ['Running', 'Suspended'] })).toEqual(['/api', '/db', '/prod/api', '/prod/deep/x', '/web']);
    expect(rows({ status: ['Running', 'Suspended'], health: ['unhealthy'] })).toEqual(['/api']);
    expect(rows({ labels: [['TIER', 'front']] })).toEqual(['/web']);
  });

  it('UI24: a text searches everywhere and orders by match', () => {
    expect(rows({ text: 'api' }, '/prod').slice(0, 2)).toEqual(['/api', '/prod/api']);
    expect(rows({ text: 'zzz' })).toEqual([]);
  });

  it('a text finds groups by their last part, and keeps them before applications', () => {
    expect(rows({ text: 'prod' }, '/empty')[0]).toBe('/prod');
    expect(rows({ text: 'deep' })).toEqual(['/prod/deep', '/prod/deep/x']);
    expect(rows({ text: 'prod', status: ['Running'] })).toEqual(['/prod/api', '/prod/deep/x']);
  });

  it.each<readonly [SortKey, boolean, readonly string[]]>([
    ['id', true, ['/prod', '/empty', '/web', '/db', '/api']],
    ['status', false, ['/empty', '/prod', '/api', '/web', '/db']],
    ['totalCpus', false, ['/empty', '/prod', '/db', '/api', '/web']],
    ['healthWeight', true, ['/prod', '/empty', '/api', '/web', '/db']],
  ])('sorts by %s, descending %s', (key, descending, ids) => expect(rows({}, '/', key, descending)).toEqual(ids));

  it('keeps four digits of a total', () => {
    expect(itemsOf({ id: '/', apps: [app('/a', { cpus: 0.12345, instances: 3 })] })[0]?.totalCpus).toBe(0.3704);
  });

  it('counts only what a text leaves over, wherever it is', () => {
    const counts = sidebarCounts(items, '/empty', { ...noFilters, text: 'api' });
    expect([counts.status.get('Running'), counts.health.get('unhealthy'), counts.volumes]).toEqual([2, 1, 0]);
  });

  it('keeps groups above applications in every order', () => {
    expect(rows({}, '/', 'tasksRunning', true)).toEqual(['/prod', '/empty', '/api', '/web', '/db']);
  });

  it('counts applications below the group, whatever boxes are ticked', () => {
    const counts = sidebarCounts(items, '/', { ...noFilters, status: ['Suspended'] });
    expect(counts.status.get('Running')).toBe(4);
    expect(counts.status.get('Suspended')).toBe(1);
    expect(counts.health.get('healthy')).toBe(1);
    expect(sidebarCounts(items, '/prod', noFilters).status.get('Running')).toBe(2);
  });

  it.each([
    ['', ['B', 'A:x', 'C(1):y']],
    ['^[ab]', ['B', 'A:x']],
    ['X', ['A:x']],
    ['(', ['C(1):y']],
  ])('the label filter "%s" finds %j, chosen ones first', (typed, found) => {
    const labels = [
      ['A', 'x'],
      ['B', ''],
      ['C(1)', 'y'],
    ] as const;
    expect(menuLabels(labels, [['B', '']], typed).map(labelText)).toEqual(found);
  });

  it.each([
    [0, 'Select'],
    [1, '1 Label Selected'],
    [2, '2 Labels Selected'],
  ])('with %s labels the filter reads %s', (count, text) => expect(menuTitle(count)).toBe(text));

  it('lists the labels in use once', () => expect(labelsInUse(items)).toEqual([['TIER', 'front']]));
});

describe('formats of the Marathon UI', () => {
  it.each([
    [0, '0 B'],
    [48, '48 MiB'],
    [512, '512 MiB'],
    [900, '1 GiB'],
    [1584, '2 GiB'],
  ])('%s MiB print as %s', (mib, text) => expect(formatMemory(mib)).toBe(text));
  it('UI23: three instances of 0.01 CPU print 0.0', () => expect(formatCpus(0.03)).toBe('0.0'));
  it.each([
    [10, 'a few seconds'],
    [60, 'a minute'],
    [187, '3 minutes'],
    [3600, 'an hour'],
    [7200, '2 hours'],
    [86_400, 'a day'],
    [10 * 365 * 86_400, '10 years'],
  ])('%s s are "%s"', (seconds, text) => expect(humanDuration(seconds)).toBe(text));
  it('names moments in the past and in the future', () => {
    expect(fromNow('2016-12-13T06:36:14.897Z', Date.parse('2016-12-13T08:36:14.897Z'))).toBe('2 hours ago');
    expect(fromNow('2016-12-13T06:36:14.897Z', Date.parse('2016-12-13T06:33:14.897Z'))).toBe('in 3 minutes');
  });
  it('prints moments of the debug tab with their distance, a lifetime with its words', () => {
    const at = '2016-12-13T06:36:14.897Z';
    expect(momentText(at, Date.parse(at) + 7_200_000)).toBe(`${at} (2 hours ago)`);
    expect(momentText(at, Date.parse(at) - 1)).toBe(`${at} (Just now)`);
    expect(lifetimeText(1023.4401)).toBe('1,023.44 seconds (17 minutes)');
  });
  it('spells configuration keys', () => expect(keyWords('mesos_leader_ui_url')).toBe('Mesos Leader Ui Url'));
});

describe('items from poll to poll', () => {
  const at = (web: Partial<AppJson>): GroupJson => ({
    id: '/',
    apps: [app('/web', { version: '1', ...web }), app('/db', { version: '1' })],
  });
  const before = itemsOf(at({}));

  it('are the same list when nothing changed', () => expect(shareItems(before, itemsOf(at({})))).toBe(before));

  it('are the same objects but for what changed: counts, configuration, delay', () => {
    for (const changed of [at({ tasksRunning: 0 }), at({ version: '2' })]) {
      const after = shareItems(before, itemsOf(changed));
      expect(after[0]).not.toBe(before[0]);
      expect(after[1]).toBe(before[1]);
    }
    const delays = new Map([['/web', { timeLeftSeconds: 3, overdue: false }]]);
    expect(shareItems(before, withDelays(itemsOf(at({})), delays))[0]?.status).toBe('Delayed');
  });

  it('leave out what is gone', () => expect(shareItems(before, itemsOf({ id: '/', apps: [] }))).toEqual([]));
});
