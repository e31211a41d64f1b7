/**
 * Selectors of labels: `k`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, joined by commas; a backslash escapes.
 * Source: Marathon 1.1.1, api/v2/LabelSelectorParsers.scala.
 */
import type { StringPairs } from '../model/json-reader.ts';

type Selector = { readonly key: string; readonly matches: (value: string | null) => boolean };
export type ParsedSelector =
  | { readonly ok: true; readonly matches: (labels: StringPairs) => boolean }
  | { readonly ok: false; readonly error: string };

const TERM = /^\s*((?:\\.|[^\s,=!()\\])+)\s*(?:(==|!=)\s*((?:\\.|[^\s,=!()\\])+)|(in|notin)\s*\(([^)]*)\))?\s*(,|$)/;

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

function selectorOf(match: RegExpExecArray): Selector {
  const [, key = '', comparison, value = '', set, items = ''] = match;
  const wanted = unescape(value);
  const choices = items.split(',').map((item) => unescape(item.trim()));
  if (comparison === '==') return { key: unescape(key), matches: (label) => label === wanted };
  if (comparison === '!=') return { key: unescape(key), matches: (label) => label !== wanted };
  if (set === 'in') return { key: unescape(key), matches: (label) => label !== null && choices.includes(label) };
  if (set === 'notin') return { key: unescape(key), matches: (label) => label === null || !choices.includes(label) };
  return { key: unescape(key), matches: (label) => label !== null };
}

export function parseLabelSelector(text: string): ParsedSelector {
  const selectors: Selector[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const match = TERM.exec(rest);
    if (match === null)
      return {
        ok: false,
        error: `Can not parse label selector '${text}'. Reason: string matching regex expected but '${rest.trim().slice(0, 1)}' found`,
      };
    selectors.push(selectorOf(match));
    rest = rest.slice(match[0].length);
  }
  const valueOf = (labels: StringPairs, key: string): string | null =>
    labels.find(([name]) => name === key)?.[1] ?? null;
  return {
    ok: true,
    matches: (labels) => selectors.every((selector) => selector.matches(valueOf(labels, selector.key))),
  };
}
