/** An xterm in an element of the page: its size follows the element, its colours the theme. */
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { type RefObject, useEffect, useState } from 'react';
import { withAdoptedStyles } from './adopted-styles.ts';
import { useTerminals } from './terminal-store.ts';

const SCROLLBACK = 5000;
const FONT_PX = 13;

function themeNow(): ITheme {
  const styles = getComputedStyle(document.documentElement);
  const token = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  return {
    background: token('sunken'),
    foreground: token('text'),
    cursor: token('focus'),
    cursorAccent: token('sunken'),
    selectionBackground: `${token('focus')}55`,
    red: token('fault'),
    green: token('status'),
    yellow: token('offer'),
    blue: token('session'),
    magenta: token('mesos'),
    cyan: token('zab'),
    white: token('text'),
    brightBlack: token('muted'),
  };
}

/** Null until the element is there. */
export function useScreen(element: RefObject<HTMLDivElement | null>, label: string): Terminal | null {
  const [screen, setScreen] = useState<Terminal | null>(null);
  const screenReader = useTerminals((state) => state.screenReader);
  useEffect(() => {
    const place = element.current;
    if (place === null) return;
    const made = makeScreen(place);
    setScreen(made.screen);
    return () => {
      setScreen(null);
      made.dispose();
    };
  }, [element]);
  useEffect(() => {
    if (screen === null) return;
    screen.options.screenReaderMode = screenReader;
    screen.textarea?.setAttribute('aria-label', label);
  }, [screen, screenReader, label]);
  return screen;
}

function makeScreen(place: HTMLElement): { readonly screen: Terminal; readonly dispose: () => void } {
  const screen = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim(),
    fontSize: FONT_PX,
    lineHeight: 1.25,
    scrollback: SCROLLBACK,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    theme: themeNow(),
  });
  const fit = new FitAddon();
  screen.loadAddon(fit);
  withAdoptedStyles(() => screen.open(place));
  keepTheWayOut(screen);
  const sizes = new ResizeObserver(() => fit.fit());
  sizes.observe(place);
  const themes = new MutationObserver(() => (screen.options.theme = themeNow()));
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    screen,
    dispose: () => {
      sizes.disconnect();
      themes.disconnect();
      screen.dispose();
    },
  };
}

/** Tab completes; Shift+Tab, and Tab after Escape, leave the terminal as on any page. */
function keepTheWayOut(screen: Terminal): void {
  let leaving = false;
  screen.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const isTab = event.key === 'Tab';
    const leaves = isTab && (event.shiftKey || leaving);
    if (!isTab) leaving = event.key === 'Escape';
    // Chords of the console: palette, browser.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return false;
    return !leaves;
  });
}
