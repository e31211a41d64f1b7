/** Whom a change of a znode told: each watch that it fired, with its event, its owner, the server that told it, and when. */
import { useTranslation } from 'react-i18next';
import type { FiredWatchRow } from '../../sim-worker/api.ts';
import { formatClock, formatMicros } from '../console/parts/format.ts';
import { ProcessLink } from './ProcessLink.tsx';

type Props = { readonly fired: readonly FiredWatchRow[]; readonly total: number };

export function FiredWatches({ fired, total }: Props) {
  const { t } = useTranslation('znodes');
  if (total === 0) return null;
  return (
    <details className="znode-change__data">
      <summary>{t('history.fired', { count: total })}</summary>
      <ul className="zk-list znode-watchers">
        {fired.map((watch) => (
          <li key={`${watch.event} ${watch.path} ${watch.session} ${watch.server}`}>
            <span className="znode-mark znode-mark--watch">{watch.event}</span>
            {watch.process === null ? (
              <span className="mono">{watch.session}</span>
            ) : (
              <ProcessLink process={watch.process} />
            )}
            <span className="muted">{t('watchers.at')}</span>
            <ProcessLink process={watch.server} />
            <span className="mono muted">
              {formatClock(watch.atUs)} {formatMicros(watch.atUs)}
            </span>
            <span className="mono muted">{watch.path}</span>
          </li>
        ))}
      </ul>
      {total > fired.length ? <p className="muted">{t('history.firedMore', { count: total - fired.length })}</p> : null}
    </details>
  );
}
