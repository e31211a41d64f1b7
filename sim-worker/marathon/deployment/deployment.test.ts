import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { agentId, taskId } from '../../mesos/ids.ts';
import { type AppDefinition, deepFreeze } from '../model/app-definition.ts';
import { readAppFields } from '../model/app-reader.ts';
import { appOfFields } from '../model/app-update.ts';
import { withVersionInfo } from '../model/app-changes.ts';
import { emptyGroup, type Group, putApp } from '../model/group.ts';
import { canonicalPath, ROOT_PATH } from '../model/path-id.ts';
import type { Task } from '../scheduling/task.ts';
import { deploymentSteps } from './plan.ts';
import { restartStrategy, startNow } from './replace-arithmetic.ts';
import { proposeScaling } from './scaling.ts';

function app(json: Record<string, unknown>, versionMs = 1000): AppDefinition {
  return withVersionInfo(
    null,
    appOfFields(readAppFields({ cmd: 'x', ...json }, '', []), ROOT_PATH, null, versionMs),
    versionMs,
  ).app;
}

function tree(...apps: readonly AppDefinition[]): Group {
  return apps.reduce((group, each) => putApp(group, each, 1), emptyGroup(ROOT_PATH, 1));
}

function steps(original: Group, target: Group): readonly string[] {
  return deploymentSteps({ original, target, toKill: new Map() }).map((step) =>
    step.actions.map((action) => `${action.type} ${action.app.id} ${String(action.scaleTo)}`).join(' | '),
  );
}

describe('deployment plan', () => {
  it('D01 starts a new app with no task, then scales it', () => {
    expect(steps(tree(), tree(app({ id: '/a', instances: 2 })))).toEqual([
      'StartApplication /a 0',
      'ScaleApplication /a 2',
    ]);
  });

  it('D13 scales what others depend on first', () => {
    const target = tree(app({ id: '/b', dependencies: ['/a'] }), app({ id: '/a' }));
    expect(steps(tree(), target)).toEqual([
      'StartApplication /b 0 | StartApplication /a 0',
      'ScaleApplication /a 1',
      'ScaleApplication /b 1',
    ]);
  });

  it('stops what is gone before all else', () => {
    expect(steps(tree(app({ id: '/old' })), tree(app({ id: '/new' })))[0]).toBe('StopApplication /old 0');
  });

  it('changes configuration and instances by one restart', () => {
    const before = app({ id: '/a' });
    const after = withVersionInfo(before, deepFreeze({ ...before, cmd: 'y', instances: 5 }), 2000).app;
    expect(steps(tree(before), tree(after))).toEqual(['RestartApplication /a 0']);
  });

  it('V25 has no steps when nothing changed', () => {
    const same = app({ id: '/a' });
    expect(steps(tree(same), tree(same))).toEqual([]);
  });
});

describe('rolling restart: figures at the start', () => {
  const rows: readonly (readonly [number, number, number, number, number, number, number, number])[] = [
    [4, 4, 1, 1, 4, 8, 0, 4],
    [4, 4, 0.5, 0, 2, 4, 2, 0],
    [4, 4, 1, 0, 4, 5, 0, 1],
    [4, 4, 0.5, 0.25, 2, 5, 2, 1],
    [1, 1, 1, 1, 1, 2, 0, 1],
    [1, 1, 0, 0, 0, 1, 1, 0],
    [10, 10, 0.75, 0.1, 8, 11, 2, 1],
    [3, 5, 1, 0, 3, 4, 2, 0],
    [5, 2, 1, 1, 5, 10, 0, 5],
    [10, 0, 1, 0, 10, 10, 0, 10],
  ];
  it.each(rows)(
    'n=%d, %d running, minimum %d, over %d',
    (instances, running, min, over, minHealthy, maxCapacity, killNow, start) => {
      const strategy = { minimumHealthCapacity: min, maximumOverCapacity: over };
      const result = restartStrategy({ instances, running, strategy, isResident: false });
      expect(result).toEqual({ minHealthy, maxCapacity, killNow });
      expect(startNow({ instances, maxCapacity: result.maxCapacity, oldAlive: running, newStarted: 0 })).toBe(start);
    },
  );

  it('never leaves fewer healthy nor runs more than allowed, and always ends', () => {
    const arbitrary = fc.record({
      instances: fc.integer({ min: 1, max: 40 }),
      running: fc.integer({ min: 0, max: 60 }),
      min: fc.integer({ min: 0, max: 20 }),
      over: fc.integer({ min: 0, max: 20 }),
      order: fc.array(fc.boolean(), { maxLength: 400 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ instances, running, min, over, order }) => {
        const strategy = { minimumHealthCapacity: min / 20, maximumOverCapacity: over / 20 };
        const { minHealthy, maxCapacity, killNow } = restartStrategy({
          instances,
          running,
          strategy,
          isResident: false,
        });
        let dying = Math.min(killNow, running);
        let old = running;
        let started = startNow({ instances, maxCapacity, oldAlive: old, newStarted: 0 });
        let healthy = 0;
        const choices = [...order];
        while (old > 0 || healthy < instances) {
          const becomesHealthy = healthy < started && (dying === 0 || choices.shift() === true);
          if (becomesHealthy) {
            healthy += 1;
            if (dying < old) dying += 1;
          } else if (dying > 0) {
            dying -= 1;
            old -= 1;
            started += startNow({ instances, maxCapacity, oldAlive: old, newStarted: started });
          } else return false;
          expect(old + started).toBeLessThanOrEqual(Math.max(maxCapacity, running));
          expect(old - dying + healthy).toBeGreaterThanOrEqual(Math.min(minHealthy, running));
        }
        return started === instances;
      }),
    );
  });
});

describe('scaling down', () => {
  const task = (id: string, startedAtMs: number | null, host = 'h'): Task => ({
    id: taskId(id),
    appId: canonicalPath('/a'),
    agentId: agentId('S'),
    host,
    attributes: [],
    ports: [],
    versionMs: 1,
    stagedAtMs: 0,
    startedAtMs,
    status: null,
    reservation: null,
    isLaunched: true,
  });

  it('D16 kills the youngest', () => {
    expect(proposeScaling(app({ id: '/a' }), [task('t1', 1), task('t2', 2)], 1, []).kill).toEqual(['t2']);
  });

  it('D17 kills the named victim', () => {
    expect(proposeScaling(app({ id: '/a' }), [task('t1', 1), task('t2', 2), task('t3', 3)], 2, ['t1']).kill).toEqual([
      't1',
    ]);
  });

  it('C10 keeps hosts even', () => {
    const grouped = app({ id: '/a', constraints: [['hostname', 'GROUP_BY']] });
    const tasks = [task('t1', 1, 'h1'), task('t2', 2, 'h1'), task('t3', 3, 'h1'), task('t4', 4, 'h2')];
    expect([...proposeScaling(grouped, tasks, 2, []).kill].sort()).toEqual(['t1', 't2']);
  });

  it('starts again what it kills beyond the surplus', () => {
    expect(proposeScaling(app({ id: '/a' }), [task('t1', 1)], 2, ['t1'])).toEqual({ kill: ['t1'], start: 2 });
  });
});
