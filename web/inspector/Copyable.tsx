/** A value in monospace that a click copies. With `flash`, a new value lights up once and rests. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../console/state/toast-store.ts';

export function Copyable({ text, flash = false }: { text: string; flash?: boolean }) {
  const { t } = useTranslation('inspector');
  const fresh = useIsNew(flash);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    notify({ tone: 'done', text: t('copied', { text }), action: null });
  };
  return (
    <button
      type="button"
      className={fresh ? 'copyable mono flash' : 'copyable mono'}
      title={t('copy')}
      onClick={() => void copy()}
    >
      {text}
    </button>
  );
}

/** The first values of an inspector do not flash: only what changes later does. */
function useIsNew(flash: boolean): boolean {
  const [openedMs] = useState(() => performance.now());
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    if (flash && openedMs - lastOpenedMs.at > 500) setFresh(true);
  }, [flash, openedMs]);
  return fresh;
}

/** When an inspector was last opened. */
const lastOpenedMs = { at: 0 };

export function markInspectorOpened(): void {
  lastOpenedMs.at = performance.now();
}
