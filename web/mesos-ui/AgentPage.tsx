/** `#/agents/ID`. Source: Mesos 1.0.1, agent.html. Shown where the original hides it: that an agent is unknown. */
import { useMemo, useState } from 'react';
import { hostAndPort } from '../browser/address.ts';
import { usePage } from '../browser/page-context.ts';
import { activeTaskCount, agentUsage, frameworkUsage, type Usage } from './agent-usage.ts';
import { DataTable, type Column } from './DataTable.tsx';
import { formatBytes, formatMegabytes, formatNumber } from './format.ts';
import { NoLogDialog } from './HomePage.tsx';
import { sumAmounts, type Amounts } from './master-document.ts';
import type { AgentFrameworkJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { pailerName } from './pailer-window.ts';
import { AmountTable, Breadcrumb, Columns, CountTable, Facts, IdLink, Stamp, masterCrumb } from './PageParts.tsx';
import { useAgent, type AgentPageData } from './use-agent.ts';

type FrameworkRow = {
  readonly framework: AgentFrameworkJson;
  readonly agentId: string;
  readonly tasks: number;
  readonly usage: Usage;
  readonly allocated: Amounts;
};

const first: readonly Column<FrameworkRow>[] = [
  {
    header: 'ID',
    sort: (row) => row.framework.id,
    cell: (row) => <IdLink id={row.framework.id} href={links.agentFramework(row.agentId, row.framework.id)} />,
  },
  { header: 'User', sort: (row) => row.framework.user, cell: (row) => row.framework.user ?? '' },
  { header: 'Name', sort: (row) => row.framework.name, cell: (row) => row.framework.name ?? '' },
  { header: 'Active Tasks', sort: (row) => row.tasks, cell: (row) => formatNumber(row.tasks) },
];

const presentColumns: readonly Column<FrameworkRow>[] = [
  ...first,
  {
    header: 'CPUs (Used / Allocated)',
    sort: (row) => row.allocated.cpus,
    cell: (row) => `${formatNumber(row.usage.cpus)} / ${formatNumber(row.allocated.cpus)}`,
  },
  { header: 'GPUs (Used / Allocated)', cell: () => 'N/A' },
  {
    header: 'Mem (Used / Allocated)',
    cell: (row) => `${formatBytes(row.usage.memBytes)} / ${formatMegabytes(row.allocated.mem)}`,
  },
  {
    header: 'Disk (Used / Allocated)',
    cell: (row) => `${formatBytes(row.usage.diskBytes)} / ${formatMegabytes(row.allocated.disk)}`,
  },
];

const completedColumns: readonly Column<FrameworkRow>[] = [
  ...first,
  { header: 'CPUs', sort: (row) => row.allocated.cpus, cell: (row) => formatNumber(row.allocated.cpus) },
  { header: 'GPUs', sort: (row) => row.allocated.gpus, cell: (row) => formatNumber(row.allocated.gpus) },
  { header: 'Mem', cell: (row) => formatMegabytes(row.allocated.mem) },
  { header: 'Disk', cell: (row) => formatMegabytes(row.allocated.disk) },
];

export function AgentPage({ agentId }: { readonly agentId: string }) {
  const data = useAgent(agentId);
  const { state, usage, problem } = data;
  const rows = useMemo(() => {
    const rowOf = (framework: AgentFrameworkJson): FrameworkRow => ({
      framework,
      agentId,
      tasks: activeTaskCount(framework),
      usage: frameworkUsage(usage, framework.id),
      allocated: sumAmounts((framework.executors ?? []).map((executor) => executor.resources)),
    });
    return { present: (state?.frameworks ?? []).map(rowOf), completed: (state?.completed_frameworks ?? []).map(rowOf) };
  }, [state, usage, agentId]);
  const keyOf = (row: FrameworkRow): string => row.framework.id;
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Agent', text: agentId }]} />
      {problem !== null && <p className="mesos-alert mesos-alert-danger">{problem}</p>}
      <Columns well={<AgentWell data={data} used={agentUsage(usage)} />}>
        <DataTable title="Frameworks" rows={rows.present} columns={presentColumns} keyOf={keyOf} />
        <DataTable title="Completed Frameworks" rows={rows.completed} columns={completedColumns} keyOf={keyOf} />
      </Columns>
    </>
  );
}

function AgentWell({ data, used }: { readonly data: AgentPageData; readonly used: Usage }) {
  const { model } = useMesos();
  const { state, metrics } = data;
  const metric = (name: string): number | undefined => metrics?.[`slave/tasks_${name}`];
  return (
    <>
      <Facts
        facts={[
          ['Cluster', model?.state.cluster ?? '(Unnamed)'],
          ['Agent', state?.hostname ?? data.agent?.hostname ?? ''],
          ['Version', state?.version ?? ''],
          ['Built', <Stamp key="built" seconds={state?.build_time} />],
          ['Started', <Stamp key="started" seconds={state?.start_time} />],
          ['Master', state?.master_hostname ?? ''],
        ]}
      />
      <AgentLogLink data={data} />
      <CountTable
        title="Tasks"
        rows={(['Staging', 'Starting', 'Running', 'Killing', 'Finished', 'Killed', 'Failed', 'Lost'] as const).map(
          (label) => [label, metric(label.toLowerCase())] as const,
        )}
      />
      <UsageTable used={used} allocated={state === null ? undefined : sumAmounts([state.resources])} />
    </>
  );
}

export function UsageTable(props: {
  readonly used: Usage;
  readonly allocated: Amounts | undefined;
  readonly diskUsed?: string;
  /** Where the disk of what is not there counts as none, in MB. */
  readonly diskAllocated?: number;
  readonly memLabel?: string;
}) {
  const { used, allocated } = props;
  return (
    <AmountTable
      title="Resources"
      columns={['Used', 'Allocated']}
      rows={[
        ['CPUs', formatNumber(used.cpus), formatNumber(allocated?.cpus)],
        ['GPUs', 'N/A', formatNumber(allocated?.gpus)],
        [props.memLabel ?? 'Memory', formatBytes(used.memBytes), formatMegabytes(allocated?.mem)],
        [
          'Disk',
          props.diskUsed ?? formatBytes(used.diskBytes),
          formatMegabytes(props.diskAllocated ?? allocated?.disk),
        ],
      ]}
    />
  );
}

function AgentLogLink({ data }: { readonly data: AgentPageData }) {
  const page = usePage();
  const [refused, setRefused] = useState(false);
  const open = (): void => {
    const { state, server } = data;
    if (state?.log_dir === undefined && state?.external_log_file === undefined) setRefused(true);
    else
      page.openWindow('/static/pailer.html', pailerName(server, '/slave/log', `Mesos Agent (${hostAndPort(server)})`));
  };
  return (
    <>
      <button type="button" className="mesos-link" onClick={open}>
        LOG
      </button>
      {refused && <NoLogDialog onClose={() => setRefused(false)} />}
    </>
  );
}
