/** The pages on ZooKeeper under one row of tabs; each has an address of its own. */
import { useRouterState } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { SectionTabs, tabOf } from '../console/parts/SectionTabs.tsx';
import { ZnodePane } from './ZnodePane.tsx';
import './pages.css';

const EnsemblePage = lazy(() => import('./EnsemblePage.tsx').then((file) => ({ default: file.EnsemblePage })));
const ElectionPage = lazy(() => import('./election/ElectionPage.tsx').then((file) => ({ default: file.ElectionPage })));
const SessionsPage = lazy(() => import('./SessionsPage.tsx').then((file) => ({ default: file.SessionsPage })));
const LogPage = lazy(() => import('./LogPage.tsx').then((file) => ({ default: file.LogPage })));

const tabs = [
  { name: 'znodes', to: '/zookeeper' },
  { name: 'ensemble', to: '/zookeeper/ensemble' },
  { name: 'elections', to: '/zookeeper/elections' },
  { name: 'sessions', to: '/zookeeper/sessions' },
  { name: 'log', to: '/zookeeper/log' },
] as const;

export function ZookeeperPage() {
  const { t } = useTranslation('zookeeper');
  const page = useRouterState({ select: (state) => tabOf(tabs, state.location.pathname) });
  const named = tabs.map((tab) => ({ ...tab, text: t(`tab.${tab.name}`) }));
  return (
    <SectionTabs tabs={named} page={page} label={t('tabs')}>
      {page === 'znodes' ? <ZnodePane /> : null}
      {page === 'ensemble' ? <EnsemblePage /> : null}
      {page === 'elections' ? <ElectionPage /> : null}
      {page === 'sessions' ? <SessionsPage /> : null}
      {page === 'log' ? <LogPage /> : null}
    </SectionTabs>
  );
}
