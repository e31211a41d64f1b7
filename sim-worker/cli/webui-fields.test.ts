import { describe, expect, it } from 'vitest';
import { runTo, sendWrite, startHeadless } from './headless.ts';
import { readHttp } from '../kernel/http-read.ts';
import { hostId } from '../kernel/ids.ts';

/**
 * What the original pages read (reference of the WebUI, sections 3, 5, 6 and 9): a page of 1.0.1 pointed at these servers
 * finds every field it looks for.
 */
const run = startHeadless({ scenario: 'default', seed: 7 });
runTo(run, 40_000_000);
const app = { id: '/nginx', cpus: 0.1, mem: 32, instances: 2, cmd: 'sleep 100000' };
const headers = { 'content-type': 'application/json', accept: 'application/json' };
sendWrite(run, {
  method: 'POST',
  target: { host: '192.168.1.231', port: 8080, path: '/v2/apps' },
  headers,
  body: JSON.stringify(app),
});
runTo(run, 80_000_000);

type Json = Readonly<Record<string, unknown>>;

function get(host: string, port: number, path: string): unknown {
  const request = { type: 'http.request', requestId: 0, method: 'GET', path, headers: {}, body: null } as const;
  const result = readHttp(run.history.simulator, hostId('192.168.1.10'), host, port, request);
  if (result.kind !== 'reply') throw new Error(`${path}: ${result.kind}`);
  const { status, body, headers: sent } = result.reply;
  if (status === 307) {
    const [, to = '', rest = '/'] = /^\/\/([^/:]+):\d+(.*)$/.exec(sent['location'] ?? '') ?? [];
    return get(to, port, rest);
  }
  return JSON.parse(body) as unknown;
}

function missing(value: unknown, fields: string): string[] {
  return fields.split(' ').filter((field) => !Object.hasOwn(value as object, field));
}

function first(value: unknown, field: string): Json {
  const list = (value as Json)[field] as readonly Json[];
  expect(list.length, field).toBeGreaterThan(0);
  return list[0] ?? {};
}

const state = get('192.168.1.231', 5050, '/master/state');
const framework = first(state, 'frameworks');
const agent = first(state, 'slaves');
const task = first(framework, 'tasks');
const amounts = 'cpus gpus mem disk';

describe('fields that the pages of 1.0.1 read', () => {
  it.each([
    ['state', state, 'version build_time build_user start_time elected_time id pid hostname leader activated_slaves'],
    ['state', state, 'deactivated_slaves flags slaves frameworks completed_frameworks orphan_tasks'],
    ['agent', agent, 'id pid hostname registered_time resources used_resources offered_resources active version'],
    ['resources of an agent', agent['resources'], amounts],
    ['framework', framework, 'id name hostname webui_url active user role registered_time resources tasks'],
    ['framework', framework, 'completed_tasks offers executors used_resources offered_resources unregistered_time'],
    ['task', task, 'id name framework_id executor_id slave_id state resources statuses'],
    ['status', first(task, 'statuses'), 'state timestamp'],
  ])('/master/state: %s', (_name, value, fields) => expect(missing(value, fields)).toEqual([]));

  it('/metrics/snapshot of a master', () => {
    const names = ['staging', 'starting', 'running', 'killing', 'finished', 'killed', 'failed', 'lost'];
    const fields = names.map((name) => `master/tasks_${name}`).join(' ');
    expect(missing(get('192.168.1.231', 5050, '/metrics/snapshot'), fields)).toEqual([]);
  });

  const { hostname } = (state as { readonly slaves: readonly { id: string; hostname: string }[] }).slaves.find(
    ({ id }) => id === task['slave_id'],
  ) ?? { hostname: '' };

  it('an agent: state, metrics, statistics and files', () => {
    const own = get(hostname, 5051, '/slave(1)/state');
    expect(missing(own, 'version build_time start_time id pid hostname resources master_hostname')).toEqual([]);
    const executor = first(first(own, 'frameworks'), 'executors');
    expect(missing(executor, 'id name source directory resources tasks queued_tasks completed_tasks')).toEqual([]);
    const names = ['staging', 'starting', 'running', 'killing', 'finished', 'killed', 'failed', 'lost'];
    const metrics = get(hostname, 5051, '/metrics/snapshot');
    expect(missing(metrics, names.map((name) => `slave/tasks_${name}`).join(' '))).toEqual([]);
    const samples = get(hostname, 5051, '/monitor/statistics') as readonly Json[];
    expect(missing(samples[0], 'executor_id framework_id source statistics')).toEqual([]);
    const used = 'timestamp cpus_user_time_secs cpus_system_time_secs mem_rss_bytes';
    expect(missing(samples[0]?.['statistics'], used)).toEqual([]);
    const folder = encodeURIComponent(String(executor['directory']));
    const files = get(hostname, 5051, `/files/browse?path=${folder}`) as readonly Json[];
    expect(missing(files[0], 'path mode nlink uid gid size mtime')).toEqual([]);
    // The time of the last write, not of the question: the task started some 40 s ago and has been silent since.
    const started = (own as { readonly start_time: number }).start_time;
    for (const { mtime } of files as readonly { mtime: number }[])
      expect(Math.abs(mtime - started - 42)).toBeLessThan(6);
    const file = encodeURIComponent(String(files[0]?.['path']));
    expect(missing(get(hostname, 5051, `/files/read?path=${file}&offset=0`), 'data offset')).toEqual([]);
  });
});

/** Every request that controllers.js, services.js and jquery.pailer.js of 1.0.1 make, as jQuery and Angular write it. */
describe('requests of the original pages', () => {
  const agentHost = (state as { readonly slaves: readonly { hostname: string }[] }).slaves[0]?.hostname ?? '';
  const log = encodeURIComponent('/slave/log');

  function text(host: string, port: number, path: string): { readonly type: string; readonly body: string } {
    const request = { type: 'http.request', requestId: 0, method: 'GET', path, headers: {}, body: null } as const;
    const result = readHttp(run.history.simulator, hostId('192.168.1.10'), host, port, request);
    if (result.kind !== 'reply') throw new Error(`${path}: ${result.kind}`);
    const { status, body, headers: sent } = result.reply;
    if (status !== 307) return { type: sent['content-type'] ?? '', body };
    const [, to = '', rest = '/'] = /^\/\/([^/:]+):\d+(.*)$/.exec(sent['location'] ?? '') ?? [];
    return text(to, port, rest);
  }

  it.each([
    ['192.168.1.231', 5050, '/master/state?jsonp=angular.callbacks._0'],
    ['192.168.1.232', 5050, '/master/state?jsonp=angular.callbacks._0'],
    ['192.168.1.233', 5050, '/master/state?jsonp=angular.callbacks._0'],
    [agentHost, 5051, '/slave(1)/state?jsonp=angular.callbacks._0'],
    [agentHost, 5051, '/metrics/snapshot?jsonp=angular.callbacks._0'],
    [agentHost, 5051, '/monitor/statistics?jsonp=angular.callbacks._0'],
    [agentHost, 5051, `/files/read?path=${log}&jsonp=angular.callbacks._0&offset=-1&_=1481610000000`],
    [agentHost, 5051, `/files/read?path=${log}&jsonp=angular.callbacks._0&offset=0&length=50000&_=1481610000000`],
    ['192.168.1.231', 5050, '/files/read?path=/master/log&jsonp=angular.callbacks._0&offset=-1'],
    ['192.168.1.231', 5050, '/metrics/snapshot?jsonp=angular.callbacks._0'],
    ['192.168.1.231', 5050, '/version?jsonp=angular.callbacks._0'],
    ['192.168.1.231', 5050, '/system/stats.json?jsonp=angular.callbacks._0'],
  ])('%s:%i%s is a call of the function that it names', (host, port, path) => {
    const { type, body } = text(host, port, path);
    expect(type).toBe('text/javascript');
    const [, json = ''] = /^angular\.callbacks\._0\(([\s\S]*)\);$/.exec(body) ?? [];
    expect(typeof JSON.parse(json)).toBe('object');
  });

  it('the pages themselves', () => {
    expect(text('192.168.1.231', 5050, '/').type).toBe('text/html');
    expect(text('192.168.1.231', 5050, '/static/pailer.html').type).toBe('text/html');
  });
});
