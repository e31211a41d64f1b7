/** Cases of Marathon 1.1.1's LabelSelectorParsersTest and AppsResourceTest ("Search apps can be filtered"), restated. */
import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from './label-selector.ts';

function matches(selector: string, labels: Readonly<Record<string, string>>): boolean {
  const parsed = parseLabelSelector(selector);
  expect(parsed).toMatchObject({ ok: true });
  return parsed.ok && parsed.matches(Object.entries(labels));
}

const ROWS: readonly (readonly [string, Readonly<Record<string, string>>, boolean])[] = [
  ['existence', { existence: 'one' }, true],
  ['existence', { none: 'one' }, false],
  ['foo == one', { foo: 'one' }, true],
  ['foo==one', { foo: 'four' }, false],
  ['foo==one', { bla: 'one' }, false],
  ['foo != one', { foo: 'one' }, false],
  ['foo!=one', { foo: 'four' }, true],
  ['foo != one', { bla: 'one' }, false],
  ['foo in (one, two, three\\ is\\ cool)', { foo: 'one' }, true],
  ['foo in (one, two, three\\ is\\ cool)', { foo: 'three is cool' }, true],
  ['foo in (one, two, three\\ is\\ cool)', { foo: 'four' }, false],
  ['foo in (one, two)', { bla: 'one' }, false],
  ['bla notin (one, two, three)', { bla: 'one' }, false],
  ['bla notin (one, two, three)', { bla: 'four' }, true],
  ['bla notin (one, two, three)', { rest: 'one' }, false],
  [
    'foo==one, bla!=one, foo in (one, two, three), bla notin (one, two, three), existence',
    { foo: 'one', bla: 'four', existence: 'true' },
    true,
  ],
  ['foo==one, bla!=one, foo in (one, two, three), bla notin (one), existence', { foo: 'one' }, false],
  [
    '\\{\\{\\{ in (\\*\\*\\*, \\&\\&\\&, \\$\\$\\$), \\^\\^\\^ notin (\\-\\-\\-, \\!\\!\\!, \\@\\@\\@), \\#\\#\\#',
    { '{{{': '&&&', '^^^': '&&&', '###': '&&&' },
    true,
  ],
  ['', {}, true],
  ['foo in ()', { foo: 'one' }, false],
  ['in in (in)', { in: 'in' }, true],
];

describe('label selectors', () => {
  it.each(ROWS)('%s on %j: %s', (selector, labels, expected) => {
    expect(matches(selector, labels)).toBe(expected);
  });

  it.each([
    ['foo some (one, two, three)', "string matching regex `\\z' expected but `s' found"],
    ['foo in one', "`(' expected but `o' found"],
    ['foo test', "string matching regex `\\z' expected but `t' found"],
    ['foo ==', "string matching regex `(\\\\.|[-A-Za-z0-9_.])+' expected but end of source found"],
  ])('%s is refused', (selector, reason) => {
    expect(parseLabelSelector(selector)).toEqual({
      ok: false,
      error: `Can not parse label selector ${selector}. Reason: ${reason}`,
    });
  });
});
