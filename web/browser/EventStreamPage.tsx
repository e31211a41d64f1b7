/** `text/event-stream` as a browser shows it: plain text that grows while the connection stays open. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { followed, openedStream } from './event-stream.ts';
import { usePage } from './page-context.ts';
import { loadPage, type PageResponse } from './page-loader.ts';
import { usePollClock } from './polled-json.ts';
import { useBrowserText } from './texts.ts';

/** Virtual time between two looks. */
const lookMs = 250;
/** A person who reads further up is not moved. */
const nearEndPx = 40;

export function EventStreamPage({ response }: { readonly response: PageResponse }) {
  const text = useBrowserText();
  const page = usePage();
  const [stream, setStream] = useState(() => openedStream(response));
  const { http, url } = page;
  const asking = useRef(false);
  const look = useCallback(() => {
    if (asking.current) return;
    asking.current = true;
    void loadPage(http, url).then((loaded) => {
      asking.current = false;
      setStream((before) => followed(before, loaded.kind === 'response' ? loaded : null));
    });
  }, [http, url]);
  usePollClock(page.visible ? lookMs : null, look);
  useEffect(() => {
    if (page.visible) look(); // A tab that was in the background catches up.
  }, [page.visible, look]);
  const box = useKeptAtEnd(stream.frames);
  return (
    <div className="browser-stream">
      <pre
        className="browser-text"
        ref={box}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={text('stream.events')}
      >
        {stream.dropped > 0 && `${text('stream.dropped', { count: stream.dropped })}\n\n`}
        {stream.frames.map((frame) => `${frame}\n\n`).join('')}
      </pre>
      <p className="browser-stream-state" role="status" data-open={stream.open}>
        {text(stream.open ? 'stream.open' : 'stream.closed')}
      </p>
    </div>
  );
}

function useKeptAtEnd(content: unknown) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const note = (): void => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [content]);
  return box;
}
