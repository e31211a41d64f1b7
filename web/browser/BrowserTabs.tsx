import { Plus, X } from 'lucide-react';
import { hostAndPort, startPage } from './address.ts';
import { addressOf, closeTab, openTab, selectTab, type BrowserPaneState, type BrowserTab } from './browser-store.ts';
import { useBrowserText } from './texts.ts';

export function BrowserTabs({ paneId, pane }: { readonly paneId: string; readonly pane: BrowserPaneState }) {
  const text = useBrowserText();
  return (
    <div className="browser-tabs">
      <div role="group" aria-label={text('tabs')} className="browser-tablist">
        {pane.tabs.map((tab) => (
          <TabButton key={tab.id} paneId={paneId} tab={tab} active={tab.id === pane.activeTab} />
        ))}
      </div>
      <button
        type="button"
        className="browser-icon"
        title={text('newTab')}
        aria-label={text('newTab')}
        onClick={() => openTab(paneId, startPage)}
      >
        <Plus size={15} aria-hidden />
      </button>
    </div>
  );
}

function TabButton({
  paneId,
  tab,
  active,
}: {
  readonly paneId: string;
  readonly tab: BrowserTab;
  readonly active: boolean;
}) {
  const text = useBrowserText();
  const address = addressOf(tab);
  const host = address === startPage ? text('startPage') : hostAndPort(address);
  const title = tab.title === '' || address === startPage ? host : `${tab.title} · ${host}`;
  return (
    <div className={active ? 'browser-tab browser-tab-active' : 'browser-tab'}>
      <button
        type="button"
        aria-pressed={active}
        title={title}
        className="browser-tab-title"
        onClick={() => selectTab(paneId, tab.id)}
        onAuxClick={(event) => event.button === 1 && closeTab(paneId, tab.id)}
      >
        {title}
      </button>
      <button
        type="button"
        className="browser-tab-close"
        title={text('closeTab')}
        aria-label={`${text('closeTab')}: ${title}`}
        onClick={() => closeTab(paneId, tab.id)}
      >
        <X size={12} aria-hidden />
      </button>
    </div>
  );
}
