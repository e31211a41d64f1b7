/** A JSON answer as a tree, with search, or as text; long ones are virtualised, very long ones are text at first. */
import { useMemo, useState } from 'react';
import { formatJsonText } from './json-text.ts';
import { JsonTree } from './JsonTree.tsx';
import { TextPage } from './TextPage.tsx';
import { useBrowserText } from './texts.ts';

/** From this length on a document is not made a tree before a person asks for it. */
const largeChars = 4_000_000;
/** Text of a large document that is shown. */
const shownChars = 500_000;

export function JsonPage({ body, status }: { readonly body: string; readonly status: number }) {
  const large = body.length > largeChars;
  const [asked, setAsked] = useState(false);
  return large && !asked ? (
    <LargeDocument body={body} onTree={() => setAsked(true)} />
  ) : (
    <JsonDocument body={body} status={status} />
  );
}

function LargeDocument({ body, onTree }: { readonly body: string; readonly onTree: () => void }) {
  const text = useBrowserText();
  return (
    <div className="browser-json">
      <div className="browser-json-bar">
        <span>{text('json.large', { size: Math.round(body.length / 1e6) })}</span>
        <button type="button" className="browser-button" onClick={onTree}>
          {text('json.largeTree')}
        </button>
        <CopyBody body={body} />
        <span>{text('json.cut', { size: shownChars / 1000 })}</span>
      </div>
      <TextPage body={body.slice(0, shownChars)} />
    </div>
  );
}

function CopyBody({ body }: { readonly body: string }) {
  const text = useBrowserText();
  return (
    <button type="button" className="browser-button" onClick={() => void navigator.clipboard.writeText(body)}>
      {text('json.copy')}
    </button>
  );
}

type Spread = { readonly all: 'open' | 'closed' | 'first'; readonly version: number };

function JsonDocument({ body, status }: { readonly body: string; readonly status: number }) {
  const text = useBrowserText();
  const [raw, setRaw] = useState(false);
  const [typed, setTyped] = useState('');
  const [spread, setSpread] = useState<Spread>({ all: 'first', version: 0 });
  const parsed = useMemo(() => parse(body), [body]);
  if (!parsed.ok) return <TextPage body={body} />;
  const spreadOut = (all: Spread['all']): void => setSpread((before) => ({ all, version: before.version + 1 }));
  return (
    <div className="browser-json">
      <div className="browser-json-bar">
        <button type="button" className="browser-button" aria-pressed={!raw} onClick={() => setRaw(false)}>
          {text('json.tree')}
        </button>
        <button type="button" className="browser-button" aria-pressed={raw} onClick={() => setRaw(true)}>
          {text('json.raw')}
        </button>
        <CopyBody body={body} />
        {!raw && (
          <>
            <button type="button" className="browser-button" onClick={() => spreadOut('open')}>
              {text('json.expandAll')}
            </button>
            <button type="button" className="browser-button" onClick={() => spreadOut('closed')}>
              {text('json.collapseAll')}
            </button>
            <input
              type="search"
              className="browser-json-search"
              aria-label={text('json.search')}
              placeholder={text('json.search')}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </>
        )}
        {status !== 200 && <span className="browser-json-status">{text('json.status', { status })}</span>}
      </div>
      {raw ? (
        <TextPage body={formatJsonText(body)} />
      ) : (
        <JsonTree key={spread.version} value={parsed.value} first={spread.all} typed={typed.trim()} />
      )}
    </div>
  );
}

function parse(body: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(body) as unknown };
  } catch {
    return { ok: false }; // Shown as text.
  }
}
