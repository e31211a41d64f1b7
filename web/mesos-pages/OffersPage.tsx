/** Offers of the leading master: the cycle as a picture, and every offer as a row. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { EndedOfferView, OpenOfferView } from '../../sim-worker/api.ts';
import { AgentLink } from '../console/parts/AgentLink.tsx';
import { ColumnHeads } from '../console/parts/ColumnHeads.tsx';
import { Countdown } from '../console/parts/Countdown.tsx';
import { StatePage } from '../console/parts/StatePage.tsx';
import { InstantLink } from '../console/parts/InstantLink.tsx';
import { formatClock, formatDuration } from '../console/parts/format.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { CopyId } from './CopyId.tsx';
import { NoMaster } from './NoMaster.tsx';
import { OfferBoard } from './OfferBoard.tsx';
import { shortOfferId } from './offer-board.ts';

const EVERY_MS = 150;

export function OffersPage() {
  const { t } = useTranslation('mesos');
  const title = useId();
  const view = usePolled(
    'mesos offers',
    async (api) => {
      const [offers, allocator] = await Promise.all([api.offers(), api.allocator()]);
      return offers === null || allocator === null ? null : { offers, allocator };
    },
    EVERY_MS,
  );
  if (view === null) return <StatePage title={t('loading')} text="" />;
  if (view.offers.master === null) return <NoMaster />;
  const { open, ended } = view.offers;
  return (
    <div className="inside" tabIndex={0} role="region" aria-label={t('tab.offers')}>
      <OfferBoard view={view.offers} allocator={view.allocator} />
      <h2 className="inside__title" id={title}>
        {t('offers.list', { count: view.offers.openCount })}
      </h2>
      {open.length + ended.length === 0 ? (
        <p className="muted">{t('offers.none')}</p>
      ) : (
        <div className="inside-table-frame" tabIndex={0} role="region" aria-labelledby={title}>
          <table className="inside-table">
            <ColumnHeads
              texts={(['id', 'framework', 'agent', 'resources', 'made', 'lasted', 'outcome'] as const).map((name) =>
                t(`offers.column.${name}`),
              )}
            />
            <tbody>
              {open.map((offer) => (
                <OpenRow key={offer.id} offer={offer} nowUs={view.offers.nowUs} />
              ))}
              {ended.map((offer) => (
                <EndedRow key={offer.id} offer={offer} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Cells({ offer }: { offer: OpenOfferView | EndedOfferView }) {
  return (
    <>
      <td>
        <CopyId id={offer.id} shown={shortOfferId(offer.id)} />
      </td>
      <td>{offer.framework.name}</td>
      <td>
        <AgentLink host={offer.agent.host} />
      </td>
      <td className="mono inside-table__wide">{offer.resources}</td>
      <td>
        <InstantLink atUs={offer.madeAtUs} />
      </td>
    </>
  );
}

function OpenRow({ offer, nowUs }: { offer: OpenOfferView; nowUs: number }) {
  const { t } = useTranslation('mesos');
  return (
    <tr className="flash">
      <Cells offer={offer} />
      <td className="mono inside-table__whole">{formatDuration(nowUs - offer.madeAtUs)}</td>
      <td className="inside-table__note">
        <span className="verdict" data-outcome="out">
          {t('offers.station.out')}
        </span>{' '}
        {offer.expiresAtUs === null ? null : <Countdown fromUs={offer.madeAtUs} toUs={offer.expiresAtUs} />}
      </td>
    </tr>
  );
}

function EndedRow({ offer }: { offer: EndedOfferView }) {
  const { t } = useTranslation('mesos');
  const refuseUs = (offer.refuseSeconds ?? 0) * 1_000_000;
  return (
    <tr>
      <Cells offer={offer} />
      <td className="mono inside-table__whole">{formatDuration(offer.endedAtUs - offer.madeAtUs)}</td>
      <td className="inside-table__note">
        <span className="verdict" data-outcome={offer.outcome} title={formatClock(offer.endedAtUs)}>
          {t(`offers.station.${offer.outcome}`)}
        </span>{' '}
        {offer.outcome === 'accepted' ? t('offers.launched', { count: offer.tasks }) : null}
        {offer.outcome === 'declined' && offer.refuseSeconds !== null
          ? t('offers.refused', { seconds: offer.refuseSeconds, until: formatClock(offer.endedAtUs + refuseUs) })
          : null}
      </td>
    </tr>
  );
}
