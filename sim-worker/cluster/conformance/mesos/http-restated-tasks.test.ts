/**
 * Tests of 1.0.1's own suites on tasks as HTTP shows them, that no other file here restates: api_tests (Subscribe),
 * master_tests (TasksEndpoint, labels, discovery, SlaveActiveEndpoint), slave_tests (endpoints), files_tests (src/tests).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRecords } from '../../../mesos/http/recordio.ts';
import { findProcess } from '../../../kernel/process-table.ts';
import type { OperatorState } from '../../../host/operator.ts';
import { operatorId } from '../../process-names.ts';
import { type HttpFramework, subscribe } from './testing/http-framework.ts';
import { agentProcess, type Bed, OPERATOR, startBed } from './mesos-bed.ts';

type Json = Readonly<Record<string, never>>;

let bed: Bed;
let framework: HttpFramework;
let agentHost: string;
let agentId: string;

const now = (): number => bed.simulator.world.nowUs / 1e6;
const read = (path: string): Json => JSON.parse(bed.get(bed.leader().host, path).body) as Json;
const ofAgent = (path: string) => bed.get(agentHost, path, {}, 5051);

const LABELS = {
  labels: [
    { key: 'foo', value: 'bar' },
    { key: 'bar', value: 'baz' },
    { key: 'bar', value: 'qux' },
  ],
};
const DISCOVERY = {
  visibility: 'EXTERNAL',
  name: 'mytask',
  environment: 'mytest',
  location: 'mylocation',
  version: 'v0.1.1',
  ports: {
    ports: [{ number: 8888, name: 'myport1', protocol: 'tcp', labels: { labels: [{ key: 'a', value: 'b' }] } }],
  },
  labels: LABELS,
};

/** Posts a call that answers with a stream, which stays open; what has come of it since. */
function watch(): () => readonly Json[] {
  const requestId = 900;
  const body = JSON.stringify({ type: 'SUBSCRIBE' });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const { host } = bed.leader();
  const request = { kind: 'http', requestId, host, port: 5050, method: 'POST', path: '/api/v1', headers, body };
  bed.command({ kind: 'tell', process: operatorId(OPERATOR), body: { ...request, keepOpen: true } });
  bed.run(now() + 0.5);
  return () => {
    const state = findProcess(bed.simulator.world, operatorId(OPERATOR))?.state as OperatorState;
    const result = state.outcomes.find((outcome) => outcome.requestId === requestId)?.result;
    if (result?.kind !== 'response') throw new Error('no stream');
    return decodeRecords(result.body, 'application/json').map((record) => JSON.parse(record) as Json);
  };
}

beforeAll(() => {
  bed = startBed({ framework: null, agentFlags: { logDir: '/var/log/mesos' } });
  bed.run(20);
  framework = subscribe(bed, { user: 'root', name: 'f', labels: LABELS });
  bed.run(now() + 2);
});

describe('the tasks of a framework, from their launch on', () => {
  it('Subscribe: TASK_ADDED, TASK_UPDATED, and nothing for updates that are sent again', () => {
    const events = watch();
    const first = framework.events('OFFERS')[0]?.['offers'] as unknown as {
      offers: readonly { id: object; agent_id: { value: string }; hostname: string }[];
    };
    const offer = first.offers[0];
    if (offer === undefined) throw new Error('no offer');
    agentHost = offer.hostname;
    agentId = offer.agent_id.value;
    const task_infos = ['1', '2', '3'].map((id) => ({
      name: 'test',
      task_id: { value: id },
      agent_id: offer.agent_id,
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
      ],
      command: { value: 'sleep 100000' },
      ...(id === '1' ? { labels: LABELS, discovery: DISCOVERY } : {}),
    }));
    const operations = task_infos.map((info) => ({ type: 'LAUNCH', launch: { task_infos: [info] } }));
    framework.call('ACCEPT', { offer_ids: [offer.id], operations });
    bed.run(now() + 40);
    const types = events().map((event) => String(event['type']));
    expect(types).toEqual([
      'SUBSCRIBED',
      ...Array<string>(3).fill('TASK_ADDED'),
      ...Array<string>(3).fill('TASK_UPDATED'),
    ]);
    expect(events()[1]).toMatchObject({ task_added: { task: { task_id: { value: '1' }, state: 'TASK_STAGING' } } });
    expect(events()[4]).toMatchObject({
      task_updated: { state: 'TASK_RUNNING', framework_id: { value: framework.id } },
    });
  });

  it('TasksEndpoint: by the time of their first status, in pages', () => {
    const ids = (query: string): readonly string[] =>
      (read(`/tasks${query}`)['tasks'] as unknown as readonly { id: string }[]).map(({ id }) => id);
    const ascending = ids('?order=asc');
    expect([...ascending].sort()).toEqual(['1', '2', '3']);
    expect(ids('')).toEqual([...ascending].reverse());
    expect(ids('?order=desc')).toEqual(ids(''));
    expect(ids('?order=asc&limit=2')).toEqual(ascending.slice(0, 2));
    expect(ids('?order=asc&limit=2&offset=2')).toEqual(ascending.slice(2));
    expect([ids('?limit=0'), ids('?offset=9'), ids('?limit=x').length]).toEqual([[], [], 3]);
  });

  it('TaskLabels, TaskDiscoveryInfo, FrameworkInfoLabels: as they were given, keys may come twice', () => {
    const state = read('/state')['frameworks'] as unknown as readonly {
      labels: object;
      tasks: readonly { id: string }[];
    }[];
    const task = { labels: LABELS.labels, discovery: DISCOVERY };
    expect(state[0]?.labels).toEqual(LABELS.labels);
    expect(state[0]?.tasks.find(({ id }) => id === '1')).toMatchObject(task);
    const own = JSON.parse(ofAgent('/state').body) as {
      frameworks: readonly { executors: readonly { id: string; tasks: readonly object[] }[] }[];
    };
    expect(own.frameworks[0]?.executors.find(({ id }) => id === '1')?.tasks[0]).toMatchObject(task);
  });

  it('StatisticsEndpointRunningExecutor, ContainersEndpoint: keys in the order of the alphabet', () => {
    const keys = (path: string): readonly string[] =>
      Object.keys((JSON.parse(ofAgent(path).body) as readonly object[])[0] ?? {});
    const names = ['executor_id', 'executor_name', 'framework_id', 'source', 'statistics'];
    expect(keys('/monitor/statistics')).toEqual(names);
    expect(keys('/monitor/statistics.json')).toEqual(names);
    expect(keys('/containers')).toEqual(['container_id', ...names, 'status']);
    const idle = bed.leader().state.agents;
    const other = [...idle.values()].find(({ info }) => info.hostname !== agentHost)?.info.hostname ?? '';
    for (const path of ['/monitor/statistics', '/containers']) expect(bed.get(other, path, {}, 5051).body).toBe('[]');
  });
});

describe('files of a sandbox', () => {
  let sandbox: string;
  beforeAll(() => {
    const own = JSON.parse(ofAgent('/state').body) as {
      frameworks: readonly { executors: readonly { directory: string }[] }[];
    };
    sandbox = own.frameworks[0]?.executors[0]?.directory ?? '';
  });

  it.each([
    ['its name', (path: string) => path],
    ['its name with a slash', (path: string) => `${path}/`],
    ['its name, percent-encoded', (path: string) => encodeURIComponent(path)],
  ])('BrowseTest: by %s', (_what, named) => {
    const paths = (JSON.parse(ofAgent(`/files/browse?path=${named(sandbox)}`).body) as readonly { path: string }[]).map(
      ({ path }) => path,
    );
    expect(paths).toEqual([`${sandbox}/stderr`, `${sandbox}/stdout`]);
  });

  it.each([
    ['a folder', (path: string) => path, 400, 'Cannot read a directory.\n'],
    ['a folder with a slash', (path: string) => `${path}/`, 400, 'Cannot read a directory.\n'],
    ['what is outside', (path: string) => `${path}/../../x`, 404, ''],
    ['nothing', (path: string) => `${path}/nothing`, 404, ''],
    ['what is below a file', (path: string) => `${path}/stdout/x`, 404, ''],
    ['a parent that is not attached', (path: string) => path.replace(/\/[^/]*$/, ''), 404, ''],
  ])('ResolveTest: reading %s', (_what, named, status, body) => {
    expect(ofAgent(`/files/read?path=${named(sandbox)}&offset=0`)).toMatchObject({ status, body });
  });

  it('ReadTest: pieces by offset and length', () => {
    const piece = (query: string): unknown => JSON.parse(ofAgent(`/files/read?path=${sandbox}/stdout${query}`).body);
    const whole = (piece('&offset=0') as { data: string }).data;
    expect(whole.length).toBeGreaterThan(10);
    expect(piece('&offset=0&length=4')).toEqual({ data: whole.slice(0, 4), offset: 0 });
    expect(piece('&offset=4&length=100000')).toEqual({ data: whole.slice(4), offset: 4 });
    expect(piece('')).toEqual({ data: '', offset: whole.length });
    expect(piece('&offset=-1')).toEqual({ data: '', offset: whole.length });
    expect(piece(`&offset=${String(whole.length + 5)}`)).toEqual({ data: '', offset: whole.length });
  });

  it('DownloadTest, DebugTest', () => {
    const { status, headers } = ofAgent(`/files/download?path=${sandbox}/stdout`);
    expect({ status, type: headers['content-type'], as: headers['content-disposition'] }).toEqual({
      status: 200,
      type: 'application/octet-stream',
      as: 'attachment; filename=stdout',
    });
    expect(ofAgent(`/files/download?path=${sandbox}`)).toMatchObject({
      status: 400,
      body: 'Cannot download a directory.\n',
    });
    expect(JSON.parse(ofAgent('/files/debug').body)).toMatchObject({
      [sandbox]: sandbox,
      '/slave/log': '/var/log/mesos/mesos-slave.INFO',
    });
  });
});

describe('an agent that stops', () => {
  it('SlaveActiveEndpoint: is inactive; StateEndpointUnavailableDuringRecovery: answers 503 until it recovered', () => {
    const active = (): unknown =>
      (read('/state')['slaves'] as unknown as readonly { id: string; active: boolean }[]).find(
        ({ id }) => id === agentId,
      )?.active;
    expect(active()).toBe(true);
    bed.command({ kind: 'killProcess', process: agentProcess(agentHost) });
    bed.run(now() + 0.4);
    expect(active()).toBe(false);
    const answers = (): boolean => {
      try {
        return ofAgent('/health').status === 200;
      } catch {
        return false;
      }
    };
    for (let waits = 0; waits < 1000 && !answers(); waits += 1) bed.run(now() + 0.01);
    for (const path of ['/state', '/slave(1)/state.json'])
      expect(ofAgent(path)).toMatchObject({ status: 503, body: 'Agent has not finished recovery' });
    bed.until('the agent is back', () => active() === true);
    expect(ofAgent('/state').status).toBe(200);
  });
});
