/** The page's keys need the focus within it: a link that vanishes with its page must not take the focus along. */
import { useEffect, useRef, type RefObject } from 'react';

/** Looks after each drawing; `held` false leaves the focus to a dialog. */
export function useKeptFocus(root: RefObject<HTMLElement | null>, held: boolean): void {
  const inside = useRef(false);
  useEffect(() => {
    const note = (event: Event): void => {
      inside.current = event.target instanceof Node && root.current?.contains(event.target) === true;
    };
    document.addEventListener('focusin', note);
    document.addEventListener('pointerdown', note);
    return () => {
      document.removeEventListener('focusin', note);
      document.removeEventListener('pointerdown', note);
    };
  }, [root]);
  useEffect(() => {
    if (held && inside.current && document.activeElement === document.body)
      root.current?.focus({ preventScroll: true });
  });
}
