import { describe, expect, it } from 'vitest';
import { appJson } from './app-json.ts';
import { readAppFields } from './app-reader.ts';
import { appOfFields } from './app-update.ts';
import { validateNewApp } from './app-validation.ts';
import { withVersionInfo } from './app-changes.ts';
import { appIdOfTask, canonicalPath, ROOT_PATH, safePath, taskNameOf } from './path-id.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';
import { emptyGroup, putApp } from './group.ts';
import {
  applyGroupUpdate,
  readGroupUpdate,
  scaleGroup,
  validateGroupUpdate,
  validateRootGroup,
} from './group-update.ts';
import { assignServicePorts } from './service-ports.ts';
import type { AppDefinition } from './app-definition.ts';
import type { JsonProblem } from './json-reader.ts';

const NOW_MS = Date.UTC(2016, 11, 13, 6, 36, 14, 897);

function read(json: unknown): { problems: JsonProblem[]; app: AppDefinition } {
  const problems: JsonProblem[] = [];
  const fields = readAppFields(json, '', problems);
  return { problems, app: appOfFields(fields, ROOT_PATH, null, NOW_MS) };
}

function violations(json: unknown): readonly string[] {
  return validateNewApp(read(json).app).map(({ path, error }) => `${path}: ${error}`);
}

const A = { id: '/a', cmd: 'sleep 1000' };
const SEGMENT_ERROR = 'must fully match regular expression';

describe('app JSON: what is refused while reading (400)', () => {
  const rows: readonly (readonly [string, unknown, string, string])[] = [
    ['V09 an empty command', { id: '/a', cmd: '' }, '/cmd', 'error.minLength'],
    ['V11 a text for a number', { ...A, instances: 'two' }, '/instances', 'error.expected.jsnumber'],
    [
      'V13 an unknown operator',
      { ...A, constraints: [['hostname', 'NEAR']] },
      '/constraints(0)',
      'Constraint operator must be one of the following: [UNIQUE, LIKE, CLUSTER, GROUP_BY, UNLIKE]',
    ],
    [
      'V14 a constraint of one word',
      { ...A, constraints: [['hostname']] },
      '/constraints(0)',
      'Constraint definition must be an array of strings in format: <key>, <operator>[, value]',
    ],
    ['V15 a port twice', { ...A, ports: [8080, 8080] }, '/ports', 'Ports must be unique.'],
    [
      'V16 uris and fetch',
      { ...A, uris: ['a'], fetch: [{ uri: 'b' }] },
      '',
      'You cannot specify both uris and fetch fields',
    ],
    [
      'V29 an address and ports',
      { ...A, ipAddress: {}, ports: [0] },
      '',
      'You cannot specify both an IP address and ports',
    ],
    ['no object', [1], '/id', 'error.path.missing'],
  ];
  it.each(rows)('%s', (_name, json, path, error) => {
    expect(read(json).problems).toContainEqual({ path, errors: [error] });
  });
});

it('V06 refuses the root path without place or word, as Play does', () => {
  expect(read({ ...A, id: '/' }).problems).toEqual([{ path: '', errors: [] }]);
});

describe('app rules: what is refused after reading (422)', () => {
  const text = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
  const rows: readonly (readonly [string, unknown, string])[] = [
    ['V02 upper case', { ...A, id: '/A' }, `/id: ${SEGMENT_ERROR}`],
    ['V03 underscore', { ...A, id: '/a_b' }, `/id: ${SEGMENT_ERROR}`],
    ['V05 leading hyphen', { ...A, id: '/-a' }, `/id: ${SEGMENT_ERROR}`],
    ['V07 nothing to run', { id: '/a' }, `/: ${text}`],
    ['V08 cmd and args', { ...A, args: ['x'] }, `/: ${text}`],
    ['V10 negative memory', { ...A, mem: -3 }, '/mem: got -3.0, expected 0.0 or more'],
    [
      'V17 health capacity above 1',
      { ...A, upgradeStrategy: { minimumHealthCapacity: 1.2 } },
      '/upgradeStrategy/minimumHealthCapacity: got 1.2, expected between 0.0 and 1.0',
    ],
    ['V18 DOCKER without docker', { ...A, container: { type: 'DOCKER' } }, '/container/docker: must not be empty'],
    [
      'V19 a port index too high',
      { ...A, healthChecks: [{ portIndex: 3 }] },
      '/healthChecks(0): Health check port indices must address an element of the ports array or container port mappings.',
    ],
    [
      'V28 a single instance twice',
      {
        ...A,
        instances: 2,
        labels: { MARATHON_SINGLE_INSTANCE_APP: 'true' },
        upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
      },
      '/: Single instance app may only have one instance',
    ],
    ['instances below 0', { ...A, instances: -3 }, '/instances: got -3, expected 0 or more'],
  ];
  it.each(rows)('%s', (_name, json, expected) => {
    expect(violations(json).some((line) => line.startsWith(expected))).toBe(true);
  });

  it('V01 accepts the smallest app and fills in the defaults', () => {
    expect(violations(A)).toEqual([]);
    expect(appJson(read(A).app)).toMatchObject({
      id: '/a',
      instances: 1,
      cpus: 1,
      mem: 128,
      disk: 0,
      ports: [0],
      version: '2016-12-13T06:36:14.897Z',
      cmd: 'sleep 1000',
      args: null,
    });
  });

  it('V04 makes a relative id absolute', () => {
    expect(read({ ...A, id: 'a' }).app.id).toBe('/a');
  });

  it('V29 an app with its own address has no ports', () => {
    expect(read({ ...A, ipAddress: {} }).app.portDefinitions).toEqual([]);
  });
});

describe('ids and time stamps', () => {
  it('maps paths to znode names, task names and back', () => {
    const path = canonicalPath('/prod/db/');
    expect([
      path,
      safePath(path),
      taskNameOf(path),
      appIdOfTask('prod_db.726e0da5-c0fe-11e6-832f-a63ee8fdb797'),
    ]).toEqual(['/prod/db', 'prod_db', 'db.prod', '/prod/db']);
    expect(canonicalPath('../x', canonicalPath('/prod/db'))).toBe('/prod/x');
  });

  it('prints and reads ISO-8601 in UTC like the calendar does', () => {
    for (const ms of [
      0,
      NOW_MS,
      Date.UTC(2000, 1, 29),
      Date.UTC(2100, 2, 1),
      Date.UTC(1969, 11, 31, 23, 59, 59, 999),
    ]) {
      expect(formatTimestamp(ms)).toBe(new Date(ms).toISOString());
      expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
    }
    expect(parseTimestamp('2016-12-13T06:36:14.897+02:00')).toBe(NOW_MS - 7_200_000);
    expect(parseTimestamp('yesterday')).toBeNull();
  });
});

describe('versions of an app', () => {
  const first = withVersionInfo(null, read(A).app, 1000).app;

  it('a new app has one version for all', () => {
    expect(first.versionInfo).toEqual({
      kind: 'full',
      versionMs: 1000,
      lastScalingAtMs: 1000,
      lastConfigChangeAtMs: 1000,
    });
  });

  it('scaling keeps the configuration version', () => {
    const scaled = withVersionInfo(first, { ...first, instances: 3 }, 2000).app;
    expect(scaled.versionInfo).toEqual({
      kind: 'full',
      versionMs: 2000,
      lastScalingAtMs: 2000,
      lastConfigChangeAtMs: 1000,
    });
  });

  it('D15 a restart without change keeps it too', () => {
    const restarted = withVersionInfo(first, { ...first, versionInfo: { kind: 'none' } }, 3000).app;
    expect(restarted.versionInfo).toEqual({
      kind: 'full',
      versionMs: 3000,
      lastScalingAtMs: 3000,
      lastConfigChangeAtMs: 1000,
    });
  });

  it('a changed command is a new configuration', () => {
    const changed = withVersionInfo(first, { ...first, cmd: 'other' }, 4000).app;
    expect(changed.versionInfo).toMatchObject({ lastConfigChangeAtMs: 4000 });
  });

  it('V25 an identical definition keeps its version', () => {
    expect(withVersionInfo(first, { ...first }, 5000).app).toBe(first);
  });
});

describe('service ports', () => {
  const pool = { localPortMin: 10_000, localPortMax: 10_002 };
  const root = emptyGroup(ROOT_PATH, 1);

  it('takes the lowest free port of the pool', () => {
    const result = assignServicePorts(root, putApp(root, read(A).app, 2), pool);
    expect(result.ok && result.group.apps[0]?.portDefinitions[0]?.port).toBe(10_000);
  });

  it('P01 refuses when the pool is used up', () => {
    const full = ['/a', '/b', '/c'].reduce((group, id) => putApp(group, read({ ...A, id }).app, 2), root);
    expect(assignServicePorts(root, full, pool)).toEqual({
      ok: false,
      error: 'All ports in the range 10000-10002 are already in use',
    });
  });

  it('P02 an app keeps the port that it had', () => {
    const former = putApp(
      root,
      { ...read(A).app, portDefinitions: [{ port: 10_001, protocol: 'tcp', name: null, labels: [] }] },
      2,
    );
    const result = assignServicePorts(former, putApp(former, read(A).app, 3), pool);
    expect(result.ok && result.group.apps[0]?.portDefinitions[0]?.port).toBe(10_001);
  });
});

describe('groups', () => {
  const update = (json: unknown): ReturnType<typeof readGroupUpdate> => readGroupUpdate(json, '', []);
  const root = emptyGroup(ROOT_PATH, 1);

  it('G01 puts apps below the group', () => {
    const group = applyGroupUpdate(
      emptyGroup(canonicalPath('/prod'), 1),
      update({ apps: [{ id: 'db', cmd: 'x' }] }),
      2,
    );
    expect(group.apps[0]?.id).toBe('/prod/db');
  });

  it('G03 scales every app up to the next whole number', () => {
    const group = applyGroupUpdate(
      emptyGroup(canonicalPath('/prod'), 1),
      update({
        apps: [
          { id: 'a', cmd: 'x', instances: 3 },
          { id: 'b', cmd: 'x' },
        ],
      }),
      2,
    );
    expect(scaleGroup(group, 1.5).apps.map((app) => app.instances)).toEqual([5, 2]);
  });

  it('G07 scaleBy stands alone', () => {
    expect(validateGroupUpdate(update({ scaleBy: 2, apps: [] }), canonicalPath('/prod'))).toContainEqual({
      path: '/scaleBy',
      error: 'not allowed in conjunction with other properties.',
    });
  });

  it('D14 refuses a circle of dependencies', () => {
    const circle = applyGroupUpdate(
      root,
      update({
        apps: [
          { id: '/a', cmd: 'x', dependencies: ['/b'] },
          { id: '/b', cmd: 'x', dependencies: ['/a'] },
        ],
      }),
      2,
    );
    expect(validateRootGroup(circle, null).map((entry) => entry.error)).toContain(
      'Dependency graph has cyclic dependencies.',
    );
  });
});
