/** `#/frameworks`. Source: Mesos 1.0.1, frameworks.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { DataTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber, formatShare } from './format.ts';
import type { FrameworkRow } from './master-model.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, IdLink, Stamp, masterCrumb } from './PageParts.tsx';

type FrameworkColumn = Column<FrameworkRow>;

const id: FrameworkColumn = {
  header: 'ID',
  sort: ({ framework }) => (framework.id === '' ? framework.name : framework.id),
  cell: ({ framework }) => (
    <IdLink id={framework.id === '' ? framework.name : framework.id} href={links.framework(framework.id)} />
  ),
};

const host: FrameworkColumn = {
  header: 'Host',
  sort: ({ framework }) => framework.hostname,
  cell: ({ framework }) => <FrameworkHost row={framework} />,
};

function textColumn(header: string, key: 'user' | 'name' | 'role' | 'principal'): FrameworkColumn {
  return { header, sort: ({ framework }) => framework[key], cell: ({ framework }) => framework[key] ?? '' };
}

const registered: FrameworkColumn = {
  header: 'Registered',
  sort: ({ framework }) => framework.registered_time,
  cell: ({ framework }) => <Stamp seconds={framework.registered_time} />,
};

const first: readonly FrameworkColumn[] = [
  id,
  host,
  textColumn('User', 'user'),
  textColumn('Name', 'name'),
  textColumn('Role', 'role'),
  textColumn('Principal', 'principal'),
];

const presentColumns: readonly FrameworkColumn[] = [
  ...first,
  { header: 'Active Tasks', sort: (row) => row.activeTasks, cell: (row) => formatNumber(row.activeTasks) },
  { header: 'CPUs', sort: (row) => row.amounts.cpus, cell: (row) => formatNumber(row.amounts.cpus) },
  { header: 'GPUs', sort: (row) => row.amounts.gpus, cell: (row) => formatNumber(row.amounts.gpus) },
  { header: 'Mem', sort: (row) => row.amounts.mem, cell: (row) => formatMegabytes(row.amounts.mem) },
  { header: 'Disk', sort: (row) => row.amounts.disk, cell: (row) => formatMegabytes(row.amounts.disk) },
  { header: 'Max Share', sort: (row) => row.maxShare, cell: (row) => formatShare(row.maxShare) },
  registered,
  {
    header: 'Re-Registered',
    sort: ({ framework }) => framework.reregistered_time,
    cell: ({ framework }) =>
      framework.reregistered_time === undefined ? '-' : <Stamp seconds={framework.reregistered_time} />,
  },
];

const completedColumns: readonly FrameworkColumn[] = [
  ...first,
  registered,
  {
    header: 'Unregistered',
    sort: ({ framework }) => framework.unregistered_time,
    cell: ({ framework }) => <Stamp seconds={framework.unregistered_time} />,
  },
];

const keyOf = (row: FrameworkRow): string => row.framework.id;

export function FrameworksPage() {
  const { model } = useMesos();
  const frameworks = model?.frameworks ?? [];
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Frameworks' }]} />
      <DataTable
        title="Active Frameworks"
        rows={frameworks.filter(({ framework }) => framework.active !== false)}
        columns={presentColumns}
        keyOf={keyOf}
      />
      <DataTable
        title="Inactive Frameworks"
        rows={frameworks.filter(({ framework }) => framework.active === false)}
        columns={presentColumns}
        keyOf={keyOf}
      />
      <DataTable
        title="Completed Frameworks"
        rows={model?.completedFrameworks ?? []}
        columns={completedColumns}
        keyOf={keyOf}
      />
    </>
  );
}

function FrameworkHost({ row }: { readonly row: FrameworkRow['framework'] }) {
  const { hostname = '', webui_url: url = '' } = row;
  return url === '' ? <>{hostname}</> : <PageLink href={url}>{hostname}</PageLink>;
}
