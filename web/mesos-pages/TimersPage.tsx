/** Every pending timer of every process, soonest first: what will happen by itself, and when. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimerRow, TimersView } from '../../sim-worker/api.ts';
import { Countdown } from '../console/parts/Countdown.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import type { Simulation } from '../console/simulation-context.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { ProcessLink } from '../zookeeper-ui/ProcessLink.tsx';

const EVERY_MS = 250;
const LIMIT = 400;
const ROW_HEIGHT = 30;

export function TimersPage() {
  const { t } = useTranslation('mesos');
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const known = useRef<readonly string[]>([]);
  const ask = async (api: Simulation['api']): Promise<TimersView | null> => {
    // What a person types is looked for in the explanations, which only the page knows.
    const wanted = filter.trim().toLowerCase();
    const holds = (meaning: string): boolean => t(`timers.meaning.${meaning}`).toLowerCase().includes(wanted);
    const answer = await api.timers({ filter, meanings: known.current.filter(holds), offset: 0, limit: LIMIT });
    known.current = answer?.meanings ?? [];
    return answer;
  };
  const view = usePolled('timers', ask, EVERY_MS, filter);
  if (view === null) return <StatePage title={t('loading')} text="" />;
  return (
    <>
      <div className="inside-bar">
        <input
          className="field"
          type="search"
          value={typed}
          placeholder={t('timers.filter')}
          aria-label={t('timers.filter')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="muted">{t('timers.count', { count: view.matching, total: view.total })}</span>
      </div>
      {view.rows.length === 0 ? (
        <StatePage title={t('timers.none')} text={t('timers.noneText')} />
      ) : (
        <TimerTable rows={view.rows} />
      )}
    </>
  );
}

function TimerTable({ rows }: { rows: readonly TimerRow[] }) {
  const { t } = useTranslation('mesos');
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  return (
    <div className="timer-table" role="table" aria-label={t('tab.timers')} ref={scroller} tabIndex={0}>
      <div className="timer-table__row timer-table__head" role="row">
        {(['due', 'process', 'meaning', 'about', 'name'] as const).map((name) => (
          <span key={name} role="columnheader">
            {t(`timers.column.${name}`)}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="timer-table__all" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <Row key={`${row.process} ${row.name}`} row={row} top={item.start} />;
        })}
      </div>
    </div>
  );
}

function Row({ row, top }: { row: TimerRow; top: number }) {
  const { t } = useTranslation('mesos');
  const meaning = row.meaning === '' ? row.name : t(`timers.meaning.${row.meaning}`, { defaultValue: row.name });
  return (
    <div className="timer-table__row" role="row" style={{ transform: `translateY(${top}px)` }}>
      <span role="cell">
        <Countdown fromUs={row.setAtUs} toUs={row.dueAtUs} />
      </span>
      <span role="cell">
        <ProcessLink process={row.process} />
      </span>
      <span role="cell" title={meaning}>
        {meaning}
      </span>
      <span role="cell" className="mono" title={row.about}>
        {row.about}
      </span>
      <span role="cell" className="mono muted" title={row.name}>
        {row.name}
      </span>
    </div>
  );
}
