/**
 * Tests of 1.0.1's own suites on schedulers over HTTP that no other file here restates: master_maintenance_tests
 * (InverseOffersFilters, PendingUnavailability), scheduler_http_api_tests (the change between driver and HTTP, SubscribedOnRetry).
 */
import { describe, expect, it } from 'vitest';
import { type HttpFramework, post, subscribe } from './testing/http-framework.ts';
import { addFramework, AGENTS, type Bed, startBed, TEST_FRAMEWORK } from './mesos-bed.ts';

const now = (bed: Bed): number => bed.simulator.world.nowUs / 1e6;
const frameworksOf = (bed: Bed): readonly { readonly id: string; readonly pid?: string; readonly active: boolean }[] =>
  (JSON.parse(bed.get(bed.leader().host, '/frameworks').body) as { frameworks: [] }).frameworks;

type Inverse = { readonly id: { readonly value: string }; readonly agent_id: { readonly value: string } };

describe('inverse offers', () => {
  const bed = startBed({ framework: null });
  bed.run(20);
  const [first = '', second = ''] = AGENTS;
  const windows = [first, second].map((ip) => ({
    machine_ids: [{ hostname: ip, ip }],
    unavailability: { start: { nanoseconds: 2e18 }, duration: { nanoseconds: 6e10 } },
  }));
  let framework: HttpFramework;

  const received = (): readonly Inverse[] =>
    framework
      .events('INVERSE_OFFERS')
      .flatMap((event) => (event['inverse_offers'] as { inverse_offers: readonly Inverse[] }).inverse_offers);
  const answer = (call: 'ACCEPT' | 'DECLINE', inverse: Inverse | undefined, refuse_seconds: number): void => {
    const part = { inverse_offer_ids: [inverse?.id], filters: { refuse_seconds } };
    expect(framework.call(`${call}_INVERSE_OFFERS`, part).status).toBe(202);
  };

  it('PendingUnavailability: an offer of a machine under maintenance tells when it will be away', () => {
    expect(post(bed, '/maintenance/schedule', { windows }).status).toBe(200);
    framework = subscribe(bed, { user: 'root', name: 'f' });
    bed.run(now(bed) + 3);
    const { offers } = framework.last('OFFERS') as unknown as {
      offers: readonly { id: object; agent_id: object; hostname: string; unavailability?: object }[];
    };
    expect(
      offers
        .filter(({ unavailability }) => unavailability !== undefined)
        .map(({ hostname }) => hostname)
        .sort(),
    ).toEqual([first, second]);
    expect(offers.find(({ hostname }) => hostname === first)?.unavailability).toEqual(windows[0]?.unavailability);
    for (const [index, host] of [first, second].entries()) {
      const offer = offers.find(({ hostname }) => hostname === host);
      const task = {
        name: 't',
        task_id: { value: `t${String(index)}` },
        agent_id: offer?.agent_id,
        resources: [
          { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
          { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
        ],
        command: { value: 'sleep 100000' },
      };
      const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
      framework.call('ACCEPT', { offer_ids: [offer?.id], operations });
    }
    bed.run(now(bed) + 3);
    expect(new Set(received().map(({ agent_id }) => agent_id.value)).size).toBe(2);
  });

  it('InverseOffersFilters: one that was answered comes again when its filter is over', () => {
    const [one, two] = received().slice(-2);
    answer('DECLINE', two, 1000);
    answer('ACCEPT', one, 0);
    const count = received().length;
    bed.run(now(bed) + 2);
    expect(received()).toHaveLength(count + 1);
    expect(received().at(-1)?.agent_id).toEqual(one?.agent_id);
    answer('DECLINE', received().at(-1), 0);
    bed.run(now(bed) + 2);
    expect(received()).toHaveLength(count + 2);
    expect(received().at(-1)?.agent_id).toEqual(one?.agent_id);
    const status = JSON.parse(bed.get(bed.leader().host, '/maintenance/status').body) as {
      draining_machines: readonly { statuses?: readonly { status: string }[] }[];
    };
    expect(status.draining_machines.flatMap(({ statuses }) => statuses?.map((entry) => entry.status) ?? [])).toEqual([
      'DECLINE',
      'DECLINE',
    ]);
  });
});

describe('a framework that changes between the driver and HTTP', () => {
  it('UpdatePidToHttpScheduler: the driver hears that it failed over', () => {
    const bed = startBed();
    bed.run(22);
    const id = bed.framework().frameworkId ?? '';
    expect(frameworksOf(bed)[0]?.pid).toMatch(/^scheduler-/);
    const framework = subscribe(bed, {
      user: 'root',
      name: 'test',
      id: { value: id },
      failover_timeout: 1000,
      checkpoint: true,
    });
    expect(framework.id).toBe(id);
    expect(framework.heartbeats()).toBe(1);
    bed.run(now(bed) + 1);
    expect(bed.framework().callbacks.at(-1)).toEqual({ kind: 'error', message: 'Framework failed over' });
    expect(frameworksOf(bed)).toEqual([expect.objectContaining({ id, active: true })]);
    expect(frameworksOf(bed)[0]?.pid).toBeUndefined();
  });

  it('UpdateHttpToPidScheduler: the stream ends with an error', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const framework = subscribe(bed, { user: 'root', name: 'test', failover_timeout: 1000, checkpoint: true });
    const info = { ...TEST_FRAMEWORK, id: framework.id as never };
    addFramework(bed.simulator, 'driver', { info, refuseSeconds: 5 });
    bed.run(now(bed) + 5);
    expect(bed.framework('driver').frameworkId).toBe(framework.id);
    expect(framework.last('ERROR')).toEqual({ message: 'Framework failed over' });
    expect(frameworksOf(bed)[0]?.pid).toMatch(/^scheduler-/);
    expect(framework.call('REVIVE')).toMatchObject({ status: 403, body: 'Framework is not connected via HTTP' });
  });

  it('RejectFrameworkWithInvalidFailoverTimeout: the number as a C++ stream prints it', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const framework = subscribe(bed, { user: 'root', name: 'f', failover_timeout: Number.MAX_VALUE });
    expect(framework.last('ERROR')).toEqual({ message: 'The framework failover_timeout (1.79769e+308) is invalid' });
    expect(frameworksOf(bed)).toEqual([]);
  });

  it('SubscribedOnRetry: a second subscription of the same framework is answered as the first', () => {
    const bed = startBed({ framework: null });
    bed.run(20);
    const info = { user: 'root', name: 'f' };
    const one = subscribe(bed, info);
    const two = subscribe(bed, { ...info, id: { value: one.id } });
    expect([two.id, two.events()[0]?.type, two.heartbeats()]).toEqual([one.id, 'SUBSCRIBED', 1]);
    expect(frameworksOf(bed)).toHaveLength(1);
  });
});
