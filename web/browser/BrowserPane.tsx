/** A pane with a small web browser onto the simulated network: tabs, address bar, pages. */
import { useState } from 'react';
import { useSimulation } from '../console/simulation-context.ts';
import { AddressBar } from './AddressBar.tsx';
import { activeTabOf, addressOf, paneOf, useBrowserStore } from './browser-store.ts';
import { BrowserTabs } from './BrowserTabs.tsx';
import { TabPage } from './TabPage.tsx';
import { useBrowserText } from './texts.ts';
import { usePaneAddress } from './use-pane-address.ts';
import { paneKeys } from './use-pane-keys.ts';
import { usePlaying } from './use-playing.ts';
import './browser.css';
import './browser-tools.css';

export function BrowserPane({ paneId }: { readonly paneId: string }) {
  const text = useBrowserText();
  const pane = useBrowserStore((store) => paneOf(store, paneId));
  const active = activeTabOf(pane);
  usePaneAddress(paneId, addressOf(active));
  const [pendingWrites, setPendingWrites] = useState(0);
  return (
    <section className="browser" aria-label={text('pane')} onKeyDown={paneKeys(paneId, pane)}>
      <BrowserTabs paneId={paneId} pane={pane} />
      <AddressBar paneId={paneId} tab={active} />
      {pendingWrites > 0 && <PausedWriteNotice />}
      <div className="browser-pages">
        {pane.tabs.map((tab) => (
          <TabPage
            key={tab.id}
            paneId={paneId}
            tab={tab}
            visible={tab.id === active.id}
            onWrite={(change) => setPendingWrites((count) => count + change)}
          />
        ))}
      </div>
    </section>
  );
}

/** A write travels in virtual time, so that a paused run never answers it: say so. */
function PausedWriteNotice() {
  const text = useBrowserText();
  const playing = usePlaying(useSimulation());
  return playing ? null : (
    <p className="browser-notice" role="status">
      {text('pausedWrite')}
    </p>
  );
}
