import { describe, expect, test } from 'vitest';
import type { EndedOfferView, OffersView, OpenOfferView } from '../../sim-worker/api.ts';
import { BOARD_ROWS, KEPT_US, boardOf, shortOfferId } from './offer-board.ts';

function open(number: number, madeAtUs = 0): OpenOfferView {
  return {
    id: `709a7f9a-313b-466c-9132-a0f80796317e-O${number}`,
    framework: { id: 'f', name: 'marathon' },
    agent: { id: 's', host: '192.168.1.234' },
    resources: 'cpus(*):4',
    madeAtUs,
    expiresAtUs: null,
  };
}

function ended(number: number, endedAtUs: number, outcome: EndedOfferView['outcome']): EndedOfferView {
  const { id, framework, agent, resources, madeAtUs } = open(number);
  return { id, framework, agent, resources, madeAtUs, endedAtUs, outcome, tasks: 0, refuseSeconds: null };
}

function view(change: Partial<OffersView>): OffersView {
  return { master: 'm', nowUs: 20_000_000, open: [], openCount: 0, ended: [], ...change };
}

describe('the board of the offer cycle', () => {
  test('an offer stands with the framework until it ends, then with its outcome', () => {
    const before = boardOf(view({ open: [open(1)], openCount: 1 }));
    const after = boardOf(view({ ended: [ended(1, 19_000_000, 'declined')] }));
    expect(before.tickets).toMatchObject([{ station: 'out', row: 0 }]);
    expect(after.tickets).toMatchObject([{ id: before.tickets[0]?.id, station: 'declined', row: 0 }]);
  });

  test('the newest is on top, and what finds no room is counted', () => {
    const many = Array.from({ length: BOARD_ROWS + 3 }, (_, index) => open(index));
    const board = boardOf(view({ open: many, openCount: many.length + 10 }));
    expect(board.tickets).toHaveLength(BOARD_ROWS);
    expect(board.tickets.find((ticket) => ticket.row === 0)?.id).toMatch(/-O8$/);
    expect(board.hidden.get('out')).toBe(13);
  });

  test('what ended long ago is off the board', () => {
    const old = ended(1, 20_000_000 - KEPT_US - 1, 'accepted');
    expect(boardOf(view({ ended: [old] })).tickets).toEqual([]);
  });

  test('an offer is called by the number behind the id of its master', () => {
    expect(shortOfferId('709a7f9a-313b-466c-9132-a0f80796317e-O12')).toBe('O12');
    expect(shortOfferId('strange')).toBe('strange');
  });
});
