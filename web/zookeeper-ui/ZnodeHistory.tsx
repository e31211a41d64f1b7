/** What happened to a znode over the whole run: each change with its writer, its data before and after, and its instant. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ZnodeChangeRow } from '../../sim-worker/api.ts';
import { useTransport } from '../console/actions/use-transport.ts';
import { formatClock } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { FiredWatches } from './FiredWatches.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import { encodingFor, textOf } from './znode-text.ts';

const EVERY_MS = 700;
const ROWS_AT_ONCE = 30;
const DATA_SHOWN = 2000;

type HistoryProps = { readonly path: string; readonly onShow: (path: string) => void };

export function ZnodeHistory({ path, onShow }: HistoryProps) {
  const { t } = useTranslation('znodes');
  const [subtree, setSubtree] = useState(false);
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const page = usePolled(
    `history ${path}`,
    async (api) => await api.znodeHistory({ path, subtree, offset: 0, limit }),
    EVERY_MS,
    `${String(subtree)} ${String(limit)}`,
  );
  const rows = page?.ok === true ? page.value.rows : [];
  const total = page?.ok === true ? page.value.total : 0;
  return (
    <section className="znode-history" aria-label={t('history.title')}>
      <h3>{t('history.title')}</h3>
      <label className="znode-history__subtree">
        <input type="checkbox" checked={subtree} onChange={(event) => setSubtree(event.target.checked)} />
        {t('history.subtree')}
      </label>
      {page === null ? <p className="muted">{t('loading')}</p> : null}
      {page !== null && total === 0 ? <p className="muted">{t('history.none')}</p> : null}
      <ol className="znode-history__rows">
        {rows.map((row) => (
          <Change key={`${row.zxid} ${row.path} ${row.change}`} row={row} withPath={subtree} onShow={onShow} />
        ))}
      </ol>
      {total > rows.length ? (
        <button type="button" className="button" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
          {t('history.more', { count: total - rows.length })}
        </button>
      ) : null}
    </section>
  );
}

type ChangeProps = {
  readonly row: ZnodeChangeRow;
  readonly withPath: boolean;
  readonly onShow: (path: string) => void;
};

function Change({ row, withPath, onShow }: ChangeProps) {
  const { t } = useTranslation('znodes');
  const { seek } = useTransport();
  const { atUs } = row;
  return (
    <li className="znode-change">
      <div className="znode-change__head">
        {atUs === null ? (
          <span className="mono muted">{t('history.before')}</span>
        ) : (
          <button
            type="button"
            className="link mono"
            aria-label={t('history.goTo', { at: formatClock(atUs) })}
            onClick={() => void seek(atUs)}
          >
            {formatClock(atUs)}
          </button>
        )}
        <b>
          {t(`history.change.${row.change}`)}
          {row.withSession ? ` ${t('history.withSession')}` : ''}
          {row.inMulti ? ` ${t('history.inMulti')}` : ''}
        </b>
        {row.process === null ? (
          <span className="mono muted">{row.session}</span>
        ) : (
          <ProcessLink process={row.process} />
        )}
        <span className="mono muted">
          {row.zxid}
          {row.change === 'dataChanged' ? ` · v${String(row.versionBefore)} → v${String(row.versionAfter)}` : ''}
        </span>
      </div>
      {withPath ? (
        <button type="button" className="link mono znode-change__path" onClick={() => onShow(row.path)}>
          {row.path}
        </button>
      ) : null}
      <Values row={row} />
      <FiredWatches fired={row.fired} total={row.firedTotal} />
    </li>
  );
}

function Values({ row }: { readonly row: ZnodeChangeRow }) {
  const { t } = useTranslation('znodes');
  if (row.aclAfter !== null || row.aclBefore !== null)
    return (
      <p className="mono znode-change__acl">
        {(row.aclBefore ?? []).join(', ')} → {(row.aclAfter ?? []).join(', ')}
      </p>
    );
  const before = row.versionBefore === null ? null : dataText(row.dataBefore);
  const after = row.versionAfter === null ? null : dataText(row.dataAfter);
  if ((before ?? '') === '' && (after ?? '') === '') return null;
  return (
    <details className="znode-change__data">
      <summary>{t('history.data')}</summary>
      {before === null ? null : <Value mark="−" text={before} />}
      {after === null ? null : <Value mark="+" text={after} />}
    </details>
  );
}

function Value({ mark, text }: { readonly mark: string; readonly text: string }) {
  return (
    <pre className="mono" data-mark={mark} tabIndex={0}>
      {`${mark} ${text}`}
    </pre>
  );
}

function dataText(data: Uint8Array | null): string {
  if (data === null) return '';
  const part = data.subarray(0, DATA_SHOWN);
  return textOf(part, encodingFor(data)) + (data.length > part.length ? ' …' : '');
}
