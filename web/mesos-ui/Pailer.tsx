/** The log and file window. Source: Mesos 1.0.1, pailer.html and js/jquery.pailer.js. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { usePollClock } from '../browser/polled-json.ts';
import { loadPage, type Http } from '../browser/page-loader.ts';
import type { FileReadJson } from './mesos-json.ts';
import { appended, firstWindow, noText, pageAbove, prepended, tailLength, type PailerText } from './pailer-text.ts';
import { pailerFile } from './pailer-window.ts';
import './mesos.css';

/** Wait between two tail reads, in ms. */
const tailIntervalMs = 1000;

export function Pailer() {
  const page = usePage();
  const file = pailerFile(page.windowName);
  const { setTitle } = page;
  const title = file?.title ?? 'Mesos';
  useEffect(() => setTitle(title), [setTitle, title]);
  if (file === null) return <pre className="mesos-pailer" />;
  return <PailerView read={file.read} />;
}

function PailerView({ read }: { readonly read: string }) {
  const { http, visible } = usePage();
  const [shown, setShown] = useState<PailerText | null>(null);
  const [indicator, setIndicator] = useState('(LOADING)');
  const current = useRef<PailerText | null>(null);
  const busy = useRef(false);
  const tailing = useRef(true);
  const pane = useRef<HTMLPreElement>(null);
  const keepFromEnd = useRef<number | null>(null);
  const show = (text: PailerText): void => {
    current.current = text;
    setShown(text);
  };
  const poll = useCallback(async () => {
    if (busy.current || !tailing.current) return;
    busy.current = true;
    const result = await tail(http, read, current.current);
    busy.current = false;
    setIndicator(result.indicator);
    if (result.text !== null) show(result.text);
  }, [http, read]);
  useEffect(() => void poll(), [poll]);
  usePollClock(visible ? tailIntervalMs : null, () => void poll());
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    if (keepFromEnd.current !== null) element.scrollTop = element.scrollHeight - keepFromEnd.current;
    else if (tailing.current) element.scrollTop = element.scrollHeight;
    keepFromEnd.current = null;
  }, [shown]);
  const pageUp = async (element: HTMLElement): Promise<void> => {
    const before = current.current ?? noText;
    const wanted = pageAbove(before);
    if (wanted === null) return flash(setIndicator, '(AT BEGINNING OF FILE)');
    if (busy.current) return;
    busy.current = true;
    setIndicator('(PAGING)');
    const answer = await readFile(http, read, wanted.offset, wanted.length);
    busy.current = false;
    if (answer === null) return setIndicator('(FAILED TO PAGE ... RETRYING)');
    keepFromEnd.current = element.scrollHeight - element.scrollTop;
    show(prepended(before, wanted.offset, answer.data));
    flash(setIndicator, '(PAGED)');
  };
  const onScroll = (element: HTMLElement): void => {
    tailing.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
    if (element.scrollTop === 0 && !tailing.current) void pageUp(element);
  };
  return (
    <div className="mesos-pailer-frame">
      {indicator !== '' && <div className="mesos-pailer-indicator">{indicator}</div>}
      <pre className="mesos-pailer" ref={pane} tabIndex={0} onScroll={(event) => onScroll(event.currentTarget)}>
        {shown?.text ?? ''}
      </pre>
    </div>
  );
}

function flash(set: (text: string) => void, text: string): void {
  set(text);
  setTimeout(() => set(''), 1000);
}

/** Learns the size at first, then reads on from the end as long as full answers come. */
async function tail(
  http: Http,
  read: string,
  before: PailerText | null,
): Promise<{ readonly text: PailerText | null; readonly indicator: string }> {
  let text = before;
  if (text === null) {
    const size = await readFile(http, read, -1, null);
    if (size === null) return { text: null, indicator: '(FAILED TO INITIALIZE ... RETRYING)' };
    text = firstWindow(size.offset);
  }
  for (;;) {
    const answer = await readFile(http, read, text.end, tailLength);
    if (answer === null) return { text, indicator: '(FAILED TO TAIL ... RETRYING)' };
    // The file is shorter than what was shown: the run went back. Begin again from its end.
    if (answer.offset < text.end) return { text: firstWindow(answer.offset), indicator: '' };
    if (answer.data !== '') text = appended(text, answer.data);
    if (answer.data.length < tailLength) return { text, indicator: '' };
  }
}

async function readFile(http: Http, read: string, offset: number, length: number | null): Promise<FileReadJson | null> {
  const page = await loadPage(http, `${read}&offset=${offset}${length === null ? '' : `&length=${length}`}`);
  if (page.kind === 'error' || page.status !== 200) return null;
  try {
    const value = JSON.parse(page.body) as Partial<FileReadJson>;
    return typeof value.data === 'string' && typeof value.offset === 'number'
      ? { data: value.data, offset: value.offset }
      : null;
  } catch {
    return null; // Counts as a failed read, with the retry that follows.
  }
}
