/**
 * Tests of 1.0.1's own suites that no other file here restates: reservation_endpoints_tests,
 * persistent_volume_endpoints_tests, and the tasks that wait for the authorizer of master_authorization_tests (src/tests).
 */
import { describe, expect, it } from 'vitest';
import { type HttpFramework, post, subscribe } from './testing/http-framework.ts';
import { agentProcess, type Bed, startBed } from './mesos-bed.ts';

const now = (bed: Bed): number => bed.simulator.world.nowUs / 1e6;

const scalar = (name: string, value: number, marks: object = {}): object => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...marks,
});
const labels = (value: string): object => ({ labels: { labels: [{ key: 'foo', value }] } });
const reserved = (value: number, reservation: object = { principal: 'ops' }, role = 'role1'): object =>
  scalar('disk', value, { role, reservation });
const volume = (
  value: number,
  change: { readonly id?: string; readonly role?: string; readonly path?: string } = {},
) => ({
  ...reserved(value, { principal: 'ops' }, change.role ?? 'role1'),
  disk: { persistence: { id: change.id ?? 'id1' }, volume: { container_path: change.path ?? 'path1', mode: 'RW' } },
});

type Step = readonly [path: string, resource: object, status: number, text?: string];

const SUITES: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  [
    'LabeledResources: only the reservation with the same labels is undone',
    [
      ['reserve', reserved(100, { principal: 'ops', ...labels('a') }), 202],
      ['reserve', reserved(100, { principal: 'ops', ...labels('b') }), 202],
      ['unreserve', reserved(100, { principal: 'ops', ...labels('c') }), 409],
      ['unreserve', reserved(150, { principal: 'ops', ...labels('a') }), 409],
      ['unreserve', reserved(100, { principal: 'ops', ...labels('a') }), 202],
      ['unreserve', reserved(100, { principal: 'ops', ...labels('a') }), 409],
      ['unreserve', reserved(100, { principal: 'ops', ...labels('b') }), 202],
    ],
  ],
  [
    'DifferentPrincipalsSameRole and ReserveAndUnreserveNoAuthentication',
    [
      ['reserve', reserved(10, { principal: 'one' }), 202],
      ['reserve', reserved(10, { principal: 'two' }), 202],
      ['reserve', reserved(10, {}), 202],
      ['unreserve', reserved(20, { principal: 'one' }), 409],
      ['unreserve', reserved(10, {}), 202],
      ['unreserve', reserved(10, { principal: 'two' }), 202],
      ['unreserve', reserved(10, { principal: 'one' }), 202],
    ],
  ],
  [
    'InsufficientResources',
    [
      ['reserve', reserved(1e9), 409],
      ['unreserve', reserved(10), 409],
    ],
  ],
  [
    'DynamicReservationRoleMismatch and VolumeExceedsReservedSize',
    [
      ['reserve', reserved(100), 202],
      ['create-volumes', volume(50, { role: 'role2' }), 409],
      ['create-volumes', volume(101), 409],
      ['create-volumes', volume(100), 202],
    ],
  ],
  [
    'UnreserveVolumeResources and DeleteNonExistentVolume: the path of a volume does not matter, all else does',
    [
      ['reserve', reserved(100), 202],
      ['create-volumes', volume(100), 202],
      ['unreserve', reserved(100), 409],
      ['destroy-volumes', volume(100, { id: 'bad' }), 400, 'Invalid DESTROY operation: Persistent volumes not found'],
      ['destroy-volumes', volume(100, { role: 'bad' }), 400, 'Invalid DESTROY operation: Persistent volumes not found'],
      ['destroy-volumes', volume(50), 400, 'Invalid DESTROY operation: Persistent volumes not found'],
      ['destroy-volumes', volume(100, { path: 'elsewhere' }), 202],
      ['unreserve', reserved(100), 202],
    ],
  ],
  [
    'a second volume of the same id',
    [
      ['reserve', reserved(100), 202],
      ['create-volumes', volume(50), 202],
      ['create-volumes', volume(50), 400, "Invalid CREATE operation: Persistence ID 'id1' is not unique"],
    ],
  ],
];

describe('endpoints of reservations and volumes', () => {
  it.each(SUITES)('%s', (_name, steps) => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const slaveId = [...bed.leader().state.agents.keys()][0] ?? '';
    const answers = steps.map(([path, resource, , text]) => {
      const field = path.endsWith('volumes') ? 'volumes' : 'resources';
      const form = `slaveId=${slaveId}&${field}=${encodeURIComponent(JSON.stringify([resource]))}`;
      const id = bed.post('POST', `/master/${path}`, form);
      bed.run(now(bed) + 0.5);
      const { status, body } = bed.answerTo(id) ?? { status: 0, body: '' };
      return [path, resource, status, ...(text === undefined ? [] : [body])];
    });
    expect(answers).toEqual(steps);
  });
});

describe('a task that waits for the authorizer', () => {
  const started = (): { bed: Bed; framework: HttpFramework; agentId: string; host: string } => {
    const bed = startBed({ framework: null, masterFlags: { authorizationDelayMs: 2000, acls: '{"permissive":true}' } });
    bed.run(20);
    const framework = subscribe(bed, { user: 'root', name: 'f', failover_timeout: 3600 });
    bed.run(now(bed) + 4);
    const { offers } = framework.last('OFFERS') as unknown as {
      offers: readonly { id: object; agent_id: { value: string }; hostname: string }[];
    };
    const [offer] = offers;
    const task = {
      name: 't',
      task_id: { value: 't1' },
      agent_id: offer?.agent_id,
      resources: [scalar('cpus', 1), scalar('mem', 64)],
      command: { value: 'sleep 1000' },
    };
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    framework.call('ACCEPT', { offer_ids: [offer?.id], operations });
    return { bed, framework, agentId: offer?.agent_id.value ?? '', host: offer?.hostname ?? '' };
  };
  const statusOf = (framework: HttpFramework): unknown => framework.last('UPDATE')['status'];

  it('KillTask: is killed before it is launched', () => {
    const { bed, framework, agentId } = started();
    framework.call('KILL', { task_id: { value: 't1' }, agent_id: { value: agentId } });
    bed.run(now(bed) + 4);
    expect(framework.events('UPDATE')).toHaveLength(1);
    expect(statusOf(framework)).toMatchObject({
      state: 'TASK_KILLED',
      source: 'SOURCE_MASTER',
      message: 'Killed pending task',
    });
    expect(bed.leader().state.tasks.size).toBe(0);
  });

  it('SlaveDisconnected: is lost', () => {
    const { bed, framework, host } = started();
    bed.command({ kind: 'stopProcess', process: agentProcess(host) });
    bed.run(now(bed) + 4);
    expect(statusOf(framework)).toMatchObject({
      state: 'TASK_LOST',
      source: 'SOURCE_MASTER',
      message: expect.stringMatching(/^Agent (disconnected|removed)$/) as string,
    });
    const metrics = JSON.parse(bed.get(bed.leader().host, '/metrics/snapshot').body) as Record<string, number>;
    expect(metrics['master/tasks_lost']).toBe(1);
  });

  it('SlaveRemoved: is lost', () => {
    const { bed, framework, host } = started();
    const machine = { hostname: host, ip: host };
    const windows = [{ machine_ids: [machine], unavailability: { start: { nanoseconds: 1 } } }];
    post(bed, '/maintenance/schedule', { windows });
    post(bed, '/machine/down', [machine]);
    bed.run(now(bed) + 4);
    expect(statusOf(framework)).toMatchObject({
      state: 'TASK_LOST',
      source: 'SOURCE_MASTER',
      reason: 'REASON_AGENT_REMOVED',
      message: 'Agent removed',
    });
    const metrics = JSON.parse(bed.get(bed.leader().host, '/metrics/snapshot').body) as Record<string, number>;
    expect(metrics['master/task_lost/source_master/reason_slave_removed']).toBe(1);
  });

  it('FrameworkRemoved: its resources go back', () => {
    const { bed, framework } = started();
    framework.call('TEARDOWN');
    bed.run(now(bed) + 4);
    expect(bed.leader().state.tasks.size).toBe(0);
    expect(bed.logOf(bed.leaderProcess())).toContain(
      `Ignoring ACCEPT call for framework ${framework.id} because the framework cannot be found`,
    );
    for (const agent of bed.leader().state.allocator.agents.values()) expect(agent.allocated).toEqual([]);
  });
});
