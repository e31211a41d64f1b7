/** Draws the open tooltip beside its control, inside the window. Escape closes it; the pointer may rest on it. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { HINT_ID, closeHint, closeHintSoon, keepHint, useHint } from './hint-store.ts';

const GAP = 6;
const MARGIN = 8;

export function HintLayer() {
  const hint = useHint((state) => state.hint);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || hint === null) return;
    const control = hint.target.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(
      window.innerWidth - width - MARGIN,
      Math.max(MARGIN, control.left + (control.width - width) / 2),
    );
    const below = control.bottom + GAP;
    const top = below + height + MARGIN > window.innerHeight ? control.top - height - GAP : below;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(MARGIN, top))}px)`;
  }, [hint]);
  useEffect(() => {
    if (hint === null) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') closeHint();
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('scroll', closeHint, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('scroll', closeHint, true);
    };
  }, [hint]);
  if (hint === null) return null;
  return (
    <div
      ref={box}
      id={HINT_ID}
      role="tooltip"
      className="hint"
      onPointerEnter={keepHint}
      onPointerLeave={closeHintSoon}
    >
      {hint.text}
      {hint.shortcut === null ? null : (
        <>
          {' '}
          <kbd className="key">{hint.shortcut}</kbd>
        </>
      )}
    </div>
  );
}
