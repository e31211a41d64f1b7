/** `#/apps/ID` with its tabs. Source: mesosphere/marathon-ui v1.1.7, components/AppPageComponent.jsx. */
import { useRef } from 'react';
import { useAnswer } from '../browser/documents/use-document.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { AppHeader } from './AppHeader.tsx';
import { hasVolumes } from './app-list.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { ConfigurationTab } from './ConfigurationTab.tsx';
import { DebugTab } from './DebugTab.tsx';
import { InstancesTab } from './InstancesTab.tsx';
import { useMarathon } from './marathon-context.ts';
import type { GroupsQuestion } from './list-readers.ts';
import type { AppJson } from './marathon-json.ts';
import { marathonLinks, type AppTab } from './marathon-route.ts';
import { VolumesTab } from './VolumesTab.tsx';

export function AppPage({ appId, tab }: { readonly appId: string; readonly tab: AppTab }) {
  const app = useShownApp(appId);
  const tabs: readonly (readonly [AppTab, string])[] = [
    ['instances', 'Instances'],
    ['configuration', 'Configuration'],
    ['debug', 'Debug'],
    ...(app !== null && hasVolumes(app) ? [['volumes', 'Volumes'] as const] : []),
  ];
  return (
    <div className="marathon-app-page">
      <div className="marathon-dark-bar">
        <Breadcrumb app={appId} />
      </div>
      <AppHeader appId={appId} app={app} buttons />
      <nav className="marathon-tabs">
        {tabs.map(([name, label]) => (
          <PageLink
            key={name}
            href={marathonLinks.app(appId, name)}
            className={name === tab ? 'marathon-subtab marathon-subtab-active' : 'marathon-subtab'}
          >
            {label}
          </PageLink>
        ))}
      </nav>
      {tab === 'instances' && <InstancesTab app={app} />}
      {tab === 'configuration' && <ConfigurationTab appId={appId} app={app} />}
      {tab === 'debug' && <DebugTab app={app} />}
      {tab === 'volumes' && <VolumesTab app={app} />}
    </div>
  );
}

/** The application's own answer; until it comes, what the list knew. It stays when the application is gone. */
export function useShownApp(appId: string): AppJson | null {
  const { app, groups } = useMarathon();
  const last = useRef<AppJson | null>(null);
  const own = app.value?.app.id === appId ? app.value.app : null;
  const question: GroupsQuestion = { ask: 'app', id: appId };
  const listed = useAnswer<AppJson>(groups.value === null ? null : groups.document, groups.polls, question);
  const present = own ?? (listed?.id === appId ? listed : null);
  if (present !== null) last.current = present;
  return last.current;
}
