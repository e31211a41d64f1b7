/** Every key of the console: one list for the keys themselves and for the page that explains them. */

export type ShortcutName =
  | 'play'
  | 'step'
  | 'stepBack'
  | 'slower'
  | 'faster'
  | 'autoPace'
  | 'toStart'
  | 'kill'
  | 'pauseProcess'
  | 'close'
  | 'table'
  | 'palette'
  | 'help';

export type Shortcut = { readonly name: ShortcutName; readonly keys: readonly string[]; readonly shown: string };

export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'play', keys: [' '], shown: 'Space' },
  { name: 'step', keys: ['.'], shown: '.' },
  { name: 'stepBack', keys: [','], shown: ',' },
  { name: 'slower', keys: ['['], shown: '[' },
  { name: 'faster', keys: [']'], shown: ']' },
  { name: 'autoPace', keys: ['a'], shown: 'A' },
  { name: 'toStart', keys: ['Home'], shown: 'Home' },
  { name: 'kill', keys: ['k'], shown: 'K' },
  { name: 'pauseProcess', keys: ['p'], shown: 'P' },
  { name: 'table', keys: ['t'], shown: 'T' },
  { name: 'close', keys: ['Escape'], shown: 'Esc' },
  { name: 'help', keys: ['?'], shown: '?' },
  { name: 'palette', keys: [], shown: 'Ctrl K' },
];

export function shortcutOf(key: string): ShortcutName | null {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  return SHORTCUTS.find((shortcut) => shortcut.keys.includes(wanted))?.name ?? null;
}

/** Keys belong to what is being typed into, and to controls that use them themselves. */
export function isTyping(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [role="menu"], [data-own-keys]') !== null) return true;
  if (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'checkbox';
  return key === ' ' && target.closest('button, a, summary') !== null;
}
