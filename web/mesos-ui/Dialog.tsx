import { useEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useMesos } from './mesos-context.ts';

export function Dialog(props: {
  readonly title: string;
  readonly button: string;
  readonly onButton: () => void;
  readonly children: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const { overlay } = useMesos();
  if (overlay === null) return null;
  return createPortal(
    <div className="mesos-backdrop">
      <div className="mesos-dialog" role="dialog" aria-modal="true" aria-label={props.title}>
        <h4>{props.title}</h4>
        <div className="mesos-dialog-body">{props.children}</div>
        <div className="mesos-dialog-footer">
          <button type="button" ref={button} className="mesos-button" onClick={props.onButton}>
            {props.button}
          </button>
        </div>
      </div>
    </div>,
    overlay,
  );
}
