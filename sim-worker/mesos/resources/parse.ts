/**
 * Reading resource lists as flags write them: `cpus:2;mem:1024;cpus(role1):1;ports:[31000-32000];zones:{a,b}`.
 * Source: Mesos 1.0.1, src/common/resources.cpp (Resources::parse), src/common/values.cpp (parse).
 * Beyond the original: `cpus{REV}:6` for revocable parts, the form in which Mesos prints them.
 */
import { rangesResource, type Resource, type Resources, scalarResource, setResource } from './resource.ts';
import { resourcesOf } from './resources.ts';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export type ScalarValue = { readonly type: 'SCALAR'; readonly milli: number };
export type RangesValue = {
  readonly type: 'RANGES';
  readonly ranges: readonly { readonly begin: number; readonly end: number }[];
};
export type SetValue = { readonly type: 'SET'; readonly items: readonly string[] };
export type TextValue = { readonly type: 'TEXT'; readonly text: string };
export type Value = ScalarValue | RangesValue | SetValue | TextValue;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const WHOLE = /^\d+$/;
/** Ours: revocable parts as Mesos prints them. */
const REVOCABLE = '{REV}';

/** Thousandths of a number, rounded as Mesos rounds scalars (llround of the value times 1000). */
export function milliOf(value: number): number {
  return value < 0 ? -Math.round(-value * 1000) : Math.round(value * 1000);
}

/** A value of a resource or attribute, its type recognised by its form. Spaces anywhere count for nothing. */
export function parseValue(text: string): Parsed<Value> {
  const letters = text.replaceAll(' ', '');
  if (letters === '') return { ok: false, error: 'Expecting non-empty string' };
  if (!['{}', '[]', '()'].every((pair) => bracketsMatch(letters, pair)))
    return { ok: false, error: 'Mismatched brackets' };
  if (letters.startsWith('[')) return parseRanges(letters);
  if (letters.includes('[')) return { ok: false, error: "Unexpected '[' found" };
  if (letters.startsWith('{')) {
    const items = tokensOf(letters, /[{},\n]/);
    return { ok: true, value: { type: 'SET', items } };
  }
  if (letters.includes('{')) return { ok: false, error: "Unexpected '{' found" };
  if (NUMBER.test(letters)) return { ok: true, value: { type: 'SCALAR', milli: milliOf(Number(letters)) } };
  return { ok: true, value: { type: 'TEXT', text: letters } };
}

/** Never more closed than opened, and all closed in the end. */
function bracketsMatch(text: string, pair: string): boolean {
  let open = 0;
  for (const letter of text) {
    if (letter === pair[0]) open += 1;
    if (letter === pair[1]) open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

function tokensOf(text: string, separators: RegExp): readonly string[] {
  return text.split(separators).filter((token) => token !== '');
}

export function parseResources(text: string, defaultRole: string = '*'): Parsed<Resources> {
  const parts: Resource[] = [];
  const types = new Map<string, Resource['type']>();
  for (const token of tokensOf(text, /;/)) {
    const parsed = parseResource(token, defaultRole);
    if (!parsed.ok) return parsed;
    const part = parsed.value;
    // What cannot be (a negative amount) is left out without a word.
    if (part === null) continue;
    const { name, type } = part;
    if ((types.get(name) ?? type) !== type) {
      const error = `Resources with the same name ('${name}') but different types are not allowed`;
      return { ok: false, error };
    }
    types.set(name, type);
    parts.push(part);
  }
  return { ok: true, value: resourcesOf(parts) };
}

/** For text known to be right (defaults, tests): throws where it is not. */
export function resources(text: string): Resources {
  const parsed = parseResources(text);
  if (!parsed.ok) throw new Error(`assertion failed: ${parsed.error}`);
  return parsed.value;
}

/** Null: no resource that could be. */
function parseResource(token: string, defaultRole: string): Parsed<Resource | null> {
  const [key, text, ...more] = tokensOf(token, /:/);
  if (key === undefined || text === undefined || more.length > 0)
    return { ok: false, error: `Bad value for resources, missing or extra ':' in ${token}` };
  const revocable = key.trimEnd().endsWith(REVOCABLE);
  const named = revocable ? key.trimEnd().slice(0, -REVOCABLE.length) : key;
  const [open, close] = [named.indexOf('('), named.indexOf(')')];
  if (open >= 0 && close < open)
    return { ok: false, error: `Bad value for resources, mismatched parentheses in ${token}` };
  const name = (open < 0 ? named : named.slice(0, open)).trim();
  const role = open < 0 ? defaultRole : named.slice(open + 1, close).trim();
  const value = parseValue(text);
  if (!value.ok) return { ok: false, error: `Failed to parse resource ${name} value ${text} error ${value.error}` };
  if (value.value.type === 'TEXT') return { ok: false, error: `Bad type for resource ${name} value ${text} type TEXT` };
  return { ok: true, value: resourceOf(name, value.value, { role, revocable }) };
}

function resourceOf(
  name: string,
  value: Exclude<Value, TextValue>,
  marks: { role: string; revocable: boolean },
): Resource | null {
  switch (value.type) {
    case 'SCALAR':
      return value.milli < 0 ? null : scalarResource(name, value.milli, marks);
    case 'RANGES':
      return value.ranges.some(({ begin, end }) => begin > end) ? null : rangesResource(name, value.ranges, marks);
    case 'SET':
      return new Set(value.items).size < value.items.length ? null : setResource(name, value.items, marks);
  }
}

/** Brackets, dashes and commas all part the numbers: `[1-2-3-4]` is two ranges. */
function parseRanges(text: string): Parsed<Value> {
  const tokens = tokensOf(text, /[[\]\-,\n]/);
  if (tokens.length % 2 !== 0) return { ok: false, error: 'Expecting one or more "ranges"' };
  const strange = tokens.find((token) => !WHOLE.test(token));
  if (strange !== undefined) return { ok: false, error: `Expecting non-negative integers in '${strange}'` };
  const ranges: { begin: number; end: number }[] = [];
  for (let index = 0; index < tokens.length; index += 2)
    ranges.push({ begin: Number(tokens[index]), end: Number(tokens[index + 1]) });
  return { ok: true, value: { type: 'RANGES', ranges } };
}
