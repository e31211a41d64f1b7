/** The rows of the tree: only those in sight are asked for and drawn, with the keys that trees have. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeRowsView, ZnodeTreeRow } from '../../sim-worker/api.ts';
import { formatBytes } from '../console/parts/format.ts';
import type { RowWindow } from './use-znode-rows.ts';
import { parentOf, sequenceOf } from './znode-text.ts';

const ROW_HEIGHT = 26;
/** Rows kept ready on both sides of what is in sight. */
const MARGIN = 60;
/** The window moves in steps, so that a small scroll asks for nothing. */
const STEP = 40;

type TreeProps = {
  readonly view: ZnodeRowsView;
  readonly changed: ReadonlySet<string>;
  readonly selected: string | null;
  /** Row to bring into sight; a new object for each wish. */
  readonly wanted: { readonly row: number } | null;
  readonly onWindow: (window: RowWindow) => void;
  readonly onSelect: (path: string) => void;
  readonly onToggle: (path: string, open: boolean) => void;
};

export function ZnodeTree({ view, changed, selected, wanted, onWindow, onSelect, onToggle }: TreeProps) {
  const { t } = useTranslation('znodes');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: view.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    const offset = Math.max(0, Math.floor((first - MARGIN) / STEP) * STEP);
    const end = Math.ceil((last + MARGIN) / STEP) * STEP;
    onWindow({ offset, limit: end - offset });
  }, [first, last, onWindow]);
  useEffect(() => {
    if (wanted !== null) list.scrollToIndex(wanted.row, { align: 'center' });
  }, [wanted, list]);
  const rowAt = (index: number): ZnodeTreeRow | undefined => view.rows[index - view.offset];
  const onKey = useTreeKeys({ view, selected, onSelect, onToggle, reveal: (index) => list.scrollToIndex(index) });
  return (
    <div
      className="znode-tree"
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t('tree')}
      onKeyDown={onKey}
      data-own-keys
    >
      <div className="znode-tree__all" role="presentation" style={{ height: list.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index);
          if (row === undefined) return <Waiting key={item.key} top={item.start} />;
          return (
            <Row
              key={row.path}
              row={row}
              top={item.start}
              flash={changed.has(row.path)}
              selected={row.path === selected}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          );
        })}
      </div>
    </div>
  );
}

type KeyProps = Pick<TreeProps, 'view' | 'selected' | 'onSelect' | 'onToggle'> & {
  readonly reveal: (index: number) => void;
};

function useTreeKeys({ view, selected, onSelect, onToggle, reveal }: KeyProps): (event: React.KeyboardEvent) => void {
  return (event) => {
    const at = view.rows.findIndex((row) => row.path === selected);
    const row = view.rows[at];
    const move = (to: number): void => {
      const target = view.rows[to];
      if (target === undefined) return;
      onSelect(target.path);
      reveal(view.offset + to);
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(Math.max(0, at - 1)),
      ArrowRight: () => {
        if (row === undefined) return;
        if (row.open) move(at + 1);
        else if (row.numChildren > 0) onToggle(row.path, true);
      },
      ArrowLeft: () => {
        if (row === undefined) return;
        if (row.open) onToggle(row.path, false);
        else if (parentOf(row.path) !== '/') onSelect(parentOf(row.path));
      },
      Enter: () => (row === undefined ? undefined : onToggle(row.path, !row.open)),
    };
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  };
}

/** A row that is on its way from the worker. */
function Waiting({ top }: { readonly top: number }) {
  const { t } = useTranslation('znodes');
  return (
    <div
      className="znode-row muted"
      style={{ transform: `translateY(${String(top)}px)` }}
      role="treeitem"
      aria-level={1}
    >
      {t('rowWaits')}
    </div>
  );
}

type RowProps = Pick<TreeProps, 'onSelect' | 'onToggle'> & {
  readonly row: ZnodeTreeRow;
  readonly top: number;
  readonly flash: boolean;
  readonly selected: boolean;
};

function Row({ row, top, flash, selected, onSelect, onToggle }: RowProps) {
  const { t } = useTranslation('znodes');
  const sequential = sequenceOf(row.name);
  const front = sequential === null ? row.name : row.name.slice(0, -sequential.length);
  const hasChildren = row.numChildren > 0;
  return (
    <div
      className="znode-row"
      style={{ transform: `translateY(${String(top)}px)`, paddingLeft: 8 + row.depth * 18 }}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={selected}
      {...(hasChildren ? { 'aria-expanded': row.open } : {})}
      onClick={() => onSelect(row.path)}
      onDoubleClick={() => onToggle(row.path, !row.open)}
    >
      <span
        className="znode-row__toggle"
        onClick={(event) => {
          event.stopPropagation();
          onToggle(row.path, !row.open);
        }}
      >
        {hasChildren ? (row.open ? '▾' : '▸') : ''}
      </span>
      <span key={`${row.mzxid} ${row.pzxid}`} className={flash ? 'znode-row__name mono flash' : 'znode-row__name mono'}>
        <span className="znode-row__front">{front}</span>
        {sequential === null ? null : <span className="znode-row__sequence">{sequential}</span>}
      </span>
      {isEphemeral(row.ephemeralOwner) ? <span className="znode-mark">{t('ephemeral')}</span> : null}
      {row.watches > 0 ? (
        <span className="znode-mark znode-mark--watch" title={t('watches', { count: row.watches })}>
          {`◉ ${String(row.watches)}`}
        </span>
      ) : null}
      <span className="znode-row__end muted mono">
        {hasChildren ? t('children', { count: row.numChildren }) : formatBytes(row.dataLength)}
      </span>
    </div>
  );
}

function isEphemeral(owner: string): boolean {
  return !/^(0x)?0*$/.test(owner);
}
