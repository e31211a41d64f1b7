/** A tooltip that explains a control. It opens for the pointer and for keyboard focus; HintLayer draws it. */
import type { ReactNode } from 'react';
import { closeHint, closeHintSoon, openHint } from './hint-store.ts';

export function Hint({ text, shortcut, children }: { text: string; shortcut?: string; children: ReactNode }) {
  const open = (wrapper: Element, now: 'soon' | 'atOnce'): void => {
    const target = wrapper.firstElementChild;
    if (target !== null) openHint({ text, shortcut: shortcut ?? null, target }, now);
  };
  return (
    <span
      className="hint-target"
      onPointerEnter={(event) => (event.pointerType === 'touch' ? undefined : open(event.currentTarget, 'soon'))}
      onPointerLeave={closeHintSoon}
      onPointerDown={closeHint}
      onFocus={(event) => (event.target.matches(':focus-visible') ? open(event.currentTarget, 'atOnce') : undefined)}
      onBlur={closeHint}
    >
      {children}
    </span>
  );
}
