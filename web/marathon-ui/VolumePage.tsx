/** `#/apps/ID/volume/VOLUME`. Source: mesosphere/marathon-ui v1.1.7, components/VolumeDetailsComponent.jsx, AppPageComponent.jsx. */
import { PageLink } from '../browser/PageLink.tsx';
import { useShownApp } from './AppPage.tsx';
import { volumesOfApp } from './app-volumes.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { marathonLinks } from './marathon-route.ts';

export function VolumePage({ appId, volumeId }: { readonly appId: string; readonly volumeId: string }) {
  const app = useShownApp(appId);
  const volume = app === null ? undefined : volumesOfApp(app).find((one) => one.id === volumeId);
  return (
    <div className="marathon-app-page">
      <div className="marathon-dark-bar">
        <Breadcrumb app={appId} volume={volumeId} />
      </div>
      <header className="marathon-app-header">
        <h1>{volumeId}</h1>
        {volume !== undefined && <h2 className={`marathon-volume-${volume.status.toLowerCase()}`}>{volume.status}</h2>}
      </header>
      {volume !== undefined && (
        <dl className="marathon-dl marathon-task-details">
          <dt>Container Path</dt>
          <dd>{volume.containerPath}</dd>
          <dt>Mode</dt>
          <dd>{volume.mode}</dd>
          {volume.sizeMib !== null && (
            <>
              <dt>Size (MiB)</dt>
              <dd>{volume.sizeMib}</dd>
            </>
          )}
          <dt>Application</dt>
          <dd>
            <PageLink href={marathonLinks.app(appId)}>{appId}</PageLink>
          </dd>
          {volume.taskId !== null && (
            <>
              <dt>Task Id</dt>
              <dd>
                <PageLink href={marathonLinks.task(appId, volume.taskId)}>{volume.taskId}</PageLink>
              </dd>
              <dt>Host</dt>
              <dd>{volume.host}</dd>
            </>
          )}
        </dl>
      )}
    </div>
  );
}
