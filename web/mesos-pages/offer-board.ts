/**
 * Where the tickets of the offer cycle stand: offers that are out beside their framework, ended ones for a while in the
 * column of their outcome, newest on top. Pure: the view goes in, places come out.
 */
import type { EndedOfferView, OffersView, OpenOfferView } from '../../sim-worker/api.ts';

export type Station = 'out' | EndedOfferView['outcome'];

export type Ticket = {
  readonly id: string;
  readonly station: Station;
  /** Row within the station, 0 on top. */
  readonly row: number;
  readonly offer: OpenOfferView | EndedOfferView;
};

export type Board = {
  readonly tickets: readonly Ticket[];
  /** Tickets of each station that found no room. */
  readonly hidden: ReadonlyMap<Station, number>;
  /** Nothing is out, and nothing ended lately. */
  readonly isQuiet: boolean;
};

export const STATIONS: readonly Station[] = ['out', 'accepted', 'declined', 'rescinded', 'expired'];
export const BOARD_ROWS = 6;
/** An ended offer stays on the board for so long, in virtual time. */
export const KEPT_US = 15_000_000;

/** An offer as it is called for people: the number behind the master's id. */
export function shortOfferId(id: string): string {
  return /-(O\d+)$/.exec(id)?.[1] ?? id;
}

export function boardOf(view: OffersView): Board {
  const tickets: Ticket[] = [];
  const hidden = new Map<Station, number>();
  const rows = new Map<Station, number>();
  const put = (station: Station, offer: OpenOfferView | EndedOfferView): void => {
    const row = rows.get(station) ?? 0;
    rows.set(station, row + 1);
    if (row < BOARD_ROWS) tickets.push({ id: offer.id, station, row, offer });
    else hidden.set(station, (hidden.get(station) ?? 0) + 1);
  };
  for (const offer of [...view.open].reverse()) put('out', offer);
  const missing = view.openCount - view.open.length;
  if (missing > 0) hidden.set('out', (hidden.get('out') ?? 0) + missing);
  for (const offer of view.ended) if (view.nowUs - offer.endedAtUs <= KEPT_US) put(offer.outcome, offer);
  // By id, so that the same ticket stays the same element while it moves.
  tickets.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { tickets, hidden, isQuiet: tickets.length === 0 };
}
