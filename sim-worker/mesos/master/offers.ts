/**
 * The end of offers: taken back with or without a message, refused, timed out.
 * Source: Mesos 1.0.1, src/master/master.cpp (removeOffer, offerTimeout, decline, suppress, revive).
 */
import type { Context } from '../../kernel/context.ts';
import type { OfferId } from '../ids.ts';
import { DEFAULT_REFUSE_SECONDS, type Filters, type Offer } from '../messages/offers.ts';
import { allocator, offerTimer } from './allocation.ts';
import { unbookOffer } from './books.ts';
import { rescindInverseOffers } from './inverse-offers.ts';
import {
  count,
  type EndedOffer,
  MAX_ENDED_OFFERS,
  type MasterAgent,
  type MasterFramework,
  type MasterState,
} from './master-state.ts';
import { frameworkText, send } from './wire.ts';

type OfferPhase = EndedOffer['outcome'];

const NO_ANSWER = { tasks: 0, refuseSeconds: null };

/** The offer is over; what it held stays with whoever handles it now. */
export function endOffer(
  master: MasterState,
  context: Context,
  offer: Offer,
  phase: OfferPhase,
  answer: Pick<EndedOffer, 'tasks' | 'refuseSeconds'> = NO_ANSWER,
): void {
  unbookOffer(master, offer);
  if (master.flags.offerTimeoutMs !== null) context.clearTimer(offerTimer(offer.id));
  const { id, frameworkId, slaveId, resources } = offer;
  const madeAtUs = master.offerTimes.get(id) ?? context.nowUs;
  master.offerTimes.delete(id);
  const times = { madeAtUs, endedAtUs: context.nowUs };
  const ended: EndedOffer = {
    offerId: id,
    frameworkId,
    agentId: slaveId,
    resources,
    ...times,
    outcome: phase,
    ...answer,
  };
  master.endedOffers.push(Object.freeze(ended));
  if (master.endedOffers.length > MAX_ENDED_OFFERS) master.endedOffers.shift();
  context.trace('offer', { phase, offerId: id, frameworkId, agentId: slaveId, resources });
}

/** Gives the offer's resources back to the allocator. */
export function recoverOffer(
  master: MasterState,
  context: Context,
  offer: Offer,
  refuseSeconds: number | null = null,
): void {
  const { frameworkId, slaveId, resources } = offer;
  allocator(master, context, { kind: 'recoverResources', frameworkId, agentId: slaveId, resources, refuseSeconds });
}

/** Ends it, tells the framework, gives the resources back. */
export function rescindOffer(
  master: MasterState,
  context: Context,
  offer: Offer,
  phase: 'rescinded' | 'expired' = 'rescinded',
): void {
  endOffer(master, context, offer, phase);
  const framework = master.frameworks.get(offer.frameworkId);
  if (framework !== undefined)
    send(master, context, framework.pid, { type: 'mesos.RescindResourceOfferMessage', offerId: offer.id });
  recoverOffer(master, context, offer);
}

export function rescindAgentOffers(master: MasterState, context: Context, agent: MasterAgent): void {
  for (const id of agent.offerIds) {
    const offer = master.offers.get(id);
    if (offer !== undefined) rescindOffer(master, context, offer);
  }
}

/** `silently`: the framework's scheduler is another one now and is not told. */
export function takeBackFrameworkOffers(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  silently: boolean,
): void {
  for (const id of [...framework.offerIds]) {
    const offer = master.offers.get(id);
    if (offer === undefined) continue;
    if (silently) {
      endOffer(master, context, offer, 'rescinded');
      recoverOffer(master, context, offer);
    } else {
      rescindOffer(master, context, offer);
    }
  }
  rescindInverseOffers(master, context, { frameworkId: framework.id }, !silently);
}

export function onOfferTimeout(master: MasterState, context: Context, id: OfferId): void {
  const offer = master.offers.get(id);
  if (offer !== undefined) rescindOffer(master, context, offer, 'expired');
}

export function refuseSecondsOf(filters: Filters | null): number {
  return filters?.refuseSeconds ?? DEFAULT_REFUSE_SECONDS;
}

/** Whose offers they are is not looked at: a filter goes to the framework that had the offer. */
export function onDecline(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  decline: { readonly offerIds: readonly OfferId[]; readonly filters: Filters | null },
): void {
  context.log(
    'INFO',
    `Processing DECLINE call for offers: [ ${decline.offerIds.join(', ')} ] for framework ${frameworkText(framework)}`,
    'master.cpp:3951',
  );
  count(master, 'messages_decline_offers');
  for (const id of decline.offerIds) {
    const offer = master.offers.get(id);
    if (offer === undefined) {
      context.log('WARN', `Ignoring decline of offer ${id} since it is no longer valid`, 'master.cpp:3972');
      continue;
    }
    const refuseSeconds = refuseSecondsOf(decline.filters);
    endOffer(master, context, offer, 'declined', { tasks: 0, refuseSeconds });
    recoverOffer(master, context, offer, refuseSeconds);
  }
}

export function onRevive(master: MasterState, context: Context, framework: MasterFramework): void {
  context.log('INFO', `Processing REVIVE call for framework ${frameworkText(framework)}`, 'master.cpp:4046');
  count(master, 'messages_revive_offers');
  allocator(master, context, { kind: 'reviveOffers', frameworkId: framework.id });
}

export function onSuppress(master: MasterState, context: Context, framework: MasterFramework): void {
  context.log('INFO', `Processing SUPPRESS call for framework ${frameworkText(framework)}`, 'master.cpp:2882');
  count(master, 'messages_suppress_offers');
  allocator(master, context, { kind: 'suppressOffers', frameworkId: framework.id });
}
