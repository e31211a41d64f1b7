/**
 * Rules of apps, restated from Marathon 1.1.1, src/test/scala/mesosphere/marathon: api/validation/AppDefinitionValidatorTest.scala,
 * api/v2/json/{AppDefinitionTest,AppUpdateTest}.scala, api/v2/ModelValidationTest.scala, api/validation/ReadinessCheckValidatorTest.scala.
 */
import { describe, expect, it } from 'vitest';
import { appJson } from './app-json.ts';
import { readAppFields } from './app-reader.ts';
import { appOfFields, applyUpdate } from './app-update.ts';
import { validateNewApp, validateResidentChange, validateUpdate } from './app-validation.ts';
import { applyGroupUpdate, readGroupUpdate, validateRootGroup } from './group-update.ts';
import { emptyGroup, putApp } from './group.ts';
import type { JsonProblem } from './json-reader.ts';
import { canonicalPath, ROOT_PATH } from './path-id.ts';
import type { AppDefinition } from './app-definition.ts';

function app(json: Record<string, unknown>): AppDefinition {
  return appOfFields(readAppFields({ id: '/test', cmd: 'true', ...json }, '', []), ROOT_PATH, null, 1000);
}

function problems(json: unknown, mode: 'create' | 'update' = 'create'): readonly JsonProblem[] {
  const found: JsonProblem[] = [];
  readAppFields(json, '', found, mode);
  return found;
}

/** `path: error` of every violation. */
function violations(json: Record<string, unknown>): readonly string[] {
  return validateNewApp(app(json)).map(({ path, error }) => `${path}: ${error}`);
}

const DOCKER = { type: 'DOCKER', docker: { image: 'foo/bar:latest' } };
const volume = (more: Record<string, unknown>): Record<string, unknown> => ({
  container: { ...DOCKER, volumes: [{ containerPath: 'test', mode: 'RW', ...more }] },
});
const persistent = (more: Record<string, unknown>): Record<string, unknown> => ({
  ...volume({ persistent: { size: 10 }, ...more }),
  residency: {},
});
const CMD = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
const SINGLE = { labels: { MARATHON_SINGLE_INSTANCE_APP: 'true' } };

describe('apps that are valid', () => {
  const rows: readonly (readonly [string, Record<string, unknown>])[] = [
    ['only cmd', {}],
    ['a deep id', { id: '/all.to-9gether/now-huh12/nest/nest' }],
    ['a trailing slash', { id: '/trailing/' }],
    ['only args', { cmd: null, args: ['test'] }],
    ['only a container', { cmd: null, container: DOCKER }],
    ['container and args', { cmd: null, args: ['test'], container: DOCKER }],
    ['container of type MESOS', { container: { type: 'MESOS' } }],
    ['a command check', { healthChecks: [{ protocol: 'COMMAND', command: { value: 'true' } }] }],
    ['roles', { acceptedResourceRoles: ['*', 'production'] }],
    ['a relative executor', { executor: 'some/relative/path.mte' }],
    ['ports given as 0 twice', { ports: [0, 0, 8080] }],
    ['a hidden path in the container', persistent({ containerPath: '.hidden' })],
    ['dots in the middle of a path', persistent({ containerPath: 'foo..bar' })],
    ['a single instance', { ...SINGLE, upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 } }],
    ['dependencies of the same group', { id: '/prod/app', dependencies: ['/prod/db'] }],
  ];
  it.each(rows)('%s', (_name, json) => {
    expect(violations(json)).toEqual([]);
  });
});

describe('apps that are not valid', () => {
  const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['container, cmd and args', { args: ['x'], container: DOCKER }, `/: ${CMD}`],
    ['an empty container alone', { cmd: null, container: {} }, `/: ${CMD}`],
    ['DOCKER without docker', { container: { type: 'DOCKER' } }, '/container/docker: must not be empty'],
    ['MESOS with docker', { container: { ...DOCKER, type: 'MESOS' } }, '/container/docker: must be empty'],
    [
      'no path in the container',
      volume({ containerPath: '', hostPath: '/x' }),
      '/container/volumes(0)/containerPath: must not be empty',
    ],
    ['no path on the host', volume({ hostPath: '' }), '/container/volumes(0)/hostPath: must not be empty'],
    ['a read-only volume', persistent({ mode: 'RO' }), '/container/volumes(0)/mode: does not equal RW'],
    [
      'a volume of size 0',
      persistent({ persistent: { size: 0 } }),
      '/container/volumes(0)/persistent/size: got 0, expected more than 0',
    ],
    ['the path .', persistent({ containerPath: '.' }), '/container/volumes(0)/containerPath: can not be one of (.,..)'],
    [
      'a path with slashes',
      persistent({ containerPath: 'a/b' }),
      "/container/volumes(0)/containerPath: must fully match regular expression '^[^/]*$'",
    ],
    [
      'residency without volumes',
      { residency: {} },
      '/: AppDefinition must contain persistent volumes and define residency',
    ],
    [
      'a resident app with reserved roles',
      { ...persistent({}), acceptedResourceRoles: ['foo'] },
      '/: Resident apps may not define acceptedResourceRoles other than "*" (unreserved resources)',
    ],
    [
      'volumes whose default strategy is not for them',
      { ...persistent({}), residency: null },
      '/value/upgradeStrategy: got 1.0, expected 0.5 or less',
    ],
    ['a single instance with a strategy', SINGLE, '/value/upgradeStrategy: got 1.0, expected 0.0'],
    [
      'two port names alike',
      {
        portDefinitions: [
          { port: 1, name: 'foo' },
          { port: 2, name: 'foo' },
        ],
      },
      '/portDefinitions: Port names must be unique.',
    ],
    [
      'an unknown protocol',
      { portDefinitions: [{ protocol: 'sctp' }] },
      '/portDefinitions(0)/protocol: is not one of (tcp,udp)',
    ],
    [
      'a port index too high',
      { healthChecks: [{ portIndex: 1 }] },
      '/healthChecks(0): Health check port indices must address an element of the ports array or container port mappings.',
    ],
    [
      'a uri without syntax',
      { fetch: [{ uri: 'http://x/y' }, { uri: 'd://\\not a uri' }] },
      '/fetch(1): URI has invalid syntax.',
    ],
    ['a readiness check of a port without name', { readinessChecks: [{}] }, '/value(0)/portName: is not one of ()'],
    [
      'a time-out beyond the interval',
      { portDefinitions: [{ name: 'http-api' }], readinessChecks: [{ timeoutSeconds: 30 }] },
      '/value(0)/timeout/toSeconds: got 30, expected less than 30',
    ],
    [
      'two readiness checks',
      { portDefinitions: [{ name: 'http-api' }], readinessChecks: [{}, {}] },
      '/: got 2, expected 1 or less',
    ],
    [
      'a dependency of another group',
      { id: '/prod/app', dependencies: ['/other/db'] },
      '/dependencies(0): Identifier is not child of /prod. Hint: use relative paths.',
    ],
    [
      'a migration label without its others',
      { labels: { DCOS_MIGRATION_API_VERSION: 'v1' } },
      '/: DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined when using DCOS_MIGRATION_API_VERSION',
    ],
    ['a url to store', { storeUrls: ['http://nowhere/a'] }, '/storeUrls(0): URL could not be resolved.'],
  ];
  it.each(rows)('%s', (_name, json, expected) => {
    expect(violations(json)).toContain(expected);
  });

  it.each(['/app!', '/app-', '/nest./ted', '/nest/-ted', '/asd asd', '/.../asd', '/uppercaseNotGood'])(
    'the id %s',
    (id) => {
      expect(violations({ id }).some((line) => line.startsWith('/id: must fully match'))).toBe(true);
    },
  );
});

describe('JSON of apps that is refused while it is read', () => {
  const rows: readonly (readonly [string, unknown, readonly JsonProblem[]])[] = [
    ['no id', { cmd: 'x' }, [{ path: '/id', errors: ['error.path.missing'] }]],
    [
      'an executor that ends with a slash',
      { id: 'a', executor: '/test/' },
      [{ path: '/executor', errors: ['error.pattern'] }],
    ],
    ['null for the id', { id: null }, [{ path: '/id', errors: ['error.expected.jsstring'] }]],
    [
      'a fraction for seconds',
      { id: 'a', backoffSeconds: 1.5 },
      [{ path: '/backoffSeconds', errors: ['error.expected.long'] }],
    ],
    ['a number in env', { id: 'a', env: { X: 1 } }, [{ path: '/env/X', errors: ['error.expected.jsstring'] }]],
    [
      'no roles',
      { id: 'a', acceptedResourceRoles: [] },
      [{ path: '/acceptedResourceRoles', errors: ['set must not be empty'] }],
    ],
    [
      'an image that is missing',
      { id: 'a', container: { docker: {} } },
      [{ path: '/container/docker/image', errors: ['error.path.missing'] }],
    ],
    [
      'an unknown network',
      { id: 'a', container: { docker: { image: 'i', network: 'USER' } } },
      [{ path: '/container/docker/network', errors: ['USER is not a valid network type'] }],
    ],
    [
      'discovery without ports',
      { id: 'a', ipAddress: { discovery: {} } },
      [{ path: '/ipAddress/discovery/ports', errors: ['error.path.missing'] }],
    ],
    [
      'only the first stage is told',
      { id: 'a', cpus: 'x', labels: 1 },
      [{ path: '/cpus', errors: ['error.expected.jsnumber'] }],
    ],
    [
      'ports and other definitions',
      { id: 'a', ports: [1], portDefinitions: [{ port: 2 }] },
      [{ path: '', errors: ['You cannot specify both ports and port definitions'] }],
    ],
  ];
  it.each(rows)('%s', (_name, json, expected) => {
    expect(problems(json)).toEqual(expected);
  });

  const thrown: readonly (readonly [string, unknown, string])[] = [
    ['a version that is none', { id: 'a', version: 'yesterday' }, 'Invalid format: "yesterday"'],
    [
      'a host path with a persistent volume',
      { id: 'a', container: { volumes: [{ containerPath: 'x', hostPath: 'y', mode: 'RW', persistent: { size: 1 } }] } },
      'hostPath may not be set with persistent',
    ],
    [
      'an unknown behavior',
      { id: 'a', residency: { taskLostBehavior: 'X' } },
      'No enum constant mesosphere.marathon.Protos.ResidencyDefinition.TaskLostBehavior.X',
    ],
  ];
  it.each(thrown)('%s ends the reading', (_name, json, expected) => {
    expect(problems(json).map((problem) => problem.thrown)).toContain(expected);
  });

  it('a version may stand beside the id only', () => {
    const version = '2016-12-13T06:36:14.897Z';
    expect(problems({ id: '/a', version }, 'update')).toEqual([]);
    expect(problems({ version, cpus: 2 }, 'update')[0]?.thrown).toBe(
      "requirement failed: The 'version' field may only be combined with the 'id' field.",
    );
  });
});

describe('updates', () => {
  it('keep the container when an empty one is given', () => {
    const former = app({ container: DOCKER });
    expect(applyUpdate(former, readAppFields({ container: {} }, '', [], 'update')).container).toBe(former.container);
  });

  it('unpack every uri, while a creation looks at its name', () => {
    const uris = { uris: ['http://x/a.jar', 'http://x/b.tgz'] };
    expect(app(uris).fetch.map((fetch) => fetch.extract)).toEqual([false, true]);
    const updated = applyUpdate(app({}), readAppFields(uris, '', [], 'update'));
    expect(updated.fetch.map((fetch) => fetch.extract)).toEqual([true, true]);
  });

  it('are checked by themselves', () => {
    const fields = readAppFields({ mem: -3, instances: -3 }, '', [], 'update');
    expect(validateUpdate(fields).map(({ path, error }) => `${path}: ${error}`)).toEqual([
      '/mem: got -3.0, expected 0.0 or more',
      '/instances: got -3, expected 0 or more',
    ]);
  });

  it('of resident apps change neither volumes nor resources', () => {
    const from = app(persistent({}));
    expect(validateResidentChange(from, from)).toEqual([]);
    const texts = (to: AppDefinition): readonly string[] => validateResidentChange(from, to).map(({ error }) => error);
    expect(texts(app(persistent({ persistent: { size: 11 } })))).toEqual(['Persistent volumes can not be changed!']);
    expect(texts({ ...from, mem: 123 })).toEqual(['Resident Tasks may not change resource requirements!']);
    expect(texts({ ...from, upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } })).toEqual([
      'got 1.0, expected 0.5 or less',
      'got 1.0, expected 0.0',
    ]);
  });
});

describe('trees', () => {
  const bridged = (id: string, servicePort: number): AppDefinition =>
    app({
      id,
      container: { docker: { image: 'i', network: 'BRIDGE', portMappings: [{ containerPort: 2000, servicePort }] } },
    });

  it('name apps of one group that want one service port, each with the other', () => {
    const root = [bridged('/app1', 3200), bridged('/app2', 3200)].reduce(
      (group, each) => putApp(group, each, 1),
      emptyGroup(ROOT_PATH, 1),
    );
    expect(validateRootGroup(root, null)).toEqual([
      { path: '/value', error: 'Requested service port 3200 conflicts with a service port in app /app2' },
      { path: '/value', error: 'Requested service port 3200 conflicts with a service port in app /app1' },
    ]);
  });

  it('place a violation at its app', () => {
    const update = readGroupUpdate({ apps: [{ id: 'valid', cmd: 'foo' }, { id: 'invalid' }] }, '', []);
    const group = applyGroupUpdate(emptyGroup(canonicalPath('/test'), 1), update, 1);
    expect(validateRootGroup({ ...emptyGroup(ROOT_PATH, 1), groups: [group] }, null)[0]?.path).toBe(
      '/groups(0)/apps(1)',
    );
  });

  it('tell both halves of the rule on cycles', () => {
    const circle = ['/a', '/b'].reduce(
      (group, id, index) => putApp(group, app({ id, dependencies: [index === 0 ? '/b' : '/a'] }), 1),
      emptyGroup(ROOT_PATH, 1),
    );
    expect(validateRootGroup(circle, null).map(({ path }) => path)).toEqual(['/dependencies', '/id.isRoot']);
  });
});

describe('JSON of an app', () => {
  it('has every field in the real order, null for what is absent', () => {
    expect(Object.keys(appJson(app({})))).toEqual([
      ...['id', 'cmd', 'args', 'user', 'env', 'instances', 'cpus', 'mem', 'disk', 'executor', 'constraints', 'uris'],
      ...['fetch', 'storeUrls', 'ports', 'portDefinitions', 'requirePorts', 'backoffSeconds', 'backoffFactor'],
      ...['maxLaunchDelaySeconds', 'container', 'healthChecks', 'readinessChecks', 'dependencies', 'upgradeStrategy'],
      ...['labels', 'acceptedResourceRoles', 'ipAddress', 'version', 'residency'],
    ]);
    expect(appJson(app({}))).toMatchObject({
      args: null,
      user: null,
      container: null,
      ipAddress: null,
      residency: null,
    });
  });
});
