/** A JSON answer as a tree that opens and closes, or as text; long ones are virtualised. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatJsonText, jsonRows, type JsonRow } from './json-text.ts';
import { TextPage } from './TextPage.tsx';
import { useBrowserText } from './texts.ts';

/** Branches open at first, unless the tree is large. */
const openDepth = 2;
const rowHeightPx = 20;

export function JsonPage({ body, status }: { readonly body: string; readonly status: number }) {
  const text = useBrowserText();
  const [raw, setRaw] = useState(false);
  const parsed = useMemo(() => parse(body), [body]);
  if (!parsed.ok) return <TextPage body={body} />;
  return (
    <div className="browser-json">
      <div className="browser-json-bar">
        <button type="button" className="browser-button" aria-pressed={!raw} onClick={() => setRaw(false)}>
          {text('json.tree')}
        </button>
        <button type="button" className="browser-button" aria-pressed={raw} onClick={() => setRaw(true)}>
          {text('json.raw')}
        </button>
        <button type="button" className="browser-button" onClick={() => void navigator.clipboard.writeText(body)}>
          {text('json.copy')}
        </button>
        {status !== 200 && <span className="browser-json-status">{text('json.status', { status })}</span>}
      </div>
      {raw ? <TextPage body={formatJsonText(body)} /> : <JsonTree value={parsed.value} />}
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

function JsonTree({ value }: { readonly value: unknown }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => jsonRows(value, (path, depth) => toggled.has(path) !== depth < openDepth),
    [value, toggled],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 30,
  });
  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  return (
    <div className="browser-json-tree" ref={scroller} role="tree">
      <div className="browser-json-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div key={item.key} className="browser-json-row" style={{ transform: `translateY(${item.start}px)` }}>
              <JsonRowView row={row} onToggle={() => toggle(row.path)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function JsonRowView({ row, onToggle }: { readonly row: JsonRow; readonly onToggle: () => void }) {
  const text = useBrowserText();
  const indent = { paddingInlineStart: `${row.depth * 18 + 4}px` };
  const label = row.name === '' ? null : <span className="browser-json-key">{row.name}: </span>;
  if (row.size === null) {
    return (
      <div role="treeitem" aria-level={row.depth + 1} aria-selected={false} style={indent}>
        <span className="browser-json-leaf" />
        {label}
        <span className={`browser-json-${row.value === null ? 'null' : typeof row.value}`}>
          {JSON.stringify(row.value)}
        </span>
      </div>
    );
  }
  const array = Array.isArray(row.value);
  return (
    <div role="treeitem" aria-level={row.depth + 1} aria-expanded={row.open} aria-selected={false} style={indent}>
      <button type="button" className="browser-json-toggle" onClick={onToggle}>
        <span className="browser-json-leaf">{row.open ? '▾' : '▸'}</span>
        {label}
        {array ? '[' : '{'}
        {!row.open && '…'}
        {!row.open && (array ? ']' : '}')}
        <span className="browser-json-size">{text(array ? 'json.items' : 'json.keys', { count: row.size })}</span>
      </button>
    </div>
  );
}
