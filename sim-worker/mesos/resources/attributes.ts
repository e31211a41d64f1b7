/**
 * Attributes of an agent: `vcluster:cluster1;rack:2`.
 * Source: Mesos 1.0.1, src/common/attributes.cpp.
 */
import { formatMilli } from './format.ts';
import { type Parsed, parseValue, type Value } from './parse.ts';
import { formatRanges } from './ranges.ts';

export type Attribute = { readonly name: string; readonly value: Value };

export function parseAttributes(text: string): Parsed<readonly Attribute[]> {
  const attributes: Attribute[] = [];
  for (const token of text.split(/[;\n]/)) {
    if (token.trim() === '') continue;
    const colon = token.indexOf(':');
    if (colon <= 0) return { ok: false, error: `Invalid attribute key:value pair '${token}'` };
    const value = parseValue(token.slice(colon + 1));
    if (!value.ok) return value;
    attributes.push(Object.freeze({ name: token.slice(0, colon).trim(), value: Object.freeze(value.value) }));
  }
  return { ok: true, value: Object.freeze(attributes) };
}

/** `[ vcluster=cluster1, rack=2 ]` as the agent's log prints it. */
export function formatAttributes(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return '[  ]';
  return `[ ${attributes.map((attribute) => `${attribute.name}=${formatValue(attribute.value)}`).join(', ')} ]`;
}

export function formatValue(value: Value): string {
  switch (value.type) {
    case 'SCALAR':
      return formatMilli(value.milli);
    case 'RANGES':
      return formatRanges(value.ranges);
    case 'SET':
      return `{${value.items.join(', ')}}`;
    case 'TEXT':
      return value.text;
  }
}
