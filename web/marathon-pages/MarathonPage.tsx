/** The pages on Marathon under one row of tabs: its own web page first, then what that page lacks. */
import { useRouterState } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { SectionTabs, tabOf } from '../console/parts/SectionTabs.tsx';
import { LeftBrowser } from '../console/shell/LeftBrowser.tsx';
import './marathon-pages.css';

const WaitingPage = lazy(() => import('./WaitingPage.tsx').then((file) => ({ default: file.WaitingPage })));
const DeploymentsPage = lazy(() => import('./DeploymentsPage.tsx').then((file) => ({ default: file.DeploymentsPage })));
const VersionsPage = lazy(() => import('./VersionsPage.tsx').then((file) => ({ default: file.VersionsPage })));

const tabs = [
  { name: 'web', to: '/marathon' },
  { name: 'waiting', to: '/marathon/waiting' },
  { name: 'deployments', to: '/marathon/deployments' },
  { name: 'versions', to: '/marathon/versions' },
] as const;

export function MarathonPage() {
  const { t } = useTranslation('marathon');
  const page = useRouterState({ select: (state) => tabOf(tabs, state.location.pathname) });
  const named = tabs.map((tab) => ({ ...tab, text: t(`tab.${tab.name}`) }));
  return (
    <SectionTabs tabs={named} page={page} label={t('tabs')}>
      {page === 'web' ? <LeftBrowser system="marathon" /> : null}
      {page === 'waiting' ? <WaitingPage /> : null}
      {page === 'deployments' ? <DeploymentsPage /> : null}
      {page === 'versions' ? <VersionsPage /> : null}
    </SectionTabs>
  );
}
