/** resources_tests.cpp, values_tests.cpp and attributes_tests.cpp of Mesos 1.0.1 restated; names are theirs. */
import { describe, expect, it } from 'vitest';
import { formatAttributes, parseAttributes } from './attributes.ts';
import { formatResources } from './format.ts';
import { parseResources, parseValue, resources } from './parse.ts';
import { formatRanges } from './ranges.ts';
import { addResources, containsResources, equalResources, flattenResources, subtractResources } from './resources.ts';

describe('sums', () => {
  it.each([
    ['ScalarAddition', 'cpus:1;mem:5', 'cpus:2;mem:10', 'cpus:3;mem:15'],
    ['ScalarAddition2', 'cpus(role1):1;cpus(role2):3', 'cpus(role1):5', 'cpus(role1):6;cpus(role2):3'],
    ['RangesAddition', 'ports:[20000-40000]', 'ports:[30000-50000, 10000-20000]', 'ports:[10000-50000]'],
    ['RangesAddition2', 'ports:[1-10, 5-30, 50-60]', 'ports:[1-65, 70-80]', 'ports:[1-65, 70-80]'],
    ['RangesAddition3', 'ports:[1-2];ports:[3-4]', 'ports:[7-8];ports:[5-6]', 'ports:[1-8]'],
    ['RangesAddition4', 'ports:[1-4, 9-10, 20-22, 26-30]', 'ports:[5-8, 23-25]', 'ports:[1-10, 20-30]'],
    ['SetAddition', 'disks:{sda1,sda2,sda3}', 'disks:{sda1,sda2,sda3,sda4}', 'disks:{sda1,sda2,sda3,sda4}'],
    ['AdditionStaticallyReserved', 'cpus(role):5;mem(role):5', 'cpus(role):5', 'cpus(role):10;mem(role):5'],
    ['RevocableResourcesTest.Addition', 'cpus{REV}:1', 'cpus{REV}:1;cpus:1', 'cpus{REV}:2;cpus:1'],
    ['PrecisionSimple', 'cpus:1.001', '', 'cpus:1.001'],
    ['PrecisionLost', 'cpus:1.5011', 'cpus:0.5014', 'cpus:2.002'],
    ['PrecisionRounding', 'cpus:1.5016', 'cpus:0.4986', 'cpus:2.001'],
  ])('%s', (_name, one, other, sum) => {
    expect(equalResources(addResources(resources(one), resources(other)), resources(sum))).toBe(true);
  });
});

describe('differences', () => {
  it.each([
    ['ScalarSubtraction', 'cpus:50;mem:4096', 'cpus:0.5;mem:1024', 'cpus:49.5;mem:3072'],
    ['ScalarSubtraction2', 'cpus(role1):5;cpus(role2):3', 'cpus(role1):1', 'cpus(role1):4;cpus(role2):3'],
    ['RangesSubtraction', 'ports:[20000-40000]', 'ports:[10000-20000, 30000-50000]', 'ports:[20001-29999]'],
    ['RangesSubtraction1', 'ports:[50000-60000]', 'ports:[50000-50001]', 'ports:[50002-60000]'],
    ['RangesSubtraction2', 'ports:[50000-60000]', 'ports:[50000-50000]', 'ports:[50001-60000]'],
    ['RangesSubtraction4', 'ports:[50000-60000]', 'ports:[50000-60000]', ''],
    ['RangesSubtraction5', 'ports:[1-10, 20-30, 40-50]', 'ports:[2-9, 15-45, 48-50]', 'ports:[1-1, 10-10, 46-47]'],
    ['RangesSubtraction6', 'ports:[1-10]', 'ports:[11-20]', 'ports:[1-10]'],
    ['SetSubtraction', 'disks:{sda1,sda2,sda3,sda4}', 'disks:{sda2,sda3,sda4}', 'disks:{sda1}'],
    ['RevocableResourcesTest.Subtraction', 'cpus{REV}:1;cpus:2', 'cpus{REV}:1', 'cpus:2'],
  ])('%s', (_name, one, other, difference) => {
    expect(equalResources(subtractResources(resources(one), resources(other)), resources(difference))).toBe(true);
  });

  it('PrecisionManyOps and PrecisionManyConsecutiveOps', () => {
    let left = resources('cpus:1.001');
    const start = left;
    for (let times = 0; times < 2500; times += 1) {
      left = addResources(left, start);
      left = subtractResources(left, start);
      expect(equalResources(left, start)).toBe(true);
    }
    const small = resources('cpus:0.001');
    for (let times = 0; times < 5000; times += 1) left = addResources(left, small);
    for (let times = 0; times < 5000; times += 1) left = subtractResources(left, small);
    expect(equalResources(left, start)).toBe(true);
  });
});

describe('what holds what', () => {
  it.each([
    ['ScalarSubset', 'cpus:1;mem:4096', 'cpus:1;mem:3072', true, false],
    ['ScalarSubset2', 'cpus(role1):3', 'cpus(role1):1', true, false],
    ['ScalarSubset2 of other roles', 'cpus(role1):1', 'cpus(role2):1', false, false],
    ['ScalarEquals of other roles', 'cpus(role1):3', 'cpus(role2):3', false, false],
    ['RangesEquals', 'ports:[20-40]', 'ports:[20-30, 31-39, 40-40]', true, true],
    ['RangesSubset 1 and 2', 'ports:[1-10]', 'ports:[2-2, 4-5]', true, false],
    ['RangesSubset 1 and 3', 'ports:[2-3]', 'ports:[2-2, 4-5]', false, false],
    ['RangesSubset 4 and 1', 'ports:[1-2, 4-6]', 'ports:[2-2, 4-5]', true, false],
    ['RangesSubset 5 and 1', 'ports:[1-4, 5-5]', 'ports:[2-2, 4-5]', true, false],
    ['SetSubset', 'disks:{sda1,sda3,sda4,sda2}', 'disks:{sda1,sda2}', true, false],
    ['EmptyUnequal', 'cpus:2', '', true, false],
    ['RevocableResourcesTest.Contains', 'cpus{REV}:1', 'cpus:1', false, false],
  ])('%s', (_name, one, other, holds, isHeld) => {
    expect(containsResources(resources(one), resources(other))).toBe(holds);
    expect(containsResources(resources(other), resources(one))).toBe(isHeld);
  });

  it('FlattenRoles', () => {
    expect(formatResources(flattenResources(resources('cpus(role1):1;cpus(role2):2;mem(role1):5')))).toBe(
      'cpus(*):3; mem(*):5',
    );
  });
});

describe('reading', () => {
  it.each([
    [
      'Parsing',
      'cpus:45.55;ports:[10000-20000, 30000-50000];disks:{sda1}',
      '*',
      'cpus(*):45.55; ports(*):[10000-20000, 30000-50000]; disks(*):{sda1}',
    ],
    ['ParsingWithRoles', 'cpus(role1):2;mem(role1):3', '*', 'cpus(role1):2; mem(role1):3'],
    ['ParsingWithRoles by default', 'cpus:2.5;ports(role2):[0-100]', 'role1', 'cpus(role1):2.5; ports(role2):[0-100]'],
    ['PrintingScalarPrecision', 'cpus:1.2344;mem:1.5006', '*', 'cpus(*):1.234; mem(*):1.501'],
    ['BadResourcesNotAllocatable', 'cpus:-1;mem:1', '*', 'mem(*):1'],
    ['a range the wrong way round', 'ports:[5-1];mem:1', '*', 'mem(*):1'],
  ])('%s', (_name, text, role, printed) => {
    const parsed = parseResources(text, role);
    expect(parsed.ok && formatResources(parsed.value)).toBe(printed);
  });

  it.each([
    ['cpus(role1)', "Bad value for resources, missing or extra ':' in cpus(role1)"],
    ['cpus(role1:1', 'Bad value for resources, mismatched parentheses in cpus(role1:1'],
    ['cpus)(role1:1', 'Bad value for resources, mismatched parentheses in cpus)(role1:1'],
    ['foo(role1):1;foo(role2):[0-1]', "Resources with the same name ('foo') but different types are not allowed"],
    ['cpus:1; ', "Bad value for resources, missing or extra ':' in  "],
    ['cpus:1\n', 'Bad type for resource cpus value 1\n type TEXT'],
  ])('ParseError: %j', (text, error) => {
    expect(parseResources(text)).toEqual({ ok: false, error });
  });

  it.each([
    ['{aa,b}}', 'Mismatched brackets'],
    ['[1-2]]', 'Mismatched brackets'],
    ['[1-2b]', "Expecting non-negative integers in '2b'"],
    ['[1]', 'Expecting one or more "ranges"'],
    ['  ', 'Expecting non-empty string'],
    ['a[1-2]', "Unexpected '[' found"],
    ['a{b}', "Unexpected '{' found"],
  ])('ValuesTest.InvalidInput: %j', (text, error) => {
    expect(parseValue(text)).toEqual({ ok: false, error });
  });

  it.each([
    ['[4-6, 6-8, 5-9, 3-4, 2-5, 4-6, 1-1, 10-10, 4-6]', '[1-10]'],
    ['[4-6, 6-8]', '[4-8]'],
    ['[6-8, 4-6]', '[4-8]'],
    ['[1-10, 8-10]', '[1-10]'],
    ['[1-11, 8-10]', '[1-11]'],
    ['[1-4, 4-5, 7-8, 8-10]', '[1-5, 7-10]'],
    ['[7-8, 1-4, [8-10], 4-5]', '[1-5, 7-10]'],
    ['[4-6, 7-8]', '[4-8]'],
    ['[4-6, 7-7, 8-8, 9-9]', '[4-9]'],
    ['[4-6, 7-7, 9-10, 9-11]', '[4-7, 9-11]'],
    ['[6-8, 6-8, 4-6, 6-8]', '[4-8]'],
  ])('ValuesTest.RangesCoalesceParse: %s', (text, joined) => {
    const [ports] = resources(`ports:${text}`);
    expect(ports?.type === 'RANGES' && formatRanges(ports.ranges)).toBe(joined);
  });
});

describe('attributes', () => {
  it.each([
    [
      'cpus:45.55;ports:[10000-20000, 30000-50000];rack:rack1,rack2',
      '[ cpus=45.55, ports=[10000-20000, 30000-50000], rack=rack1,rack2 ]',
    ],
    ['attr1:foo:bar;attr2:baz:qux:', '[ attr1=foo:bar, attr2=baz:qux: ]'],
    ['rack:a b', '[ rack=ab ]'],
    ['', '[  ]'],
  ])('AttributesTest.Parsing: %s', (text, printed) => {
    const parsed = parseAttributes(text);
    expect(parsed.ok && formatAttributes(parsed.value)).toBe(printed);
  });

  it.each([
    ['rack', "Invalid attribute key:value pair 'rack'"],
    ['rack:', "Invalid attribute key:value pair 'rack:'"],
    [':2', "Invalid attribute key:value pair ':2'"],
    ['rack:[1]', 'Failed to parse attribute rack text [1] error Expecting one or more "ranges"'],
    ['rack:{a}', 'Bad type for attribute rack text {a} type 2'],
  ])('a bad one, %s', (text, error) => {
    expect(parseAttributes(text)).toEqual({ ok: false, error });
  });
});
