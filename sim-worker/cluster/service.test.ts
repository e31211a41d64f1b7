/** What the documents say of the service, as figures: discovery, balancing and what faults do to the requests of clients. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { figuresOfWindows, windowsSince } from '../host/clients/view.ts';
import { must } from '../kernel/assert.ts';
import { hostId, processId } from '../kernel/ids.ts';
import {
  act,
  type Bed,
  boot,
  clients,
  kill,
  LB,
  leader,
  MASTERS,
  METER,
  read,
  run,
  seconds,
  servers,
  since,
  WEB,
  withService,
  write,
} from './testing/service-bed.ts';
import { serviceSteps } from './views/service-steps.ts';

describe('discovery: marathon-lb follows Marathon', () => {
  it('serves an app by its port and its host name, says so in its statistics, and takes it out when it is destroyed', () => {
    const bed = withService(1);
    expect(servers(bed)).toBe(3);
    expect(read(bed, 10_080, '/')).toMatch(/^200 .*nginx/s);
    expect(read(bed, 80, '/', { host: 'web.example.com' })).toMatch(/^200 .*nginx/s);
    expect(read(bed, 80, '/', { host: 'other.example.com' })).toContain('503 Service Unavailable');
    expect(read(bed, 9091, '/', { 'x-marathon-app-id': '/web' })).toMatch(/^200 /);
    expect(read(bed, 9090, '/_haproxy_health_check')).toContain('Service ready.');
    expect(read(bed, 9090, '/_haproxy_getpids')).toMatch(/^200 \d+$/);
    const csv = read(bed, 9090, '/haproxy?stats;csv').split('\n');
    expect(csv.filter((line) => /^web_10080,192_168_1_\d+_\d+,/.test(line) && line.includes(',UP,'))).toHaveLength(3);
    expect(read(bed, 9090, '/haproxy?stats')).toContain('Statistics Report for HAProxy');
    expect(write(bed, 'DELETE', '192.168.1.231', '/v2/apps//web', null)).toBe(200);
    run(bed, 10);
    expect(servers(bed)).toBe(0);
    expect(read(bed, 10_080, '/')).toBe('refused');
    expect(since(bed, 0).availability).toBe(1);
  });

  it('changes of Marathon leader: new instances are served, at whichever Marathon the stream was', () => {
    const bed = withService(2);
    for (const instances of [4, 5]) {
      const old = leader(bed, 'marathon');
      act(bed, { kind: 'stopProcess', process: old });
      run(bed, 40);
      const now = leader(bed, 'marathon');
      expect(now).not.toBe(old);
      const host = now.slice(now.indexOf('@') + 1);
      expect(write(bed, 'PUT', host, '/v2/apps//web', { instances })).toBe(200);
      run(bed, 30);
      expect(servers(bed)).toBe(instances);
      act(bed, { kind: 'startProcess', process: old });
      run(bed, 10);
    }
    expect(since(bed, 0).availability).toBe(1);
  });

  it('killed itself: HAProxy serves on; HAProxy killed: back after its supervisor, with the file as it was', () => {
    const bed = withService(3);
    const at = seconds(bed);
    kill(bed, `marathon-lb@${LB}`);
    run(bed, 20);
    expect(since(bed, at).availability).toBe(1);
    const later = seconds(bed);
    kill(bed, `haproxy@${LB}`);
    run(bed, 20);
    const { availability, errors } = since(bed, later);
    expect(availability).toBeLessThan(1);
    expect(errors.map(({ kind }) => kind)).toEqual(['refused']);
    expect(since(bed, later + 5).availability).toBe(1);
    expect(servers(bed)).toBe(3);
  });
});

describe('the documents: no effect on the service', () => {
  const undisturbed = (bed: Bed, at: number): void => {
    expect(since(bed, at)).toMatchObject({ availability: 1, errors: [] });
    expect(since(bed, at, 'direct /web')).toMatchObject({ availability: 1, errors: [] });
    expect(since(bed, at).sent).toBeGreaterThan(20);
  };

  it('E3: the leading Mesos master is killed', () => {
    const bed = withService(4);
    const at = seconds(bed);
    kill(bed, leader(bed, 'mesos'));
    run(bed, 40);
    undisturbed(bed, at);
  });

  it('E1 and E7: all masters are stopped, and no one takes their place', () => {
    const bed = withService(5);
    const at = seconds(bed);
    for (const host of MASTERS) act(bed, { kind: 'stopProcess', process: processId(`mesos-master@${host}`) });
    run(bed, 60);
    undisturbed(bed, at);
  });

  it('E4: ZooKeeper is stopped, wiped and started again', () => {
    const bed = withService(6);
    const at = seconds(bed);
    for (const host of MASTERS) {
      const process = processId(`zookeeper@${host}`);
      act(bed, { kind: 'stopProcess', process });
      run(bed, 1);
      act(bed, { kind: 'wipeFolder', host: hostId(host), folder: '/var/lib/zookeeper/version-2', process });
    }
    for (const host of MASTERS) act(bed, { kind: 'startProcess', process: processId(`zookeeper@${host}`) });
    run(bed, 60);
    undisturbed(bed, at);
  });
});

describe('what does have an effect', () => {
  it('an agent host loses power: a dip while HAProxy waits for it, then all is answered again', () => {
    const bed = withService(7, { ...WEB, constraints: [['hostname', 'UNIQUE']] });
    const at = seconds(bed);
    const [first] = [...must(clients(bed).apps.get('/web'), 'the app').running.values()];
    act(bed, { kind: 'powerOffHost', host: hostId(must(first, 'an instance').host) });
    run(bed, 60);
    const { availability } = since(bed, at, 'direct /web');
    expect(availability).toBeLessThan(1);
    const figures = figuresOfWindows(windowsSince(must(clients(bed).meters.get(METER), 'the meter'), at));
    expect(figures.p99Ms).toBeGreaterThan(2900);
    expect(since(bed, at + 45).availability).toBe(1);
    const steps = serviceSteps(bed.history.simulator.trace.landmarks);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every(({ share }) => share === null || (share >= 0 && share <= 1))).toBe(true);
  });
});

describe('group of applications', () => {
  it('the shop is deployed in the order of its dependencies, and its front is served', () => {
    const bed = boot(10);
    const file = fileURLToPath(new URL('./testing/shop-group.json', import.meta.url));
    const shop = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    expect(write(bed, 'POST', '192.168.1.231', '/v2/groups', shop)).toBe(201);
    run(bed, 60);
    const started = new Map<string, number>();
    for (const { kind, body, atUs } of bed.history.simulator.trace.landmarks) {
      const task = JSON.stringify(body['taskId'] ?? '');
      const app = /shop_[a-z_]+/.exec(task)?.[0];
      if (kind === 'task' && String(body['state']).includes('RUNNING') && app !== undefined && !started.has(app))
        started.set(app, atUs);
    }
    expect([...started].sort((a, b) => a[1] - b[1]).map(([app]) => app)).toEqual([
      'shop_db_mysql',
      'shop_backend_api',
      'shop_frontend_web',
    ]);
    expect(read(bed, 10_080, '/')).toMatch(/^200 /);
  });
});
