import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatResources } from './format.ts';
import { parseResources, resources } from './parse.ts';
import { addRanges, containsRanges, rangesSize, subtractRanges } from './ranges.ts';
import { NO_RESOURCES, type Resources, withMarks } from './resource.ts';
import {
  addResources,
  containsResources,
  equalResources,
  flattenResources,
  resourcesOf,
  subtractResources,
} from './resources.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 20 }))
  .map(([begin, size]) => ({ begin, end: begin + size }));
const ranges = fc
  .array(range, { maxLength: 6 })
  .map((list) => list.reduce((sum, one) => addRanges(sum, [one]), [] as ReturnType<typeof addRanges>));

const part = fc.oneof(
  fc
    .tuple(fc.constantFrom('cpus', 'mem'), fc.constantFrom('*', 'ops'), fc.integer({ min: 1, max: 9000 }))
    .map(([name, role, milli]) => `${name}(${role}):${String(milli / 1000)}`),
  fc
    .tuple(fc.integer({ min: 31000, max: 31050 }), fc.integer({ min: 0, max: 9 }))
    .map(([begin, size]) => `ports:[${String(begin)}-${String(begin + size)}]`),
);
const lists: fc.Arbitrary<Resources> = fc.array(part, { maxLength: 5 }).map((parts) => resources(parts.join(';')));

describe('resources', () => {
  it.each([
    ['cpus:2;mem:1024', 'cpus(*):2; mem(*):1024'],
    ['cpus(role1):1;cpus:0.5', 'cpus(role1):1; cpus(*):0.5'],
    ['ports:[31000-31005, 31006-31010,32000-32000]', 'ports(*):[31000-31010, 32000-32000]'],
    ['zones:{b,a}', 'zones(*):{a, b}'],
    ['cpus{REV}:6', 'cpus(*){REV}:6'],
    ['cpus:0.1;cpus:0.2', 'cpus(*):0.3'],
    ['cpus:0.0004', ''],
  ])('reads %s and prints %s', (text, printed) => {
    expect(formatResources(resources(text))).toBe(printed);
  });

  it.each([
    ['cpus', "Bad value for resources, missing or extra ':' in cpus"],
    ['cpus:abc', 'Bad type for resource cpus value abc type TEXT'],
    ['ports:[1-x]', "Failed to parse resource ports value [1-x] error Expecting non-negative integers in 'x'"],
  ])('refuses %s', (text, error) => {
    expect(parseResources(text)).toEqual({ ok: false, error });
  });

  it('takes 0.1 cpus ten times out of 1 without a rest: ALL-12', () => {
    let left = resources('cpus:1');
    for (let taken = 0; taken < 10; taken += 1) left = subtractResources(left, resources('cpus:0.1'));
    expect(left).toEqual([]);
  });

  it('keeps reserved, unreserved and revocable parts of a name apart', () => {
    const whole = resources('cpus:1;cpus(ops):1;cpus{REV}:1');
    expect(whole).toHaveLength(3);
    expect(containsResources(whole, resources('cpus:2'))).toBe(false);
    expect(formatResources(flattenResources(whole))).toBe('cpus(*):2; cpus(*){REV}:1');
  });

  it('never splits a persistent volume', () => {
    const disk = {
      persistence: { id: 'v1', principal: null },
      volume: { containerPath: 'data', hostPath: null, mode: 'RW' as const },
      source: null,
    };
    const volume = resourcesOf(resources('disk(ops):64').map((one) => withMarks(one, { disk })));
    const half = resourcesOf(resources('disk(ops):32').map((one) => withMarks(one, { disk })));
    expect(containsResources(volume, half)).toBe(false);
    expect(containsResources(volume, volume)).toBe(true);
    expect(formatResources(volume)).toBe('disk(ops)[v1:data]:64');
  });

  it('adds and subtracts as inverse operations, whatever the parts', () => {
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const sum = addResources(a, b);
        expect(containsResources(sum, a)).toBe(true);
        if (!a.some((one) => one.type === 'RANGES' && b.some((other) => other.key === one.key))) {
          expect(equalResources(subtractResources(sum, b), a)).toBe(true);
        }
        expect(subtractResources(a, a)).toEqual(NO_RESOURCES);
        expect(equalResources(sum, addResources(b, a))).toBe(true);
      }),
    );
  });

  it('keeps sets of ports exact under union and difference', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const union = addRanges(a, b);
        const difference = subtractRanges(union, b);
        expect(containsRanges(union, a) && containsRanges(union, b)).toBe(true);
        expect(rangesSize(difference) + rangesSize(b)).toBe(rangesSize(union));
        for (let index = 1; index < union.length; index += 1)
          expect((union[index]?.begin ?? 0) > (union[index - 1]?.end ?? 0) + 1).toBe(true);
      }),
    );
  });
});
