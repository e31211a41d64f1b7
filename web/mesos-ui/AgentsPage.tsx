/** `#/agents`. Source: Mesos 1.0.1, agents.html. */
import { MasterTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber } from './format.ts';
import type { AgentJson } from './mesos-json.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, IdLink, Stamp, masterCrumb } from './PageParts.tsx';

type Kind = 'cpus' | 'gpus' | 'mem' | 'disk';

function amountColumn(header: string, kind: Kind): Column<AgentJson> {
  const format = kind === 'cpus' || kind === 'gpus' ? formatNumber : formatMegabytes;
  return {
    header: `${header} (Allocated / Total)`,
    key: kind,
    cell: (agent) => `${format(agent.used_resources?.[kind])} / ${format(agent.resources?.[kind])}`,
  };
}

const columns: readonly Column<AgentJson>[] = [
  { header: 'ID', key: 'id', cell: (agent) => <IdLink id={agent.id} href={links.agent(agent.id)} /> },
  { header: 'Host', key: 'host', cell: (agent) => agent.hostname },
  amountColumn('CPUs', 'cpus'),
  amountColumn('GPUs', 'gpus'),
  amountColumn('Mem', 'mem'),
  amountColumn('Disk', 'disk'),
  {
    header: 'Registered',
    key: 'registered',
    cell: (agent) => <Stamp seconds={agent.registered_time} />,
  },
  {
    header: 'Re-Registered',
    key: 'reregistered',
    cell: (agent) => <Stamp seconds={agent.reregistered_time} />,
  },
];

export function AgentsPage() {
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Agents' }]} />
      <MasterTable title="Agents" name={{ list: 'agents' }} columns={columns} keyOf={(agent) => agent.id} />
    </>
  );
}
