import { describe, expect, test } from 'vitest';
import { cellsOf, columnsOf, drawInput, rowsOf, styled, visible } from './screen-text.ts';

describe('screen text', () => {
  test('control characters of a znode’s data move nothing', () => {
    expect(visible('a\x1b[2Jb\x07\x00\x7f\x9b')).toBe('a^[[2Jb^G^@^?<9b>');
    expect(visible('\tls path')).toBe('\tls path');
  });

  test('Chinese takes two cells a character', () => {
    expect(cellsOf('节点 a')).toBe(6);
    expect(rowsOf('节点节点', 5)).toBe(2);
    expect(rowsOf('', 5)).toBe(1);
  });

  test('the cursor of a line that wraps stands in the right row', () => {
    expect(drawInput({ prompt: '> ', text: 'abcdefgh', cursor: 8 }, 5).cursorRow).toBe(2);
    expect(drawInput({ prompt: '> ', text: 'abcdefgh', cursor: 0 }, 5).cursorRow).toBe(0);
    expect(drawInput({ prompt: '> ', text: 'abc', cursor: 3 }, 5)).toMatchObject({ cursorRow: 1 });
  });

  test('errors and watch events are coloured, and keep their words', () => {
    const plain = (text: string): string =>
      text
        .split('\x1b')
        .join('')
        .replace(/\[\d+m/g, '');
    expect(styled('Node does not exist: /x')).toContain('[31m');
    expect(styled('WatchedEvent state:SyncConnected type:None path:null')).toContain('[33m');
    expect(plain(styled('[zk: h:2181(CONNECTED) 3] ls /'))).toBe('[zk: h:2181(CONNECTED) 3] ls /');
    expect(styled('imok')).toBe('imok');
  });

  test('candidates stand in columns', () => {
    expect(columnsOf(['get', 'getAcl', 'ls'], 18)).toEqual(['get     getAcl', 'ls']);
    expect(columnsOf([], 18)).toEqual([]);
  });
});
