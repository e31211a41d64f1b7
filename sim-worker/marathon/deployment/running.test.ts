import { describe, expect, it } from 'vitest';
import type { DeploymentRun, LeadingState } from '../state.ts';
import { isUnstored, runningDeployments } from './running.ts';

const run = (step: number): DeploymentRun => ({ step }) as DeploymentRun;

describe('deployments that run', () => {
  it('are those that have begun: one that is not stored holds its locks and is in no list', () => {
    const deployments = new Map([
      ['stored', run(0)],
      ['unstored', run(-1)],
      ['later step', run(3)],
    ]);
    expect(runningDeployments({ deployments } as unknown as LeadingState).map(({ step }) => step)).toEqual([0, 3]);
    expect([...deployments.values()].map(isUnstored)).toEqual([false, true, false]);
  });
});
