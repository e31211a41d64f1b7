import { expect, test } from 'vitest';
import { readSearch } from './address.ts';

test('an address gives back what it holds', () => {
  const search = {
    scenario: 'five',
    seed: 11,
    right: 'znodes',
    sel: 'marathon@192.168.1.231',
    at: 61_000_000,
    run: 'eJx',
  };
  expect(readSearch(search)).toEqual(search);
});

test('damaged parts of an address count as absent and leave the others', () => {
  expect(readSearch({ scenario: 7, seed: -1, right: 'moon', sel: '', at: 1.5, run: {} })).toEqual({});
  expect(readSearch({ seed: 3, sel: 'x'.repeat(500) })).toEqual({ seed: 3 });
  expect(readSearch({ seed: 1e20, at: '5' })).toEqual({});
});
