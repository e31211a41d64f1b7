/** A long id by its short name; a click copies all of it. */
import { useTranslation } from 'react-i18next';
import { notify } from '../console/state/toast-store.ts';

export function CopyId({ id, shown }: { id: string; shown: string }) {
  const { t } = useTranslation('inspector');
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(id);
    notify({ tone: 'done', text: t('copied', { text: id }), action: null });
  };
  return (
    <button type="button" className="copyable mono" title={`${id} · ${t('copy')}`} onClick={() => void copy()}>
      {shown}
    </button>
  );
}
