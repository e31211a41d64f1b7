/** Notices at the lower edge. They go by themselves after a while, not while the pointer or the focus is on them. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Toast, closeToast, useToasts } from '../state/toast-store.ts';

const SHOWN_MS = 8000;

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <Notice key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Notice({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => closeToast(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { action } = toast;
  return (
    <div
      className={toast.tone === 'failed' ? 'toast toast--failed' : 'toast'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {action === null ? null : (
        <button
          type="button"
          className="button"
          onClick={() => {
            action.run();
            closeToast(toast.id);
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        className="button button--icon button--plain"
        aria-label={t('close')}
        onClick={() => closeToast(toast.id)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
