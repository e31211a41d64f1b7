/** `#/offers`. Source: Mesos 1.0.1, offers.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { MasterTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber, truncateId } from './format.ts';
import type { ShownOffer } from './master-lists.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, masterCrumb } from './PageParts.tsx';

const columns: readonly Column<ShownOffer>[] = [
  { header: 'ID', key: 'id', cell: (offer) => <abbr title={offer.id}>{truncateId(offer.id)}</abbr> },
  {
    header: 'Framework',
    key: 'framework',
    cell: (offer) => <PageLink href={links.framework(offer.framework_id)}>{offer.framework}</PageLink>,
  },
  {
    header: 'Host',
    key: 'host',
    cell: (offer) => <PageLink href={links.agent(offer.slave_id)}>{offer.host}</PageLink>,
  },
  { header: 'CPUs', key: 'cpus', cell: (offer) => formatNumber(offer.resources.cpus) },
  { header: 'GPUs', key: 'gpus', cell: (offer) => formatNumber(offer.resources.gpus) },
  { header: 'Mem', key: 'mem', cell: (offer) => formatMegabytes(offer.resources.mem) },
  { header: 'Disk', key: 'disk', cell: (offer) => formatMegabytes(offer.resources.disk) },
];

export function OffersPage() {
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Outstanding Offers' }]} />
      <MasterTable title="Outstanding Offers" name={{ list: 'offers' }} columns={columns} keyOf={(offer) => offer.id} />
    </>
  );
}
