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
const RANGE = /^\s*(\d+)\s*-\s*(\d+)\s*$/;
const NAME = /^([^({:]+)(\(([^)]*)\))?(\{REV\})?$/;

/** Thousandths of a number, rounded as Mesos rounds scalars (llround of the value times 1000). */
export function milliOf(value: number): number {
  return value < 0 ? -Math.round(-value * 1000) : Math.round(value * 1000);
}

/** A value of a resource or attribute, its type recognised by its form. */
export function parseValue(text: string): Parsed<Value> {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) return parseRanges(trimmed);
  if (trimmed.startsWith('{')) return parseItems(trimmed);
  if (NUMBER.test(trimmed)) return { ok: true, value: { type: 'SCALAR', milli: milliOf(Number(trimmed)) } };
  return { ok: true, value: { type: 'TEXT', text: trimmed } };
}

export function parseResources(text: string, defaultRole: string = '*'): Parsed<Resources> {
  const parts: Resource[] = [];
  for (const token of text.split(/[;\n]/)) {
    if (token.trim() === '') continue;
    const parsed = parseResource(token.trim(), defaultRole);
    if (!parsed.ok) return parsed;
    parts.push(parsed.value);
  }
  return { ok: true, value: resourcesOf(parts) };
}

/** For text known to be right (defaults, tests): throws where it is not. */
export function resources(text: string): Resources {
  const parsed = parseResources(text);
  if (!parsed.ok) throw new Error(`assertion failed: ${parsed.error}`);
  return parsed.value;
}

function parseResource(token: string, defaultRole: string): Parsed<Resource> {
  const colon = token.indexOf(':');
  if (colon < 0 || (token.indexOf(':', colon + 1) >= 0 && !token.includes('['))) {
    return { ok: false, error: `Bad value for resources, missing or extra ':' in ${token}` };
  }
  const match = NAME.exec(token.slice(0, colon).trim());
  if (match === null) return { ok: false, error: `Bad value for resources, mismatching parentheses in ${token}` };
  const name = (match[1] ?? '').trim();
  const marks = { role: match[3]?.trim() ?? defaultRole, revocable: match[4] !== undefined };
  const value = parseValue(token.slice(colon + 1));
  if (!value.ok) return value;
  return resourceOf(name, value.value, marks);
}

function resourceOf(name: string, value: Value, marks: { role: string; revocable: boolean }): Parsed<Resource> {
  switch (value.type) {
    case 'SCALAR':
      if (value.milli < 0) return { ok: false, error: `Bad value for resources: negative scalar for ${name}` };
      return { ok: true, value: scalarResource(name, value.milli, marks) };
    case 'RANGES':
      return { ok: true, value: rangesResource(name, value.ranges, marks) };
    case 'SET':
      return { ok: true, value: setResource(name, value.items, marks) };
    case 'TEXT':
      return { ok: false, error: `Bad type for resource ${name} value ${value.text} type TEXT` };
  }
}

function parseRanges(text: string): Parsed<Value> {
  if (!text.endsWith(']')) return { ok: false, error: `Failed to parse '${text}': Expecting one or more "ranges"` };
  const ranges: { begin: number; end: number }[] = [];
  for (const token of text.slice(1, -1).split(',')) {
    if (token.trim() === '') continue;
    const match = RANGE.exec(token);
    if (match === null) return { ok: false, error: `Failed to parse '${text}': Expecting one or more "ranges"` };
    ranges.push({ begin: Number(match[1]), end: Number(match[2]) });
  }
  return { ok: true, value: { type: 'RANGES', ranges } };
}

function parseItems(text: string): Parsed<Value> {
  if (!text.endsWith('}')) return { ok: false, error: `Failed to parse '${text}': Expecting a set` };
  const items = text
    .slice(1, -1)
    .split(',')
    .map((item) => item.trim());
  return { ok: true, value: { type: 'SET', items: items.filter((item) => item !== '') } };
}
