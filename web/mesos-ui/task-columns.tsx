/** Columns of the task tables on the home page and on a framework's page. */
import { PageLink } from '../browser/PageLink.tsx';
import type { Column } from './DataTable.tsx';
import { stateWord } from './format.ts';
import { links } from './mesos-route.ts';
import type { ShownTask } from './master-lists.ts';
import { Stamp } from './PageParts.tsx';

type TaskColumn = Column<ShownTask>;

export const taskKey = (row: ShownTask): string => `${row.frameworkId}/${row.agentId}/${row.id}`;

const name: TaskColumn = { header: 'Name', key: 'name', cell: (row) => row.name };
const state: TaskColumn = { header: 'State', key: 'state', cell: (row) => stateWord(row.state) };
const plainId: TaskColumn = { header: 'ID', key: 'id', cell: (row) => row.id };
const linkedId: TaskColumn = {
  header: 'ID',
  key: 'id',
  cell: (row) => <ExecutorLink row={row} text={row.id} />,
};
const sandbox: TaskColumn = { header: '', cell: (row) => <SandboxLink row={row} /> };
const host: TaskColumn = { header: 'Host', cell: (row) => <HostName row={row} /> };
const linkedHost: TaskColumn = { header: 'Host', cell: (row) => <HostName row={row} linked /> };
const started: TaskColumn = {
  header: 'Started',
  key: 'started',
  cell: (row) => <Stamp seconds={row.startedS} />,
};
const stopped: TaskColumn = {
  header: 'Stopped',
  key: 'stopped',
  cell: (row) => <Stamp seconds={row.stoppedS} />,
};

export const homeActiveColumns: readonly TaskColumn[] = [
  linkedId,
  name,
  state,
  { ...started, initial: true },
  host,
  sandbox,
];
export const homeCompletedColumns: readonly TaskColumn[] = [
  plainId,
  name,
  state,
  { ...started, initial: true },
  stopped,
  linkedHost,
  sandbox,
];
export const frameworkActiveColumns: readonly TaskColumn[] = [linkedId, name, state, started, host, sandbox];
export const frameworkCompletedColumns: readonly TaskColumn[] = [
  plainId,
  name,
  state,
  started,
  stopped,
  linkedHost,
  sandbox,
];

function ExecutorLink({ row, text }: { readonly row: ShownTask; readonly text: string }) {
  return <PageLink href={links.executor(row.agentId, row.frameworkId, row.executorId)}>{text}</PageLink>;
}

function HostName({ row, linked = false }: { readonly row: ShownTask; readonly linked?: boolean }) {
  if (row.host === undefined) return <span className="mesos-muted">Agent offline</span>;
  return linked ? <ExecutorLink row={row} text={row.host} /> : row.host;
}

function SandboxLink({ row }: { readonly row: ShownTask }) {
  if (row.host === undefined) return null;
  return <PageLink href={links.sandbox(row.agentId, row.frameworkId, row.executorId)}>Sandbox</PageLink>;
}
