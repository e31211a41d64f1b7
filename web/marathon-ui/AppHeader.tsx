/** Name, status, health and buttons of an application's page. */
import { Settings } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { destroyApp, resetDelay, restartApp, scaleApp, suspendApp, type ActionApp } from './actions.ts';
import { hasVolumes } from './app-list.ts';
import { healthBuckets, statusOf } from './app-status.ts';
import { Caret } from './Icons.tsx';
import { HealthBar, HealthBreakdown } from './HealthBar.tsx';
import { useMarathon } from './marathon-context.ts';
import { lastPart } from './marathon-format.ts';
import type { AppJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';
import { StatusBadge } from './StatusBadge.tsx';

export function AppHeader({
  appId,
  app,
  buttons,
}: {
  readonly appId: string;
  readonly app: AppJson | null;
  readonly buttons: boolean;
}) {
  const { delays } = useMarathon();
  const delay = delays.get(appId);
  const status = app === null ? null : statusOf(app, delay);
  // Until the application is known, and when there is none: an empty one, as in the original.
  const shown: AppJson = app ?? { id: appId, instances: 0, cpus: 0, mem: 0 };
  return (
    <header className="marathon-app-header">
      <h1>{lastPart(appId)}</h1>
      {status !== null && (
        <p className="marathon-app-status">
          <StatusBadge status={status} delay={delay ?? null} />{' '}
          <span>
            ({shown.tasksRunning ?? 0} of {shown.instances} instances)
          </span>
        </p>
      )}
      <p className="marathon-app-health">
        <HealthBar buckets={healthBuckets(shown)} instances={shown.instances} status={status} />
        <HealthBreakdown buckets={healthBuckets(shown)} instances={shown.instances} />
      </p>
      {buttons && <AppButtons app={shown} delayed={status === 'Delayed'} />}
    </header>
  );
}

function AppButtons({ app, delayed }: { readonly app: AppJson; readonly delayed: boolean }) {
  const { env } = useMarathon();
  const target: ActionApp = { id: app.id, instances: app.instances, stateful: hasVolumes(app) };
  const destroy = async (): Promise<void> => {
    if (await destroyApp(env, app.id)) env.goTo(marathonLinks.apps);
  };
  return (
    <div className="marathon-app-buttons">
      <button type="button" className="marathon-button marathon-primary" onClick={() => void scaleApp(env, target)}>
        Scale Application
      </button>
      <button
        type="button"
        className="marathon-button marathon-outline"
        disabled={app.instances < 1}
        onClick={() => void restartApp(env, target)}
      >
        Restart
      </button>
      {delayed && (
        <button type="button" className="marathon-button marathon-outline" onClick={() => void resetDelay(env, app.id)}>
          Reset Delay
        </button>
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="marathon-button marathon-outline" aria-label="More Actions">
          <Settings size={17} strokeWidth={1.4} aria-hidden /> <Caret />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="marathon-menu" align="start" sideOffset={4}>
            <DropdownMenu.Item disabled={app.instances < 1} onSelect={() => void suspendApp(env, target)}>
              Suspend
            </DropdownMenu.Item>
            <DropdownMenu.Item className="marathon-menu-danger" onSelect={() => void destroy()}>
              Destroy
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}
