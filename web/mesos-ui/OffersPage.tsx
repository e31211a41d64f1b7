/** `#/offers`. Source: Mesos 1.0.1, offers.html. */
import { PageLink } from '../browser/PageLink.tsx';
import { DataTable, type Column } from './DataTable.tsx';
import { formatMegabytes, formatNumber, truncateId } from './format.ts';
import type { OfferJson } from './mesos-json.ts';
import { useMesos } from './mesos-context.ts';
import { links } from './mesos-route.ts';
import { Breadcrumb, masterCrumb } from './PageParts.tsx';

const columns: readonly Column<OfferJson>[] = [
  { header: 'ID', sort: (offer) => offer.id, cell: (offer) => <span title={offer.id}>{truncateId(offer.id)}</span> },
  {
    header: 'Framework',
    sort: (offer) => offer.framework_id,
    cell: (offer) => <PageLink href={links.framework(offer.framework_id)}>{truncateId(offer.framework_id)}</PageLink>,
  },
  { header: 'Host', sort: (offer) => offer.slave_id, cell: (offer) => <OfferHost agentId={offer.slave_id} /> },
  { header: 'CPUs', sort: (offer) => offer.resources.cpus, cell: (offer) => formatNumber(offer.resources.cpus) },
  { header: 'GPUs', sort: (offer) => offer.resources.gpus, cell: (offer) => formatNumber(offer.resources.gpus) },
  { header: 'Mem', sort: (offer) => offer.resources.mem, cell: (offer) => formatMegabytes(offer.resources.mem) },
  { header: 'Disk', sort: (offer) => offer.resources.disk, cell: (offer) => formatMegabytes(offer.resources.disk) },
];

function OfferHost({ agentId }: { readonly agentId: string }) {
  const agent = useMesos().model?.agents.get(agentId);
  return <PageLink href={links.agent(agentId)}>{agent?.hostname ?? agentId}</PageLink>;
}

export function OffersPage() {
  const { model } = useMesos();
  return (
    <>
      <Breadcrumb crumbs={[masterCrumb, { badge: 'Outstanding Offers' }]} />
      <DataTable title="Outstanding Offers" rows={model?.offers ?? []} columns={columns} keyOf={(offer) => offer.id} />
    </>
  );
}
