import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { jsonFault } from './json-syntax.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('words for what is no JSON', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['', 'No content to map due to end-of-input'],
    ['{', 'Unexpected end-of-input: expected close marker for OBJECT'],
    ['{"id": "/a",}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    ['{"id" "/a"}', "Unexpected character ('\"' (code 34)): was expecting a colon to separate field name and value"],
    ['{"a":1 "b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate OBJECT entries"],
    ['{"a":foo}', "Unrecognized token 'foo': was expecting ('true', 'false' or 'null')"],
    [
      '{"a":}',
      "Unexpected character ('}' (code 125)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
    ],
    ['{"a":"x', 'Unexpected end-of-input: was expecting closing quote for a string value'],
    ['{"a":01}', 'Invalid numeric value: Leading zeroes not allowed'],
    ['{"a":"\\x"}', "Unrecognized character escape 'x' (code 120)"],
  ];
  it.each(rows)('%s', (text, words) => {
    expect(jsonFault(text)).toBe(words);
  });

  it('refuses what is nested without end', () => {
    expect(jsonFault('['.repeat(100_000))).toContain('nesting depth');
  });

  it('finds a fault exactly where the parser refuses', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonFault(text) === null));
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      'true',
      'nul',
      '1',
      '-',
      '0',
      '.',
      'e5',
      ' ',
      '\\',
      'u00',
      'a',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }),
        (parts) => (jsonFault(parts.join('')) === null) === isJson(parts.join('')),
      ),
    );
  });
});
