/** In place of the panes: the run was refused, or the worker died. */
import { useTranslation } from 'react-i18next';
import { StatePage } from '../parts/StatePage.tsx';
import { useRun } from '../simulation/run-store.ts';
import { useRunControl } from '../state/run-control.ts';

export function RunTrouble() {
  const { t } = useTranslation();
  const { openDefault, restart } = useRunControl();
  const phase = useRun((state) => state.phase);
  const problem = useRun((state) => state.problem);
  if (phase === 'refused') {
    return (
      <StatePage title={t('refusedRun.title')} text={t('refusedRun.text')}>
        <p className="mono">{problem}</p>
        <button type="button" className="button button--primary" onClick={openDefault}>
          {t('refusedRun.action')}
        </button>
      </StatePage>
    );
  }
  return (
    <StatePage title={t('crashed.title')} text={t('crashed.text')}>
      <p className="mono">{problem}</p>
      <button type="button" className="button button--primary" onClick={restart}>
        {t('crashed.action')}
      </button>
    </StatePage>
  );
}
