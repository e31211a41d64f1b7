/** What Mesos is asked to launch for an app. Source: Marathon 1.1.1, src/main/scala/mesosphere/mesos/TaskBuilder.scala. */
import { describe, expect, it } from 'vitest';
import { agentId, frameworkId, offerId, taskId } from '../../mesos/ids.ts';
import type { TaskInfo } from '../../mesos/messages/tasks.ts';
import { resources } from '../../mesos/resources/parse.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { ROOT_PATH } from '../model/path-id.ts';
import { buildTask } from './task-builder.ts';

type Json = Readonly<Record<string, unknown>>;

function info(json: Json, hostPorts: readonly number[] = [31_000], defaultExecutor = '//cmd'): TaskInfo {
  const app = appOfFields(readAppFields({ id: '/prod/db', ...json }, '', []), ROOT_PATH, null, 1000);
  const offer = {
    ...{ id: offerId('O'), frameworkId: frameworkId('F'), slaveId: agentId('S'), hostname: 'h', url: '' },
    ...{ resources: resources('cpus:1'), attributes: [], executorIds: [], unavailability: null },
  };
  const request = { app, offer, taskId: taskId('prod_db.1'), resources: offer.resources, hostPorts };
  return buildTask({ ...request, envPrefix: null, defaultExecutor });
}

const IMAGE = { docker: { image: 'i', network: 'BRIDGE' } };

describe('TaskInfo', () => {
  it.each<[string, Json, Json]>([
    ['a command', { cmd: 'x y' }, { shell: true, value: 'x y', arguments: [] }],
    ['arguments', { args: ['x', 'y'] }, { shell: false, value: 'x', arguments: ['x', 'y'] }],
    ['arguments of an image', { args: ['x'], container: IMAGE }, { shell: false, value: null, arguments: ['x'] }],
    ['an image alone', { container: IMAGE }, { shell: false, value: null, arguments: [] }],
    ['a user', { cmd: 'x', user: 'nobody' }, { user: 'nobody' }],
    [
      'files to fetch',
      { cmd: 'x', fetch: [{ uri: 'http://x/a', executable: true }] },
      { uris: [{ value: 'http://x/a', executable: true, extract: true, cache: false }] },
    ],
  ])('the command of %s', (_name, json, expected) => {
    expect(info(json)).toMatchObject({ executor: null, data: null, command: expected });
  });

  it('has the name of the path backwards, and the labels', () => {
    const { name, labels, killPolicy } = info({ cmd: 'x', labels: { a: 'b' } });
    expect([name, labels, killPolicy]).toEqual(['db.prod', [{ key: 'a', value: 'b' }], null]);
  });

  it.each(['/opt/run', 'opt/run'])('the executor %s runs the command itself', (path) => {
    for (const task of [info({ cmd: 'x', executor: path }), info({ cmd: 'x' }, [31_000], path)]) {
      expect([task.command, task.container]).toEqual([null, null]);
      expect(task.executor?.executorId).toBe('marathon-prod_db.1');
      expect(task.executor?.command).toMatchObject({ shell: true, value: `chmod ug+rx '${path}' && exec '${path}' x` });
      expect(task.data).toContain('"id":"/prod/db"');
    }
  });

  it.each<[string, Json, readonly Json[]]>([
    [
      'ports',
      { cmd: 'x', portDefinitions: [{ name: 'http', labels: { VIP_0: '1.1.1.1:80' } }] },
      [{ number: 31_000, name: 'http', protocol: 'tcp', labels: [{ key: 'VIP_0', value: '1.1.1.1:80' }] }],
    ],
    [
      'mappings',
      { container: { docker: { ...IMAGE.docker, portMappings: [{ containerPort: 80, protocol: 'udp' }] } } },
      [{ number: 31_000, name: null, protocol: 'udp', labels: [] }],
    ],
    [
      'an address',
      { cmd: 'x', ipAddress: { discovery: { ports: [{ number: 80, name: 'http', protocol: 'tcp' }] } } },
      [{ number: 80, name: 'http', protocol: 'tcp', labels: [] }],
    ],
  ])('is found by its %s', (_name, json, ports) => {
    expect(info(json).discovery).toMatchObject({ visibility: 'FRAMEWORK', name: 'db.prod', ports });
  });

  it('a mapping of both protocols becomes two', () => {
    const portMappings = [{ containerPort: 80, protocol: 'udp,tcp' }];
    expect(info({ container: { docker: { ...IMAGE.docker, portMappings } } }).container?.docker?.portMappings).toEqual([
      { hostPort: 31_000, containerPort: 80, protocol: 'udp' },
      { hostPort: 31_000, containerPort: 80, protocol: 'tcp' },
    ]);
  });

  it('Mesos gets the first COMMAND check, and no other check', () => {
    const command = (value: string): Json => ({ protocol: 'COMMAND', command: { value }, maxConsecutiveFailures: 2 });
    expect(info({ cmd: 'x', healthChecks: [{}] }).healthCheck).toBeNull();
    expect(info({ cmd: 'x', healthChecks: [{}, command('a'), command('b')] }).healthCheck).toMatchObject({
      ...{ delaySeconds: 0, intervalSeconds: 60, timeoutSeconds: 20, consecutiveFailures: 2, gracePeriodSeconds: 300 },
      command: { shell: true, value: 'a' },
    });
  });
});
