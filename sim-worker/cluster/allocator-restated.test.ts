/**
 * The unit tests of the real allocator, restated as step files. Source: Mesos 1.0.1,
 * src/tests/hierarchical_allocator_tests.cpp; names are theirs. Where a test adds an agent with resources in use already,
 * the same state is reached by steps.
 */
import { describe, expect, it } from 'vitest';
import { parseResources } from '../mesos/resources/parse.ts';
import { equalResources, sumResources } from '../mesos/resources/resources.ts';
import { runAllocatorStep, startAllocatorSteps } from './allocator-steps.ts';
import { FAIR_SHARE_TESTS } from './testing/restated-fair-share.ts';
import { QUOTA_TESTS } from './testing/restated-quota.ts';
import { agent, framework, recover, TICK } from './testing/restated-steps.ts';

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
  it.each([...FAIR_SHARE_TESTS, ...QUOTA_TESTS])('$name', ({ lines }) => {
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
