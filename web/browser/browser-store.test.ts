import { beforeEach, describe, expect, it } from 'vitest';
import {
  activeTabOf,
  addressOf,
  closeTab,
  goInHistory,
  navigateTab,
  openTab,
  openUrl,
  paneOf,
  useBrowserStore,
} from './browser-store.ts';

const pane = () => paneOf(useBrowserStore.getState(), 'p');
const active = () => activeTabOf(pane());

beforeEach(() => useBrowserStore.setState({ panes: {} }));

describe('tabs and history of a browser pane', () => {
  it('starts with one tab on the start page', () => expect(addressOf(active())).toBe('about:home'));

  it('loads anew for another document, not for another fragment', () => {
    openUrl('p', 'http://a/');
    const loads = active().loads;
    navigateTab('p', active().id, 'http://a/#/frameworks');
    expect(active().loads).toBe(loads);
    navigateTab('p', active().id, 'http://b/');
    expect(active().loads).toBe(loads + 1);
  });

  it('goes back and forth, and drops what was ahead when a link is followed', () => {
    openUrl('p', 'http://a/');
    openUrl('p', 'http://b/');
    goInHistory('p', active().id, -1);
    expect(addressOf(active())).toBe('http://a/');
    openUrl('p', 'http://c/');
    expect(active().entries).toEqual(['about:home', 'http://a/', 'http://c/']);
    goInHistory('p', active().id, 5);
    expect(addressOf(active())).toBe('http://c/');
  });

  it('reuses the tab of a named window', () => {
    openTab('p', 'http://a/log', 'log');
    const tabs = pane().tabs.length;
    openTab('p', 'http://a/log', 'log');
    expect(pane().tabs.length).toBe(tabs);
  });

  it('never ends without a tab', () => {
    closeTab('p', active().id);
    expect(pane().tabs.length).toBe(1);
  });
});
