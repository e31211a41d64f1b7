import { describe, expect, it } from 'vitest';
import { emptyMap, mapSet } from '../../kernel/persistent-map.ts';
import { stateTree } from './state-tree.ts';

describe('state tree', () => {
  it('shows maps, sets, bytes and persistent maps as plain values', () => {
    const persistent = mapSet(mapSet(emptyMap<number>(), 'one', 1), 'two', 2);
    const state = {
      map: new Map([[1, 'a']]),
      set: new Set(['x']),
      bytes: new Uint8Array([1, 255]),
      persistent,
      none: null,
    };
    expect(stateTree(state)).toEqual({
      map: { '1': 'a' },
      set: ['x'],
      bytes: '2 bytes: 01 ff',
      persistent: { one: 1, two: 2 },
      none: null,
    });
  });

  it('is bounded in breadth, depth, text and size', () => {
    const tree = stateTree({ list: Array.from({ length: 1000 }, (_, index) => index) }) as { list: unknown[] };
    expect(tree.list).toHaveLength(101);
    expect(tree.list.at(-1)).toBe('… 900 more');
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 50; depth += 1) deep = { deep };
    expect(JSON.stringify(stateTree(deep)).length).toBeLessThan(100);
    expect((stateTree('x'.repeat(10_000)) as string).length).toBe(501);
    const huge = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [1, 2, 3]));
    expect(JSON.stringify(stateTree(huge)).length).toBeLessThan(60_000);
  });
});
