/** Limits of frameworks' messages: the cases of Mesos 1.0.1's src/tests/rate_limiting_tests.cpp against the leading master. */
import { describe, expect, it } from 'vitest';
import type { FrameworkInfo } from '../../../mesos/messages/infos.ts';
import { type Bed, masterProcess, startBed, TEST_FRAMEWORK } from './mesos-bed.ts';
import { type Probe, startProbe } from './probe.ts';

type Limited = {
  readonly bed: Bed;
  readonly probe: Probe;
  readonly subscribe: (as: string, info?: Partial<FrameworkInfo>) => void;
  readonly wait: (seconds: number) => void;
  /** Received and processed messages of a principal; null: not counted. */
  readonly counts: (principal: string) => readonly [unknown, unknown] | null;
  readonly registrations: () => number;
};

const SETTLED_SECONDS = 0.05;

function limited(rateLimits: object): Limited {
  const bed = startBed({ framework: null, masterFlags: { rateLimits: JSON.stringify(rateLimits) } });
  bed.run(20);
  const probe = startProbe(bed);
  const { host } = bed.leader();
  const wait = (seconds: number): void => bed.run(bed.simulator.world.nowUs / 1_000_000 + seconds);
  return {
    bed,
    probe,
    wait,
    subscribe: (as, info = {}) => {
      const frameworkInfo = { ...TEST_FRAMEWORK, principal: 'test-principal', ...info };
      const body = { call: 'SUBSCRIBE', frameworkInfo, force: frameworkInfo.id !== null };
      probe.say(as, `master@${host}:5050` as never, {
        type: 'mesos.scheduler.Call',
        frameworkId: frameworkInfo.id,
        body,
      });
      wait(SETTLED_SECONDS);
    },
    counts: (principal) => {
      const metrics = JSON.parse(bed.get(host, '/metrics/snapshot').body) as Record<string, unknown>;
      const received = metrics[`frameworks/${principal}/messages_received`];
      return received === undefined ? null : [received, metrics[`frameworks/${principal}/messages_processed`]];
    },
    registrations: () => probe.heard('mesos.FrameworkRegisteredMessage').length,
  };
}

const teardown = (test: Limited, as: string): void => {
  const framework = [...test.bed.leader().state.frameworks.values()].find((other) => other.pid.startsWith(`${as}@`));
  test.probe.say(as, `master@${test.bed.leader().host}:5050` as never, {
    type: 'mesos.scheduler.Call',
    frameworkId: framework?.id,
    body: { call: 'TEARDOWN' },
  });
  test.wait(SETTLED_SECONDS);
};

describe('rate limits of frameworks', () => {
  it('counts messages of a principal without qps from its registration to its removal, and holds none back', () => {
    const test = limited({ limits: [{ principal: 'test-principal' }] });
    expect(test.counts('test-principal')).toBeNull();
    test.subscribe('scheduler-1');
    for (let call = 1; call <= 3; call += 1) {
      test.subscribe('scheduler-1');
      expect(test.counts('test-principal')).toEqual([call, call]);
    }
    teardown(test, 'scheduler-1');
    expect(test.bed.leader().state.frameworks.size).toBe(0);
    expect(test.counts('test-principal')).toBeNull();
  });

  it('lets one message through a second at 1 qps: the first at once, the second a second later', () => {
    const test = limited({ limits: [{ principal: 'test-principal', qps: 1 }] });
    test.subscribe('scheduler-1');
    test.subscribe('scheduler-1');
    expect(test.counts('test-principal')).toEqual([1, 1]);
    test.subscribe('scheduler-1');
    expect([test.counts('test-principal'), test.registrations()]).toEqual([[2, 1], 2]);
    test.wait(1);
    expect([test.counts('test-principal'), test.registrations()]).toEqual([[2, 2], 3]);
  });

  it('holds frameworks of two principals back at rates of their own, those not named at the shared rate', () => {
    const test = limited({ limits: [{ principal: 'framework1', qps: 1 }], aggregate_default_qps: 0.5 });
    const both = (): void => {
      test.subscribe('scheduler-1', { principal: 'framework1' });
      test.subscribe('scheduler-2', { principal: 'framework2' });
    };
    both();
    both();
    both();
    expect([test.counts('framework1'), test.counts('framework2')]).toEqual([
      [2, 1],
      [2, 1],
    ]);
    test.wait(1);
    expect([test.counts('framework1'), test.counts('framework2')]).toEqual([
      [2, 2],
      [2, 1],
    ]);
    test.wait(1);
    expect(test.counts('framework2')).toEqual([2, 2]);
    teardown(test, 'scheduler-1');
    expect([test.counts('framework1'), test.counts('framework2')]).toEqual([null, [2, 2]]);
  });

  it('shares one limiter among frameworks of the same principal, and keeps its counters until the last one leaves', () => {
    const test = limited({ limits: [{ principal: 'test-principal', qps: 1 }] });
    test.subscribe('scheduler-1');
    test.subscribe('scheduler-2');
    test.subscribe('scheduler-1');
    test.subscribe('scheduler-2');
    expect(test.counts('test-principal')).toEqual([2, 1]);
    test.wait(1);
    expect(test.counts('test-principal')).toEqual([2, 2]);
    test.wait(2);
    teardown(test, 'scheduler-1');
    expect([test.bed.leader().state.frameworks.size, test.counts('test-principal')]).toEqual([1, [3, 3]]);
  });

  it('sends an error for the message beyond the capacity, and works off those that waited', () => {
    const test = limited({ limits: [{ principal: 'test-principal', qps: 1, capacity: 2 }] });
    test.subscribe('scheduler-1', { failoverTimeoutSecs: 10 });
    for (let call = 0; call < 3; call += 1) test.subscribe('scheduler-1');
    expect(test.probe.heard('mesos.FrameworkErrorMessage')).toEqual([]);
    test.subscribe('scheduler-1');
    expect(test.probe.heard('mesos.FrameworkErrorMessage')).toEqual([
      {
        type: 'mesos.FrameworkErrorMessage',
        message: 'Message mesos.scheduler.Call dropped: capacity(2) exceeded',
      },
    ]);
    expect(test.counts('test-principal')).toEqual([4, 1]);
    test.wait(2.1);
    expect(test.counts('test-principal')).toEqual([4, 3]);
    expect(test.bed.logOf(masterProcess(test.bed.leader().host))).toContain(
      'Dropping message mesos.scheduler.Call from scheduler-1@192.168.1.10:5999(test-principal): capacity(2) exceeded',
    );
  });
});
