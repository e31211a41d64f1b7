/** Calls and events of `/api/v1/scheduler`; scheduler_http_api_tests.cpp and parts of master_tests.cpp of 1.0.1 restated. */
import { describe, expect, it } from 'vitest';
import { type HttpFramework, post, subscribe } from './testing/http-framework.ts';
import { type Bed, startBed } from './mesos-bed.ts';

const INFO = { user: 'root', name: 'over http', failover_timeout: 3600 };
const DECLINE_FOR_EVER = { refuse_seconds: 1e9 };

type Offer = {
  readonly id: { value: string };
  readonly agent_id: { value: string };
  readonly resources: readonly object[];
};

function started(): { readonly bed: Bed; readonly framework: HttpFramework } {
  const bed = startBed({ framework: null });
  bed.run(20);
  const framework = subscribe(bed, INFO);
  bed.run(23);
  return { bed, framework };
}

function offers(framework: HttpFramework): readonly Offer[] {
  return framework.events('OFFERS').flatMap((event) => (event['offers'] as { offers: readonly Offer[] }).offers);
}

function firstOffer(framework: HttpFramework): Offer {
  const [offer] = offers(framework);
  if (offer === undefined) throw new Error('no offer');
  return offer;
}

const cpus = (value: number): object => ({ name: 'cpus', type: 'SCALAR', scalar: { value } });
const mem = { name: 'mem', type: 'SCALAR', scalar: { value: 32 } };

function launch(framework: HttpFramework, offer: Offer, task: object): { readonly status: number } {
  const full = {
    name: 't',
    task_id: { value: 't1' },
    agent_id: offer.agent_id,
    resources: [cpus(0.5), mem],
    command: { value: 'sleep 1000' },
    ...task,
  };
  return framework.call('ACCEPT', {
    offer_ids: [offer.id],
    operations: [{ type: 'LAUNCH', launch: { task_infos: [full] } }],
    filters: { refuse_seconds: 0 },
  });
}

const statusOf = (framework: HttpFramework): Record<string, unknown> =>
  framework.last('UPDATE')['status'] as unknown as Record<string, unknown>;

describe('a framework over HTTP', () => {
  it('is subscribed, hears a heartbeat at once and every 15 s, and gets offers', () => {
    const { bed, framework } = started();
    expect(framework.events()[0]).toEqual({
      type: 'SUBSCRIBED',
      subscribed: { framework_id: { value: framework.id }, heartbeat_interval_seconds: 15 },
    });
    expect(framework.heartbeats()).toBe(1);
    bed.run(52);
    expect(framework.heartbeats()).toBe(3);
    expect(offers(framework)).toHaveLength(5);
    expect(firstOffer(framework)).toMatchObject({
      framework_id: { value: framework.id },
      hostname: expect.any(String) as string,
      url: { scheme: 'http', address: { port: 5051 }, path: '/slave(1)' },
    });
  });

  it('launches a task, acknowledges its updates, kills it with a grace period of its own, and reconciles', () => {
    const { bed, framework } = started();
    expect(launch(framework, firstOffer(framework), {})).toMatchObject({ status: 202, body: '' });
    bed.run(26);
    const running = statusOf(framework);
    expect(running).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' });
    const { agent_id, task_id, uuid } = running;
    expect(framework.call('ACKNOWLEDGE', { agent_id, task_id, uuid }).status).toBe(202);
    const { length } = framework.events('UPDATE');
    bed.run(60);
    expect(framework.events('UPDATE')).toHaveLength(length);
    expect(framework.call('RECONCILE', { tasks: [{ task_id: { value: 'gone' } }] }).status).toBe(202);
    expect(statusOf(framework)).toMatchObject({
      task_id: { value: 'gone' },
      state: 'TASK_LOST',
      source: 'SOURCE_MASTER',
      reason: 'REASON_RECONCILIATION',
      message: 'Reconciliation: Task is unknown',
    });
    expect(framework.call('RECONCILE', { tasks: [] }).status).toBe(202);
    expect(statusOf(framework)).toMatchObject({ task_id: { value: 't1' }, reason: 'REASON_RECONCILIATION' });
    const kill_policy = { grace_period: { nanoseconds: 1_000_000_000 } };
    expect(framework.call('KILL', { task_id, agent_id, kill_policy }).status).toBe(202);
    bed.run(65);
    expect(statusOf(framework)).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_KILLED' });
  });

  it('an offer that is gone loses the task', () => {
    const { bed, framework } = started();
    const offer = firstOffer(framework);
    expect(framework.call('DECLINE', { offer_ids: [offer.id], filters: DECLINE_FOR_EVER }).status).toBe(202);
    expect(launch(framework, offer, {}).status).toBe(202);
    bed.run(25);
    expect(statusOf(framework)).toMatchObject({
      state: 'TASK_LOST',
      reason: 'REASON_INVALID_OFFERS',
      message: `Task launched with invalid offers: Offer ${offer.id.value} is no longer valid`,
    });
  });

  it('declines, suppresses and revives', () => {
    const { bed, framework } = started();
    const count = offers(framework).length;
    const offer_ids = offers(framework).map(({ id }) => id);
    expect(framework.call('DECLINE', { offer_ids, filters: DECLINE_FOR_EVER }).status).toBe(202);
    expect(framework.call('SUPPRESS').status).toBe(202);
    bed.run(40);
    expect(offers(framework)).toHaveLength(count);
    expect(framework.call('REVIVE').status).toBe(202);
    bed.run(43);
    expect(offers(framework)).toHaveLength(count + 5);
  });

  it('reserves, makes a volume and launches on it in one ACCEPT', () => {
    const { bed, framework } = started();
    const offer = firstOffer(framework);
    const marks = { role: '*' };
    const reserved = { name: 'disk', type: 'SCALAR', scalar: { value: 64 }, role: 'ops', reservation: {} };
    const volume = { ...reserved, disk: { persistence: { id: 'v' }, volume: { container_path: 'data', mode: 'RW' } } };
    const task = {
      name: 't',
      task_id: { value: 't1' },
      agent_id: offer.agent_id,
      resources: [{ ...cpus(0.5), ...marks }, { ...mem, ...marks }, volume],
      command: { value: 'sleep 1000' },
    };
    const operations = [
      { type: 'RESERVE', reserve: { resources: [reserved] } },
      { type: 'CREATE', create: { volumes: [volume] } },
      { type: 'LAUNCH', launch: { task_infos: [task] } },
    ];
    expect(framework.call('ACCEPT', { offer_ids: [offer.id], operations }).status).toBe(202);
    bed.run(26);
    expect(statusOf(framework)).toMatchObject({ state: 'TASK_RUNNING' });
    expect(bed.get(bed.leader().host, '/slaves').body).toContain('"reserved_resources":{"ops":{');
  });

  it('is told of the maintenance of machines, and answers', () => {
    const { bed, framework } = started();
    const { host } = bed.leader();
    const machine = { hostname: '192.168.1.234', ip: '192.168.1.234' };
    const windows = [{ machine_ids: [machine], unavailability: { start: { nanoseconds: 1 } } }];
    expect(post(bed, '/maintenance/schedule', { windows }).status).toBe(200);
    bed.run(27);
    const [inverse] = framework.last('INVERSE_OFFERS')['inverse_offers'] as unknown as readonly Offer[];
    expect(inverse).toMatchObject({
      framework_id: { value: framework.id },
      unavailability: { start: { nanoseconds: 1 } },
    });
    expect(framework.call('ACCEPT_INVERSE_OFFERS', { inverse_offer_ids: [inverse?.id] }).status).toBe(202);
    bed.run(28);
    expect(bed.get(host, '/maintenance/status').body).toContain('"status":"ACCEPT"');
  });

  it('takes over from itself: the old stream ends with an error', () => {
    const { bed, framework } = started();
    const again = subscribe(bed, { ...INFO, id: { value: framework.id } });
    expect(again.id).toBe(framework.id);
    expect(again.streamId).not.toBe(framework.streamId);
    expect(framework.last('ERROR')).toEqual({ message: 'Framework failed over' });
    expect(framework.call('REVIVE')).toMatchObject({
      status: 400,
      body: `The stream ID included in this request didn't match the stream ID currently associated with framework ID '${framework.id}'`,
    });
    expect(again.call('REVIVE').status).toBe(202);
  });

  it('sends requests, messages and shutdowns of executors', () => {
    const { framework } = started();
    const agent_id = firstOffer(framework).agent_id;
    const part = { agent_id, executor_id: { value: 'e' }, data: 'aGk=' };
    expect(framework.call('REQUEST', { requests: [] }).status).toBe(202);
    for (const type of ['MESSAGE', 'SHUTDOWN']) expect(framework.call(type, part).status).toBe(202);
  });

  it('is torn down by itself', () => {
    const { bed, framework } = started();
    expect(framework.call('TEARDOWN').status).toBe(202);
    expect(bed.leader().state.completedFrameworks.map(({ id }) => id)).toEqual([framework.id]);
    expect(framework.call('REVIVE')).toMatchObject({ status: 400, body: 'Framework cannot be found' });
    const again = subscribe(bed, { ...INFO, id: { value: framework.id } });
    expect(again.last('ERROR')).toEqual({ message: 'Framework has been removed' });
  });
});

describe('tasks that are refused', () => {
  const { bed, framework } = started();

  it.each([
    ['no resources', { resources: [] }, 'Task uses no resources'],
    [
      'resources that cannot be',
      { resources: [cpus(-1)] },
      "Task uses invalid resources: Invalid resources: Resource 'cpus(*):-1' is invalid: Invalid scalar resource: value < 0",
    ],
    ['a slash in its id', { task_id: { value: 'a/b' } }, "TaskID 'a/b' contains invalid characters"],
    [
      'neither command nor executor',
      { command: undefined },
      'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
    ],
    [
      'a negative grace period',
      { kill_policy: { grace_period: { nanoseconds: -1 } } },
      "Task's 'kill_policy.grace_period' must be non-negative",
    ],
    [
      'half a GPU',
      { resources: [cpus(1), { name: 'gpus', type: 'SCALAR', scalar: { value: 0.5 } }] },
      "Task uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer",
    ],
  ])('a task with %s is TASK_ERROR', (_what, task, message) => {
    const offer = offers(framework).at(-1);
    if (offer === undefined) throw new Error('no offer');
    expect(launch(framework, offer, task).status).toBe(202);
    bed.run(bed.simulator.world.nowUs / 1e6 + 2);
    expect(statusOf(framework)).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID', message });
  });
});

describe('calls that are refused', () => {
  const shared = started();

  it.each([
    [
      'without a stream id',
      'REVIVE',
      undefined,
      { 'mesos-stream-id': undefined },
      400,
      /^All non-subscribe calls should/,
    ],
    ['of no known type', 'NONSENSE', undefined, {}, 400, /Failed to find enum for 'NONSENSE'$/],
    ['of type UNKNOWN', 'UNKNOWN', undefined, {}, 501, /^$/],
    ['without their part', 'KILL', undefined, {}, 400, /: Expecting 'kill' to be present$/],
    ['without a field', 'KILL', {}, {}, 400, /: Missing required fields: kill\.task_id$/],
    [
      'with a UUID that is none',
      'ACKNOWLEDGE',
      { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'AAAA' },
      {},
      400,
      /: Not a valid UUID$/,
    ],
    [
      'in another media type',
      'REVIVE',
      undefined,
      { 'content-type': 'text/plain' },
      415,
      /^Expecting 'Content-Type' of/,
    ],
  ] as const)('%s', (_what, type, part, headers, status, text) => {
    const answer = shared.framework.call(type, part, headers as unknown as Record<string, string>);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: expect.stringMatching(text) as string,
    });
  });

  it('subscriptions with a stream id, another framework id, or a media type that nobody accepts', () => {
    const { bed } = shared;
    const call = { type: 'SUBSCRIBE', subscribe: { framework_info: INFO } };
    const headers = { 'content-type': 'application/json' };
    const ask = (body: object, more: object): unknown => post(bed, '/api/v1/scheduler', body, { ...headers, ...more });
    expect(ask(call, { 'mesos-stream-id': 'x' })).toMatchObject({
      status: 400,
      body: "Subscribe calls should not include the 'Mesos-Stream-Id' header",
    });
    expect(ask({ ...call, framework_id: { value: 'x' } }, {})).toMatchObject({
      status: 400,
      body: "Failed to validate scheduler::Call: 'framework_id' differs from 'subscribe.framework_info.id'",
    });
    expect(ask(call, { accept: 'foo' })).toMatchObject({ status: 406 });
  });

  it('a framework whose stream broke is not subscribed', () => {
    const { bed, framework } = started();
    bed.command({ kind: 'killProcess', process: bed.leaderProcess() });
    bed.run(60);
    expect(framework.call('REVIVE')).toMatchObject({ status: 400, body: 'Framework cannot be found' });
    const again = subscribe(bed, { ...INFO, id: { value: framework.id } });
    expect(again.id).toBe(framework.id);
  });
});
