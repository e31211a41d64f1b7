/** Keys of a browser, while the focus is in the pane: with Alt or Ctrl, so that typing in pages is never disturbed. */
import type { KeyboardEvent } from 'react';
import { startPage } from './address.ts';
import { closeTab, goInHistory, openTab, reloadTab, selectTab, type BrowserPaneState } from './browser-store.ts';

export function paneKeys(paneId: string, pane: BrowserPaneState) {
  const tabId = pane.activeTab;
  return (event: KeyboardEvent<HTMLElement>): void => {
    const act = actionOf(event);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  function actionOf(event: KeyboardEvent<HTMLElement>): (() => void) | null {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (shiftKey) return null;
    const field = event.currentTarget.querySelector<HTMLInputElement>('[data-address-field]');
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'l') return () => field?.focus();
    if (!altKey || ctrlKey || metaKey) return null;
    const tab = /^[1-9]$/.test(key) ? pane.tabs[Number(key) - 1] : undefined;
    if (tab !== undefined) return () => selectTab(paneId, tab.id);
    switch (key.toLowerCase()) {
      case 'arrowleft':
        return () => goInHistory(paneId, tabId, -1);
      case 'arrowright':
        return () => goInHistory(paneId, tabId, 1);
      case 'r':
        return () => reloadTab(paneId, tabId);
      case 't':
        return () => openTab(paneId, startPage);
      case 'w':
        return () => closeTab(paneId, tabId);
      case 'd':
        return () => field?.focus();
      default:
        return null;
    }
  }
}
