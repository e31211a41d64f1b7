import { describe, expect, it } from 'vitest';
import { readHttp } from '../../../kernel/http-read.ts';
import { hostId } from '../../../kernel/ids.ts';
import { type Bed, OPERATOR, startBed } from './mesos-bed.ts';

/**
 * What the endpoints of master and agent answer to requests that are wrong, in the words of 1.0.1 (src/master/http.cpp,
 * quota_handler.cpp, weights_handler.cpp, maintenance.cpp, src/files/files.cpp, libprocess process.cpp).
 */
type Row = readonly [method: string, path: string, body: string | null, status: number, text: string];

const bed: Bed = startBed();
bed.run(20);
const { host, state } = bed.leader();
const slaveId = [...state.agents.keys()][0] ?? '';

const form = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } };
const quota = (fields: object): string => JSON.stringify({ role: 'ops', guarantee: [cpus], ...fields });
const reserve = (resource: object): string => form({ slaveId, resources: JSON.stringify([resource]) });
const volume = (disk: object, marks: object = {}): string =>
  form({ slaveId, volumes: JSON.stringify([{ ...cpus, name: 'disk', role: 'ops', disk, ...marks }]) });
const window = (fields: object = {}): string =>
  JSON.stringify({
    windows: [{ machine_ids: [{ hostname: 'h' }], unavailability: { start: { nanoseconds: 1 } }, ...fields }],
  });

const ROUTES: readonly Row[] = [
  ['GET', '/nothing', null, 404, ''],
  ['GET', '/master/nothing', null, 404, ''],
  ['GET', '/state/', null, 404, ''],
  ['GET', '/../state', null, 404, ''],
  ['GET', '/files/nothing', null, 404, ''],
  ['GET', '/stats.json', null, 404, ''],
  ['POST', '/master/observe', '', 404, ''],
  ['GET', '/reserve', null, 405, "Expecting one of { 'POST' }, but received 'GET'"],
  ['PUT', '/teardown', '', 405, "Expecting one of { 'POST' }, but received 'PUT'"],
  ['HEAD', '/quota', null, 405, "Expecting one of { 'GET', 'POST', 'DELETE' }, but received 'HEAD'"],
  ['PUT', '/quota/ops', '', 405, "Expecting one of { 'GET', 'POST', 'DELETE' }, but received 'PUT'"],
  ['POST', '/weights', '', 405, "Expecting one of { 'GET', 'PUT' }, but received 'POST'"],
  ['DELETE', '/maintenance/schedule', '', 405, "Expecting one of { 'GET', 'POST' }, but received 'DELETE'"],
  ['POST', '/maintenance/status', '', 405, "Expecting one of { 'GET' }, but received 'POST'"],
  ['GET', '/machine/down', null, 405, "Expecting one of { 'POST' }, but received 'GET'"],
  ['GET', '/api/v1', null, 405, "Expecting one of { 'POST' }, but received 'GET'"],
  ['OPTIONS', '/api/v1/scheduler', '', 405, "Expecting one of { 'POST' }, but received 'OPTIONS'"],
  ['POST', '/health', '', 200, ''],
];

const QUOTA: readonly Row[] = [
  ['POST', '/quota', '{', 400, "Failed to parse set quota request JSON '{': syntax error at line 1 near: "],
  ['POST', '/quota', '[]', 400, "Failed to parse set quota request JSON '[]': Unexpected JSON type parsed"],
  [
    'POST',
    '/quota',
    '{"role":7}',
    400,
    `Failed to validate set quota request JSON '{"role":7}': Not expecting a JSON number for field 'role'`,
  ],
  ['POST', '/quota', '{}', 400, 'Failed to validate set quota request: QuotaInfo must specify a non-empty role'],
  [
    'POST',
    '/quota',
    quota({ role: 'a b' }),
    400,
    "Failed to validate set quota request: QuotaInfo with invalid role: Role name 'a b' is invalid because it contains slash, backspace or whitespace",
  ],
  [
    'POST',
    '/quota',
    quota({ role: '*' }),
    400,
    "Failed to validate set quota request: QuotaInfo must not specify the default '*' role",
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [] }),
    400,
    "Failed to validate set quota request: QuotaInfo with empty 'guarantee'",
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [{ ...cpus, scalar: { value: -1 } }] }),
    400,
    'Failed to validate set quota request: QuotaInfo with invalid resource: Invalid scalar resource: value < 0',
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [{ ...cpus, role: 'ops' }] }),
    400,
    'Failed to validate set quota request: QuotaInfo resources must not specify a role',
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [{ name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] } }] }),
    400,
    'Failed to validate set quota request: QuotaInfo may not include non-scalar resources',
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [{ ...cpus, revocable: {} }] }),
    400,
    'Failed to validate set quota request: QuotaInfo may not contain RevocableInfo',
  ],
  [
    'POST',
    '/quota',
    quota({ guarantee: [{ ...cpus, scalar: { value: 1000 } }] }),
    409,
    'Heuristic capacity check for set quota request failed: Not enough available cluster capacity to reasonably satisfy quota request; the force flag can be used to override this check',
  ],
  [
    'DELETE',
    '/quota',
    '',
    400,
    "Failed to parse request path '/master/quota': 3 tokens ('master', 'quota', 'role') required, found 2 token(s)",
  ],
  ['DELETE', '/quota/ops', '', 400, "Failed to remove quota for path '/master/quota/ops': Role 'ops' has no quota set"],
];

const WEIGHTS: readonly Row[] = [
  ['PUT', '/weights', '{}', 400, "Failed to parse update weights request JSON '{}': Unexpected JSON type parsed"],
  [
    'PUT',
    '/weights',
    '[{"role":"ops"}]',
    400,
    `Failed to convert weights JSON array to protobuf '[{"role":"ops"}]': Missing required fields: weight`,
  ],
  [
    'PUT',
    '/weights',
    '[{"role":" ","weight":1}]',
    400,
    "Failed to validate update weights request JSON: Invalid role '': Empty role name is invalid",
  ],
  [
    'PUT',
    '/weights',
    '[{"role":"ops","weight":-1}]',
    400,
    "Failed to validate update weights request JSON for role 'ops': Invalid weight '-1': Weights must be positive",
  ],
];

const RESERVATIONS: readonly Row[] = [
  ['POST', '/reserve', '', 400, "Missing 'slaveId' query parameter"],
  ['POST', '/reserve', 'slaveId=x', 400, "Missing 'resources' query parameter"],
  ['POST', '/create-volumes', `slaveId=${slaveId}`, 400, "Missing 'volumes' query parameter"],
  ['POST', '/reserve', 'slaveId=%x', 400, "Unable to decode query string: Malformed % escape in '%x': '%x'"],
  [
    'POST',
    '/reserve',
    form({ slaveId, resources: '{' }),
    400,
    "Error in parsing 'resources' query parameter: syntax error at line 1 near: ",
  ],
  [
    'POST',
    '/reserve',
    form({ slaveId, resources: '{}' }),
    400,
    "Error in parsing 'resources' query parameter: Unexpected JSON type parsed",
  ],
  [
    'POST',
    '/unreserve',
    reserve({ name: 'cpus' }),
    400,
    "Error in parsing 'resources' query parameter: Missing required fields: type",
  ],
  ['POST', '/reserve', reserve({ ...cpus, scalar: { value: -1 } }), 400, 'Invalid scalar resource: value < 0'],
  [
    'POST',
    '/reserve',
    reserve({ ...cpus, reservation: {} }),
    400,
    'Invalid reservation: role "*" cannot be dynamically reserved',
  ],
  ['POST', '/reserve', form({ slaveId: 'nobody', resources: '[]' }), 400, 'No agent found with specified ID'],
  [
    'POST',
    '/reserve',
    reserve({ ...cpus, role: 'ops' }),
    400,
    'Invalid RESERVE operation: Resource cpus(ops):1 is not dynamically reserved',
  ],
  [
    'POST',
    '/unreserve',
    reserve({ ...cpus, role: 'ops' }),
    400,
    'Invalid UNRESERVE operation: Resource cpus(ops):1 is not dynamically reserved',
  ],
  [
    'POST',
    '/unreserve',
    reserve({ ...cpus, role: 'ops', reservation: { principal: 'me' } }),
    409,
    /^Invalid UNRESERVE Operation: .* does not contain cpus\(ops, me\):1$/.source,
  ],
  [
    'POST',
    '/create-volumes',
    form({ slaveId, volumes: JSON.stringify([{ ...cpus, role: 'ops' }]) }),
    400,
    'Invalid CREATE operation: Not a persistent volume: Resource cpus(ops):1 does not have DiskInfo',
  ],
  [
    'POST',
    '/create-volumes',
    volume({ persistence: { id: 'v' } }),
    400,
    "Invalid CREATE operation: Invalid resources: Invalid DiskInfo: Expecting 'volume' to be set for persistent volume",
  ],
  [
    'POST',
    '/create-volumes',
    volume({ persistence: { id: 'a/b' }, volume: { container_path: 'p', mode: 'RW' } }),
    400,
    "Invalid CREATE operation: Invalid resources: Invalid DiskInfo: Persistence ID 'a/b' contains invalid characters",
  ],
  [
    'POST',
    '/destroy-volumes',
    volume({ persistence: { id: 'v' }, volume: { container_path: 'p', mode: 'RW' } }),
    400,
    'Invalid DESTROY operation: Persistent volumes not found',
  ],
  ['POST', '/teardown', 'frameworkId=nobody', 400, 'No framework found with specified ID'],
];

const MAINTENANCE: readonly Row[] = [
  ['POST', '/maintenance/schedule', 'x', 400, 'syntax error at line 1 near: x'],
  ['POST', '/maintenance/schedule', '{"windows":[{}]}', 400, 'Missing required fields: windows[0].unavailability'],
  [
    'POST',
    '/maintenance/schedule',
    window({ machine_ids: [] }),
    400,
    'List of machines in the maintenance window is empty',
  ],
  [
    'POST',
    '/maintenance/schedule',
    window({ machine_ids: [{}] }),
    400,
    "Both 'hostname' and 'ip' for a machine are empty",
  ],
  ['POST', '/maintenance/schedule', window({ machine_ids: [{ ip: 'x' }] }), 400, 'Failed to parse the IP'],
  [
    'POST',
    '/maintenance/schedule',
    window({ machine_ids: [{ hostname: 'h' }, { hostname: 'H' }] }),
    400,
    `Machine '{"hostname":"H"}' appears more than once in the schedule`,
  ],
  [
    'POST',
    '/maintenance/schedule',
    window({ unavailability: { start: { nanoseconds: 1 }, duration: { nanoseconds: -1 } } }),
    400,
    "Unavailability 'duration' is negative",
  ],
  ['POST', '/machine/down', '[]', 400, 'List of machines is empty'],
  ['POST', '/machine/down', '{}', 400, 'Unexpected JSON type parsed'],
  ['POST', '/machine/up', '[7]', 400, 'Expecting a JSON object'],
  [
    'POST',
    '/machine/up',
    '[{"hostname":"h"}]',
    400,
    `Machine '{"hostname":"h"}' is not part of a maintenance schedule`,
  ],
];

const FILES: readonly Row[] = [
  ['GET', '/files/browse', null, 400, "Expecting 'path=value' in query.\n"],
  ['GET', '/files/read?path=', null, 400, "Expecting 'path=value' in query.\n"],
  ['GET', '/files/browse?path=/nothing', null, 404, ''],
  [
    'GET',
    '/files/read?path=/nothing&offset=x',
    null,
    400,
    "Failed to parse offset: Failed to convert 'x' to number.\n",
  ],
  [
    'GET',
    '/files/read?path=/nothing&length=1.5',
    null,
    400,
    "Failed to parse length: Failed to convert '1.5' to number.\n",
  ],
  ['GET', '/files/read?path=/nothing&length=-2', null, 400, 'Negative length provided: -2.\n'],
  ['GET', '/files/read.json?path=/nothing', null, 404, ''],
  ['GET', '/files/download?path=/nothing', null, 404, ''],
  ['GET', '/metrics/snapshot?timeout=foobar', null, 400, "Invalid timeout 'foobar': Failed to convert '' to number.\n"],
  [
    'GET',
    '/metrics/snapshot?timeout=10foo',
    null,
    400,
    /^Invalid timeout '10foo': Unknown duration unit 'foo'; /.source,
  ],
  ['GET', '/help/master/nothing', null, 400, "No help available for '/master/nothing'.\n"],
  ['GET', '/help/nothing', null, 404, ''],
];

function answerOf([method, path, body]: Row): { readonly status: number; readonly body: string } {
  if (method === 'GET' || method === 'HEAD') {
    const request = { type: 'http.request', requestId: 1, method, path, headers: {}, body: null } as const;
    const read = readHttp(bed.simulator, hostId(OPERATOR), host, 5050, request);
    return read.kind === 'reply' ? read.reply : { status: 0, body: read.kind };
  }
  const id = bed.post(method, path, body ?? '');
  bed.run(bed.simulator.world.nowUs / 1_000_000 + 1);
  return bed.answerTo(id) ?? { status: 0, body: '' };
}

describe.each([
  ['routes and methods', ROUTES],
  ['quota', QUOTA],
  ['weights', WEIGHTS],
  ['reservations, volumes and teardown', RESERVATIONS],
  ['maintenance', MAINTENANCE],
  ['files, metrics and help', FILES],
] as const)('wrong requests to the master: %s', (_name, rows) => {
  it.each(rows)('%s %s %s', (...row) => {
    const [, , , status, text] = row;
    const answer = answerOf(row);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: text.startsWith('^') ? (expect.stringMatching(text) as string) : text,
    });
  });

  it('changed nothing', () => {
    expect(bed.get(host, '/quota').body).toBe('{}');
    expect(bed.get(host, '/weights').body).toBe('[]');
    expect(bed.get(host, '/maintenance/schedule').body).toBe('{}');
    expect(bed.leader().state.agents.get(slaveId as never)?.checkpointed).toEqual([]);
  });
});
