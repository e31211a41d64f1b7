import { describe, expect, test } from 'vitest';
import type { WaitingCause } from '../../sim-worker/api.ts';
import {
  type JudgedOffer,
  type WaitingApp,
  causeOf,
  formatAmount,
  newestByAgent,
  otherCauses,
  virtualUs,
} from './waiting-app.ts';

const at = '2016-12-04T12:00:30.000Z';

function offer(host: string, change: Partial<JudgedOffer>): JudgedOffer {
  return { offerId: `${host}-O1`, host, at, reason: 'cpus', text: '', needed: 4.5, offered: 4, lacks: [], ...change };
}

function waiting(change: Partial<WaitingApp>): WaitingApp {
  return {
    appId: '/a',
    tasksToLaunch: 1,
    inFlight: 0,
    since: at,
    backOffUntil: null,
    launchTokensLeft: 100,
    needs: { cpus: 4.5, mem: 16, disk: 0, ports: 1, constraints: [] },
    causes: [],
    reasons: {},
    nearest: null,
    offers: [],
    ...change,
  };
}

describe('why an application waits', () => {
  test('a delay comes before anything that offers say', () => {
    const cause: WaitingCause = { code: 'backOff', text: '' };
    const app = waiting({ backOffUntil: at, causes: [cause], offers: [offer('a1', {})] });
    expect(causeOf(app)).toEqual({ kind: 'server', cause });
    expect(otherCauses(app, causeOf(app))).toEqual([]);
  });

  test('nothing was offered yet', () => expect(causeOf(waiting({}))).toEqual({ kind: 'noOffers' }));

  test('a launch in flight has no offers to judge', () =>
    expect(causeOf(waiting({ inFlight: 1, causes: [{ code: 'launching', text: '' }] }))).toMatchObject({
      cause: { code: 'launching' },
    }));

  test('what a deployment waits for is said where nothing is queued, whatever earlier offers said', () => {
    const health: WaitingCause = { code: 'health', text: 'health checks fail: 503', tasks: ['a.1'] };
    const killing: WaitingCause = { code: 'killing', text: '', tasks: ['a.0'] };
    const app = waiting({ tasksToLaunch: 0, causes: [killing, health], offers: [offer('a1', {})] });
    expect(causeOf(app)).toEqual({ kind: 'server', cause: killing });
    expect(otherCauses(app, causeOf(app))).toEqual([health]);
  });

  test('held back offers are told beside the verdict on those that came', () => {
    const declined: WaitingCause = { code: 'declined', text: '', agents: [{ host: 'a1', until: '', leftSeconds: 90 }] };
    const app = waiting({ causes: [declined], offers: [offer('a1', {})] });
    expect(causeOf(app).kind).toBe('resource');
    expect(otherCauses(app, causeOf(app))).toEqual([declined]);
  });

  test('the largest newest offer is what one can compare with', () => {
    const offers = [
      offer('a1', { offered: 4.4 }),
      offer('a1', { offered: 1 }),
      offer('a2', { offered: 4.2 }),
      offer('a3', { reason: 'constraint', text: 'constraint not met: hostname UNIQUE', needed: null, offered: null }),
    ];
    expect(causeOf(waiting({ offers }))).toEqual({
      kind: 'resource',
      resource: 'cpus',
      needed: 4.5,
      largest: 4.2,
      agents: 2,
    });
  });

  test('a constraint names itself', () => {
    const text = 'constraint not met: hostname UNIQUE';
    const offers = [offer('a1', { reason: 'constraint', text, needed: null, offered: null })];
    expect(causeOf(waiting({ offers }))).toEqual({ kind: 'constraint', detail: text, agents: 1 });
  });

  test('a match that is on its way is no reason to wait', () => {
    const offers = [offer('a1', { reason: 'matched', text: 'matched', needed: null, offered: null })];
    expect(causeOf(waiting({ offers }))).toEqual({ kind: 'launching' });
  });
});

test('of each agent the newest offer counts', () => {
  const offers = [offer('b', { offered: 1 }), offer('a', { offered: 2 }), offer('b', { offered: 3 })];
  expect(newestByAgent(offers).map((one) => [one.host, one.offered])).toEqual([
    ['a', 2],
    ['b', 3],
  ]);
});

test('amounts are thousandths', () => expect(formatAmount(4.5 - 4.2)).toBe('0.3'));

test('a stamp of the simulated clock is a virtual instant', () =>
  expect(virtualUs('2016-12-04T12:00:31.500Z', Date.parse('2016-12-04T12:00:00.000Z'))).toBe(31_500_000));
