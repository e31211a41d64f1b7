import { describe, expect, test } from 'vitest';
import { EMPTY_LINE, type EditedLine, completeWord, editLine, insertText, readKeys } from './line-editor.ts';

function typed(text: string): EditedLine {
  return insertText(EMPTY_LINE, text);
}

describe('keys', () => {
  test('text, arrows, Enter and Tab are told apart in one chunk', () => {
    expect(readKeys('ls /\t\x1b[A\r')).toEqual([
      { kind: 'text', text: 'ls /' },
      { kind: 'tab' },
      { kind: 'edit', key: 'up' },
      { kind: 'enter' },
    ]);
  });

  test('a pasted text of two lines is two lines; the marks around a paste are dropped', () => {
    expect(readKeys('\x1b[200~get /a\r\nget /b\x1b[201~')).toEqual([
      { kind: 'text', text: 'get /a' },
      { kind: 'enter' },
      { kind: 'text', text: 'get /b' },
    ]);
  });

  test('unknown sequences and control characters type nothing', () => {
    expect(readKeys('\x1b[15~\x1bOP\x07\x1bx')).toEqual([]);
  });
});

describe('line', () => {
  test('is edited in the middle', () => {
    let line = editLine(typed('get /mesos'), 'wordLeft', []);
    expect(line.cursor).toBe(5);
    line = insertText(line, 'x/');
    expect(line.text).toBe('get /x/mesos');
    expect(editLine(line, 'killToEnd', []).text).toBe('get /x/');
    expect(editLine(line, 'killToStart', []).text).toBe('mesos');
    expect(editLine(typed('a/b'), 'killWord', []).text).toBe('a/');
  });

  test('a character of two code units goes as a whole', () => {
    expect(editLine(typed('a😀'), 'backspace', []).text).toBe('a');
  });

  test('the history is walked and what was begun comes back', () => {
    const history = ['ls /', 'get /a'];
    let line = editLine(typed('st'), 'up', history);
    expect(line.text).toBe('get /a');
    line = editLine(editLine(line, 'up', history), 'up', history);
    expect(line.text).toBe('ls /');
    line = editLine(editLine(line, 'down', history), 'down', history);
    expect(line).toMatchObject({ text: 'st', back: 0 });
  });
});

describe('completion', () => {
  test('one candidate takes the place of the word', () => {
    expect(completeWord(typed('zkC'), ['zkCli.sh']).line.text).toBe('zkCli.sh ');
    expect(completeWord(typed('ls /me'), ['/mesos']).line.text).toBe('ls /mesos');
  });

  test('several candidates complete what they share, and are shown when that is nothing', () => {
    const first = completeWord(typed('ls /m'), ['/mesos', '/mesosphere']);
    expect(first).toMatchObject({ line: { text: 'ls /mesos' }, choices: [] });
    expect(completeWord(first.line, ['/mesos', '/mesosphere']).choices).toHaveLength(2);
  });

  test('no candidate changes nothing', () => {
    expect(completeWord(typed('ls /x'), [])).toEqual({ line: typed('ls /x'), choices: [] });
  });
});
