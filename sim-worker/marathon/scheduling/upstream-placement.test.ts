/**
 * Placement, restated from Marathon 1.1.1, src/test/scala/mesosphere: mesos/{ResourceMatcherTest,ConstraintsTest}.scala,
 * marathon/tasks/{PortsMatcherTest,PortWithRoleRandomPortsFromRangesTest}.scala.
 */
import { describe, expect, it } from 'vitest';
import { agentId, frameworkId, offerId, taskId } from '../../mesos/ids.ts';
import type { Offer } from '../../mesos/messages/offers.ts';
import { parseAttributes } from '../../mesos/resources/attributes.ts';
import { resources } from '../../mesos/resources/parse.ts';
import { rangesResource, type Reservation, type Resource, scalarResource } from '../../mesos/resources/resource.ts';
import { type AppDefinition, type Constraint, deepFreeze } from '../model/app-definition.ts';
import { withVersionInfo } from '../model/app-changes.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import { meetsConstraint, type PlaceOfTask, tasksToKillEvenly } from './constraints.ts';
import { matchOffer, type ResourceSelector, unreservedSelector } from './offer-matching.ts';
import { matchPorts } from './port-matching.ts';
import type { Task } from './task.ts';

type Json = Readonly<Record<string, unknown>>;

function app(json: Json = {}, versionMs = 1000): AppDefinition {
  const fields = readAppFields({ id: '/test', cmd: 'x', cpus: 1, mem: 128, ...json }, '', []);
  return withVersionInfo(null, appOfFields(fields, ROOT_PATH, null, versionMs), versionMs).app;
}

function place(attributes: string, host = 'foohost'): PlaceOfTask {
  const parsed = parseAttributes(attributes);
  return { host, attributes: parsed.ok ? parsed.value : [] };
}

function task(id: string, where: PlaceOfTask, versionMs = 1000): Task {
  return deepFreeze({
    id: taskId(id),
    appId: canonicalPath('/test'),
    agentId: agentId('S'),
    host: where.host,
    attributes: where.attributes,
    ports: [999],
    versionMs,
    stagedAtMs: 1,
    startedAtMs: null,
    status: null,
    reservation: null,
    isLaunched: true,
  });
}

const BASIC = 'cpus:4;mem:16000;disk:1;ports:[31000-32000]';
const ON_MARATHON = 'cpus(marathon):4;mem(marathon):16000;disk(marathon):1;ports(marathon):[31000-32000]';

function match(
  definition: AppDefinition,
  offered: string | readonly Resource[],
  more: {
    readonly roles?: readonly string[];
    readonly selector?: ResourceSelector;
    readonly where?: PlaceOfTask;
    readonly tasks?: readonly Task[];
  } = {},
): ReturnType<typeof matchOffer> {
  const where = more.where ?? place('');
  const list = typeof offered === 'string' ? resources(offered) : offered;
  const offer: Offer = {
    id: offerId('O1'),
    frameworkId: frameworkId('F'),
    slaveId: agentId('S1'),
    hostname: where.host,
    url: '',
    resources: list,
    attributes: where.attributes,
    executorIds: [],
    unavailability: null,
  };
  const selector = more.selector ?? unreservedSelector(more.roles ?? ['*']);
  return matchOffer({
    app: definition,
    offer,
    resources: list,
    selector,
    tasks: () => more.tasks ?? [],
    randomInt: () => 0,
  });
}

/** `name(role)` of what is taken, in order; null: refused. */
function taken(result: ReturnType<typeof matchOffer>): readonly string[] | null {
  return result.ok ? [...new Set(result.resources.map(({ name, role }) => `${name}(${role})`))] : null;
}

describe('ResourceMatcher', () => {
  const two = app({ ports: [0, 0] });

  it('takes cpus, mem and ports of the role that it may use, no disk when none is asked for', () => {
    expect(taken(match(two, BASIC))).toEqual(['cpus(*)', 'mem(*)', 'ports(*)']);
    expect(taken(match(two, 'cpus:4;mem:16000;ports:[31000-32000]'))).toEqual(['cpus(*)', 'mem(*)', 'ports(*)']);
    expect(taken(match(two, ON_MARATHON, { roles: ['marathon'] }))).toEqual([
      'cpus(marathon)',
      'mem(marathon)',
      'ports(marathon)',
    ]);
    const result = match(two, BASIC);
    expect(result.ok && result.hostPorts).toHaveLength(2);
  });

  it.each<[string, AppDefinition, string, string]>([
    ['another role', two, ON_MARATHON, 'role'],
    ['cpus', two, 'cpus:0.1;mem:16000;disk:1;ports:[31000-32000]', 'cpus'],
    ['mem', two, 'cpus:4;mem:0.1;disk:1;ports:[31000-32000]', 'mem'],
    ['disk', app({ disk: 1, ports: [0, 0] }), 'cpus:4;mem:16000;disk:0.1;ports:[31000-32000]', 'disk'],
    ['ports', app({ ports: [1, 2] }), 'cpus:4;mem:16000;disk:1;ports:[0-0]', 'ports'],
  ])('is refused for %s', (_name, definition, offered, reason) => {
    expect(match(definition, offered)).toMatchObject({ ok: false, verdict: { reason } });
  });

  const reservation = (principal: string, value: string): Reservation => ({
    principal,
    labels: [{ key: 'resource', value }],
  });
  const reserved = (name: 'cpus' | 'mem' | 'disk', amount: number, by: Reservation, role = '*'): Resource =>
    scalarResource(name, amount * 1000, { role, reservation: by });

  it('keeps the reservations of what it takes, and leaves them alone unless it is for reserved resources', () => {
    const [first, second] = [reservation('cpu', 'label'), reservation('cpu', 'label2')];
    const [ofMem, ofDisk, ofPorts] = [
      reservation('mem', 'mem'),
      reservation('mem', 'disk'),
      reservation('port', 'ports'),
    ];
    const offered = [
      reserved('cpus', 1, first, 'marathon'),
      reserved('cpus', 1, second, 'marathon'),
      reserved('mem', 128, ofMem),
      reserved('disk', 2, ofDisk),
      rangesResource('ports', [{ begin: 80, end: 80 }], { reservation: ofPorts }),
    ];
    const definition = app({ cpus: 2, disk: 2, ports: [0] });
    const roles = ['*', 'marathon'];
    const result = match(definition, offered, { selector: { roles, reserved: true, labels: [] } });
    expect(result.ok && result.resources).toEqual(offered);
    expect(match(definition, offered, { roles }).ok).toBe(false);
  });

  it('does not consider resources with disk infos', () => {
    const by = reservation('p', 'x');
    const volume = {
      ...reserved('disk', 1024, by, 'marathon'),
      disk: { persistence: { id: 'disk' } },
    } as unknown as Resource;
    const offered = [reserved('cpus', 1, by, 'marathon'), reserved('mem', 128, by, 'marathon'), volume];
    const selector = { roles: ['*', 'marathon'], reserved: true, labels: [] };
    expect(match(app({ disk: 2, ports: [] }), offered, { selector })).toMatchObject({
      ok: false,
      verdict: { reason: 'disk' },
    });
  });

  it('asks for its constraints', () => {
    const like = (host: string): AppDefinition => app({ ports: [0], constraints: [['hostname', 'LIKE', host]] });
    const where = place('', 'host1');
    expect(match(like('host1'), BASIC, { where }).ok).toBe(true);
    expect(match(like('host2'), BASIC, { where })).toMatchObject({ ok: false, verdict: { reason: 'constraint' } });
  });

  const SPREAD = [
    ['region', 'GROUP_BY', '2'],
    ['zone', 'GROUP_BY', '4'],
  ];
  const where = place('region:pl-east;zone:pl-east-1b');
  const old = [
    'pl-east;zone:pl-east-1a',
    'pl-east;zone:pl-east-1a',
    'pl-east;zone:pl-east-1a',
    'pl-west;zone:pl-west-1a',
    'pl-west;zone:pl-west-1b',
  ].map((text, index) => task(String(index), place(`region:${text}`), 1));

  it('tasks of an earlier configuration do not count for constraints', () => {
    expect(match(app({ constraints: SPREAD }, 2), BASIC, { where, tasks: old }).ok).toBe(true);
  });

  it('tasks since the last change of configuration do, though they are older than the last scaling', () => {
    const first = app({ constraints: SPREAD }, 1);
    const scaled = withVersionInfo(first, deepFreeze({ ...first, instances: 6 }), 5).app;
    expect(match(scaled, BASIC, { where, tasks: old })).toMatchObject({ ok: false, verdict: { reason: 'constraint' } });
  });
});

describe('PortsMatcher', () => {
  const mapped = (...hostPorts: readonly number[]): AppDefinition =>
    app({
      container: {
        docker: { image: 'i', portMappings: hostPorts.map((hostPort) => ({ containerPort: 1, hostPort })) },
      },
    });
  const declared = (ports: readonly number[], requirePorts = false): AppDefinition => app({ ports, requirePorts });
  /** Ports in order with their roles; null: refused. A given seed draws numbers of its own. */
  function ports(definition: AppDefinition, offered: string, seed = 1): readonly string[] | null {
    let state = seed;
    const randomInt = (bound: number): number => (state = (state * 48_271) % 2_147_483_647) % bound;
    const result = matchPorts(definition, offered === '' ? [] : resources(offered), randomInt);
    return result.ok ? result.ports.map(({ port, role }) => `${String(port)}(${role})`) : null;
  }

  it.each<[string, AppDefinition, string, readonly string[] | null]>([
    ['no ports', declared([]), BASIC, []],
    ['too many', declared([80, 81, 82]), 'ports:[31000-31001]', null],
    [
      'several ranges, required',
      declared([80, 81, 82, 83, 100], true),
      'ports:[80-83,100-100]',
      ['80(*)', '81(*)', '82(*)', '83(*)', '100(*)'],
    ],
    ['the order of required ports is kept', declared([100, 80], true), 'ports:[70-200]', ['100(*)', '80(*)']],
    ['required ones that are not offered', declared([80, 81, 82], true), 'ports:[31000-32000]', null],
    ['a mapping without any offered', mapped(0), '', null],
    ['a mapping', mapped(0), 'ports:[31000-31000]', ['31000(*)']],
    ['a fixed mapping that is not offered', mapped(8080), 'ports:[31000-32000]', null],
    ['a fixed mapping', mapped(31_200), 'ports:[31000-32000]', ['31200(*)']],
    ['a fixed and a dynamic one out of one range', mapped(0, 31_000), 'ports:[31000-31001]', ['31001(*)', '31000(*)']],
    [
      'both out of two roles',
      mapped(0, 31_000),
      'ports:[31000-31000];ports(marathon):[31001-31001]',
      ['31001(marathon)', '31000(*)'],
    ],
  ])('%s', (_name, definition, offered, expected) => {
    expect(ports(definition, offered)).toEqual(expected);
  });

  it.each(['ports:[30000-30003,31000-31000]', 'ports:[30000-30003];ports(marathon):[31000-31000]'])(
    'five ports out of %s are all there are, with their roles',
    (offered) => {
      const roles = offered.includes('marathon') ? '31000(marathon)' : '31000(*)';
      const all = ['30000(*)', '30001(*)', '30002(*)', '30003(*)', roles];
      for (let seed = 1; seed <= 10; seed += 1) {
        expect([...(ports(declared([80, 81, 82, 83, 84]), offered, seed) ?? [])].sort()).toEqual(all);
      }
    },
  );

  it('the same numbers drawn give the same port, others mostly another', () => {
    const draw = (seed: number): string => (ports(mapped(0), 'ports:[31000-32000]', seed) ?? []).join();
    expect(draw(7)).toBe(draw(7));
    expect(new Set(Array.from({ length: 50 }, (_, index) => draw(index + 1))).size).toBeGreaterThan(25);
  });
});

describe('Constraints', () => {
  const rack = (name: string): PlaceOfTask => place(name === '' ? '' : `rackid:${name}`);
  const host = (name: string): PlaceOfTask => place('', name);
  const c = (field: string, operator: Constraint['operator'], value = ''): Constraint => ({ field, operator, value });

  it.each<[string, Constraint, PlaceOfTask, readonly PlaceOfTask[], boolean]>([
    ['CLUSTER of hosts, the first task', c('hostname', 'CLUSTER'), host('foohost'), [], true],
    ['CLUSTER of another host', c('hostname', 'CLUSTER', 'right.com'), host('wrong.com'), [], false],
    ['UNIQUE on a new host', c('hostname', 'UNIQUE'), host('host4'), ['host1', 'host2', 'host3'].map(host), true],
    ['UNIQUE on a host again', c('hostname', 'UNIQUE'), host('host2'), ['host1', 'host2', 'host3'].map(host), false],
    ['UNIQUE, the first task', c('hostname', 'UNIQUE'), host('host2'), [], true],
    ['CLUSTER, fresh rack', c('rackid', 'CLUSTER'), rack('rack-1'), [], true],
    ['CLUSTER, same rack', c('rackid', 'CLUSTER'), rack('rack-1'), ['rack-1', 'rack-1'].map(rack), true],
    ['CLUSTER, another rack', c('rackid', 'CLUSTER'), rack('rack-2'), ['rack-1', 'rack-1'].map(rack), false],
    ['CLUSTER without the attribute', c('rackid', 'CLUSTER'), rack(''), [], false],
    ['UNIQUE, fresh rack', c('rackid', 'UNIQUE'), rack('rack-1'), [], true],
    ['UNIQUE, third rack', c('rackid', 'UNIQUE'), rack('rack-3'), ['rack-1', 'rack-2'].map(rack), true],
    ['UNIQUE, a rack again', c('rackid', 'UNIQUE'), rack('rack-1'), ['rack-1', 'rack-1'].map(rack), false],
    ['UNIQUE without the attribute', c('rackid', 'UNIQUE'), rack(''), [], false],
    ['LIKE another version', c('jdk', 'LIKE', 'v7'), place('jdk:v6'), [place('foo:bar'), place('jdk:v7')], false],
    ['LIKE the version', c('jdk', 'LIKE', 'v7'), place('jdk:v7'), [place('foo:bar'), place('jdk:v7')], true],
    ['LIKE without the attribute', c('jdk', 'LIKE', 'v7'), place(''), [], false],
    ['UNLIKE another version', c('jdk', 'UNLIKE', 'v7'), place('jdk:v6'), [place('jdk:v7')], true],
    ['UNLIKE the version', c('jdk', 'UNLIKE', 'v7'), place('jdk:v7'), [place('jdk:v7')], false],
    ['UNLIKE without the attribute', c('jdk', 'UNLIKE', 'v7'), place(''), [place('jdk:v7')], true],
  ])('%s', (_name, constraint, offered, tasks, expected) => {
    expect(meetsConstraint(constraint, offered, tasks)).toBe(expected);
  });

  it.each<[string, Constraint, (name: string) => PlaceOfTask, readonly (readonly [string, string, boolean])[]]>([
    [
      'two racks at least',
      c('rackid', 'GROUP_BY', '2'),
      rack,
      [
        ['', 'rack-1', true],
        ['rack-1', 'rack-1', false],
        ['rack-1', 'rack-2', true],
        ['rack-1 rack-2', 'rack-1', true],
        ['rack-1 rack-2 rack-1', 'rack-1', false],
        ['rack-1 rack-2 rack-1', '', false],
      ],
    ],
    [
      'three racks at least',
      c('rackid', 'GROUP_BY', '3'),
      rack,
      [
        ['', 'rack-1', true],
        ['rack-1', 'rack-2', true],
        ['rack-1 rack-2', 'rack-3', true],
        ['rack-1 rack-2 rack-3', 'rack-1', true],
        ['rack-1 rack-2 rack-3 rack-1', 'rack-2', true],
      ],
    ],
    [
      'two hosts at least',
      c('hostname', 'GROUP_BY', '2'),
      host,
      [
        ['', 'host1', true],
        ['host1', 'host1', false],
        ['host1', 'host2', true],
        ['host1 host2', 'host1', true],
        ['host1 host2 host1', 'host1', false],
        ['host1 host2 host1', 'host3', true],
        ['host1 host2 host1 host3', 'host1', false],
        ['host1 host2 host1 host3', 'host3', true],
        ['host1 host2 host1 host3', 'host2', true],
      ],
    ],
  ])('GROUP_BY: %s', (_name, constraint, at, rows) => {
    for (const [taskPlaces, offered, expected] of rows) {
      const tasks = taskPlaces
        .split(' ')
        .filter((name) => name !== '')
        .map(at);
      expect([taskPlaces, offered, meetsConstraint(constraint, at(offered), tasks)]).toEqual([
        taskPlaces,
        offered,
        expected,
      ]);
    }
  });

  const count = (tasks: readonly Task[], text: string): number =>
    tasks.filter(
      (each) => each.host === text || each.attributes.some(({ value }) => value.type === 'TEXT' && value.text === text),
    ).length;

  it('a scale-down takes of two even hosts as many each', () => {
    const tasks = Array.from({ length: 20 }, (_, n) => task(String(n), host(`srv${String(n % 2)}`)));
    const chosen = tasksToKillEvenly(app({ constraints: [['hostname', 'GROUP_BY', '']] }), tasks, 10);
    expect([chosen.length, count(chosen, 'srv0'), count(chosen, 'srv1')]).toEqual([10, 5, 5]);
  });

  it('of uneven ones it takes from the larger', () => {
    const tasks = Array.from({ length: 30 }, (_, n) => task(String(n), host(n < 20 ? 'srv1' : 'srv2')));
    const chosen = tasksToKillEvenly(app({ constraints: [['hostname', 'GROUP_BY', '']] }), tasks, 10);
    expect([chosen.length, count(chosen, 'srv1')]).toEqual([10, 10]);
  });

  it('of several groupings it keeps each even', () => {
    const kinds = [
      'rack:rack-1;color:blue',
      'rack:rack-1;color:green',
      'rack:rack-2;color:blue',
      'rack:rack-2;color:green',
    ];
    const tasks = kinds.flatMap((kind, k) =>
      Array.from({ length: 10 }, (_, n) => task(`${String(k)}${String(n)}`, place(kind))),
    );
    const constraints = [
      ['rack', 'GROUP_BY', ''],
      ['color', 'GROUP_BY', ''],
    ];
    const chosen = tasksToKillEvenly(app({ constraints }), tasks, 20);
    expect(['rack-1', 'rack-2', 'blue', 'green'].map((text) => count(chosen, text))).toEqual([10, 10, 10, 10]);
  });

  it('without a constraint it chooses none', () => {
    const tasks = Array.from({ length: 10 }, (_, n) => task(String(n), rack('rack-1')));
    expect(tasksToKillEvenly(app(), tasks, 5)).toEqual([]);
  });
});
