import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import type { OpenDialog } from './dialogs.ts';

/** A click outside does not close it; Escape does. */
export function DialogView({ dialog }: { readonly dialog: OpenDialog }) {
  const [value, setValue] = useState(dialog.initial);
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (input.current === null) button.current?.focus();
    else input.current.select();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    dialog.answer(dialog.kind === 'prompt' ? value : '');
  };
  return (
    <DialogFrame
      severity={dialog.severity}
      title={dialog.title}
      onDismiss={() => dialog.answer(null)}
      onSubmit={submit}
    >
      <p>
        {dialog.text}
        {dialog.link !== undefined && (
          <>
            {' '}
            <PageLink href={dialog.link.href} newWindow>
              {dialog.link.text}
            </PageLink>
          </>
        )}
      </p>
      {dialog.last !== undefined && <p>{dialog.last}</p>}
      {dialog.kind === 'prompt' && (
        <input
          ref={input}
          className="marathon-input"
          aria-label={dialog.text}
          type={dialog.type}
          min={0}
          step={dialog.initial.includes('.') ? 'any' : 1}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      )}
      <footer>
        <button type="submit" ref={button} className={`marathon-button marathon-${dialog.severity}`}>
          {dialog.kind === 'alert' ? 'OK' : (dialog.action ?? dialog.title)}
        </button>
        {dialog.kind !== 'alert' && (
          <button type="button" className="marathon-button marathon-plain" onClick={() => dialog.answer(null)}>
            Cancel
          </button>
        )}
      </footer>
    </DialogFrame>
  );
}

export function DialogFrame(props: {
  readonly severity: OpenDialog['severity'];
  readonly title: string;
  readonly onDismiss: () => void;
  readonly onSubmit: (event: FormEvent) => void;
  readonly children: ReactNode;
}) {
  return (
    <div
      className="marathon-backdrop marathon-backdrop-dialog"
      onKeyDown={(event) => event.key === 'Escape' && props.onDismiss()}
    >
      <form
        className={`marathon-dialog marathon-dialog-${props.severity}`}
        role="dialog"
        aria-modal="true"
        aria-label={props.title}
        noValidate
        onSubmit={props.onSubmit}
      >
        <h2>{props.title}</h2>
        {props.children}
      </form>
    </div>
  );
}
