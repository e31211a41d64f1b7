import { describe, expect, it } from 'vitest';
import type { ProcessTile } from '../../sim-worker/api.ts';
import { bookmarksOf } from './bookmarks.ts';

const tile = (program: string, host: string, leading = false) =>
  ({ program, host, title: program, leading }) as ProcessTile;

describe('bookmarks of the cluster', () => {
  it('group the pages by program, hosts in the order of their addresses', () => {
    const groups = bookmarksOf([
      tile('mesos-agent', '192.168.1.240'),
      tile('zookeeper', '192.168.1.231'),
      tile('mesos-agent', '192.168.1.34'),
      tile('mesos-master', '192.168.1.232', true),
    ]);
    expect(groups.map((group) => [group.program, group.pages.map((page) => page.url)])).toEqual([
      ['mesos-master', ['http://192.168.1.232:5050/']],
      ['mesos-agent', ['http://192.168.1.34:5051/state', 'http://192.168.1.240:5051/state']],
    ]);
    expect(groups[0]?.pages[0]?.leading).toBe(true);
  });
});
