/** The cluster as a table: all that the drawing shows, in rows. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Network } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessTile } from '../../sim-worker/api.ts';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { formatCpus } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useSelection } from '../console/state/use-address.ts';
import { useView } from '../console/state/view-store.ts';
import { isDown, stateWord } from './box-parts.ts';
import { type TierName, tierOf } from './layout.ts';
import { useSceneWords } from './use-stage.ts';
import './topology.css';

const order: readonly TierName[] = ['zookeeper', 'masters', 'schedulers', 'agents', 'clients', 'operator'];
const ROW_HEIGHT = 30;

type Row = { readonly tile: ProcessTile; readonly tier: TierName };

function rowsOf(tiles: ReadonlyMap<string, ProcessTile>): Row[] {
  const rows = [...tiles.values()].flatMap((tile) => {
    const tier = tierOf(tile);
    return tier === null ? [] : [{ tile, tier }];
  });
  return rows.sort((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier) || (a.tile.id < b.tile.id ? -1 : 1));
}

export function TopologyTable() {
  const { t } = useTranslation('topology');
  const tiles = useRun((state) => state.tiles);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = rowsOf(tiles);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = list.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = list.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className="topology topology--table">
      <div className="topology__buttons">
        <button type="button" className="button" onClick={() => useView.setState({ topologyAsTable: false })}>
          <Network size={14} aria-hidden /> {t('asDrawing')}
        </button>
      </div>
      <div className="topology__scroll" ref={scroller} tabIndex={0} role="region" aria-label={t('tableLabel')}>
        <table className="table" aria-rowcount={rows.length}>
          <ColumnHeads
            texts={(['tier', 'process', 'status', 'role', 'detail', 'resources', 'tasks'] as const).map((column) =>
              t(`column.${column}`),
            )}
          />
          <tbody>
            <Spacer height={before} />
            {items.map((item) => {
              const row = rows[item.index];
              return row === undefined ? null : <TableRow key={row.tile.id} row={row} />;
            })}
            <Spacer height={after} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={7} style={{ height, padding: 0 }} />
    </tr>
  );
}

function TableRow({ row: { tile, tier } }: { row: Row }) {
  const { t } = useTranslation('topology');
  const words = useSceneWords();
  const [selected, select] = useSelection();
  const bars = tile.resources;
  const state = tile.status === 'running' ? t('running') : stateWord(tile, words);
  return (
    <tr aria-selected={selected === tile.id}>
      <td className="muted">{words.tier[tier]}</td>
      <th scope="row">
        <button type="button" className="link" onClick={() => select(tile.id)}>
          {tile.title}
          {tile.leading ? ' ★' : ''}
        </button>
      </th>
      <td className={isDown(tile) ? 'table__bad' : ''}>{state}</td>
      <td>{tile.role}</td>
      <td className="mono">{tile.detail}</td>
      <td className="mono">
        {bars === null
          ? ''
          : `${formatCpus(bars.cpusUsedMilli)}/${formatCpus(bars.cpusTotalMilli)} · ${bars.memUsedMib}/${bars.memTotalMib} MiB`}
      </td>
      <td>{tier === 'agents' ? tile.taskCount : ''}</td>
    </tr>
  );
}
