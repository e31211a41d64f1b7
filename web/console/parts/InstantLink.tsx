/** An instant of the run as the virtual clock shows it; choosing it goes there. */
import { useTranslation } from 'react-i18next';
import { useTransport } from '../actions/use-transport.ts';
import { formatClock } from './format.ts';

export function InstantLink({ atUs }: { atUs: number }) {
  const { t } = useTranslation();
  const transport = useTransport();
  return (
    <button type="button" className="link mono" title={t('goToInstant')} onClick={() => void transport.seek(atUs)}>
      {formatClock(atUs)}
    </button>
  );
}
