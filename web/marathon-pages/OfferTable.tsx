/** The last offers of one application with the verdict on each, newest first. */
import { useTranslation } from 'react-i18next';
import { AgentLink } from '../console/parts/AgentLink.tsx';
import { formatClock } from '../console/parts/format.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { useOpenPage } from '../console/state/use-address.ts';
import { useMasterServer } from './marathon-server.ts';
import { type JudgedOffer, formatAmount, virtualUs } from './waiting-app.ts';

const SHOWN = 8;

type OfferTableProps = { readonly offers: readonly JudgedOffer[]; readonly nearest: string | null };

export function OfferTable({ offers, nearest }: OfferTableProps) {
  const { t } = useTranslation('marathon');
  const newestFirst = [...offers].reverse();
  const more = newestFirst.slice(SHOWN);
  return (
    <>
      <Rows offers={newestFirst.slice(0, SHOWN)} nearest={nearest} />
      {more.length === 0 ? null : (
        <details className="mp-more">
          <summary>{t('offers.older', { count: more.length })}</summary>
          <Rows offers={more} nearest={nearest} />
        </details>
      )}
    </>
  );
}

function Rows({ offers, nearest }: OfferTableProps) {
  const { t } = useTranslation('marathon');
  return (
    <div className="mp-table-scroll" tabIndex={0} role="region" aria-label={t('offers.title')}>
      <table className="mp-table">
        <thead>
          <tr>
            <th scope="col">{t('offers.at')}</th>
            <th scope="col">{t('offers.agent')}</th>
            <th scope="col">{t('offers.verdict')}</th>
            <th scope="col" className="mp-number">
              {t('offers.needed')}
            </th>
            <th scope="col" className="mp-number">
              {t('offers.offered')}
            </th>
            <th scope="col">{t('offers.offer')}</th>
          </tr>
        </thead>
        <tbody>
          {offers.map((offer) => (
            <OfferRow key={offer.offerId} offer={offer} nearest={offer.offerId === nearest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OfferRow({ offer, nearest }: { offer: JudgedOffer; nearest: boolean }) {
  const { t } = useTranslation('marathon');
  const startEpochMs = useRun((state) => state.run?.startEpochMs ?? 0);
  const master = useMasterServer();
  const openPage = useOpenPage();
  const isScalar = offer.needed !== null && offer.offered !== null;
  return (
    <tr data-nearest={nearest} data-reason={offer.reason}>
      <td className="mono">{formatClock(virtualUs(offer.at, startEpochMs))}</td>
      <td>
        <AgentLink host={offer.host} />
        {nearest ? <span className="mp-mark">{t('offers.nearest')}</span> : null}
      </td>
      <td>
        <span className="mp-verdict">
          {offer.reason === 'matched' ? '✓' : '✕'} {t(`reason.${offer.reason}`)}
        </span>
        {isScalar || offer.reason === 'matched' ? null : <span className="muted mono"> {offer.text}</span>}
      </td>
      <td className="mono mp-number">{offer.needed === null ? '' : formatAmount(offer.needed)}</td>
      <td className="mono mp-number">{offer.offered === null ? '' : formatAmount(offer.offered)}</td>
      <td>
        <button
          type="button"
          className="link mono"
          title={offer.offerId}
          disabled={master === null}
          onClick={() => openPage(`${master ?? ''}/#/offers`)}
        >
          …{offer.offerId.slice(offer.offerId.lastIndexOf('-'))}
        </button>
      </td>
    </tr>
  );
}
