/** Addresses of the console: the path is what the left pane shows, the search part holds the rest. */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { lazy } from 'react';
import { readSearch } from '../state/address.ts';
import { Console } from './Console.tsx';
import { LeftBrowser } from './LeftBrowser.tsx';
import { ClusterPane } from './ClusterPane.tsx';

const ZnodePane = lazy(() => import('../../zookeeper-ui/ZnodePane.tsx').then((file) => ({ default: file.ZnodePane })));
const LogsPane = lazy(() => import('../../logs/LogsPane.tsx').then((file) => ({ default: file.LogsPane })));
const AboutPage = lazy(() => import('./AboutPage.tsx').then((file) => ({ default: file.AboutPage })));

const root = createRootRoute({
  component: Console,
  validateSearch: readSearch,
  notFoundComponent: () => <ClusterPane />,
});

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: ClusterPane }),
  createRoute({ getParentRoute: () => root, path: '/mesos', component: () => <LeftBrowser system="mesos" /> }),
  createRoute({ getParentRoute: () => root, path: '/marathon', component: () => <LeftBrowser system="marathon" /> }),
  createRoute({ getParentRoute: () => root, path: '/zookeeper', component: () => <ZnodePane /> }),
  createRoute({ getParentRoute: () => root, path: '/logs', component: () => <LogsPane /> }),
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
  return createRouter({ routeTree: root.addChildren(routes), history: createHashHistory(), defaultPreload: false });
}
