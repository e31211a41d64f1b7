/**
 * HTTP writes whose registry operation is stored now: their effects on the running master, and the answer.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp (rescindOffers), weights_handler.cpp, http.cpp (maintenance).
 */
import { unreachable } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import { httpResponse } from '../../../kernel/http.ts';
import { connectionId } from '../../../kernel/ids.ts';
import type { MachineId } from '../../messages/infos.ts';
import { type QuotaInfo, sameMachine } from '../../registrar/registry.ts';
import { NO_RESOURCES } from '../../resources/resource.ts';
import { addResources, containsResources } from '../../resources/resources.ts';
import { rescindInverseOffers } from '../inverse-offers.ts';
import { removeAgent } from '../agent-removal.ts';
import { allocator } from '../allocation.ts';
import type { HttpContinuation, MasterState, RegistrarTag } from '../master-state.ts';
import { rescindAgentOffers, rescindOffer } from '../offers.ts';
import { send } from '../wire.ts';

export function onHttpStored(
  master: MasterState,
  context: Context,
  tag: Extract<RegistrarTag, { readonly kind: 'http' }>,
): void {
  carryOut(master, context, tag.then);
  context.send(connectionId(tag.connection), httpResponse(tag.requestId, { status: 200, headers: {}, body: '' }));
}

function carryOut(master: MasterState, context: Context, then: HttpContinuation): void {
  switch (then.kind) {
    case 'setQuota':
      allocator(master, context, { kind: 'setQuota', role: then.quota.role, guarantee: then.quota.guarantee });
      return rescindForQuota(master, context, then.quota);
    case 'removeQuota':
      // One that is not set: a failed check of the allocator ends the original master (docs/fidelity.md).
      if (!master.allocator.quotas.has(then.role)) return;
      return allocator(master, context, { kind: 'removeQuota', role: then.role });
    case 'weights':
      return onWeights(master, context, then.weights);
    case 'schedule':
      return onMachinesChanged(master, context);
    case 'machineDown':
      return onMachinesDown(master, context, then.machineIds);
    case 'machineUp':
      return onMachinesChanged(master, context);
    default:
      return unreachable(then);
  }
}

/** Agent by agent, until enough is free for the guarantee and each framework of the role can get an agent. */
function rescindForQuota(master: MasterState, context: Context, quota: QuotaInfo): void {
  let wantedAgents = 0;
  for (const framework of master.frameworks.values()) {
    if (framework.info.role === quota.role && framework.connected && framework.active) wantedAgents += 1;
  }
  let rescinded = NO_RESOURCES;
  let visited = 0;
  for (const agent of [...master.agents.values()]) {
    if (containsResources(rescinded, quota.guarantee) && visited >= wantedAgents) return;
    if (!agent.connected || !agent.active) continue;
    let isVisited = false;
    for (const id of [...agent.offerIds]) {
      const offer = master.offers.get(id);
      if (offer === undefined) continue;
      rescinded = addResources(rescinded, offer.resources);
      rescindOffer(master, context, offer);
      isVisited = true;
    }
    if (isVisited) visited += 1;
  }
}

function onWeights(
  master: MasterState,
  context: Context,
  weights: readonly { readonly role: string; readonly weight: number }[],
): void {
  allocator(master, context, { kind: 'updateWeights', weights });
  const touched = [...master.frameworks.values()].some((framework) =>
    weights.some((weight) => weight.role === framework.info.role),
  );
  if (!touched) return;
  for (const offer of [...master.offers.values()]) rescindOffer(master, context, offer);
}

/** Agents whose unavailability came, changed or went: their offers are taken back, new ones tell it. */
function onMachinesChanged(master: MasterState, context: Context): void {
  master.machines = master.registrar.registry.machines;
  for (const agent of [...master.agents.values()]) {
    const unavailability =
      master.machines.find((machine) => sameMachine(machine.id, agent.machine))?.unavailability ?? null;
    const before = master.allocator.agents.get(agent.id)?.unavailability ?? null;
    if (JSON.stringify(before) === JSON.stringify(unavailability)) continue;
    rescindAgentOffers(master, context, agent);
    rescindInverseOffers(master, context, { agentId: agent.id });
    allocator(master, context, { kind: 'updateUnavailability', agentId: agent.id, unavailability });
  }
}

function onMachinesDown(master: MasterState, context: Context, ids: readonly MachineId[]): void {
  master.machines = master.registrar.registry.machines;
  for (const agent of [...master.agents.values()]) {
    if (!ids.some((id) => sameMachine(id, agent.machine))) continue;
    const reason = "Operator initiated 'Machine DOWN'";
    send(master, context, agent.pid, { type: 'mesos.ShutdownMessage', message: reason });
    removeAgent(master, context, agent, { reason, counter: 'slave_removals/reason_unregistered' });
  }
}
