/** Two versions of one application side by side, field by field: what Marathon's own page cannot show. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatePage } from '../console/parts/StatePage.tsx';
import { formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useChangeSearch, useConsoleSearch } from '../console/state/use-address.ts';
import { AppLink } from './AppLink.tsx';
import { CreateApp } from './CreateApp.tsx';
import { encodeId, useMarathonJson, useMarathonServer } from './marathon-server.ts';
import { VersionTable } from './VersionTable.tsx';
import { virtualUs } from './waiting-app.ts';

const EVERY_MS = 1000;

type ListedApp = { readonly id: string; readonly version?: string };
type Groups = { readonly apps?: readonly ListedApp[]; readonly groups?: readonly Groups[] };

function appsOf(group: Groups): readonly ListedApp[] {
  return [...(group.apps ?? []), ...(group.groups ?? []).flatMap(appsOf)];
}

/** Most likely what a person has just changed; stays while others change. */
function useChangedLast(apps: readonly ListedApp[]): string | undefined {
  const chosen = useRef<string | undefined>(undefined);
  if (!apps.some(({ id }) => id === chosen.current)) {
    const versions = apps.map(({ version = '' }) => version).sort();
    chosen.current = apps.find(({ version = '' }) => version === versions.at(-1))?.id;
  }
  return chosen.current;
}

export function VersionsPage() {
  const { t } = useTranslation('marathon');
  const server = useMarathonServer();
  const change = useChangeSearch();
  const { app } = useConsoleSearch();
  const groups = useMarathonJson<Groups>('/v2/groups', EVERY_MS);
  const apps = appsOf(groups?.value ?? {});
  const changedLast = useChangedLast(apps);
  if (server === null) return <StatePage title={t('noLeader.title')} text={t('noLeader.text')} />;
  if (groups === null) return <StatePage title={t('loading')} text="" />;
  if (groups.value === null) return <StatePage title={t('failed.title')} text={t('failed.text')} />;
  const ids = apps.map(({ id }) => id).sort();
  if (changedLast === undefined)
    return (
      <StatePage title={t('versions.none')} text={t('versions.noneText')}>
        <CreateApp />
      </StatePage>
    );
  const shown = app !== undefined && ids.includes(app) ? app : changedLast;
  return (
    <div className="mp-page">
      <div className="mp-bar">
        <label>
          {t('versions.app')}{' '}
          <select className="field mono" value={shown} onChange={(event) => change({ app: event.target.value })}>
            {ids.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <AppLink id={shown} tab="configuration" />
      </div>
      <Comparison key={shown} app={shown} />
    </div>
  );
}

/** Newest first, whatever the server's order. */
function Comparison({ app }: { app: string }) {
  const { t } = useTranslation('marathon');
  const path = `/v2/apps/${encodeId(app)}/versions`;
  const list = useMarathonJson<{ readonly versions?: readonly string[] }>(path, EVERY_MS);
  const [chosen, setChosen] = useState<{ readonly before?: string; readonly after?: string }>({});
  const versions = [...(list?.value?.versions ?? [])].sort().reverse();
  const newest = versions[0];
  if (list === null) return <StatePage title={t('loading')} text="" />;
  if (newest === undefined) return <StatePage title={t('failed.title')} text={t('failed.text')} />;
  if (versions.length === 1) return <StatePage title={t('versions.one')} text={t('versions.oneText')} />;
  const after = chosen.after ?? newest;
  const before = chosen.before ?? versions[versions.indexOf(after) + 1] ?? newest;
  return (
    <>
      <div className="mp-bar mp-bar--versions">
        <VersionSelect
          label={t('versions.before')}
          versions={versions}
          value={before}
          onChange={(value) => setChosen({ before: value, after })}
        />
        <span aria-hidden>→</span>
        <VersionSelect
          label={t('versions.after')}
          versions={versions}
          value={after}
          onChange={(value) => setChosen({ before, after: value })}
        />
      </div>
      <Fields path={path} before={before} after={after} />
    </>
  );
}

function VersionSelect(props: {
  readonly label: string;
  readonly versions: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('marathon');
  const startEpochMs = useRun((state) => state.run?.startEpochMs ?? 0);
  return (
    <label>
      {props.label}{' '}
      <select
        className="field mono"
        value={props.value}
        aria-label={props.label}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.versions.map((version, index) => (
          <option key={version} value={version}>
            {formatClock(virtualUs(version, startEpochMs))} {index === 0 ? t('versions.current') : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

function Fields({ path, before, after }: { path: string; before: string; after: string }) {
  const { t } = useTranslation('marathon');
  const left = useMarathonJson<object>(`${path}/${encodeURIComponent(before)}`, EVERY_MS);
  const right = useMarathonJson<object>(`${path}/${encodeURIComponent(after)}`, EVERY_MS);
  if (left === null || right === null) return <StatePage title={t('loading')} text="" />;
  if (left.value === null || right.value === null)
    return <StatePage title={t('failed.title')} text={t('failed.text')} />;
  return <VersionTable before={left.value} after={right.value} />;
}
