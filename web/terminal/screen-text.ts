/** Text for the screen: control characters made visible, widths in cells, and the moves that draw the line being typed. Pure. */

const ESC = '\x1b[';
export const STYLE = {
  prompt: `${ESC}36m`,
  pending: `${ESC}90m`,
  error: `${ESC}31m`,
  event: `${ESC}33m`,
  plain: `${ESC}0m`,
} as const;

/** Data of znodes may hold anything: what would move the cursor is shown in caret notation, as `cat -v` does. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t') return character;
    if (code === 127) return '^?';
    return code < 32 ? `^${String.fromCharCode(code + 64)}` : `<${code.toString(16)}>`;
  });
}

/** Wide: CJK, kana, hangul, full-width forms, most pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /\p{Mn}|\u200d|\ufe0f/u;

/** Cells that a text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return cells;
}

/** Rows that a text takes on a screen of so many columns. */
export function rowsOf(text: string, columns: number): number {
  return Math.max(1, Math.ceil(cellsOf(text) / columns));
}

/** Goes to the beginning of the input drawn before, `cursorRow` rows up, and clears from there down. */
export function eraseInput(cursorRow: number): string {
  return `${cursorRow > 0 ? `${ESC}${String(cursorRow)}A` : ''}\r${ESC}J`;
}

/** Draws prompt and line, and puts the cursor where it is in the line; `cursorRow`: rows below the first. */
export function drawInput(
  input: { readonly prompt: string; readonly text: string; readonly cursor: number },
  columns: number,
): { readonly output: string; readonly cursorRow: number } {
  const prompt = visible(input.prompt);
  const before = cellsOf(prompt + visible(input.text.slice(0, input.cursor)));
  const all = cellsOf(prompt + visible(input.text));
  const endRow = Math.floor(all / columns);
  const cursorRow = Math.floor(before / columns);
  const up = endRow - cursorRow;
  // A line that just fills its row leaves the cursor behind the last cell: a space and a return go to the next row.
  const wrap = all > 0 && all % columns === 0 ? ' \r' : '';
  const moves = `${up > 0 ? `${ESC}${String(up)}A` : ''}${ESC}${String((before % columns) + 1)}G`;
  return {
    output: `${STYLE.prompt}${prompt}${STYLE.plain}${visible(input.text)}${wrap}${moves}`,
    cursorRow,
  };
}

/** Events and errors stand out; the words are zkCli's own. */
export function styled(line: string): string {
  const text = visible(line);
  if (/^(?:WATCHER::|WatchedEvent )/.test(line)) return `${STYLE.event}${text}${STYLE.plain}`;
  const failed =
    /^(?:Node (?:does not exist|already exists|not empty)|Ephemerals cannot|version No is|(?:Acl|Authentication|Arguments) (?:is|are) not valid|Command failed|Exception in thread|bash: |\(UNKNOWN\) |Not connected)/;
  if (failed.test(line)) return `${STYLE.error}${text}${STYLE.plain}`;
  const prompt = /^(?:\[zk: [^\]]*\] |operator@\S+:~\$ )/.exec(line)?.[0];
  return prompt === undefined ? text : `${STYLE.prompt}${prompt}${STYLE.plain}${text.slice(prompt.length)}`;
}

/** Names side by side, as many columns as fit. */
export function columnsOf(names: readonly string[], width: number): string[] {
  const cell = Math.min(width, Math.max(...names.map(cellsOf), 1) + 2);
  const perRow = Math.max(1, Math.floor(width / cell));
  const rows: string[] = [];
  for (let index = 0; index < names.length; index += perRow) {
    const row = names.slice(index, index + perRow);
    rows.push(
      row
        .map((name) => name + ' '.repeat(Math.max(0, cell - cellsOf(name))))
        .join('')
        .trimEnd(),
    );
  }
  return rows;
}
