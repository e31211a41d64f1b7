/**
 * Tests of 1.0.1's own suites over HTTP that no other file here restates: role_tests, dynamic_weights_tests,
 * master_quota_tests, api_tests (MasterAPITest), master_tests, slave_tests and files_tests (src/tests).
 */
import { describe, expect, it } from 'vitest';
import { type Answer, type HttpFramework, post, subscribe } from './testing/http-framework.ts';
import { type Bed, startBed } from './mesos-bed.ts';

const now = (bed: Bed): number => bed.simulator.world.nowUs / 1e6;
const read = (bed: Bed, path: string): unknown => JSON.parse(bed.get(bed.leader().host, path).body);

function settled(masterFlags: Readonly<Record<string, unknown>> = {}, agentFlags = {}): Bed {
  const bed = startBed({ framework: null, masterFlags, agentFlags });
  bed.run(20);
  return bed;
}

function send(bed: Bed, method: string, path: string, body: unknown): object | null {
  const id = bed.post(method, path, typeof body === 'string' ? body : JSON.stringify(body));
  bed.run(now(bed) + 1);
  return bed.answerTo(id);
}

const scalar = (name: string, value: number, marks: object = {}): object => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...marks,
});

type OfferJson = {
  readonly id: { readonly value: string };
  readonly agent_id: { readonly value: string };
  readonly resources: readonly { readonly name: string; readonly role?: string }[];
};

function offersOf(framework: HttpFramework): readonly OfferJson[] {
  return framework.events('OFFERS').flatMap((event) => (event['offers'] as { offers: readonly OfferJson[] }).offers);
}

describe('GET /roles', () => {
  const none = { cpus: 0, gpus: 0, mem: 0, disk: 0 };
  const row = (name: string, weight: number): object => ({ frameworks: [], name, resources: none, weight });

  it.each([
    ['EndpointEmpty', {}, [row('*', 1)]],
    [
      'EndpointNoFrameworks',
      { roles: 'role1,role2', weights: 'role1=5' },
      [row('*', 1), row('role1', 5), row('role2', 1)],
    ],
    ['EndpointImplicitRolesWeights', { weights: 'roleX=5,roleY=4' }, [row('*', 1), row('roleX', 5), row('roleY', 4)]],
  ] as const)('%s', (_name, flags, roles) => {
    const bed = settled(flags);
    for (const path of ['/roles', '/master/roles.json']) expect([path, read(bed, path)]).toEqual([path, { roles }]);
  });

  it('EndpointImplicitRolesQuotas', () => {
    const bed = settled();
    const quota = { role: 'non-existent-role', guarantee: [scalar('cpus', 1)], force: true };
    expect(send(bed, 'POST', '/quota', quota)).toMatchObject({ status: 200 });
    expect(read(bed, '/roles')).toEqual({ roles: [row('*', 1), row('non-existent-role', 1)] });
  });

  it('GetRoles: reserved resources that are offered belong to the role', () => {
    const bed = settled(
      { roles: 'role1', weights: 'role1=2.5' },
      { resources: 'cpus(role1):0.5;mem(role1):512;disk(role1):1024;gpus(role1):0;ports(role1):[31000-31001]' },
    );
    subscribe(bed, { user: 'root', name: 'f', role: 'role1' });
    bed.run(now(bed) + 2);
    const { get_roles } = JSON.parse(post(bed, '/api/v1', { type: 'GET_ROLES' }).body) as {
      get_roles: { roles: readonly object[] };
    };
    expect(get_roles.roles).toEqual([
      { name: '*', weight: 1 },
      {
        name: 'role1',
        weight: 2.5,
        frameworks: [expect.any(Object)],
        resources: expect.arrayContaining([
          expect.objectContaining({ name: 'cpus', role: 'role1', scalar: { value: 2.5 } }),
        ]) as unknown,
      },
    ]);
  });
});

describe('a whitelist of roles', () => {
  const bed = settled({ roles: 'role1' });

  it.each([
    [
      'UnknownRole',
      'PUT',
      '/weights',
      [{ role: 'role2', weight: 2 }],
      "Failed to validate update weights request JSON: Unknown role 'role2'",
    ],
    [
      'SetForNonExistentRole',
      'POST',
      '/quota',
      { role: 'role2', guarantee: [scalar('cpus', 1)], force: true },
      "Failed to validate set quota request: Unknown role 'role2'",
    ],
    [
      'RemoveUnknownRole',
      'DELETE',
      '/quota/role2',
      '',
      "Failed to validate remove quota request for path '/master/quota/role2': Unknown role 'role2'",
    ],
    [
      'ZeroWeight',
      'PUT',
      '/weights',
      [{ role: 'role1', weight: 0 }],
      "Failed to validate update weights request JSON for role 'role1': Invalid weight '0': Weights must be positive",
    ],
    [
      'NonNumericWeight',
      'PUT',
      '/weights',
      '[{"role":"role1","weight":"two"}]',
      `Failed to convert weights JSON array to protobuf '[{"role":"role1","weight":"two"}]': Not expecting a JSON string for field 'weight'`,
    ],
    [
      'MissingRole',
      'PUT',
      '/weights',
      '[{"weight":2}]',
      "Failed to validate update weights request JSON: Invalid role '': Empty role name is invalid",
    ],
  ] as const)('%s', (_name, method, path, body, text) => {
    expect(send(bed, method, path, body)).toEqual({ status: 400, body: text });
  });

  it('BadRegister: refuses a framework of another role', () => {
    const framework = subscribe(bed, { user: 'root', name: 'f', role: 'invalid' });
    expect(framework.last('ERROR')).toEqual({ message: "Role 'invalid' is not present in the master's --roles" });
  });
});

describe('endpoints of a master without frameworks and agents', () => {
  const bed = startBed({ framework: null });
  for (const { host } of [...bed.simulator.world.hosts.values()].map(({ id }) => ({ host: String(id) })))
    if (/^192\.168\.1\.23[4-8]$/.test(host))
      bed.command({ kind: 'stopProcess', process: `mesos-agent@${host}` as never });
  bed.run(15);

  it.each([
    ['SlavesEndpointWithoutSlaves', '/slaves', '{"slaves":[]}'],
    [
      'FrameworksEndpointWithoutFrameworks',
      '/frameworks',
      '{"frameworks":[],"completed_frameworks":[],"unregistered_frameworks":[]}',
    ],
    ['Tasks', '/tasks', '{"tasks":[]}'],
    ['QuotaStatus', '/quota', '{}'],
  ])('%s', (_name, path, body) => expect(bed.get(bed.leader().host, path).body).toBe(body));
});

describe('MaxCompletedFrameworksFlag and MaxCompletedTasksPerFrameworkFlag', () => {
  it.each([0, 1, 2])('%i', (limit) => {
    const bed = settled({ maxCompletedFrameworks: limit, maxCompletedTasksPerFramework: limit });
    for (let round = 0; round < 3; round += 1) {
      const framework = subscribe(bed, { user: 'root', name: `f${String(round)}` });
      bed.run(now(bed) + 2);
      if (round === 2) launchShort(bed, framework, 3);
      framework.call('TEARDOWN');
    }
    const { completed_frameworks } = read(bed, '/frameworks') as {
      completed_frameworks: readonly { name: string; completed_tasks: readonly { id: string }[] }[];
    };
    expect(completed_frameworks.map(({ name }) => name)).toEqual(['f0', 'f1', 'f2'].slice(3 - limit));
    const kept = completed_frameworks.at(-1)?.completed_tasks.map(({ id }) => id) ?? [];
    expect(kept).toHaveLength(limit);
  });

  function launchShort(bed: Bed, framework: HttpFramework, count: number): void {
    const offer = offersOf(framework)[0];
    const task_infos = Array.from({ length: count }, (_, index) => ({
      name: 't',
      task_id: { value: `t${String(index)}` },
      agent_id: offer?.agent_id,
      resources: [scalar('cpus', 0.1), scalar('mem', 32)],
      command: { value: 'sleep 1000' },
    }));
    framework.call('ACCEPT', { offer_ids: [offer?.id], operations: [{ type: 'LAUNCH', launch: { task_infos } }] });
    bed.run(now(bed) + 2);
  }
});

describe('calls of operators that change something', () => {
  const bed = settled({ refuseSeconds: 0 });
  const framework = subscribe(bed, { user: 'root', name: 'f', role: 'role', principal: 'ops' });
  bed.run(now(bed) + 2);
  const offer = offersOf(framework)[0];
  const agent_id = offer?.agent_id;
  const reserved = scalar('cpus', 1, { role: 'role', reservation: { principal: 'ops' } });
  const disk = scalar('disk', 64, { role: 'role', reservation: { principal: 'ops' } });
  const volume = { ...disk, disk: { persistence: { id: 'id1' }, volume: { container_path: 'path1', mode: 'RW' } } };
  const call = (type: string, part: object): Answer => {
    const answer = post(bed, '/api/v1', { type, [type.toLowerCase()]: part });
    bed.run(now(bed) + 7);
    return answer;
  };
  const offeredRoles = (): readonly string[] => {
    const last = offersOf(framework).findLast((one) => one.agent_id.value === agent_id?.value);
    return [...new Set((last?.resources ?? []).map(({ name, role }) => `${name}(${role ?? '*'})`))];
  };

  it('ReserveResources, CreateAndDestroyVolumes, UnreserveResources: the offer in the way is rescinded', () => {
    expect(call('RESERVE_RESOURCES', { agent_id, resources: [reserved, disk] }).status).toBe(202);
    expect(framework.events('RESCIND')).toHaveLength(1);
    expect(framework.last('RESCIND')).toEqual({ offer_id: offer?.id });
    expect(offeredRoles()).toEqual(expect.arrayContaining(['cpus(role)', 'disk(role)']));
    expect(call('CREATE_VOLUMES', { agent_id, volumes: [volume] }).status).toBe(202);
    expect(bed.get(bed.leader().host, '/slaves').body).toContain('"persistence":{"id":"id1"');
    expect(call('UNRESERVE_RESOURCES', { agent_id, resources: [volume] })).toMatchObject({
      status: 400,
      body: expect.stringContaining('cannot be unreserved directly') as string,
    });
    expect(call('DESTROY_VOLUMES', { agent_id, volumes: [volume] }).status).toBe(202);
    expect(call('UNRESERVE_RESOURCES', { agent_id, resources: [reserved, disk] }).status).toBe(202);
    expect(offeredRoles().filter((text) => text.endsWith('(role)'))).toEqual([]);
  });

  it('UpdateWeights, SetQuota, RemoveQuota', () => {
    expect(call('UPDATE_WEIGHTS', { weight_infos: [{ role: 'role', weight: 4 }] })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(read(bed, '/weights')).toEqual([{ role: 'role', weight: 4 }]);
    const quota_request = { role: 'role', guarantee: [scalar('cpus', 1), scalar('mem', 512)] };
    expect(call('SET_QUOTA', { quota_request })).toMatchObject({ status: 200, body: '' });
    expect(read(bed, '/quota')).toEqual({
      infos: [{ role: 'role', guarantee: quota_request.guarantee.map((one) => ({ ...one, role: '*' })) }],
    });
    expect(call('REMOVE_QUOTA', { role: 'role' })).toMatchObject({ status: 200, body: '' });
  });

  it('UpdateAndGetMaintenanceSchedule, GetMaintenanceStatus, StartAndStopMaintenance', () => {
    const machines = [{ hostname: 'Machine1' }, { ip: '0.0.0.2' }];
    const schedule = { windows: [{ machine_ids: machines, unavailability: { start: { nanoseconds: 1 } } }] };
    const get = (type: string): unknown =>
      (JSON.parse(post(bed, '/api/v1', { type }).body) as Record<string, unknown>)[type.toLowerCase()];
    expect(call('UPDATE_MAINTENANCE_SCHEDULE', { schedule })).toMatchObject({ status: 200, body: '' });
    expect(get('GET_MAINTENANCE_SCHEDULE')).toEqual({
      schedule: { windows: [{ ...schedule.windows[0], machine_ids: machines }] },
    });
    expect(get('GET_MAINTENANCE_STATUS')).toEqual({
      status: { draining_machines: [{ id: machines[0] }, { id: machines[1] }] },
    });
    expect(call('STOP_MAINTENANCE', { machines }).status).toBe(400);
    expect(call('START_MAINTENANCE', { machines: [machines[1]] })).toMatchObject({ status: 200, body: '' });
    expect(get('GET_MAINTENANCE_STATUS')).toEqual({
      status: { draining_machines: [{ id: machines[0] }], down_machines: [machines[1]] },
    });
    // FailToUnscheduleDeactivatedMachines
    expect(call('UPDATE_MAINTENANCE_SCHEDULE', { schedule: {} })).toMatchObject({
      status: 400,
      body: `Machine '{"ip":"0.0.0.2"}' is deactivated and cannot be removed from the schedule`,
    });
    expect(call('STOP_MAINTENANCE', { machines: [machines[1]] })).toMatchObject({ status: 200, body: '' });
    expect(get('GET_MAINTENANCE_SCHEDULE')).toEqual({
      schedule: { windows: [{ ...schedule.windows[0], machine_ids: [machines[0]] }] },
    });
  });
});
