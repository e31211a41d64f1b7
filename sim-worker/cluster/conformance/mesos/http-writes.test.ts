import { describe, expect, it } from 'vitest';
import { disagreeingAgents } from '../../../mesos/master/inspect.ts';
import { withTask } from './case.ts';
import { type Bed, startBed } from './mesos-bed.ts';

/** Sends, waits a second of virtual time, and gives the answer. */
function ask(
  bed: Bed,
  method: string,
  path: string,
  body: unknown,
): { readonly status: number; readonly body: string } | null {
  const id = bed.post(method, path, typeof body === 'string' ? body : JSON.stringify(body));
  bed.run(bed.simulator.world.nowUs / 1_000_000 + 1);
  return bed.answerTo(id);
}

const cpus = (value: number, marks: object = {}): object => ({
  name: 'cpus',
  type: 'SCALAR',
  scalar: { value },
  ...marks,
});
const form = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

function settled(options: Parameters<typeof startBed>[0] = {}): Bed {
  const bed = startBed(options);
  bed.run(20);
  return bed;
}

describe('write endpoints of the leading master', () => {
  it('sets, shows and removes a quota; refuses what the real one refuses', () => {
    const bed = settled();
    const { host } = bed.leader();
    expect(ask(bed, 'POST', '/master/quota', { role: 'ops', guarantee: [cpus(4)] })).toEqual({ status: 200, body: '' });
    expect(JSON.parse(bed.get(host, '/quota').body)).toMatchObject({
      infos: [{ role: 'ops', guarantee: [{ name: 'cpus', scalar: { value: 4 } }] }],
    });
    expect(ask(bed, 'POST', '/master/quota', { role: 'ops', guarantee: [cpus(4)] })).toEqual({
      status: 400,
      body: "Failed to validate set quota request: Can not set quota for role 'ops' which already has quota",
    });
    expect(ask(bed, 'POST', '/quota', { role: 'big', guarantee: [cpus(400)] })?.status).toBe(409);
    expect(ask(bed, 'POST', '/quota', '{')?.body).toContain("Failed to parse set quota request JSON '{'");
    expect(ask(bed, 'DELETE', '/master/quota/ops', '')).toEqual({ status: 200, body: '' });
    expect(ask(bed, 'DELETE', '/master/quota/ops', '')).toEqual({
      status: 400,
      body: "Failed to remove quota for path '/master/quota/ops': Role 'ops' has no quota set",
    });
    expect(bed.get(host, '/quota').body).toBe('{}');
  });

  it('changes weights and keeps them in the registry', () => {
    const bed = settled();
    expect(ask(bed, 'PUT', '/master/weights', [{ role: 'ops', weight: 2 }])).toEqual({ status: 200, body: '' });
    expect(bed.get(bed.leader().host, '/weights').body).toBe('[{"role":"ops","weight":2.0}]');
    expect(ask(bed, 'PUT', '/weights', [{ role: 'ops', weight: 0 }])?.body).toContain('Weights must be positive');
    expect(ask(bed, 'DELETE', '/weights', '')).toEqual({
      status: 405,
      body: "Expecting one of { 'GET', 'PUT' }, but received 'DELETE'",
    });
    bed.command({ kind: 'stopProcess', process: bed.leaderProcess() });
    bed.run(80);
    expect(bed.get(bed.leader().host, '/weights').body).toBe('[{"role":"ops","weight":2.0}]');
  });

  it('reserves resources, makes a volume of them, and undoes both', () => {
    const bed = settled({ refuseSeconds: null });
    const agent = [...bed.leader().state.agents.values()][0];
    const slaveId = agent?.id ?? '';
    const reserved = cpus(1, { role: 'ops', reservation: { principal: 'me' } });
    expect(ask(bed, 'POST', '/master/reserve', form({ slaveId, resources: JSON.stringify([reserved]) }))).toEqual({
      status: 202,
      body: '',
    });
    expect(bed.get(bed.leader().host, '/slaves').body).toContain('"reserved_resources":{"ops":{"cpus":1.0');
    const disk = { name: 'disk', type: 'SCALAR', scalar: { value: 64 }, role: 'ops', reservation: { principal: 'me' } };
    expect(ask(bed, 'POST', '/reserve', form({ slaveId, resources: JSON.stringify([disk]) }))?.status).toBe(202);
    const volume = { ...disk, disk: { persistence: { id: 'v1' }, volume: { container_path: 'data', mode: 'RW' } } };
    expect(ask(bed, 'POST', '/create-volumes', form({ slaveId, volumes: JSON.stringify([volume]) }))?.status).toBe(202);
    expect(ask(bed, 'POST', '/unreserve', form({ slaveId, resources: JSON.stringify([volume]) }))?.body).toContain(
      'cannot be unreserved directly',
    );
    expect(ask(bed, 'POST', '/destroy-volumes', form({ slaveId, volumes: JSON.stringify([volume]) }))?.status).toBe(
      202,
    );
    expect(ask(bed, 'POST', '/unreserve', form({ slaveId, resources: JSON.stringify([disk]) }))?.status).toBe(202);
    expect(ask(bed, 'POST', '/unreserve', form({ slaveId, resources: JSON.stringify([reserved]) }))?.status).toBe(202);
    expect(
      ask(
        bed,
        'POST',
        '/reserve',
        form({ slaveId, resources: JSON.stringify([cpus(100, { role: 'ops', reservation: { principal: 'me' } })]) }),
      )?.status,
    ).toBe(409);
    expect(ask(bed, 'POST', '/reserve', 'resources=[]')).toEqual({
      status: 400,
      body: "Missing 'slaveId' query parameter",
    });
    expect(ask(bed, 'POST', '/reserve', 'slaveId=no&resources=[]')).toEqual({
      status: 400,
      body: 'No agent found with specified ID',
    });
    expect(bed.leader().state.agents.get(agent?.id as never)?.checkpointed).toEqual([]);
    expect(disagreeingAgents(bed.leader().state)).toEqual([]);
  });

  it('drains, brings down and up a machine; its tasks are lost', () => {
    const bed = startBed();
    withTask(bed);
    const task = [...(bed.leader().state.tasks.values().next().value?.values() ?? [])][0];
    const agent = bed.leader().state.agents.get(task?.slaveId as never);
    const machine = { hostname: agent?.info.hostname ?? '', ip: agent?.info.hostname ?? '' };
    const windows = [{ machine_ids: [machine], unavailability: { start: { nanoseconds: 1 } } }];
    expect(ask(bed, 'POST', '/machine/down', [machine])?.body).toContain('is not in DRAINING mode');
    expect(ask(bed, 'POST', '/maintenance/schedule', { windows })).toEqual({ status: 200, body: '' });
    expect(JSON.parse(bed.get(bed.leader().host, '/maintenance/status').body)).toEqual({
      draining_machines: [{ id: machine }],
    });
    expect(ask(bed, 'POST', '/machine/up', [machine])?.body).toContain('is not in DOWN mode and cannot be brought up');
    expect(ask(bed, 'POST', '/machine/down', [machine])).toEqual({ status: 200, body: '' });
    expect(bed.leader().state.agents.size).toBe(4);
    expect(bed.framework().statuses.at(-1)).toMatchObject({ state: 'TASK_LOST', reason: 'REASON_SLAVE_REMOVED' });
    expect(ask(bed, 'POST', '/machine/up', [machine])).toEqual({ status: 200, body: '' });
    expect(bed.get(bed.leader().host, '/maintenance/schedule').body).toBe('{}');
  });

  it('tears a framework down', () => {
    const bed = startBed();
    withTask(bed);
    const id = bed.framework().frameworkId ?? '';
    expect(ask(bed, 'POST', '/teardown', '')).toEqual({ status: 400, body: "Missing 'frameworkId' query parameter" });
    expect(ask(bed, 'POST', '/teardown', 'frameworkId=no')).toEqual({
      status: 400,
      body: 'No framework found with specified ID',
    });
    expect(ask(bed, 'POST', '/master/teardown', `frameworkId=${id}`)).toEqual({ status: 200, body: '' });
    expect(bed.leader().state.completedFrameworks.map((framework) => framework.id)).toEqual([id]);
    expect(bed.get(bed.leader().host, '/master/teardown').status).toBe(405);
  });
});
