import { useEffect, useRef, type ReactNode } from 'react';

export function ModalFrame(props: {
  readonly label: string;
  readonly large?: boolean;
  /** False for the form: a click outside would lose what was typed. */
  readonly closesOutside?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current?.contains(document.activeElement) === false) frame.current.focus();
  }, []);
  return (
    <div
      className="marathon-backdrop"
      onMouseDown={(event) => event.target === event.currentTarget && props.closesOutside !== false && props.onClose()}
      onKeyDown={(event) => event.key === 'Escape' && props.onClose()}
    >
      <div
        ref={frame}
        className={props.large === true ? 'marathon-modal marathon-modal-large' : 'marathon-modal'}
        role="dialog"
        aria-modal="true"
        aria-label={props.label}
        tabIndex={-1}
      >
        {props.children}
      </div>
    </div>
  );
}
