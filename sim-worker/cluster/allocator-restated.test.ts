/**
 * The unit tests of the real allocator, restated as step files. Source: Mesos 1.0.1,
 * src/tests/hierarchical_allocator_tests.cpp; names are theirs. Where a test adds an agent with resources in use already,
 * the same state is reached by steps.
 */
import { describe, expect, it } from 'vitest';
import { parseResources } from '../mesos/resources/parse.ts';
import { equalResources, sumResources } from '../mesos/resources/resources.ts';
import { runAllocatorStep, startAllocatorSteps } from './allocator-steps.ts';

/** A step, and whom it gives what: framework, agents, resources of them together. */
type Line = readonly [step: object, ...given: (readonly [framework: string, agents: string, resources: string])[]];
type Restated = { readonly name: string; readonly lines: readonly Line[] };

const agent = (id: string, resources: string): object => ({ op: 'addAgent', id, resources });
const framework = (id: string, role: string = '*', more: object = {}): object => ({
  op: 'addFramework',
  id,
  role,
  ...more,
});
const recover = (who: string, where: string, resources: string, refuseSeconds: number | null = null): object => ({
  op: 'recover',
  framework: who,
  agent: where,
  resources,
  ...(refuseSeconds === null ? {} : { refuseSeconds }),
});
const quota = (role: string, resources: string): object => ({ op: 'quota', role, resources });
const TICK = { op: 'advance', seconds: 1 };
const SMALL = 'cpus:1;mem:512';

const RESTATED: readonly Restated[] = [
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

function giveBack(who: string, count: number): Line[] {
  return Array.from({ length: count }, (_, index) => [recover(who, `a${String(index + 1)}`, 'cpus:2;mem:1024')]);
}

/** Allocations of one answer, gathered by framework, to compare with what a line expects. */
function gathered(allocations: readonly { framework: string; agent: string; resources: string }[]) {
  const byFramework = new Map<string, { agents: string[]; resources: string[] }>();
  for (const { framework: who, agent: where, resources } of allocations) {
    const held = byFramework.get(who) ?? { agents: [], resources: [] };
    held.agents.push(where);
    held.resources.push(resources);
    byFramework.set(who, held);
  }
  return byFramework;
}

function sumOf(texts: readonly string[]) {
  return sumResources(
    texts.map((text) => {
      const parsed = parseResources(text);
      if (!parsed.ok) throw new Error(parsed.error);
      return parsed.value;
    }),
  );
}

describe('the unit tests of the real allocator, as step files', () => {
  it.each(RESTATED)('$name', ({ lines }) => {
    const steps = startAllocatorSteps(1);
    for (const [step, ...given] of lines) {
      const answer = runAllocatorStep(steps, JSON.stringify(step));
      if ('error' in answer) throw new Error(`${JSON.stringify(step)}: ${answer.error}`);
      const held = gathered(answer.allocations);
      expect([...held.keys()].sort(), JSON.stringify(step)).toEqual(given.map(([who]) => who).sort());
      for (const [who, agents, resources] of given) {
        const got = held.get(who) ?? { agents: [], resources: [] };
        if (!agents.includes('*')) expect(got.agents.sort()).toEqual(agents.split(' '));
        else expect(got.agents).toHaveLength(agents.split(' ').length);
        expect(equalResources(sumOf(got.resources), sumOf([resources])), got.resources.join(' + ')).toBe(true);
      }
    }
  });

  it('serves six agents by weights of 1:2 at once when a weight is updated, and by 1:2:3 when a third role appears', () => {
    const steps = startAllocatorSteps(1);
    const run = (step: object): Map<string, { agents: string[]; resources: string[] }> => {
      const answer = runAllocatorStep(steps, JSON.stringify(step));
      if ('error' in answer) throw new Error(answer.error);
      return gathered(answer.allocations);
    };
    const giveAllBack = (held: ReturnType<typeof run>): void => {
      for (const [who, { agents }] of held) for (const where of agents) run(recover(who, where, 'cpus:2;mem:1024'));
    };
    run(framework('f1', 'role1'));
    run(framework('f2', 'role2'));
    for (let number = 1; number <= 6; number += 1) giveAllBack(run(agent(`a${String(number)}`, 'cpus:2;mem:1024')));
    const counts = (held: ReturnType<typeof run>): number[] =>
      ['f1', 'f2', 'f3'].map((who) => held.get(who)?.agents.length ?? 0);
    const equal = run(TICK);
    expect(counts(equal)).toEqual([3, 3, 0]);
    giveAllBack(equal);
    const doubled = run({ op: 'weight', role: 'role2', value: 2 });
    expect(counts(doubled)).toEqual([2, 4, 0]);
    giveAllBack(doubled);
    expect(counts(run({ op: 'weight', role: 'role3', value: 3 }))).toEqual([0, 0, 0]);
    expect(counts(run(framework('f3', 'role3')))).toEqual([1, 2, 3]);
  });
});
