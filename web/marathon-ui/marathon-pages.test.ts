import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../sim-worker/api.ts';
import { sortVolumes, volumesOfApp } from './app-volumes.ts';
import { actionsOf, progressOf, sortDeployments } from './deployment-list.ts';
import type { DeploymentJson } from './marathon-json.ts';
import { findSandbox } from './use-task-files.ts';

/** Deployments, volumes and files (reference of the page, 9.2, 12, 13) below what the browser draws of them. */
const deployment = (id: string, rest: Partial<DeploymentJson> = {}): DeploymentJson => ({
  id,
  currentStep: 1,
  totalSteps: 2,
  ...rest,
});

describe('deployments', () => {
  it.each([
    [0, 2, 0, true],
    [1, 2, 0, true],
    [2, 2, 1, false],
    [2, 3, 1, true],
  ])('UI19: in step %s of %s, %s are over; marked: %s', (currentStep, totalSteps, done, marked) =>
    expect(progressOf(deployment('d', { currentStep, totalSteps }))).toEqual({ done, marked }),
  );

  it('show the actions of their current step, by the name that the server uses', () => {
    const currentActions = [
      { action: 'ScaleApplication', app: '/a' },
      { type: 'StartApplication', app: '/b' },
    ];
    expect(actionsOf(deployment('d', { currentActions })).map(({ name }) => name)).toEqual([
      'ScaleApplication',
      'StartApplication',
    ]);
  });

  it('keep the order of the server until one is chosen; by applications that is the one of all affected', () => {
    const current = (app: string) => [{ action: 'x', app }];
    const rows = [
      deployment('2', { affectedApps: ['/b'], currentActions: current('/a') }),
      deployment('1', { affectedApps: ['/a', '/c'], currentActions: current('/c') }),
    ];
    const ids = (sort: Parameters<typeof sortDeployments>[1]) => sortDeployments(rows, sort).map(({ id }) => id);
    expect(ids(null)).toEqual(['2', '1']);
    expect(ids({ key: 'apps', descending: false })).toEqual(['1', '2']);
    expect(ids({ key: 'id', descending: true })).toEqual(['2', '1']);
  });
});

describe('volumes', () => {
  const task = (id: string, stagedAt?: string) => ({
    id,
    host: 'h',
    ...(stagedAt === undefined ? {} : { stagedAt }),
    localVolumes: [{ containerPath: 'data', persistenceId: `v-${id}` }],
  });
  const volumes = volumesOfApp({
    id: '/a',
    instances: 2,
    cpus: 1,
    mem: 32,
    container: {
      volumes: [
        { containerPath: 'data', mode: 'RW', persistent: { size: 10 } },
        { containerPath: '/ext', mode: 'RW', external: { name: 'vol' } },
      ],
    },
    tasks: [task('t1', '2016-12-13T06:36:14Z'), task('t2')],
  });

  it('are attached to a task that is there, detached from one that waits; external ones are never available', () => {
    expect(volumes.map(({ id, status, sizeMib, taskId }) => [id, status, sizeMib, taskId])).toEqual([
      ['vol', 'Unavailable', null, null],
      ['v-t1', 'Attached', 10, 't1'],
      ['v-t2', 'Detached', 10, 't2'],
    ]);
  });

  it('sort by each column', () => {
    const ids = (descending: boolean) => sortVolumes(volumes, { key: 'status', descending }).map(({ id }) => id);
    expect([ids(false), ids(true)]).toEqual([
      ['v-t1', 'v-t2', 'vol'],
      ['vol', 'v-t2', 'v-t1'],
    ]);
  });
});

describe('the folder of a task', () => {
  const executors = { completed_executors: [{ id: 't', directory: '/mesos/runs/1' }] };
  const answers: Readonly<Record<string, unknown>> = {
    'http://m:8080/v2/info': { frameworkId: 'F', marathon_config: { mesos_leader_ui_url: 'http://l:5050/' } },
    'http://l:5050/master/state': { slaves: [{ id: 'S', pid: 'slave(1)@10.0.0.1:5051', hostname: 'agent' }] },
    'http://agent:5051/state': { frameworks: [{ id: 'F', ...executors }] },
  };
  const asked: string[] = [];
  const http = async ({ url }: { readonly url: string }): Promise<HttpOutcome> => {
    asked.push(url);
    if (answers[url] === undefined) return { kind: 'error', error: 'refused' };
    return { kind: 'response', status: 200, headers: {}, body: JSON.stringify(answers[url]) };
  };

  it('is found over info, the state of the leading master and that of the agent', async () => {
    expect(await findSandbox(http, 'http://m:8080', { id: 't', slaveId: 'S' })).toEqual({
      server: 'http://agent:5051',
      directory: '/mesos/runs/1',
    });
    expect(asked).toEqual(Object.keys(answers));
  });

  it.each([
    ['no such agent', 'http://m:8080', { id: 't', slaveId: 'S9' }],
    ['no such task', 'http://m:8080', { id: 'other', slaveId: 'S' }],
    ['no answer', 'http://gone:8080', { id: 't', slaveId: 'S' }],
  ])('is not found: %s', async (_name, server, task) => expect(await findSandbox(http, server, task)).toBeNull());
});
