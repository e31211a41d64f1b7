/** The fields of two versions; equal ones on demand. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { type FieldRow, diffVersions } from './version-diff.ts';

const marks = { same: '', changed: '≠', added: '+', removed: '−' } as const;

export function VersionTable({ before, after }: { before: object; after: object }) {
  const { t } = useTranslation('marathon');
  const [all, setAll] = useState(false);
  const rows = useMemo(() => diffVersions(before, after), [before, after]);
  const changed = rows.filter((row) => row.change !== 'same');
  const shown = all ? rows : changed;
  return (
    <>
      <p className="mp-bar mp-small">
        <span role="status">{t('versions.changes', { count: changed.length })}</span>
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />{' '}
          {t('versions.showSame', { count: rows.length - changed.length })}
        </label>
      </p>
      <div className="mp-scroll" tabIndex={0} role="region" aria-label={t('tab.versions')}>
        {shown.length === 0 ? null : (
          <table className="mp-table mp-diff">
            <ColumnHeads texts={[t('versions.field'), t('versions.before'), t('versions.after')]} />
            <tbody>
              {shown.map((row) => (
                <Row key={`${row.path} ${row.change}`} row={row} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

function Row({ row }: { row: FieldRow }) {
  const { t } = useTranslation('marathon');
  return (
    <tr data-change={row.change}>
      <th scope="row" className="mono">
        <span className="mp-change" title={t(`versions.${row.change}`)}>
          {marks[row.change]}
        </span>
        {row.path}
      </th>
      <td className="mono">
        {row.before === null ? <span className="muted">{t('versions.absent')}</span> : row.before}
      </td>
      <td className="mono">{row.after === null ? <span className="muted">{t('versions.absent')}</span> : row.after}</td>
    </tr>
  );
}
