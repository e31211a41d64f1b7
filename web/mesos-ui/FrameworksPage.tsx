/** `#/frameworks`. Source: Mesos 1.0.1, frameworks.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { MasterTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber, formatShare } from './format.ts';
import type { FrameworkRow } from './master-document.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, IdLink, Stamp, masterCrumb } from './PageParts.tsx';

type FrameworkColumn = Column<FrameworkRow>;

const id: FrameworkColumn = {
  header: 'ID',
  key: 'id',
  cell: ({ framework }) => (
    <IdLink id={framework.id === '' ? framework.name : framework.id} href={links.framework(framework.id)} />
  ),
};

const host: FrameworkColumn = {
  header: 'Host',
  key: 'host',
  cell: ({ framework }) => <FrameworkHost row={framework} />,
};

function textColumn(header: string, key: 'user' | 'name' | 'role' | 'principal'): FrameworkColumn {
  return { header, key, cell: ({ framework }) => framework[key] ?? '' };
}

const registered: FrameworkColumn = {
  header: 'Registered',
  key: 'registered',
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
  { header: 'Active Tasks', key: 'activeTasks', cell: (row) => formatNumber(row.activeTasks) },
  { header: 'CPUs', key: 'cpus', cell: (row) => formatNumber(row.amounts.cpus) },
  { header: 'GPUs', key: 'gpus', cell: (row) => formatNumber(row.amounts.gpus) },
  { header: 'Mem', key: 'mem', cell: (row) => formatMegabytes(row.amounts.mem) },
  { header: 'Disk', key: 'disk', cell: (row) => formatMegabytes(row.amounts.disk) },
  { header: 'Max Share', key: 'maxShare', cell: (row) => formatShare(row.maxShare) },
  registered,
  {
    header: 'Re-Registered',
    key: 'reregistered',
    cell: ({ framework }) =>
      framework.reregistered_time === undefined ? '-' : <Stamp seconds={framework.reregistered_time} />,
  },
];

const completedColumns: readonly FrameworkColumn[] = [
  ...first,
  registered,
  {
    header: 'Unregistered',
    key: 'unregistered',
    cell: ({ framework }) => <Stamp seconds={framework.unregistered_time} />,
  },
];

const keyOf = (row: FrameworkRow): string => row.framework.id;

export function FrameworksPage() {
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Frameworks' }]} />
      <MasterTable
        title="Active Frameworks"
        name={{ list: 'frameworks', active: true }}
        columns={presentColumns}
        keyOf={keyOf}
      />
      <MasterTable
        title="Inactive Frameworks"
        name={{ list: 'frameworks', active: false }}
        columns={presentColumns}
        keyOf={keyOf}
      />
      <MasterTable
        title="Completed Frameworks"
        name={{ list: 'completedFrameworks' }}
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
