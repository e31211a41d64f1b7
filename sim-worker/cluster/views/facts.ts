/** A program's summary of itself as a list of names and values for the inspector. */
import type { Fact } from './program-picture.ts';

const FACT_LIMIT = 60;
const TEXT_LIMIT = 200;
const LIST_LIMIT = 12;

/** Nested records become `outer.inner`; lists are joined and cut. */
export function factsOf(detail: object, prefix = ''): Fact[] {
  const facts = Object.entries(detail).flatMap(([name, value]): Fact[] => {
    const full = prefix === '' ? name : `${prefix}.${name}`;
    if (isRecord(value) && prefix === '') return factsOf(value, full);
    return [{ name: full, value: textOf(value).slice(0, TEXT_LIMIT) }];
  });
  return facts.slice(0, FACT_LIMIT);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof Map);
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (isList(value)) return listText([...value]);
  if (value instanceof Map) return listText([...value].map(([key, item]) => `${String(key)}: ${textOf(item)}`));
  return typeof value === 'object' ? recordText(value) : String(value);
}

function listText(items: readonly unknown[]): string {
  if (items.length === 0) return '–';
  const shown = items.slice(0, LIST_LIMIT).map(textOf).join(', ');
  return items.length > LIST_LIMIT ? `${shown}, … ${String(items.length)} in all` : shown;
}

function recordText(value: object): string {
  return Object.entries(value)
    .map(([name, item]) => `${name} ${textOf(item)}`)
    .join(' · ');
}
