/**
 * The hierarchical DRF allocator: decides which framework is offered which agent's resources. A pure machine; the master
 * carries out its effects and drives its batch timer.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.cpp.
 * Left out: agents without checkpointing (1.0.1 agents always checkpoint), more than one role for a framework (later versions).
 */
import { must } from '../../kernel/assert.ts';
import type { AgentId, FrameworkId } from '../ids.ts';
import { type Resources } from '../resources/resource.ts';
import { addResources, nonRevocableResources, subtractResources, sumResources } from '../resources/resources.ts';
import { formatResources } from '../resources/format.ts';
import { allocate } from './allocation-run.ts';
import { info, stepSettings } from './allocator-settings.ts';
import type {
  AllocatorEffect,
  AllocatorEvent,
  AllocatorFramework,
  AllocatorMoment,
  AllocatorState,
} from './allocator-state.ts';
import {
  bookAllocation,
  bookTotal,
  frameworkOf,
  openRole,
  setAgent,
  totalOfKind,
  unbookAllocation,
  unsettleAll,
} from './bookkeeping.ts';
import { addFilter, checkedRefuseSeconds, clearFilters, clearRoleFilters } from './filters.ts';
import { addQuantities, subtractQuantities } from './quantities.ts';
import { sampleShares } from './share-history.ts';
import { sorterActivate, sorterAdd, sorterDeactivate, sorterRemove } from './sorter.ts';

type EventOf<Kind extends AllocatorEvent['kind']> = Extract<AllocatorEvent, { readonly kind: Kind }>;

export function stepAllocator(
  state: AllocatorState,
  event: AllocatorEvent,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  switch (event.kind) {
    case 'batch':
      sampleShares(state, moment.nowUs);
      return allocate(state, moment, { trigger: 'batch', only: null });
    case 'recoverResources':
      return onRecoverResources(state, event, moment);
    case 'addFramework':
      return onAddFramework(state, event, moment);
    case 'removeFramework':
      return onRemoveFramework(state, event.frameworkId);
    case 'activateFramework':
    case 'deactivateFramework':
      return onFrameworkActivity(state, event, moment);
    case 'reviveOffers':
    case 'suppressOffers':
      return onAppetite(state, event, moment);
    case 'updateFramework':
      Object.assign(frameworkOf(state, event.frameworkId), event.traits);
      unsettleAll(state);
      return [];
    case 'addAgent':
      return onAddAgent(state, event, moment);
    case 'removeAgent':
      return onRemoveAgent(state, event.agentId);
    case 'activateAgent':
    case 'deactivateAgent':
      return onAgentActivity(state, event);
    case 'updateAgent':
      return onUpdateAgent(state, event, moment);
    case 'convert':
      return onConvert(state, event);
    default:
      return stepSettings(state, event, moment);
  }
}

function onAddFramework(
  state: AllocatorState,
  event: EventOf<'addFramework'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const { frameworkId, role, traits } = event;
  sorterAdd(openRole(state, role), frameworkId);
  const framework: AllocatorFramework = {
    id: frameworkId,
    role,
    ...traits,
    suppressed: false,
    active: true,
    allocation: new Map(),
    inverseFilters: new Map(),
  };
  state.frameworks.set(frameworkId, framework);
  for (const [agentId, resources] of event.used) {
    if (state.agents.has(agentId)) bookAllocation(state, framework, agentId, resources);
  }
  unsettleAll(state);
  return [
    info(`Added framework ${frameworkId}`, 271),
    ...allocate(state, moment, { trigger: 'addFramework', only: null }),
  ];
}

/** What it holds stays taken on the agents until the master gives it back. */
function onRemoveFramework(state: AllocatorState, id: FrameworkId): AllocatorEffect[] {
  const framework = frameworkOf(state, id);
  for (const [agentId, resources] of [...framework.allocation]) unbookAllocation(state, framework, agentId, resources);
  clearFilters(state, framework);
  const sorter = must(state.frameworkSorters.get(framework.role), "the sorter of the framework's role");
  sorterRemove(sorter, id);
  if (sorter.slots.size === 0) {
    state.frameworkSorters.delete(framework.role);
    sorterRemove(state.roleSorter, framework.role);
    clearRoleFilters(state, framework.role);
  }
  state.frameworks.delete(id);
  return [info(`Removed framework ${id}`, 333)];
}

function onFrameworkActivity(
  state: AllocatorState,
  event: EventOf<'activateFramework' | 'deactivateFramework'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const framework = frameworkOf(state, event.frameworkId);
  const sorter = state.frameworkSorters.get(framework.role);
  if (sorter === undefined) return [];
  if (event.kind === 'activateFramework') {
    framework.active = true;
    sorterActivate(sorter, framework.id);
    unsettleAll(state);
    return [
      info(`Activated framework ${framework.id}`, 348),
      ...allocate(state, moment, { trigger: 'activateFramework', only: null }),
    ];
  }
  framework.active = false;
  framework.suppressed = false;
  sorterDeactivate(sorter, framework.id);
  clearFilters(state, framework);
  framework.inverseFilters.clear();
  return [info(`Deactivated framework ${framework.id}`, 382)];
}

function onAppetite(
  state: AllocatorState,
  event: EventOf<'reviveOffers' | 'suppressOffers'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const framework = frameworkOf(state, event.frameworkId);
  if (event.kind === 'suppressOffers') {
    framework.suppressed = true;
    return [info(`Suppressed offers for framework ${framework.id}`, 1002)];
  }
  clearFilters(state, framework);
  framework.inverseFilters.clear();
  framework.suppressed = false;
  unsettleAll(state);
  return [
    info(`Removed offer filters for framework ${framework.id}`, 1022),
    ...allocate(state, moment, { trigger: 'reviveOffers', only: null }),
  ];
}

function onAddAgent(state: AllocatorState, event: EventOf<'addAgent'>, moment: AllocatorMoment): AllocatorEffect[] {
  const { agentId, hostname, unavailability } = event;
  const total = totalOfKind(state, event.total);
  bookTotal(state, total, 1);
  const allocated = sumResources(event.used.values());
  for (const [frameworkId, resources] of event.used) {
    const framework = state.frameworks.get(frameworkId);
    if (framework !== undefined) bookAllocation(state, framework, agentId, resources);
  }
  setAgent(state, { id: agentId, hostname, total, allocated, activated: true, unavailability });
  state.unsettled.add(agentId);
  if (unavailability !== null) state.maintenance.set(agentId, { outstanding: new Set(), statuses: new Map() });
  resumeIfEnoughAgents(state);
  const text = `Added agent ${agentId} (${hostname}) with ${formatResources(total)} (allocated: ${formatResources(allocated)})`;
  return [info(text, 478), ...allocate(state, moment, { trigger: 'addAgent', only: agentId })];
}

/** Frameworks' holdings there stay in the books until the master gives them back. */
function onRemoveAgent(state: AllocatorState, agentId: AgentId): AllocatorEffect[] {
  const agent = state.agents.get(agentId);
  if (agent === undefined) return [];
  bookTotal(state, agent.total, -1);
  state.agents.delete(agentId);
  state.unsettled.delete(agentId);
  state.maintenance.delete(agentId);
  return [info(`Removed agent ${agentId}`, 510)];
}

function onAgentActivity(
  state: AllocatorState,
  event: EventOf<'activateAgent' | 'deactivateAgent'>,
): AllocatorEffect[] {
  const agent = state.agents.get(event.agentId);
  if (agent === undefined) return [];
  const activated = event.kind === 'activateAgent';
  setAgent(state, { ...agent, activated });
  if (activated) state.unsettled.add(agent.id);
  return [activated ? info(`Agent ${agent.id} reactivated`, 559) : info(`Agent ${agent.id} deactivated`, 571)];
}

function onUpdateAgent(
  state: AllocatorState,
  event: EventOf<'updateAgent'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const agent = state.agents.get(event.agentId);
  if (agent === undefined) return [];
  const total = addResources(nonRevocableResources(agent.total), event.oversubscribed);
  bookTotal(state, agent.total, -1);
  bookTotal(state, total, 1);
  setAgent(state, { ...agent, total });
  state.unsettled.add(agent.id);
  const text = `Agent ${agent.id} (${agent.hostname}) updated with oversubscribed resources ${formatResources(event.oversubscribed)} (total: ${formatResources(total)}, allocated: ${formatResources(agent.allocated)})`;
  return [info(text, 542), ...allocate(state, moment, { trigger: 'updateAgent', only: agent.id })];
}

function onConvert(state: AllocatorState, event: EventOf<'convert'>): AllocatorEffect[] {
  const agent = state.agents.get(event.agentId);
  if (agent === undefined) return [];
  const converted = (whole: Resources): Resources => addResources(subtractResources(whole, event.from), event.to);
  const framework = event.frameworkId === null ? undefined : state.frameworks.get(event.frameworkId);
  const held = framework?.allocation.get(agent.id);
  if (framework !== undefined && held !== undefined) {
    framework.allocation.set(agent.id, converted(held));
    subtractQuantities(state.allocatedQuantities, event.from);
    addQuantities(state.allocatedQuantities, event.to);
  }
  subtractQuantities(state.totalQuantities, event.from);
  addQuantities(state.totalQuantities, event.to);
  const allocated = event.frameworkId === null ? agent.allocated : converted(agent.allocated);
  setAgent(state, { ...agent, total: converted(agent.total), allocated });
  state.unsettled.add(agent.id);
  return [];
}

function onRecoverResources(
  state: AllocatorState,
  event: EventOf<'recoverResources'>,
  moment: AllocatorMoment,
): AllocatorEffect[] {
  const { frameworkId, agentId, resources } = event;
  if (resources.length === 0) return [];
  const effects: AllocatorEffect[] = [];
  const framework = state.frameworks.get(frameworkId);
  if (framework !== undefined) {
    const held = framework.allocation.get(agentId);
    if (held !== undefined) unbookAllocation(state, framework, agentId, resources);
  }
  const agent = state.agents.get(agentId);
  if (agent === undefined) return effects;
  if (event.refuseSeconds !== null && framework !== undefined) {
    const seconds = checkedRefuseSeconds(event.refuseSeconds, effects);
    if (seconds !== null) addFilter(state, { framework, agentId, refused: resources, seconds, nowUs: moment.nowUs });
  }
  setAgent(state, { ...agent, allocated: subtractResources(agent.allocated, resources) });
  state.unsettled.add(agentId);
  return effects;
}

function resumeIfEnoughAgents(state: AllocatorState): void {
  if (state.pausedUntilAgents !== null && state.agents.size >= state.pausedUntilAgents) state.pausedUntilAgents = null;
}
