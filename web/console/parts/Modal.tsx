/** A dialog: the browser's own element keeps the focus inside and closes on Escape. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './modal.css';

type ModalProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The palette draws its own head. */
  readonly bare?: boolean;
};

export function Modal({ title, onClose, children, bare = false }: ModalProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null || dialog.open) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('input:not([type="file"], [readonly]), textarea')?.focus();
  }, []);
  return (
    <dialog
      ref={element}
      className={bare ? 'modal modal--bare' : 'modal'}
      aria-labelledby={titleId}
      // Escape: told at once. `close` comes a task later, when a key pressed meanwhile would meet a dialog that is gone.
      onCancel={onClose}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) element.current?.close();
      }}
    >
      <div className="modal__body">
        <header className={bare ? 'visually-hidden' : 'modal__head'}>
          <h2 id={titleId}>{title}</h2>
          {bare ? null : (
            <button
              type="button"
              className="button button--icon button--plain"
              aria-label={t('close')}
              onClick={onClose}
            >
              <X size={16} aria-hidden />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
