/**
 * Selectors of labels: `k`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, joined by commas; a backslash escapes. Each asks for
 * the label to be there, also the two that deny.
 * Source: Marathon 1.1.1, api/v2/LabelSelector.scala; scala-parser-combinators (RegexParsers: white space is skipped, and the
 * failure that is told is the last one of those that came furthest).
 */
import type { StringPairs } from '../model/json-reader.ts';

type Selector = { readonly key: string; readonly matches: (value: string) => boolean };
export type ParsedSelector =
  | { readonly ok: true; readonly matches: (labels: StringPairs) => boolean }
  | { readonly ok: false; readonly error: string };

const TERM = '(\\\\.|[-A-Za-z0-9_.])+';
const EQUALITY = '(==|!=)';
const SET = '(in|notin)';

type Reading = { readonly text: string; at: number; failure: { readonly at: number; readonly message: string } };

function fail(reading: Reading, at: number, expected: string): null {
  const letter = reading.text[at];
  const found = letter === undefined ? 'end of source' : `\`${letter}'`;
  if (at >= reading.failure.at) reading.failure = { at, message: `${expected} expected but ${found} found` };
  return null;
}

function afterSpace({ text, at }: Reading): number {
  return at + (/^\s+/.exec(text.slice(at))?.[0].length ?? 0);
}

function word(reading: Reading, pattern: string): string | null {
  const start = afterSpace(reading);
  const match = new RegExp(`^(?:${pattern})`).exec(reading.text.slice(start));
  if (match === null) return fail(reading, start, `string matching regex \`${pattern}'`);
  reading.at = start + match[0].length;
  return match[0];
}

function literal(reading: Reading, letter: string): boolean {
  const start = afterSpace(reading);
  if (reading.text[start] !== letter) return fail(reading, start, `\`${letter}'`) !== null;
  reading.at = start + 1;
  return true;
}

/** One of several readings from here: the first that succeeds. */
function firstOf<T>(reading: Reading, parsers: readonly (() => T | null)[]): T | null {
  const start = reading.at;
  for (const parser of parsers) {
    reading.at = start;
    const found = parser();
    if (found !== null) return found;
  }
  reading.at = start;
  return null;
}

/** As many as there are, with commas between; a comma that nothing follows is left. */
function separated<T>(reading: Reading, parser: () => T | null): readonly T[] {
  const items: T[] = [];
  for (let item = parser(); item !== null; item = parser()) {
    items.push(item);
    const before = reading.at;
    if (!literal(reading, ',')) return items;
    const rest = reading.at;
    const next = parser();
    reading.at = next === null ? before : rest;
    if (next === null) return items;
  }
  return items;
}

function readTerm(reading: Reading): string | null {
  return word(reading, TERM)?.replaceAll(/\\(.)/g, '$1') ?? null;
}

function readSet(reading: Reading): Selector | null {
  const key = readTerm(reading);
  const operator = key === null ? null : word(reading, SET);
  if (key === null || operator === null || !literal(reading, '(')) return null;
  const values = separated(reading, () => readTerm(reading));
  if (!literal(reading, ')')) return null;
  return { key, matches: (label) => values.includes(label) === (operator === 'in') };
}

function readEquality(reading: Reading): Selector | null {
  const key = readTerm(reading);
  const operator = key === null ? null : word(reading, EQUALITY);
  const value = operator === null ? null : readTerm(reading);
  if (key === null || value === null) return null;
  return { key, matches: (label) => (label === value) === (operator === '==') };
}

function readExistence(reading: Reading): Selector | null {
  const key = readTerm(reading);
  return key === null ? null : { key, matches: () => true };
}

export function parseLabelSelector(text: string): ParsedSelector {
  const reading: Reading = { text, at: 0, failure: { at: -1, message: '' } };
  const one = (): Selector | null =>
    firstOf(reading, [() => readSet(reading), () => readEquality(reading), () => readExistence(reading)]);
  const selectors = separated(reading, one);
  if (afterSpace(reading) < text.length) {
    fail(reading, afterSpace(reading), "string matching regex `\\z'");
    return { ok: false, error: `Can not parse label selector ${text}. Reason: ${reading.failure.message}` };
  }
  const valueOf = (labels: StringPairs, key: string): string | null =>
    labels.find(([name]) => name === key)?.[1] ?? null;
  return {
    ok: true,
    matches: (labels) =>
      selectors.every((selector) => {
        const value = valueOf(labels, selector.key);
        return value !== null && selector.matches(value);
      }),
  };
}
