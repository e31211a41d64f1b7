/** Answers of Marathon's API, one request each against one running cluster. Source: Marathon 1.1.1, api/v2/*.scala. */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { findProcess } from '../kernel/process-table.ts';
import type { OperatorState } from '../host/operator.ts';
import {
  app,
  ask,
  command,
  deployed,
  leader,
  type MarathonLab,
  marathonLab,
  run,
  settle,
  untilTrue,
} from './conformance/marathon/marathon-lab.ts';
import { zookeeperServers } from './inspect.ts';

type Json = Readonly<Record<string, unknown>>;
const SMALL = { cpus: 0.05, mem: 16 };

/** A request with headers of its own. */
function send(lab: MarathonLab, method: string, path: string, headers: Readonly<Record<string, string>>): unknown {
  const requestId = lab.nextRequest;
  lab.nextRequest += 1;
  const to = { host: must(leader(lab), 'a leader'), port: 8080 };
  const body = { kind: 'http', requestId, ...to, method, path, headers, body: method === 'GET' ? null : '{}' };
  command(lab, { kind: 'tell', process: lab.operator, body });
  run(lab, 1);
  const { outcomes } = findProcess(lab.simulator.world, lab.operator)?.state as OperatorState;
  return outcomes.find((each) => each.requestId === requestId)?.result;
}

describe('a cluster with three apps', () => {
  const lab = marathonLab({ bootFlags: { mesosLeaderUiUrl: 'http://ui.example/' } });
  const row = deployed(lab, { id: '/a', cmd: 'sleep 1000', ...SMALL, labels: { tier: 'web' }, instances: 2 });
  deployed(lab, { id: '/g/b', cmd: 'sleep 2000', ...SMALL });
  deployed(lab, { id: '/g/c', cmd: 'sleep 3000', ...SMALL, ports: [] });
  const get = (path: string): unknown => ask(lab, 'GET', path)?.json;
  const idsOf = (path: string): readonly unknown[] => (get(path) as { apps: readonly Json[] }).apps.map(({ id }) => id);
  const firstApp = (path: string): Json => must((get(path) as { apps: readonly Json[] }).apps[0], 'an app');
  const COUNTS = ['tasksStaged', 'tasksRunning', 'tasksHealthy', 'tasksUnhealthy'];

  it.each([
    ['/v2/apps', ['/a', '/g/b', '/g/c']],
    ['/v2/apps?label=tier%3D%3Dweb', ['/a']],
    ['/v2/apps?id=B', ['/g/b']],
    ['/v2/apps?cmd=SLEEP+3', ['/g/c']],
    ['/v2/apps?id=/g&cmd=2000', ['/g/b']],
  ])('%s lists %j', (path, expected) => {
    expect(idsOf(path)).toEqual(expected);
  });

  it.each<[string, readonly string[]]>([
    ['', [...COUNTS, 'deployments']],
    ['embed=nonsense', [...COUNTS, 'deployments']],
    ['embed=apps.tasks', [...COUNTS, 'deployments', 'tasks']],
    ['embed=app.counts&embed=apps.readiness', [...COUNTS, 'deployments', 'readinessCheckResults']],
    ['embed=apps.taskStats', [...COUNTS, 'deployments', 'taskStats']],
    ['embed=apps.failures', [...COUNTS, 'deployments', 'tasks']],
  ])('/v2/apps?%s embeds %j', (query, expected) => {
    const keys = Object.keys(firstApp(`/v2/apps?${query}`));
    expect(keys.slice(keys.indexOf('versionInfo') + 1)).toEqual(expected);
  });

  it.each<[string, readonly string[]]>([
    ['/v2/groups', ['id', 'dependencies', 'version', 'apps', 'groups']],
    ['/v2/groups?embed=group.groups', ['id', 'dependencies', 'version', 'groups']],
    ['/v2/groups/g?embed=group.apps', ['id', 'dependencies', 'version', 'apps']],
    ['/v2/apps/g/*', ['*']],
    ['/v2/apps/a/versions', ['versions']],
    ['/v2/plugins', ['plugins']],
    ['/v2/leader', ['leader']],
    ['/metrics', ['version', 'gauges', 'counters', 'histograms', 'meters', 'timers']],
    [
      '/v2/info',
      [
        ...['name', 'version', 'elected', 'leader', 'frameworkId', 'marathon_config', 'zookeeper_config'],
        ...['event_subscriber', 'http_config'],
      ],
    ],
  ])('%s has %j', (path, keys) => {
    expect(Object.keys(get(path) as Json)).toEqual(keys);
  });

  it('/v2/info tells the flags', () => {
    expect(get('/v2/info')).toMatchObject({
      marathon_config: { mesos_leader_ui_url: 'http://ui.example/', ha: true, local_port_max: 20_000 },
      zookeeper_config: { zk_max_versions: 25 },
      ...{ elected: true, event_subscriber: null },
    });
  });

  it.each<[string, number, readonly string[]]>([
    ['/v2/tasks', 4, ['servicePorts']],
    ['/v2/tasks?status=running', 4, ['servicePorts']],
    ['/v2/tasks?status[]=running', 4, ['servicePorts']],
    ['/v2/tasks?status=staging', 0, []],
    ['/v2/apps/a/tasks', 2, []],
    ['/v2/apps/g/*/tasks', 2, []],
  ])('%s has %d tasks', (path, count, more) => {
    const { tasks } = get(path) as { readonly tasks: readonly Json[] };
    expect(tasks).toHaveLength(count);
    const keys = [
      'id',
      'slaveId',
      'host',
      'state',
      'startedAt',
      'stagedAt',
      'ports',
      'version',
      'ipAddresses',
      'appId',
    ];
    if (count > 0) expect(Object.keys(tasks[0] ?? {})).toEqual([...keys, ...more]);
  });

  it('tasks as text: a line for each port, or one without', () => {
    const text = (path: string): unknown => (send(lab, 'GET', path, { accept: 'text/plain' }) as { body: string }).body;
    const own = row.tasks.map(({ host, ports }) => `${host}:${String(ports[0])}\t`).join('');
    const c = must(app(lab, '/g/c')?.tasks[0], 'a task');
    expect(text('/v2/apps/a/tasks')).toBe(`a\t10000\t${own}\n`);
    expect(text('/v2/tasks')).toMatch(/^a\t10000\t.*\ng_b\t10001\t[0-9.]+:\d+\t\n/);
    expect(text('/v2/tasks')).toContain(`g_c\t \t${c.host} \n`);
  });

  it.each(['/v2/apps', '/v2/nothing', '/ping', '/v2/schemas/app', '/ui/', '/help'])('%s is never cached', (path) => {
    expect(ask(lab, 'GET', path)?.headers).toMatchObject({
      'x-marathon-leader': `http://${must(leader(lab), 'a leader')}:8080`,
      'cache-control': 'no-cache, no-store, must-revalidate',
      ...{ pragma: 'no-cache', expires: '0' },
    });
  });

  it('another type of content is 415, another method 405', () => {
    expect(send(lab, 'POST', '/v2/apps', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: '{"message":"Unsupported Media Type"}',
    });
    expect(ask(lab, 'POST', '/v2/info', {})?.status).toBe(404);
    expect(ask(lab, 'PUT', '/v2/leader', {})?.status).toBe(405);
  });

  it('tasks of one host are killed alone, and a wiped one is forgotten at once', () => {
    const [first, second] = [must(row.tasks[0], 'a task'), must(row.tasks[1], 'another')];
    const there = row.tasks.filter(({ host }) => host === first.host).map(({ id }) => id);
    const answer = ask(lab, 'DELETE', `/v2/apps/a/tasks?host=${first.host}`)?.json as { tasks: readonly Json[] };
    expect(answer.tasks.map(({ id }) => id)).toEqual(there);
    untilTrue(lab, () => app(lab, '/a')?.tasksRunning === 2, 30, 'replaced');
    const left = there.includes(second.id) ? must(app(lab, '/a')?.tasks[0], 'a task') : second;
    expect(ask(lab, 'DELETE', `/v2/apps/a/tasks/${left.id}?wipe=true`)?.json).toMatchObject({ task: { id: left.id } });
    expect(app(lab, '/a')?.tasks.map(({ id }) => id)).not.toContain(left.id);
  });

  it('an app is deleted though it deploys, without being forced', () => {
    expect(ask(lab, 'POST', '/v2/apps', { id: '/big', cmd: 'x', cpus: 1000 })?.status).toBe(201);
    expect(ask(lab, 'DELETE', '/v2/apps/big')?.status).toBe(200);
    settle(lab);
    expect(app(lab, '/big')).toBeNull();
  });

  it('the last failure of an app that was deleted is not that of the next one of its name', () => {
    const failing = { id: '/f', cmd: 'exit 3', ...SMALL, backoffSeconds: 60 };
    expect(ask(lab, 'POST', '/v2/apps', failing)?.status).toBe(201);
    const failure = (): Json | undefined => (app(lab, '/f') as unknown as { lastTaskFailure?: Json }).lastTaskFailure;
    untilTrue(lab, () => failure() !== undefined, 20, 'a failure');
    expect(failure()).toMatchObject({ appId: '/f', state: 'TASK_FAILED', message: 'Command exited with status 3' });
    expect(Object.keys(failure() ?? {})).toEqual([
      ...['appId', 'host', 'message', 'state', 'taskId', 'timestamp', 'version', 'slaveId'],
    ]);
    const isStored = (): boolean =>
      zookeeperServers(lab.simulator.world).some((server) => server.hasZnode('/marathon/state/taskFailure:f'));
    expect(isStored()).toBe(true);
    expect(ask(lab, 'DELETE', '/v2/apps/f')?.status).toBe(200);
    settle(lab);
    expect(isStored()).toBe(false);
    deployed(lab, { ...failing, cmd: 'sleep 1000' });
    expect(failure()).toBeUndefined();
  });
});

it('a readiness check keeps its last answer where it is asked to', () => {
  const lab = marathonLab();
  const docker = { image: 'library/web', network: 'BRIDGE', portMappings: [{ containerPort: 80, name: 'http' }] };
  const readiness = {
    path: '/',
    portName: 'http',
    intervalSeconds: 2,
    timeoutSeconds: 1,
    preserveLastResponse: true,
  };
  const labels = { 'mesoscope.failurePercent': '100' };
  const definition = { id: '/r', cpus: 0.1, mem: 16, labels, container: { docker }, readinessChecks: [readiness] };
  ask(lab, 'POST', '/v2/apps', definition);
  const results = (): readonly Json[] => {
    const answer = ask(lab, 'GET', '/v2/apps?embed=apps.readiness')?.json as { readonly apps: readonly Json[] };
    return (answer.apps[0]?.['readinessCheckResults'] ?? []) as readonly Json[];
  };
  untilTrue(lab, () => results().length > 0, 60, 'a result');
  expect(results()).toMatchObject([{ name: 'readinessCheck', ready: false, lastResponse: { status: 500 } }]);
  expect(Object.keys(results()[0]?.['lastResponse'] as Json)).toEqual(['status', 'contentType', 'body']);
});
