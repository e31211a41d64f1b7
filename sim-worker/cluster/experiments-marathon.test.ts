/**
 * Further experiments of the documents on Marathon and ZooKeeper, measured by their rows of the acceptance table (section 19 of the
 * project's experiments reference). Row 9 and the cure of row 10 are rows F05 and F05c in conformance/marathon, row 11 is in
 * e2e/mesos-webui.spec.ts, row 22 in zookeeper/conformance; Chronos (row 24) is not part of this cluster yet.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import { processId } from '../kernel/ids.ts';
import { findProcess } from '../kernel/process-table.ts';
import { zookeeperServers } from './inspect.ts';
import {
  AGENTS,
  agentIds,
  felt,
  get,
  hostOf,
  identity,
  incarnations,
  leads,
  logHas,
  start,
  stop,
  until,
  wipe,
} from './testing/experiment-bed.ts';
import { act, type Bed, boot, leader, MASTERS, run, seconds, WEB, withService, write } from './testing/service-bed.ts';

const zookeeper = (host: string): string => `zookeeper@${host}`;
const marathon = (host: string): string => `marathon@${host}`;

/** All three started anew under another election client. */
function withElection(seed: number, electionImpl: string): Bed {
  const bed = withService(seed);
  for (const host of MASTERS) {
    const process = processId(marathon(host));
    const { flags } = must(findProcess(bed.history.simulator.world, process), 'the process').spec;
    act(bed, { kind: 'stopProcess', process });
    run(bed, 1);
    act(bed, { kind: 'configureProcess', process, flags: { ...flags, electionImpl } });
    act(bed, { kind: 'startProcess', process });
  }
  until(bed, 40, () => leads(bed, 'marathon'));
  run(bed, 20);
  return bed;
}

describe('E4: all ZooKeeper servers stopped, data removed, started again, under commons-failfast', () => {
  it.each([61])('row 8, seed %i: the leader exits 9 and heals alone, standbys answer 503 until restarted', (seed) => {
    const bed = withElection(seed, 'commons-failfast');
    const before = identity(bed);
    const led = hostOf(leader(bed, 'marathon'));
    const lives = incarnations(bed, marathon(led));
    const at = seconds(bed);
    for (const host of MASTERS) stop(bed, zookeeper(host));
    run(bed, 15);
    expect(logHas(bed, marathon(led), 'Committing suicide to avoid invalidating ZooKeeper state')).toBe(true);
    for (const host of MASTERS) wipe(bed, host, '/var/lib/zookeeper/version-2', zookeeper(host));
    for (const host of MASTERS) start(bed, zookeeper(host));
    until(bed, 17, () => leads(bed, 'mesos') && agentIds(bed).length === AGENTS.length);
    until(bed, 70, () => leads(bed, 'marathon'));
    expect(hostOf(leader(bed, 'marathon'))).toBe(led);
    expect(incarnations(bed, marathon(led))).toBeGreaterThan(lives);
    run(bed, 20);
    for (const host of MASTERS)
      expect([host, get(bed, host, 8080, '/v2/apps').status]).toEqual([host, host === led ? 200 : 503]);
    const after = identity(bed);
    expect(after.framework).not.toBe(before.framework);
    expect(after).toMatchObject({ agents: before.agents, tasks: before.tasks });
    expect(felt(bed, at)).toMatchObject({ availability: 1, errors: [] });
  });
});

describe('E9: ZooKeeper servers started too far apart', () => {
  it.each([64])('row 15, seed %i: one waits for as long as it takes, the second brings a leader within 2 s', (seed) => {
    const bed = boot(seed);
    const established = (): number =>
      zookeeperServers(bed.history.simulator.world).filter((server) => server.established).length;
    for (const host of MASTERS) stop(bed, zookeeper(host));
    run(bed, 20);
    const [first, second] = [must(MASTERS[0], 'a server'), must(MASTERS[1], 'a server')];
    start(bed, zookeeper(first));
    const lives = incarnations(bed, zookeeper(first));
    run(bed, 300);
    expect(established()).toBe(0);
    expect(incarnations(bed, zookeeper(first))).toBe(lives);
    start(bed, zookeeper(second));
    expect(until(bed, 5, () => established() === 2)).toBeLessThanOrEqual(2);
    until(bed, 60, () => leads(bed, 'mesos') && leads(bed, 'marathon'));
  });
});

describe('E12: deployments of one app are serial', () => {
  it.each([67])('row 18, seed %i: 409 for the app that deploys, others are free, force gets through', (seed) => {
    const bed = withService(seed);
    const host = hostOf(leader(bed, 'marathon'));
    // An upgrade that no agent has room for goes on until somebody ends it.
    expect(write(bed, 'PUT', host, '/v2/apps//web', { cpus: 40 })).toBe(200);
    const deployments = (): readonly { readonly id: string }[] =>
      get(bed, host, 8080, '/v2/deployments').json as readonly { readonly id: string }[];
    const [running] = deployments();
    expect(write(bed, 'PUT', host, '/v2/apps//web', { cpus: 0.2 })).toBe(409);
    expect(write(bed, 'PUT', host, '/v2/apps//a', { cmd: 'sleep 1000', cpus: 0.1, mem: 32 })).toBe(201);
    expect(write(bed, 'PUT', host, '/v2/apps//b', { cmd: 'sleep 1000', cpus: 0.1, mem: 32 })).toBe(201);
    expect(write(bed, 'PUT', host, '/v2/apps//web?force=true', { cpus: 0.2 })).toBe(200);
    expect(deployments().map(({ id }) => id)).not.toContain(running?.id);
    until(bed, 90, () => deployments().length === 0);
    const { app } = get(bed, host, 8080, '/v2/apps//web').json as {
      readonly app: { readonly tasks: readonly { version: string }[]; readonly version: string };
    };
    expect(app.tasks.filter(({ version }) => version === app.version)).toHaveLength(WEB.instances);
  });
});

describe('E17: an upgrade without room', () => {
  it.each([70])(
    'row 23, seed %i: half may go: never fewer than half; starved, it waits until another app makes room',
    (seed) => {
      const bed = withService(seed, {
        ...WEB,
        instances: 4,
        upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
      });
      const host = hostOf(leader(bed, 'marathon'));
      const look = (): { readonly tasksRunning: number; readonly deployments: readonly unknown[] } =>
        (get(bed, host, 8080, '/v2/apps//web').json as { readonly app: ReturnType<typeof look> }).app;
      expect(write(bed, 'PUT', host, '/v2/apps//web', { env: { VERSION: '2' } })).toBe(200);
      let fewest = 4;
      until(bed, 90, () => {
        fewest = Math.min(fewest, look().tasksRunning);
        return look().deployments.length === 0;
      });
      expect(fewest).toBe(2);
      // Three big tasks leave no agent of this cluster with room for the upgraded one.
      const big = { cmd: 'sleep 1000', cpus: 3, mem: 32, instances: 5 };
      expect(write(bed, 'PUT', host, '/v2/apps//big', big)).toBe(201);
      run(bed, 20);
      expect(write(bed, 'PUT', host, '/v2/apps//web', { cpus: 2, instances: 1 })).toBe(200);
      run(bed, 60);
      expect(look().deployments).toHaveLength(1);
      expect(write(bed, 'PUT', host, '/v2/apps//big', { instances: 1 })).toBe(200);
      until(bed, 60, () => look().deployments.length === 0);
      expect(look().tasksRunning).toBe(1);
    },
  );
});
