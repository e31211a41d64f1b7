import { expect, test } from 'vitest';
import { type DeploymentJson, arrivedOf, replacedOf, stepsOf } from './deployment-steps.ts';

const deployment: DeploymentJson = {
  id: 'd',
  version: '2016-12-04T12:00:30.000Z',
  affectedApps: ['/a', '/b'],
  steps: [
    { actions: [{ type: 'StartApplication', app: '/a' }] },
    { actions: [{ type: 'ScaleApplication', app: '/a' }] },
    { actions: [{ type: 'StartApplication', app: '/b' }] },
  ],
  currentActions: [{ action: 'ScaleApplication', app: '/a' }],
  currentStep: 2,
  totalSteps: 3,
};

test('steps before the current one are done, those after it are to come', () =>
  expect(stepsOf(deployment).map((step) => step.state)).toEqual(['done', 'current', 'coming']));

test('a deployment that has not begun has all steps before it', () =>
  expect(stepsOf({ ...deployment, currentStep: 0 }).map((step) => step.state)).toEqual(['coming', 'coming', 'coming']));

test('of a replacement the started instances of the new version count', () => {
  const started = '2016-12-04T12:00:31.000Z';
  const counts = { instances: 2, tasksRunning: 2, tasksStaged: 1, tasksHealthy: 0, tasksUnhealthy: 0, version: 'new' };
  const tasks = [
    { version: 'old', startedAt: started },
    { version: 'new', startedAt: started },
    { version: 'new', startedAt: null },
  ];
  expect(replacedOf({ ...counts, tasks })).toBe(1);
  expect(replacedOf({ ...counts, tasks, healthChecks: [{}] })).toBe(0);
});

test('with health checks an instance arrives when it is healthy', () => {
  const counts = { instances: 3, tasksRunning: 3, tasksStaged: 0, tasksHealthy: 1, tasksUnhealthy: 0 };
  expect(arrivedOf(counts)).toBe(3);
  expect(arrivedOf({ ...counts, healthChecks: [{}] })).toBe(1);
});
