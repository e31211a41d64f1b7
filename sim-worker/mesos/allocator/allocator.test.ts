import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialRandom, nextBelow } from '../../kernel/random.ts';
import { clonePlain } from '../../kernel/clone.ts';
import { type AgentId, agentId, type FrameworkId, frameworkId } from '../ids.ts';
import { resources } from '../resources/parse.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, containsResources, sumResources } from '../resources/resources.ts';
import { stepAllocator } from './allocator.ts';
import { type AllocatorEvent, type AllocatorState, initialAllocator } from './allocator-state.ts';

function start(): AllocatorState {
  return initialAllocator({ allocationIntervalMs: 1000, fairSharingExcludedResourceNames: [] });
}

type Held = { readonly frameworkId: FrameworkId; readonly agentId: AgentId; readonly resources: Resources };

/** Plays events, answering every offer by what `answer` says; returns all that was ever offered. */
function play(
  state: AllocatorState,
  events: readonly { readonly atUs: number; readonly event: AllocatorEvent }[],
): Held[] {
  const random = initialRandom(7, 'allocator');
  const offered: Held[] = [];
  for (const { atUs, event } of events) {
    const effects = stepAllocator(state, event, { nowUs: atUs, randomInt: (bound) => nextBelow(random, bound) });
    for (const effect of effects) {
      if (effect.kind !== 'offer') continue;
      for (const share of effect.shares)
        offered.push({ frameworkId: effect.frameworkId, agentId: share.agentId, resources: share.resources });
    }
  }
  return offered;
}

const traits = { revocable: false, gpuAware: false };
const addFramework = (id: string, role: string): AllocatorEvent => ({
  kind: 'addFramework',
  frameworkId: frameworkId(id),
  role,
  traits,
  used: new Map(),
});
const addAgent = (id: string, text: string): AllocatorEvent => ({
  kind: 'addAgent',
  agentId: agentId(id),
  hostname: id,
  total: resources(text),
  used: new Map(),
  unavailability: null,
});

describe('hierarchical DRF', () => {
  it('measures shares inside a role against the role: A is asked next in two roles, B in one', () => {
    for (const [role, next] of [
      ['b', 'A'],
      ['*', 'B'],
    ] as const) {
      const state = start();
      play(
        state,
        [addFramework('A', '*'), addFramework('B', role), addAgent('a1', 'cpus:9;mem:18432')].map((event) => ({
          atUs: 0,
          event,
        })),
      );
      const recover = (id: string, text: string): AllocatorEvent => ({
        kind: 'recoverResources',
        frameworkId: frameworkId(id),
        agentId: agentId('a1'),
        resources: resources(text),
        refuseSeconds: 0,
      });
      play(state, [
        { atUs: 0, event: recover('A', 'cpus:8;mem:14336') },
        { atUs: 1_000_000, event: { kind: 'batch' } },
        { atUs: 1_000_000, event: recover('B', 'cpus:5;mem:13312') },
      ]);
      expect(play(state, [{ atUs: 2_000_000, event: { kind: 'batch' } }])[0]?.frameworkId).toBe(next);
    }
  });

  it('offers equal frameworks in the order of their ids: ALL-04', () => {
    const state = start();
    const offered = play(
      state,
      [addFramework('b', '*'), addFramework('a', '*'), addAgent('a1', 'cpus:1;mem:64')].map((event) => ({
        atUs: 0,
        event,
      })),
    );
    expect(offered[0]?.frameworkId).toBe('a');
  });

  it('does not wait for a tick after an agent is reactivated but for the next batch: ALL-09', () => {
    const state = start();
    play(
      state,
      [addFramework('f', '*')].map((event) => ({ atUs: 0, event })),
    );
    play(state, [{ atUs: 0, event: addAgent('a1', 'cpus:1;mem:64') }]);
    play(state, [
      { atUs: 0, event: { kind: 'deactivateAgent', agentId: agentId('a1') } },
      {
        atUs: 0,
        event: {
          kind: 'recoverResources',
          frameworkId: frameworkId('f'),
          agentId: agentId('a1'),
          resources: resources('cpus:1;mem:64'),
          refuseSeconds: null,
        },
      },
    ]);
    expect(play(state, [{ atUs: 1_000_000, event: { kind: 'batch' } }])).toEqual([]);
    expect(play(state, [{ atUs: 1_500_000, event: { kind: 'activateAgent', agentId: agentId('a1') } }])).toEqual([]);
    expect(play(state, [{ atUs: 2_000_000, event: { kind: 'batch' } }])).toHaveLength(1);
  });

  it('stays still after a failover with quota until 80 % of the agents are back: ALL-08', () => {
    const state = start();
    play(state, [
      { atUs: 0, event: { kind: 'recover', quotas: new Map([['q', resources('cpus:1')]]), expectedAgents: 8 } },
      { atUs: 0, event: addFramework('f', '*') },
    ]);
    const offered = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (number) => play(state, [{ atUs: number, event: addAgent(`a${String(number)}`, 'cpus:4;mem:4096') }]).length,
    );
    expect(offered.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(offered[7]).toBe(1);
  });

  it('never offers more than an agent has, and keeps its books equal to what frameworks hold', () => {
    const step = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const state = start();
        let held: Held[] = [];
        let nowUs = 0;
        const act = (event: AllocatorEvent): void => {
          held.push(...play(state, [{ atUs: nowUs, event }]));
        };
        for (const [what, a, f] of steps) {
          nowUs += 700_000;
          const agent = agentId(`a${String(a)}`);
          const framework = frameworkId(`f${String(f)}`);
          if (what === 0 && !state.agents.has(agent))
            act(addAgent(agent, 'cpus:4;mem:4096;ports:[31000-31009];cpus(r1):1'));
          else if (what === 1 && !state.frameworks.has(framework)) act(addFramework(framework, `r${String(f % 2)}`));
          else if (what === 2 && held[0] !== undefined) {
            const given = held[0];
            held = held.slice(1);
            act({ kind: 'recoverResources', ...given, refuseSeconds: a });
          } else if (what === 3 && state.frameworks.has(framework))
            act({ kind: 'reviveOffers', frameworkId: framework });
          else if (what === 4 && state.frameworks.has(framework))
            act({ kind: 'suppressOffers', frameworkId: framework });
          else act({ kind: 'batch' });
          for (const row of state.agents.values()) {
            const taken = sumResources(
              held.filter((given) => given.agentId === row.id).map((given) => given.resources),
            );
            expect(containsResources(row.total, taken)).toBe(true);
            expect(containsResources(row.allocated, taken) && containsResources(taken, row.allocated)).toBe(true);
            expect(containsResources(addResources(row.available, row.allocated), row.total)).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same allocations from a copy of its state', () => {
    const events = [
      addFramework('f', '*'),
      addFramework('g', '*'),
      ...['a', 'b', 'c', 'd'].map((id) => addAgent(id, 'cpus:2;mem:512')),
    ].map((event) => ({ atUs: 0, event }));
    const state = start();
    play(state, events);
    const copy = clonePlain(state);
    const more = [
      { atUs: 1, event: addAgent('e', 'cpus:2;mem:512') },
      { atUs: 2, event: { kind: 'batch' } as const },
    ];
    expect(play(copy, more)).toEqual(play(state, more));
  });
});
