/** A line above the left pane: a seek under way, or the world that stopped on an assertion of its own. */
import { useTranslation } from 'react-i18next';
import { formatClock } from '../parts/format.ts';
import { useRun } from '../simulation/run-store.ts';
import { notify } from '../state/toast-store.ts';

export function RunNotice() {
  const { t } = useTranslation();
  const progress = useRun((state) => state.progress);
  const failure = useRun((state) => state.failure);
  if (failure !== null) {
    const report = [
      failure.message,
      `seed ${failure.seed}`,
      `at ${formatClock(failure.atUs)}`,
      ...failure.lastEvents,
    ].join('\n');
    const copy = async (): Promise<void> => {
      await navigator.clipboard.writeText(report);
      notify({ tone: 'done', text: t('copied'), action: null });
    };
    return (
      <div className="run-notice" role="alert">
        <strong>{t('failure.title')}</strong>
        <span className="mono">{failure.message}</span>
        <span className="muted">{t('failure.place', { seed: failure.seed, at: formatClock(failure.atUs) })}</span>
        <button type="button" className="button" onClick={() => void copy()}>
          {t('failure.copy')}
        </button>
      </div>
    );
  }
  if (progress === null) return null;
  return (
    <div className="run-notice" role="status">
      <span>{t('seeking')}</span>
      <progress className="run-notice__bar" max={1} value={progress} aria-label={t('seeking')} />
    </div>
  );
}
