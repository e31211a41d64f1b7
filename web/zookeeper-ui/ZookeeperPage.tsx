/** The pages on ZooKeeper under one row of tabs; each has an address of its own. */
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, lazy, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../console/shell/Loading.tsx';
import { ZnodePane } from './ZnodePane.tsx';
import './pages.css';

const EnsemblePage = lazy(() => import('./EnsemblePage.tsx').then((file) => ({ default: file.EnsemblePage })));
const SessionsPage = lazy(() => import('./SessionsPage.tsx').then((file) => ({ default: file.SessionsPage })));
const LogPage = lazy(() => import('./LogPage.tsx').then((file) => ({ default: file.LogPage })));

const tabs = [
  { name: 'znodes', to: '/zookeeper' },
  { name: 'ensemble', to: '/zookeeper/ensemble' },
  { name: 'sessions', to: '/zookeeper/sessions' },
  { name: 'log', to: '/zookeeper/log' },
] as const;

type PageName = (typeof tabs)[number]['name'];

function pageOf(pathname: string): PageName {
  return tabs.find((tab) => tab.to === pathname)?.name ?? 'znodes';
}

const keepSearch = (before: Record<string, unknown>): never => before as never;

export function ZookeeperPage() {
  const { t } = useTranslation('zookeeper');
  const page = useRouterState({ select: (state) => pageOf(state.location.pathname) });
  return (
    <div className="zk-page">
      <Tabs page={page} />
      <div className="zk-page__panel" role="tabpanel" aria-label={t(`tab.${page}`)}>
        <Suspense fallback={<Loading />}>
          {page === 'znodes' ? <ZnodePane /> : null}
          {page === 'ensemble' ? <EnsemblePage /> : null}
          {page === 'sessions' ? <SessionsPage /> : null}
          {page === 'log' ? <LogPage /> : null}
        </Suspense>
      </div>
    </div>
  );
}

/** Arrow keys, Home and End go from tab to tab, as tabs do. */
function Tabs({ page }: { page: PageName }) {
  const { t } = useTranslation('zookeeper');
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.name === page);
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: (at + 1) % tabs.length,
    ArrowLeft: (at + tabs.length - 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const index = targets[event.key];
    const target = index === undefined ? undefined : tabs[index];
    if (index === undefined || target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
    void navigate({ to: target.to, search: keepSearch });
  };
  return (
    <div className="pane-bar" role="tablist" aria-label={t('tabs')} ref={list} onKeyDown={onKey} data-own-keys>
      {tabs.map((tab) => (
        <Link
          key={tab.name}
          to={tab.to}
          search={keepSearch}
          role="tab"
          aria-selected={tab.name === page}
          tabIndex={tab.name === page ? 0 : -1}
          className="pane-bar__choice zk-tab"
        >
          {t(`tab.${tab.name}`)}
        </Link>
      ))}
    </div>
  );
}
