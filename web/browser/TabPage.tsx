/** One tab: loads its address from the simulated server and shows what came, inside the page context. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSimulation } from '../console/simulation-context.ts';
import { addressFromInput, resolveLink, startPage } from './address.ts';
import {
  addressOf,
  goInHistory,
  navigateTab,
  openTab,
  replaceAddress,
  setTabTitle,
  type BrowserTab,
} from './browser-store.ts';
import { PageContext, type BrowserPage } from './page-context.ts';
import { loadPage, type Http, type LoadedPage } from './page-loader.ts';
import { PageView } from './PageView.tsx';
import { SignIn } from './sign-in/SignInDialog.tsx';
import { signInHttp } from './sign-in/sign-in-http.ts';
import { signIn, type Asker } from './sign-in/sign-in-store.ts';
import { useBrowserText } from './texts.ts';

type TabPageProps = {
  readonly paneId: string;
  readonly tab: BrowserTab;
  readonly visible: boolean;
  readonly onWrite: (change: 1 | -1) => void;
};

type Loaded = { readonly page: LoadedPage | null; readonly instance: string };

export function TabPage({ paneId, tab, visible, onWrite }: TabPageProps) {
  const text = useBrowserText();
  const asker = { tab: `${paneId}/${tab.id}`, instance: instanceOf(paneId, tab) };
  const http = useHttp(onWrite, asker);
  const loaded = useLoadedPage(paneId, tab, http);
  const page = usePageContext({ paneId, tab, visible, http, instance: loaded?.instance ?? '' });
  return (
    <div className="browser-page" hidden={!visible} data-testid="browser-page">
      <PageContext value={page}>
        {loaded === null ? (
          <p className="browser-loading">{text('loading')}</p>
        ) : (
          <PageView key={loaded.instance} loaded={loaded.page} />
        )}
        <SignIn tab={asker.tab} instance={asker.instance} />
      </PageContext>
    </div>
  );
}

function useHttp(onWrite: (change: 1 | -1) => void, asker: Asker): Http {
  const simulation = useSimulation();
  const latest = useRef({ onWrite, asker });
  latest.current = { onWrite, asker };
  return useMemo(() => {
    const plain: Http = async (request) => {
      if (request.method === 'GET') return simulation.api.http(request);
      latest.current.onWrite(1);
      try {
        return await simulation.api.http(request);
      } finally {
        latest.current.onWrite(-1);
      }
    };
    return signInHttp(plain, () => latest.current.asker);
  }, [simulation]);
}

/** Loads whenever the tab says so; the old page stays until the new one has come. Null: nothing has come yet. */
function useLoadedPage(paneId: string, tab: BrowserTab, http: Http): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const address = useRef('');
  address.current = addressOf(tab);
  useEffect(() => {
    let current = true;
    const asked = address.current;
    const instance = instanceOf(paneId, { id: tab.id, loads: tab.loads });
    if (asked === startPage) {
      setLoaded({ page: null, instance });
      return undefined;
    }
    setTabTitle(paneId, tab.id, '');
    void loadAddress(http, asked).then((page) => {
      if (!current) return;
      if (page.url !== asked) replaceAddress(paneId, tab.id, page.url);
      setLoaded({ page, instance });
    });
    return () => {
      current = false;
    };
  }, [paneId, tab.id, tab.loads, http]);
  return loaded;
}

function instanceOf(paneId: string, tab: Pick<BrowserTab, 'id' | 'loads'>): string {
  return `${paneId}/${tab.id}/${tab.loads}`;
}

async function loadAddress(http: Http, typed: string): Promise<LoadedPage> {
  const address = addressFromInput(typed);
  if (address === null || resolveLink(address, address) === null) return { kind: 'error', url: typed, error: 'badUrl' };
  return loadPage(http, address);
}

function usePageContext(options: {
  readonly paneId: string;
  readonly tab: BrowserTab;
  readonly visible: boolean;
  readonly http: Http;
  readonly instance: string;
}): BrowserPage {
  const { paneId, tab, visible, http, instance } = options;
  const { id: tabId, windowName } = tab;
  // While another document is on its way, the old page still shows: it must neither see the new address nor act on it.
  const current = instance === instanceOf(paneId, tab);
  const ownUrl = useRef(addressOf(tab));
  if (current) ownUrl.current = addressOf(tab);
  const url = ownUrl.current;
  return useMemo(() => {
    const resolved = (href: string, follow: (address: string) => void): void => {
      const address = current ? resolveLink(url, href) : null;
      if (address !== null) follow(address);
    };
    return {
      instance,
      url,
      windowName,
      visible,
      http,
      signIn: (refusal) => signIn({ tab: `${paneId}/${tabId}`, instance }, refusal),
      navigate: (href) => resolved(href, (address) => navigateTab(paneId, tabId, address)),
      replace: (href) => resolved(href, (address) => replaceAddress(paneId, tabId, address)),
      openWindow: (href, name) => resolved(href, (address) => openTab(paneId, address, name)),
      goBack: () => {
        if (current) goInHistory(paneId, tabId, -1);
      },
      setTitle: (title) => {
        if (current) setTabTitle(paneId, tabId, title);
      },
    };
  }, [paneId, tabId, windowName, url, visible, http, instance, current]);
}
