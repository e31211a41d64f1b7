/** The next step of a page without applications: Marathon's own form for a new one. */
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOpenPage } from '../console/state/use-address.ts';
import { useMarathonServer } from './marathon-server.ts';

export function CreateApp() {
  const { t } = useTranslation('marathon');
  const server = useMarathonServer();
  const openPage = useOpenPage();
  if (server === null) return null;
  return (
    <button type="button" className="button" onClick={() => openPage(`${server}/ui/#/apps?modal=new-app`)}>
      <Plus size={14} aria-hidden /> {t('createApp')}
    </button>
  );
}
