/** Logs of all processes in the formats of the real systems: one at a time, filtered, followed. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLineView, ProcessTile } from '../../sim-worker/api.ts';
import { useTransport } from '../console/actions/use-transport.ts';
import { formatClock } from '../console/parts/format.ts';
import { StatePage } from '../console/parts/StatePage.tsx';
import { useRun } from '../console/simulation/run-store.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useConsoleSearch } from '../console/state/use-address.ts';
import { useView } from '../console/state/view-store.ts';
import { severityClass } from './severity.ts';
import './logs.css';

const LINES = 1000;
const EVERY_MS = 300;
const ROW_HEIGHT = 19;
const PROGRAMS = [
  'zookeeper',
  'mesos-master',
  'marathon',
  'mesos-agent',
  'marathon-lb',
  'haproxy',
  'dockerd',
  'operator',
];

function listed(tiles: ReadonlyMap<string, ProcessTile>): ProcessTile[] {
  const order = (tile: ProcessTile): number =>
    (PROGRAMS.indexOf(tile.program) + PROGRAMS.length + 1) % (PROGRAMS.length + 1);
  return [...tiles.values()].sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1));
}

export function LogsPane() {
  const { t } = useTranslation('logs');
  const tiles = useRun((state) => state.tiles);
  const chosen = useView((state) => state.logProcess);
  const { sel } = useConsoleSearch();
  const processes = useMemo(() => listed(tiles), [tiles]);
  const process =
    chosen ??
    (sel !== undefined && tiles.has(sel) ? sel : null) ??
    processes.find((tile) => tile.leading)?.id ??
    processes[0]?.id;
  const [filter, setFilter] = useState('');
  const [follow, setFollow] = useState(true);
  if (process === undefined) return <StatePage title={t('empty.title')} text={t('empty.text')} />;
  return (
    <div className="logs">
      <div className="logs__bar">
        <select
          className="field"
          aria-label={t('process')}
          value={process}
          onChange={(event) => useView.setState({ logProcess: event.target.value })}
        >
          {processes.map((tile) => (
            <option key={tile.id} value={tile.id}>
              {tile.title}
              {tile.leading ? ' ★' : ''}
            </option>
          ))}
        </select>
        <input
          className="field logs__filter"
          type="search"
          placeholder={t('filter')}
          aria-label={t('filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <label className="logs__follow">
          <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} /> {t('follow')}
        </label>
      </div>
      <Lines key={process} process={process} filter={filter} follow={follow} onScrollUp={() => setFollow(false)} />
    </div>
  );
}

type LinesProps = {
  readonly process: string;
  readonly filter: string;
  readonly follow: boolean;
  readonly onScrollUp: () => void;
};

function Lines({ process, filter, follow, onScrollUp }: LinesProps) {
  const { t } = useTranslation('logs');
  const all = usePolled(process, (api) => api.logs(process, LINES), EVERY_MS);
  const lines = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return (all ?? []).filter((line) => wanted === '' || line.text.toLowerCase().includes(wanted));
  }, [all, filter]);
  if (all === null) return <StatePage title={t('loading')} text="" />;
  if (lines.length === 0) {
    return all.length === 0 ? (
      <StatePage title={t('noLines.title')} text={t('noLines.text')} />
    ) : (
      <StatePage title={t('noMatch.title')} text={t('noMatch.text', { count: all.length })} />
    );
  }
  return <LineList lines={lines} follow={follow} onScrollUp={onScrollUp} />;
}

function LineList({
  lines,
  follow,
  onScrollUp,
}: {
  lines: readonly LogLineView[];
  follow: boolean;
  onScrollUp: () => void;
}) {
  const { t } = useTranslation('logs');
  const scroller = useRef<HTMLDivElement>(null);
  const transport = useTransport();
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 30,
  });
  const last = lines.at(-1);
  useEffect(() => {
    if (follow) list.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follow, last, lines.length, list]);
  return (
    <div
      className="logs__lines mono"
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={t('lines')}
      onWheel={(event) => (event.deltaY < 0 ? onScrollUp() : undefined)}
    >
      <div className="logs__all" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              className={`logs__line ${severityClass(line.severity)}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                className="logs__time"
                title={t('goTo')}
                onClick={() => void transport.seek(line.atUs)}
              >
                {formatClock(line.atUs)}
              </button>
              <span className="logs__text">{line.text}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
