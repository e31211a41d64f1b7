import { describe, expect, it } from 'vitest';
import { links, parseMesosRoute } from './mesos-route.ts';

describe('hash routes of the Mesos WebUI', () => {
  it.each([
    ['', { page: 'home' }],
    ['/', { page: 'home' }],
    ['/frameworks', { page: 'frameworks' }],
    ['/frameworks/F0', { page: 'framework', frameworkId: 'F0' }],
    ['/offers', { page: 'offers' }],
    ['/agents', { page: 'agents' }],
    ['/agents/S0', { page: 'agent', agentId: 'S0' }],
    ['/agents/S0/frameworks/F0', { page: 'agentFramework', agentId: 'S0', frameworkId: 'F0' }],
    ['/agents/S0/frameworks/F0/executors/e', { page: 'executor', agentId: 'S0', frameworkId: 'F0', executorId: 'e' }],
    ['/slaves', { page: 'redirect', to: '/agents' }],
    ['/agents/S0/browse?path=/data/mesos', { page: 'browse', agentId: 'S0', path: '/data/mesos' }],
    ['/agents/S0/browse', { page: 'browse', agentId: 'S0', path: null }],
    ['/slaves/S0', { page: 'redirect', to: '/agents/S0' }],
    ['/nonsense', { page: 'redirect', to: '/' }],
    ['/agents/S0/other', { page: 'redirect', to: '/' }],
  ])('%s', (fragment, route) => expect(parseMesosRoute(fragment)).toEqual(route));

  it('keeps ids with slashes and percent signs', () => {
    const ids = { agentId: 'S/0', frameworkId: 'F 0', executorId: 'ct:1:0:a/b%' };
    expect(parseMesosRoute(links.sandbox(ids.agentId, ids.frameworkId, ids.executorId).slice(1))).toEqual({
      page: 'executorBrowse',
      ...ids,
    });
  });
});
