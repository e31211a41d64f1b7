/**
 * Unit tests of the real allocator with quota, restated as steps; names are theirs.
 * Source: Mesos 1.0.1, src/tests/hierarchical_allocator_tests.cpp.
 */
import { agent, framework, quota, recover, type Restated, SMALL, TICK } from './restated-steps.ts';

export const QUOTA_TESTS: readonly Restated[] = [
  {
    name: 'QuotaProvidesGuarantee',
    lines: [
      [framework('f1', 'quota-role')],
      [quota('quota-role', 'cpus:2;mem:1024')],
      [framework('f2', 'no-quota-role')],
      [agent('a1', SMALL), ['f1', 'a1', SMALL]],
      [agent('a2', SMALL), ['f1', 'a2', SMALL]],
      [recover('f1', 'a2', SMALL, 2)],
      [TICK],
      [TICK, ['f1', 'a2', SMALL]],
    ],
  },
  {
    name: 'RemoveQuota',
    lines: [
      [quota('quota-role', 'cpus:2;mem:1024')],
      [framework('f1', 'quota-role')],
      [framework('f2', 'no-quota-role')],
      [agent('a1', SMALL), ['f1', 'a1', SMALL]],
      [agent('a2', SMALL), ['f1', 'a2', SMALL]],
      [{ op: 'removeQuota', role: 'quota-role' }],
      [recover('f1', 'a1', SMALL)],
      [TICK, ['f2', 'a1', SMALL]],
    ],
  },
  {
    name: 'MultipleFrameworksInRoleWithQuota',
    lines: [
      [framework('f1a', 'quota-role')],
      [quota('quota-role', 'cpus:4;mem:2048')],
      [framework('f2', 'no-quota-role')],
      [agent('a1', SMALL), ['f1a', 'a1', SMALL]],
      [framework('f1b', 'quota-role')],
      [agent('a2', 'cpus:2;mem:1024'), ['f1b', 'a2', 'cpus:2;mem:1024']],
      [agent('a3', SMALL), ['f1a', 'a3', SMALL]],
      [recover('f1a', 'a3', SMALL, 5)],
      [TICK, ['f1b', 'a3', SMALL]],
    ],
  },
  {
    name: 'QuotaAllocationGranularity',
    lines: [
      [framework('f1', 'quota-role')],
      [quota('quota-role', 'cpus:0.5;mem:200')],
      [framework('f2', 'no-quota-role')],
      [agent('a', SMALL), ['f1', 'a', SMALL]],
    ],
  },
  {
    name: 'DRFWithQuota',
    lines: [
      [quota('quota-role', 'cpus:0.25;mem:128')],
      [framework('f1', 'quota-role')],
      [framework('f2', 'no-quota-role')],
      [agent('a1', SMALL), ['f1', 'a1', SMALL]],
      [recover('f1', 'a1', 'cpus:0.75;mem:384')],
      [TICK, ['f2', 'a1', 'cpus:0.75;mem:384']],
      [agent('a2', SMALL), ['f2', 'a2', SMALL]],
    ],
  },
  {
    name: 'QuotaAgainstStarvation',
    lines: [
      [framework('f1', 'quota-role')],
      [agent('a1', SMALL), ['f1', 'a1', SMALL]],
      [framework('f2', 'no-quota-role')],
      [agent('a2', SMALL), ['f2', 'a2', SMALL]],
      [recover('f2', 'a2', SMALL, 0)],
      [TICK, ['f2', 'a2', SMALL]],
      [recover('f2', 'a2', SMALL, 0)],
      [quota('quota-role', 'cpus:2;mem:1024'), ['f1', 'a2', SMALL]],
    ],
  },
  {
    name: 'QuotaAbsentFramework',
    lines: [
      [quota('quota-role', 'cpus:2;mem:1024')],
      [framework('f', 'no-quota-role')],
      [agent('a1', 'cpus:2;mem:1024')],
      [agent('a2', SMALL), ['f', 'a2', SMALL]],
    ],
  },
  {
    name: 'MultiQuotaAbsentFrameworks',
    lines: [
      [agent('a', 'cpus:2;mem:2048')],
      [quota('quota-role-1', 'cpus:1;mem:1024')],
      [quota('quota-role-2', 'cpus:2;mem:2048')],
      [framework('f', 'quota-role-2'), ['f', 'a', 'cpus:2;mem:2048']],
    ],
  },
  {
    name: 'MultiQuotaWithFrameworks',
    lines: [
      [quota('quota-role-1', 'cpus:1;mem:200')],
      [quota('quota-role-2', 'cpus:2;mem:2000')],
      [framework('f1', 'quota-role-1')],
      [framework('f2', 'quota-role-2')],
      [agent('a1', 'cpus:1;mem:1024'), ['f1', 'a1', 'cpus:1;mem:1024']],
      [agent('a2', 'cpus:1;mem:1024'), ['f2', 'a2', 'cpus:1;mem:1024']],
      [agent('a3', 'cpus:2;mem:2048'), ['f2', 'a3', 'cpus:2;mem:2048']],
    ],
  },
  {
    name: 'ReservationWithinQuota',
    lines: [
      [quota('quota-role', 'cpus:2;mem:256')],
      [framework('f1', 'quota-role')],
      [framework('f2', 'non-quota-role')],
      [agent('a1', 'cpus:8;mem(quota-role):256'), ['f1', 'a1', 'cpus:8;mem(quota-role):256']],
      [recover('f1', 'a1', 'cpus:6')],
      [TICK, ['f2', 'a1', 'cpus:6']],
      [agent('a2', 'cpus:4'), ['f2', 'a2', 'cpus:4']],
    ],
  },
  {
    name: 'ours: what a quota lacks is laid away in unreserved parts, reserved ones stay free for their role',
    lines: [
      [quota('q', 'cpus:2')],
      [framework('f', 'r')],
      [agent('a1', 'cpus(r):4;mem(r):64;cpus:1')],
      [agent('a2', 'cpus(r):4;mem(r):64'), ['f', 'a2', 'cpus(r):4;mem(r):64']],
    ],
  },
];
