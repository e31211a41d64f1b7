import { describe, expect, it } from 'vitest';
import {
  barSegments,
  healthBreakdown,
  healthBuckets,
  healthWeight,
  noBuckets,
  statusOf,
  statusTitle,
  taskHealth,
  taskStatus,
} from './app-status.ts';
import type { AppJson } from './marathon-json.ts';

const app = (counts: Partial<AppJson>): AppJson => ({
  id: '/a',
  cpus: 1,
  mem: 16,
  instances: 1,
  deployments: [],
  tasksRunning: 0,
  ...counts,
});
const widths = (counts: Partial<AppJson>) =>
  barSegments(healthBuckets(app(counts))).flatMap((segment) =>
    segment.widthPercent > 0 ? [[segment.key, segment.widthPercent]] : [],
  );
const texts = (counts: Partial<AppJson>) =>
  healthBreakdown(healthBuckets(app(counts)), app(counts).instances).map((line) =>
    `${line.text} ${line.percent}`.trim(),
  );

describe('health bar of an application', () => {
  it('UI01: two of three healthy, one unhealthy', () => {
    expect(widths({ instances: 3, tasksRunning: 3, tasksHealthy: 2, tasksUnhealthy: 1 })).toEqual([
      ['healthy', 66.666],
      ['unhealthy', 33.333],
    ]);
  });
  it('UI02: no checks and one instance missing', () => {
    expect(widths({ instances: 4, tasksRunning: 3 })).toEqual([
      ['unknown', 75],
      ['unscheduled', 25],
    ]);
    expect(texts({ instances: 4, tasksRunning: 3 })).toEqual([
      '0 Healthy',
      '0 Unhealthy',
      '3 Unknown (75%)',
      '1 Unscheduled (25%)',
    ]);
  });
  it('UI03: tasks over capacity count twice', () => {
    const over = { instances: 2, tasksRunning: 4, tasksHealthy: 4 };
    expect(widths(over)).toEqual([
      ['healthy', 66.666],
      ['over-capacity', 33.333],
    ]);
    expect(texts(over)).toEqual(['4 Healthy (200%)', '0 Unhealthy', '0 Unknown', '2 Over Capacity (100%)']);
  });
  it('staged tasks have a share of their own; nothing above capacity is unscheduled', () => {
    const staged = { instances: 4, tasksRunning: 1, tasksHealthy: 1, tasksStaged: 2 };
    expect(widths(staged)).toEqual([
      ['healthy', 25],
      ['staged', 50],
      ['unscheduled', 25],
    ]);
    expect(texts(staged)).toContain('2 Staged (50%)');
  });
  it('only a segment beside a filled one begins with a line', () => {
    const segments = barSegments(healthBuckets(app({ instances: 3, tasksRunning: 2, tasksUnhealthy: 1 })));
    expect(segments.filter(({ line }) => line).map(({ key }) => key)).toEqual(['unknown', 'unscheduled']);
  });
  it.each([
    ['healthy', 4],
    ['unhealthy', 32],
    ['unknown', 2],
    ['staged', 8],
    ['over-capacity', 16],
    ['unscheduled', 1],
  ])('%s weighs %s in the order of the column', (key, weight) =>
    expect(healthWeight({ ...noBuckets, [key]: 3 })).toBe(weight),
  );
  it('is empty for an application of no instances', () => expect(widths({ instances: 0 })).toEqual([]));
  it('sorts unhealthy before healthy', () => {
    expect(healthWeight(healthBuckets(app({ tasksRunning: 1, tasksUnhealthy: 1 })))).toBe(32);
    expect(healthWeight(healthBuckets(app({ instances: 2, tasksRunning: 1, tasksHealthy: 1 })))).toBe(5);
  });
});

describe('status of an application', () => {
  const overdue = { timeLeftSeconds: 0, overdue: true };
  const delayed = { timeLeftSeconds: 187, overdue: false };
  it.each([
    ['running', app({ tasksRunning: 1 }), undefined, 'Running'],
    ['UI04: suspended', app({ instances: 0 }), undefined, 'Suspended'],
    ['UI05: delayed by the queue', app({ instances: 2 }), delayed, 'Delayed'],
    ['UI06: waiting for an offer', app({ instances: 2 }), overdue, 'Waiting'],
    ['UI07: the queue wins over a deployment', app({ deployments: [{ id: 'd' }] }), overdue, 'Waiting'],
    ['UI08: blank when nothing fits', app({}), undefined, null],
    ['UI09: deploying', app({ deployments: [{ id: 'd' }], tasksRunning: 1 }), undefined, 'Deploying'],
  ] as const)('%s', (_name, given, delay, status) => expect(statusOf(given, delay)).toBe(status));

  it.each([
    ['UI05', 'Delayed', delayed, 'Task execution failed, delayed for 3 minutes.'],
    ['UI06', 'Waiting', overdue, 'Waiting for resource offer'],
    ['no delay', 'Running', null, undefined],
  ] as const)('%s: %s says under the pointer', (_name, status, delay, title) =>
    expect(statusTitle(status, delay)).toBe(title),
  );
});

describe('status of a task', () => {
  const task = { id: 't', host: 'h' };
  it('is unknown without check results', () => expect(taskHealth({ ...task, healthCheckResults: [] })).toBe('Unknown'));
  it('is unhealthy as long as a check never succeeded', () => {
    expect(taskHealth({ ...task, healthCheckResults: [{ alive: true, firstSuccess: null }] })).toBe('Unhealthy');
    expect(taskHealth({ ...task, healthCheckResults: [{ alive: true, firstSuccess: 'x' }] })).toBe('Healthy');
  });
  it('is healthy only with all of its checks', () => {
    const good = { alive: true, firstSuccess: 'x' };
    expect(taskHealth({ ...task, healthCheckResults: [good, good] })).toBe('Healthy');
    expect(taskHealth({ ...task, healthCheckResults: [good, { ...good, alive: false }] })).toBe('Unhealthy');
    expect(taskHealth({ ...task, healthCheckResults: [good, null] })).toBe('Unhealthy');
  });
  it('is suspended with a volume and without a start', () => {
    const localVolumes = [{ containerPath: 'data', persistenceId: 'v' }];
    expect(taskStatus({ ...task, localVolumes })).toEqual({ text: 'Suspended', updatedAt: null });
  });
  it('goes from waiting over staged to started', () => {
    expect(taskStatus(task).text).toBe('Waiting');
    expect(taskStatus({ ...task, stagedAt: 'a', startedAt: null })).toEqual({ text: 'Staged', updatedAt: 'a' });
    expect(taskStatus({ ...task, stagedAt: 'a', startedAt: 'b' })).toEqual({ text: 'Started', updatedAt: 'b' });
  });
});
