/** `#/agents/ID/frameworks/ID`. Source: Mesos 1.0.1, agent_framework.html. */
import { useMemo } from 'react';
import { PageLink } from '../browser/PageLink.tsx';
import { activeTaskCount, agentFramework, executorUsage, frameworkUsage, type Usage } from './agent-usage.ts';
import { UsageTable } from './AgentPage.tsx';
import { DataTable, type Column } from './DataTable.tsx';
import { formatBytes, formatMegabytes, formatNumber } from './format.ts';
import { amountsOf, sumAmounts } from './master-document.ts';
import type { AgentExecutorJson } from './mesos-json.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, Columns, Facts, masterCrumb } from './PageParts.tsx';
import { useAgent } from './use-agent.ts';

type ExecutorRow = {
  readonly executor: AgentExecutorJson;
  readonly agentId: string;
  readonly frameworkId: string;
  readonly usage: Usage;
};
type ExecutorColumn = Column<ExecutorRow>;

const first: readonly ExecutorColumn[] = [
  {
    header: 'ID',
    sort: (row) => row.executor.id,
    cell: (row) => (
      <PageLink href={links.executor(row.agentId, row.frameworkId, row.executor.id)}>{row.executor.id}</PageLink>
    ),
  },
  { header: 'Name', sort: (row) => row.executor.name, cell: (row) => row.executor.name ?? '' },
  { header: 'Source', sort: (row) => row.executor.source, cell: (row) => row.executor.source ?? '' },
];

const sandbox = (header: string, text: string): ExecutorColumn => ({
  header,
  cell: (row) => <PageLink href={links.browse(row.agentId, row.executor.directory ?? '')}>{text}</PageLink>,
});

const presentColumns: readonly ExecutorColumn[] = [
  ...first,
  {
    header: 'Active Tasks',
    sort: (row) => row.executor.tasks?.length,
    cell: (row) => formatNumber(row.executor.tasks?.length ?? 0),
  },
  {
    header: 'Queued Tasks',
    sort: (row) => row.executor.queued_tasks?.length,
    cell: (row) => formatNumber(row.executor.queued_tasks?.length ?? 0),
  },
  {
    header: 'CPUs (Used / Allocated)',
    sort: (row) => row.executor.resources?.cpus,
    cell: (row) => `${formatNumber(row.usage.cpus)} / ${formatNumber(amountsOf(row.executor.resources).cpus)}`,
  },
  { header: 'GPUs (Used / Allocated)', cell: () => 'N/A' },
  {
    header: 'Mem (Used / Allocated)',
    sort: (row) => row.executor.resources?.mem,
    cell: (row) => `${formatBytes(row.usage.memBytes)} / ${formatMegabytes(amountsOf(row.executor.resources).mem)}`,
  },
  // The original reads a field that does not exist: its "Used" is always empty here.
  { header: 'Disk (Used / Allocated)', cell: (row) => ` / ${formatMegabytes(amountsOf(row.executor.resources).disk)}` },
  sandbox('', 'Sandbox'),
];

const completedColumns: readonly ExecutorColumn[] = [...first, sandbox('Sandbox', 'browse')];

type AgentFrameworkPageProps = { readonly agentId: string; readonly frameworkId: string };

export function AgentFrameworkPage({ agentId, frameworkId }: AgentFrameworkPageProps) {
  const { state, usage, problem } = useAgent(agentId);
  const framework = agentFramework(state, frameworkId);
  const rows = useMemo(() => {
    const rowOf = (executor: AgentExecutorJson): ExecutorRow => ({
      executor,
      agentId,
      frameworkId,
      usage: executorUsage(usage, frameworkId, executor.id),
    });
    return {
      present: (framework?.executors ?? []).map(rowOf),
      completed: (framework?.completed_executors ?? []).map(rowOf),
    };
  }, [framework, usage, agentId, frameworkId]);
  const missing = state !== null && framework === undefined ? `No framework found with ID: ${frameworkId}` : problem;
  const keyOf = (row: ExecutorRow): string => `${row.executor.id} ${row.executor.directory ?? ''}`;
  return (
    <>
      <Breadcrumb
        crumbs={[
          masterCrumb,
          { badge: 'Agent', href: links.agent(agentId), title: agentId },
          { badge: 'Framework', text: framework?.id ?? '' },
        ]}
      />
      {missing !== null && <p className="mesos-alert mesos-alert-danger">{missing}</p>}
      <Columns
        well={
          <>
            <Facts
              facts={[
                ['Name', framework?.name ?? ''],
                ['Master', state?.master_hostname ?? ''],
              ]}
            />
            <Facts
              facts={[['Active Tasks', framework === undefined ? '' : formatNumber(activeTaskCount(framework))]]}
            />
            <UsageTable
              used={frameworkUsage(usage, frameworkId)}
              allocated={
                framework === undefined
                  ? undefined
                  : sumAmounts((framework.executors ?? []).map((executor) => executor.resources))
              }
              diskAllocated={sumAmounts((framework?.executors ?? []).map((executor) => executor.resources)).disk}
              diskUsed="-"
            />
          </>
        }
      >
        <DataTable title="Executors" rows={rows.present} columns={presentColumns} keyOf={keyOf} />
        <DataTable title="Completed Executors" rows={rows.completed} columns={completedColumns} keyOf={keyOf} />
      </Columns>
    </>
  );
}
