import { describe, expect, it } from 'vitest';
import type { OperatorRequest, OperatorState } from '../../../host/operator.ts';
import { operatorId } from '../../process-names.ts';
import { type Bed, OPERATOR, startBed } from './mesos-bed.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import { decodeRecords } from '../../../mesos/http/recordio.ts';
import { messageToJson } from '../../../mesos/protobuf/to-json.ts';
import { messageFromWire, messageToWire } from '../../../mesos/protobuf/wire.ts';

type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> };

let requests = 1000;

/** POSTs JSON to the leading master and runs on until the answer is there. */
function post(bed: Bed, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const requestId = (requests += 1);
  const request: OperatorRequest = {
    kind: 'http',
    requestId,
    host: bed.leader().host,
    port: 5050,
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  bed.command({ kind: 'tell', process: operatorId(OPERATOR), body: request });
  bed.run(bed.simulator.world.nowUs / 1e6 + 1);
  const state = findProcess(bed.simulator.world, operatorId(OPERATOR))?.state as OperatorState;
  const result = state.outcomes.find((outcome) => outcome.requestId === requestId)?.result;
  if (result?.kind !== 'response') throw new Error(`no answer to ${path}`);
  return result;
}

function booted(): Bed {
  const bed = startBed();
  bed.run(20);
  bed.launch(['t1']);
  bed.run(40);
  return bed;
}

const OPERATOR_API = '/master/api/v1';
const SCHEDULER_API = '/api/v1/scheduler';

describe('the operator API of the master', () => {
  const bed = booted();
  const inner = (type: string): unknown =>
    (JSON.parse(post(bed, OPERATOR_API, { type, get_metrics: {} }).body) as Record<string, unknown>)[
      type.toLowerCase()
    ];

  it.each([
    ['GET_HEALTH', { healthy: true }],
    ['GET_LOGGING_LEVEL', { level: 0 }],
    ['GET_VERSION', { version_info: expect.objectContaining({ version: '1.0.1', build_time: 1472252787 }) as unknown }],
    ['GET_FLAGS', { flags: expect.arrayContaining([{ name: 'quorum', value: '2' }]) as unknown }],
    ['GET_MASTER', { master_info: expect.objectContaining({ port: 5050, version: '1.0.1' }) as unknown }],
    ['GET_QUOTA', { status: {} }],
    ['GET_WEIGHTS', {}],
    ['GET_MAINTENANCE_SCHEDULE', { schedule: {} }],
    ['GET_MAINTENANCE_STATUS', { status: {} }],
    ['GET_ROLES', { roles: [expect.objectContaining({ name: '*', weight: 1 })] }],
    ['GET_METRICS', { metrics: expect.arrayContaining([{ name: 'master/elected', value: 1 }]) as unknown }],
    ['GET_TASKS', { tasks: [expect.objectContaining({ task_id: { value: 't1' }, state: 'TASK_RUNNING' })] }],
    ['GET_EXECUTORS', {}],
  ] as const)('answers %s', (type, expected) => {
    expect(inner(type)).toEqual(expected);
  });

  it('writes keys in alphabetical order and doubles with a point', () => {
    const { body } = post(bed, OPERATOR_API, { type: 'GET_AGENTS' });
    expect(body.startsWith('{"get_agents":{"agents":[{"active":true,"agent_info":{"attributes":[{"name":')).toBe(true);
    expect(body).toContain('{"name":"cpus","role":"*","scalar":{"value":4.0},"type":"SCALAR"}');
  });

  it('gives agents, frameworks, executors and tasks together as GET_STATE', () => {
    const state = inner('GET_STATE') as Record<string, unknown>;
    expect(Object.keys(state)).toEqual(['get_agents', 'get_executors', 'get_frameworks', 'get_tasks']);
  });

  it('carries out writes as the endpoints of old', () => {
    const weights = { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: 'ops', weight: 2 }] } };
    expect(post(bed, OPERATOR_API, weights).status).toBe(200);
    expect(inner('GET_WEIGHTS')).toEqual({ weight_infos: [{ role: 'ops', weight: 2 }] });
    const quota = { role: 'ops', guarantee: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } }] };
    expect(post(bed, OPERATOR_API, { type: 'SET_QUOTA', set_quota: { quota_request: quota } }).status).toBe(200);
    expect(inner('GET_QUOTA')).toMatchObject({ status: { infos: [{ role: 'ops' }] } });
    expect(post(bed, OPERATOR_API, { type: 'REMOVE_QUOTA', remove_quota: { role: 'ops' } }).status).toBe(200);
  });

  it.each([
    ['{', {}, 400, /^Failed to parse body into JSON: /],
    [{}, {}, 400, "Failed to validate master::Call: Expecting 'type' to be present"],
    [{ type: 'SET_QUOTA' }, {}, 400, "Failed to validate master::Call: Expecting 'set_quota' to be present"],
    [{ type: 'NONSENSE' }, {}, 400, "Failed to convert JSON into Call protobuf: Failed to find enum for 'NONSENSE'"],
    [{ type: 'UNKNOWN' }, {}, 501, ''],
    [{ type: 'READ_FILE', read_file: { path: '/x' } }, {}, 501, ''],
    [{ type: 'GET_HEALTH' }, { 'content-type': 'text/plain' }, 415, /^Expecting 'Content-Type' of application\/json/],
    [{ type: 'GET_HEALTH' }, { accept: 'text/html' }, 406, /^Expecting 'Accept' to allow/],
  ] as const)('refuses %j', (body, headers, status, text) => {
    const answer = post(bed, OPERATOR_API, body, headers);
    expect(answer.status).toBe(status);
    if (typeof text === 'string') expect(answer.body).toBe(text);
    else expect(answer.body).toMatch(text);
  });

  it('streams the state to a subscriber, one record with its length in front', () => {
    const { status, body } = post(bed, OPERATOR_API, { type: 'SUBSCRIBE' });
    const [length, record = ''] = body.split('\n');
    expect([status, Number(length)]).toEqual([200, record.length]);
    expect(JSON.parse(record)).toMatchObject({ type: 'SUBSCRIBED', subscribed: { get_state: { get_agents: {} } } });
  });
});

describe('the verbosity of a master', () => {
  it('is set for a while by SET_LOGGING_LEVEL and by /logging/toggle', () => {
    const bed = booted();
    const level = (): unknown => JSON.parse(post(bed, OPERATOR_API, { type: 'GET_LOGGING_LEVEL' }).body);
    const set_logging_level = { level: 2, duration: { nanoseconds: 5_000_000_000 } };
    expect(post(bed, OPERATOR_API, { type: 'SET_LOGGING_LEVEL', set_logging_level })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(level()).toEqual({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: 2 } });
    bed.run(bed.simulator.world.nowUs / 1e6 + 5);
    expect(level()).toEqual({ type: 'GET_LOGGING_LEVEL', get_logging_level: { level: 0 } });
    expect(post(bed, '/logging/toggle?level=1&duration=10secs', '').status).toBe(200);
    expect(bed.get(bed.leader().host, '/logging/toggle').body).toBe('1\n');
  });
});

describe('protobuf bodies', () => {
  const bed = booted();
  const wire = { 'content-type': 'application/x-protobuf', accept: 'application/x-protobuf' };

  it.each([
    'GET_HEALTH',
    'GET_FLAGS',
    'GET_VERSION',
    'GET_AGENTS',
    'GET_TASKS',
    'GET_STATE',
    'GET_MASTER',
    'GET_ROLES',
  ])('%s says the same in protobuf and in JSON', (type) => {
    const answer = post(bed, OPERATOR_API, messageToWire('master.Call', { type }), wire);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-protobuf' } });
    const message = messageFromWire('master.Response', answer.body) ?? {};
    expect(messageToJson('master.Response', message)).toBe(post(bed, OPERATOR_API, { type }).body);
  });

  it('refuses bytes that are no call', () => {
    expect(post(bed, OPERATOR_API, 'nonsense', wire)).toMatchObject({
      status: 400,
      body: 'Failed to parse body into Call protobuf',
    });
  });

  it('streams events as records of protobuf to a scheduler', () => {
    const other = startBed({ framework: null });
    other.run(20);
    const info = { user: 'root', name: 'in bytes' };
    const call = messageToWire('scheduler.Call', { type: 'SUBSCRIBE', subscribe: { framework_info: info } });
    const answer = post(other, SCHEDULER_API, call, wire);
    const [record = ''] = decodeRecords(answer.body, 'application/x-protobuf');
    expect(messageFromWire('scheduler.Event', record)).toMatchObject({
      type: 'SUBSCRIBED',
      subscribed: { heartbeat_interval_seconds: 15 },
    });
  });
});

describe('the scheduler API of the master', () => {
  const info = { user: 'root', name: 'over http', failover_timeout: 3600 };

  it('opens a stream with the id of the framework and of the stream', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const answer = post(bed, SCHEDULER_API, { type: 'SUBSCRIBE', subscribe: { framework_info: info } });
    expect(answer.headers['mesos-stream-id']).toMatch(/^[0-9a-f-]{36}$/);
    const record = JSON.parse(answer.body.split('\n')[1] ?? '') as Record<string, unknown>;
    expect(record).toMatchObject({ type: 'SUBSCRIBED', subscribed: { heartbeat_interval_seconds: 15 } });
    const frameworks = JSON.parse(bed.get(bed.leader().host, '/frameworks').body) as {
      frameworks: Record<string, unknown>[];
    };
    expect(frameworks.frameworks[0]).toMatchObject({ name: 'over http' });
    expect(frameworks.frameworks[0]).not.toHaveProperty('pid');
  });

  it.each([
    [{ type: 'REVIVE' }, 400, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present"],
    [{ type: 'REVIVE', framework_id: { value: 'nobody' } }, 400, 'Framework cannot be found'],
    [{ type: 'ACCEPT' }, 400, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present"],
    [
      { type: 'ACCEPT', framework_id: { value: 'x' } },
      400,
      "Failed to validate scheduler::Call: Expecting 'accept' to be present",
    ],
    [{ type: 'SUBSCRIBE' }, 400, "Failed to validate scheduler::Call: Expecting 'subscribe' to be present"],
  ] as const)('refuses %j', (body, status, text) => {
    const bed = startBed({ framework: null });
    bed.run(20);
    expect(post(bed, SCHEDULER_API, body)).toMatchObject({ status, body: text });
  });

  it('tells a framework of the driver that it is not connected via HTTP', () => {
    const bed = booted();
    const framework_id = { value: bed.framework().frameworkId };
    expect(post(bed, SCHEDULER_API, { type: 'REVIVE', framework_id })).toMatchObject({
      status: 403,
      body: 'Framework is not connected via HTTP',
    });
  });
});
