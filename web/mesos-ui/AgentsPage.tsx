/** `#/agents`. Source: Mesos 1.0.1, agents.html. */
import { DataTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber } from './format.ts';
import type { AgentJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, IdLink, Stamp, masterCrumb } from './PageParts.tsx';

type Kind = 'cpus' | 'gpus' | 'mem' | 'disk';

function amountColumn(header: string, kind: Kind): Column<AgentJson> {
  const format = kind === 'cpus' || kind === 'gpus' ? formatNumber : formatMegabytes;
  return {
    header: `${header} (Allocated / Total)`,
    sort: (agent) => agent.resources?.[kind],
    cell: (agent) => `${format(agent.used_resources?.[kind])} / ${format(agent.resources?.[kind])}`,
  };
}

const columns: readonly Column<AgentJson>[] = [
  { header: 'ID', sort: (agent) => agent.id, cell: (agent) => <IdLink id={agent.id} href={links.agent(agent.id)} /> },
  { header: 'Host', sort: (agent) => agent.hostname, cell: (agent) => agent.hostname },
  amountColumn('CPUs', 'cpus'),
  amountColumn('GPUs', 'gpus'),
  amountColumn('Mem', 'mem'),
  amountColumn('Disk', 'disk'),
  {
    header: 'Registered',
    sort: (agent) => agent.registered_time,
    cell: (agent) => <Stamp seconds={agent.registered_time} />,
  },
  {
    header: 'Re-Registered',
    sort: (agent) => agent.reregistered_time,
    cell: (agent) => <Stamp seconds={agent.reregistered_time} />,
  },
];

export function AgentsPage() {
  const { model } = useMesos();
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Agents' }]} />
      <DataTable title="Agents" rows={model?.state.slaves ?? []} columns={columns} keyOf={(agent) => agent.id} />
    </>
  );
}
