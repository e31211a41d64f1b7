/** HTTP authentication and the access control lists at a leading master: who is asked, refused, and shown what. */
import { describe, expect, it } from 'vitest';
import { readHttp } from '../../../kernel/http-read.ts';
import { hostId } from '../../../kernel/ids.ts';
import { resources } from '../../../mesos/resources/parse.ts';
import { addFramework, type Bed, masterProcess, MASTERS, OPERATOR, startBed, TEST_FRAMEWORK } from './mesos-bed.ts';

const FILES = { '/etc/mesos/credentials': 'ops ops-secret\ndev dev-secret\n' };
const as = (user: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${btoa(`${user}:${user}-secret`)}`,
});
const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const some = (...values: readonly string[]): object => ({ values });

/** Ops may do and see everything, dev what belongs to user dev, others nothing of this. */
const ACLS = {
  register_frameworks: [
    { principals: some('dev'), roles: some('*', 'dev') },
    { principals: some('dev'), roles: NONE },
  ],
  run_tasks: [
    { principals: some('dev'), users: some('dev') },
    { principals: some('dev'), users: NONE },
  ],
  teardown_frameworks: [
    { principals: some('ops'), framework_principals: ANY },
    { principals: ANY, framework_principals: NONE },
  ],
  reserve_resources: [
    { principals: some('ops'), roles: some('ops') },
    { principals: ANY, roles: NONE },
  ],
  update_quotas: [
    { principals: some('ops'), roles: ANY },
    { principals: ANY, roles: NONE },
  ],
  get_quotas: [
    { principals: some('ops'), roles: ANY },
    { principals: ANY, roles: NONE },
  ],
  update_weights: [
    { principals: some('ops'), roles: ANY },
    { principals: ANY, roles: NONE },
  ],
  get_endpoints: [
    { principals: some('ops'), paths: ANY },
    { principals: ANY, paths: NONE },
  ],
  ...Object.fromEntries(
    ['view_frameworks', 'view_tasks', 'view_executors'].map((kind) => [
      kind,
      [
        { principals: some('ops'), users: ANY },
        { principals: some('dev'), users: some('dev') },
        { principals: ANY, users: NONE },
      ],
    ]),
  ),
  view_flags: [
    { principals: some('ops'), flags: ANY },
    { principals: ANY, flags: NONE },
  ],
  view_roles: [
    { principals: some('ops'), roles: ANY },
    { principals: some('dev'), roles: some('dev') },
    { principals: ANY, roles: NONE },
  ],
  access_mesos_logs: [
    { principals: some('ops'), logs: ANY },
    { principals: ANY, logs: NONE },
  ],
};

function ask(bed: Bed, user: string, method: string, path: string, body: unknown): number | undefined {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const id = bed.post(method, path, text, as(user));
  bed.run(bed.simulator.world.nowUs / 1_000_000 + 0.5);
  return bed.answerTo(id)?.status;
}

const cpus = (value: number, marks: object = {}): object => ({
  name: 'cpus',
  type: 'SCALAR',
  scalar: { value },
  ...marks,
});

type State = {
  readonly flags?: object;
  readonly cluster?: string;
  readonly frameworks: readonly { readonly user: string; readonly tasks: readonly { readonly id: string }[] }[];
};

describe('a master with realms and access control lists', () => {
  const bed = startBed({
    files: FILES,
    framework: { user: 'dev', principal: 'dev' },
    refuseSeconds: 0.5,
    masterFlags: {
      credentials: '/etc/mesos/credentials',
      authenticateHttpReadonly: true,
      authenticateHttpReadwrite: true,
      acls: JSON.stringify(ACLS),
      logDir: '/var/log/mesos',
      firewallRules: '{"disabled_endpoints": {"paths": ["/files/browse.json"]}}',
    },
  });
  bed.run(20);
  const { host } = bed.leader();
  const get = (path: string, user?: string) => bed.get(host, path, user === undefined ? {} : as(user));
  const stateOf = (user: string): State => JSON.parse(get('/state', user).body) as State;

  it('asks for a name and a secret, by realm', () => {
    for (const [path, realm] of [
      ['/state', 'mesos-master-readonly'],
      ['/master/tasks.json', 'mesos-master-readonly'],
      ['/metrics/snapshot', 'mesos-master-readonly'],
      ['/files/read?path=/master/log', 'mesos-master-readonly'],
      ['/registrar(1)/registry', 'mesos-master-readonly'],
      ['/quota', 'mesos-master-readwrite'],
      ['/logging/toggle', 'mesos-master-readwrite'],
    ] as const) {
      const answer = get(path);
      expect([path, answer.status, answer.headers['www-authenticate']]).toEqual([path, 401, `Basic realm="${realm}"`]);
    }
    for (const path of ['/health', '/version', '/', '/redirect', '/help'])
      expect([path, get(path).status]).toEqual([path, path === '/redirect' ? 307 : 200]);
    const wrong = [
      `Basic ${btoa('ops:guess')}`,
      `Basic ${btoa('nobody:x')}`,
      'Basic ',
      'Bearer x',
      `Basic ${btoa('ops')}`,
    ];
    for (const authorization of wrong) expect(bed.get(host, '/state', { authorization }).status).toBe(401);
    expect(get('/state', 'ops').status).toBe(200);
    const standby = MASTERS.find((other) => other !== host) ?? '';
    expect([bed.get(standby, '/state').status, bed.get(standby, '/state', as('dev')).status]).toEqual([401, 307]);
  });

  it('refuses with 403 what the lists deny, and what the firewall disables', () => {
    for (const path of ['/flags', '/metrics/snapshot', '/files/debug', '/files/read?path=/master/log&offset=0'])
      expect([path, get(path, 'ops').status, get(path, 'dev').status]).toEqual([path, 200, 403]);
    expect(get('/files/browse.json?path=/master/log', 'ops')).toMatchObject({
      status: 403,
      body: "Endpoint '/files/browse.json' is disabled",
    });
  });

  it('admits frameworks by role, and tells the others', () => {
    const info = { ...TEST_FRAMEWORK, user: 'dev', role: 'ops', principal: 'dev' };
    addFramework(bed.simulator, 'second', { info, refuseSeconds: 5 });
    bed.run(22);
    expect(bed.framework('second').callbacks).toEqual([{ kind: 'error', message: "Not authorized to use role 'ops'" }]);
  });

  it('launches tasks as users that the lists allow', () => {
    bed.launch(['mine']);
    const theirs = {
      taskId: 'theirs' as never,
      resources: resources('cpus:0.5;mem:64'),
      command: 'sleep 1000',
      user: 'root',
    };
    bed.tell({ order: 'launch', tasks: [theirs] });
    bed.run(30);
    const [update] = bed.framework().statuses.filter((status) => status.taskId === 'theirs');
    expect([update?.state, update?.reason, update?.message]).toEqual([
      'TASK_ERROR',
      'REASON_TASK_UNAUTHORIZED',
      "Not authorized to launch as user 'root'",
    ]);
    expect(bed.framework().statuses.some(({ taskId, state }) => taskId === 'mine' && state === 'TASK_RUNNING')).toBe(
      true,
    );
  });

  it('shows frameworks, tasks, flags and roles to those only who may see them', () => {
    addFramework(bed.simulator, 'third', {
      info: { ...TEST_FRAMEWORK, user: 'root', principal: 'other', role: '*' },
      refuseSeconds: 5,
    });
    bed.run(33);
    expect(stateOf('ops').frameworks.map(({ user }) => user)).toEqual(['dev', 'root']);
    expect(stateOf('dev').frameworks.map(({ user, tasks }) => [user, tasks.map(({ id }) => id)])).toEqual([
      ['dev', ['mine']],
    ]);
    expect([stateOf('ops').flags === undefined, stateOf('dev').flags]).toEqual([false, undefined]);
    const roles = (user: string): readonly string[] =>
      (JSON.parse(get('/roles', user).body) as { readonly roles: readonly { readonly name: string }[] }).roles.map(
        ({ name }) => name,
      );
    expect([roles('ops'), roles('dev')]).toEqual([['*'], []]);
    expect(JSON.parse(get('/state', 'dev').body)).toMatchObject({ unregistered_frameworks: [], orphan_tasks: [] });
  });

  it('lets only some change quotas, weights, reservations and frameworks', () => {
    const slaveId = [...bed.leader().state.agents.keys()][0] ?? '';
    const reserved = JSON.stringify([cpus(1, { role: 'ops', reservation: { principal: 'ops' } })]);
    const form = `slaveId=${slaveId}&resources=${encodeURIComponent(reserved)}`;
    const frameworkId = bed.framework().frameworkId ?? '';
    const quota = { role: 'ops', guarantee: [cpus(1)] };
    expect(ask(bed, 'dev', 'POST', '/quota', quota)).toBe(403);
    expect(ask(bed, 'ops', 'POST', '/quota', quota)).toBe(200);
    expect([get('/quota', 'dev').body, get('/quota', 'ops').body.includes('"principal":"ops"')]).toEqual(['{}', true]);
    expect(ask(bed, 'dev', 'DELETE', '/quota/ops', '')).toBe(403);
    expect(ask(bed, 'dev', 'PUT', '/weights', [{ role: 'dev', weight: 2 }])).toBe(403);
    expect(ask(bed, 'ops', 'PUT', '/weights', [{ role: 'dev', weight: 2 }])).toBe(200);
    expect(get('/weights', 'dev').body).toBe('[{"role":"dev","weight":2.0}]');
    expect(ask(bed, 'dev', 'POST', '/reserve', form)).toBe(400);
    expect(ask(bed, 'ops', 'POST', '/reserve', form)).toBe(202);
    expect(ask(bed, 'dev', 'POST', '/teardown', `frameworkId=${frameworkId}`)).toBe(403);
    expect(ask(bed, 'ops', 'POST', '/teardown', `frameworkId=${frameworkId}`)).toBe(200);
    expect(bed.leader().state.frameworks.has(frameworkId as never)).toBe(false);
    expect(bed.logOf(masterProcess(host))).toContain('Authorization enabled');
  });
});

describe('an agent with realms and access control lists', () => {
  const rules = (objects: string): object => [
    { principals: some('ops'), [objects]: ANY },
    { principals: ANY, [objects]: NONE },
  ];
  const bed = startBed({
    files: FILES,
    framework: { user: 'dev' },
    agentFlags: {
      httpCredentials: '/etc/mesos/credentials',
      authenticateHttpReadonly: true,
      authenticateHttpReadwrite: true,
      logDir: '/var/log/mesos',
      acls: JSON.stringify({
        access_sandboxes: rules('users'),
        access_mesos_logs: rules('logs'),
        get_endpoints: rules('paths'),
        view_flags: rules('flags'),
        view_frameworks: rules('users'),
      }),
    },
  });
  bed.run(20);
  bed.launch(['t1']);
  bed.run(35);
  const task = [...(bed.leader().state.tasks.values().next().value?.values() ?? [])][0];
  const host = bed.leader().state.agents.get(task?.slaveId as never)?.info.hostname ?? '';
  const get = (path: string, user?: string) => bed.get(host, path, user === undefined ? {} : as(user), 5051);

  it('asks for a name and a secret, by realm', () => {
    for (const [path, realm] of [
      ['/state', 'mesos-agent-readonly'],
      ['/slave(1)/flags', 'mesos-agent-readonly'],
      ['/metrics/snapshot', 'mesos-agent-readonly'],
      ['/files/browse?path=/slave/log', 'mesos-agent-readonly'],
      ['/api/v1', 'mesos-agent-readwrite'],
    ] as const)
      expect([path, get(path).status, get(path).headers['www-authenticate']]).toEqual([
        path,
        401,
        `Basic realm="${realm}"`,
      ]);
    expect([get('/health').status, get('/version').status]).toEqual([200, 200]);
  });

  it('shows sandboxes, the log, flags, containers and frameworks to those only who may see them', () => {
    const state = JSON.parse(get('/state', 'ops').body) as {
      readonly flags?: object;
      readonly frameworks: readonly { readonly executors: readonly { readonly directory: string }[] }[];
    };
    const sandbox = state.frameworks[0]?.executors[0]?.directory ?? '';
    expect(sandbox).toContain('/runs/');
    const paths = [
      ...['/flags', '/containers', '/monitor/statistics', '/metrics/snapshot', '/files/debug'],
      ...[
        '/files/read?path=/slave/log&offset=0',
        `/files/browse?path=${sandbox}`,
        `/files/read?path=${sandbox}/stdout&offset=0`,
      ],
    ];
    for (const path of paths)
      expect([path, get(path, 'ops').status, get(path, 'dev').status]).toEqual([path, 200, 403]);
    expect(JSON.parse(get('/state', 'dev').body)).toMatchObject({ frameworks: [] });
    expect(get('/state', 'dev').body).not.toContain('"flags"');
  });

  it('asks the lists about files only in its operator API', () => {
    const state = JSON.parse(get('/state', 'ops').body) as {
      readonly frameworks: readonly { readonly executors: readonly { readonly directory: string }[] }[];
    };
    const sandbox = state.frameworks[0]?.executors[0]?.directory ?? '';
    const call = (user: string, body: object): number => {
      const headers = { ...as(user), 'content-type': 'application/json' };
      const text = JSON.stringify(body);
      const request = {
        type: 'http.request',
        requestId: 1,
        method: 'POST',
        path: '/api/v1',
        headers,
        body: text,
      } as const;
      const read = readHttp(bed.simulator, hostId(OPERATOR), host, 5051, request);
      return read.kind === 'reply' ? read.reply.status : 0;
    };
    for (const path of ['/slave/log', `${sandbox}/`, `${sandbox}/stdout`])
      expect([
        path,
        ...['nobody', 'dev', 'ops'].map((user) => call(user, { type: 'LIST_FILES', list_files: { path } })),
      ]).toEqual([path, 401, 403, 200]);
    for (const type of ['GET_FLAGS', 'GET_CONTAINERS', 'GET_METRICS', 'GET_LOGGING_LEVEL'])
      expect([type, call('dev', { type, get_metrics: {} })]).toEqual([type, 200]);
    expect(call('dev', { type: 'LIST_FILES', list_files: { path: '/nowhere' } })).toBe(404);
  });
});
