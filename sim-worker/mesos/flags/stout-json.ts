/**
 * JSON as Mesos reads it, with its words for what is wrong.
 * Source: Mesos 1.0.1, 3rdparty/stout/include/stout/json.hpp (JSON::parse), picojson 1.3.0 (_parse, expect, match).
 */
import type { Parsed } from '../resources/parse.ts';

/** Where reading stands; `failed` once something did not fit. */
type Input = { readonly text: string; at: number };

const FAILED = Symbol('failed');
type Read = unknown;

export function parseStoutJson(text: string): Parsed<unknown> {
  const input: Input = { text, at: 0 };
  const value = readValue(input);
  if (value === FAILED) return { ok: false, error: syntaxError(input) };
  const rest = text.slice(input.at).trim();
  if (rest !== '') return { ok: false, error: `Parsed JSON included non-whitespace trailing characters: ${rest}` };
  return { ok: true, value };
}

export function parseStoutObject(text: string): Parsed<Readonly<Record<string, unknown>>> {
  const parsed = parseStoutJson(text);
  if (!parsed.ok) return parsed;
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value))
    return { ok: false, error: 'Unexpected JSON type parsed' };
  return { ok: true, value: parsed.value as Readonly<Record<string, unknown>> };
}

/** Names the line, and what stands there behind the last character that was taken. */
function syntaxError(input: Input): string {
  const line = input.text.slice(0, input.at).split('\n').length;
  const rest = input.text.slice(input.at).split('\n')[0] ?? '';
  return `syntax error at line ${String(line)} near: ${rest.replace(/[^ -\uffff]/g, '')}`;
}

function skipSpace(input: Input): void {
  while (input.at < input.text.length && ' \t\n\r'.includes(input.text.charAt(input.at))) input.at += 1;
}

function expectChar(input: Input, wanted: string): boolean {
  skipSpace(input);
  if (input.text.charAt(input.at) !== wanted) return false;
  input.at += 1;
  return true;
}

function readValue(input: Input): Read {
  skipSpace(input);
  const first = input.text.charAt(input.at);
  switch (first) {
    case 'n':
      return readWord(input, 'null', null);
    case 't':
      return readWord(input, 'true', true);
    case 'f':
      return readWord(input, 'false', false);
    case '"':
      input.at += 1;
      return readString(input);
    case '[':
      input.at += 1;
      return readArray(input);
    case '{':
      input.at += 1;
      return readObject(input);
    default:
      return /[-0-9]/.test(first) ? readNumber(input) : FAILED;
  }
}

function readWord(input: Input, word: string, value: unknown): Read {
  for (const letter of word) {
    if (input.text.charAt(input.at) !== letter) return FAILED;
    input.at += 1;
  }
  return value;
}

function readNumber(input: Input): Read {
  const digits = /^[-+.0-9eE]*/.exec(input.text.slice(input.at))?.[0] ?? '';
  input.at += digits.length;
  const value = Number(digits);
  return Number.isFinite(value) ? value : FAILED;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(input: Input): Read {
  let value = '';
  for (;;) {
    const letter = input.text.charAt(input.at);
    if (letter === '' || letter < ' ') return FAILED;
    input.at += 1;
    if (letter === '"') return value;
    if (letter !== '\\') {
      value += letter;
      continue;
    }
    const escaped = input.text.charAt(input.at);
    input.at += 1;
    const code = escaped === 'u' ? /^[0-9a-fA-F]{4}/.exec(input.text.slice(input.at))?.[0] : undefined;
    const plain = code === undefined ? ESCAPES[escaped] : String.fromCharCode(Number.parseInt(code, 16));
    if (plain === undefined) return FAILED;
    input.at += code === undefined ? 0 : code.length;
    value += plain;
  }
}

function readArray(input: Input): Read {
  const items: unknown[] = [];
  if (expectChar(input, ']')) return items;
  do {
    const item = readValue(input);
    if (item === FAILED) return FAILED;
    items.push(item);
  } while (expectChar(input, ','));
  return expectChar(input, ']') ? items : FAILED;
}

function readObject(input: Input): Read {
  const fields = new Map<string, unknown>();
  if (!expectChar(input, '}')) {
    do {
      if (!expectChar(input, '"')) return FAILED;
      const name = readString(input);
      if (typeof name !== 'string' || !expectChar(input, ':')) return FAILED;
      const value = readValue(input);
      if (value === FAILED) return FAILED;
      fields.set(name, value);
    } while (expectChar(input, ','));
    if (!expectChar(input, '}')) return FAILED;
  }
  return Object.fromEntries(fields);
}
