/**
 * Conformance rows that are one request against a prepared Marathon: status and a part of the body.
 * Source: the case table of the project's Marathon reference (rows V, G and P).
 */
export type LabRequest = { readonly method: string; readonly path: string; readonly body?: unknown };

export type ApiCase = {
  readonly id: string;
  readonly text: string;
  readonly before?: readonly LabRequest[];
  readonly request: LabRequest;
  readonly status: number;
  /** Parts of the body's text. */
  readonly contains?: readonly string[];
  readonly flags?: Readonly<Record<string, unknown>>;
};

export const A = { id: '/a', cmd: 'sleep 1000' };
export const post = (body: unknown): LabRequest => ({ method: 'POST', path: '/v2/apps', body });
export const put = (path: string, body: unknown): LabRequest => ({ method: 'PUT', path, body });
export const get = (path: string): LabRequest => ({ method: 'GET', path });
const CMD_OR_ARGS = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
const SEGMENT = 'must fully match regular expression';

export const API_CASES: readonly ApiCase[] = [
  {
    id: 'V01',
    text: 'the smallest app',
    request: post(A),
    status: 201,
    contains: [
      '"instances":1',
      '"cpus":1',
      '"mem":128',
      '"disk":0',
      '"ports":[0]',
      '"tasks":[]',
      '"deployments":[{"id":',
    ],
  },
  {
    id: 'V02',
    text: 'upper case in an id',
    request: post({ ...A, id: '/A' }),
    status: 422,
    contains: ['"path":"/id"', SEGMENT],
  },
  {
    id: 'V03',
    text: 'underscore in an id',
    request: post({ ...A, id: '/a_b' }),
    status: 422,
    contains: ['"path":"/id"'],
  },
  { id: 'V04', text: 'relative id', request: post({ ...A, id: 'a' }), status: 201, contains: ['"id":"/a"'] },
  { id: 'V05', text: 'leading hyphen', request: post({ ...A, id: '/-a' }), status: 422 },
  { id: 'V06', text: 'the root as id', request: post({ ...A, id: '/' }), status: 400, contains: ['Invalid JSON'] },
  { id: 'V07', text: 'nothing to run', request: post({ id: '/a' }), status: 422, contains: [CMD_OR_ARGS] },
  { id: 'V08', text: 'cmd and args', request: post({ ...A, args: ['x'] }), status: 422, contains: [CMD_OR_ARGS] },
  {
    id: 'V09',
    text: 'empty cmd',
    request: post({ id: '/a', cmd: '' }),
    status: 400,
    contains: ['"path":"/cmd"', 'error.minLength'],
  },
  {
    id: 'V10',
    text: 'negative mem',
    request: post({ ...A, mem: -3 }),
    status: 422,
    contains: ['"path":"/mem"', 'got -3.0, expected 0.0 or more'],
  },
  {
    id: 'V11',
    text: 'text for instances',
    request: post({ ...A, instances: 'two' }),
    status: 400,
    contains: ['"path":"/instances"', 'error.expected.jsnumber'],
  },
  { id: 'V12', text: 'no JSON', request: post('{'), status: 400, contains: ['"message":"Invalid JSON","details":"'] },
  {
    id: 'V13',
    text: 'unknown operator',
    request: post({ ...A, constraints: [['hostname', 'NEAR']] }),
    status: 400,
    contains: ['Constraint operator must be one of the following: [UNIQUE, LIKE, CLUSTER, GROUP_BY, UNLIKE]'],
  },
  {
    id: 'V14',
    text: 'constraint of one word',
    request: post({ ...A, constraints: [['hostname']] }),
    status: 400,
    contains: ['Constraint definition must be an array of strings'],
  },
  {
    id: 'V15',
    text: 'a port twice',
    request: post({ ...A, ports: [8080, 8080] }),
    status: 400,
    contains: ['Ports must be unique.'],
  },
  {
    id: 'V16',
    text: 'uris and fetch',
    request: post({ ...A, uris: ['http://x/a'], fetch: [{ uri: 'http://x/b' }] }),
    status: 400,
    contains: ['You cannot specify both uris and fetch fields'],
  },
  {
    id: 'V17',
    text: 'health capacity above 1',
    request: post({ ...A, upgradeStrategy: { minimumHealthCapacity: 1.2 } }),
    status: 422,
    contains: ['got 1.2, expected between 0.0 and 1.0'],
  },
  {
    id: 'V18',
    text: 'DOCKER without docker',
    request: post({ ...A, container: { type: 'DOCKER' } }),
    status: 422,
    contains: ['must not be empty'],
  },
  {
    id: 'V19',
    text: 'port index too high',
    request: post({ ...A, healthChecks: [{ protocol: 'HTTP', portIndex: 3 }] }),
    status: 422,
    contains: ['Health check port indices must address an element'],
  },
  {
    id: 'V20',
    text: 'the same app again',
    before: [post(A)],
    request: post(A),
    status: 409,
    contains: ['An app with id [/a] already exists.'],
  },
  {
    id: 'V21',
    text: 'an unknown app',
    request: get('/v2/apps/none'),
    status: 404,
    contains: ["App '/none' does not exist"],
  },
  {
    id: 'V22',
    text: 'an unknown path',
    request: get('/v2/nothing'),
    status: 404,
    contains: ['URI not found: /v2/nothing'],
  },
  {
    id: 'V23',
    text: 'version with another field',
    before: [post(A)],
    request: put('/v2/apps/a', { version: '2016-12-13T06:36:14.897Z', cpus: 2 }),
    status: 422,
    contains: ["The 'version' field may only be combined with the 'id' field."],
  },
  {
    id: 'V26',
    text: 'PUT of a missing app',
    request: put('/v2/apps/b', { cmd: 'x' }),
    status: 201,
    contains: ['deploymentId'],
  },
  {
    id: 'V28',
    text: 'a single instance twice',
    request: post({
      ...A,
      instances: 2,
      labels: { MARATHON_SINGLE_INSTANCE_APP: 'true' },
      upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
    }),
    status: 422,
    contains: ['Single instance app may only have one instance'],
  },
  {
    id: 'V29',
    text: 'address and ports',
    request: post({ ...A, ipAddress: {}, ports: [0] }),
    status: 400,
    contains: ['You cannot specify both an IP address and ports'],
  },
  {
    id: 'V29b',
    text: 'address without ports',
    request: post({ ...A, ipAddress: {} }),
    status: 201,
    contains: ['"ports":[]'],
  },
  {
    id: 'V30',
    text: 'scale and wipe',
    before: [post(A)],
    request: { method: 'DELETE', path: '/v2/apps/a/tasks?scale=true&wipe=true' },
    status: 400,
    contains: ['You cannot use scale and wipe at the same time.'],
  },
  {
    id: 'P01',
    text: 'the pool is used up',
    flags: { localPortMin: 10_000, localPortMax: 10_002 },
    before: [post(A), post({ ...A, id: '/b' })],
    request: post({ ...A, id: '/c' }),
    status: 500,
    contains: ['All ports in the range 10000-10002 are already in use'],
  },
  {
    id: 'D14',
    text: 'a circle of dependencies',
    request: {
      method: 'POST',
      path: '/v2/groups',
      body: {
        id: '/g',
        apps: [
          { id: 'a', cmd: 'x', dependencies: ['b'] },
          { id: 'b', cmd: 'x', dependencies: ['a'] },
        ],
      },
    },
    status: 422,
    contains: ['Dependency graph has cyclic dependencies.'],
  },
  {
    id: 'G01',
    text: 'a group with an app',
    request: { method: 'POST', path: '/v2/groups', body: { id: '/prod', apps: [{ id: 'db', cmd: 'x' }] } },
    status: 201,
    contains: ['deploymentId'],
  },
  {
    id: 'G04',
    text: 'an existing group',
    before: [{ method: 'POST', path: '/v2/groups', body: { id: '/prod' } }],
    request: { method: 'POST', path: '/v2/groups', body: { id: '/prod' } },
    status: 409,
    contains: ['Group /prod is already created. Use PUT to change this group.'],
  },
  {
    id: 'G05',
    text: 'a group where an app is',
    before: [post({ ...A, id: '/x' })],
    request: { method: 'POST', path: '/v2/groups', body: { id: '/x' } },
    status: 409,
    contains: ['An app with the path /x already exists.'],
  },
  {
    id: 'G06',
    text: 'deleting an unknown group',
    request: { method: 'DELETE', path: '/v2/groups/none' },
    status: 404,
    contains: ["Group '/none' does not exist"],
  },
  {
    id: 'G07',
    text: 'scaleBy with apps',
    request: put('/v2/groups/prod', { scaleBy: 2, apps: [] }),
    status: 422,
    contains: ['not allowed in conjunction with other properties.'],
  },
  {
    id: 'G07b',
    text: 'scaleBy of a negative factor',
    before: [post(A)],
    request: put('/v2/groups', { scaleBy: -1 }),
    status: 422,
    contains: ['"path":"/apps(0)/instances"', 'got -1, expected 0 or more'],
  },
  {
    id: 'E01',
    text: 'an unknown task',
    before: [post(A)],
    request: { method: 'DELETE', path: '/v2/apps/a/tasks/a.x' },
    status: 404,
    contains: ["Task 'a.x' does not exist"],
  },
  {
    id: 'E02',
    text: 'an unknown deployment',
    request: { method: 'DELETE', path: '/v2/deployments/none' },
    status: 404,
    contains: ['DeploymentPlan none does not exist'],
  },
  {
    id: 'E03',
    text: 'a delay of an app that is not queued',
    request: { method: 'DELETE', path: '/v2/queue/none/delay' },
    status: 404,
    contains: ['Application /none not found in tasks queue.'],
  },
  {
    id: 'E04',
    text: 'subscriptions without the module',
    request: get('/v2/eventSubscriptions'),
    status: 400,
    contains: ['http event callback system is not running'],
  },
  { id: 'E05', text: 'ping', request: get('/ping'), status: 200, contains: ['pong'] },
];
