import { describe, expect, it } from 'vitest';
import { polledPaths } from './polled-paths.ts';

describe('what a pass of the polls asks for', () => {
  const asked = (appId: string | null): string[] =>
    Object.values(polledPaths(appId))
      .filter((path) => path !== null)
      .map((path) => path.replace(/\?.*/, ''));

  it('UI21: on the page of an application itself, queue and deployments, no groups', () => {
    expect(asked('/prod/api')).toEqual(['/v2/apps//prod/api', '/v2/queue', '/v2/deployments']);
  });

  it('elsewhere groups, queue and deployments', () => {
    expect(asked(null)).toEqual(['/v2/groups', '/v2/queue', '/v2/deployments']);
  });

  it('asks with everything embedded that the page shows', () => {
    const names = ['groups', 'apps', 'apps.deployments', 'apps.counts', 'apps.readiness'];
    expect(polledPaths(null).groups).toBe(`/v2/groups?${names.map((name) => `embed=group.${name}`).join('&')}`);
    expect(polledPaths('/cluster1-2048').app).toBe('/v2/apps//cluster1-2048?embed=app.taskStats&embed=app.readiness');
  });

  it('an id is encoded segment by segment', () => {
    expect(asked('/a b/c?d')).toContain('/v2/apps//a%20b/c%3Fd');
  });
});
