/**
 * Unit tests of the real allocator and sorter that the step format cannot say (flags, operations, maintenance, metrics).
 * Source: Mesos 1.0.1, src/tests/hierarchical_allocator_tests.cpp and sorter_tests.cpp; names are theirs.
 */
import { describe, expect, it } from 'vitest';
import { initialRandom, nextBelow } from '../../kernel/random.ts';
import { agentId, frameworkId } from '../ids.ts';
import { formatResources } from '../resources/format.ts';
import { resources } from '../resources/parse.ts';
import { type Resource, type Resources, withMarks } from '../resources/resource.ts';
import { addResources, resourcesOf, subtractResources } from '../resources/resources.ts';
import { stepAllocator } from './allocator.ts';
import { type AllocatorEvent, initialAllocator } from './allocator-state.ts';
import { activeFilterCount } from './filters.ts';
import { amountOf } from './quantities.ts';
import {
  initialSorter,
  slotOf,
  sorterAdd,
  sorterAddTotal,
  sorterAllocated,
  sorterOrder,
  sorterShare,
} from './sorter.ts';

function startAllocator(excluded: readonly string[] = []) {
  const state = initialAllocator({ allocationIntervalMs: 1000, fairSharingExcludedResourceNames: excluded });
  const random = initialRandom(1, 'allocator');
  let nowUs = 0;
  /** Allocations as `framework agent resources`, inverse offers as `framework agent`. */
  const step = (event: AllocatorEvent): string[] =>
    stepAllocator(state, event, { nowUs, randomInt: (bound) => nextBelow(random, bound) }).flatMap((effect) => {
      if (effect.kind === 'inverseOffer') return effect.agentIds.map((id) => `${effect.frameworkId} ${id}`);
      if (effect.kind !== 'offer') return [];
      return effect.shares.map((each) => `${effect.frameworkId} ${each.agentId} ${formatResources(each.resources)}`);
    });
  const addAgent = (id: string, total: string): string[] =>
    step({
      kind: 'addAgent',
      agentId: agentId(id),
      hostname: id,
      total: resources(total),
      used: new Map(),
      unavailability: null,
    });
  const addFramework = (id: string, role: string, gpuAware = false): string[] => {
    const traits = { revocable: false, gpuAware };
    return step({ kind: 'addFramework', frameworkId: frameworkId(id), role, traits, used: new Map() });
  };
  const recover = (framework: string, agent: string, back: Resources, refuseSeconds: number | null = null): string[] =>
    step({
      kind: 'recoverResources',
      frameworkId: frameworkId(framework),
      agentId: agentId(agent),
      resources: back,
      refuseSeconds,
    });
  const tick = (): string[] => {
    nowUs += 1_000_000;
    return step({ kind: 'batch' });
  };
  const share = (role: string): number => sorterShare(state.roleSorter, role);
  return { state, step, addAgent, addFramework, recover, tick, share };
}

const convert = (framework: string | null, from: Resources, to: Resources): AllocatorEvent => ({
  kind: 'convert',
  agentId: agentId('a1'),
  frameworkId: framework === null ? null : frameworkId(framework),
  from,
  to,
});

const volume = (text: string): Resources =>
  resourcesOf(
    resources(text).map((part: Resource) =>
      withMarks(part, {
        disk: {
          persistence: { id: 'ID', principal: null },
          volume: { containerPath: 'data', hostPath: null, mode: 'RW' },
          source: null,
        },
      }),
    ),
  );

describe('the unit tests of the real allocator that need more than steps', () => {
  it('DRFWithFairnessExclusion', () => {
    const { addAgent, addFramework } = startAllocator(['gpus']);
    addAgent('a1', 'cpus:2;mem:1024;gpus:1');
    expect(addFramework('f1', 'role1', true)).toEqual(['f1 a1 cpus(*):2; mem(*):1024; gpus(*):1']);
    addFramework('f2', 'role2');
    expect(addAgent('a2', 'cpus:1;mem:512')).toEqual(['f2 a2 cpus(*):1; mem(*):512']);
    expect(addAgent('a3', 'cpus:3;mem:2048')).toEqual(['f2 a3 cpus(*):3; mem(*):2048']);
    addFramework('f3', 'role1');
    expect(addAgent('a4', 'cpus:4;mem:4096')).toEqual(['f3 a4 cpus(*):4; mem(*):4096']);
    addFramework('f4', 'role1');
    expect(addAgent('a5', 'cpus:1;mem:512')).toEqual(['f2 a5 cpus(*):1; mem(*):512']);
  });

  it('MaintenanceInverseOffers', () => {
    const { step, addAgent, addFramework } = startAllocator();
    addAgent('a1', 'cpus:2;mem:1024');
    addFramework('f1', '*');
    const unavailability = { startNanoseconds: 60_000_000_000, durationNanoseconds: null };
    expect(step({ kind: 'updateUnavailability', agentId: agentId('a1'), unavailability })).toEqual(['f1 a1']);
  });

  it('UpdateAllocation: a volume created of an allocation is part of the next one', () => {
    const { step, addAgent, addFramework, recover, tick } = startAllocator();
    addAgent('a1', 'cpus:100;mem:100;disk:100');
    expect(addFramework('f1', 'role1')).toEqual(['f1 a1 cpus(*):100; mem(*):100; disk(*):100']);
    step(convert('f1', resources('disk:5'), volume('disk:5')));
    const rest = subtractResources(resources('cpus:100;mem:100;disk:100'), resources('disk:5'));
    recover('f1', 'a1', addResources(rest, volume('disk:5')));
    expect(tick()).toEqual(['f1 a1 cpus(*):100; mem(*):100; disk(*):95; disk(*)[ID:data]:5']);
  });

  it('UpdateAvailableSuccess: what an operator reserved is offered to its role as reserved', () => {
    const { step, addAgent, addFramework } = startAllocator();
    addAgent('a1', 'cpus:100;mem:100;disk:100');
    const plain = resources('cpus:25;mem:50');
    const reservation = { principal: 'ops', labels: [] };
    const reserved = resourcesOf(plain.map((part) => withMarks(part, { role: 'role1', reservation })));
    step(convert(null, plain, reserved));
    expect(addFramework('f0', 'role2')).toEqual(['f0 a1 cpus(*):75; mem(*):50; disk(*):100']);
    expect(addFramework('f1', 'role1')).toEqual(['f1 a1 mem(role1, ops):50; cpus(role1, ops):25']);
  });

  it('ResourceMetrics and AllocationRunsMetric', () => {
    const { state, step, addAgent, addFramework } = startAllocator();
    addAgent('a1', 'cpus:2;mem:1024');
    addFramework('f1', 'role1');
    expect(state.runCount).toBe(2);
    expect([amountOf(state.totalQuantities, 'cpus'), amountOf(state.totalQuantities, 'mem')]).toEqual([2000, 1024e3]);
    step({ kind: 'removeAgent', agentId: agentId('a1') });
    expect([amountOf(state.totalQuantities, 'cpus'), state.runCount]).toEqual([0, 2]);
  });

  it('ActiveOfferFiltersMetrics', () => {
    const { state, addAgent, addFramework, recover } = startAllocator();
    addAgent('a1', 'cpus:2;mem:1024');
    const active = (): number[] => ['roleA', 'roleB'].map((role) => activeFilterCount(state, role, 0));
    for (const [id, role, after] of [
      ['f1', 'roleA', [1, 0]],
      ['f2', 'roleB', [1, 1]],
      ['f3', 'roleA', [2, 1]],
    ] as const) {
      expect(addFramework(id, role)).toEqual([`${id} a1 cpus(*):2; mem(*):1024`]);
      recover(id, 'a1', resources('cpus:2;mem:1024'), 100);
      expect(active()).toEqual(after);
    }
  });

  it('DominantShareMetrics', () => {
    const { step, addAgent, addFramework, recover, share } = startAllocator();
    addAgent('a1', 'cpus:1;mem:1024');
    addFramework('f1', 'roleA');
    expect(share('roleA')).toBe(1);
    recover('f1', 'a1', resources('cpus:1;mem:1024'));
    expect(share('roleA')).toBe(0);
    addFramework('f2', 'roleB');
    expect([share('roleA'), share('roleB')]).toEqual([0, 1]);
    addAgent('a2', 'cpus:1;mem:1024');
    expect([share('roleA'), share('roleB')]).toEqual([0.5, 0.5]);
    step({ kind: 'removeFramework', frameworkId: frameworkId('f2') });
    expect(share('roleA')).toBe(0.5);
  });

  it('DominantShareMetricsWithFairnessExclusion', () => {
    const { addAgent, addFramework, share } = startAllocator(['gpus']);
    addAgent('a1', 'cpus:1;mem:1024;gpus:1');
    addFramework('f1', 'roleA', true);
    expect(share('roleA')).toBe(1);
    addFramework('f2', 'roleB');
    addAgent('a2', 'cpus:3;mem:3072');
    expect([share('roleA'), share('roleB')]).toEqual([0.25, 0.75]);
  });
});

describe('the unit tests of the real sorter with volumes', () => {
  it('SplitResourceShares: disk in volumes counts with all other disk', () => {
    const sorter = initialSorter();
    sorterAdd(sorter, 'a');
    sorterAdd(sorter, 'b');
    const volumes = resourcesOf([...volume('disk:5'), ...volume('disk:5')]);
    sorterAddTotal(sorter, addResources(resources('cpus:100;mem:100;disk:95'), volumes));
    sorterAllocated(sorter, slotOf(sorter, 'a'), resources('cpus:9;mem:9;disk:9'));
    sorterAllocated(sorter, slotOf(sorter, 'b'), addResources(resources('cpus:9;mem:9'), volumes));
    expect(sorterOrder(sorter).map((slot) => sorter.names[slot])).toEqual(['a', 'b']);
    expect(sorterShare(sorter, 'b')).toBe(10 / 105);
  });
});
