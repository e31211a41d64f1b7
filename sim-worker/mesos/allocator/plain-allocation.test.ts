/**
 * The allocator against a plain one: the fair stage without columns, places, calendars or agents that are left out, everything
 * computed anew for every agent (Mesos 1.0.1 src/master/allocator/mesos/hierarchical.cpp, sorter/drf/sorter.cpp).
 */
import { describe, expect, it } from 'vitest';
import { initialRandom, nextBelow } from '../../kernel/random.ts';
import { agentId, frameworkId, type AgentId, type FrameworkId } from '../ids.ts';
import { formatResources } from '../resources/format.ts';
import { resources } from '../resources/parse.ts';
import { isUnreserved, type Resources, withMarks } from '../resources/resource.ts';
import {
  addResources,
  containsResources,
  filterResources,
  nonRevocableResources,
  scalarMilli,
  subtractResources,
  sumResources,
} from '../resources/resources.ts';
import { stepAllocator } from './allocator.ts';
import {
  type AllocatorEvent,
  type AllocatorFramework,
  type AllocatorState,
  initialAllocator,
} from './allocator-state.ts';
import { activeFilters, unsettleExpired } from './filters.ts';
import { isAllocatable } from './quantities.ts';
import type { Sorter } from './sorter.ts';

const NAMES = ['cpus', 'mem', 'disk', 'gpus'];

type Books = {
  readonly state: AllocatorState;
  readonly nowUs: number;
  /** What each framework holds altogether, and how often something was handed to each framework and role. */
  readonly held: Map<FrameworkId, Resources>;
  readonly counts: Map<string, number>;
  readonly free: Map<AgentId, Resources>;
  readonly decisions: string[];
};

function booksOf(state: AllocatorState, nowUs: number): Books {
  const counts = new Map<string, number>();
  const note = (kind: string, sorter: Sorter): void => {
    for (const [name, slot] of sorter.slots) counts.set(`${kind} ${name}`, sorter.allocations[slot] ?? 0);
  };
  note('role', state.roleSorter);
  for (const sorter of state.frameworkSorters.values()) note('framework', sorter);
  return {
    state,
    nowUs,
    held: new Map([...state.frameworks].map(([id, { allocation }]) => [id, sumResources(allocation.values())])),
    counts,
    free: new Map([...state.agents].map(([id, { available }]) => [id, available])),
    decisions: [],
  };
}

function share(held: Resources, whole: Resources, weight: number): number {
  let dominant = 0;
  for (const name of NAMES) {
    const total = scalarMilli(whole, name) / 1000;
    if (total > 0) dominant = Math.max(dominant, scalarMilli(held, name) / 1000 / total);
  }
  return dominant / weight;
}

function ordered(
  books: Books,
  kind: string,
  rows: readonly { readonly name: string; readonly share: number }[],
): string[] {
  const count = (name: string): number => books.counts.get(`${kind} ${name}`) ?? 0;
  return [...rows]
    .sort((a, b) => a.share - b.share || count(a.name) - count(b.name) || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

function heldByRole(books: Books, role: string): Resources {
  const members = [...books.state.frameworks.values()].filter((framework) => framework.role === role);
  return sumResources(members.map(({ id }) => books.held.get(id) ?? []));
}

function rolesInOrder(books: Books): string[] {
  const { state } = books;
  const whole = sumResources([...state.agents.values()].map(({ total }) => total));
  const rows = [...state.frameworkSorters.keys()].map((name) => ({
    name,
    share: share(heldByRole(books, name), whole, state.weights.get(name) ?? 1),
  }));
  return ordered(books, 'role', rows);
}

function frameworksInOrder(books: Books, role: string): AllocatorFramework[] {
  const { state } = books;
  const whole = heldByRole(books, role);
  const members = [...state.frameworks.values()].filter((framework) => framework.role === role && framework.active);
  const rows = members.map(({ id }) => ({ name: id, share: share(books.held.get(id) ?? [], whole, 1) }));
  return ordered(books, 'framework', rows).flatMap((id) => state.frameworks.get(frameworkId(id)) ?? []);
}

function candidate(books: Books, agent: AgentId, role: string): Resources {
  const free = books.free.get(agent) ?? [];
  const own = filterResources(free, (part) => part.role === role && !isUnreserved(part));
  return addResources(own, filterResources(free, isUnreserved));
}

/** Asks the role's frameworks. Without quotas everything free may be handed out: no headroom stands in the way. */
function visit(books: Books, agent: AgentId, role: string): void {
  const filters = activeFilters(books.state, books.nowUs).filter((filter) => filter.agentId === agent);
  const hasGpus = scalarMilli(books.state.agents.get(agent)?.total ?? [], 'gpus') > 0;
  for (const framework of frameworksInOrder(books, role)) {
    const { id } = framework;
    const whole = candidate(books, agent, role);
    const taken = framework.revocable ? whole : nonRevocableResources(whole);
    if (framework.suppressed || (hasGpus && !framework.gpuAware) || !isAllocatable(taken)) continue;
    if (filters.some((filter) => filter.frameworkId === id && containsResources(filter.refused, taken))) continue;
    books.decisions.push(`${agent} to ${id}: ${formatResources(taken)}`);
    books.held.set(id, addResources(books.held.get(id) ?? [], taken));
    books.free.set(agent, subtractResources(books.free.get(agent) ?? [], taken));
    for (const name of [`framework ${id}`, `role ${role}`]) books.counts.set(name, (books.counts.get(name) ?? 0) + 1);
  }
}

/** `agents` in their order. */
function plainAllocation(state: AllocatorState, agents: readonly AgentId[], nowUs: number): readonly string[] {
  const books = booksOf(state, nowUs);
  for (const agent of agents) for (const role of rolesInOrder(books)) visit(books, agent, role);
  return books.decisions;
}

const KINDS = [
  'cpus:4;mem:8192;disk:50000;ports:[31000-32000]',
  'cpus:8;mem:1024',
  'cpus(a):2;cpus:2;mem(a):512;mem:512',
  'cpus:2;mem:4096;gpus:1',
  'cpus:1.234;mem:333.3;disk:7',
];
const ROLES = ['*', 'a', 'b'];

/** Random events for the allocator. Refusals end between batch runs, never at one. */
function randomEvent(state: AllocatorState, serial: number, below: (bound: number) => number): AllocatorEvent {
  const agents = [...state.agents.keys()];
  const frameworks = [...state.frameworks.values()];
  const framework = frameworks[below(Math.max(1, frameworks.length))];
  const role = ROLES[below(ROLES.length)] as string;
  if (agents.length < 3 || below(8) === 0) {
    const id = agentId(`agent-${String(serial)}`);
    const total = resources(KINDS[below(KINDS.length)] as string);
    return { kind: 'addAgent', agentId: id, hostname: id, total, used: new Map(), unavailability: null };
  }
  if (framework === undefined || below(8) === 0) {
    const traits = { revocable: below(3) === 0, gpuAware: below(2) === 0 };
    return { kind: 'addFramework', frameworkId: frameworkId(`fw-${String(serial)}`), role, traits, used: new Map() };
  }
  const some = agents[below(agents.length)] as AgentId;
  if (below(12) === 0) {
    const more = resources('cpus:1;mem:100').map((part) => withMarks(part, { revocable: true }));
    // Never less: what is used beyond a total counts against the free parts of other agents, in 1.0.1 as here.
    return { kind: 'updateAgent', agentId: some, oversubscribed: more };
  }
  const [agent, held] = [...framework.allocation][below(Math.max(1, framework.allocation.size))] ?? [];
  if (agent !== undefined && held !== undefined && below(4) !== 0) {
    const part = resources('cpus:0.25');
    const back = below(3) === 0 && containsResources(held, part) ? part : held;
    const refuseSeconds = [null, 0, 5.35, 2.75, 1e9][below(5)] as number | null;
    return { kind: 'recoverResources', frameworkId: framework.id, agentId: agent, resources: back, refuseSeconds };
  }
  const kinds = [
    'activateFramework',
    'deactivateFramework',
    'reviveOffers',
    'suppressOffers',
    'removeFramework',
  ] as const;
  if (below(3) === 0) return { kind: 'updateWeights', weights: [{ role, weight: [0.5, 1, 3][below(3)] as number }] };
  return { kind: kinds[below(kinds.length)] as (typeof kinds)[number], frameworkId: framework.id };
}

/** What a batch run hands out, in its order. It draws, and changes no places by it: agents come as they are kept. */
function batch(state: AllocatorState, nowUs: number): string[] {
  const made: { readonly order: number; readonly text: string }[] = [];
  for (const effect of stepAllocator(state, { kind: 'batch' }, { nowUs, randomInt: (bound) => bound - 1 })) {
    if (effect.kind !== 'offer') continue;
    for (const { agentId: agent, resources: given, order } of effect.shares)
      made.push({ order, text: `${agent} to ${effect.frameworkId}: ${formatResources(given)}` });
  }
  return made.sort((a, b) => a.order - b.order).map(({ text }) => text);
}

describe('an allocation run', () => {
  it.each(Array.from({ length: 30 }, (_, index) => index + 1))('hands out what a plain one does: seed %i', (seed) => {
    const stream = initialRandom(seed, 'events');
    const below = (bound: number): number => nextBelow(stream, bound);
    const state = initialAllocator({ allocationIntervalMs: 1000, fairSharingExcludedResourceNames: [] });
    for (let serial = 0; serial < 150; serial += 1) {
      const nowUs = serial * 300_000;
      if (below(6) !== 0) {
        stepAllocator(state, randomEvent(state, serial, below), { nowUs, randomInt: (bound) => bound - 1 });
        continue;
      }
      unsettleExpired(state, nowUs);
      const offerable = [...state.agents.values()].filter(({ available }) => isAllocatable(available));
      const visited = [...state.unsettled].filter((id) => offerable.some((agent) => agent.id === id));
      const leftOut = offerable.map(({ id }) => id).filter((id) => !state.unsettled.has(id));
      expect(plainAllocation(state, leftOut, nowUs), `agents left out, event ${String(serial)}`).toEqual([]);
      const expected = plainAllocation(state, visited, nowUs);
      expect(batch(state, nowUs), `event ${String(serial)}`).toEqual(expected);
    }
  });
});
