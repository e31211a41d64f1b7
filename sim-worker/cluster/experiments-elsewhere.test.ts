/**
 * The documents' experiments on ZooKeeper, Marathon, agents and the service, measured by their rows of the acceptance table
 * (section 19 of the project's experiments reference).
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { hostId } from '../kernel/ids.ts';
import { processIds } from '../kernel/process-table.ts';
import { agentTasks } from './inspect-mesos.ts';
import {
  agentIds,
  AGENTS,
  felt,
  get,
  hostOf,
  identity,
  leads,
  logHas,
  start,
  stop,
  until,
  wipe,
} from './testing/experiment-bed.ts';
import {
  act,
  type Bed,
  kill,
  leader,
  MASTERS,
  run,
  seconds,
  since,
  WEB,
  withService,
  write,
} from './testing/service-bed.ts';

const UNDISTURBED = { availability: 1, errors: [] };
const zookeeper = (host: string): string => `zookeeper@${host}`;
const marathon = (host: string): string => `marathon@${host}`;

type Task = { readonly id: string; readonly host: string; readonly version: string };
type App = {
  readonly tasks: readonly Task[];
  readonly tasksRunning: number;
  readonly tasksHealthy: number;
  readonly deployments: readonly unknown[];
  readonly version: string;
  readonly lastTaskFailure?: { readonly state: string };
};

function web(bed: Bed): App {
  return (get(bed, hostOf(leader(bed, 'marathon')), 8080, '/v2/apps//web').json as { readonly app: App }).app;
}

describe('E4: all ZooKeeper servers stopped, data removed, started again', () => {
  it('row 7: Mesos comes back by itself, Marathon says 503 until it is restarted; then no apps and a new framework', () => {
    const bed = withService(41);
    const before = identity(bed);
    const at = seconds(bed);
    for (const host of MASTERS) stop(bed, zookeeper(host));
    run(bed, 15);
    for (const host of MASTERS) wipe(bed, host, '/var/lib/zookeeper/version-2', zookeeper(host));
    for (const host of MASTERS) start(bed, zookeeper(host));
    until(bed, 17, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    run(bed, 40);
    for (const host of MASTERS) expect(get(bed, host, 8080, '/v2/apps').status).toBe(503);
    expect(MASTERS.some((host) => logHas(bed, zookeeper(host), 'Refusing session request'))).toBe(true);
    for (const host of MASTERS) kill(bed, marathon(host));
    until(bed, 30, () => leads(bed, 'marathon'));
    run(bed, 20);
    const after = identity(bed);
    expect(get(bed, hostOf(leader(bed, 'marathon')), 8080, '/v2/apps').json).toEqual({ apps: [] });
    expect(after.framework).not.toBe(before.framework);
    expect(after).toMatchObject({ agents: before.agents, tasks: before.tasks });
    expect(felt(bed, at)).toMatchObject(UNDISTURBED);
    expect(write(bed, 'PUT', hostOf(leader(bed, 'marathon')), '/v2/apps//web', WEB)).toBe(201);
    until(bed, 30, () => agentTasks(bed.history.simulator.world).length === 6);
  });
});

describe('E8: the active Marathon stopped', () => {
  it('row 14: another takes over 10 to 14 s after its last sign of life under the same framework id, tasks untouched', () => {
    const bed = withService(42);
    const before = identity(bed);
    const old = leader(bed, 'marathon');
    const at = seconds(bed);
    stop(bed, old);
    run(bed, 0.25);
    const waited = until(bed, 20, () => leads(bed, 'marathon') && leader(bed, 'marathon') !== old);
    expect(waited).toBeGreaterThanOrEqual(10 - 10 / 3);
    expect(waited).toBeLessThanOrEqual(14);
    run(bed, 20);
    expect(identity(bed)).toEqual(before);
    expect(felt(bed, at)).toMatchObject(UNDISTURBED);
  });
});

describe('E13 and E14: agents and containers', () => {
  it('row 19: an agent cut off is removed after 75 to 90 s, its tasks replaced; healed, it is told to end and gets a new id', () => {
    const bed = withService(43, { ...WEB, constraints: [['hostname', 'UNIQUE']] });
    const before = identity(bed);
    const lost = must(web(bed).tasks[0], 'a task');
    const others = [...AGENTS, ...MASTERS, '192.168.1.220', '192.168.1.20'].filter((host) => host !== lost.host);
    act(bed, { kind: 'partition', from: [hostId(lost.host)], to: others.map(hostId), oneWay: false });
    const waited = until(bed, 95, () => agentIds(bed).length === AGENTS.length - 1);
    expect(waited).toBeGreaterThanOrEqual(74);
    expect(waited).toBeLessThanOrEqual(90.5);
    until(bed, 10, () => web(bed).tasks.every(({ id }) => id !== lost.id) && web(bed).tasksRunning === 3);
    act(bed, { kind: 'heal', from: [hostId(lost.host)], to: others.map(hostId) });
    until(bed, 120, () => agentIds(bed).length === AGENTS.length);
    run(bed, 10);
    const after = identity(bed);
    expect(after.agents.filter((id) => !before.agents.includes(id))).toHaveLength(1);
    expect(after.tasks).not.toContain(lost.id);
    expect(after.tasks).toHaveLength(3);
  });

  it('row 19: a short cut loses nothing', () => {
    // Without health checks: Marathon, which is cut off from the instances too, would kill them when it can.
    const bed = withService(44, { ...WEB, healthChecks: [] });
    const before = identity(bed);
    const { host } = must(web(bed).tasks[0], 'a task');
    const others = MASTERS.map(hostId);
    act(bed, { kind: 'partition', from: [hostId(host)], to: others, oneWay: false });
    run(bed, 50);
    act(bed, { kind: 'heal', from: [hostId(host)], to: others });
    run(bed, 60);
    expect(identity(bed)).toEqual(before);
  });

  it('row 20: a container killed by hand is replaced within 2 to 4 s, and told as the last failure', () => {
    const bed = withService(45);
    const [container] = [...processIds(bed.history.simulator.world)].filter((id) => id.startsWith('container:'));
    const before = identity(bed);
    kill(bed, must(container, 'a container'));
    run(bed, 0.5);
    until(bed, 5, () => web(bed).tasksRunning === 3);
    expect(identity(bed).tasks.filter((task) => before.tasks.includes(task))).toHaveLength(2);
    expect(web(bed).lastTaskFailure).toMatchObject({ state: 'TASK_FAILED' });
  });
});

describe('E15: ZooKeeper without quorum', () => {
  it('row 21: the leading master ends at 10 s, Marathon says 503, tasks run; all is back 15 s after the quorum is', () => {
    const bed = withService(46);
    const before = identity(bed);
    const at = seconds(bed);
    const mesos = leader(bed, 'mesos');
    for (const host of MASTERS.slice(1)) stop(bed, zookeeper(host));
    const ended = until(bed, 14, () => logHas(bed, mesos, 'Lost leadership... committing suicide!'));
    expect(ended).toBeGreaterThanOrEqual(9);
    expect(ended).toBeLessThanOrEqual(11.5);
    run(bed, 20);
    for (const host of MASTERS) expect(get(bed, host, 8080, '/v2/apps').status).toBe(503);
    for (const host of MASTERS.slice(1)) start(bed, zookeeper(host));
    until(bed, 17, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    until(bed, 60, () => leads(bed, 'marathon') && identity(bed).framework === before.framework);
    run(bed, 20);
    expect(identity(bed)).toEqual(before);
    expect(felt(bed, at)).toMatchObject(UNDISTURBED);
  });
});

describe('E17: rolling upgrade and rollback', () => {
  const DRAINED = {
    ...WEB,
    instances: 6,
    labels: { HAPROXY_GROUP: 'external', 'mesoscope.healthPath': '/health', 'mesoscope.drainMs': '4000' },
    healthChecks: [{ path: '/health', portIndex: 0, gracePeriodSeconds: 30, intervalSeconds: 2, timeoutSeconds: 2 }],
  };

  it('row 23: never fewer healthy instances than wanted, all answered through the balancer; taken back half-way it is as before', () => {
    const bed = withService(47, DRAINED);
    const marathonHost = hostOf(leader(bed, 'marathon'));
    const first = web(bed).version;
    const at = seconds(bed);
    expect(write(bed, 'PUT', marathonHost, '/v2/apps//web', { env: { VERSION: '2' } })).toBe(200);
    let fewest = 6;
    until(bed, 60, () => {
      fewest = Math.min(fewest, web(bed).tasksHealthy);
      return web(bed).deployments.length === 0;
    });
    expect(fewest).toBeGreaterThanOrEqual(6);
    expect(web(bed).tasks.every(({ version }) => version > first)).toBe(true);
    run(bed, 10);
    expect(since(bed, at)).toMatchObject(UNDISTURBED);
    expect(write(bed, 'PUT', marathonHost, '/v2/apps//web', { cmd: null, cpus: 3.9, env: { VERSION: '3' } })).toBe(200);
    run(bed, 10);
    const [deployment] = web(bed).deployments as readonly { readonly id: string }[];
    expect(deployment).toBeDefined();
    expect(write(bed, 'DELETE', marathonHost, `/v2/deployments/${deployment?.id ?? ''}`, null)).toBe(200);
    until(bed, 60, () => web(bed).deployments.length === 0);
    const app = get(bed, marathonHost, 8080, '/v2/apps//web').json as {
      readonly app: { readonly env: unknown; readonly cpus: number };
    };
    expect(app.app).toMatchObject({ env: { VERSION: '2' }, cpus: 0.1 });
    run(bed, 5);
    expect(web(bed).tasksRunning).toBe(6);
    expect(since(bed, at)).toMatchObject(UNDISTURBED);
  });
});
