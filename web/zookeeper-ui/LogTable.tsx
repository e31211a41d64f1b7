/** The rows of the transaction log. A click on the time goes to the instant at which the leader made the transaction. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TransactionPage, TransactionPlace, TransactionRow } from '../../sim-worker/api.ts';
import { useTransport } from '../console/actions/use-transport.ts';
import { Hint } from '../console/parts/Hint.tsx';
import { formatBytes, formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { ProcessLink } from './ProcessLink.tsx';

const ROW_HEIGHT = 30;
/** Rows kept ready on both sides of what is seen. */
const MARGIN = 50;

const marks: Readonly<Record<TransactionPlace, string>> = {
  absent: '·',
  snapshot: '▣',
  writing: '◌',
  logged: '○',
  committed: '◐',
  applied: '●',
};

type TableProps = {
  readonly page: TransactionPage;
  readonly offset: number;
  readonly pageSize: number;
  readonly onOffset: (offset: number) => void;
};

export function LogTable({ page, offset, pageSize, onOffset }: TableProps) {
  const { t } = useTranslation('zookeeper');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: page.matching,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (first < offset || last >= offset + pageSize) onOffset(Math.max(0, first - MARGIN));
  }, [first, last, offset, pageSize, onOffset]);
  return (
    <div className="zk-table zk-table--log" role="table" aria-label={t('tab.log')} ref={scroller} tabIndex={0}>
      <div className="zk-table__head" role="row">
        {(['time', 'zxid', 'type', 'path', 'session', 'size'] as const).map((name) => (
          <span key={name} role="columnheader">
            {t(`log.column.${name}`)}
          </span>
        ))}
        <span role="columnheader">
          <Servers page={page} />
        </span>
      </div>
      <div className="zk-table__all" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {items.map((item) => {
          const row = page.rows[item.index - offset];
          return row === undefined ? null : <Row key={row.zxid} row={row} page={page} top={item.start} />;
        })}
      </div>
    </div>
  );
}

function Servers({ page }: { page: TransactionPage }) {
  return (
    <span className="zk-places">
      {page.servers.map((server, index) => (
        <ServerNumber key={server.process} process={server.process} number={index + 1} />
      ))}
    </span>
  );
}

function ServerNumber({ process, number }: { process: string; number: number }) {
  const title = useRun((state) => state.tiles.get(process)?.title ?? process);
  return (
    <Hint text={title}>
      <span tabIndex={0}>{number}</span>
    </Hint>
  );
}

function Row({ row, page, top }: { row: TransactionRow; page: TransactionPage; top: number }) {
  const { t } = useTranslation('zookeeper');
  const { seek } = useTransport();
  const clock = formatClock(row.atUs);
  const [path, ...more] = row.paths;
  return (
    <div className="zk-table__row" role="row" style={{ transform: `translateY(${top}px)` }}>
      <span role="cell">
        <button
          type="button"
          className="link mono"
          aria-label={t('log.seek', { at: clock })}
          onClick={() => void seek(row.atUs)}
        >
          {clock}
        </button>
      </span>
      <span role="cell" className="mono">
        {row.zxid}
      </span>
      <span role="cell" className="mono">
        {row.type}
      </span>
      <span role="cell" className="mono zk-path" title={row.paths.join('\n')}>
        {path ?? ''}
        {more.length > 0 ? ` +${String(more.length)}` : ''}
      </span>
      <span role="cell" title={row.session}>
        {row.process === null ? (
          <span className="muted mono">{row.session}</span>
        ) : (
          <ProcessLink process={row.process} />
        )}
      </span>
      <span role="cell" className="mono muted">
        {formatBytes(row.sizeBytes)}
      </span>
      <span role="cell" className="zk-places">
        {row.places.map((place, index) => (
          <Place key={page.servers[index]?.process ?? index} place={place} />
        ))}
      </span>
    </div>
  );
}

function Place({ place }: { place: TransactionPlace }) {
  const { t } = useTranslation('zookeeper');
  return (
    <span
      className="zk-place"
      data-place={place}
      role="img"
      aria-label={t(`place.${place}`)}
      title={t(`place.${place}`)}
    >
      {marks[place]}
    </span>
  );
}
