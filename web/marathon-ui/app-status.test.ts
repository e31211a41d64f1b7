import { describe, expect, it } from 'vitest';
import {
  barSegments,
  healthBreakdown,
  healthBuckets,
  healthWeight,
  statusOf,
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
});

describe('status of a task', () => {
  const task = { id: 't', host: 'h' };
  it('is unknown without check results', () => expect(taskHealth({ ...task, healthCheckResults: [] })).toBe('Unknown'));
  it('is unhealthy as long as a check never succeeded', () => {
    expect(taskHealth({ ...task, healthCheckResults: [{ alive: true, firstSuccess: null }] })).toBe('Unhealthy');
    expect(taskHealth({ ...task, healthCheckResults: [{ alive: true, firstSuccess: 'x' }] })).toBe('Healthy');
  });
  it('goes from waiting over staged to started', () => {
    expect(taskStatus(task).text).toBe('Waiting');
    expect(taskStatus({ ...task, stagedAt: 'a', startedAt: null })).toEqual({ text: 'Staged', updatedAt: 'a' });
    expect(taskStatus({ ...task, stagedAt: 'a', startedAt: 'b' })).toEqual({ text: 'Started', updatedAt: 'b' });
  });
});
