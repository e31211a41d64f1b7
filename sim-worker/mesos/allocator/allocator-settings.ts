/**
 * Quotas, weights, whitelist, maintenance and recovery in the allocator.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.cpp.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { AgentId } from '../ids.ts';
import { formatResources } from '../resources/format.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import { addResources, filterResources, nonRevocableResources } from '../resources/resources.ts';
import { allocate } from './allocation-run.ts';
import type { AllocatorEffect, AllocatorEvent, AllocatorMoment, AllocatorState } from './allocator-state.ts';
import { setAgent, unsettleAll } from './bookkeeping.ts';
import { checkedRefuseSeconds } from './filters.ts';
import { slotOf, sorterAdd, sorterAllocated, sorterHas, sorterRemove, sorterSetWeight } from './sorter.ts';

type EventOf<Kind extends AllocatorEvent['kind']> = Extract<AllocatorEvent, { readonly kind: Kind }>;

export function stepSettings(
  state: AllocatorState,
  event: EventOf<
    | 'updateUnavailability'
    | 'updateInverseOffer'
    | 'setQuota'
    | 'removeQuota'
    | 'updateWeights'
    | 'updateWhitelist'
    | 'recover'
    | 'recoveryTimeout'
  >,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  switch (event.kind) {
    case 'updateUnavailability':
      return onUnavailability(state, event, moment);
    case 'updateInverseOffer':
      return onInverseOffer(state, event, moment);
    case 'setQuota':
      setQuota(state, event.role, event.guarantee);
      unsettleAll(state);
      return [quotaSet(event), ...allocate(state, moment, { trigger: 'setQuota', only: null })];
    case 'removeQuota': {
      const removed = info(`Removed quota ${quotaText(state, event.role)} for role '${event.role}'`, 1077);
      state.quotas.delete(event.role);
      sorterRemove(state.quotaRoleSorter, event.role);
      unsettleAll(state);
      return [removed, ...allocate(state, moment, { trigger: 'removeQuota', only: null })];
    }
    case 'updateWeights':
      return onWeights(state, event, moment);
    case 'updateWhitelist':
      return onWhitelist(state, event);
    case 'recover':
      return onRecover(state, event);
    case 'recoveryTimeout':
      return onRecoveryTimeout(state);
    default:
      return unreachable(event);
  }
}

function onUnavailability(
  state: AllocatorState,
  event: EventOf<'updateUnavailability'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const agent = state.agents.get(event.agentId);
  if (agent === undefined) return [];
  setAgent(state, { ...agent, unavailability: event.unavailability });
  for (const framework of state.frameworks.values()) {
    framework.inverseFilters.delete(agent.id);
  }
  if (event.unavailability === null) state.maintenance.delete(agent.id);
  else state.maintenance.set(agent.id, { outstanding: new Set(), statuses: new Map() });
  state.unsettled.add(agent.id);
  return allocate(state, moment, { trigger: 'updateUnavailability', only: agent.id });
}

function onInverseOffer(
  state: AllocatorState,
  event: EventOf<'updateInverseOffer'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const framework = state.frameworks.get(event.frameworkId);
  const maintenance = state.maintenance.get(event.agentId);
  if (framework === undefined || maintenance === undefined) return [];
  if (maintenance.outstanding.delete(event.frameworkId) && event.answer !== null)
    maintenance.statuses.set(event.frameworkId, event.answer);
  if (event.refuseSeconds === null) return [];
  const effects: AllocatorEffect[] = [];
  const seconds = checkedRefuseSeconds(event.refuseSeconds, effects, 'inverse offer');
  if (seconds === null) return effects;
  const until = moment.nowUs + Math.round(seconds * 1_000_000);
  framework.inverseFilters.set(event.agentId, Math.max(until, framework.inverseFilters.get(event.agentId) ?? 0));
  return effects;
}

function quotaSet(quota: { readonly role: string; readonly guarantee: Resources }): AllocatorEffect {
  return info(`Set quota ${formatResources(quota.guarantee)} for role '${quota.role}'`, 1058);
}

function quotaText(state: AllocatorState, role: string): string {
  return formatResources(state.quotas.get(role) ?? NO_RESOURCES);
}

function setQuota(state: AllocatorState, role: string, guarantee: Resources): void {
  state.quotas.set(
    role,
    filterResources(guarantee, (part) => part.type === 'SCALAR'),
  );
  if (!sorterHas(state.quotaRoleSorter, role)) sorterAdd(state.quotaRoleSorter, role, state.weights.get(role) ?? 1);
  const slot = slotOf(state.quotaRoleSorter, role);
  for (const resources of holdingsOf(state, role))
    sorterAllocated(state.quotaRoleSorter, slot, nonRevocableResources(resources));
}

/** What the role's frameworks hold together, agent by agent. */
function holdingsOf(state: AllocatorState, role: string): Iterable<Resources> {
  const held = new Map<AgentId, Resources>();
  for (const framework of state.frameworks.values()) {
    if (framework.role !== role) continue;
    for (const [agentId, resources] of framework.allocation)
      held.set(agentId, addResources(held.get(agentId) ?? NO_RESOURCES, resources));
  }
  return held.values();
}

function onWeights(state: AllocatorState, event: EventOf<'updateWeights'>, moment: AllocatorMoment): AllocatorEffect[] {
  let touched = false;
  for (const { role, weight } of event.weights) {
    state.weights.set(role, weight);
    if (sorterHas(state.quotaRoleSorter, role)) sorterSetWeight(state.quotaRoleSorter, role, weight);
    if (!sorterHas(state.roleSorter, role)) continue;
    sorterSetWeight(state.roleSorter, role, weight);
    touched = true;
  }
  if (!touched) return [];
  unsettleAll(state);
  return allocate(state, moment, { trigger: 'updateWeights', only: null });
}

function onWhitelist(state: AllocatorState, event: EventOf<'updateWhitelist'>): AllocatorEffect[] {
  state.whitelist = event.hosts;
  unsettleAll(state);
  if (event.hosts === null) return [info('Advertising offers for all agents', 589)];
  const updated = info(`Updated agent whitelist: { ${event.hosts.join(', ')} }`, 583);
  if (event.hosts.length > 0) return [updated];
  return [updated, { kind: 'log', severity: 'WARN', text: 'Whitelist is empty, no offers will be made!', line: 586 }];
}

function onRecover(state: AllocatorState, event: EventOf<'recover'>): AllocatorEffect[] {
  const set: AllocatorEffect[] = [];
  for (const [role, guarantee] of event.quotas) {
    setQuota(state, role, guarantee);
    set.push(quotaSet({ role, guarantee }));
  }
  if (event.quotas.size === 0 || event.expectedAgents === null || event.expectedAgents === 0) return set;
  state.pausedUntilAgents = event.expectedAgents;
  return [
    ...set,
    info(
      `Triggered allocator recovery: waiting for ${String(event.expectedAgents)} agents to reconnect or 10mins to pass`,
      215,
    ),
  ];
}

function onRecoveryTimeout(state: AllocatorState): AllocatorEffect[] {
  if (state.pausedUntilAgents === null) return [];
  state.pausedUntilAgents = null;
  return [];
}

export function info(text: string, line: number): AllocatorEffect {
  return { kind: 'log', severity: 'INFO', text, line };
}
