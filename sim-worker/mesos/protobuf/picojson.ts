/**
 * JSON texts as Mesos reads them: the same texts are refused with the same words.
 * Source: Mesos 1.0.1, stout/json.hpp (JSON::parse) over picojson 1.3.0 (input, _parse).
 * A text that JSON.parse takes is taken here too; the slow reader only finds out where a bad one goes wrong.
 */
import type { Parsed } from '../resources/parse.ts';

const WHITE = ' \t\n\r';
const DIGITS = '0123456789';

/** Position of the reader; `at` may stand behind the last letter. */
type Input = { readonly text: string; at: number };

export function parseJsonText(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return refused(text);
  }
}

/** What picojson takes although JSON does not know it (`01`, `[1] x` up to its end) is refused for what follows it. */
function refused(text: string): Parsed<unknown> {
  const input: Input = { text, at: 0 };
  if (!readValue(input))
    return { ok: false, error: `syntax error at line ${lineOf(input)} near: ${restOfLine(input)}` };
  const rest = text.slice(input.at).trimEnd();
  const trailing = `Parsed JSON included non-whitespace trailing characters: ${rest}`;
  return { ok: false, error: rest === '' ? 'syntax error at line 1 near: ' : trailing };
}

/** The line is counted when the letter behind a line's end is read. */
function lineOf(input: Input): string {
  const read = input.text.slice(0, Math.max(0, input.at));
  return String(1 + (read.match(/\n/g)?.length ?? 0));
}

function restOfLine(input: Input): string {
  const [line = ''] = input.text.slice(input.at).split('\n');
  return [...line].filter((letter) => letter >= ' ').join('');
}

function skipWhite(input: Input): void {
  while (input.at < input.text.length && WHITE.includes(input.text[input.at] as string)) input.at += 1;
}

/** Takes the letter when it is the next one behind white space. */
function take(input: Input, letter: string): boolean {
  skipWhite(input);
  if (input.text[input.at] !== letter) return false;
  input.at += 1;
  return true;
}

function readValue(input: Input): boolean {
  skipWhite(input);
  const letter = input.text[input.at] ?? '';
  switch (letter) {
    case 'n':
      return readWord(input, 'null');
    case 'f':
      return readWord(input, 'false');
    case 't':
      return readWord(input, 'true');
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
      return letter !== '' && `-${DIGITS}`.includes(letter) && readNumber(input);
  }
}

/** Stops at the first letter that differs. */
function readWord(input: Input, word: string): boolean {
  for (const letter of word) {
    if (input.text[input.at] !== letter) return false;
    input.at += 1;
  }
  return true;
}

function readNumber(input: Input): boolean {
  const [text = ''] = /^[-+0-9.eE]+/.exec(input.text.slice(input.at)) ?? [];
  input.at += text.length;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

function readString(input: Input): boolean {
  for (;;) {
    const letter = input.text[input.at];
    if (letter === undefined || letter < ' ') return false;
    input.at += 1;
    if (letter === '"') return true;
    if (letter !== '\\') continue;
    const escaped = input.text[input.at];
    if (escaped === undefined) return false;
    input.at += 1;
    if (escaped === 'u') {
      if (!readHexadecimals(input)) return false;
    } else if (!'"\\/bfnrt'.includes(escaped)) return false;
  }
}

function readHexadecimals(input: Input): boolean {
  for (let count = 0; count < 4; count += 1) {
    if (!/^[0-9a-fA-F]$/.test(input.text[input.at] ?? '')) return false;
    input.at += 1;
  }
  return true;
}

function readArray(input: Input): boolean {
  if (take(input, ']')) return true;
  do if (!readValue(input)) return false;
  while (take(input, ','));
  return take(input, ']');
}

function readObject(input: Input): boolean {
  if (take(input, '}')) return true;
  do {
    if (!take(input, '"') || !readString(input) || !take(input, ':') || !readValue(input)) return false;
  } while (take(input, ','));
  return take(input, '}');
}

/** As above, of an object or an array only. */
export function parseJsonObject(text: string): Parsed<Readonly<Record<string, unknown>>> {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ok: true, value: value as Readonly<Record<string, unknown>> }
    : WRONG_TYPE;
}

export function parseJsonArray(text: string): Parsed<readonly unknown[]> {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return parsed;
  return Array.isArray(parsed.value) ? { ok: true, value: parsed.value as readonly unknown[] } : WRONG_TYPE;
}

const WRONG_TYPE = { ok: false, error: 'Unexpected JSON type parsed' } as const;
