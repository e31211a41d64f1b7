/** One version of an application as a list. */
import type { ReactNode } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { HighlightedJson } from './HighlightedJson.tsx';
import type { AppConfigJson } from './marathon-json.ts';
import { marathonLinks } from './marathon-route.ts';

export function ConfigList({ app, buttons }: { readonly app: AppConfigJson; readonly buttons: ReactNode }) {
  return (
    <div className="marathon-config">
      <div className="marathon-config-buttons">{buttons}</div>
      <dl className="marathon-dl">
        {rowsOf(app).map(([label, value]) => (
          <div key={label} className="marathon-dl-row">
            <dt>{label}</dt>
            <dd>{value ?? <span className="marathon-muted">Unspecified</span>}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function rowsOf(app: AppConfigJson): readonly (readonly [string, ReactNode])[] {
  return [
    ['ID', text(app.id)],
    ['Command', text(app.cmd)],
    ['Constraints', lines((app.constraints ?? []).map((parts) => parts.join(':')))],
    ['Dependencies', dependencies(app.dependencies ?? [])],
    ['Labels', lines(Object.entries(app.labels ?? {}).map(([key, value]) => `${key}=${value}`))],
    ['Resource Roles', lines(app.acceptedResourceRoles ?? [])],
    ['Container', json(app.container)],
    ['CPUs', text(app.cpus)],
    ['Environment', lines(environment(app))],
    ['Executor', text(app.executor)],
    ['Health Checks', json(app.healthChecks)],
    ['Instances', text(app.instances)],
    ['IP Address', json(app.ipAddress)],
    ['Memory', withUnit(app.mem, 'MiB')],
    ['Disk Space', withUnit(app.disk, 'MiB')],
    ['Port Definitions', json(app.portDefinitions)],
    ['Backoff Factor', text(app.backoffFactor)],
    ['Backoff', withUnit(app.backoffSeconds, 'seconds')],
    ['Max Launch Delay', withUnit(app.maxLaunchDelaySeconds, 'seconds')],
    ['URIs', links(app.uris ?? [])],
    ['User', text(app.user)],
    ['Args', lines(app.args ?? [])],
    ['Version', text(app.version)],
  ];
}

function text(value: string | number | null | undefined): ReactNode {
  return value === null || value === undefined || value === '' ? null : String(value);
}

function withUnit(value: number | undefined, unit: string): ReactNode {
  return value === undefined ? null : `${value} ${unit}`;
}

function lines(values: readonly string[]): ReactNode {
  return values.length === 0 ? null : values.map((value, index) => <div key={index}>{value}</div>);
}

function links(uris: readonly string[]): ReactNode {
  if (uris.length === 0) return null;
  return uris.map((uri, index) => (
    <div key={index}>
      {/^https?:/.test(uri) ? (
        <PageLink href={uri} newWindow>
          {uri}
        </PageLink>
      ) : (
        uri
      )}
    </div>
  ));
}

function environment(app: AppConfigJson): readonly string[] {
  return Object.entries(app.env ?? {})
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .sort();
}

function dependencies(ids: readonly string[]): ReactNode {
  if (ids.length === 0) return null;
  return ids.map((id) => (
    <div key={id}>
      <PageLink href={marathonLinks.app(id)}>{id}</PageLink>
    </div>
  ));
}

function json(value: unknown): ReactNode {
  const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return empty ? null : <HighlightedJson value={value} />;
}
