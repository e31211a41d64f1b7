/** The Mesos WebUI of 1.0.1 over a simulated master. English as the original. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { fragmentPart, hostAndPort, withFragment } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { AgentFrameworkPage } from './AgentFrameworkPage.tsx';
import { AgentPage } from './AgentPage.tsx';
import { AgentsPage } from './AgentsPage.tsx';
import { AlertBox, ConnectDialog, StandbyNotice } from './Banners.tsx';
import { BrowsePage } from './BrowsePage.tsx';
import { ExecutorBrowsePage } from './ExecutorBrowsePage.tsx';
import { ExecutorPage } from './ExecutorPage.tsx';
import { FrameworkPage } from './FrameworkPage.tsx';
import { FrameworksPage } from './FrameworksPage.tsx';
import { HomePage } from './HomePage.tsx';
import { MesosContext, type MesosAlert, type MesosPage } from './mesos-context.ts';
import { links, parseMesosRoute, type MesosRoute } from './mesos-route.ts';
import { MaintenancePage } from './MaintenancePage.tsx';
import { OffersPage } from './OffersPage.tsx';
import { RolesPage } from './RolesPage.tsx';
import { useMaster } from './use-master.ts';
import './mesos.css';
import './mesos-tables.css';

export function MesosWebUi() {
  const page = usePage();
  const host = hostAndPort(page.url);
  const fragment = fragmentPart(page.url);
  const route = useMemo(() => parseMesosRoute(fragment), [fragment]);
  const master = useMaster(host);
  const dates = useLongDate();
  const alerts = useAlerts(fragment);
  const [overlay, setOverlay] = useState<HTMLElement | null>(null);
  const { setTitle, replace, url } = page;
  useEffect(() => setTitle('Mesos'), [setTitle]);
  useEffect(() => {
    if (route.page === 'redirect') replace(withFragment(url, route.to));
  }, [route, replace, url]);
  const { model, document, version, metrics, nowMs, stateCount } = master;
  const context = useMemo<MesosPage>(
    () => ({ model, document, version, metrics, host, nowMs, stateCount, overlay, ...dates, leaveAlert: alerts.leave }),
    [model, document, version, metrics, host, nowMs, stateCount, overlay, dates, alerts.leave],
  );
  return (
    <MesosContext value={context}>
      <div className="mesos-ui">
        <div className="mesos-scroll">
          <Navbar route={route} cluster={model?.state.cluster ?? ''} />
          <div className="mesos-content">
            {master.standby && <StandbyNotice />}
            {model !== null && model.state.leader === undefined && (
              <div className="mesos-alert">
                <strong>No master is currently leading ...</strong>
              </div>
            )}
            {alerts.shown !== null && <AlertBox alert={alerts.shown} />}
            <RoutePage key={fragment} route={route} />
          </div>
        </div>
        <div ref={setOverlay} />
        {master.retryInS !== null && <ConnectDialog host={host} seconds={master.retryInS} onTryNow={master.tryNow} />}
      </div>
    </MesosContext>
  );
}

function RoutePage({ route }: { readonly route: MesosRoute }) {
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'frameworks':
      return <FrameworksPage />;
    case 'framework':
      return <FrameworkPage frameworkId={route.frameworkId} />;
    case 'agents':
      return <AgentsPage />;
    case 'agent':
      return <AgentPage agentId={route.agentId} />;
    case 'agentFramework':
      return <AgentFrameworkPage {...route} />;
    case 'executor':
      return <ExecutorPage {...route} />;
    case 'executorBrowse':
      return <ExecutorBrowsePage {...route} />;
    case 'browse':
      return <BrowsePage agentId={route.agentId} path={route.path} />;
    case 'offers':
      return <OffersPage />;
    case 'roles':
      return <RolesPage />;
    case 'maintenance':
      return <MaintenancePage />;
    case 'redirect':
      return null;
  }
}

const tabs = [
  ['Frameworks', links.frameworks, ['frameworks', 'framework']],
  ['Agents', links.agents, ['agents', 'agent', 'agentFramework', 'executor', 'executorBrowse', 'browse']],
  ['Offers', links.offers, ['offers']],
] as const;

/** Pages of a later WebUI over the endpoints of this master. */
const laterTabs = [
  ['Roles', links.roles, ['roles']],
  ['Maintenance', links.maintenance, ['maintenance']],
] as const;

const laterTitle = 'Later than 1.0.1: a page of 1.11, shown from what this master tells';

function Navbar({ route, cluster }: { readonly route: MesosRoute; readonly cluster: string }) {
  return (
    <nav className="mesos-navbar">
      <PageLink className="mesos-brand" href={links.home}>
        Mesos
      </PageLink>
      {[...tabs, ...laterTabs].map(([label, href, pages]) => {
        const later = laterTabs.some(([name]) => name === label);
        return (
          <PageLink
            key={label}
            href={href}
            className={(pages as readonly string[]).includes(route.page) ? 'mesos-active' : ''}
            {...(later ? { title: laterTitle } : {})}
          >
            {label}
            {later && <small className="mesos-later">1.11</small>}
          </PageLink>
        );
      })}
      <span className="mesos-cluster">{cluster}</span>
    </nav>
  );
}

/** Click on any date: all dates of the page change their form; kept under the original's name. */
function useLongDate() {
  const [longDate, setLongDate] = useState(() => localStorage.getItem('longDate') === 'true');
  return useMemo(
    () => ({
      longDate,
      toggleDates: () => {
        localStorage.setItem('longDate', String(!longDate));
        setLongDate(!longDate);
      },
    }),
    [longDate],
  );
}

/** An alert is shown on the page after the next navigation and is gone at the one after. */
function useAlerts(fragment: string) {
  const [alerts, setAlerts] = useState<{ readonly next: MesosAlert | null; readonly shown: MesosAlert | null }>({
    next: null,
    shown: null,
  });
  const [leave] = useState(() => (alert: MesosAlert) => setAlerts({ next: alert, shown: null }));
  const seen = useRef(fragment);
  useEffect(() => {
    if (seen.current === fragment) return;
    seen.current = fragment;
    setAlerts((before) => ({ next: null, shown: before.next }));
  }, [fragment]);
  return { shown: alerts.shown, leave };
}
