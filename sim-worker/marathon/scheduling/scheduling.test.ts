import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { agentId, frameworkId, offerId, taskId } from '../../mesos/ids.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { parseAttributes } from '../../mesos/resources/attributes.ts';
import { resources } from '../../mesos/resources/parse.ts';
import { type AppDefinition, type Constraint } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { withVersionInfo } from '../model/app-changes.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import { meetsConstraint, type PlaceOfTask } from './constraints.ts';
import { taskEnvironment } from './environment.ts';
import { matchOffer, unreservedSelector } from './offer-matching.ts';
import { addDelay, cleanUpDelays, delayDeadlineMs, type RateLimiter, resetDelay } from './rate-limiter.ts';
import { buildTask } from './task-builder.ts';
import { newTaskId, newUuidClock } from './task-id.ts';

function app(json: Record<string, unknown>): AppDefinition {
  return withVersionInfo(
    null,
    appOfFields(readAppFields({ id: '/a', cmd: 'x', ...json }, '', []), ROOT_PATH, null, 1000),
    1000,
  ).app;
}

function place(host: string, attributes = ''): PlaceOfTask {
  const parsed = parseAttributes(attributes);
  return { host, attributes: parsed.ok ? parsed.value : [] };
}

function offer(list: string, attributes = '', host = 'h1'): Offer {
  return {
    id: offerId('O1'),
    frameworkId: frameworkId('F'),
    slaveId: agentId('S1'),
    hostname: host,
    url: '',
    resources: resources(list),
    attributes: place(host, attributes).attributes,
    executorIds: [],
    unavailability: null,
  };
}

const first = (): number => 0;

describe('constraints', () => {
  const rack = (value: string): PlaceOfTask => place(`host-${value}`, `rack:${value}`);
  const c = (field: string, operator: Constraint['operator'], value: string | null = null): Constraint => ({
    field,
    operator,
    value,
  });
  const rows: readonly (readonly [string, Constraint, PlaceOfTask, readonly PlaceOfTask[], boolean])[] = [
    ['C01 UNIQUE refuses a second task of the host', c('hostname', 'UNIQUE'), place('h1'), [place('h1')], false],
    ['C01 UNIQUE takes another host', c('hostname', 'UNIQUE'), place('h2'), [place('h1')], true],
    ['C02 CLUSTER refuses another rack', c('rack', 'CLUSTER', 'rack-1'), rack('rack-2'), [], false],
    ['C03 CLUSTER without value follows the first task', c('hostname', 'CLUSTER'), place('h2'), [place('h1')], false],
    ['C04 GROUP_BY 3 waits for the third group', c('rack', 'GROUP_BY', '3'), rack('a'), [rack('a'), rack('b')], false],
    [
      'C05 GROUP_BY refuses the larger group',
      c('rack', 'GROUP_BY'),
      rack('a'),
      [rack('a'), rack('a'), rack('b')],
      false,
    ],
    ['C05 GROUP_BY takes the smaller group', c('rack', 'GROUP_BY'), rack('b'), [rack('a'), rack('a'), rack('b')], true],
    ['C05 GROUP_BY takes an unseen group', c('rack', 'GROUP_BY'), rack('c'), [rack('a'), rack('a'), rack('b')], true],
    ['C06 LIKE matches fully', c('rack', 'LIKE', 'rack-[1-3]'), rack('rack-12'), [], false],
    ['C06 LIKE takes what matches', c('rack', 'LIKE', 'rack-[1-3]'), rack('rack-2'), [], true],
    ['C07 UNLIKE takes an agent without the attribute', c('gpu', 'UNLIKE', '.*'), place('h'), [], true],
    ['C08 LIKE refuses an agent without the attribute', c('gpu', 'LIKE', '.*'), place('h'), [], false],
  ];
  it.each(rows)('%s', (_name, constraint, offered, tasks, expected) => {
    expect(meetsConstraint(constraint, offered, tasks)).toBe(expected);
  });
});

describe('matching an offer', () => {
  const match = (
    definition: AppDefinition,
    from: Offer,
    randomInt: (bound: number) => number = first,
  ): ReturnType<typeof matchOffer> =>
    matchOffer({
      app: definition,
      offer: from,
      resources: from.resources,
      tasks: () => [],
      selector: unreservedSelector(['*']),
      randomInt,
    });

  it('says which resource is missing and by how much', () => {
    expect(match(app({}), offer('cpus:0.5;mem:1024;ports:[31000-32000]'))).toMatchObject({
      ok: false,
      verdict: { reason: 'cpus', needed: 1, offered: 0.5 },
    });
  });

  it('takes no resources of a role that the app does not accept', () => {
    expect(match(app({}), offer('cpus(prod):4;mem(prod):1024'))).toMatchObject({
      ok: false,
      verdict: { reason: 'role' },
    });
  });

  it('P04 never takes an offer without the required port', () => {
    const result = match(app({ ports: [8080], requirePorts: true }), offer('cpus:4;mem:1024;ports:[31000-32000]'));
    expect(!result.ok && result.logLines[0]).toContain(
      "Couldn't find host port 8080 (of 8080) in any offered range for app [/a]",
    );
  });

  it('P05 hands out neighbouring ports, wrapping around', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), (start) => {
        const result = match(
          app({ ports: [0, 0, 0] }),
          offer('cpus:4;mem:1024;ports:[31000-31009]'),
          (bound) => start % bound,
        );
        return result.ok && result.hostPorts.every((port, index) => port === 31_000 + ((start + index) % 10));
      }),
    );
  });

  it('P06 a container port of 0 takes the host port', () => {
    const bridged = app({
      container: { docker: { image: 'i', network: 'BRIDGE', portMappings: [{ containerPort: 0, hostPort: 0 }] } },
    });
    const from = offer('cpus:4;mem:1024;ports:[31007-31007]');
    const task = buildTask({
      app: bridged,
      offer: from,
      taskId: taskId('t'),
      resources: from.resources,
      hostPorts: [31_007],
      envPrefix: null,
      defaultExecutor: '//cmd',
    });
    expect(task.container?.docker?.portMappings).toEqual([
      { hostPort: 31_007, containerPort: 31_007, protocol: 'tcp' },
    ]);
  });

  it('P03 a bridge without mappings takes one host port and names it only by position', () => {
    const bridged = app({ container: { docker: { image: 'i', network: 'BRIDGE', portMappings: [] } } });
    const result = match(bridged, offer('cpus:4;mem:1024;ports:[31307-31307]'));
    expect(result.ok && result.hostPorts).toEqual([31_307]);
    const names = taskEnvironment({ app: bridged, taskId: 't', host: 'h', hostPorts: [31_307], prefix: null }).map(
      ([name]) => name,
    );
    expect(names.filter((name) => name.startsWith('PORT'))).toEqual(['PORT0', 'PORT', 'PORTS']);
  });
});

describe('environment of a task', () => {
  it('names ports by their service port, and lets the app have the last word', () => {
    const definition = app({
      ports: [10_000],
      env: { HOST: 'mine' },
      labels: { 'my.label-1': 'v' },
      mem: 16,
      cpus: 0.01,
    });
    const env = new Map(
      taskEnvironment({ app: definition, taskId: 'a.1', host: 'h', hostPorts: [31_307], prefix: null }),
    );
    expect(Object.fromEntries(env)).toMatchObject({
      PORT: '31307',
      PORT0: '31307',
      PORT_10000: '31307',
      PORTS: '31307',
      HOST: 'mine',
      MARATHON_APP_RESOURCE_CPUS: '0.01',
      MARATHON_APP_RESOURCE_MEM: '16.0',
      MARATHON_APP_RESOURCE_DISK: '0.0',
      MARATHON_APP_LABELS: 'MY_LABEL_1',
      MARATHON_APP_LABEL_MY_LABEL_1: 'v',
      MARATHON_APP_ID: '/a',
    });
  });
});

describe('launch delays', () => {
  it('B01 grow by the factor while failures follow closely', () => {
    const limiter: RateLimiter = new Map();
    const definition = app({});
    const delays: number[] = [];
    let nowMs = 0;
    for (let failure = 0; failure < 60; failure += 1) {
      addDelay(limiter, definition, nowMs);
      delays.push((delayDeadlineMs(limiter, definition) ?? 0) - nowMs);
      nowMs = delayDeadlineMs(limiter, definition) ?? 0;
    }
    expect(delays.slice(0, 4).map((delay) => Math.round(delay))).toEqual([1000, 1150, 1323, 1521]);
    expect(delays[30]).toBeGreaterThan(60_000);
    expect(delays[59]).toBe(3_600_000);
  });

  it('B06 begin anew once a delay has passed without failure', () => {
    const limiter: RateLimiter = new Map();
    addDelay(limiter, app({}), 0);
    cleanUpDelays(limiter, 10_000);
    addDelay(limiter, app({}), 30_000);
    expect(delayDeadlineMs(limiter, app({}))).toBe(31_000);
  });

  it('B03 belong to one configuration, B04 can be reset', () => {
    const limiter: RateLimiter = new Map();
    const former = app({});
    addDelay(limiter, former, 0);
    const changed = withVersionInfo(former, { ...former, cmd: 'y' }, 2000).app;
    expect(delayDeadlineMs(limiter, changed)).toBeNull();
    expect(resetDelay(limiter, former)).toBe(true);
    expect(delayDeadlineMs(limiter, former)).toBeNull();
  });
});

describe('task ids', () => {
  it('are time-based, different, and share the last groups within one process', () => {
    let seed = 1;
    const clock = newUuidClock((bound) => (seed = (seed * 48_271) % 2_147_483_647) % bound);
    const ids = Array.from({ length: 1000 }, () => newTaskId(clock, canonicalPath('/prod/db'), 1_481_610_974_897));
    expect(new Set(ids).size).toBe(1000);
    expect(ids[0]).toMatch(/^prod_db\.[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids.map((id) => id.slice(-17))).size).toBe(1);
  });
});
