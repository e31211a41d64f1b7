import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLog, logAppend, logDropOldest, logGet, logSize, logSlice, logTruncate } from './append-log.ts';
import { hashText } from './hash.ts';
import { emptyMap, mapChanges, mapDelete, mapEntries, mapGet, mapHas, mapSet, mapSize } from './persistent-map.ts';

const operations = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 60 }), fc.integer()), { maxLength: 200 });

describe('persistent map', () => {
  it('holds what a Map holds, and older versions stay as they were', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        let map = emptyMap<number>();
        const model = new Map<string, number>();
        const versions: [typeof map, Map<string, number>][] = [];
        for (const [isSet, number, value] of steps) {
          const key = `key-${number}`;
          map = isSet ? mapSet(map, key, value) : mapDelete(map, key);
          if (isSet) model.set(key, value);
          else model.delete(key);
          versions.push([map, new Map(model)]);
        }
        for (const [version, expected] of versions) {
          expect(mapSize(version)).toBe(expected.size);
          expect(new Map(mapEntries(version))).toEqual(expected);
          for (const [key, value] of expected)
            expect([mapHas(version, key), mapGet(version, key)]).toEqual([true, value]);
        }
      }),
    );
  });

  it('iterates equal contents in the same order, whatever came before', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 80 }), fc.array(fc.string()), (keys, extra) => {
        const build = (order: readonly string[]) => order.reduce((map, key) => mapSet(map, key, 1), emptyMap<number>());
        const noisy = extra
          .filter((key) => !keys.includes(key))
          .reduce((map, key) => mapDelete(mapSet(map, key, 1), key), build(keys));
        expect([...mapEntries(noisy)]).toEqual([...mapEntries(build([...keys].reverse()))]);
      }),
    );
  });

  it('tells what changed between two versions', () => {
    fc.assert(
      fc.property(operations, fc.nat(), (steps, at) => {
        let map = emptyMap<number>();
        let before = map;
        steps.forEach(([isSet, number, value], index) => {
          if (index === at % (steps.length + 1)) before = map;
          map = isSet ? mapSet(map, `key-${number}`, value) : mapDelete(map, `key-${number}`);
        });
        const [old, now] = [new Map(mapEntries(before)), new Map(mapEntries(map))];
        const changed = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
        expect([...mapChanges(before, map)].sort()).toEqual(changed.sort());
      }),
    );
  });

  it('keeps keys apart whose hashes are equal', () => {
    expect(hashText('costarring')).toBe(hashText('liquid'));
    const map = mapSet(mapSet(emptyMap<number>(), 'costarring', 1), 'liquid', 2);
    expect([mapGet(map, 'costarring'), mapGet(map, 'liquid')]).toEqual([1, 2]);
    expect(mapGet(mapDelete(map, 'costarring'), 'liquid')).toBe(2);
  });
});

describe('append log', () => {
  it('is an array that can be cut at both ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 300 }),
        (size, cut, keep) => {
          let log = emptyLog<number>();
          for (let index = 0; index < size; index += 1) log = logAppend(log, index);
          const short = logTruncate(log, cut);
          expect(logSize(short)).toBe(Math.min(size, cut));
          expect(logSlice(short, 0, 1000)).toEqual(Array.from({ length: Math.min(size, cut) }, (_, index) => index));
          const recent = logDropOldest(log, keep);
          expect(logSlice(recent, Math.max(0, size - keep), size)).toEqual(
            logSlice(log, Math.max(0, size - keep), size),
          );
          expect(logGet(recent, size - 1)).toBe(size === 0 ? undefined : size - 1);
        },
      ),
    );
  });
});
