/** `#/apps/ID/TASK`. Source: mesosphere/marathon-ui v1.1.7, components/TaskDetailComponent.jsx. */
import { useEffect, useState, type ReactNode } from 'react';
import { usePage } from '../browser/page-context.ts';
import { PageLink } from '../browser/PageLink.tsx';
import { usePolledJson } from '../browser/polled-json.ts';
import { AppHeader } from './AppHeader.tsx';
import { useShownApp } from './AppPage.tsx';
import { healthWarnings, taskHealth, taskStatus } from './app-status.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { MesosLink } from './DebugTab.tsx';
import { useMarathon } from './marathon-context.ts';
import { localeDate } from './marathon-format.ts';
import type { AppJson, HealthResultJson, InfoJson, TaskJson } from './marathon-json.ts';
import { marathonLinks, type TaskTab } from './marathon-route.ts';
import { discoveryPorts } from './task-address.ts';
import { findSandbox, type Sandbox } from './use-task-files.ts';
import { VolumesTab } from './VolumesTab.tsx';
import { WorkingDirectory } from './WorkingDirectory.tsx';

export function TaskPage(props: { readonly appId: string; readonly taskId: string; readonly tab: TaskTab }) {
  const { appId, taskId, tab } = props;
  const app = useShownApp(appId);
  const task = app?.tasks?.find((one) => one.id === taskId);
  return (
    <div className="marathon-app-page">
      <div className="marathon-dark-bar">
        <Breadcrumb app={appId} task={taskId} />
      </div>
      <AppHeader appId={appId} app={app} buttons={false} />
      {app?.tasks !== undefined && task === undefined && (
        <p className="marathon-error-line" role="alert">
          Error fetching task details. Go to <PageLink href={marathonLinks.app(appId)}>Task List</PageLink> to see the
          full list.
        </p>
      )}
      {app !== null && task !== undefined && <TaskDetails app={app} task={task} tab={tab} />}
    </div>
  );
}

function TaskDetails(props: { readonly app: AppJson; readonly task: TaskJson; readonly tab: TaskTab }) {
  const { app, task, tab } = props;
  const { server } = useMarathon();
  const info = usePolledJson<InfoJson>(`${server}/v2/info`, null).value;
  const sandbox = useSandbox(task);
  return (
    <section className="marathon-task-details">
      <dl className="marathon-dl">
        {detailRows(app, task, info).map(([label, value]) => (
          <div key={label} className="marathon-dl-row">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {(task.healthCheckResults ?? []).map(
        (result, index) => result !== null && <HealthResult key={index} number={index + 1} result={result} />,
      )}
      <hr />
      <TaskTabs app={app} task={task} shown={tab} />
      {tab === 'volumes' ? <VolumesTab app={app} taskId={task.id} /> : <WorkingDirectory sandbox={sandbox} />}
    </section>
  );
}

function TaskTabs(props: { readonly app: AppJson; readonly task: TaskJson; readonly shown: TaskTab }) {
  const { app, task } = props;
  const tabs: readonly (readonly [TaskTab, string])[] = [
    ['files', 'Working Directory'],
    ...((task.localVolumes?.length ?? 0) > 0 ? [['volumes', 'Volumes'] as const] : []),
  ];
  return (
    <nav className="marathon-tabs">
      {tabs.map(([tab, label]) => (
        <PageLink
          key={tab}
          href={marathonLinks.task(app.id, task.id, tab)}
          className={tab === props.shown ? 'marathon-subtab marathon-subtab-active' : 'marathon-subtab'}
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}

/** Undefined while it is looked for, null when it is not found. */
function useSandbox(task: TaskJson): Sandbox | null | undefined {
  const { http } = usePage();
  const { server } = useMarathon();
  const [sandbox, setSandbox] = useState<Sandbox | null | undefined>(undefined);
  const { id, slaveId } = task;
  useEffect(() => {
    let current = true;
    void findSandbox(http, server, { id, ...(slaveId === undefined ? {} : { slaveId }) }).then(
      (found) => current && setSandbox(found),
    );
    return () => {
      current = false;
    };
  }, [http, server, id, slaveId]);
  return sandbox;
}

function detailRows(app: AppJson, task: TaskJson, info: InfoJson | null): readonly (readonly [string, ReactNode])[] {
  const ports = task.ports ?? [];
  return [
    ['Host', task.host],
    ...((task.ipAddresses?.length ?? 0) > 0
      ? [['IP Addresses', task.ipAddresses?.map((one) => one.ipAddress).join(', ')] as const]
      : []),
    ['Ports', `[${ports.join(', ')}]`],
    [
      'Endpoints',
      ports.length === 0 ? 'None' : ports.map((port) => <Endpoint key={port} address={`${task.host}:${port}`} />),
    ],
    ['Service Discovery', serviceDiscovery(app)],
    ['Status', taskStatus(task).text],
    ['Staged at', <Time key="staged" iso={task.stagedAt} />],
    ['Started at', <Time key="started" iso={task.startedAt} />],
    ['Version', task.version ?? <span className="marathon-muted">None</span>],
    ['Health', <Health key="health" app={app} task={task} />],
    ['Mesos details', <MesosLink key="mesos" info={info} agentId={task.slaveId ?? null} taskId={task.id} />],
  ];
}

function Endpoint({ address }: { readonly address: string }) {
  return (
    <div>
      <PageLink href={`http://${address}/`} newWindow>
        {address}
      </PageLink>
    </div>
  );
}

function Time({ iso }: { readonly iso: string | null | undefined }) {
  if (typeof iso !== 'string') return <span className="marathon-muted">None</span>;
  return (
    <time dateTime={iso} title={iso}>
      {localeDate(iso)}
    </time>
  );
}

function serviceDiscovery(app: AppJson): ReactNode {
  const ports = discoveryPorts(app);
  if (ports.length === 0) return 'n/a';
  return ports.map((port) => <div key={port.number}>{`${port.name}, ${port.number}, ${port.protocol}`}</div>);
}

function Health({ app, task }: { readonly app: AppJson; readonly task: TaskJson }) {
  const health = taskHealth(task);
  if (health !== 'Unhealthy') return <span className={health === 'Unknown' ? 'marathon-muted' : ''}>{health}</span>;
  const warnings = healthWarnings(app, task);
  return <span className="marathon-task-unhealthy">{warnings.length === 0 ? 'Unhealthy' : warnings.join(' ')}</span>;
}

function HealthResult({ number, result }: { readonly number: number; readonly result: HealthResultJson }) {
  return (
    <section>
      <hr />
      <h5>Health Check Result {number}</h5>
      <dl className="marathon-dl">
        <dt>First success</dt>
        <dd>
          <Time iso={result.firstSuccess} />
        </dd>
        <dt>Last success</dt>
        <dd>
          <Time iso={result.lastSuccess} />
        </dd>
        <dt>Last failure</dt>
        <dd>
          <Time iso={result.lastFailure} />
        </dd>
        <dt>Consecutive failures</dt>
        <dd>{result.consecutiveFailures ?? 0}</dd>
        <dt>Alive</dt>
        <dd>{result.alive === true ? 'Yes' : 'No'}</dd>
      </dl>
    </section>
  );
}
