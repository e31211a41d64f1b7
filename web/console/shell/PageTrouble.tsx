/** In place of a page that could not be drawn: mostly one whose file was not loaded, because the site was updated or the network failed. */
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatePage } from '../parts/StatePage.tsx';

export function PageTrouble({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <StatePage title={t('pageTrouble.title')} text={t('pageTrouble.text')}>
      <p className="mono">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" className="button button--primary" onClick={() => window.location.reload()}>
        {t('pageTrouble.action')}
      </button>
    </StatePage>
  );
}
