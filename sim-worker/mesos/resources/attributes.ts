/**
 * Attributes of an agent: `vcluster:cluster1;rack:2`.
 * Source: Mesos 1.0.1, src/common/attributes.cpp.
 */
import { formatMilli } from './format.ts';
import { type Parsed, parseValue, type Value } from './parse.ts';
import { coalesceRanges, formatRanges } from './ranges.ts';

export type Attribute = { readonly name: string; readonly value: Value };

export function parseAttributes(text: string): Parsed<readonly Attribute[]> {
  const attributes: Attribute[] = [];
  for (const token of text.split(/[;\n]/)) {
    if (token === '') continue;
    const colon = token.indexOf(':');
    const [name, given] = [token.slice(0, colon), token.slice(colon + 1)];
    if (colon <= 0 || given === '') return { ok: false, error: `Invalid attribute key:value pair '${token}'` };
    const value = parseValue(given);
    if (!value.ok) return { ok: false, error: `Failed to parse attribute ${name} text ${given} error ${value.error}` };
    if (value.value.type === 'SET') return { ok: false, error: `Bad type for attribute ${name} text ${given} type 2` };
    attributes.push(Object.freeze({ name, value: Object.freeze(withJoinedRanges(value.value)) }));
  }
  return { ok: true, value: Object.freeze(attributes) };
}

function withJoinedRanges(value: Value): Value {
  return value.type === 'RANGES' ? { type: 'RANGES', ranges: coalesceRanges(value.ranges) } : value;
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
