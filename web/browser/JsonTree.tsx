/** The tree of a JSON document: branches that open and close, the search's matches, copying of paths and values. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { findInJson, jsonRows, type JsonRow } from './json-text.ts';
import { useBrowserText } from './texts.ts';

/** Branches open at first, unless all are or none is. */
const openDepth = { first: 2, open: Infinity, closed: 1 } as const;
const rowHeightPx = 20;

type JsonTreeProps = {
  readonly value: unknown;
  readonly first: keyof typeof openDepth;
  /** Searched text; empty: the whole tree. */
  readonly typed: string;
};

export function JsonTree({ value, first, typed }: JsonTreeProps) {
  const text = useBrowserText();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const wanted = useDeferredValue(typed);
  const matches = useMemo(() => (wanted === '' ? null : findInJson(value, wanted)), [value, wanted]);
  const rows = useMemo(() => {
    if (matches !== null) return jsonRows(value, (path) => !toggled.has(path), matches.kept);
    return jsonRows(value, (path, depth) => toggled.has(path) !== depth < openDepth[first]);
  }, [value, toggled, first, matches]);
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
    <>
      {matches !== null && (
        <p className="browser-json-matches" role="status">
          {text('json.matches', { count: matches.count })}
        </p>
      )}
      <div className="browser-json-tree" ref={scroller} role="tree" tabIndex={0} aria-label={text('json.tree')}>
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
    </>
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
        <RowCopies row={row} />
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
      <RowCopies row={row} />
    </div>
  );
}

/** Shown while the pointer or the focus is on the row. */
function RowCopies({ row }: { readonly row: JsonRow }) {
  const text = useBrowserText();
  const value = (): string =>
    typeof row.value === 'string' ? row.value : JSON.stringify(row.value, null, row.size === null ? 0 : 2);
  const copy = (what: string): void => void navigator.clipboard.writeText(what);
  return (
    <span className="browser-json-copies">
      <button type="button" onClick={() => copy(row.path)}>
        {text('json.copyPath')}
      </button>
      <button type="button" onClick={() => copy(value())}>
        {text('json.copyValue')}
      </button>
    </span>
  );
}
