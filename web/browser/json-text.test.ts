import { describe, expect, it } from 'vitest';
import { formatJsonText, jsonRows } from './json-text.ts';

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
});
