/**
 * A large JSON document that comes in pieces: a plan says which parts are gone into, and who takes the rest. Nothing is
 * kept of what has been taken, so that 80 MB of text need neither one string nor one tree of values.
 */
import { isSpace, stringEnd, valueEnd } from './json-scan.ts';

export type Plan =
  /** The value, parsed. */
  | { readonly kind: 'value'; readonly take: (value: unknown) => void }
  /** Reads the object that begins at a position of the text itself; gives the position after it, -1 where the text ends too early. */
  | { readonly kind: 'scan'; readonly take: (text: string, start: number) => number }
  | { readonly kind: 'array'; readonly element: Plan }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Plan>>;
      /** Fields that are not named. */
      readonly other: (name: string, value: unknown) => void;
      readonly begin?: () => void;
    };

export type JsonStream = {
  /** Throws on what is no JSON. */
  readonly push: (piece: string) => void;
  /** Throws when the document is not complete. */
  readonly finish: () => void;
};

type Frame = Extract<Plan, { kind: 'array' | 'object' }>;

type Reader = { text: string; at: number; expected: Plan | null; readonly open: Frame[] };

const CLOSERS = new Set([125, 93]);
const COMMA = 44;
const QUOTE = 34;
const COLON = 58;

export function jsonStream(root: Plan): JsonStream {
  const reader: Reader = { text: '', at: 0, expected: root, open: [] };
  return {
    push: (piece) => {
      reader.text = reader.at >= reader.text.length ? piece : reader.text.slice(reader.at) + piece;
      reader.at = 0;
      while (reader.at < reader.text.length && step(reader)) {
        // Each step takes one value, name or mark.
      }
    },
    finish: () => {
      if (reader.expected !== null || reader.open.length > 0) throw new SyntaxError('the JSON text ends too early');
    },
  };
}

/** False: the text at hand ends within something; more has to come. */
function step(reader: Reader): boolean {
  const code = reader.text.charCodeAt(reader.at);
  if (isSpace(code) || code === COMMA) {
    reader.at += 1;
    return true;
  }
  if (CLOSERS.has(code)) {
    if (reader.expected !== null || reader.open.pop() === undefined) throw new SyntaxError('a bracket closes nothing');
    reader.at += 1;
    return true;
  }
  if (reader.expected !== null) return takeValue(reader, reader.expected);
  const frame = reader.open[reader.open.length - 1];
  if (frame === undefined) throw new SyntaxError('text after the end of the JSON');
  if (frame.kind === 'object') return takeName(reader, frame, code);
  reader.expected = frame.element;
  return true;
}

function takeValue(reader: Reader, plan: Plan): boolean {
  const { text, at } = reader;
  const opens = text[at] === '{' ? 'object' : text[at] === '[' ? 'array' : null;
  if ((plan.kind === 'object' || plan.kind === 'array') && plan.kind === opens) {
    reader.open.push(plan);
    reader.expected = null;
    reader.at += 1;
    if (plan.kind === 'object') plan.begin?.();
    return true;
  }
  const end = plan.kind === 'scan' && opens === 'object' ? plan.take(text, at) : valueEnd(text, at);
  if (end === -1) return false;
  if (plan.kind === 'value') plan.take(JSON.parse(text.slice(at, end)));
  reader.expected = null;
  reader.at = end;
  return true;
}

function takeName(reader: Reader, frame: Extract<Frame, { kind: 'object' }>, code: number): boolean {
  const { text, at } = reader;
  if (code !== QUOTE) throw new SyntaxError('a field has no name');
  const end = stringEnd(text, at);
  if (end === -1) return false;
  let value = end;
  while (isSpace(text.charCodeAt(value))) value += 1;
  if (value >= text.length) return false;
  if (text.charCodeAt(value) !== COLON) throw new SyntaxError('a name without a value');
  const name = JSON.parse(text.slice(at, end)) as string;
  reader.expected = Object.hasOwn(frame.fields, name)
    ? (frame.fields[name] ?? null)
    : { kind: 'value', take: (taken) => frame.other(name, taken) };
  reader.at = value + 1;
  return true;
}
