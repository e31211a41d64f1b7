import { describe, expect, it } from 'vitest';
import { appended, firstWindow, pageAbove, prepended, tailLength } from './pailer-text.ts';

describe('log window', () => {
  it('begins 32768 bytes before the end and drops the cut line', () => {
    const start = firstWindow(40_000);
    expect(start.start).toBe(40_000 - 32_768);
    expect(appended(start, 'cut\nwhole\n')).toEqual({ text: 'whole\n', start: start.start + 4, end: start.start + 10 });
  });

  it('shows a short file from its first byte', () => {
    expect(appended(firstWindow(10), 'first\nnext')).toEqual({ text: 'first\nnext', start: 0, end: 10 });
  });

  it('cuts the front beyond 50000 characters, at a line', () => {
    const line = `${'x'.repeat(99)}\n`;
    const full = appended(firstWindow(0), line.repeat(510));
    expect(full.text.length).toBeLessThanOrEqual(tailLength);
    expect(full.text.startsWith('x'.repeat(99))).toBe(true);
    expect(full.end - full.start).toBe(full.text.length);
  });

  it('pages upwards until the beginning of the file', () => {
    const shown = { text: 'c\n', start: 40_000, end: 40_002 };
    expect(pageAbove(shown)).toEqual({ offset: 7232, length: 32_768 });
    expect(prepended(shown, 7232, 'a\nb\n')).toEqual({ text: 'b\nc\n', start: 7234, end: 40_002 });
    expect(pageAbove({ text: '', start: 0, end: 5 })).toBeNull();
  });
});
