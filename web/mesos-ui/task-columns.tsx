/** Columns of the task tables on the home page and on a framework's page. */
import { PageLink } from '../browser/PageLink.tsx';
import type { Column } from './DataTable.tsx';
import { stateWord } from './format.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import type { TaskRow } from './master-model.ts';
import { Stamp } from './PageParts.tsx';

type TaskColumn = Column<TaskRow>;

export const taskKey = (row: TaskRow): string => `${row.frameworkId}/${row.task.slave_id}/${row.task.id}`;

const name: TaskColumn = { header: 'Name', sort: (row) => row.task.name, cell: (row) => row.task.name };
const state: TaskColumn = { header: 'State', sort: (row) => row.task.state, cell: (row) => stateWord(row.task.state) };
const plainId: TaskColumn = { header: 'ID', sort: (row) => row.task.id, cell: (row) => row.task.id };
const linkedId: TaskColumn = {
  header: 'ID',
  sort: (row) => row.task.id,
  cell: (row) => <ExecutorLink row={row} text={row.task.id} />,
};
const sandbox: TaskColumn = { header: '', cell: (row) => <SandboxLink row={row} /> };
const host: TaskColumn = { header: 'Host', cell: (row) => <HostName row={row} /> };
const linkedHost: TaskColumn = { header: 'Host', cell: (row) => <HostName row={row} linked /> };
const started: TaskColumn = {
  header: 'Started',
  sort: (row) => row.startedS,
  cell: (row) => <Stamp seconds={row.startedS} />,
};
const stopped: TaskColumn = {
  header: 'Stopped',
  sort: (row) => row.stoppedS,
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

function ExecutorLink({ row, text }: { readonly row: TaskRow; readonly text: string }) {
  return <PageLink href={links.executor(row.task.slave_id, row.frameworkId, row.executorId)}>{text}</PageLink>;
}

function HostName({ row, linked = false }: { readonly row: TaskRow; readonly linked?: boolean }) {
  const agent = useMesos().model?.agents.get(row.task.slave_id);
  if (agent === undefined) return <span className="mesos-muted">Agent offline</span>;
  return linked ? <ExecutorLink row={row} text={agent.hostname} /> : agent.hostname;
}

function SandboxLink({ row }: { readonly row: TaskRow }) {
  const agent = useMesos().model?.agents.get(row.task.slave_id);
  if (agent === undefined) return null;
  return <PageLink href={links.sandbox(row.task.slave_id, row.frameworkId, row.executorId)}>Sandbox</PageLink>;
}
