/** The rows of the tree: virtualised, with the keys that trees have. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../console/parts/format.ts';
import type { TreeRow } from './tree-rows.ts';

const ROW_HEIGHT = 26;

type TreeProps = {
  readonly rows: readonly TreeRow[];
  readonly selected: string | null;
  readonly onSelect: (path: string) => void;
  readonly onToggle: (path: string, open: boolean) => void;
};

export function ZnodeTree({ rows, selected, onSelect, onToggle }: TreeProps) {
  const { t } = useTranslation('znodes');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 16,
  });
  const onKey = (event: React.KeyboardEvent): void => {
    const at = rows.findIndex((row) => row.kind === 'znode' && row.znode.path === selected);
    const row = rows[at];
    const move = (to: number): void => {
      const target = rows[to];
      if (target?.kind !== 'znode') return;
      onSelect(target.znode.path);
      list.scrollToIndex(to);
    };
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at - 1);
    else if (event.key === 'ArrowRight' && row?.kind === 'znode') onToggle(row.znode.path, true);
    else if (event.key === 'ArrowLeft' && row?.kind === 'znode') onToggle(row.znode.path, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
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
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const place = { transform: `translateY(${item.start}px)`, paddingLeft: 8 + row.depth * 18 };
          if (row.kind === 'more') {
            return (
              <div
                key={`more ${row.path}`}
                className="znode-row muted"
                style={place}
                role="treeitem"
                aria-level={row.depth + 1}
              >
                {t('more', { count: row.hidden })}
              </div>
            );
          }
          return (
            <Row
              key={row.znode.path}
              row={row}
              place={place}
              selected={row.znode.path === selected}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          );
        })}
      </div>
    </div>
  );
}

type RowProps = {
  readonly row: Extract<TreeRow, { kind: 'znode' }>;
  readonly place: React.CSSProperties;
  readonly selected: boolean;
  readonly onSelect: (path: string) => void;
  readonly onToggle: (path: string, open: boolean) => void;
};

function Row({ row, place, selected, onSelect, onToggle }: RowProps) {
  const { t } = useTranslation('znodes');
  const { znode, open, sequential, depth } = row;
  const front = sequential === null ? znode.name : znode.name.slice(0, -sequential.length);
  const ephemeral = isEphemeral(znode.ephemeralOwner);
  const hasChildren = znode.numChildren > 0;
  return (
    <div
      className="znode-row"
      style={place}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      {...(hasChildren ? { 'aria-expanded': open } : {})}
      onClick={() => onSelect(znode.path)}
      onDoubleClick={() => onToggle(znode.path, !open)}
    >
      <span
        className="znode-row__toggle"
        onClick={(event) => {
          event.stopPropagation();
          onToggle(znode.path, !open);
        }}
      >
        {hasChildren ? (open ? '▾' : '▸') : ''}
      </span>
      <span key={`${znode.mzxid} ${znode.numChildren}`} className="znode-row__name mono flash">
        {front}
        {sequential === null ? null : <span className="znode-row__sequence">{sequential}</span>}
      </span>
      {ephemeral ? <span className="znode-mark">{t('ephemeral')}</span> : null}
      <span className="znode-row__end muted mono">
        {hasChildren ? t('children', { count: znode.numChildren }) : formatBytes(znode.dataLength)}
      </span>
    </div>
  );
}

export function isEphemeral(owner: string): boolean {
  return !/^(0x)?0*$/.test(owner);
}
