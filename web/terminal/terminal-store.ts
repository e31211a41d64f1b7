/** Which terminals are open on the page. What stands in them is part of the run. */
import { create } from 'zustand';

export type TerminalTabs = {
  readonly tabs: readonly string[];
  readonly active: string;
  /** Larger text and a live region for screen readers cost some speed: a person's choice. */
  readonly screenReader: boolean;
};

/** As many as the simulated machine keeps. */
export const TABS_LIMIT = 8;

export const useTerminals = create<TerminalTabs>(() => ({ tabs: ['t1'], active: 't1', screenReader: false }));

export function openTab(): void {
  const { tabs } = useTerminals.getState();
  if (tabs.length >= TABS_LIMIT) return;
  const free = Array.from({ length: TABS_LIMIT }, (_, index) => `t${String(index + 1)}`).find(
    (id) => !tabs.includes(id),
  );
  if (free !== undefined) useTerminals.setState({ tabs: [...tabs, free], active: free });
}

export function showTab(id: string): void {
  useTerminals.setState({ active: id });
}

/** The last tab stays. */
export function closeTab(id: string): void {
  const { tabs, active } = useTerminals.getState();
  const at = tabs.indexOf(id);
  if (at < 0 || tabs.length === 1) return;
  const left = tabs.filter((tab) => tab !== id);
  useTerminals.setState({ tabs: left, active: active === id ? (left[Math.max(0, at - 1)] ?? 't1') : active });
}

export function setScreenReader(screenReader: boolean): void {
  useTerminals.setState({ screenReader });
}
