/**
 * Marathon's own integration tests, restated as requests to a running cluster. Source: Marathon 1.1.1,
 * src/test/scala/mesosphere/marathon/integration/{AppDeploy,GroupDeploy,LaunchQueue}IntegrationTest.scala.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import {
  app,
  ask,
  deployed,
  leader,
  type MarathonLab,
  marathonLab,
  marathonState,
  run,
  settle,
  untilTrue,
} from './conformance/marathon/marathon-lab.ts';
import { deploymentIdOf, ids } from './conformance/marathon/story.ts';

type Json = Readonly<Record<string, unknown>>;
const APP = { id: '/app', cmd: 'sleep 1000', cpus: 0.05, mem: 16 };
/** Answers on its port at once. */
const WEB = { ...APP, cmd: 'python -m SimpleHTTPServer $PORT0' };
const CHECK = { path: '/', portIndex: 0, gracePeriodSeconds: 20, intervalSeconds: 1, maxConsecutiveFailures: 10 };

const get = (lab: MarathonLab, path: string): unknown => ask(lab, 'GET', path)?.json;

function done(lab: MarathonLab, method: string, path: string, body: unknown, status: number): Json {
  const answer = ask(lab, method, path, body);
  expect([answer?.status, answer?.status === status ? '' : answer?.text]).toEqual([status, '']);
  settle(lab);
  return answer?.json as Json;
}

function events(lab: MarathonLab): readonly string[] {
  return must(marathonState(lab, leader(lab) ?? ''), 'a leader').events.recent.map(({ type }) => type);
}

function deployments(lab: MarathonLab): readonly { readonly id: string }[] {
  return get(lab, '/v2/deployments') as readonly { readonly id: string }[];
}

type Queued = { readonly delay: { readonly overdue: boolean; readonly timeLeftSeconds: number } };
const queue = (lab: MarathonLab): readonly Queued[] =>
  (get(lab, '/v2/queue') as { readonly queue: readonly Queued[] }).queue;

/** An app that failed and waits for an hour. */
function backingOff(): MarathonLab {
  const lab = marathonLab();
  const failing = { ...APP, cmd: 'false', backoffSeconds: 3600, maxLaunchDelaySeconds: 3600 };
  expect(ask(lab, 'POST', '/v2/apps', failing)?.status).toBe(201);
  untilTrue(lab, () => queue(lab)[0]?.delay.overdue === false, 20, 'it backs off');
  return lab;
}

const launches = (lab: MarathonLab): number => events(lab).filter((type) => type === 'status_update_event').length;

describe('deployments of apps', () => {
  it('redeploying without changes restarts nothing', () => {
    const lab = marathonLab();
    const before = deployed(lab, APP);
    done(lab, 'PUT', '/v2/apps/app', { id: '/app', cmd: APP.cmd }, 200);
    expect(events(lab).filter((type) => type === 'deployment_success')).toHaveLength(2);
    expect(ids(app(lab, '/app'))).toEqual(ids(before));
  });

  it('a delay ends with another configuration', () => {
    const lab = backingOff();
    done(lab, 'PUT', '/v2/apps/app?force=true', { cmd: 'sleep 120; true' }, 200);
    expect(app(lab, '/app')?.tasksRunning).toBe(1);
  });

  it('a delay does not end with a scaling', () => {
    const lab = backingOff();
    expect(ask(lab, 'PUT', '/v2/apps/app?force=true', { instances: 3 })?.status).toBe(200);
    run(lab, 1);
    // A changed definition replaces the count; the rest is queued by the next look at the step, 5 s later.
    expect(queue(lab)).toMatchObject([{ count: 2, delay: { overdue: false } }]);
    run(lab, 5);
    expect(queue(lab)).toMatchObject([{ count: 3, delay: { overdue: false } }]);
  });

  it('a restart starts the app at once, which fails again', () => {
    const lab = backingOff();
    const before = launches(lab);
    expect(ask(lab, 'POST', '/v2/apps/app/restart?force=true')?.status).toBe(200);
    untilTrue(lab, () => launches(lab) >= before + 2, 20, 'it runs and fails');
  });

  it('the metric of apps counts them', () => {
    const lab = marathonLab();
    const count = (): unknown =>
      (get(lab, '/metrics') as { readonly gauges: Record<string, { readonly value: unknown }> }).gauges[
        'service.mesosphere.marathon.app.count'
      ]?.value;
    expect(count()).toBe(0);
    deployed(lab, APP);
    expect(count()).toBe(1);
  });

  it.each<[string, Json]>([
    ['HTTP', { ...CHECK, protocol: 'HTTP' }],
    ['HTTP on a port of its own', { ...CHECK, portIndex: undefined, port: 31_000 }],
    ['TCP', { ...CHECK, protocol: 'TCP' }],
    ['COMMAND', { protocol: 'COMMAND', command: { value: 'true' }, gracePeriodSeconds: 20, intervalSeconds: 1 }],
  ])('health checks: %s', (_name, check) => {
    const lab = marathonLab();
    const row = deployed(lab, { ...WEB, ports: [31_000], requirePorts: true, healthChecks: [check] });
    expect(row).toMatchObject({ tasksRunning: 1, tasksHealthy: 1 });
  });

  it('an unhealthy app is never deployed, and can be deleted', () => {
    const lab = marathonLab();
    expect(ask(lab, 'POST', '/v2/apps', { ...APP, healthChecks: [{ ...CHECK, gracePeriodSeconds: 1 }] })?.status).toBe(
      201,
    );
    untilTrue(
      lab,
      () => events(lab).filter((type) => type === 'failed_health_check_event').length >= 10,
      40,
      'ten failures',
    );
    expect(events(lab)).not.toContain('deployment_success');
    done(lab, 'DELETE', '/v2/apps/app?force=true', null, 200);
    expect(get(lab, '/v2/apps')).toEqual({ apps: [] });
  });

  it('tasks have addresses', () => {
    const lab = marathonLab();
    deployed(lab, { ...APP, instances: 2 });
    const { tasks } = get(lab, '/v2/apps/app/tasks') as { readonly tasks: readonly Json[] };
    expect(tasks).toHaveLength(2);
    for (const task of tasks) expect(task['ipAddresses']).toEqual([{ ipAddress: task['host'], protocol: 'IPv4' }]);
  });

  it('scaling up and down, a restart, and the list of versions', () => {
    const lab = marathonLab();
    const created = ask(lab, 'POST', '/v2/apps', APP)?.json as { readonly version: string };
    settle(lab);
    expect(get(lab, '/v2/apps/app/versions')).toEqual({ versions: [created.version] });
    done(lab, 'PUT', '/v2/apps/app', { instances: 2 }, 200);
    expect(app(lab, '/app')?.tasksRunning).toBe(2);
    done(lab, 'PUT', '/v2/apps/app', { instances: 1 }, 200);
    const [before] = ids(app(lab, '/app'));
    done(lab, 'POST', '/v2/apps/app/restart', null, 200);
    expect(ids(app(lab, '/app'))).toHaveLength(1);
    expect(ids(app(lab, '/app'))).not.toContain(before);
    const { version } = done(lab, 'PUT', '/v2/apps/app', { id: '/app', disk: 1 }, 200);
    expect(get(lab, `/v2/apps/app/versions/${created.version}`)).toMatchObject({ disk: 0 });
    expect(get(lab, `/v2/apps/app/versions/${String(version)}`)).toMatchObject({ disk: 1 });
  });

  it('all tasks killed with scaling: no instances, and the answer names the deployment', () => {
    const lab = marathonLab();
    deployed(lab, { ...APP, instances: 2 });
    const result = done(lab, 'DELETE', '/v2/apps/app/tasks?scale=true', null, 200);
    expect(Object.keys(result)).toEqual(['version', 'deploymentId']);
    expect(app(lab, '/app')).toMatchObject({ instances: 0, tasks: [] });
  });

  it('a deployment with two tasks is told by its events', () => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/apps', { ...APP, id: '/test/app', instances: 2 }, 201);
    const { recent } = must(marathonState(lab, leader(lab) ?? ''), 'a leader').events;
    const texts = (type: string): readonly Json[] =>
      recent.filter((event) => event.type === type).map(({ text }) => JSON.parse(text) as Json);
    expect(texts('group_change_success')).toMatchObject([{ groupId: '/test' }]);
    expect(texts('api_post_event')).toMatchObject([{ appDefinition: { id: '/test/app' } }]);
    expect(texts('status_update_event').map((event) => event['appId'])).toEqual(['/test/app', '/test/app']);
    expect(events(lab)).toContain('deployment_info');
    expect(deployments(lab)).toEqual([]);
  });

  const UNMET = { ...APP, constraints: [['nonExistent', 'CLUSTER', 'na']], instances: 5, ports: [] };

  it('a stopped deployment leaves its app', () => {
    const lab = marathonLab();
    expect(ask(lab, 'POST', '/v2/apps', UNMET)?.status).toBe(201);
    const [deployment] = deployments(lab);
    expect(ask(lab, 'DELETE', `/v2/deployments/${deployment?.id ?? ''}?force=true`)?.status).toBe(202);
    expect([deployments(lab), events(lab).includes('deployment_failed')]).toEqual([[], true]);
    expect(ask(lab, 'GET', '/v2/apps/app')?.status).toBe(200);
  });

  it('a deployment taken back removes its app', () => {
    const lab = marathonLab();
    expect(ask(lab, 'POST', '/v2/apps', UNMET)?.status).toBe(201);
    const [deployment] = deployments(lab);
    const answer = done(lab, 'DELETE', `/v2/deployments/${deployment?.id ?? ''}`, null, 200);
    expect(answer['deploymentId']).not.toBe(deployment?.id);
    expect(events(lab).filter((type) => /^deployment_(failed|success)$/.test(type))).toEqual([
      'deployment_failed',
      'deployment_success',
    ]);
    expect(ask(lab, 'GET', '/v2/apps/app')?.status).toBe(404);
  });

  it('nobody adds docker to a container of type MESOS', () => {
    const lab = marathonLab();
    const container = (): unknown => (app(lab, '/app') as unknown as Json)['container'];
    done(lab, 'POST', '/v2/apps', { ...APP, instances: 0, container: { type: 'MESOS' } }, 201);
    expect(container()).toEqual({ type: 'MESOS', volumes: [] });
    done(lab, 'PUT', '/v2/apps/app', { cmd: 'sleep 100' }, 200);
    expect(container()).toEqual({ type: 'MESOS', volumes: [] });
  });

  it('the queue lists an app that nobody has room for, with its count', () => {
    const lab = marathonLab();
    expect(ask(lab, 'POST', '/v2/apps', UNMET)?.status).toBe(201);
    run(lab, 5);
    expect(queue(lab)).toMatchObject([{ count: 5, app: { id: '/app' }, delay: { timeLeftSeconds: 0, overdue: true } }]);
  });
});

describe('requests', () => {
  it('HEAD is answered as GET, without the body', () => {
    const lab = marathonLab();
    expect(ask(lab, 'HEAD', '/v2/apps')).toMatchObject({ status: 200, text: '' });
    expect(ask(lab, 'HEAD', '/v2/apps/none')).toMatchObject({ status: 404, text: '' });
  });
});

describe('deployments of groups', () => {
  const group = (apps: readonly Json[], more: Json = {}): Json => ({ id: '/test', apps, ...more });
  const inGroup = (id: string, more: Json = {}): Json => ({ ...APP, id: `/test/${id}`, ...more });
  const web = (more: Json = {}): Json => ({ ...WEB, id: '/test/app', instances: 2, healthChecks: [CHECK], ...more });
  /** Never healthy: nothing listens. */
  const deaf = web({ cmd: 'sleep 1000' });

  it('an empty one, its dependencies, its end', () => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/groups', { id: '/test' }, 201);
    done(lab, 'PUT', '/v2/groups/test', { id: '/test', dependencies: ['/other'] }, 200);
    expect(get(lab, '/v2/groups/test')).toMatchObject({ id: '/test', dependencies: ['/other'], apps: [], groups: [] });
    done(lab, 'DELETE', '/v2/groups/test', null, 200);
    expect(get(lab, '/v2/groups')).toMatchObject({ groups: [] });
    expect(ask(lab, 'DELETE', '/v2/groups/does_not_exist')?.status).toBe(404);
  });

  it('with an app: started, restarted by a change, left alone without one', () => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/groups', group([inGroup('app', { instances: 2 })]), 201);
    const first = ids(app(lab, '/test/app'));
    expect(first).toHaveLength(2);
    done(lab, 'PUT', '/v2/groups/test', group([inGroup('app', { instances: 2 })]), 200);
    expect([deployments(lab), ids(app(lab, '/test/app'))]).toEqual([[], first]);
    done(lab, 'PUT', '/v2/groups/test', group([inGroup('app', { instances: 2, cmd: 'sleep 2000' })]), 200);
    expect(ids(app(lab, '/test/app')).filter((id) => first.includes(id))).toEqual([]);
  });

  it('a rollback to the version of its creation', () => {
    const lab = marathonLab();
    const { version } = done(lab, 'POST', '/v2/groups', group([web()]), 201);
    done(lab, 'PUT', '/v2/groups/test', group([web({ env: { V: '2' } })]), 200);
    expect(app(lab, '/test/app')).toMatchObject({ env: { V: '2' } });
    done(lab, 'PUT', '/v2/groups/test', { version }, 200);
    expect(app(lab, '/test/app')).toMatchObject({ env: {}, tasksHealthy: 2 });
  });

  it('no old task ends while the new ones are not healthy', () => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/groups', group([web()]), 201);
    const old = ids(app(lab, '/test/app'));
    expect(ask(lab, 'PUT', '/v2/groups/test', group([deaf]))?.status).toBe(200);
    run(lab, 15);
    expect(ids(app(lab, '/test/app'))).toEqual(expect.arrayContaining([...old]));
  });

  it('an upgrade under way: 409 and group_change_failed, force gets through', () => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/groups', group([web()]), 201);
    expect(ask(lab, 'PUT', '/v2/groups/test', group([deaf]))?.status).toBe(200);
    expect(ask(lab, 'PUT', '/v2/groups/test', group([web({ env: { V: '3' } })]))?.status).toBe(409);
    expect(events(lab)).toContain('group_change_failed');
    expect(ask(lab, 'DELETE', '/v2/groups/test')?.status).toBe(409);
    done(lab, 'PUT', '/v2/groups/test?force=true', group([web({ env: { V: '4' } })]), 200);
    expect(app(lab, '/test/app')).toMatchObject({ env: { V: '4' }, tasksHealthy: 2 });
    done(lab, 'DELETE', '/v2/groups/test?force=true', null, 200);
    expect(get(lab, '/v2/apps')).toEqual({ apps: [] });
  });

  it('circular dependencies are refused', () => {
    const lab = marathonLab();
    const apps = [
      inGroup('db', { dependencies: ['/test/frontend1'] }),
      inGroup('service', { dependencies: ['/test/db'] }),
      inGroup('frontend1', { dependencies: ['/test/service'] }),
    ];
    const answer = ask(lab, 'POST', '/v2/groups', group(apps));
    expect(answer?.status).toBe(422);
    expect(answer?.text).toContain('"errors":["Dependency graph has cyclic dependencies."]');
  });

  it.each<[string, Json]>([
    [
      'apps',
      group([
        inGroup('frontend1', { dependencies: ['/test/service'] }),
        inGroup('service', { dependencies: ['db'] }),
        inGroup('db'),
      ]),
    ],
    [
      'groups',
      {
        id: '/test',
        groups: [
          { id: 'frontend', apps: [{ ...APP, id: 'frontend1' }], dependencies: ['/test/service'] },
          { id: 'service', apps: [{ ...APP, id: 'service' }], dependencies: ['../db'] },
          { id: 'db', apps: [{ ...APP, id: 'db' }] },
        ],
      },
    ],
  ])('dependencies of %s are started first', (_name, update) => {
    const lab = marathonLab();
    done(lab, 'POST', '/v2/groups', update, 201);
    const { recent } = must(marathonState(lab, leader(lab) ?? ''), 'a leader').events;
    const order = recent
      .filter(({ type }) => type === 'status_update_event')
      .map(({ text }) => (JSON.parse(text) as { readonly appId: string }).appId.split('/').at(-1));
    expect(order).toEqual(['db', 'service', 'frontend1']);
  });

  it('a dry run tells the steps and changes nothing', () => {
    const lab = marathonLab();
    const answer = ask(lab, 'PUT', '/v2/groups/test?dryRun=true', group([inGroup('app')]));
    expect(answer?.json).toEqual({
      steps: [
        { actions: [{ type: 'StartApplication', app: '/test/app' }] },
        { actions: [{ type: 'ScaleApplication', app: '/test/app' }] },
      ],
    });
    expect(get(lab, '/v2/groups')).toMatchObject({ groups: [] });
    expect(deploymentIdOf(answer)).toBe('undefined');
  });

  it('versions are a plain array', () => {
    const lab = marathonLab();
    const { version } = done(lab, 'POST', '/v2/groups', { id: '/test' }, 201);
    expect(get(lab, '/v2/groups/versions')).toEqual(expect.arrayContaining([version]));
    expect(get(lab, '/v2/groups/test/versions')).toEqual([version]);
  });
});
