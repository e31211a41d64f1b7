/**
 * Plans and their arithmetic, restated from Marathon 1.1.1, src/test/scala/mesosphere/marathon: upgrade/{DeploymentPlanTest,
 * RestartStrategyTest,ScalingPropositionTest}.scala, state/VersionInfoTest.scala,
 * core/launchqueue/impl/RateLimiterTest.scala, api/v2/json/GroupUpdateTest.scala.
 */
import { describe, expect, it } from 'vitest';
import { agentId, taskId } from '../../mesos/ids.ts';
import { isConfigChange, withVersionInfo } from '../model/app-changes.ts';
import { type AppDefinition, deepFreeze } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { validateResidentChange } from '../model/app-validation.ts';
import { emptyGroup, findApp, type Group, putApp, transitiveApps, transitiveGroups } from '../model/group.ts';
import { applyGroupUpdate, readGroupUpdate, validateRootGroup } from '../model/group-update.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import { addDelay, cleanUpDelays, delayDeadlineMs, type RateLimiter, resetDelay } from '../scheduling/rate-limiter.ts';
import type { Task } from '../scheduling/task.ts';
import { deploymentSteps, makePlan } from './plan.ts';
import { restartStrategy } from './replace-arithmetic.ts';
import { proposeScaling } from './scaling.ts';

type Json = Readonly<Record<string, unknown>>;

function app(id: string, json: Json = {}, versionMs = 10): AppDefinition {
  const fields = readAppFields({ id, cmd: 'x', ...json }, '', []);
  return withVersionInfo(null, appOfFields(fields, ROOT_PATH, null, versionMs), versionMs).app;
}

/** The same app, changed and versioned as an accepted change of the tree. */
function changed(from: AppDefinition, change: Partial<AppDefinition>): AppDefinition {
  return withVersionInfo(from, deepFreeze({ ...from, ...change }), 20).app;
}

function tree(...apps: readonly AppDefinition[]): Group {
  return apps.reduce((group, each) => putApp(group, each, 1), emptyGroup(ROOT_PATH, 1));
}

/** Each step's actions, sorted. */
function steps(original: Group, target: Group, victims: readonly string[] = []): readonly (readonly string[])[] {
  const toKill = new Map(victims.length === 0 ? [] : [[canonicalPath('/test/some/a'), victims] as const]);
  return deploymentSteps({ original, target, toKill }).map((step) =>
    step.actions
      .map(({ type, app: { id }, scaleTo, victims: killed }) =>
        [
          type.replace('Application', ''),
          id,
          ...(type === 'ScaleApplication' || scaleTo > 0 ? [scaleTo] : []),
          ...killed,
        ].join(' '),
      )
      .sort(),
  );
}

describe('DeploymentPlan', () => {
  const upgradeStrategy = { minimumHealthCapacity: 0.75, maximumOverCapacity: 1 };
  const mongo = app('/test/database/mongo', { cmd: 'mng1', instances: 4, upgradeStrategy });
  const mongo2 = changed(mongo, { cmd: 'mng2', instances: 8 });
  const service = app('/test/service/srv1', { cmd: 'srv1', instances: 4, upgradeStrategy });
  const service2 = changed(service, { cmd: 'srv2', instances: 10 });
  const dependent2 = changed(service, { cmd: 'srv2', instances: 10, dependencies: [mongo.id] });

  it.each<[string, readonly AppDefinition[], readonly (readonly string[])[]]>([
    [
      'a chain with two in its middle',
      [
        app('/c', { dependencies: ['/test/database/a'] }),
        app('/d', { dependencies: ['/test/service/b'] }),
        app('/test/database/a'),
        app('/test/service/b', { dependencies: ['/test/database/a'] }),
      ],
      [['Scale /test/database/a 1'], ['Scale /c 1', 'Scale /test/service/b 1'], ['Scale /d 1']],
    ],
    [
      'the longest path counts',
      [
        app('/a', { dependencies: ['/b', '/c'] }),
        app('/b', { dependencies: ['/c'] }),
        app('/c', { dependencies: ['/d'] }),
        app('/d'),
        app('/e'),
      ],
      [['Scale /d 1', 'Scale /e 1'], ['Scale /c 1'], ['Scale /b 1'], ['Scale /a 1']],
    ],
  ])('orders by dependencies: %s', (_name, apps, expected) => {
    expect(steps(tree(), tree(...apps)).slice(1)).toEqual(expected);
  });

  it('starts apps without dependencies together, then scales them together', () => {
    const apps = ['1', '2', '3', '4'].map((name) => app(`/test/${name}`, { instances: 10 }));
    expect(steps(tree(), tree(...apps))).toEqual([
      apps.map(({ id }) => `Start ${id}`),
      apps.map(({ id }) => `Scale ${id} 10`),
    ]);
  });

  it('updates the dependency first, and apps without one in the same step', () => {
    expect(steps(tree(mongo, service), tree(mongo2, dependent2))).toEqual([
      [`Restart ${mongo.id}`],
      [`Restart ${service.id}`],
    ]);
    expect(steps(tree(mongo, service), tree(mongo2, service2))).toEqual([
      [`Restart ${mongo.id}`, `Restart ${service.id}`],
    ]);
  });

  it('stops, starts, restarts and scales dependent and independent apps in five steps', () => {
    const independent = app('/test/independent/app', { cmd: 'app1' });
    const toStop = app('/test/service/to-stop', { dependencies: [mongo.id] });
    const toStart = app('/test/service/to-start', { instances: 2, dependencies: [service.id] });
    const from = tree(mongo, service, toStop, independent);
    const to = tree(mongo2, dependent2, toStart, changed(independent, { cmd: 'app2', instances: 3 }));
    expect(steps(from, to)).toEqual([
      [`Stop ${toStop.id}`],
      [`Start ${toStart.id}`],
      [`Restart ${mongo.id}`, `Restart ${independent.id}`],
      [`Restart ${service.id}`],
      [`Scale ${toStart.id} 2`],
    ]);
  });

  it('affects what starts, restarts, scales and stops, and nothing else', () => {
    const [one, two, three, unchanged] = ['/app', '/app2', '/app3', '/unchanged'].map((id) => app(id)) as [
      AppDefinition,
      AppDefinition,
      AppDefinition,
      AppDefinition,
    ];
    const target = tree(changed(one, { cmd: 'y' }), changed(two, { instances: 10 }), app('/app4'), unchanged);
    const plan = makePlan({
      id: 'p',
      versionMs: 20,
      original: tree(one, two, three, unchanged),
      target,
      toKill: new Map(),
    });
    expect([...plan.affectedAppIds].sort()).toEqual(['/app', '/app2', '/app3', '/app4']);
  });

  it.each<[string, AppDefinition, readonly (readonly string[])[]]>([
    ['only the arguments', changed(app('/test'), { args: ['foo'] }), [['Restart /test']]],
    ['nothing', changed(app('/test'), { instances: 1 }), []],
    ['a restart', changed(app('/test'), { versionInfo: { kind: 'none' } }), [['Restart /test']]],
  ])('one app, changed in %s', (_name, to, expected) => {
    expect(steps(tree(app('/test')), tree(to))).toEqual(expected);
  });

  it('names the victims of a scaling', () => {
    const before = app('/test/some/a');
    expect(steps(tree(before), tree(changed(before, { instances: 5 })), ['t1'])).toEqual([['Scale /test/some/a 5 t1']]);
  });

  it('lets resident apps be scaled, not have their strategy changed', () => {
    const volumes = ['foo', 'bla'].map((containerPath) => ({ containerPath, mode: 'RW', persistent: { size: 123 } }));
    const strategy = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
    const resident = app('/app1', { container: { type: 'MESOS', volumes }, residency: {}, upgradeStrategy: strategy });
    const to = (change: Partial<AppDefinition>): number =>
      validateResidentChange(resident, { ...resident, ...change }).length;
    expect(to({ instances: 123 })).toBe(0);
    expect(to({ upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } })).toBeGreaterThan(0);
  });
});

describe('what counts as a change', () => {
  const base = {
    env: { A: '1', B: '2' },
    labels: { a: '1', b: '2' },
    constraints: [
      ['hostname', 'UNIQUE'],
      ['rack', 'GROUP_BY'],
    ],
    healthChecks: [{ path: '/a' }, { protocol: 'TCP' }],
    acceptedResourceRoles: ['a', 'b'],
    dependencies: ['/a', '/b'],
  };
  const backwards = (value: unknown): unknown =>
    Array.isArray(value) ? [...value].reverse() : Object.fromEntries(Object.entries(value as Json).reverse());

  it.each(Object.keys(base) as (keyof typeof base)[])('%s: not their order', (key) => {
    const from = app('/a', base);
    expect(isConfigChange(from, app('/a', { ...base, [key]: backwards(base[key]) }))).toBe(false);
    expect(isConfigChange(from, app('/a', { ...base, [key]: undefined }))).toBe(true);
  });

  it.each(['constraints', 'healthChecks', 'acceptedResourceRoles', 'dependencies'] as const)(
    '%s: not twice the same',
    (key) => {
      expect(app('/a', { ...base, [key]: [...base[key], ...base[key]] })[key]).toEqual(app('/a', base)[key]);
    },
  );

  it.each<[string, Partial<AppDefinition>, number, number]>([
    ['a scaling', { instances: 2 }, 20, 10],
    ['a configuration', { cmd: 'y' }, 20, 20],
    ['a restart', { versionInfo: { kind: 'none' } }, 20, 10],
  ])('%s moves its time stamps', (_name, change, lastScalingAtMs, lastConfigChangeAtMs) => {
    expect(changed(app('/a'), change).versionInfo).toEqual({
      kind: 'full',
      versionMs: 20,
      lastScalingAtMs,
      lastConfigChangeAtMs,
    });
  });
});

describe('RestartStrategy', () => {
  it.each<[string, boolean, number, number, number, number, number, number]>([
    ['resident, 1 instance', true, 1, 1, 0.5, 0, 1, 1],
    ['resident, 1 instance, none runs', true, 1, 0, 0.5, 0, 1, 0],
    ['resident, 5 instances', true, 5, 5, 0.5, 0, 5, 2],
    ['resident, over capacity', true, 5, 7, 1, 0, 5, 3],
    ['resident, under capacity', true, 5, 3, 1, 0, 5, 0],
    ['resident, at capacity', true, 5, 5, 1, 0, 5, 1],
    ['1 instance', false, 1, 1, 0.5, 0, 2, 0],
    ['1 instance, none runs', false, 1, 0, 0.5, 0, 1, 0],
    ['a kill makes room', false, 2, 2, 0.5, 0, 2, 1],
    ['fewer than may be', false, 10, 1, 0.1, 0, 10, 0],
    ['twice as many', false, 10, 10, 0.1, 1, 20, 9],
    ['twice as many, all healthy', false, 10, 10, 1, 1, 20, 0],
  ])('%s', (_name, isResident, instances, running, min, over, maxCapacity, killNow) => {
    const strategy = { minimumHealthCapacity: min, maximumOverCapacity: over };
    expect(restartStrategy({ instances, running, strategy, isResident })).toMatchObject({ maxCapacity, killNow });
  });
});

describe('ScalingProposition', () => {
  const task = (index: number): Task => ({
    id: taskId(`task-${String(index)}`),
    appId: canonicalPath('/a'),
    agentId: agentId('S'),
    host: 'h',
    attributes: [],
    ports: [],
    versionMs: index,
    stagedAtMs: index,
    startedAtMs: 1000 + index,
    status: null,
    reservation: null,
    isLaunched: true,
  });

  it.each<[string, number, number, readonly number[], readonly number[], number]>([
    ['nothing runs, nothing is wanted', 0, 0, [], [], 0],
    ['fewer than nothing is wanted', 0, -42, [], [], 0],
    ['nothing runs, 42 are wanted', 0, 42, [], [], 42],
    ['the named one', 1, 0, [1], [1], 0],
    ['two more', 3, 5, [], [], 2],
    ['down to nothing: all, as Constraints hands them over', 3, 0, [], [1, 2, 3], 0],
    ['down to one, the youngest first', 3, 1, [], [3, 2], 0],
    ['named ones, of which one is gone', 3, 3, [2, 3, 42], [2, 3], 2],
    ['one that is gone, and one too many', 4, 3, [42], [4], 0],
  ])('%s', (_name, running, scaleTo, victims, kill, start) => {
    const tasks = Array.from({ length: running }, (_, index) => task(index + 1));
    const names = (ids: readonly number[]): readonly string[] => ids.map((id) => `task-${String(id)}`);
    expect(proposeScaling(app('/a'), tasks, scaleTo, names(victims))).toEqual({ kill: names(kill), start });
  });
});

describe('RateLimiter', () => {
  it('adds, multiplies, forgets what has passed, and resets', () => {
    const limiter: RateLimiter = new Map();
    const slow = app('/test', { backoffSeconds: 10, backoffFactor: 2 });
    const other = app('/test2', { backoffSeconds: 10 });
    addDelay(limiter, slow, 0);
    expect(delayDeadlineMs(limiter, slow)).toBe(10_000);
    addDelay(limiter, slow, 0);
    expect(delayDeadlineMs(limiter, slow)).toBe(20_000);
    addDelay(limiter, other, 5000);
    cleanUpDelays(limiter, 16_000);
    expect([delayDeadlineMs(limiter, slow), delayDeadlineMs(limiter, other)]).toEqual([20_000, null]);
    resetDelay(limiter, slow);
    expect(delayDeadlineMs(limiter, slow)).toBeNull();
  });
});

describe('GroupUpdate', () => {
  it.each([emptyGroup(ROOT_PATH, 1), tree(app('/test/bla'))])(
    'is applied to what is there, with dependencies relative to the group',
    (before) => {
      const update = readGroupUpdate(
        {
          groups: [
            { id: 'test', groups: [{ id: 'foo' }] },
            { id: 'apps', apps: [{ id: 'app1', cmd: 'foo', dependencies: ['d1', '../test/foo', '/test'] }] },
          ],
        },
        '',
        [],
      );
      const result = applyGroupUpdate(before, update, 2);
      expect(validateRootGroup(result, null)).toEqual([]);
      expect(
        transitiveGroups(result)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['/', '/apps', '/test', '/test/foo']);
      expect(findApp(result, canonicalPath('/apps/app1'))?.dependencies).toEqual(['/apps/d1', '/test/foo', '/test']);
      expect(findApp(result, canonicalPath('/test/bla')) !== null).toBe(transitiveApps(before).length > 0);
    },
  );
});
