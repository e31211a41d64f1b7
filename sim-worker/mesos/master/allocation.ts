/**
 * The master's side of the allocator: drives it, and turns what it decides into offers.
 * Source: Mesos 1.0.1, src/master/master.cpp (offer, inverseOffer).
 */
import type { Context } from '../../kernel/context.ts';
import { stepAllocator } from '../allocator/allocator.ts';
import type { AllocatedShare, AllocatorEffect, AllocatorEvent } from '../allocator/allocator-state.ts';
import { type AgentId, type FrameworkId, offerId } from '../ids.ts';
import type { FrameworkInfo } from '../messages/infos.ts';
import type { InverseOffer, Offer } from '../messages/offers.ts';
import { bookOffer, usedOn } from './books.ts';
import type { MasterAgent, MasterState } from './master-state.ts';
import { agentText, frameworkText, send } from './wire.ts';

export const BATCH_TIMER = 'allocator.batch';
export const offerTimer = (id: string): string => `offer:${id}`;
export const inverseOfferTimer = (id: string): string => `inverseOffer:${id}`;

/** One event for the allocator; its offers go out at once. */
export function allocator(master: MasterState, context: Context, event: AllocatorEvent): void {
  const idle = context.readCell(master.idleBatches);
  if (idle > 0) {
    master.allocator.runCount += idle;
    master.allocator.idleRuns += idle;
    context.writeCell(master.idleBatches, 0);
  }
  const effects = stepAllocator(master.allocator, event, { nowUs: context.nowUs, randomInt: context.randomInt });
  for (const effect of effects) carryOut(master, context, effect);
}

function carryOut(master: MasterState, context: Context, effect: AllocatorEffect): void {
  switch (effect.kind) {
    case 'log':
      return context.log(effect.severity, effect.text, `hierarchical.cpp:${String(effect.line)}`);
    case 'offer':
      return makeOffers(master, context, effect.frameworkId, effect.shares);
    case 'inverseOffer':
      return makeInverseOffers(master, context, effect.frameworkId, effect.agentIds);
  }
}

export function traitsOf(info: FrameworkInfo): { readonly revocable: boolean; readonly gpuAware: boolean } {
  return {
    revocable: info.capabilities.includes('REVOCABLE_RESOURCES'),
    gpuAware: info.capabilities.includes('GPU_RESOURCES'),
  };
}

function makeOffers(
  master: MasterState,
  context: Context,
  frameworkId: FrameworkId,
  shares: readonly AllocatedShare[],
): void {
  const framework = master.frameworks.get(frameworkId);
  if (framework === undefined || !framework.active) {
    context.log(
      'WARN',
      `Master returning resources offered to framework ${frameworkId} because the framework has terminated or is inactive`,
      'master.cpp:5590',
    );
    for (const { agentId, resources } of shares)
      allocator(master, context, { kind: 'recoverResources', frameworkId, agentId, resources, refuseSeconds: null });
    return;
  }
  const offers: Offer[] = [];
  const pids: string[] = [];
  for (const { agentId, resources } of shares) {
    const agent = master.agents.get(agentId);
    if (agent === undefined || !agent.active) {
      const returning = 'Master returning resources offered';
      if (agent === undefined) {
        const text = `${returning} to framework ${frameworkText(framework)} because agent ${agentId} is not valid`;
        context.log('WARN', text, 'master.cpp:5606');
      } else {
        const text = `${returning} because agent ${agentText(agent)} is ${agent.connected ? 'deactivated' : 'disconnected'}`;
        context.log('WARN', text, 'master.cpp:5620');
      }
      allocator(master, context, { kind: 'recoverResources', frameworkId, agentId, resources, refuseSeconds: null });
      continue;
    }
    const offer = newOffer(master, agent, { frameworkId, resources });
    bookOffer(master, framework, offer);
    master.offerTimes.set(offer.id, context.nowUs);
    if (master.flags.offerTimeoutMs !== null)
      context.setTimer(offerTimer(offer.id), master.flags.offerTimeoutMs, offer.id);
    context.trace('offer', { phase: 'sent', offerId: offer.id, frameworkId, agentId, resources });
    offers.push(offer);
    pids.push(agent.pid);
  }
  if (offers.length === 0) return;
  context.log(
    'INFO',
    `Sending ${String(offers.length)} offers to framework ${frameworkText(framework)}`,
    'master.cpp:5725',
  );
  send(master, context, framework.pid, { type: 'mesos.ResourceOffersMessage', offers, pids });
}

function newOffer(
  master: MasterState,
  agent: MasterAgent,
  share: { readonly frameworkId: FrameworkId; readonly resources: Offer['resources'] },
): Offer {
  const id = offerId(`${master.info.id}-O${String(master.nextOfferNumber)}`);
  master.nextOfferNumber += 1;
  const { frameworkId, resources } = share;
  const executorIds = agent.executors
    .filter((executor) => executor.frameworkId === frameworkId)
    .map((executor) => executor.executorId);
  return Object.freeze({
    id,
    frameworkId,
    slaveId: agent.id,
    hostname: agent.info.hostname,
    url: `http://${agent.info.hostname}:${String(agent.info.port)}/slave(1)`,
    resources,
    attributes: agent.info.attributes,
    executorIds: Object.freeze(executorIds),
    unavailability: master.allocator.agents.get(agent.id)?.unavailability ?? null,
  });
}

function makeInverseOffers(
  master: MasterState,
  context: Context,
  frameworkId: FrameworkId,
  agentIds: readonly AgentId[],
): void {
  const framework = master.frameworks.get(frameworkId);
  if (framework === undefined || !framework.active) {
    const text = `Master ignoring inverse offers to framework ${frameworkId} because the framework has terminated or is inactive`;
    return context.log('INFO', text, 'master.cpp:5738');
  }
  const inverseOffers: InverseOffer[] = [];
  const pids: string[] = [];
  for (const agentId of agentIds) {
    const agent = master.agents.get(agentId);
    const unavailability = master.allocator.agents.get(agentId)?.unavailability ?? null;
    if (agent === undefined || unavailability === null || !agent.active) continue;
    const id = offerId(`${master.info.id}-O${String(master.nextOfferNumber)}`);
    master.nextOfferNumber += 1;
    const inverse: InverseOffer = Object.freeze({
      id,
      frameworkId,
      slaveId: agentId,
      unavailability,
      resources: usedOn(agent, frameworkId),
    });
    master.inverseOffers.set(id, inverse);
    if (master.flags.offerTimeoutMs !== null) context.setTimer(inverseOfferTimer(id), master.flags.offerTimeoutMs, id);
    inverseOffers.push(inverse);
    pids.push(agent.pid);
  }
  if (inverseOffers.length === 0) return;
  context.log(
    'INFO',
    `Sending ${String(inverseOffers.length)} inverse offers to framework ${frameworkText(framework)}`,
    'master.cpp:5815',
  );
  send(master, context, framework.pid, { type: 'mesos.InverseOffersMessage', inverseOffers, pids });
}
