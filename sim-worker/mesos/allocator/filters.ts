/**
 * Refusals: a framework is not offered an agent's resources while a refusal of at least those resources lasts.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.cpp (RefusedOfferFilter, recoverResources, expire).
 * Filters are kept by agent, since a run goes through the frameworks of one agent after another. They end by comparison of
 * times instead of one timer each. Where an end falls on the very time of a batch run, the timer that was set first fires
 * first, as in libprocess: the batch timer was set one interval before, so only a filter that lasts just one interval (set
 * after it) still holds for that run. Filters of a removed agent stay until they end: they hold again if it returns.
 */
import type { AgentId, FrameworkId } from '../ids.ts';
import { DEFAULT_REFUSE_SECONDS } from '../messages/offers.ts';
import type { Resources } from '../resources/resource.ts';
import { containsResources, identicalResources } from '../resources/resources.ts';
import type {
  AgentFilters,
  AllocatorEffect,
  AllocatorFramework,
  AllocatorState,
  OfferFilter,
  RefusalSlots,
  RoleFilters,
} from './allocator-state.ts';
import { slotOf, type Sorter } from './sorter.ts';

/** Refusals longer than ten years are not put on the calendar of ends. */
const NEVER_SECONDS = 315_360_000;
const US_PER_SECOND = 1_000_000;
/** Nanoseconds of an int64. Source: stout/duration.hpp. */
const MAX_DURATION_SECONDS = 9_223_372_036.854_776;

/** Seconds that the filter lasts, or null for none; bad values become the default with a warning. */
export function checkedRefuseSeconds(
  seconds: number,
  effects: AllocatorEffect[],
  refused: 'resources' | 'inverse offer' = 'resources',
): number | null {
  if (seconds === 0) return null;
  if (seconds > 0 && seconds <= MAX_DURATION_SECONDS) return seconds;
  const why =
    seconds < 0 && seconds >= -MAX_DURATION_SECONDS
      ? 'negative'
      : "invalid: Argument out of the range that a Duration can represent due to int64_t's size limit";
  const text = `Using the default value of 'refuse_seconds' to create the refused ${refused} filter because the input value is ${why}`;
  effects.push({ kind: 'log', severity: 'WARN', text, line: refused === 'resources' ? 951 : 823 });
  return DEFAULT_REFUSE_SECONDS;
}

export function addFilter(
  state: AllocatorState,
  filter: {
    readonly framework: AllocatorFramework;
    readonly agentId: AgentId;
    readonly refused: Resources;
    readonly seconds: number;
    readonly nowUs: number;
  },
): void {
  const { framework, agentId, seconds, nowUs } = filter;
  const sorter = state.frameworkSorters.get(framework.role);
  if (sorter === undefined) return;
  const held = state.filters.get(agentId) ?? NO_FILTERS;
  const intervalUs = state.flags.allocationIntervalMs * 1000;
  const lastsUs = Math.max(intervalUs, Math.round(seconds * US_PER_SECOND));
  const expiresAtUs = seconds > NEVER_SECONDS ? null : nowUs + lastsUs;
  const slots = slotsOfRole(held, framework.role, sorter);
  const slot = slotOf(sorter, framework.id);
  const lasting = slots[slot]?.filter((other) => lasts(other, { nowUs, batch: true })) ?? [];
  const last = sharedList(state, held, { refused: filter.refused, expiresAtUs, throughBatch: lastsUs === intervalUs });
  slots[slot] = lasting.length === 0 ? last : Object.freeze([...lasting, ...last]);
  state.filters.set(agentId, withSlots(held, framework.role, slots, last));
  if (expiresAtUs !== null) putOnCalendar(state, agentId, expiresAtUs);
}

/** True when a lasting refusal in the list holds at least the candidate. */
export function isFiltered(held: readonly OfferFilter[] | undefined, candidate: Resources, instant: Instant): boolean {
  if (held === undefined) return false;
  for (let index = 0; index < held.length; index += 1) {
    const filter = held[index] as OfferFilter;
    if (!lasts(filter, instant)) continue;
    if (filter.refused === candidate || containsResources(filter.refused, candidate)) return true;
  }
  return false;
}

/** Forgets the refusals of a framework on every agent (revive, deactivation, removal). */
export function clearFilters(state: AllocatorState, framework: AllocatorFramework): void {
  const sorter = state.frameworkSorters.get(framework.role);
  if (sorter === undefined) return;
  const slot = slotOf(sorter, framework.id);
  for (const [agentId, held] of state.filters) {
    if (refusalsOfRole(held, framework.role)?.[slot] === undefined) continue;
    const slots = slotsOfRole(held, framework.role, sorter);
    slots[slot] = undefined;
    state.filters.set(agentId, withSlots(held, framework.role, slots, held.last));
  }
}

/** Forgets all refusals by frameworks of a role that is no more. */
export function clearRoleFilters(state: AllocatorState, role: string): void {
  for (const [agentId, held] of state.filters) {
    if (refusalsOfRole(held, role) === undefined) continue;
    const byRole = Object.freeze(held.byRole.filter((other) => other.role !== role));
    state.filters.set(agentId, Object.freeze({ byRole, last: held.last }));
  }
}

/** How long refusals in the list still last at most, in seconds; null when none does. */
export function remainingFilterSeconds(held: readonly OfferFilter[] | undefined, instant: Instant): number | null {
  const { nowUs } = instant;
  let longest: number | null = null;
  for (const filter of held ?? []) {
    if (!lasts(filter, instant)) continue;
    const seconds = filter.expiresAtUs === null ? NEVER_SECONDS : (filter.expiresAtUs - nowUs) / US_PER_SECOND;
    if (longest === null || seconds > longest) longest = seconds;
  }
  return longest;
}

/** True when a batch run now would find no agent to look at and change nothing but its count. */
export function isAllocatorIdle(state: AllocatorState, nowUs: number): boolean {
  if (state.pausedUntilAgents !== null || state.holdingsChanged) return false;
  if (state.unsettled.size > 0 || state.maintenance.size > 0) return false;
  const second = Math.floor(nowUs / US_PER_SECOND) + 1;
  for (let past = state.expiriesSeenSecond; past <= second; past += 1) if (state.expiries.has(past)) return false;
  return true;
}

/** Agents with a refusal that ended since the last look are worth a look again. */
export function unsettleExpired(state: AllocatorState, nowUs: number): void {
  const second = Math.floor(nowUs / US_PER_SECOND);
  for (let past = state.expiriesSeenSecond; past <= second; past += 1) {
    unsettleSecond(state, past);
    state.expiries.delete(past);
  }
  unsettleSecond(state, second + 1); // It is under way: some of its ends may be past.
  state.expiriesSeenSecond = second + 1;
}

function unsettleSecond(state: AllocatorState, second: number): void {
  for (const agentId of state.expiries.get(second) ?? []) {
    if (state.agents.has(agentId)) state.unsettled.add(agentId);
    else dropEnded(state, agentId, second * US_PER_SECOND);
  }
}

/** The refusals of a removed agent go when all of them have ended. */
function dropEnded(state: AllocatorState, agentId: AgentId, nowUs: number): void {
  for (const { slots } of state.filters.get(agentId)?.byRole ?? []) {
    for (const filters of slots) for (const filter of filters ?? []) if (lasts(filter, { nowUs, batch: true })) return;
  }
  state.filters.delete(agentId);
}

function putOnCalendar(state: AllocatorState, agentId: AgentId, expiresAtUs: number): void {
  // Perhaps still in force at its end: so a refusal of 5.000000 s made at 0 is over just after second 5.
  const second = Math.floor(expiresAtUs / US_PER_SECOND) + 1;
  let agents = state.expiries.get(second);
  if (agents === undefined) {
    agents = new Set();
    state.expiries.set(second, agents);
  }
  agents.add(agentId);
}

/** `batch`: the batch run of that time is still to come or under way. */
export type Instant = { readonly nowUs: number; readonly batch: boolean };

function lasts(filter: OfferFilter, instant: Instant): boolean {
  if (filter.expiresAtUs === null || instant.nowUs < filter.expiresAtUs) return true;
  return instant.nowUs === filter.expiresAtUs && instant.batch && filter.throughBatch;
}

const NO_FILTERS: AgentFilters = Object.freeze({ byRole: Object.freeze([]), last: null });

/** What the role's frameworks refused of the agent. */
export function refusalsOfRole(held: AgentFilters | undefined, role: string): RefusalSlots | undefined {
  if (held === undefined) return undefined;
  for (let index = 0; index < held.byRole.length; index += 1) {
    const entry = held.byRole[index] as RoleFilters;
    if (entry.role === role) return entry.slots;
  }
  return undefined;
}

/** A copy to change, without holes: a sparse array would be slow to read. */
function slotsOfRole(held: AgentFilters, role: string, sorter: Sorter): (readonly OfferFilter[] | undefined)[] {
  const slots = refusalsOfRole(held, role)?.slice() ?? [];
  while (slots.length < sorter.names.length) slots.push(undefined);
  return slots;
}

function withSlots(
  held: AgentFilters,
  role: string,
  slots: RefusalSlots,
  last: readonly OfferFilter[] | null,
): AgentFilters {
  const entry: RoleFilters = Object.freeze({ role, slots });
  const known = held.byRole.some((other) => other.role === role);
  const byRole = known ? held.byRole.map((other) => (other.role === role ? entry : other)) : [...held.byRole, entry];
  return Object.freeze({ byRole: Object.freeze(byRole), last });
}

/** Equal refusals, as of many agents declined in one answer, are one object: a run then reads them from the cache. */
function sharedList(state: AllocatorState, held: AgentFilters, filter: OfferFilter): readonly OfferFilter[] {
  const { expiresAtUs, throughBatch } = filter;
  let { refused } = filter;
  for (const earlier of [held.last, state.lastRefusal]) {
    const last = earlier?.[0];
    // In the same order, too: it shows where the list is printed.
    if (earlier === null || last === undefined || !identicalResources(last.refused, refused)) continue;
    if (last.expiresAtUs === expiresAtUs && last.throughBatch === throughBatch) return earlier;
    refused = last.refused;
  }
  const list = Object.freeze([Object.freeze({ refused, expiresAtUs, throughBatch })]);
  state.lastRefusal = list;
  return list;
}

export type ActiveFilter = {
  readonly frameworkId: FrameworkId;
  readonly agentId: AgentId;
  readonly refused: Resources;
  readonly expiresAtUs: number | null;
};

/** All refusals in force, those that end soonest first. For people. */
export function activeFilters(state: AllocatorState, nowUs: number): ActiveFilter[] {
  const found: ActiveFilter[] = [];
  for (const [agentId, held] of state.filters) {
    for (const { role, slots } of held.byRole) {
      const names = state.frameworkSorters.get(role)?.names ?? [];
      slots.forEach((filters, slot) => {
        const frameworkId = names[slot] as FrameworkId | undefined;
        if (frameworkId === undefined) return;
        for (const filter of filters ?? [])
          if (lasts(filter, { nowUs, batch: false }))
            found.push({ frameworkId, agentId, refused: filter.refused, expiresAtUs: filter.expiresAtUs });
      });
    }
  }
  return found.sort((a, b) => (a.expiresAtUs ?? Number.MAX_SAFE_INTEGER) - (b.expiresAtUs ?? Number.MAX_SAFE_INTEGER));
}

/** Refusals in force of a role's frameworks: the gauge `offer_filters/roles/ROLE/active`. */
export function activeFilterCount(state: AllocatorState, role: string, nowUs: number): number {
  let active = 0;
  for (const held of state.filters.values()) {
    for (const filters of refusalsOfRole(held, role) ?? [])
      for (const filter of filters ?? []) if (lasts(filter, { nowUs, batch: false })) active += 1;
  }
  return active;
}
