/** The one tooltip that is open: what it says and what it belongs to. */
import { create } from 'zustand';

export type OpenHint = { readonly text: string; readonly shortcut: string | null; readonly target: Element };

export const HINT_ID = 'open-hint';

/** Time before a hint opens under a resting pointer; the next one opens at once while one was just open. */
const OPEN_AFTER_MS = 350;
const CLOSE_AFTER_MS = 140;

export const useHint = create<{ readonly hint: OpenHint | null }>(() => ({ hint: null }));

let timer: ReturnType<typeof setTimeout> | undefined;

function set(hint: OpenHint | null): void {
  const before = useHint.getState().hint;
  if (before !== null) before.target.removeAttribute('aria-describedby');
  if (hint !== null) hint.target.setAttribute('aria-describedby', HINT_ID);
  useHint.setState({ hint });
}

export function openHint(hint: OpenHint, now: 'soon' | 'atOnce'): void {
  clearTimeout(timer);
  if (now === 'atOnce' || useHint.getState().hint !== null) set(hint);
  else timer = setTimeout(() => set(hint), OPEN_AFTER_MS);
}

/** Leaves time to move the pointer onto the hint itself. */
export function closeHintSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => set(null), CLOSE_AFTER_MS);
}

export function keepHint(): void {
  clearTimeout(timer);
}

export function closeHint(): void {
  clearTimeout(timer);
  if (useHint.getState().hint !== null) set(null);
}
