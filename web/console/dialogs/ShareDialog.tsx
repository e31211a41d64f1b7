/** The run as a link or a file, and a file as the run. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunExport } from '../../../sim-worker/api.ts';
import { formatClock } from '../parts/format.ts';
import { Modal } from '../parts/Modal.tsx';
import { useSimulation } from '../simulation-context.ts';
import { useRunControl } from '../state/run-control.ts';
import { notify } from '../state/toast-store.ts';
import { MAX_LINK_LENGTH, packRun, readRunFile } from './run-file.ts';
import './dialogs.css';

export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('share');
  const simulation = useSimulation();
  const [run, setRun] = useState<RunExport | null>(null);
  useEffect(() => {
    let open = true;
    void simulation.api.exportRun().then((exported) => (open ? setRun(exported) : undefined));
    return () => {
      open = false;
    };
  }, [simulation]);
  return (
    <Modal title={t('title')} onClose={onClose}>
      {run === null ? <p className="muted">{t('preparing')}</p> : <Export run={run} />}
      <Import onClose={onClose} />
    </Modal>
  );
}

/** The present address with the journal in it: whoever opens it sees the same panes at the same instant. */
function linkOf(run: RunExport): string {
  const [path = '#/', query = ''] = window.location.hash.split('?');
  const search = new URLSearchParams(query);
  search.set('scenario', run.scenario);
  search.set('seed', String(run.seed));
  search.set('at', String(Math.round(run.atUs)));
  if (run.journal.length > 0) search.set('run', packRun(run));
  const page = window.location.href.split('#')[0] ?? '';
  return `${page}${path === '' ? '#/' : path}?${search.toString()}`;
}

function Export({ run }: { run: RunExport }) {
  const { t } = useTranslation('share');
  const link = linkOf(run);
  const fits = link.length <= MAX_LINK_LENGTH;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link);
    notify({ tone: 'done', text: t('linkCopied'), action: null });
  };
  return (
    <>
      <p className="muted">{t('holds', { count: run.journal.length, at: formatClock(run.atUs) })}</p>
      {fits ? (
        <div className="modal__row">
          <label className="modal__label share-label">
            {t('link')}
            <input className="field share-link" readOnly value={link} onFocus={(event) => event.target.select()} />
          </label>
          <button type="button" className="button button--primary" onClick={() => void copy()}>
            {t('copyLink')}
          </button>
        </div>
      ) : (
        <p>{t('linkTooLong')}</p>
      )}
      <div className="modal__row">
        <button type="button" className="button" onClick={() => saveFile(run)}>
          {t('saveFile')}
        </button>
        <span className="muted mono">{t('hash', { hash: run.runHash, events: run.executed })}</span>
      </div>
    </>
  );
}

function saveFile(run: RunExport): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(run, null, 2)}\n`], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `mesoscope-${run.scenario}-${run.seed}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

function Import({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('share');
  const { open } = useRunControl();
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const read = readRunFile(await file.text());
    if (!read.ok) return setProblem(t(`refusal.${read.reason}`));
    const opened = await open(read.request);
    if (opened.ok) onClose();
    else setProblem(t('refusal.byWorker', { reason: opened.error.message }));
  };
  return (
    <>
      <label className="modal__label">
        {t('openFile')}
        <input
          type="file"
          className="field"
          accept="application/json,.json"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
      {problem === null ? null : (
        <p className="modal__error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
