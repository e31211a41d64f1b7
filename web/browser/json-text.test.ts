import { describe, expect, it } from 'vitest';
import { findInJson, formatJsonText, jsonRows } from './json-text.ts';

describe('JSON shown by the browser', () => {
  it('sets out lines and keeps numbers as the server wrote them', () => {
    expect(formatJsonText('{"cpus":3.0,"a":[1,"x, {y}"],"e":{},"l":[]}')).toBe(
      '{\n  "cpus": 3.0,\n  "a": [\n    1,\n    "x, {y}"\n  ],\n  "e": {},\n  "l": []\n}',
    );
  });
  it('keeps escaped quotes inside strings', () => expect(formatJsonText('{"a":"\\"}"}')).toBe('{\n  "a": "\\"}"\n}'));

  it('shows one row for a closed branch', () => {
    const rows = jsonRows({ a: { b: 1 }, c: [] }, (path) => path === '');
    expect(rows.map((row) => [row.path, row.size, row.open])).toEqual([
      ['', 2, true],
      ['/a', 1, false],
      ['/c', 0, false],
    ]);
  });

  it('finds names and values, and keeps the branches that lead to them', () => {
    const value = { a: { 'x/y': 'Nginx', other: 1 }, list: [1, 'nginx'] };
    const { count, kept } = findInJson(value, 'NGIN');
    expect(count).toBe(2);
    expect(jsonRows(value, () => true, kept).map((row) => row.path)).toEqual(['', '/a', '/a/x~1y', '/list', '/list/1']);
    expect(findInJson(value, 'list').count).toBe(1);
  });
});
