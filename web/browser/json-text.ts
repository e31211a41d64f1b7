/** Pieces of the JSON page: the raw text set out in lines, keeping each number as the server wrote it (`3.0`). */

/** Sets a JSON text out with two spaces; strings and numbers stay as they are written. */
export function formatJsonText(text: string): string {
  let out = '';
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (char === '"') {
      const end = stringEnd(text, index);
      out += text.slice(index, end);
      index = end - 1;
    } else if (char === '{' || char === '[') {
      const closing = nextSolid(text, index + 1);
      if (text[closing] === '}' || text[closing] === ']') {
        out += char + (text[closing] ?? '');
        index = closing;
      } else out += `${char}\n${'  '.repeat((depth += 1))}`;
    } else if (char === '}' || char === ']') out += `\n${'  '.repeat((depth = Math.max(0, depth - 1)))}${char}`;
    else if (char === ',') out += `,\n${'  '.repeat(depth)}`;
    else if (char === ':') out += ': ';
    else if (!/\s/.test(char)) out += char;
  }
  return out;
}

function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return text.length;
}

function nextSolid(text: string, from: number): number {
  let index = from;
  while (index < text.length && /\s/.test(text[index] ?? '')) index += 1;
  return index;
}

export type JsonRow = {
  readonly path: string;
  readonly depth: number;
  /** Key or index; empty for the root. */
  readonly name: string;
  readonly value: unknown;
  readonly size: number | null;
  readonly open: boolean;
};

/** The visible rows of a tree: a closed branch shows one row. `kept` null: all; else only these paths. */
export function jsonRows(
  root: unknown,
  isOpen: (path: string, depth: number) => boolean,
  kept: ReadonlySet<string> | null = null,
): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  const visit = (value: unknown, name: string, path: string, depth: number): void => {
    if (kept !== null && !kept.has(path)) return;
    const children = childEntries(value);
    const open = children !== null && isOpen(path, depth);
    rows.push({ path, depth, name, value, size: children === null ? null : children.length, open });
    if (!open || children === null) return;
    for (const [key, child] of children) visit(child, key, pathOf(path, key), depth + 1);
  };
  visit(root, '', '', 0);
  return rows;
}

/** A JSON pointer (RFC 6901). */
function pathOf(parent: string, key: string): string {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export type JsonMatches = {
  readonly count: number;
  /** Paths of the matches and of the branches that lead to them. */
  readonly kept: ReadonlySet<string>;
};

/** Matches shown at most: a letter occurs everywhere. */
const mostMatches = 500;

/** Names and plain values that hold the text, in any case. */
export function findInJson(root: unknown, typed: string): JsonMatches {
  const wanted = typed.toLowerCase();
  const kept = new Set<string>();
  let count = 0;
  const visit = (value: unknown, name: string, path: string, above: readonly string[]): void => {
    const children = childEntries(value);
    const text = children === null ? `${name}\n${String(value)}` : name;
    if (text.toLowerCase().includes(wanted)) {
      count += 1;
      if (count <= mostMatches) for (const each of [...above, path]) kept.add(each);
    }
    const here = [...above, path];
    for (const [key, child] of children ?? []) visit(child, key, pathOf(path, key), here);
  };
  visit(root, '', '', []);
  return { count, kept };
}

function childEntries(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (Array.isArray(value)) return value.map((child, index) => [String(index), child] as const);
  if (typeof value === 'object' && value !== null) return Object.entries(value);
  return null;
}
