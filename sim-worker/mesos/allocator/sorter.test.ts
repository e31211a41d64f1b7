/** The unit tests of the real sorter. Source: Mesos 1.0.1, src/tests/sorter_tests.cpp; names are theirs. */
import { describe, expect, it } from 'vitest';
import { initialRandom, nextBelow } from '../../kernel/random.ts';
import { resources } from '../resources/parse.ts';
import {
  initialSorter,
  slotOf,
  type Sorter,
  sorterActivate,
  sorterAdd,
  sorterAddTotal,
  sorterAllocated,
  sorterDeactivate,
  sorterHas,
  sorterHold,
  sorterOrder,
  sorterRemove,
  sorterSetWeight,
} from './sorter.ts';

const order = (sorter: Sorter): string =>
  sorterOrder(sorter)
    .map((slot) => sorter.names[slot])
    .join(' ');
const total = (sorter: Sorter, text: string, factor: 1 | -1 = 1): void =>
  sorterAddTotal(sorter, resources(text), factor);
const gets = (sorter: Sorter, name: string, text: string, weight?: number): void => {
  if (!sorterHas(sorter, name)) sorterAdd(sorter, name, weight);
  sorterAllocated(sorter, slotOf(sorter, name), resources(text));
};

function sorterOf(text: string): Sorter {
  const sorter = initialSorter();
  total(sorter, text);
  return sorter;
}

describe('the unit tests of the real sorter', () => {
  it('DRFSorter', () => {
    const sorter = sorterOf('cpus:100;mem:100');
    gets(sorter, 'a', 'cpus:5;mem:5');
    gets(sorter, 'b', 'cpus:6;mem:6');
    expect(order(sorter)).toBe('a b');
    gets(sorter, 'c', 'cpus:1;mem:1');
    gets(sorter, 'd', 'cpus:3;mem:1');
    expect(order(sorter)).toBe('c d a b');
    sorterRemove(sorter, 'a');
    sorterHold(sorter, slotOf(sorter, 'b'), resources('cpus:4;mem:4'), -1);
    expect(order(sorter)).toBe('c b d');
    gets(sorter, 'e', 'cpus:1;mem:5');
    total(sorter, 'cpus:50;mem:0', -1);
    expect(order(sorter)).toBe('c b e d');
    total(sorter, 'cpus:0;mem:100');
    gets(sorter, 'f', 'cpus:5;mem:1');
    gets(sorter, 'c', 'cpus:0;mem:15');
    expect(order(sorter)).toBe('e b d c f');
    expect([sorterHas(sorter, 'b'), sorterHas(sorter, 'a'), sorter.slots.size]).toEqual([true, false, 5]);
    sorterDeactivate(sorter, 'd');
    expect([sorterHas(sorter, 'd'), sorter.slots.size]).toEqual([true, 5]);
    expect(order(sorter)).toBe('e b c f');
    sorterActivate(sorter, 'd');
    expect(order(sorter)).toBe('e b d c f');
  });

  it('WDRFSorter', () => {
    const sorter = sorterOf('cpus:100;mem:100');
    gets(sorter, 'a', 'cpus:5;mem:5');
    gets(sorter, 'b', 'cpus:6;mem:6', 2);
    expect(order(sorter)).toBe('b a');
    gets(sorter, 'c', 'cpus:4;mem:4');
    expect(order(sorter)).toBe('b c a');
    gets(sorter, 'd', 'cpus:10;mem:20', 10);
    expect(order(sorter)).toBe('d b c a');
    sorterRemove(sorter, 'b');
    expect(order(sorter)).toBe('d c a');
    gets(sorter, 'd', 'cpus:10;mem:25');
    expect(order(sorter)).toBe('c d a');
    gets(sorter, 'e', 'cpus:1;mem:1', 0.1);
    expect(order(sorter)).toBe('c d a e');
    sorterRemove(sorter, 'a');
    expect(order(sorter)).toBe('c d e');
  });

  it('WDRFSorterUpdateWeight', () => {
    const sorter = sorterOf('cpus:100;mem:100');
    gets(sorter, 'a', 'cpus:5;mem:5');
    gets(sorter, 'b', 'cpus:6;mem:6');
    expect(order(sorter)).toBe('a b');
    sorterSetWeight(sorter, 'b', 2);
    expect(order(sorter)).toBe('b a');
  });

  it('UpdateTotal', () => {
    const sorter = sorterOf('cpus:10;mem:100');
    gets(sorter, 'a', 'cpus:2;mem:1');
    gets(sorter, 'b', 'cpus:1;mem:2');
    expect(order(sorter)).toBe('b a');
    total(sorter, 'cpus:10;mem:100', -1);
    total(sorter, 'cpus:100;mem:10');
    expect(order(sorter)).toBe('a b');
  });

  it('RevocableResources count like others of their name', () => {
    const sorter = sorterOf('cpus:10;mem:100;cpus{REV}:10');
    gets(sorter, 'a', 'cpus:2;mem:1');
    gets(sorter, 'b', 'cpus:1;mem:1;cpus{REV}:9');
    expect(order(sorter)).toBe('a b');
  });

  it('keeps a full order through many changes of totals, by insertion or by sorting', () => {
    const sorter = initialSorter();
    total(sorter, 'cpus:1000;mem:1000');
    for (let number = 0; number < 40; number += 1)
      gets(sorter, `f${String(number)}`, `cpus:${String((number * 7) % 40)};mem:${String((number * 11) % 40)}`);
    for (const [cpus, mem] of [
      [1, 2000],
      [3000, 1],
      [1, 1],
    ]) {
      total(sorter, `cpus:${String(cpus)};mem:${String(mem)}`);
      const shares = sorterOrder(sorter).map((slot) => sorter.shares[slot] ?? 0);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });

  it('has the order of a plain sort by share, count and name after any changes', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = initialRandom(seed, 'sorter');
      const sorter = sorterOf('cpus:100;mem:100');
      for (let change = 0; change < 300; change += 1) {
        changeSomething(sorter, (bound) => nextBelow(random, bound));
        expect(order(sorter), `seed ${String(seed)}, change ${String(change)}`).toBe(plainOrder(sorter));
      }
    }
  });
});

const AMOUNTS = ['cpus:1', 'cpus:2;mem:1', 'mem:3', 'disk:5', 'cpus:0.1;mem:0.1'];

function changeSomething(sorter: Sorter, below: (bound: number) => number): void {
  const name = `f${String(below(30))}`;
  const amount = AMOUNTS[below(AMOUNTS.length)] ?? '';
  if (!sorterHas(sorter, name)) {
    sorterAdd(sorter, name, 1 + below(2));
    return;
  }
  const kind = below(12);
  if (kind === 0) sorterRemove(sorter, name);
  else if (kind === 1) sorterDeactivate(sorter, name);
  else if (kind === 2) sorterActivate(sorter, name);
  else if (kind === 3) sorterSetWeight(sorter, name, 1 + below(3));
  else if (kind < 6) total(sorter, amount, below(2) === 0 ? 1 : -1);
  else if (kind < 8) sorterHold(sorter, slotOf(sorter, name), resources(amount), -1);
  else gets(sorter, name, amount);
}

/** Straight from the definition, for active clients. */
function plainOrder(sorter: Sorter): string {
  const rows = [...sorter.slots]
    .filter(([, slot]) => sorter.order.includes(slot))
    .map(([name, slot]) => {
      const parts = sorter.totals.map((all, column) =>
        all > 0 ? (sorter.held[column]?.[slot] ?? 0) / 1000 / (all / 1000) : 0,
      );
      return { name, share: Math.max(0, ...parts) / (sorter.weights[slot] ?? 1), count: sorter.allocations[slot] ?? 0 };
    });
  rows.sort((a, b) => a.share - b.share || a.count - b.count || (a.name < b.name ? -1 : 1));
  return rows.map(({ name }) => name).join(' ');
}
