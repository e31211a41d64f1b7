/**
 * Reading JSON text without making values of all of it: where a value ends, what a string says. Positions are those of
 * the given text; -1 means that the text ends before the value does.
 */

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COMMA = 44;
const COLON = 58;

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** Position after the closing quote of the string that begins at `start`. Strings are short: a loop beats `indexOf`. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  return -1;
}

/** Position after the value that begins at `start`. A number that touches the end of the text may go on: -1. */
export function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return stringEnd(text, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return containerEnd(text, start);
  for (let at = start; at < text.length; at += 1) if (endsLiteral(text.charCodeAt(at))) return at;
  return -1;
}

function endsLiteral(code: number): boolean {
  return code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isSpace(code);
}

function containerEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end === -1) return -1;
      at = end - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** The string whose text, with quotes, lies between the two positions. */
export function stringAt(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : inner;
}

/** Calls with the places of name and value of each field of the object that begins at `start`; gives the position after it. */
export function scanFields(
  text: string,
  start: number,
  onField: (nameStart: number, nameStop: number, valueStart: number, valueStop: number) => void,
): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACE) return at + 1;
    if (code !== QUOTE) {
      at += 1;
      continue;
    }
    const nameEnd = stringEnd(text, at);
    if (nameEnd === -1) return -1;
    let value = nameEnd;
    while (isSpace(text.charCodeAt(value)) || text.charCodeAt(value) === COLON) value += 1;
    const stop = valueEnd(text, value);
    if (stop === -1) return -1;
    onField(at + 1, nameEnd - 1, value, stop);
    at = stop;
  }
  return -1;
}

/** All values of a JSON text, without the names of fields, in lower case: what a filter box looks through. */
export function valuesText(json: string): string {
  let text = '';
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(json, at);
      if (end === -1) break;
      if (json.charCodeAt(end) !== COLON) text += `\n${stringAt(json, at, end)}`;
      at = end - 1;
    } else if (!isPunctuation(code)) {
      const end = literalEnd(json, at);
      const literal = json.slice(at, end);
      text += `\n${literal.endsWith('.0') ? literal.slice(0, -2) : literal}`;
      at = end - 1;
    }
  }
  return text.toLowerCase();
}

function literalEnd(json: string, start: number): number {
  const end = valueEnd(json, start);
  return end === -1 ? json.length : end;
}

function isPunctuation(code: number): boolean {
  return (
    code === COMMA ||
    code === COLON ||
    code === OPEN_BRACE ||
    code === CLOSE_BRACE ||
    code === OPEN_BRACKET ||
    code === CLOSE_BRACKET ||
    isSpace(code)
  );
}
