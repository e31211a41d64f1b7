/** One row for each service and way to it, with the figures in total. */
import { useTranslation } from 'react-i18next';
import type { ServiceRow } from '../../sim-worker/api.ts';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { useOpenPage } from '../console/state/use-address.ts';
import { formatMs, formatShare } from './format-share.ts';
import { useErrorText } from './use-error-text.ts';

const columns = ['service', 'way', 'availability', 'requests', 'sinceFault', 'p50', 'p95', 'p99', 'errors'] as const;

type TableProps = {
  readonly rows: readonly ServiceRow[];
  readonly chosen: string | null;
  readonly onChoose: (meter: string) => void;
};

export function ServiceTable({ rows, chosen, onChoose }: TableProps) {
  const { t } = useTranslation('service');
  return (
    <div className="service__table" tabIndex={0} role="region" aria-label={t('table')}>
      <table className="table">
        <ColumnHeads texts={columns.map((column) => t(`column.${column}`))} />
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} chosen={row.id === chosen} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `/web:10080`, `web.example.com` or `/web`. */
export function nameOf({ way, appId, port, vhost }: ServiceRow): string {
  if (way === 'direct') return appId;
  return vhost ?? `${appId}:${String(port)}`;
}

function Row({ row, chosen, onChoose }: { row: ServiceRow; chosen: boolean; onChoose: (meter: string) => void }) {
  const { t } = useTranslation('service');
  const errorText = useErrorText();
  const open = useOpenPage();
  const { total, sinceFault, url } = row;
  const name = nameOf(row);
  return (
    <tr aria-selected={chosen} data-testid={`service ${row.id}`}>
      <th scope="row">
        <button type="button" className="link" aria-pressed={chosen} onClick={() => onChoose(row.id)}>
          {name}
        </button>
        {row.state === 'measuring' ? null : <span className="muted"> {t(`state.${row.state}`)}</span>}
      </th>
      <td>
        {url === null ? (
          t(row.way === 'direct' ? 'way.direct' : 'way.vhost')
        ) : (
          <button type="button" className="link" onClick={() => open(url)}>
            {t('way.balancer')}
          </button>
        )}
      </td>
      <td className={total.availability !== null && total.availability < 1 ? 'table__bad mono' : 'mono'}>
        {formatShare(total.availability)}
      </td>
      <td className="mono">{total.sent}</td>
      <td className={sinceFault !== null && sinceFault.good < sinceFault.sent ? 'table__bad mono' : 'mono'}>
        {formatShare(sinceFault?.availability ?? null)}
      </td>
      <td className="mono">{formatMs(total.p50Ms)}</td>
      <td className="mono">{formatMs(total.p95Ms)}</td>
      <td className="mono">{formatMs(total.p99Ms)}</td>
      <td>{total.errors.map(({ kind, count }) => `${errorText(kind)} × ${String(count)}`).join(', ') || '–'}</td>
    </tr>
  );
}
