/** Fields of apps and groups: what they are when nobody gives them, and rules that no other test shows. */
import { describe, expect, it } from 'vitest';
import { appJson } from './app-json.ts';
import { type AppDefinition } from './app-definition.ts';
import { readAppFields } from './app-reader.ts';
import { appOfFields } from './app-update.ts';
import { validateNewApp } from './app-validation.ts';
import { dependencyDepths } from './dependencies.ts';
import { emptyGroup, type Group, putApp } from './group.ts';
import { applyGroupUpdate, readGroupUpdate, validateGroupUpdate, validateRootGroup } from './group-update.ts';
import type { JsonProblem } from './json-reader.ts';
import { canonicalPath, ROOT_PATH } from './path-id.ts';

type Json = Readonly<Record<string, unknown>>;

function app(json: Json): AppDefinition {
  return appOfFields(readAppFields({ id: '/a', cmd: 'x', ...json }, '', []), ROOT_PATH, null, 1000);
}

const printed = (json: Json): Json => appJson(app(json)) as Json;
const docker = (more: Json): Json => ({ cmd: null, container: { docker: { image: 'i', ...more } } });
const VOLUMES = { container: { volumes: [{ containerPath: 'data', mode: 'RW', persistent: { size: 10 } }] } };

describe('fields that nobody gives', () => {
  it('of an app', () => {
    expect(printed({})).toEqual({
      ...{
        id: '/a',
        cmd: 'x',
        args: null,
        user: null,
        env: {},
        instances: 1,
        cpus: 1,
        mem: 128,
        disk: 0,
        executor: '',
      },
      ...{ constraints: [], uris: [], fetch: [], storeUrls: [], ports: [0], requirePorts: false },
      portDefinitions: [{ port: 0, protocol: 'tcp', labels: {} }],
      ...{ backoffSeconds: 1, backoffFactor: 1.15, maxLaunchDelaySeconds: 3600, container: null },
      ...{ healthChecks: [], readinessChecks: [], dependencies: [], labels: {}, acceptedResourceRoles: null },
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
      ...{ ipAddress: null, version: '1970-01-01T00:00:01.000Z', residency: null },
    });
  });

  it.each<[string, Json, string, unknown]>([
    [
      'a readiness check',
      { readinessChecks: [{}] },
      'readinessChecks',
      [
        {
          ...{ name: 'readinessCheck', protocol: 'HTTP', path: '/', portName: 'http-api', intervalSeconds: 30 },
          ...{ timeoutSeconds: 10, httpStatusCodesForReady: [200], preserveLastResponse: false },
        },
      ],
    ],
    [
      'a container',
      docker({}),
      'container',
      {
        type: 'DOCKER',
        volumes: [],
        docker: { image: 'i', privileged: false, parameters: [], forcePullImage: false },
      },
    ],
    [
      'a mapping',
      docker({ network: 'BRIDGE', portMappings: [{}] }),
      'container',
      {
        type: 'DOCKER',
        volumes: [],
        docker: {
          ...{ image: 'i', network: 'BRIDGE', privileged: false, parameters: [], forcePullImage: false },
          portMappings: [{ containerPort: 0, hostPort: 0, servicePort: 0, protocol: 'tcp', labels: {} }],
        },
      },
    ],
    ['a fetch', { fetch: [{ uri: 'http://x/a' }] }, 'uris', ['http://x/a']],
    ['an address', { ipAddress: {} }, 'ipAddress', { groups: [], labels: {}, discovery: { ports: [] } }],
    [
      'the residency of an app with volumes',
      VOLUMES,
      'residency',
      { relaunchEscalationTimeoutSeconds: 3600, taskLostBehavior: 'WAIT_FOREVER' },
    ],
    [
      'the strategy of a resident app',
      { ...VOLUMES, residency: {} },
      'upgradeStrategy',
      { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    ],
    [
      'half of a strategy',
      { upgradeStrategy: { minimumHealthCapacity: 0.5 } },
      'upgradeStrategy',
      { minimumHealthCapacity: 0.5, maximumOverCapacity: 1 },
    ],
    ['dependencies below the app itself', { dependencies: ['db'] }, 'dependencies', ['/a/db']],
  ])('%s', (_name, json, field, expected) => {
    expect(printed(json)[field]).toEqual(expected);
  });
});

describe('rules of an app', () => {
  it.each<[string, Json, readonly string[]]>([
    ['cpus below 0', { cpus: -1 }, ['/cpus: got -1.0, expected 0.0 or more']],
    ['disk below 0', { disk: -1 }, ['/disk: got -1.0, expected 0.0 or more']],
    ['both protocols of a mapping', docker({ portMappings: [{ protocol: 'udp,tcp' }] }), []],
    [
      'both protocols of a port',
      { portDefinitions: [{ protocol: 'udp,tcp' }] },
      ['/portDefinitions(0)/protocol: is not one of (tcp,udp)'],
    ],
    ['ports twice', { portDefinitions: [{ port: 80 }, { port: 80 }] }, ['/portDefinitions: Ports must be unique.']],
    [
      'over capacity above 1',
      { upgradeStrategy: { maximumOverCapacity: 2 } },
      ['/upgradeStrategy/maximumOverCapacity: got 2.0, expected between 0.0 and 1.0'],
    ],
  ])('%s', (_name, json, expected) => {
    expect(validateNewApp(app(json)).map(({ path, error }) => `${path}: ${error}`)).toEqual(expected);
  });

  it('a constraint of four words is none', () => {
    const problems: JsonProblem[] = [];
    readAppFields({ id: '/a', constraints: [['a', 'LIKE', 'b', 'c']] }, '', problems);
    expect(problems[0]?.errors[0]).toContain('Constraint definition must be an array of strings in format');
  });
});

describe('groups', () => {
  const prod = canonicalPath('/prod');
  const update = (json: Json): ReturnType<typeof readGroupUpdate> => readGroupUpdate(json, '', []);
  const apply = (group: Group, json: Json): Group => applyGroupUpdate(group, update(json), 2);
  const both = apply(emptyGroup(prod, 1), {
    apps: [{ id: 'db', cmd: 'x' }],
    groups: [{ id: 'web', apps: [{ id: 'page', cmd: 'x' }] }],
    dependencies: ['../other'],
  });
  const shape = ({ apps, groups, dependencies }: Group): readonly unknown[] => [
    apps.map(({ id }) => id),
    groups.map(({ id, apps: inner }) => [id, ...inner.map((each) => each.id)]),
    dependencies,
  ];

  it.each<[string, Json, readonly unknown[]]>([
    ['nothing given: all is kept', {}, [['/prod/db'], [['/prod/web', '/prod/web/page']], ['/other']]],
    [
      'apps replace all apps',
      { apps: [{ id: 'new', cmd: 'y' }] },
      [['/prod/new'], [['/prod/web', '/prod/web/page']], ['/other']],
    ],
    ['groups replace all groups', { groups: [{ id: 'api' }] }, [['/prod/db'], [['/prod/api']], ['/other']]],
    [
      'a group that stays keeps its apps',
      { groups: [{ id: 'web' }] },
      [['/prod/db'], [['/prod/web', '/prod/web/page']], ['/other']],
    ],
    ['dependencies replace theirs', { dependencies: [] }, [['/prod/db'], [['/prod/web', '/prod/web/page']], []]],
  ])('%s', (_name, json, expected) => {
    expect(shape(apply(both, json))).toEqual(expected);
  });

  it('a version stands alone', () => {
    const json = { version: '2016-12-13T06:36:14.897Z', apps: [] };
    expect(validateGroupUpdate(update(json), prod)).toContainEqual({
      path: '/version',
      error: 'not allowed in conjunction with other properties.',
    });
  });

  it('an app must be a child of its group', () => {
    expect(validateGroupUpdate(update({ apps: [{ id: '../x', cmd: 'x' }] }), prod)).toContainEqual({
      path: '/apps(0)/id',
      error: 'Identifier is not child of /prod. Hint: use relative paths.',
    });
  });

  it('an app and a group cannot have one name', () => {
    const root = putApp(putApp(emptyGroup(ROOT_PATH, 1), app({ id: '/a' }), 1), app({ id: '/a/b' }), 1);
    expect(validateRootGroup(root, null).map(({ error }) => error)).toContain(
      'Groups and Applications may not have the same identifier.',
    );
  });

  it('--max_apps limits the tree', () => {
    const root = putApp(putApp(emptyGroup(ROOT_PATH, 1), app({ id: '/a' }), 1), app({ id: '/b' }), 1);
    expect(validateRootGroup(root, 2)).toEqual([]);
    expect(validateRootGroup(root, 1)[0]?.error).toBe(
      'This Marathon instance may only handle up to 1 Apps!\n(Override with command line option --max_apps)',
    );
  });

  it('dependencies on what is not there count for nothing, those on a group for each of its apps', () => {
    const tree = apply(emptyGroup(ROOT_PATH, 1), {
      apps: [{ id: 'web', cmd: 'x', dependencies: ['/prod', '/nowhere'] }],
      groups: [{ id: 'prod', apps: [{ id: 'db', cmd: 'x' }] }],
    });
    expect([...(dependencyDepths(tree) ?? [])].sort()).toEqual([
      ['/prod/db', 0],
      ['/web', 1],
    ]);
  });
});
