/** Addresses of the console: the path is what the left pane shows, the search part holds the rest. */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { lazy } from 'react';
import { readSearch } from '../state/address.ts';
import { Console } from './Console.tsx';
import { ClusterPane } from './ClusterPane.tsx';
import { PageTrouble } from './PageTrouble.tsx';

const ZookeeperPage = lazy(() =>
  import('../../zookeeper-ui/ZookeeperPage.tsx').then((file) => ({ default: file.ZookeeperPage })),
);
const MarathonPage = lazy(() =>
  import('../../marathon-pages/MarathonPage.tsx').then((file) => ({ default: file.MarathonPage })),
);
const MesosPage = lazy(() => import('../../mesos-pages/MesosPage.tsx').then((file) => ({ default: file.MesosPage })));
const ServicePage = lazy(() => import('../../service/ServicePage.tsx').then((file) => ({ default: file.ServicePage })));
const LogsPane = lazy(() => import('../../logs/LogsPane.tsx').then((file) => ({ default: file.LogsPane })));
const TerminalPage = lazy(() =>
  import('../../terminal/TerminalPage.tsx').then((file) => ({ default: file.TerminalPage })),
);
const AboutPage = lazy(() => import('./AboutPage.tsx').then((file) => ({ default: file.AboutPage })));

const root = createRootRoute({
  component: Console,
  validateSearch: readSearch,
  notFoundComponent: () => <ClusterPane />,
});

/** One component for all of its pages, so that the tabs stay as one goes from page to page. */
const zookeeper = createRoute({ getParentRoute: () => root, path: '/zookeeper', component: () => <ZookeeperPage /> });

const mesos = createRoute({ getParentRoute: () => root, path: '/mesos', component: () => <MesosPage /> });
const marathon = createRoute({ getParentRoute: () => root, path: '/marathon', component: () => <MarathonPage /> });

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: ClusterPane }),
  mesos.addChildren(
    ['/', '/offers', '/allocation', '/shares', '/log', '/pings', '/timers'].map((path) =>
      createRoute({ getParentRoute: () => mesos, path }),
    ),
  ),
  marathon.addChildren(
    ['/', '/waiting', '/deployments', '/versions'].map((path) => createRoute({ getParentRoute: () => marathon, path })),
  ),
  zookeeper.addChildren(
    ['/', '/ensemble', '/elections', '/sessions', '/log'].map((path) =>
      createRoute({ getParentRoute: () => zookeeper, path }),
    ),
  ),
  createRoute({ getParentRoute: () => root, path: '/service', component: () => <ServicePage /> }),
  createRoute({ getParentRoute: () => root, path: '/logs', component: () => <LogsPane /> }),
  createRoute({ getParentRoute: () => root, path: '/terminal', component: () => <TerminalPage /> }),
  createRoute({ getParentRoute: () => root, path: '/about', component: () => <AboutPage /> }),
  createRoute({
    getParentRoute: () => root,
    path: '/cluster',
    beforeLoad: () => {
      throw redirect({ to: '/' });
    },
  }),
];

export function createConsoleRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    history: createHashHistory(),
    defaultPreload: false,
    defaultErrorComponent: PageTrouble,
  });
}
