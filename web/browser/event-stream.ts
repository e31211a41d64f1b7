/**
 * An event stream as a page sees it. A read answers with the newest events that the server keeps; read again and again,
 * they are put together to the stream since the page was opened. Nothing of that costs the cluster a connection.
 */
import { headerOf, type PageResponse } from './page-loader.ts';

/** Frames kept on the page; the oldest go first. */
const frameLimit = 2000;

export type EventStream = {
  readonly frames: readonly string[];
  /** Frames that went because there were too many. */
  readonly dropped: number;
  /** Who sends: a stream ends when another server takes over. */
  readonly sender: string;
  readonly open: boolean;
};

export function openedStream(response: Pick<PageResponse, 'headers' | 'body'>): EventStream {
  return { frames: framesOf(response.body), dropped: 0, sender: senderOf(response.headers), open: true };
}

/** `response` null: no answer came, or it was no stream. What was shown stays when the stream is closed. */
export function followed(
  shown: EventStream,
  response: Pick<PageResponse, 'status' | 'headers' | 'body'> | null,
): EventStream {
  if (response === null || response.status !== 200 || senderOf(response.headers) !== shown.sender)
    return shown.open ? { ...shown, open: false } : shown;
  const now = framesOf(response.body);
  const from = placeOf(now, shown.frames);
  const isSame = shown.open && from + now.length === shown.frames.length && now.at(-1) === shown.frames.at(-1);
  if (isSame) return shown;
  const frames = [...shown.frames.slice(0, from), ...now];
  const surplus = Math.max(0, frames.length - frameLimit);
  return { ...shown, open: true, frames: frames.slice(surplus), dropped: shown.dropped + surplus };
}

/** Blank lines end a frame. */
export function framesOf(body: string): readonly string[] {
  return body
    .replace(/\r\n/g, '\n')
    .split('\n\n')
    .filter((frame) => frame.trim() !== '');
}

/** Where the newest events begin among those shown: at the end if they do not meet. Back in time nothing is left behind them. */
function placeOf(now: readonly string[], shown: readonly string[]): number {
  const first = now[0];
  if (first === undefined) return 0;
  const at = shown.lastIndexOf(first);
  return at < 0 ? shown.length : at;
}

function senderOf(headers: Readonly<Record<string, string>>): string {
  return headerOf(headers, 'x-marathon-leader') ?? '';
}
