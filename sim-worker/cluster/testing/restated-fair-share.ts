/**
 * Unit tests of the real allocator without quota, restated as steps; names are theirs.
 * Source: Mesos 1.0.1, src/tests/hierarchical_allocator_tests.cpp.
 */
import { agent, framework, giveBack, recover, type Line, type Restated, SMALL, TICK } from './restated-steps.ts';

export const FAIR_SHARE_TESTS: readonly Restated[] = [
  {
    name: 'UnreservedDRF',
    lines: [
      [agent('a1', 'cpus:2;mem:1024;disk:0')],
      [framework('f1', 'role1'), ['f1', 'a1', 'cpus:2;mem:1024']],
      [framework('f2', 'role2')],
      [agent('a2', 'cpus:1;mem:512;disk:0'), ['f2', 'a2', 'cpus:1;mem:512']],
      [agent('a3', 'cpus:3;mem:2048;disk:0'), ['f2', 'a3', 'cpus:3;mem:2048']],
      [framework('f3', 'role1')],
      [agent('a4', 'cpus:4;mem:4096;disk:0'), ['f3', 'a4', 'cpus:4;mem:4096']],
      [framework('f4', 'role1')],
      [agent('a5', 'cpus:1;mem:512;disk:0'), ['f2', 'a5', 'cpus:1;mem:512']],
    ],
  },
  {
    name: 'ReservedDRF',
    lines: [
      [agent('a1', 'cpus:1;mem:512;disk:0;cpus(role1):100;mem(role1):1024;disk(role1):0')],
      [framework('f1', 'role1'), ['f1', 'a1', 'cpus:1;mem:512;cpus(role1):100;mem(role1):1024']],
      [framework('f2', 'role2')],
      [agent('a2', 'cpus:2;mem:512;disk:0'), ['f2', 'a2', 'cpus:2;mem:512']],
      [agent('a3', 'cpus:2;mem:512;disk:0'), ['f2', 'a3', 'cpus:2;mem:512']],
      [framework('f3', 'role1')],
      [agent('a4', 'cpus(role1):2;mem(role1):1024'), ['f3', 'a4', 'cpus(role1):2;mem(role1):1024']],
    ],
  },
  {
    name: 'OfferFilter: a filter of two intervals is over at the second batch run',
    lines: [
      [framework('f', 'role')],
      [agent('a', SMALL), ['f', 'a', SMALL]],
      [recover('f', 'a', SMALL, 2)],
      [TICK],
      [TICK, ['f', 'a', SMALL]],
    ],
  },
  {
    name: 'SmallOfferFilterTimeout: a filter shorter than the interval lasts through one batch run',
    lines: [
      [framework('f1', 'role')],
      [agent('a1', SMALL), ['f1', 'a1', SMALL]],
      [framework('f2', 'role')],
      [agent('a2', SMALL), ['f2', 'a2', SMALL]],
      [recover('f2', 'a2', SMALL, 0.5)],
      [TICK, ['f1', 'a2', SMALL]],
      [recover('f1', 'a2', SMALL)],
      [TICK, ['f2', 'a2', SMALL]],
    ],
  },
  {
    name: 'CoarseGrained',
    lines: [
      [agent('a1', 'cpus:2;mem:1024;disk:0')],
      [agent('a2', 'cpus:2;mem:1024;disk:0')],
      [framework('f1', 'role1'), ['f1', 'a1 a2', 'cpus:4;mem:2048']],
      [recover('f1', 'a1', 'cpus:2;mem:1024')],
      [recover('f1', 'a2', 'cpus:2;mem:1024')],
      [framework('f2', 'role2'), ['f1', '*', 'cpus:2;mem:1024'], ['f2', '*', 'cpus:2;mem:1024']],
    ],
  },
  {
    name: 'SameShareFairness',
    lines: [
      [framework('f1')],
      [framework('f2')],
      [agent('a', SMALL), ['f1', 'a', SMALL]],
      ...['f1', 'f2', 'f1', 'f2', 'f1'].flatMap((who): Line[] => [
        [recover(who, 'a', SMALL)],
        [TICK, [who === 'f1' ? 'f2' : 'f1', 'a', SMALL]],
      ]),
    ],
  },
  {
    name: 'Reservations',
    lines: [
      [agent('a1', 'cpus(role1):2;mem(role1):1024;disk(role1):0')],
      [agent('a2', 'cpus(role2):2;mem(role2):1024;cpus:1;mem:1024;disk:0')],
      [agent('a3', 'cpus(role3):1;mem(role3):1024;disk(role3):0')],
      [framework('f1', 'role1'), ['f1', 'a1 a2', 'cpus(role1):2;mem(role1):1024;cpus:1;mem:1024']],
      [framework('f2', 'role2'), ['f2', 'a2', 'cpus(role2):2;mem(role2):1024']],
    ],
  },
  {
    name: 'RecoverResources',
    lines: [
      [agent('a', 'cpus(role1):1;mem(role1):200;cpus:1;mem:200;disk:0')],
      [framework('f', 'role1'), ['f', 'a', 'cpus(role1):1;mem(role1):200;cpus:1;mem:200']],
      [recover('f', 'a', 'cpus(role1):1;mem(role1):200')],
      [TICK, ['f', 'a', 'cpus(role1):1;mem(role1):200']],
      [recover('f', 'a', 'cpus:1;mem:200')],
      [TICK, ['f', 'a', 'cpus:1;mem:200']],
    ],
  },
  {
    name: 'Allocatable',
    lines: [
      [framework('f', 'role1')],
      [agent('a1', 'cpus:0.005;mem:16;disk:128')],
      [agent('a2', 'cpus:0.01;mem:16;disk:128'), ['f', 'a2', 'cpus:0.01;mem:16;disk:128']],
      [agent('a3', 'cpus:0.005;mem:32;disk:128'), ['f', 'a3', 'cpus:0.005;mem:32;disk:128']],
      [
        agent('a4', 'cpus:0.00666667;mem:16;cpus(role1):0.00666667;mem(role1):16;disk:128'),
        ['f', 'a4', 'cpus:0.007;mem:16;cpus(role1):0.007;mem(role1):16;disk:128'],
      ],
    ],
  },
  {
    name: 'UpdateSlave',
    lines: [
      [agent('a', 'cpus:100;mem:100;disk:100')],
      [framework('f', 'role1', { revocable: true }), ['f', 'a', 'cpus:100;mem:100;disk:100']],
      [{ op: 'oversubscribe', agent: 'a', resources: 'cpus:10' }, ['f', 'a', 'cpus{REV}:10']],
      [{ op: 'oversubscribe', agent: 'a', resources: 'cpus:12' }, ['f', 'a', 'cpus{REV}:2']],
      [{ op: 'oversubscribe', agent: 'a', resources: 'cpus:5' }],
      [TICK],
    ],
  },
  {
    name: 'OversubscribedNotAllocated',
    lines: [
      [agent('a', 'cpus:100;mem:100;disk:100')],
      [framework('f', 'role1'), ['f', 'a', 'cpus:100;mem:100;disk:100']],
      [{ op: 'oversubscribe', agent: 'a', resources: 'cpus{REV}:10' }],
      [TICK],
    ],
  },
  {
    name: 'RecoverOversubscribedResources',
    lines: [
      [agent('a', 'cpus:100;mem:100;disk:100')],
      [framework('f', 'role1', { revocable: true }), ['f', 'a', 'cpus:100;mem:100;disk:100']],
      [{ op: 'oversubscribe', agent: 'a', resources: 'cpus:10' }, ['f', 'a', 'cpus{REV}:10']],
      [recover('f', 'a', 'cpus{REV}:6;cpus:2')],
      [TICK, ['f', 'a', 'cpus{REV}:6;cpus:2']],
    ],
  },
  {
    name: 'Whitelist',
    lines: [
      [{ op: 'whitelist', hosts: ['dummy-agent'] }],
      [agent('a', 'cpus:2;mem:1024')],
      [framework('f')],
      [TICK],
      [{ op: 'whitelist', hosts: ['dummy-agent', 'a'] }],
      [TICK, ['f', 'a', 'cpus:2;mem:1024']],
    ],
  },
  {
    name: 'DeactivateAndReactivateFramework',
    lines: [
      [agent('a', 'cpus:2;mem:1024')],
      [framework('f', 'role1'), ['f', 'a', 'cpus:2;mem:1024']],
      [recover('f', 'a', 'cpus:2;mem:1024')],
      [{ op: 'suppress', framework: 'f' }],
      [{ op: 'deactivate', framework: 'f' }],
      [TICK],
      [{ op: 'activate', framework: 'f' }, ['f', 'a', 'cpus:2;mem:1024']],
    ],
  },
  {
    name: 'SuppressAndReviveOffers',
    lines: [
      [agent('a', 'cpus:2;mem:1024')],
      [framework('f', 'role1'), ['f', 'a', 'cpus:2;mem:1024']],
      [{ op: 'revive', framework: 'f' }],
      [recover('f', 'a', 'cpus:2;mem:1024')],
      [{ op: 'suppress', framework: 'f' }],
      [TICK],
      [{ op: 'revive', framework: 'f' }, ['f', 'a', 'cpus:2;mem:1024']],
    ],
  },
  {
    name: 'ReviveOffers',
    lines: [
      [agent('a', 'cpus:2;mem:1024')],
      [framework('f', 'role1'), ['f', 'a', 'cpus:2;mem:1024']],
      [recover('f', 'a', 'cpus:2;mem:1024', 1000)],
      [TICK],
      [{ op: 'revive', framework: 'f' }, ['f', 'a', 'cpus:2;mem:1024']],
    ],
  },
  {
    name: 'UpdateWeight: six agents by weights of 1:1, 1:2 and 1:2:3',
    lines: [
      ...[1, 2, 3, 4, 5, 6].map((number): Line => [agent(`a${String(number)}`, 'cpus:2;mem:1024')]),
      [framework('f1', 'role1'), ['f1', 'a1 a2 a3 a4 a5 a6', 'cpus:12;mem:6144']],
      [framework('f2', 'role2')],
      ...giveBack('f1', 6),
      [TICK, ['f1', '* * *', 'cpus:6;mem:3072'], ['f2', '* * *', 'cpus:6;mem:3072']],
    ],
  },
];
