/** The Marathon UI 1.1 over a simulated Marathon. English as the original. */
import { lazy, Suspense, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { fragmentPart, hostAndPort, withFragment } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { AboutModal } from './AboutModal.tsx';
import { AppListPage } from './AppListPage.tsx';
import { AppPage } from './AppPage.tsx';
import { CreateGroupDialog } from './CreateGroupDialog.tsx';
import { DeploymentsPage } from './DeploymentsPage.tsx';
import { DialogView } from './DialogView.tsx';
import { HelpModal } from './HelpModal.tsx';
import { InlineDialog } from './InlineDialog.tsx';
import { MarathonContext, useMarathon } from './marathon-context.ts';
import { listFragment, marathonLinks, parseMarathonRoute } from './marathon-route.ts';
import { Navbar } from './Navbar.tsx';
import { TaskPage } from './TaskPage.tsx';
import { VolumePage } from './VolumePage.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useMarathonData } from './use-marathon.ts';
import { useShortcuts } from './use-shortcuts.ts';
import '@fontsource/source-sans-pro/latin-300.css';
import '@fontsource/source-sans-pro/latin-400.css';
import '@fontsource/source-sans-pro/latin-700.css';
import './marathon.css';
import './marathon-pages.css';
import './marathon-tables.css';
import './marathon-lists.css';
import './marathon-overlays.css';
import './marathon-form.css';
import './marathon-narrow.css';
import './marathon-contrast.css';

const AppModal = lazy(() => import('./AppModal.tsx').then((module) => ({ default: module.AppModal })));

export function MarathonUi() {
  const page = usePage();
  const fragment = fragmentPart(page.url);
  const route = useMemo(() => parseMarathonRoute(fragment), [fragment]);
  const data = useMarathonData(`http://${hostAndPort(page.url)}`, route);
  const { setTitle, replace, url } = page;
  useEffect(() => setTitle('Marathon'), [setTitle]);
  useEffect(() => {
    if (route.at.page === 'redirect') replace(withFragment(url, '/apps'));
  }, [route, replace, url]);
  const root = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const overlaid = route.modal !== null || data.dialog !== null;
  const onKeyDown = useShortcuts(data, search);
  useEffect(() => {
    if (!overlaid && page.visible) root.current?.focus({ preventScroll: true });
  }, [overlaid, page.visible]);
  useKeptFocus(root, !overlaid && page.visible);
  return (
    <MarathonContext value={data}>
      <div className="marathon-ui" ref={root} tabIndex={-1} onKeyDown={onKeyDown}>
        <div className="marathon-scroll" inert={overlaid}>
          <Navbar searchRef={search} />
          <RoutePage />
        </div>
        <Modal />
        {data.dialog !== null && <DialogView key={data.dialog.key} dialog={data.dialog} />}
      </div>
    </MarathonContext>
  );
}

function RoutePage(): ReactNode {
  const { route } = useMarathon();
  const { at } = route;
  switch (at.page) {
    case 'apps':
      return <AppListPage group={at.group} />;
    case 'app':
      return <AppPage key={at.appId} appId={at.appId} tab={at.tab} />;
    case 'task':
      return <TaskPage key={at.taskId} appId={at.appId} taskId={at.taskId} tab={at.tab} />;
    case 'volume':
      return <VolumePage key={at.volumeId} appId={at.appId} volumeId={at.volumeId} />;
    case 'deployments':
      return <DeploymentsPage />;
    case 'notFound':
      return <NotFound path={at.path} />;
    case 'redirect':
      return null;
  }
}

function NotFound({ path }: { readonly path: string }) {
  return (
    <InlineDialog title="Page Not Found" message={`The requested page does not exist: ${path}`}>
      <PageLink className="marathon-button marathon-large marathon-outline" href={marathonLinks.apps}>
        Return to Applications
      </PageLink>
    </InlineDialog>
  );
}

/** At most one; closing it leads to the bare path, and so drops all filters, as in the original. */
function Modal(): ReactNode {
  const { route } = useMarathon();
  const page = usePage();
  const close = (): void =>
    page.navigate(listFragment(route.path, { status: [], health: [], labels: [], volumes: false, text: '' }));
  const { modal, at } = route;
  if (modal === null) return null;
  const group = at.page === 'apps' ? at.group : '/';
  switch (modal.kind) {
    case 'about':
      return <AboutModal onClose={close} />;
    case 'help':
      return <HelpModal onClose={close} />;
    case 'newGroup':
      return <CreateGroupDialog group={group} onClose={close} />;
    case 'newApp':
      return (
        <Suspense>
          <AppModal key={group} edit={null} group={group} onClose={close} />
        </Suspense>
      );
    case 'editApp':
      return (
        <Suspense>
          <AppModal key={`${modal.appId} ${modal.version}`} edit={modal} group={group} onClose={close} />
        </Suspense>
      );
  }
}
