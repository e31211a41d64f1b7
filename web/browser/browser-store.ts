/** Tabs and addresses of each browser pane. Pages themselves keep no state here. */
import { create } from 'zustand';
import { documentPart, startPage } from './address.ts';

export type BrowserTab = {
  readonly id: string;
  /** Name given by the page that opened it; a second opening under the name reuses the tab, as `window.open` does. */
  readonly windowName: string;
  readonly title: string;
  readonly entries: readonly string[];
  readonly index: number;
  /** Grows with each load of a document: a new value means load again. */
  readonly loads: number;
};

export type BrowserPaneState = { readonly tabs: readonly BrowserTab[]; readonly activeTab: string };

/** How a standby master's page behaves: the notice of 0.28 and earlier, or the silent way of 1.0.1. */
export type StandbyStyle = 'notice' | 'silent';

type BrowserStore = {
  readonly panes: Readonly<Record<string, BrowserPaneState>>;
  readonly standbyStyle: StandbyStyle;
};

/** Entries kept in a tab's history. */
const maxEntries = 100;
const maxTabs = 12;
let nextTab = 1;

function newTab(url: string, windowName = ''): BrowserTab {
  nextTab += 1;
  return { id: `tab-${nextTab}`, windowName, title: '', entries: [url], index: 0, loads: 1 };
}

export const useBrowserStore = create<BrowserStore>(() => ({ panes: {}, standbyStyle: 'notice' }));

const emptyPane: BrowserPaneState = (() => {
  const tab = newTab(startPage);
  return { tabs: [tab], activeTab: tab.id };
})();

export function paneOf(store: BrowserStore, paneId: string): BrowserPaneState {
  return store.panes[paneId] ?? emptyPane;
}

export function addressOf(tab: BrowserTab): string {
  return tab.entries[tab.index] ?? startPage;
}

export function activeTabOf(pane: BrowserPaneState): BrowserTab {
  return pane.tabs.find((tab) => tab.id === pane.activeTab) ?? pane.tabs[0] ?? newTab(startPage);
}

function changePane(paneId: string, change: (pane: BrowserPaneState) => BrowserPaneState): void {
  useBrowserStore.setState((store) => ({ panes: { ...store.panes, [paneId]: change(paneOf(store, paneId)) } }));
}

function changeTab(paneId: string, tabId: string, change: (tab: BrowserTab) => BrowserTab): void {
  changePane(paneId, (pane) => ({ ...pane, tabs: pane.tabs.map((tab) => (tab.id === tabId ? change(tab) : tab)) }));
}

/** Opens an address in the pane's active tab; the entry for the console (bookmarks, inspector links). */
export function openUrl(paneId: string, url: string): void {
  navigateTab(paneId, activeTabOf(paneOf(useBrowserStore.getState(), paneId)).id, url);
}

/** Follows a link: a new entry; only the fragment changed means the same document. */
export function navigateTab(paneId: string, tabId: string, url: string): void {
  changeTab(paneId, tabId, (tab) => {
    const current = addressOf(tab);
    if (current === url) return { ...tab, loads: tab.loads + 1 };
    const entries = [...tab.entries.slice(0, tab.index + 1), url].slice(-maxEntries);
    const sameDocument = documentPart(current) === documentPart(url) && url.includes('#');
    return { ...tab, entries, index: entries.length - 1, loads: sameDocument ? tab.loads : tab.loads + 1 };
  });
}

/** Replaces the present entry without loading: what a redirect or a page's own script does. */
export function replaceAddress(paneId: string, tabId: string, url: string): void {
  changeTab(paneId, tabId, (tab) => ({
    ...tab,
    entries: tab.entries.map((entry, index) => (index === tab.index ? url : entry)),
  }));
}

export function goInHistory(paneId: string, tabId: string, by: number): void {
  changeTab(paneId, tabId, (tab) => {
    const index = tab.index + by;
    const target = tab.entries[index];
    if (target === undefined) return tab;
    const sameDocument = documentPart(addressOf(tab)) === documentPart(target);
    return { ...tab, index, loads: sameDocument ? tab.loads : tab.loads + 1 };
  });
}

export function reloadTab(paneId: string, tabId: string): void {
  changeTab(paneId, tabId, (tab) => ({ ...tab, loads: tab.loads + 1 }));
}

export function setTabTitle(paneId: string, tabId: string, title: string): void {
  changeTab(paneId, tabId, (tab) => (tab.title === title ? tab : { ...tab, title }));
}

export function openTab(paneId: string, url: string, windowName = ''): void {
  changePane(paneId, (pane) => {
    const named = windowName === '' ? undefined : pane.tabs.find((tab) => tab.windowName === windowName);
    if (named !== undefined) return { ...pane, activeTab: named.id };
    const tab = newTab(url, windowName);
    const tabs = pane.tabs.length >= maxTabs ? pane.tabs.slice(1) : pane.tabs;
    return { tabs: [...tabs, tab], activeTab: tab.id };
  });
}

export function closeTab(paneId: string, tabId: string): void {
  changePane(paneId, (pane) => {
    const position = pane.tabs.findIndex((tab) => tab.id === tabId);
    const tabs = pane.tabs.filter((tab) => tab.id !== tabId);
    if (tabs.length === 0) tabs.push(newTab(startPage));
    const neighbour = tabs[Math.min(position, tabs.length - 1)];
    return { tabs, activeTab: pane.activeTab === tabId && neighbour !== undefined ? neighbour.id : pane.activeTab };
  });
}

export function selectTab(paneId: string, tabId: string): void {
  changePane(paneId, (pane) => ({ ...pane, activeTab: tabId }));
}

export function setStandbyStyle(standbyStyle: StandbyStyle): void {
  useBrowserStore.setState({ standbyStyle });
}
