/**
 * The end of inverse offers: answered by the framework, or taken back. Only schedulers of the HTTP API can answer.
 * Source: Mesos 1.0.1, src/master/master.cpp (acceptInverseOffers, declineInverseOffers, removeInverseOffer, inverseOfferTimeout).
 * Left out: an ACCEPT that names only inverse offers that are gone; a failed check ends the original there (docs/fidelity.md).
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId, FrameworkId, OfferId } from '../ids.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import type { InverseOffer } from '../messages/offers.ts';
import { allocator, inverseOfferTimer } from './allocation.ts';
import type { MasterFramework, MasterState } from './master-state.ts';
import { agentText, frameworkText, nowSecs, send } from './wire.ts';

type Answer = Extract<CallBody, { readonly call: 'ACCEPT_INVERSE_OFFERS' | 'DECLINE_INVERSE_OFFERS' }>;

/** An empty or partly invalid list does what it can, as the original; an inverse offer of another framework counts as its answer. */
export function onInverseOfferAnswer(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  answer: Answer,
): void {
  const accept = answer.call === 'ACCEPT_INVERSE_OFFERS';
  const ids = `[ ${answer.inverseOfferIds.join(', ')} ]`;
  let agentId: AgentId | null = null;
  for (const id of answer.inverseOfferIds) {
    const inverse = master.inverseOffers.get(id);
    if (inverse === undefined) {
      const what = accept ? 'accept' : 'decline';
      const text = `Ignoring ${what} of inverse offer ${id} since it is no longer valid`;
      context.log('WARN', text, accept ? 'master.cpp:3924' : 'master.cpp:4014');
      continue;
    }
    agentId = inverse.slaveId;
    forget(master, context, id);
    allocator(master, context, {
      kind: 'updateInverseOffer',
      agentId: inverse.slaveId,
      frameworkId: inverse.frameworkId,
      answer: Object.freeze({ status: accept ? 'ACCEPT' : 'DECLINE', atSecs: nowSecs(context) }),
      refuseSeconds: answer.filters?.refuseSeconds ?? DEFAULT_REFUSE_SECONDS,
    });
  }
  const agent = agentId === null ? undefined : master.agents.get(agentId);
  const where = accept && agent !== undefined ? ` on slave ${agentText(agent)}` : '';
  const text = `Processing ${answer.call} call for inverse offers: ${ids}${where} for framework ${frameworkText(framework)}`;
  if (accept && answer.inverseOfferIds.length === 0) {
    const none = `${answer.call} call used invalid offers '${ids}': No inverse offers specified`;
    return context.log('WARN', none, 'master.cpp:3939');
  }
  context.log('INFO', text, accept ? 'master.cpp:3932' : 'master.cpp:3984');
}

/** --offer_timeout holds for them too. */
export function onInverseOfferTimeout(master: MasterState, context: Context, id: OfferId): void {
  const inverse = master.inverseOffers.get(id);
  if (inverse !== undefined) rescind(master, context, inverse, true);
}

function forget(master: MasterState, context: Context, id: OfferId): void {
  master.inverseOffers.delete(id);
  if (master.flags.offerTimeoutMs !== null) context.clearTimer(inverseOfferTimer(id));
}

/** mesos.proto, Filters.refuse_seconds. */
const DEFAULT_REFUSE_SECONDS = 5;

/** Takes back those of an agent or of a framework; `tell`: the framework is told. */
export function rescindInverseOffers(
  master: MasterState,
  context: Context,
  of: { readonly agentId?: AgentId; readonly frameworkId?: FrameworkId },
  tell: boolean = true,
): void {
  for (const inverse of [...master.inverseOffers.values()]) {
    if (of.agentId !== undefined && inverse.slaveId !== of.agentId) continue;
    if (of.frameworkId !== undefined && inverse.frameworkId !== of.frameworkId) continue;
    rescind(master, context, inverse, tell);
  }
}

function rescind(master: MasterState, context: Context, inverse: InverseOffer, tell: boolean): void {
  const { id, slaveId: agentId, frameworkId } = inverse;
  forget(master, context, id);
  allocator(master, context, { kind: 'updateInverseOffer', agentId, frameworkId, answer: null, refuseSeconds: null });
  const framework = master.frameworks.get(frameworkId);
  if (tell && framework !== undefined)
    send(master, context, framework.pid, { type: 'mesos.RescindInverseOfferMessage', inverseOfferId: id });
}
