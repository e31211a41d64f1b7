import { lazy, Suspense } from 'react';
import { NetworkErrorPage, EmptyErrorPage } from './ErrorPage.tsx';
import { EventStreamPage } from './EventStreamPage.tsx';
import { HtmlDocument } from './HtmlDocument.tsx';
import { JsonPage } from './JsonPage.tsx';
import type { LoadedPage, PageResponse } from './page-loader.ts';
import { pageKindOf } from './page-kind.ts';
import { StartPage } from './StartPage.tsx';
import { TextPage, DownloadPage } from './TextPage.tsx';
import { useBrowserText } from './texts.ts';

const MesosWebUi = lazy(() => import('../mesos-ui/MesosWebUi.tsx').then((module) => ({ default: module.MesosWebUi })));
const Pailer = lazy(() => import('../mesos-ui/Pailer.tsx').then((module) => ({ default: module.Pailer })));
const MarathonUi = lazy(() =>
  import('../marathon-ui/MarathonUi.tsx').then((module) => ({ default: module.MarathonUi })),
);

const PageAside = lazy(() =>
  import('../marathon-pages/PageAside.tsx').then((module) => ({ default: module.PageAside })),
);

/** `loaded` null is the browser's own start page. */
export function PageView({ loaded }: { readonly loaded: LoadedPage | null }) {
  const text = useBrowserText();
  if (loaded === null) return <StartPage />;
  if (loaded.kind === 'error') return <NetworkErrorPage url={loaded.url} error={loaded.error} />;
  return <Suspense fallback={<p className="browser-loading">{text('loading')}</p>}>{viewOf(loaded)}</Suspense>;
}

function viewOf(response: PageResponse) {
  switch (pageKindOf(response)) {
    case 'mesos':
      return <MesosWebUi />;
    case 'pailer':
      return <Pailer />;
    case 'marathon':
      return (
        <div className="mp-framed">
          <PageAside />
          <MarathonUi />
        </div>
      );
    case 'json':
      return <JsonPage body={response.body} status={response.status} />;
    case 'html':
      return <HtmlDocument body={response.body} />;
    case 'emptyError':
      return <EmptyErrorPage url={response.url} status={response.status} />;
    case 'download':
      return <DownloadPage response={response} />;
    case 'eventStream':
      return <EventStreamPage response={response} />;
    case 'text':
      return <TextPage body={response.body} />;
  }
}
