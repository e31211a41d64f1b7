/** Source: mesosphere/marathon-ui v1.1.7, components/AppDebugInfoComponent.jsx and its panels. */
import { useState, type ReactNode } from 'react';
import { usePolledJson } from '../browser/polled-json.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { Caret } from './Icons.tsx';
import { useMarathon } from './marathon-context.ts';
import { lifetimeText, momentText } from './marathon-format.ts';
import type { AppJson, InfoJson, TaskStatsJson } from './marathon-json.ts';
import { TaskFileLink } from './TaskTable.tsx';

export function DebugTab({ app }: { readonly app: AppJson | null }) {
  const { env } = useMarathon();
  return (
    <section className="marathon-tab-body marathon-debug">
      <div className="marathon-toolbar marathon-toolbar-end">
        <button type="button" className="marathon-button marathon-small-outline" onClick={env.refresh}>
          ↻ Refresh
        </button>
      </div>
      <LastChanges app={app} />
      <LastFailure app={app} />
      <Statistics app={app} />
    </section>
  );
}

function Panel({
  title,
  empty,
  children,
}: {
  readonly title: string;
  readonly empty: string | null;
  readonly children: ReactNode;
}) {
  return (
    <section className="marathon-panels">
      <h3 className="marathon-panel-head">{title}</h3>
      {empty === null ? children : <p className="marathon-panel-body marathon-muted">{empty}</p>}
    </section>
  );
}

function Moment({ iso }: { readonly iso: string }) {
  const { nowMs } = useMarathon();
  return <>{momentText(iso, nowMs)}</>;
}

function LastChanges({ app }: { readonly app: AppJson | null }) {
  const info = app?.versionInfo;
  return (
    <Panel title="Last Changes" empty={info === undefined ? 'This app does not have version change information' : null}>
      {info !== undefined && (
        <dl className="marathon-dl marathon-panel-body">
          <dt>Scale or Restart</dt>
          <dd>
            {info.lastScalingAt === info.lastConfigChangeAt ? (
              'No operation since last config change'
            ) : (
              <Moment iso={info.lastScalingAt} />
            )}
          </dd>
          <dt>Configuration</dt>
          <dd>
            <Moment iso={info.lastConfigChangeAt} />
          </dd>
        </dl>
      )}
    </Panel>
  );
}

function LastFailure({ app }: { readonly app: AppJson | null }) {
  const { server } = useMarathon();
  const failure = app?.lastTaskFailure ?? null;
  const info = usePolledJson<InfoJson>(failure === null ? null : `${server}/v2/info`, null).value;
  if (failure === null)
    return (
      <Panel title="Last Task Failure" empty="This app does not have failed tasks">
        {null}
      </Panel>
    );
  const task = {
    id: failure.taskId,
    host: failure.host,
    ...(typeof failure.slaveId === 'string' ? { slaveId: failure.slaveId } : {}),
  };
  return (
    <Panel title="Last Task Failure" empty={null}>
      <dl className="marathon-dl marathon-panel-body">
        <dt>Task id</dt>
        <dd>{failure.taskId}</dd>
        <dt>State</dt>
        <dd>{failure.state}</dd>
        <dt>Message</dt>
        <dd>{failure.message === '' ? 'Unspecified' : failure.message}</dd>
        <dt>Host</dt>
        <dd>{failure.host}</dd>
        <dt>Timestamp</dt>
        <dd>
          <Moment iso={failure.timestamp} />
        </dd>
        <dt>Version</dt>
        <dd>
          <Moment iso={failure.version} />
        </dd>
        <dt>Mesos details</dt>
        <dd>
          <MesosLink info={info} agentId={failure.slaveId ?? null} taskId={failure.taskId} />
          <br />
          <TaskFileLink task={task} name="stderr" />
          <br />
          <TaskFileLink task={task} name="stdout" />
        </dd>
      </dl>
    </Panel>
  );
}

export function MesosLink(props: {
  readonly info: InfoJson | null;
  readonly agentId: string | null;
  readonly taskId: string;
}) {
  const master = props.info?.marathon_config?.['mesos_leader_ui_url'];
  const frameworkId = props.info?.frameworkId;
  if (typeof master !== 'string' || typeof frameworkId !== 'string' || props.agentId === null)
    return <>No link available</>;
  const path = [
    `#/slaves/${props.agentId}`,
    `frameworks/${frameworkId}`,
    `executors/${encodeURIComponent(props.taskId)}`,
  ].join('/');
  return (
    <PageLink href={`${master.replace(/\/$/, '')}/${path}`} newWindow>
      link
    </PageLink>
  );
}

const captions = [
  ['startedAfterLastScaling', 'Started After Last Scaling'],
  ['withLatestConfig', 'With Latest Config'],
  ['withOutdatedConfig', 'With Outdated Config'],
  ['totalSummary', 'Total Summary'],
] as const;

function Statistics({ app }: { readonly app: AppJson | null }) {
  const present = captions.flatMap(([key, caption]) => {
    const stats = app?.taskStats?.[key];
    return stats === undefined ? [] : [{ caption, stats }];
  });
  return (
    <Panel title="Task Statistics" empty={present.length === 0 ? 'This app does not have task statistics' : null}>
      {present.map((entry) => (
        <StatisticsRow key={entry.caption} caption={entry.caption} stats={entry.stats} />
      ))}
    </Panel>
  );
}

function StatisticsRow({ caption, stats }: { readonly caption: string; readonly stats: TaskStatsJson }) {
  const [open, setOpen] = useState(false);
  const { counts, lifeTime } = stats.stats;
  return (
    <div className="marathon-collapse">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {caption} ({counts.running + counts.staged} tasks) <Caret up={open} />
      </button>
      {open && (
        <div className="marathon-panel-body">
          <h5>Tasks Status</h5>
          <dl className="marathon-dl">
            <dt>Running</dt>
            <dd>{counts.running}</dd>
            <dt>Healthy</dt>
            <dd>{counts.healthy}</dd>
            <dt>Unhealthy</dt>
            <dd>{counts.unhealthy}</dd>
            <dt>Staged</dt>
            <dd>{counts.staged}</dd>
          </dl>
          <h5>Tasks Lifetime</h5>
          {lifeTime === undefined ? (
            <span className="marathon-muted">No information available</span>
          ) : (
            <dl className="marathon-dl">
              <dt>Average</dt>
              <dd>{lifetimeText(lifeTime.averageSeconds)}</dd>
              <dt>Median</dt>
              <dd>{lifetimeText(lifeTime.medianSeconds)}</dd>
            </dl>
          )}
        </div>
      )}
    </div>
  );
}
