/**
 * The offer cycle as a picture: the allocator hands out, tickets wait with a framework, and go on to what became of them.
 * A ticket keeps its element while it changes its place, so its way can be seen; the table below tells the same.
 */
import { Check, Clock, Undo2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AllocatorView, OffersView } from '../../sim-worker/api.ts';
import { Countdown } from '../console/parts/Countdown.tsx';
import { PageLink } from '../console/parts/PageLink.tsx';
import { Term } from '../console/parts/Term.tsx';
import { formatClock } from '../console/parts/format.ts';
import { BOARD_ROWS, type Station, STATIONS, type Ticket, boardOf, shortOfferId } from './offer-board.ts';
import './offer-board.css';

/** Height of a board without tickets. */
const QUIET_ROWS = 2;

const marks = { out: Clock, accepted: Check, declined: X, rescinded: Undo2, expired: Clock } as const;

export function OfferBoard({ view, allocator }: { view: OffersView; allocator: AllocatorView }) {
  const { t } = useTranslation('mesos');
  const board = boardOf(view);
  return (
    <section className="offer-board" aria-label={t('offers.board')}>
      <div className="offer-board__allocator">
        <h2>{t('offers.allocator')}</h2>
        <p>
          {allocator.nextRunAtUs === null ? (
            t('unknown')
          ) : (
            <>
              {t('offers.nextRun')}{' '}
              <Countdown fromUs={allocator.nextRunAtUs - 1_000_000} toUs={allocator.nextRunAtUs} />
            </>
          )}
        </p>
        <p className="muted">{t('offers.runs', { count: allocator.runCount })}</p>
        <p className="muted">
          <Term name="offer" /> · <Term name="filter" />
        </p>
      </div>
      <div
        className="offer-board__stations"
        data-quiet={board.isQuiet}
        style={{ '--rows': board.isQuiet ? QUIET_ROWS : BOARD_ROWS } as React.CSSProperties}
      >
        {STATIONS.map((station, column) => (
          <StationHead key={station} station={station} column={column} hidden={board.hidden.get(station) ?? 0} />
        ))}
        {board.isQuiet ? (
          <p className="offer-board__quiet muted">
            {t('offers.quiet')} <PageLink to="/mesos/allocation">{t('offers.quietWhy')}</PageLink>
          </p>
        ) : null}
        {board.tickets.map((ticket) => (
          <TicketMark key={ticket.id} ticket={ticket} />
        ))}
      </div>
    </section>
  );
}

function StationHead({ station, column, hidden }: { station: Station; column: number; hidden: number }) {
  const { t } = useTranslation('mesos');
  const Mark = marks[station];
  return (
    <div className="offer-board__station" data-station={station} style={{ '--column': column } as React.CSSProperties}>
      <h2>
        <Mark size={13} aria-hidden /> {t(`offers.station.${station}`)}
      </h2>
      {hidden > 0 ? <span className="muted">{t('offers.more', { count: hidden })}</span> : null}
    </div>
  );
}

function TicketMark({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('mesos');
  const { offer, station, row } = ticket;
  const place = { '--column': STATIONS.indexOf(station), '--row': row } as React.CSSProperties;
  const end = 'outcome' in offer ? offer : null;
  const note =
    end === null
      ? t('offers.since', { at: formatClock(offer.madeAtUs) })
      : end.outcome === 'accepted'
        ? t('offers.launched', { count: end.tasks })
        : end.outcome === 'declined' && end.refuseSeconds !== null
          ? t('offers.short', { seconds: end.refuseSeconds })
          : formatClock(end.endedAtUs);
  return (
    <div
      className="ticket"
      data-station={station}
      style={place}
      title={`${offer.id}\n${offer.resources}\n${offer.framework.name} · ${offer.agent.host}`}
    >
      <strong className="mono">{shortOfferId(offer.id)}</strong> <span>{offer.agent.host}</span>
      <small>{note}</small>
    </div>
  );
}
