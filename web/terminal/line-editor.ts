/** The line being typed: what JLine and readline do with it. Pure; the screen draws it, the page sends it. */

export type EditedLine = {
  readonly text: string;
  /** Characters before the cursor. */
  readonly cursor: number;
  /** Lines back in the history; 0: the own line. */
  readonly back: number;
  /** The own line, while an older one is shown. */
  readonly draft: string;
};

export const EMPTY_LINE: EditedLine = { text: '', cursor: 0, back: 0, draft: '' };

export type EditKey =
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'home'
  | 'end'
  | 'up'
  | 'down'
  | 'killToEnd'
  | 'killToStart'
  | 'killWord';

/** What a key or a paste asks for, in the order of what was typed. */
export type Typed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edit'; readonly key: EditKey }
  | { readonly kind: 'enter' | 'tab' | 'interrupt' | 'endOfFile' | 'clearScreen' };

const LONGEST_LINE = 8192;

const sequences: readonly (readonly [string, Typed])[] = [
  ['\x1b[1;5D', { kind: 'edit', key: 'wordLeft' }],
  ['\x1b[1;5C', { kind: 'edit', key: 'wordRight' }],
  ['\x1bb', { kind: 'edit', key: 'wordLeft' }],
  ['\x1bf', { kind: 'edit', key: 'wordRight' }],
  ['\x1b[A', { kind: 'edit', key: 'up' }],
  ['\x1b[B', { kind: 'edit', key: 'down' }],
  ['\x1b[C', { kind: 'edit', key: 'right' }],
  ['\x1b[D', { kind: 'edit', key: 'left' }],
  ['\x1bOA', { kind: 'edit', key: 'up' }],
  ['\x1bOB', { kind: 'edit', key: 'down' }],
  ['\x1bOC', { kind: 'edit', key: 'right' }],
  ['\x1bOD', { kind: 'edit', key: 'left' }],
  ['\x1b[H', { kind: 'edit', key: 'home' }],
  ['\x1b[F', { kind: 'edit', key: 'end' }],
  ['\x1bOH', { kind: 'edit', key: 'home' }],
  ['\x1bOF', { kind: 'edit', key: 'end' }],
  ['\x1b[3~', { kind: 'edit', key: 'delete' }],
  ['\r\n', { kind: 'enter' }],
  ['\r', { kind: 'enter' }],
  ['\n', { kind: 'enter' }],
  ['\t', { kind: 'tab' }],
  ['\x7f', { kind: 'edit', key: 'backspace' }],
  ['\b', { kind: 'edit', key: 'backspace' }],
  ['\x01', { kind: 'edit', key: 'home' }],
  ['\x05', { kind: 'edit', key: 'end' }],
  ['\x02', { kind: 'edit', key: 'left' }],
  ['\x06', { kind: 'edit', key: 'right' }],
  ['\x0b', { kind: 'edit', key: 'killToEnd' }],
  ['\x15', { kind: 'edit', key: 'killToStart' }],
  ['\x17', { kind: 'edit', key: 'killWord' }],
  ['\x10', { kind: 'edit', key: 'up' }],
  ['\x0e', { kind: 'edit', key: 'down' }],
  ['\x03', { kind: 'interrupt' }],
  ['\x04', { kind: 'endOfFile' }],
  ['\x0c', { kind: 'clearScreen' }],
];

/** Splits what a terminal sends into keys and text; control characters that mean nothing here are dropped. */
export function readKeys(data: string): Typed[] {
  const found: Typed[] = [];
  let text = '';
  let rest = data;
  const flush = (): void => {
    if (text !== '') found.push({ kind: 'text', text });
    text = '';
  };
  while (rest !== '') {
    const known = sequences.find(([sequence]) => rest.startsWith(sequence));
    if (known !== undefined) {
      flush();
      found.push(known[1]);
      rest = rest.slice(known[0].length);
      continue;
    }
    const dropped = meaninglessLength(rest);
    if (dropped === 0) text += rest[0] ?? '';
    rest = rest.slice(Math.max(1, dropped));
  }
  flush();
  return found;
}

/** Characters at the beginning that are an escape sequence or a control character without a meaning here (bracketed paste). */
function meaninglessLength(text: string): number {
  const code = text.charCodeAt(0);
  if (code >= 32) return 0;
  if (code !== 27) return 1;
  if (text[1] === 'O') return 3;
  if (text[1] !== '[') return 2;
  let end = 2;
  while (end < text.length && text.charCodeAt(end) < 64) end += 1;
  return end + 1;
}

export function insertText(line: EditedLine, text: string): EditedLine {
  const joined = (line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor)).slice(0, LONGEST_LINE);
  return { ...line, text: joined, cursor: Math.min(joined.length, line.cursor + text.length) };
}

/** `history`: oldest first. */
export function editLine(line: EditedLine, key: EditKey, history: readonly string[]): EditedLine {
  const { text, cursor } = line;
  switch (key) {
    case 'backspace':
      return without(line, previous(text, cursor), cursor);
    case 'delete':
      return without(line, cursor, following(text, cursor));
    case 'left':
      return { ...line, cursor: previous(text, cursor) };
    case 'right':
      return { ...line, cursor: following(text, cursor) };
    case 'wordLeft':
      return { ...line, cursor: wordStart(text, cursor) };
    case 'wordRight':
      return { ...line, cursor: wordEnd(text, cursor) };
    case 'home':
      return { ...line, cursor: 0 };
    case 'end':
      return { ...line, cursor: text.length };
    case 'killToEnd':
      return without(line, cursor, text.length);
    case 'killToStart':
      return without(line, 0, cursor);
    case 'killWord':
      return without(line, wordStart(text, cursor), cursor);
    case 'up':
      return recall(line, line.back + 1, history);
    case 'down':
      return recall(line, line.back - 1, history);
  }
}

function without(line: EditedLine, from: number, to: number): EditedLine {
  return { ...line, text: line.text.slice(0, from) + line.text.slice(to), cursor: from };
}

/** Pairs of surrogates are one character. */
function previous(text: string, cursor: number): number {
  return Math.max(0, cursor - (/[\udc00-\udfff]/.test(text[cursor - 1] ?? '') ? 2 : 1));
}

function following(text: string, cursor: number): number {
  return Math.min(text.length, cursor + (/[\ud800-\udbff]/.test(text[cursor] ?? '') ? 2 : 1));
}

function wordStart(text: string, cursor: number): number {
  return text.slice(0, cursor).replace(/[^\s/]*[\s/]*$/, '').length;
}

function wordEnd(text: string, cursor: number): number {
  return cursor + (/^[\s/]*[^\s/]*/.exec(text.slice(cursor))?.[0].length ?? 0);
}

function recall(line: EditedLine, back: number, history: readonly string[]): EditedLine {
  if (back < 0 || back > history.length) return line;
  const draft = line.back === 0 ? line.text : line.draft;
  const text = back === 0 ? draft : (history[history.length - back] ?? '');
  return { text, cursor: text.length, back, draft };
}

export type Completion = {
  readonly line: EditedLine;
  /** More than one way to go on: shown to the person. */
  readonly choices: readonly string[];
};

/** Puts the part that all candidates share in place of the word before the cursor. */
export function completeWord(line: EditedLine, candidates: readonly string[]): Completion {
  const [first, ...others] = candidates;
  if (first === undefined) return { line, choices: [] };
  let shared = first;
  for (const candidate of others) while (!candidate.startsWith(shared)) shared = shared.slice(0, -1);
  const before = line.text.slice(0, line.cursor);
  const start = before.length - (/\S*$/.exec(before)?.[0].length ?? 0);
  const word = others.length === 0 && !shared.startsWith('/') ? `${shared} ` : shared;
  const text = line.text.slice(0, start) + word + line.text.slice(line.cursor);
  const completed = { ...line, text, cursor: start + word.length };
  return { line: completed, choices: others.length === 0 || completed.text !== line.text ? [] : candidates };
}
