/**
 * The text in a log window: what was read last, what to read next.
 * Source: Mesos 1.0.1, src/webui/master/static/js/jquery.pailer.js (figures and order; tail and page reads).
 */

/** Read at first and for each page above, in bytes. */
export const pageLength = 32_768;
/** Length of a tail read, and the text kept while tailing. */
export const tailLength = 50_000;

export type PailerText = {
  readonly text: string;
  /** Offsets of the shown text in the file. */
  readonly start: number;
  readonly end: number;
};

export const noText: PailerText = { text: '', start: 0, end: 0 };

/** First window from the size: the last 32 kB. */
export function firstWindow(size: number): PailerText {
  const start = size > pageLength ? size - pageLength : 0;
  return { text: '', start, end: start };
}

/** Adds what a tail read brought; at the start of a later window the cut first line is dropped. */
export function appended(before: PailerText, data: string): PailerText {
  let text = before.text + data;
  let start = before.start;
  const end = before.end + data.length;
  if (before.text === '' && start > 0) {
    const cut = text.indexOf('\n') + 1;
    text = text.slice(cut);
    start += cut;
  }
  if (text.length > tailLength) {
    const surplus = text.length - tailLength;
    const cut = text.indexOf('\n', surplus - 1) + 1 || surplus;
    text = text.slice(cut);
    start += cut;
  }
  return { text, start, end };
}

/** What to read above the shown text; null at the beginning of the file. */
export function pageAbove(before: PailerText): { readonly offset: number; readonly length: number } | null {
  if (before.start === 0) return null;
  const offset = Math.max(0, before.start - pageLength);
  return { offset, length: before.start - offset };
}

export function prepended(before: PailerText, offset: number, data: string): PailerText {
  const cut = offset === 0 ? 0 : data.indexOf('\n') + 1;
  return { text: data.slice(cut) + before.text, start: offset + cut, end: before.end };
}
