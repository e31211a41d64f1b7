import { describe, expect, it } from 'vitest';
import { defaultHealthCheck, formFromApp, newAppDefaults } from './app-form.ts';
import { healthWarnings } from './app-status.ts';
import { fetchError } from './fetch-error.ts';
import { isGroupName } from './group-name.ts';
import { taskAddress, taskHref } from './task-address.ts';
import { sortTasks } from './task-list.ts';
import { touchedErrors } from './touched-errors.ts';

const task = (id: string, startedAt: string | null, ports: readonly number[] = []) => ({
  id,
  host: '192.168.1.234',
  ports,
  startedAt,
});

describe('tasks of an application', () => {
  it('come in the order of their last change', () => {
    const tasks = [task('b', '2016-12-13T06:36:17Z'), task('c', null), task('a', '2016-12-13T06:36:17Z')];
    expect(sortTasks(tasks, { key: 'updated', descending: false }).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(sortTasks(tasks, { key: 'id', descending: true }).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });
  it.each([
    [[], '192.168.1.234'],
    [[31307], '192.168.1.234:31307'],
    [[31307, 31308], '192.168.1.234:[31307, 31308]'],
  ])('with ports %j are at %s', (ports, address) => expect(taskAddress(task('t', null, ports))).toBe(address));
});

describe('addresses of tasks that have one of their own', () => {
  const port = (number: number) => ({ name: 'http', number, protocol: 'tcp' });
  const own = { ...task('t', null, [31307]), ipAddresses: [{ ipAddress: '10.0.0.1' }, { ipAddress: '10.0.0.2' }] };
  const withPorts = (...numbers: number[]) => ({ ipAddress: { discovery: { ports: numbers.map(port) } } });
  it.each([
    [withPorts(80), '10.0.0.1:80, 10.0.0.2:80', 'http://10.0.0.1:80/'],
    [withPorts(80, 443), '10.0.0.1:[80, 443], 10.0.0.2:[80, 443]', 'http://10.0.0.1:80/'],
    [withPorts(), '192.168.1.234:31307', 'http://192.168.1.234:31307/'],
    [{}, '192.168.1.234:31307', 'http://192.168.1.234:31307/'],
  ])('are those with the discovery ports of %j', (app, address, href) =>
    expect([taskAddress(own, app), taskHref(own, app)]).toEqual([address, href]),
  );
});

describe('failing checks of a task', () => {
  const healthChecks = [{ protocol: 'HTTP', path: '/ping' }, { protocol: 'TCP' }];
  it('are named with the cause that is known', () => {
    const results = [
      { alive: false, lastFailureCause: 'HTTP status 503' },
      { alive: false, lastFailureCause: null },
    ];
    expect(healthWarnings({ healthChecks }, { ...task('t', null), healthCheckResults: results })).toEqual([
      "Warning: Health check 'HTTP /ping' returned with status: 'HTTP status 503'.",
      "Warning: Health check 'TCP' failed.",
    ]);
    expect(healthWarnings({ healthChecks }, { ...task('t', null), healthCheckResults: [{ alive: true }] })).toEqual([]);
  });
});

describe('errors above stale data', () => {
  it('UI17: a 503 says so', () => {
    expect(fetchError('apps', { kind: 'http', status: 503, body: '' })).toBe(
      'Error fetching apps. Refresh to try again.',
    );
  });
  it('UI18: a server that hangs says nothing', () => {
    expect(fetchError('apps', { kind: 'network', error: 'timedOut' })).toBeNull();
    expect(fetchError('apps', null)).toBeNull();
  });
  it('words 401 and 403', () => {
    expect(fetchError('tasks', { kind: 'http', status: 401, body: '' })).toContain('Unauthorized access.');
    expect(fetchError('tasks', { kind: 'http', status: 403, body: '' })).toContain('Access forbidden.');
  });
});

describe('fields that nobody touched', () => {
  const values = { ...formFromApp(newAppDefaults), healthChecks: [defaultHealthCheck], env: [{ key: '', value: 'x' }] };
  it('are not checked: an empty ID or the check put there by opening the section', () => {
    expect([...touchedErrors(values, new Set())]).toEqual([]);
    expect([...touchedErrors(values, new Set(['id'])).keys()]).toEqual(['id']);
  });
  it('count with their row: a value asks for its key', () => {
    expect(touchedErrors(values, new Set(['env.0.value'])).get('env.0.key')).toBe('Key cannot be blank');
  });
});

it.each([
  ['prod', true],
  ['prod/db.v1', true],
  ['', false],
  ['Prod', false],
  ['prod-', false],
  ['a//b', false],
])('the group name "%s" is well formed: %s', (name, ok) => expect(isGroupName(name)).toBe(ok));
