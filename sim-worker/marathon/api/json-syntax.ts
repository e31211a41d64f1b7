/**
 * What is wrong with a text that is no JSON, in Jackson's words: the message does not depend on the engine that runs us.
 * Source: Jackson 2.5, core/json/UTF8StreamJsonParser.java, core/base/ParserMinimalBase.java (original messages, without location).
 */
const WHITE = ' \t\r\n';
const VALUE = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')";
/** Deeper nesting is refused: no definition needs it, and reading it must not exhaust the stack. */
const MAX_DEPTH = 500;
const LITERALS = ['true', 'false', 'null'] as const;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

type Cursor = { readonly text: string; at: number; depth: number };
/** Null: this part is fine. */
type Fault = string | null;

/** Null when the text is JSON. */
export function jsonFault(text: string): Fault {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  skipWhite(cursor);
  if (cursor.at >= text.length) return 'No content to map due to end-of-input';
  return readValue(cursor) ?? readEnd(cursor);
}

function readEnd(cursor: Cursor): Fault {
  skipWhite(cursor);
  return cursor.at < cursor.text.length ? unexpected(cursor, VALUE) : null;
}

function skipWhite(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && WHITE.includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

function quoted(char: string): string {
  const code = char.charCodeAt(0);
  return code < 32 ? `(CTRL-CHAR, code ${String(code)})` : `'${char}' (code ${String(code)})`;
}

function unexpected(cursor: Cursor, expected: string): string {
  return `Unexpected character (${quoted(cursor.text.charAt(cursor.at))}): ${expected}`;
}

function atEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.text.length;
}

function readValue(cursor: Cursor): Fault {
  if (cursor.depth >= MAX_DEPTH) return `Document nesting depth exceeds the maximum allowed (${String(MAX_DEPTH)})`;
  cursor.depth += 1;
  const fault = readValueInside(cursor);
  cursor.depth -= 1;
  return fault;
}

function readValueInside(cursor: Cursor): Fault {
  switch (cursor.text.charAt(cursor.at)) {
    case '{':
      return readObject(cursor);
    case '[':
      return readArray(cursor);
    case '"':
      return readText(cursor, 'in VALUE_STRING');
    default:
      return readPlain(cursor);
  }
}

function readPlain(cursor: Cursor): Fault {
  const char = cursor.text.charAt(cursor.at);
  if (char === '-' || (char >= '0' && char <= '9')) return readNumber(cursor);
  if (!/[A-Za-z_$]/.test(char)) return unexpected(cursor, VALUE);
  const word = /[A-Za-z0-9_$]*/y;
  word.lastIndex = cursor.at;
  const token = word.exec(cursor.text)?.[0] ?? '';
  if (!LITERALS.some((literal) => literal === token))
    return `Unrecognized token '${token}': was expecting ('true', 'false' or 'null')`;
  cursor.at += token.length;
  return null;
}

function readNumber(cursor: Cursor): Fault {
  NUMBER.lastIndex = cursor.at;
  const found = NUMBER.exec(cursor.text)?.[0];
  if (found === undefined) {
    cursor.at += 1;
    if (atEnd(cursor)) return 'Unexpected end-of-input: expected digit after minus sign';
    return unexpected(cursor, 'expected digit (0-9) to follow minus sign, for valid numeric value');
  }
  cursor.at += found.length;
  const next = cursor.text.charAt(cursor.at);
  if (found.endsWith('0') && next >= '0' && next <= '9') return 'Invalid numeric value: Leading zeroes not allowed';
  if (next === '.') {
    cursor.at += 1;
    return atEnd(cursor)
      ? 'Unexpected end-of-input in a numeric value'
      : unexpected(cursor, 'Decimal point not followed by a digit');
  }
  return null;
}

const END_IN = (kind: string): string => `Unexpected end-of-input: expected close marker for ${kind}`;

function readObject(cursor: Cursor): Fault {
  cursor.at += 1;
  for (let isFirst = true; ; isFirst = false) {
    skipWhite(cursor);
    if (atEnd(cursor)) return END_IN('OBJECT');
    if (cursor.text.charAt(cursor.at) === '}') {
      cursor.at += 1;
      return null;
    }
    const fault = (isFirst ? null : readComma(cursor, 'OBJECT')) ?? readEntry(cursor);
    if (fault !== null) return fault;
  }
}

function readComma(cursor: Cursor, kind: 'OBJECT' | 'ARRAY'): Fault {
  if (cursor.text.charAt(cursor.at) !== ',')
    return unexpected(cursor, `was expecting comma to separate ${kind} entries`);
  cursor.at += 1;
  skipWhite(cursor);
  return atEnd(cursor) ? `Unexpected end-of-input within/between ${kind} entries` : null;
}

function readEntry(cursor: Cursor): Fault {
  if (cursor.text.charAt(cursor.at) !== '"')
    return unexpected(cursor, 'was expecting double-quote to start field name');
  const name = readText(cursor, 'in field name');
  if (name !== null) return name;
  skipWhite(cursor);
  if (atEnd(cursor)) return 'Unexpected end-of-input within/between OBJECT entries';
  if (cursor.text.charAt(cursor.at) !== ':')
    return unexpected(cursor, 'was expecting a colon to separate field name and value');
  cursor.at += 1;
  skipWhite(cursor);
  return atEnd(cursor) ? 'Unexpected end-of-input within/between OBJECT entries' : readValue(cursor);
}

function readArray(cursor: Cursor): Fault {
  cursor.at += 1;
  for (let isFirst = true; ; isFirst = false) {
    skipWhite(cursor);
    if (atEnd(cursor)) return END_IN('ARRAY');
    if (cursor.text.charAt(cursor.at) === ']') {
      cursor.at += 1;
      return null;
    }
    const fault = (isFirst ? null : readComma(cursor, 'ARRAY')) ?? readValue(cursor);
    if (fault !== null) return fault;
  }
}

function readText(cursor: Cursor, where: string): Fault {
  for (cursor.at += 1; !atEnd(cursor); cursor.at += 1) {
    const char = cursor.text.charAt(cursor.at);
    if (char === '"') {
      cursor.at += 1;
      return null;
    }
    if (char < ' ')
      return `Illegal unquoted character (${quoted(char)}): has to be escaped using backslash to be included ${where === 'in field name' ? 'in name' : 'in string value'}`;
    if (char !== '\\') continue;
    const fault = readEscape(cursor);
    if (fault !== null) return fault;
  }
  return where === 'in field name'
    ? 'Unexpected end-of-input in field name'
    : 'Unexpected end-of-input: was expecting closing quote for a string value';
}

function readEscape(cursor: Cursor): Fault {
  cursor.at += 1;
  const char = cursor.text.charAt(cursor.at);
  if (char === '') return 'Unexpected end-of-input in character escape sequence';
  if ('"\\/bfnrt'.includes(char)) return null;
  if (char !== 'u') return `Unrecognized character escape ${quoted(char)}`;
  for (let count = 0; count < 4; count += 1) {
    cursor.at += 1;
    const digit = cursor.text.charAt(cursor.at);
    if (digit === '') return 'Unexpected end-of-input in character escape sequence';
    if (!/[0-9a-fA-F]/.test(digit)) return unexpected(cursor, 'expected a hex-digit for character escape sequence');
  }
  return null;
}
