import { describe, expect, it } from 'vitest';
import { noFilters } from './app-list.ts';
import { groupsAbove, listFragment, marathonLinks, parseMarathonRoute } from './marathon-route.ts';

describe('routes of the Marathon UI', () => {
  it.each([
    ['', { page: 'redirect' }],
    ['/', { page: 'redirect' }],
    ['/apps', { page: 'apps', group: '/' }],
    ['/group/%2Fprod', { page: 'apps', group: '/prod' }],
    ['/group/%2Fprod%2F', { page: 'apps', group: '/prod' }],
    ['/apps/%2Fcluster1-2048', { page: 'app', appId: '/cluster1-2048', tab: 'instances' }],
    ['/apps/%2Fcluster1-2048/configuration', { page: 'app', appId: '/cluster1-2048', tab: 'configuration' }],
    ['/apps/%2Fa/debug', { page: 'app', appId: '/a', tab: 'debug' }],
    ['/apps/%2Fa/volumes', { page: 'app', appId: '/a', tab: 'volumes' }],
    ['/apps/%2Fa/a.1-2', { page: 'task', appId: '/a', taskId: 'a.1-2', tab: 'files' }],
    ['/apps/%2Fa/a.1-2/volumes', { page: 'task', appId: '/a', taskId: 'a.1-2', tab: 'volumes' }],
    ['/apps/%2Fa/volume/a%23data%231', { page: 'volume', appId: '/a', volumeId: 'a#data#1' }],
    ['/apps/%2Fa/debug/more', { page: 'notFound', path: '/apps/%2Fa/debug/more' }],
    ['/deployments', { page: 'deployments' }],
    ['/other', { page: 'notFound', path: '/other' }],
  ])('%s', (fragment, at) => expect(parseMarathonRoute(fragment).at).toEqual(at));

  it('reads filters of the address', () => {
    const { filters } = parseMarathonRoute(
      '/apps?filterStatus%5B%5D=0&filterStatus%5B%5D=3&filterHealth%5B%5D=unhealthy',
    );
    expect(filters).toEqual({ ...noFilters, status: ['Running', 'Delayed'], health: ['unhealthy'] });
  });

  it('writes labels encoded twice and reads them back', () => {
    const filters = { ...noFilters, labels: [['A:B', 'x y']] as const, text: 'api', volumes: true };
    const fragment = listFragment('/apps', filters);
    expect(fragment).toContain('%2525');
    expect(parseMarathonRoute(fragment.slice(1)).filters).toEqual(filters);
  });

  it('opens the edit modal for a version', () => {
    const fragment = marathonLinks.edit('/apps/%2Fa', '/a--b', '2016-12-13T06:36:14.897Z').slice(1);
    expect(parseMarathonRoute(fragment).modal).toEqual({
      kind: 'editApp',
      appId: '/a--b',
      version: '2016-12-13T06:36:14.897Z',
    });
  });

  it.each([
    ['new-app', 'newApp'],
    ['new-group', 'newGroup'],
    ['about', 'about'],
    ['help', 'help'],
  ])('modal=%s opens %s', (modal, kind) => {
    expect(parseMarathonRoute(`/group/%2Fprod?modal=${modal}&groupId=%2Fprod%2F`).modal).toEqual({ kind });
    expect(parseMarathonRoute(`/apps?modal=x-${modal}`).modal).toBeNull();
  });

  it('names the group beside the modal, and drops the filters', () => {
    expect(marathonLinks.modal('/group/%2Fprod', 'new-app', '/prod')).toBe(
      '#/group/%2Fprod?modal=new-app&groupId=%2Fprod%2F',
    );
    expect(marathonLinks.modal('/apps', 'new-group')).toBe('#/apps?modal=new-group');
  });

  it('lists the groups above an application', () => expect(groupsAbove('/a/b/c')).toEqual(['/a', '/a/b']));
});
