import { describe, expect, it } from 'vitest';
import { jsonDouble, jsonString } from './json-text.ts';

describe('numbers and texts as stout writes them', () => {
  it.each([
    [0, '0.0'],
    [3, '3.0'],
    [0.1, '0.1'],
    [0.30000000000000004, '0.3'],
    [1481609329.599124, '1481609329.59912'],
    [8_589_934_592, '8589934592.0'],
    [-2.5, '-2.5'],
    [0.0001, '0.0001'],
    [0.0000025, '2.50000000000000e-06'],
    [1e15, '1.00000000000000e+15'],
  ])('%d is %s', (value, text) => {
    expect(jsonDouble(value)).toBe(text);
  });

  it.each([
    ['plain', '"plain"'],
    ['a/b', '"a\\/b"'],
    ['"\\\n', '"\\"\\\\\\n"'],
    ['\u007f', '"\\u007f"'],
    ['grüß', '"grüß"'],
  ])('%j', (value, text) => {
    expect(jsonString(value)).toBe(text);
  });
});
