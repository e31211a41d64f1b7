/** What the console's Mesos pages ask. */
import type { SimulationApi } from '../api/contract.ts';
import { allocatorView, offersView } from '../cluster/views/offer-cycle-page.ts';
import { pingsView } from '../cluster/views/ping-page.ts';
import { replicatedLogView } from '../cluster/views/replicated-log-page.ts';
import { timersView } from '../cluster/views/timer-page.ts';
import type { Simulator } from '../kernel/simulator.ts';
import type { Session } from './session.ts';

const TIMER_LIMIT = 500;

export function mesosQueries(
  session: Session,
): Pick<SimulationApi, 'allocator' | 'offers' | 'replicatedLog' | 'pings' | 'timers'> {
  const ask = <T>(read: (simulator: Simulator) => T): T | null =>
    session.run === null ? null : read(session.run.history.simulator);
  return {
    allocator: () => ask(allocatorView),
    offers: () => ask(offersView),
    replicatedLog: () => ask(replicatedLogView),
    pings: () => ask(pingsView),
    timers: ({ filter, meanings, offset, limit }) =>
      ask((simulator) =>
        timersView(simulator, {
          filter,
          meanings,
          offset: Math.max(0, offset),
          limit: Math.min(Math.max(1, limit), TIMER_LIMIT),
        }),
      ),
  };
}
