/**
 * Random calls to the operator and scheduler APIs, right and wrong ones in any order: each is answered, the master goes on, and its
 * books agree with one another.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disagreeingAgents } from '../../../mesos/master/inspect.ts';
import { post, subscribe } from './testing/http-framework.ts';
import { type Bed, startBed } from './mesos-bed.ts';

type Ids = { readonly agent: string; readonly offers: readonly string[] };
/** A call once it is known which agents and offers there are. */
type Call = (ids: Ids) => object;

const resource = fc.constantFrom<unknown>(
  { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
  { name: 'cpus', type: 'SCALAR', scalar: { value: -1 } },
  { name: 'cpus', type: 'SCALAR', scalar: { value: 1e308 } },
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, revocable: {} },
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 31005 }] } },
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 5, end: 1 }] } },
  { name: 'zones', type: 'SET', set: { item: ['a', 'b'] } },
  { name: 'disk', type: 'SCALAR', scalar: { value: 64 }, role: 'ops', reservation: {} },
  {
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: 64 }, role: 'ops', reservation: {} },
    disk: { persistence: { id: 'v' }, volume: { container_path: 'p', mode: 'RW' } },
  },
  { name: 'cpus' },
  null,
);
const machine = fc.constantFrom<unknown>({ hostname: '192.168.1.234', ip: '192.168.1.234' }, { hostname: 'h' }, {}, 7);
const unavailability = fc.constantFrom<unknown>(
  { start: { nanoseconds: 1 } },
  { start: { nanoseconds: -5 }, duration: { nanoseconds: 1e18 } },
  { start: { nanoseconds: 1 }, duration: { nanoseconds: -1 } },
  {},
);
const role = fc.constantFrom('ops', '*', '', 'a b');

const operatorCall: fc.Arbitrary<Call> = fc
  .record({
    resource,
    machine,
    unavailability,
    role,
    weight: fc.constantFrom<unknown>(2, 0, -1, 'x'),
    force: fc.boolean(),
  })
  .chain(({ resource: one, machine: where, unavailability: away, role: name, weight, force }) => {
    const volume = (field: string) => (ids: Ids) => ({ agent_id: { value: ids.agent }, [field]: [one] });
    const parts: readonly (readonly [string, (ids: Ids) => object])[] = [
      ['RESERVE_RESOURCES', volume('resources')],
      ['UNRESERVE_RESOURCES', volume('resources')],
      ['CREATE_VOLUMES', volume('volumes')],
      ['DESTROY_VOLUMES', volume('volumes')],
      ['UPDATE_WEIGHTS', () => ({ weight_infos: [{ weight, role: name }] })],
      ['SET_QUOTA', () => ({ quota_request: { role: name, guarantee: [one], force } })],
      ['REMOVE_QUOTA', () => ({ role: name })],
      [
        'UPDATE_MAINTENANCE_SCHEDULE',
        () => ({ schedule: { windows: [{ machine_ids: [where], unavailability: away }] } }),
      ],
      ['START_MAINTENANCE', () => ({ machines: [where] })],
      ['STOP_MAINTENANCE', () => ({ machines: [where] })],
      ['GET_STATE', () => ({})],
    ];
    return fc.constantFrom(...parts).map(([type, part]): Call => (ids) => ({ type, [type.toLowerCase()]: part(ids) }));
  });

const operation = fc.tuple(resource, fc.constantFrom('t1', 't2', '', 'a/b')).chain(([one, id]) => {
  const task = (ids: Ids): object => ({
    name: 't',
    task_id: { value: id },
    agent_id: { value: ids.agent },
    resources: [one, { name: 'mem', type: 'SCALAR', scalar: { value: 32 } }],
    command: { value: 'sleep 1' },
  });
  return fc.constantFrom<(ids: Ids) => object>(
    (ids) => ({ type: 'LAUNCH', launch: { task_infos: [task(ids), task(ids)] } }),
    () => ({ type: 'RESERVE', reserve: { resources: [one] } }),
    () => ({ type: 'UNRESERVE', unreserve: { resources: [one] } }),
    () => ({ type: 'CREATE', create: { volumes: [one] } }),
    () => ({ type: 'DESTROY', destroy: { volumes: [one] } }),
    () => ({ type: 'LAUNCH' }),
  );
});

const schedulerCall: fc.Arbitrary<Call> = fc
  .tuple(fc.array(operation, { maxLength: 3 }), fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(0, 5, -1, 1e300))
  .chain(([operations, from, count, refuse_seconds]) => {
    const some = (ids: Ids): object[] =>
      [...ids.offers, 'gone']
        .slice(from % (ids.offers.length + 1))
        .slice(0, count)
        .map((value) => ({ value }));
    const filters = { refuse_seconds };
    return fc.constantFrom<Call>(
      (ids) => ({
        type: 'ACCEPT',
        accept: { offer_ids: some(ids), operations: operations.map((one) => one(ids)), filters },
      }),
      (ids) => ({ type: 'DECLINE', decline: { offer_ids: some(ids), filters } }),
      (ids) => ({ type: 'KILL', kill: { task_id: { value: 't1' }, agent_id: { value: ids.agent } } }),
      () => ({ type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 't2' } }] } }),
      (ids) => ({ type: 'ACCEPT_INVERSE_OFFERS', accept_inverse_offers: { inverse_offer_ids: some(ids) } }),
      () => ({ type: 'REVIVE' }),
    );
  });

function check(bed: Bed, calls: readonly (readonly [operator: boolean, call: Call])[]): void {
  const framework = subscribe(bed, { user: 'root', name: 'f', role: 'ops' });
  bed.run(bed.simulator.world.nowUs / 1e6 + 2);
  for (const [operator, call] of calls) {
    const { state } = bed.leader();
    const ids = { agent: [...state.agents.keys()][0] ?? 'none', offers: [...state.offers.keys()] };
    const body = call(ids);
    const stream = { 'mesos-stream-id': framework.streamId, 'content-type': 'application/json' };
    const { status } = operator
      ? post(bed, '/api/v1', body)
      : post(bed, '/api/v1/scheduler', { ...body, framework_id: { value: framework.id } }, stream);
    expect([200, 202, 400, 409]).toContain(status);
    expect(disagreeingAgents(bed.leader().state)).toEqual([]);
  }
}

describe('random calls over HTTP', () => {
  it('are answered, and leave a master whose books agree', () => {
    const call = fc.oneof(fc.tuple(fc.constant(true), operatorCall), fc.tuple(fc.constant(false), schedulerCall));
    fc.assert(
      fc.property(fc.array(call, { minLength: 20, maxLength: 40 }), (calls) => {
        const bed = startBed({ framework: null });
        bed.run(20);
        check(bed, calls);
      }),
      { numRuns: 6 },
    );
  });
});
