import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanFields, valueEnd, valuesText } from './json-scan.ts';
import { jsonStream, type Plan } from './json-stream.ts';

/** Gathers `list` element by element and everything else as values. */
function gather(): { readonly plan: Plan; readonly got: { list: unknown[]; rest: Record<string, unknown> } } {
  const got = { list: [] as unknown[], rest: {} as Record<string, unknown> };
  const scan = (text: string, start: number): number => {
    const end = valueEnd(text, start);
    if (end !== -1) got.list.push(JSON.parse(text.slice(start, end)));
    return end;
  };
  const plan: Plan = {
    kind: 'object',
    fields: { list: { kind: 'array', element: { kind: 'scan', take: scan } } },
    other: (name, value) => void Object.defineProperty(got.rest, name, { value, enumerable: true }),
  };
  return { plan, got };
}

function readInPieces(text: string, lengths: readonly number[]): ReturnType<typeof gather>['got'] {
  const { plan, got } = gather();
  const stream = jsonStream(plan);
  let at = 0;
  for (const length of lengths) {
    stream.push(text.slice(at, at + length));
    at += length;
  }
  stream.push(text.slice(at));
  stream.finish();
  return got;
}

describe('JSON documents in pieces', () => {
  it('give the same values wherever the text is cut', () => {
    const document = fc.record({
      list: fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      rest: fc.dictionary(fc.string(), fc.jsonValue()),
      spaces: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(document, fc.array(fc.integer({ min: 0, max: 40 })), ({ list, rest, spaces }, lengths) => {
        const { list: _list, ...others } = rest;
        const text = JSON.stringify({ ...others, list }, null, spaces);
        const expected = JSON.parse(text) as { readonly list: unknown[] };
        const got = readInPieces(text, lengths);
        expect({ ...got.rest, list: got.list }).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['{"list":[{}]', '{"list":}', '{"a":1}}', '{1:2}', '', 'nothing'])('refuse %s', (text) =>
    expect(() => readInPieces(text, [3])).toThrow(),
  );

  it('find the ends of strings with escapes', () => {
    const text = String.raw`{"a":"x\"y\\","b":[1,{"c":"]"}]}`;
    const found: [string, string][] = [];
    scanFields(text, 0, (from, to, start, stop) => found.push([text.slice(from, to), text.slice(start, stop)]));
    expect(found).toEqual([
      ['a', String.raw`"x\"y\\"`],
      ['b', '[1,{"c":"]"}]'],
    ]);
  });

  it('give all values and no names to the filter', () =>
    expect(valuesText('{"Name":"Web","list":[3.0,{"state":"TASK_RUNNING"}],"a":true}')).toBe(
      '\nweb\n3\ntask_running\ntrue',
    ));
});
