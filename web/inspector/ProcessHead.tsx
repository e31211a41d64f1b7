/** Name, role and ids of the inspected process, and the way to its page and its host. */
import { ExternalLink, ScrollText, Server } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInspector, ProcessTile } from '../../sim-worker/api.ts';
import { formatClock } from '../console/parts/format.ts';
import { useOpenPage, useSelection } from '../console/state/use-address.ts';
import { useView } from '../console/state/view-store.ts';
import { Copyable, markInspectorOpened } from './Copyable.tsx';
import { hasEnded } from './has-ended.ts';

export function ProcessHead({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  const { tile } = view;
  useEffect(markInspectorOpened, []);
  return (
    <header className="inspector__head">
      <h2>
        {tile.title}{' '}
        {tile.leading ? <span className={`inspector__star inspector__star--${tile.program}`}>★</span> : null}
      </h2>
      <p className="inspector__state">
        <Status tile={tile} /> <span className="mono muted">{tile.detail}</span>
      </p>
      <LastWords view={view} />
      <p className="inspector__ids">
        <Copyable text={tile.id} />
        <span className="muted">{t('pid', { pid: tile.pid, incarnation: tile.incarnation })}</span>
        <span className="muted">{t('started', { at: formatClock(view.startedAtUs) })}</span>
      </p>
      <Links view={view} />
    </header>
  );
}

/** What a process said when it ended by itself: why it does not run. */
function LastWords({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  const last = view.log.at(-1);
  if (!hasEnded(view.tile) || last === undefined || (last.severity !== 'FATAL' && last.severity !== 'ERROR'))
    return null;
  return (
    <p className="inspector__last-words mono" aria-label={t('lastWords')} role="status">
      {last.text}
    </p>
  );
}

function Status({ tile }: { tile: ProcessTile }) {
  const { t } = useTranslation('inspector');
  if (tile.status === 'running')
    return <span className={`badge badge--${tile.program}`}>{tile.role === '' ? t('status.running') : tile.role}</span>;
  const text =
    tile.status === 'restarting' && tile.restartAtUs !== null
      ? t('status.restartingAt', { at: formatClock(tile.restartAtUs) })
      : t(`status.${tile.status}`, { code: tile.exitCode ?? '–' });
  return <span className={`badge badge--${tile.status}`}>{text}</span>;
}

function Links({ view }: { view: ProcessInspector }) {
  const { t } = useTranslation('inspector');
  const openPage = useOpenPage();
  const navigate = useNavigate();
  const [, select] = useSelection();
  const { tile, url } = view;
  const openLog = (): void => {
    useView.setState({ logProcess: tile.id });
    void navigate({ to: '/logs', search: (before: Record<string, unknown>) => before as never });
  };
  return (
    <div className="inspector__links">
      {url === null ? null : (
        <button type="button" className="button" onClick={() => openPage(url)}>
          <ExternalLink size={13} aria-hidden /> {t('openPage')}
        </button>
      )}
      <button type="button" className="button" onClick={openLog}>
        <ScrollText size={13} aria-hidden /> {t('openLog')}
      </button>
      <button type="button" className="button" onClick={() => select(tile.host)}>
        <Server size={13} aria-hidden /> {tile.host}
      </button>
    </div>
  );
}
