/** How the software of a service behaves, by labels and as a person changes it while it runs: what its users see of it. */
import { describe, expect, it } from 'vitest';
import { must } from '../kernel/assert.ts';
import type { Command } from '../kernel/command.ts';
import { processId } from '../kernel/ids.ts';
import { findProcess, processIds } from '../kernel/process-table.ts';
import type { ContainerState } from '../host/docker/container-state.ts';
import {
  act,
  type Bed,
  boot,
  clients,
  read,
  run,
  seconds,
  servers,
  since,
  WEB,
  withService,
  write,
} from './testing/service-bed.ts';
import { serviceSummary } from './views/service-view.ts';

const VHOST_METER = 'balancer /web web.example.com';

function containers(bed: Bed): readonly string[] {
  return [...processIds(bed.history.simulator.world)].filter(
    (id) => id.startsWith('container:') && findProcess(bed.history.simulator.world, id)?.status === 'running',
  );
}

/** What the inspector sends. */
function behave(bed: Bed, process: string, behaviour: Readonly<Record<string, number>>): void {
  const command: Command = { kind: 'tell', process: processId(process), body: { kind: 'behaviour', behaviour } };
  act(bed, command);
}

function started(bed: Bed, more: Readonly<Record<string, string>>, app: object = {}): Bed {
  const labels = { ...WEB.labels, ...more };
  expect(write(bed, 'PUT', '192.168.1.231', '/v2/apps//web', { ...WEB, ...app, labels })).toBe(201);
  return bed;
}

describe('by labels', () => {
  it('labels of the app: slow start and failing warm-up are no outage, since nothing is served before it is healthy', () => {
    const labels = { ...WEB.labels, 'mesoscope.startupMs': '4000', 'mesoscope.warmupMs': '6000' };
    const bed = boot(9);
    expect(write(bed, 'PUT', '192.168.1.231', '/v2/apps//web', { ...WEB, labels })).toBe(201);
    run(bed, 8);
    expect(servers(bed)).toBe(0);
    run(bed, 30);
    expect(servers(bed)).toBe(3);
    expect(since(bed, 0).availability).toBe(1);
  });

  it('failure rate: that share of the answers is an error 500', () => {
    const bed = started(boot(21), { 'mesoscope.failurePercent': '30' }, { healthChecks: [] });
    run(bed, 90);
    const { availability, errors } = since(bed, 0, 'direct /web');
    expect(availability).toBeGreaterThan(0.5);
    expect(availability).toBeLessThan(0.85);
    expect(errors.map(({ kind }) => kind)).toEqual(['http 500']);
  });

  it('crash after: each instance ends by itself, is replaced, and those who ask it directly miss it', () => {
    const bed = started(boot(22), { 'mesoscope.crashAfterMs': '20000', 'mesoscope.exitCode': '3' });
    run(bed, 60);
    const { availability, errors } = since(bed, 0, 'direct /web');
    expect(availability).toBeLessThan(1);
    expect(errors.map(({ kind }) => kind)).toContain('noInstance');
    expect(servers(bed)).toBeGreaterThan(0);
  });

  it('a host name is asked for at port 80, until its label is taken away', () => {
    const bed = withService(23);
    expect(since(bed, 0, VHOST_METER)).toMatchObject({ availability: 1 });
    expect(since(bed, 0, VHOST_METER).sent).toBeGreaterThan(5);
    expect(write(bed, 'PUT', '192.168.1.231', '/v2/apps//web', { labels: { HAPROXY_GROUP: 'external' } })).toBe(200);
    run(bed, 20);
    expect(must(clients(bed).meters.get(VHOST_METER), 'the meter').endedUs).not.toBeNull();
    expect(read(bed, 80, '/', { host: 'web.example.com' })).toContain('503 Service Unavailable');
  });
});

describe('as a person changes it while it runs', () => {
  it('software that fails half of its answers shows as HTTP 500, also when a person changes it while it runs', () => {
    const bed = withService(8);
    const containers = [...processIds(bed.history.simulator.world)].filter((id) => id.startsWith('container:'));
    for (const process of containers)
      act(bed, {
        kind: 'tell',
        process,
        body: { kind: 'behaviour', behaviour: { failurePercent: 50, responseMs: 200 } },
      });
    const at = seconds(bed);
    run(bed, 15);
    const { availability, errors } = since(bed, at + 1, 'direct /web');
    expect(availability).toBeGreaterThan(0.2);
    expect(availability).toBeLessThan(0.8);
    expect(errors.map(({ kind }) => kind)).toContain('http 500');
    expect(serviceSummary(bed.history.simulator)?.direct.availability).toBeLessThan(1);
  });

  it('start-up: software that still starts does so as it is told now', () => {
    const bed = started(boot(24), { 'mesoscope.startupMs': '600000' }, { instances: 1, healthChecks: [] });
    run(bed, 10);
    const [process] = containers(bed);
    expect(read(bed, 10_080, '/')).not.toMatch(/^200/);
    behave(bed, must(process, 'the container'), { startupMs: 0 });
    run(bed, 5);
    expect(read(bed, 10_080, '/')).toMatch(/^200/);
  });

  it('warm-up: it fails for that long after its ports answered', () => {
    const bed = withService(25, { ...WEB, instances: 1, healthChecks: [] });
    const [process] = containers(bed);
    behave(bed, must(process, 'the container'), { warmupMs: 600_000, warmupFailurePercent: 100 });
    const at = seconds(bed);
    run(bed, 10);
    expect(since(bed, at + 1, 'direct /web').errors.map(({ kind }) => kind)).toEqual(['http 503']);
  });

  it('a crash from now on: the instance ends with its exit code, Marathon replaces it', () => {
    const bed = withService(26, { ...WEB, instances: 1 });
    const [process] = containers(bed);
    const id = must(process, 'the container');
    behave(bed, id, { crashInMs: 3000 });
    run(bed, 2);
    expect(findProcess(bed.history.simulator.world, processId(id))?.status).toBe('running');
    const state = findProcess(bed.history.simulator.world, processId(id))?.state as ContainerState;
    expect(state.settings.crashAfterMs).toBeGreaterThan(20_000);
    run(bed, 30);
    expect(containers(bed)).toHaveLength(1);
    expect(containers(bed)).not.toContain(id);
  });
});
