/**
 * The allocator's books: who holds what on which agent, in rows, sorters and sums at once.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.cpp (the calls to the three sorters).
 */
import { must } from '../../kernel/assert.ts';
import type { AgentId, FrameworkId } from '../ids.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import {
  addResources,
  identicalResources,
  isNothing,
  nonRevocableResources,
  subtractResources,
} from '../resources/resources.ts';
import type { AllocatorAgent, AllocatorFramework, AllocatorState } from './allocator-state.ts';
import { addQuantities, subtractQuantities } from './quantities.ts';
import {
  initialSorter,
  slotOf,
  type Sorter,
  sorterAdd,
  sorterAddTotal,
  sorterAllocated,
  sorterHas,
  sorterHold,
} from './sorter.ts';

/** Kinds of agents that are told apart; those of further kinds keep lists of their own. */
const MAX_AGENT_KINDS = 8;

/** Replaces the agent's row. */
export function setAgent(state: AllocatorState, agent: Omit<AllocatorAgent, 'available'>): AllocatorAgent {
  const { allocated } = agent;
  return setAllocated(state, agent, { allocated, free: subtractResources(agent.total, allocated) });
}

/** The same list as that of other agents with equal resources: a run then reads one list for all of them. */
export function totalOfKind(state: AllocatorState, total: Resources): Resources {
  const known = state.agentKinds.find((kind) => identicalResources(kind, total));
  if (known !== undefined) return known;
  state.agentKinds.push(total);
  if (state.agentKinds.length > MAX_AGENT_KINDS) state.agentKinds.shift();
  return total;
}

/** Replaces the agent's row by one with other holdings; `free` is what they leave of its total. */
export function setAllocated(
  state: AllocatorState,
  agent: Omit<AllocatorAgent, 'available'>,
  { allocated, free }: { readonly allocated: Resources; readonly free: Resources },
): AllocatorAgent {
  // Equal to what was refused last: the same list object lets a run compare by identity.
  const refused = state.filters.get(agent.id)?.last?.[0]?.refused;
  const available = refused !== undefined && identicalResources(free, refused) ? refused : free;
  const { id, hostname, total, activated, unavailability } = agent;
  const row: AllocatorAgent = Object.freeze({ id, hostname, total, allocated, available, activated, unavailability });
  state.agents.set(agent.id, row);
  return row;
}

/**
 * The framework now holds these resources of the agent: all books but the agent's own row. What a role's frameworks hold
 * together is the whole that its sorter shares out: shares inside a role are relative to the role.
 */
export function bookAllocation(
  state: AllocatorState,
  framework: AllocatorFramework,
  agentId: AgentId,
  resources: Resources,
): void {
  const sorter = must(state.frameworkSorters.get(framework.role), "the sorter of the framework's role");
  sorterAddTotal(sorter, resources);
  sorterAllocated(sorter, slotOf(sorter, framework.id), resources);
  sorterAllocated(state.roleSorter, slotOf(state.roleSorter, framework.role), resources);
  if (sorterHas(state.quotaRoleSorter, framework.role)) {
    const slot = slotOf(state.quotaRoleSorter, framework.role);
    sorterAllocated(state.quotaRoleSorter, slot, nonRevocableResources(resources));
  }
  addQuantities(state.allocatedQuantities, resources);
  state.holdingsChanged = true;
  framework.allocation.set(agentId, addResources(framework.allocation.get(agentId) ?? NO_RESOURCES, resources));
}

/** A role's first framework came: the role takes part in the sorting. */
export function openRole(state: AllocatorState, role: string): Sorter {
  const existing = state.frameworkSorters.get(role);
  if (existing !== undefined) return existing;
  sorterAdd(state.roleSorter, role, state.weights.get(role) ?? 1);
  const sorter = initialSorter(state.flags.fairSharingExcludedResourceNames);
  state.frameworkSorters.set(role, sorter);
  return sorter;
}

/** The framework gives them back: all books but the agent's own row. */
export function unbookAllocation(
  state: AllocatorState,
  framework: AllocatorFramework,
  agentId: AgentId,
  resources: Resources,
): void {
  const sorter = must(state.frameworkSorters.get(framework.role), "the sorter of the framework's role");
  sorterHold(sorter, slotOf(sorter, framework.id), resources, -1);
  sorterAddTotal(sorter, resources, -1);
  sorterHold(state.roleSorter, slotOf(state.roleSorter, framework.role), resources, -1);
  if (sorterHas(state.quotaRoleSorter, framework.role)) {
    const slot = slotOf(state.quotaRoleSorter, framework.role);
    sorterHold(state.quotaRoleSorter, slot, nonRevocableResources(resources), -1);
  }
  subtractQuantities(state.allocatedQuantities, resources);
  state.holdingsChanged = true;
  const rest = subtractResources(framework.allocation.get(agentId) ?? NO_RESOURCES, resources);
  if (isNothing(rest)) framework.allocation.delete(agentId);
  else framework.allocation.set(agentId, rest);
}

/** The cluster has more, or with factor −1 less. */
export function bookTotal(state: AllocatorState, resources: Resources, factor: 1 | -1): void {
  state.holdingsChanged = true;
  sorterAddTotal(state.roleSorter, resources, factor);
  sorterAddTotal(state.quotaRoleSorter, nonRevocableResources(resources), factor);
  if (factor === 1) addQuantities(state.totalQuantities, resources);
  else subtractQuantities(state.totalQuantities, resources);
}

export function frameworkOf(state: AllocatorState, id: FrameworkId): AllocatorFramework {
  return must(state.frameworks.get(id), `framework ${id} in the allocator`);
}

export function unsettleAll(state: AllocatorState): void {
  for (const agentId of state.agents.keys()) state.unsettled.add(agentId);
}
