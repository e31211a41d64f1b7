/** Every reason for which an application may wait, as `GET /waiting` tells it on a running cluster. */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { processId } from '../kernel/ids.ts';
import { waitingJson, type WaitingApp } from '../marathon/api/waiting.ts';
import {
  app,
  ask,
  command,
  leader,
  type MarathonLab,
  marathonLab,
  marathonState,
  run,
  settle,
  untilTrue,
} from './conformance/marathon/marathon-lab.ts';

type Json = Readonly<Record<string, unknown>>;
type Offer = { readonly host: string; readonly reason: string; readonly text: string; readonly lacks: readonly Json[] };
type Cause = { readonly code: string; readonly text: string; readonly tasks?: readonly string[] };
type Row = {
  readonly appId: string;
  readonly tasksToLaunch: number;
  readonly inFlight: number;
  readonly backOffUntil: string | null;
  readonly causes: readonly Cause[];
  readonly reasons: Readonly<Record<string, number>>;
  readonly nearestMiss: string | null;
  readonly offers: readonly Offer[];
};

const ANY_TASK = expect.stringMatching(/^a\./) as unknown;
const SMALL = { cmd: 'sleep 1000', cpus: 0.1, mem: 16 };

function waitingRows(lab: MarathonLab): readonly Row[] {
  return (ask(lab, 'GET', '/waiting')?.json as { readonly apps: readonly Row[] }).apps;
}

function waiting(lab: MarathonLab, id: string): Row | null {
  return waitingRows(lab).find((row) => row.appId === id) ?? null;
}

/** At this very instant: a request would take a while. */
function waitingNow(lab: MarathonLab, id: string): WaitingApp | null {
  const state = must(marathonState(lab, leader(lab) ?? ''), 'a leader');
  const nowMs = lab.simulator.world.settings.startEpochMs + lab.simulator.world.nowUs / 1000;
  return waitingJson(state, nowMs, null).find((row) => row.appId === id) ?? null;
}

function codesNow(lab: MarathonLab, id: string): readonly string[] {
  return waitingNow(lab, id)?.causes.map(({ code }) => code) ?? [];
}

/** Until one of its causes has the code; returns that cause. */
function untilCause(lab: MarathonLab, id: string, code: string): Cause {
  untilTrue(lab, () => codesNow(lab, id).includes(code), 60, `${id} waits for ${code}`);
  return must(
    waitingNow(lab, id)?.causes.find((cause) => cause.code === code),
    'the cause',
  );
}

function post(lab: MarathonLab, app: Json): void {
  expect(ask(lab, 'POST', '/v2/apps', app)?.status).toBe(201);
}

/** Refused by every agent of the least cluster: 4 cpus, 8 GiB, ports 31000 to 32000, attributes vcluster:cluster1 and type:swarm. */
const REFUSED: readonly (readonly [string, Json, string, string])[] = [
  ['cpus', { cpus: 40 }, 'cpus', 'needs cpus 40, offered'],
  ['mem', { mem: 1_000_000 }, 'mem', 'needs mem 1000000, offered'],
  ['disk', { disk: 10_000_000 }, 'disk', 'needs disk 10000000, offered'],
  ['fixed-port', { ports: [80], requirePorts: true }, 'ports', "Couldn't find host port 80 (of 80)"],
  ['many-ports', { ports: Array.from({ length: 1100 }, () => 0) }, 'ports', "Couldn't find 1100 ports in offer"],
  [
    'mapped-port',
    { container: { docker: { image: 'i', network: 'BRIDGE', portMappings: [{ containerPort: 80, hostPort: 80 }] } } },
    'ports',
    'Cannot find range with host port 80',
  ],
  ['role', { acceptedResourceRoles: ['prod'] }, 'role', 'no resources with roles prod'],
  ['cluster-host', { constraints: [['hostname', 'CLUSTER', 'h9']] }, 'constraint', 'hostname CLUSTER h9'],
  ['cluster-value', { constraints: [['vcluster', 'CLUSTER', 'c9']] }, 'constraint', 'vcluster CLUSTER c9'],
  ['like', { constraints: [['vcluster', 'LIKE', 'cluster[2-9]']] }, 'constraint', 'vcluster LIKE cluster[2-9]'],
  ['unlike', { constraints: [['type', 'UNLIKE', 'sw.*']] }, 'constraint', 'type UNLIKE sw.*'],
  ['group-by', { constraints: [['rack', 'GROUP_BY', '3']] }, 'constraint', 'rack GROUP_BY 3'],
  ['unique', { instances: 3, constraints: [['hostname', 'UNIQUE']] }, 'constraint', 'hostname UNIQUE'],
  ['unique-value', { instances: 2, constraints: [['type', 'UNIQUE']] }, 'constraint', 'type UNIQUE'],
];

describe('why an app waits: refused offers', () => {
  const lab = marathonLab();
  for (const [name, change] of REFUSED) post(lab, { id: `/${name}`, ...SMALL, ...change });
  run(lab, 25);
  const rows = new Map(waitingRows(lab).map((row) => [row.appId, row]));

  it.each(REFUSED)('%s', (name, _change, reason, text) => {
    const row = must(rows.get(`/${name}`), 'the row');
    const newest = must(row.offers.at(-1), 'an offer');
    expect(newest).toMatchObject({ reason, text: expect.stringContaining(text) as unknown });
    expect(row.reasons[reason]).toBeGreaterThan(0);
    expect(row.tasksToLaunch).toBe(1);
    expect(row.nearestMiss?.includes(text) ?? false).toBe(reason !== 'role');
  });

  it('one path asks for one app, another for an app that is nowhere', () => {
    expect(ask(lab, 'GET', '/waiting/like')?.json).toEqual({ apps: [waiting(lab, '/like')] });
    expect(ask(lab, 'GET', '/waiting/none')?.status).toBe(404);
  });

  it('declined offers are held back, and until when', () => {
    const declined = waiting(lab, '/like')?.causes.find(({ code }) => code === 'declined');
    expect(declined?.text).toMatch(/192\.168\.1\.\d+ \(\d+ s\)/);
  });

  it('an offer that lacks several things names all of them, and the nearest miss lacks the fewest', () => {
    post(lab, {
      id: '/greedy',
      ...SMALL,
      cpus: 40,
      ports: [80],
      requirePorts: true,
      constraints: [['type', 'LIKE', 'x']],
    });
    run(lab, 10);
    const row = must(waiting(lab, '/greedy'), 'the row');
    expect(row.offers.at(-1)?.lacks.map((lack) => lack['reason'])).toEqual(['cpus', 'ports', 'constraint']);
    expect(row.nearestMiss).toMatch(
      /needs cpus 40, offered [\d.]+; Couldn't find host port 80.*; constraint not met: type LIKE x/,
    );
  });
});

describe('why an app waits: limits, delays, and what is not there', () => {
  it('the limit of tasks on one offer, while others of it are launched', () => {
    const lab = marathonLab({ flags: { maxTasksPerOffer: 1, declineOfferDuration: 600_000 } });
    post(lab, { id: '/a', ...SMALL, instances: 30 });
    untilTrue(lab, () => (waitingNow(lab, '/a')?.reasons['launchLimit'] ?? 0) > 0, 20, 'the limit is met');
    const limited = waitingNow(lab, '/a')?.offers.find(({ reason }) => reason === 'launchLimit');
    expect(limited?.text).toContain('maximum number of 1 tasks');
    settle(lab);
    expect(waitingNow(lab, '/a')).toBeNull();
  });

  it('launch tokens: the next come with a running task', () => {
    const lab = marathonLab({ flags: { launchTokens: 1, launchTokenRefreshInterval: 3_600_000 } });
    post(lab, { id: '/a', ...SMALL, cmd: null, instances: 3, container: { docker: { image: 'library/nginx' } } });
    untilCause(lab, '/a', 'launchTokens');
    settle(lab);
  });

  it('back-off, until when', () => {
    const lab = marathonLab();
    post(lab, { id: '/a', ...SMALL, cmd: 'exit 1', backoffSeconds: 300 });
    run(lab, 10);
    const row = must(waiting(lab, '/a'), 'the row');
    const [cause] = row.causes;
    expect(cause?.code).toBe('backOff');
    expect(row.backOffUntil).toMatch(/^2016-12-04T12:05:\d\d/);
    expect(cause?.text).toContain(row.backOffUntil);
  });

  it('no leading master', () => {
    const lab = marathonLab();
    command(lab, { kind: 'stopProcess', process: processId('mesos-master@192.168.1.231') });
    run(lab, 20);
    post(lab, { id: '/a', ...SMALL });
    run(lab, 2);
    expect(waiting(lab, '/a')?.causes[0]).toMatchObject({
      code: 'notRegistered',
      text: expect.stringMatching(/master/) as unknown,
    });
  });

  it('no offers: no agent has anything to offer', () => {
    const lab = marathonLab();
    for (const host of ['192.168.1.234', '192.168.1.235'])
      command(lab, { kind: 'stopProcess', process: processId(`mesos-agent@${host}`) });
    run(lab, 100);
    post(lab, { id: '/a', ...SMALL });
    run(lab, 10);
    expect(waiting(lab, '/a')?.causes.map(({ code }) => code)).toEqual(['noOffers']);
  });

  it('its volumes, where they are: other agents do not help', () => {
    const lab = marathonLab({ bootFlags: { mesosRole: 'web', mesosAuthenticationPrincipal: 'marathon' } });
    const volumes = [{ containerPath: 'data', mode: 'RW', persistent: { size: 64 } }];
    post(lab, { id: '/a', ...SMALL, container: { type: 'MESOS', volumes }, residency: {} });
    settle(lab);
    const host = must(app(lab, '/a')?.tasks[0]?.host, 'its agent');
    command(lab, { kind: 'stopProcess', process: processId(`mesos-agent@${host}`) });
    untilTrue(lab, () => (waitingNow(lab, '/a')?.reasons['volumes'] ?? 0) > 0, 120, 'offers of others come');
    const newest = waiting(lab, '/a')?.offers.at(-1);
    expect(newest).toMatchObject({ reason: 'volumes', text: `waits for the volumes that are reserved on ${host}` });
    expect(newest?.host).not.toBe(host);
  });

  it('the store: a launch waits for ZooKeeper', () => {
    const lab = marathonLab();
    const zookeeper = processId('zookeeper@192.168.1.231');
    post(lab, { id: '/a', ...SMALL });
    for (let ms = 0; ms < 8000 && !codesNow(lab, '/a').includes('launching'); ms += 1) run(lab, 0.001);
    command(lab, { kind: 'pauseProcess', process: zookeeper });
    run(lab, 2);
    expect(waitingNow(lab, '/a')?.causes[0]).toMatchObject({ code: 'launching', tasks: [ANY_TASK] });
    command(lab, { kind: 'resumeProcess', process: zookeeper });
    settle(lab);
  });
});

describe('why an app waits: its deployment', () => {
  const WEB = { cmd: null, cpus: 0.1, mem: 16, container: { docker: { image: 'library/web', network: 'BRIDGE' } } };
  const CHECK = { path: '/', gracePeriodSeconds: 600, intervalSeconds: 3, timeoutSeconds: 2 };

  it('a task that fetches its image, then health checks that fail, by what they answer', () => {
    const lab = marathonLab();
    const labels = { 'mesoscope.failurePercent': '100' };
    const docker = { image: 'library/web', network: 'BRIDGE', portMappings: [{ containerPort: 80 }] };
    post(lab, { ...WEB, id: '/a', labels, container: { docker }, healthChecks: [CHECK] });
    expect(untilCause(lab, '/a', 'starting').tasks).toEqual([ANY_TASK]);
    expect(untilCause(lab, '/a', 'health').text).toContain(
      'no health check has succeeded yet; the shortest interval is 3 s',
    );
    run(lab, 15);
    // Within its grace period a failure is ignored, and nobody is told.
    expect(codesNow(lab, '/a')).toEqual(['health']);
  });

  it('readiness, by the last answer', () => {
    const lab = marathonLab();
    const readiness = { path: '/nothing-here', intervalSeconds: 2, timeoutSeconds: 1, portName: 'http' };
    const docker = { image: 'library/web', network: 'BRIDGE', portMappings: [{ containerPort: 80, name: 'http' }] };
    const labels = { 'mesoscope.failurePercent': '100' };
    post(lab, { ...WEB, id: '/a', labels, container: { docker }, readinessChecks: [readiness] });
    untilCause(lab, '/a', 'readiness');
    run(lab, 5);
    expect(waitingNow(lab, '/a')?.causes.find(({ code }) => code === 'readiness')?.text).toMatch(
      /readinessCheck answered \d+/,
    );
  });

  it('tasks that are to end and do not', () => {
    const lab = marathonLab();
    post(lab, { ...WEB, id: '/a', labels: { 'mesoscope.sigterm': 'ignore' } });
    settle(lab);
    ask(lab, 'PUT', '/v2/apps/a', { instances: 0 });
    expect(untilCause(lab, '/a', 'killing').tasks).toEqual([ANY_TASK]);
    settle(lab);
    expect(waitingNow(lab, '/a')).toBeNull();
  });

  it('the check of all apps, once its deployment was stopped half-way', () => {
    const lab = marathonLab();
    post(lab, { id: '/a', ...SMALL, cpus: 40 });
    run(lab, 5);
    const [deployment] = ask(lab, 'GET', '/v2/deployments')?.json as readonly { readonly id: string }[];
    expect(ask(lab, 'DELETE', `/v2/deployments/${deployment?.id ?? ''}?force=true`)?.status).toBe(202);
    expect(waiting(lab, '/a')).toMatchObject({
      tasksToLaunch: 0,
      causes: [{ code: 'scaleCheck', text: expect.stringContaining('the periodic check of all apps') as unknown }],
    });
    untilTrue(lab, () => waitingNow(lab, '/a')?.tasksToLaunch === 1, 310, 'that check queues it');
    expect(codesNow(lab, '/a')).not.toContain('scaleCheck');
  });

  it('a store that failed, for as long as this Marathon leads', () => {
    const lab = marathonLab();
    post(lab, { id: '/a', ...SMALL });
    settle(lab);
    const operation = { op: 'deleteRecursively', path: '/marathon/state' };
    const process = processId(lab.operator.replace('operator@', 'zkcli@'));
    command(lab, { kind: 'tell', process, body: { kind: 'znode', operation } });
    run(lab, 3);
    expect(ask(lab, 'PUT', '/v2/apps/a', { instances: 2 })?.status).toBe(500);
    expect(codesNow(lab, '/a')).toEqual(['store']);
  });

  it('the step of another app, and nothing of an app whose part is done', () => {
    const lab = marathonLab();
    const apps = [
      { id: 'done', ...SMALL },
      { id: 'first', ...SMALL, cpus: 40, dependencies: ['/g/done'] },
      { id: 'second', ...SMALL, dependencies: ['/g/first'] },
    ];
    expect(ask(lab, 'POST', '/v2/groups', { id: '/g', apps })?.status).toBe(201);
    run(lab, 15);
    expect(waitingNow(lab, '/g/second')?.causes).toMatchObject([{ code: 'dependency', apps: ['/g/first'] }]);
    expect(waitingNow(lab, '/g/first')?.nearestMiss).toContain('needs cpus 40');
    expect(waitingNow(lab, '/g/done')).toBeNull();
  });
});
