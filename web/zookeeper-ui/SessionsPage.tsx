/** Sessions with what is left of their lease, their owner, ephemerals and watches; virtualised. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionPage, SessionRow, SessionSort } from '../../sim-worker/api.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { Term } from '../console/parts/Term.tsx';
import { Hint } from '../console/parts/Hint.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import { useKept } from './use-kept.ts';

const EVERY_MS = 250;
const ROW_HEIGHT = 30;
const PAGE = 300;
const PATHS_IN_HINT = 12;

const columns: readonly SessionSort[] = ['id', 'process', 'remaining', 'timeout', 'server', 'ephemerals', 'watches'];
/** Figures are more interesting from the top. */
const largestFirst: ReadonlySet<SessionSort> = new Set(['ephemerals', 'watches']);

type Order = { readonly sort: SessionSort; readonly descending: boolean };

export function SessionsPage() {
  const { t } = useTranslation('zookeeper');
  const [typed, setTyped] = useState('');
  const [order, setOrder] = useState<Order>({ sort: 'remaining', descending: false });
  const filter = useDeferredValue(typed);
  const page = useKept(
    `sessions ${order.sort} ${String(order.descending)} ${filter}`,
    async (api) => await api.sessions({ filter, ...order, offset: 0, limit: PAGE }),
    EVERY_MS,
  );
  if (page === null) return <StatePage title={t('loading')} text="" />;
  return (
    <>
      <div className="zk-bar">
        <input
          className="field zk-bar__filter"
          type="search"
          value={typed}
          placeholder={t('sessions.filter')}
          aria-label={t('sessions.filter')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="muted">
          {t('sessions.count', { count: page.matching, total: page.total })} · <Term name="session" /> ·{' '}
          <Term name="watch" />
        </span>
      </div>
      <Content page={page} order={order} onOrder={setOrder} />
    </>
  );
}

type ContentProps = {
  readonly page: SessionPage;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
};

function Content({ page, order, onOrder }: ContentProps) {
  const { t } = useTranslation('zookeeper');
  if (page.server === null) return <StatePage title={t('noServer.title')} text={t('noServer.sessions')} />;
  if (page.total === 0) return <StatePage title={t('sessions.none')} text={t('sessions.noneText')} />;
  if (page.matching === 0) return <StatePage title={t('nothingMatches')} text={t('nothingMatchesText')} />;
  return <Table rows={page.rows} hidden={page.matching - page.rows.length} order={order} onOrder={onOrder} />;
}

type TableProps = Omit<ContentProps, 'page'> & { readonly rows: readonly SessionRow[]; readonly hidden: number };

function Table({ rows, hidden, order, onOrder }: TableProps) {
  const { t } = useTranslation('zookeeper');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  return (
    <div
      className="zk-table zk-table--sessions"
      role="table"
      aria-label={t('tab.sessions')}
      ref={scroller}
      tabIndex={0}
    >
      <div className="zk-table__head" role="row">
        {columns.map((name) => (
          <Heading key={name} name={name} order={order} onOrder={onOrder} />
        ))}
      </div>
      <div className="zk-table__all" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <Row key={row.id} row={row} top={item.start} />;
        })}
      </div>
      {hidden > 0 ? <p className="muted zk-table__more">{t('sessions.more', { count: hidden })}</p> : null}
    </div>
  );
}

function Heading({ name, order, onOrder }: Omit<ContentProps, 'page'> & { readonly name: SessionSort }) {
  const { t } = useTranslation('zookeeper');
  const active = order.sort === name;
  const sorted = active ? (order.descending ? 'descending' : 'ascending') : 'none';
  const next = active ? !order.descending : largestFirst.has(name);
  return (
    <span role="columnheader" aria-sort={sorted}>
      <button type="button" className="zk-table__sort" onClick={() => onOrder({ sort: name, descending: next })}>
        {t(`sessions.column.${name}`)}
        <span aria-hidden>{active ? (order.descending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </span>
  );
}

function Row({ row, top }: { row: SessionRow; top: number }) {
  const { t } = useTranslation('zookeeper');
  return (
    <div className="zk-table__row" role="row" style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className="mono">
        {row.id}
      </span>
      <span role="cell">
        {row.process === null ? (
          <span className="muted">{t('sessions.disconnected')}</span>
        ) : (
          <ProcessLink process={row.process} />
        )}
      </span>
      <span role="cell">
        <Countdown row={row} />
      </span>
      <span role="cell" className="mono">
        {seconds(row.timeoutMs)}
      </span>
      <span role="cell">
        {row.server === null ? <span className="muted">{t('unknown')}</span> : <ProcessLink process={row.server} />}
      </span>
      <Paths count={row.ephemeralCount} paths={row.ephemerals} />
      <Paths count={row.watchCount} paths={row.watches} />
    </div>
  );
}

/** Empties with the lease. The session clock counts in ticks and rounds up, so it may begin a little above full. */
function Countdown({ row }: { row: SessionRow }) {
  const { t } = useTranslation('zookeeper');
  if (row.closing) return <span className="zk-closing">✕ {t('sessions.closing')}</span>;
  if (row.remainingMs === null) return <span className="muted">{t('unknown')}</span>;
  const share = Math.min(1, Math.max(0, row.remainingMs / row.timeoutMs));
  return (
    <span className="zk-countdown" data-low={share < 0.34}>
      <span className="zk-countdown__track" aria-hidden>
        <span className="zk-countdown__rest" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
      </span>
      <span className="mono">{seconds(row.remainingMs)}</span>
    </span>
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function Paths({ count, paths }: { count: number; paths: readonly string[] }) {
  const shown = paths.slice(0, PATHS_IN_HINT);
  const [first] = paths;
  if (first === undefined) {
    return (
      <span role="cell" className="muted mono">
        0
      </span>
    );
  }
  const text = shown.join(' · ') + (count > shown.length ? ` · +${String(count - shown.length)}` : '');
  return (
    <span role="cell" className="zk-paths">
      <Hint text={text}>
        <span className="mono" tabIndex={0}>
          {count} <span className="muted">{first}</span>
        </span>
      </Hint>
    </span>
  );
}
