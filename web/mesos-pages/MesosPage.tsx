/** Mesos in the console: its own web page first, then what that page could not show. */
import { useRouterState } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { SectionTabs, tabOf } from '../console/parts/SectionTabs.tsx';
import { LeftBrowser } from '../console/shell/LeftBrowser.tsx';
import './mesos-pages.css';

const OffersPage = lazy(() => import('./OffersPage.tsx').then((file) => ({ default: file.OffersPage })));
const AllocationPage = lazy(() => import('./AllocationPage.tsx').then((file) => ({ default: file.AllocationPage })));
const SharesPage = lazy(() => import('./SharesPage.tsx').then((file) => ({ default: file.SharesPage })));
const LogPage = lazy(() => import('./LogPage.tsx').then((file) => ({ default: file.LogPage })));
const PingsPage = lazy(() => import('./PingsPage.tsx').then((file) => ({ default: file.PingsPage })));
const TimersPage = lazy(() => import('./TimersPage.tsx').then((file) => ({ default: file.TimersPage })));

const tabs = [
  { name: 'web', to: '/mesos' },
  { name: 'offers', to: '/mesos/offers' },
  { name: 'allocation', to: '/mesos/allocation' },
  { name: 'shares', to: '/mesos/shares' },
  { name: 'log', to: '/mesos/log' },
  { name: 'pings', to: '/mesos/pings' },
  { name: 'timers', to: '/mesos/timers' },
] as const;

export function MesosPage() {
  const { t } = useTranslation('mesos');
  const page = useRouterState({ select: (state) => tabOf(tabs, state.location.pathname) });
  const named = tabs.map((tab) => ({ ...tab, text: t(`tab.${tab.name}`) }));
  return (
    <SectionTabs tabs={named} page={page} label={t('tabs')}>
      {page === 'web' ? <LeftBrowser system="mesos" /> : null}
      {page === 'offers' ? <OffersPage /> : null}
      {page === 'allocation' ? <AllocationPage /> : null}
      {page === 'shares' ? <SharesPage /> : null}
      {page === 'log' ? <LogPage /> : null}
      {page === 'pings' ? <PingsPage /> : null}
      {page === 'timers' ? <TimersPage /> : null}
    </SectionTabs>
  );
}
