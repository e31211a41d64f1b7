/** First visit: three things to try, each with a button that leads there. */
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRun } from '../simulation/run-store.ts';
import { setPreferences } from '../state/preferences.ts';
import { useOpenPage, useSelection } from '../state/use-address.ts';

export function FirstSteps() {
  const { t } = useTranslation();
  const openPage = useOpenPage();
  const [, select] = useSelection();
  const leader = (program: string) => {
    const tiles = [...useRun.getState().tiles.values()].filter((tile) => tile.program === program);
    return tiles.find((tile) => tile.leading) ?? tiles[0];
  };
  const openMarathon = (): void => {
    const marathon = leader('marathon');
    if (marathon !== undefined) openPage(`http://${marathon.host}:8080/`);
  };
  const selectMaster = (): void => {
    const master = leader('mesos-master');
    if (master !== undefined) select(master.id);
  };
  return (
    <aside className="first-steps" aria-label={t('firstSteps.title')}>
      <h2>{t('firstSteps.title')}</h2>
      <ol>
        <li>
          <button type="button" className="link" onClick={openMarathon}>
            {t('firstSteps.submit')}
          </button>{' '}
          <span className="muted">{t('firstSteps.submitText')}</span>
        </li>
        <li>
          <button type="button" className="link" onClick={selectMaster}>
            {t('firstSteps.kill')}
          </button>{' '}
          <span className="muted">{t('firstSteps.killText')}</span>
        </li>
        <li>
          <strong>{t('firstSteps.back')}</strong> <span className="muted">{t('firstSteps.backText')}</span>
        </li>
      </ol>
      <button
        type="button"
        className="button button--icon button--plain"
        aria-label={t('firstSteps.close')}
        onClick={() => setPreferences({ firstStepsClosed: true })}
      >
        <X size={15} aria-hidden />
      </button>
    </aside>
  );
}
