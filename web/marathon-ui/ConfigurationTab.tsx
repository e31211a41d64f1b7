/** Source: mesosphere/marathon-ui v1.1.7, components/AppVersionsListComponent.jsx, AppVersionComponent.jsx. */
import { useState } from 'react';
import { usePage } from '../browser/page-context.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import { errorText, isSuccess } from './actions.ts';
import { changedFields, withoutServerFields } from './app-from-form.ts';
import { ConfigList } from './ConfigList.tsx';
import { fetchError } from './fetch-error.ts';
import { Caret } from './Icons.tsx';
import { useMarathon } from './marathon-context.ts';
import { localeDate } from './marathon-format.ts';
import type { AppConfigJson, AppJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';
import { Pager, pageSize } from './Pager.tsx';
import { encodeId } from './polled-paths.ts';

/** As the application itself: each refresh of it asks for these too. */
const pollIntervalMs = 5000;

export function ConfigurationTab({ appId, app }: { readonly appId: string; readonly app: AppJson | null }) {
  const { server, env } = useMarathon();
  const versions = usePolledJson<{ readonly versions: readonly string[] }>(
    `${server}/v2/apps/${encodeId(appId)}/versions`,
    pollIntervalMs,
  );
  const [page, setPage] = useState(1);
  const older = (versions.value?.versions ?? []).filter((version) => version !== app?.version);
  const refresh = (): void => {
    env.refresh();
    versions.refetch();
  };
  return (
    <section className="marathon-tab-body marathon-config-tab">
      <div className="marathon-toolbar">
        <h4>Current Version{app?.version === undefined ? '' : ` - ${localeDate(app.version)}`}</h4>
        <button type="button" className="marathon-button marathon-small-outline" onClick={refresh}>
          ↻ Refresh
        </button>
      </div>
      {fetchError('app versions', versions.failure) !== null && (
        <p className="marathon-error-line">Error fetching app versions</p>
      )}
      {app === null ? (
        <p>Loading versions...</p>
      ) : (
        <ConfigList app={app} buttons={<EditButton appId={appId} version={app.version ?? ''} />} />
      )}
      {older.length > 0 && (
        <div className="marathon-panels">
          <div className="marathon-panel-bar">
            <h3 className="marathon-panel-head">Older versions</h3>
            <Pager count={older.length} page={page} onPage={setPage} />
          </div>
          {older.slice((page - 1) * pageSize, page * pageSize).map((version) => (
            <OlderVersion key={version} appId={appId} version={version} current={app} />
          ))}
        </div>
      )}
    </section>
  );
}

function EditButton({
  appId,
  version,
  disabled = false,
}: {
  readonly appId: string;
  readonly version: string;
  readonly disabled?: boolean;
}) {
  const { route } = useMarathon();
  const page = usePage();
  return (
    <button
      type="button"
      className="marathon-button marathon-small-outline"
      disabled={disabled}
      onClick={() => page.navigate(marathonLinks.edit(route.path, appId, version))}
    >
      ✎ Edit
    </button>
  );
}

function OlderVersion({
  appId,
  version,
  current,
}: {
  readonly appId: string;
  readonly version: string;
  readonly current: AppJson | null;
}) {
  const [open, setOpen] = useState(false);
  return (
    <div className="marathon-collapse">
      <button type="button" aria-expanded={open} title={version} onClick={() => setOpen(!open)}>
        {localeDate(version)} <Caret up={open} />
      </button>
      {open && (
        <div className="marathon-panel-body">
          <VersionDetails appId={appId} version={version} current={current} />
        </div>
      )}
    </div>
  );
}

function VersionDetails({
  appId,
  version,
  current,
}: {
  readonly appId: string;
  readonly version: string;
  readonly current: AppJson | null;
}) {
  const { server, env } = useMarathon();
  const [sending, setSending] = useState(false);
  const polled = usePolledJson<AppConfigJson>(
    `${server}/v2/apps/${encodeId(appId)}/versions/${encodeURIComponent(version)}`,
    null,
  );
  const config = polled.value;
  if (polled.failure !== null)
    return <p className="marathon-error-line">Error fetching version details. Refresh to try again.</p>;
  if (config === null) return <p>Loading version details...</p>;
  const apply = async (): Promise<void> => {
    setSending(true);
    const fields = changedFields(current ?? {}, withoutServerFields(config));
    const answer = await env.request('PUT', `/v2/apps/${encodeId(appId)}`, fields);
    setSending(false);
    if (isSuccess(answer)) return env.refresh();
    await env.ask.alert({
      severity: 'danger',
      title: 'Error Updating Application',
      text: `Error updating application to chosen version: ${errorText(answer)}`,
    });
  };
  return (
    <ConfigList
      app={config}
      buttons={
        <>
          <EditButton appId={appId} version={version} disabled={sending} />
          <button
            type="button"
            className="marathon-button marathon-small-outline"
            disabled={sending}
            onClick={() => void apply()}
          >
            ✓ Apply
          </button>
        </>
      }
    />
  );
}
