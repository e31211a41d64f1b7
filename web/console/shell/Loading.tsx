/** Shown while a part of the console is fetched. */
import { useTranslation } from 'react-i18next';

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="state-page" role="status">
      <p>{t('loading')}</p>
    </div>
  );
}
