/** In place of what only a leading master knows. */
import { useTranslation } from 'react-i18next';
import { StatePage } from '../console/parts/StatePage.tsx';

export function NoMaster() {
  const { t } = useTranslation('mesos');
  return <StatePage title={t('noMaster.title')} text={t('noMaster.text')} />;
}
