/**
 * One allocation run: the quota stage, the headroom, the fair stage; each hands an agent's whole candidate to the first
 * framework in order that may have it and did not refuse it.
 * Source: Mesos 1.0.1, src/master/allocator/mesos/hierarchical.cpp (allocate).
 * Agents that a run found to interest nobody stay out of later runs until something about them changes (a refusal ends,
 * resources come back, a framework appears): the outcome is the same, an idle cluster costs nothing.
 */
import { must } from '../../kernel/assert.ts';
import type { AgentId, FrameworkId } from '../ids.ts';
import { NO_RESOURCES, type Resources } from '../resources/resource.ts';
import {
  addResources,
  nonRevocableResources,
  reservedResources,
  scalarMilli,
  subtractResources,
  unreservedResources,
} from '../resources/resources.ts';
import type {
  AllocatedShare,
  AllocatorAgent,
  AllocatorEffect,
  AllocatorFramework,
  AllocatorMoment,
  AllocatorState,
  OfferFilter,
  RefusalSlots,
} from './allocator-state.ts';
import { bookAllocation, setAllocated } from './bookkeeping.ts';
import { type Instant, isFiltered, refusalsOfRole, remainingFilterSeconds, unsettleExpired } from './filters.ts';
import { NOTHING_OFFERABLE, type Offerable, offerable } from './offerable.ts';
import {
  amountOf,
  fitsQuantities,
  isAllocatable,
  MIN_CPUS_MILLI,
  MIN_MEM_MILLI,
  minusQuantities,
  type Quantities,
  subtractQuantities,
} from './quantities.ts';
import type { PassedOver } from './allocation-run-record.ts';
import { finishRecord, roomForHandedOut, roomForPassedOver, type RunDraft, startRecord } from './run-records.ts';
import { type Sorter, sorterHeld, sorterOrder } from './sorter.ts';

type Run = {
  readonly state: AllocatorState;
  readonly instant: Instant;
  readonly draft: RunDraft;
  readonly offers: Map<FrameworkId, AllocatedShare[]>;
  /** Places in these lists of what the quota stage gave: the fair stage may add to it. */
  readonly givenByQuota: Map<FrameworkId, Map<AgentId, number>>;
  /** The list of free resources that was looked at last. */
  looked: Offerable;
  /** What the fair stage may still hand out. */
  left: Quantities;
  /** Its cpus and memory, of all roles, in thousandths. */
  leftCpusMilli: number;
  leftMemMilli: number;
  decisions: number;
};

/** `only`: run over that agent alone; null: over all. */
export function allocate(
  state: AllocatorState,
  moment: AllocatorMoment,
  options: { readonly trigger: string; readonly only: AgentId | null },
): AllocatorEffect[] {
  if (state.pausedUntilAgents !== null) return [];
  state.runCount += 1;
  unsettleExpired(state, moment.nowUs);
  const agents = agentsToVisit(state, options.only);
  if (agents.length === 0) {
    state.idleRuns += 1;
    return inverseOffers(state, moment.nowUs, options.only);
  }
  shuffle(agents, moment.randomInt);
  const draft = startRecord(state, options.trigger);
  const instant = { nowUs: moment.nowUs, batch: options.trigger === 'batch' };
  const run = startRun(state, instant, draft);
  if (state.quotas.size > 0) quotaStage(run, agents);
  run.left = headroom(state);
  run.leftCpusMilli = amountOf(run.left, 'cpus');
  run.leftMemMilli = amountOf(run.left, 'mem');
  fairStage(run, agents);
  if (draft.handedOutCount + draft.passedOverCount > 0)
    finishRecord(state, draft, { atUs: moment.nowUs, agents: agents.length });
  else state.idleRuns += 1;
  const effects: AllocatorEffect[] = [];
  for (const [frameworkId, shares] of run.offers) effects.push({ kind: 'offer', frameworkId, shares });
  effects.push(...inverseOffers(state, moment.nowUs, options.only));
  return effects;
}

function startRun(state: AllocatorState, instant: Instant, draft: RunDraft): Run {
  const nothingLeft = { left: new Map(), leftCpusMilli: 0, leftMemMilli: 0 };
  const nothingYet = { offers: new Map(), givenByQuota: new Map(), looked: NOTHING_OFFERABLE, decisions: 0 };
  return { state, instant, draft, ...nothingYet, ...nothingLeft };
}

/** Whitelisted, active agents with something to offer, among those that may interest somebody: their rows as they are. */
function agentsToVisit(state: AllocatorState, only: AgentId | null): AllocatorAgent[] {
  const visited: AllocatorAgent[] = [];
  let offered: Resources | null = null;
  for (const agentId of only === null ? state.unsettled : [only]) {
    const agent = state.agents.get(agentId);
    if (agent === undefined) {
      state.unsettled.delete(agentId);
      continue;
    }
    const listed = state.whitelist === null || state.whitelist.includes(agent.hostname);
    if (listed && agent.activated && (agent.available === offered || isAllocatable(agent.available))) {
      offered = agent.available;
      visited.push(agent);
    } else state.unsettled.delete(agentId);
  }
  return visited;
}

function shuffle(agents: AllocatorAgent[], randomInt: (bound: number) => number): void {
  for (let index = agents.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    const held = agents[index] as AllocatorAgent;
    agents[index] = agents[other] as AllocatorAgent;
    agents[other] = held;
  }
}

/** Guarantees first: whole agents to roles whose guarantee is not yet covered. */
function quotaStage(run: Run, agents: readonly AllocatorAgent[]): void {
  const { state } = run;
  for (const visited of agents) {
    let agent = visited;
    for (const roleSlot of sorterOrder(state.quotaRoleSorter)) {
      const role = state.quotaRoleSorter.names[roleSlot] as string;
      if (!state.frameworkSorters.has(role) || isQuotaSatisfied(state, role)) continue;
      agent = visitRole(run, agent, { role, stage: 'quota' }).agent;
    }
  }
}

function isQuotaSatisfied(state: AllocatorState, role: string): boolean {
  const guarantee = must(state.quotas.get(role), `the quota of role ${role}`);
  return guarantee.every(
    (part) => sorterHeld(state.quotaRoleSorter, role, part.name) >= scalarMilli(guarantee, part.name),
  );
}

/** All that is free in the cluster, less what guarantees still lack. */
function headroom(state: AllocatorState): Quantities {
  const free = minusQuantities(state.totalQuantities, state.allocatedQuantities);
  if (state.quotas.size === 0) return free;
  const lacking: Quantities = new Map();
  for (const [role, guarantee] of state.quotas) {
    for (const part of guarantee) {
      const lack = scalarMilli([part], part.name) - sorterHeld(state.quotaRoleSorter, role, part.name);
      if (lack > 0) lacking.set(part.name, (lacking.get(part.name) ?? 0) + lack);
    }
  }
  return minusQuantities(free, lacking);
}

function fairStage(run: Run, agents: readonly AllocatorAgent[]): void {
  const { state } = run;
  const guaranteed = state.quotas.size > 0;
  for (const visited of agents) {
    if (run.leftCpusMilli < MIN_CPUS_MILLI && run.leftMemMilli < MIN_MEM_MILLI) return;
    const decisionsBefore = run.decisions;
    // The quota stage may have replaced the row.
    let agent = guaranteed ? must(state.agents.get(visited.id), 'an agent of the run') : visited;
    let blocked = guaranteed; // What a guarantee holds back may become free without this agent's doing.
    for (const roleSlot of sorterOrder(state.roleSorter)) {
      const role = state.roleSorter.names[roleSlot] as string;
      const visit = visitRole(run, agent, { role, stage: 'fair' });
      agent = visit.agent;
      if (visit.blocked) blocked = true;
    }
    if (!blocked && run.decisions === decisionsBefore) state.unsettled.delete(agent.id);
  }
}

type Stage = 'quota' | 'fair';
/** The agent's row after the role's frameworks were asked. `blocked`: one would have had it but for the headroom. */
type Visit = { readonly agent: AllocatorAgent; readonly blocked: boolean };

/** Asks the role's frameworks in order. */
function visitRole(
  run: Run,
  visited: AllocatorAgent,
  { role, stage }: { readonly role: string; readonly stage: Stage },
): Visit {
  const { state } = run;
  let agent = visited;
  let candidate = candidateFor(run, agent, { role, stage });
  let blocked = false;
  if (!candidate.allocatable) return { agent, blocked };
  const sorter = must(state.frameworkSorters.get(role), 'the sorter of an active role');
  const refusals = refusalsOfRole(state.filters.get(agent.id), role);
  const order = sorterOrder(sorter);
  for (let index = 0; index < order.length; index += 1) {
    if (refusals !== undefined && candidate.plain === candidate.resources)
      index = skipRefusals(run, { sorter, order, refusals, agentId: agent.id, candidate: candidate.resources }, index);
    const slot = order[index];
    if (slot === undefined) break;
    const held = refusals?.[slot];
    const id = sorter.names[slot] as FrameworkId;
    const framework = must(state.frameworks.get(id), 'a framework of the sorter');
    const resources = framework.revocable ? candidate.resources : candidate.plain;
    const verdict = judge(run, { agent, framework, held, resources, stage });
    if (verdict === 'headroom') blocked = true;
    if (verdict !== 'take') {
      if (verdict !== 'nothing' && roomForPassedOver(run.draft))
        recordPassedOver(run, { frameworkId: id, agentId: agent.id, why: verdict }, held);
      continue;
    }
    agent = handOut(run, { agent, framework, resources, stage });
    candidate = candidateFor(run, agent, { role, stage });
    if (!candidate.allocatable) break;
  }
  return { agent, blocked };
}

type Refusals = {
  readonly sorter: Sorter;
  readonly order: readonly number[];
  readonly refusals: RefusalSlots;
  readonly agentId: AgentId;
  readonly candidate: Resources;
};

/** Passes over frameworks whose refusal holds; the index of the first one without, or the length of the order. */
function skipRefusals(run: Run, { sorter, order, refusals, agentId, candidate }: Refusals, from: number): number {
  // Equal refusals are one list: whoever refused as the one before did needs no second look.
  let lasting: readonly OfferFilter[] | null = null;
  let index = from;
  for (; index < order.length; index += 1) {
    const slot = order[index] as number;
    const held = refusals[slot];
    if (held === undefined) break;
    if (held !== lasting && !isFiltered(held, candidate, run.instant)) break;
    lasting = held;
    if (roomForPassedOver(run.draft))
      recordPassedOver(run, { frameworkId: sorter.names[slot] as FrameworkId, agentId, why: 'filtered' }, held);
  }
  return index;
}

/** Free resources reserved for the role and, unless it has a quota and this is the fair stage, unreserved ones. */
function candidateFor(
  run: Run,
  { available }: AllocatorAgent,
  { role, stage }: { readonly role: string; readonly stage: Stage },
): Offerable {
  const hasQuota = run.state.quotas.size > 0 && run.state.quotas.has(role);
  const free = lookAt(run, available);
  if (stage === 'quota') {
    if (free.unreserved) return lookAt(run, free.plain);
    const both = addResources(unreservedResources(available), reservedResources(available, role));
    return lookAt(run, nonRevocableResources(both));
  }
  if (free.unreserved) return hasQuota ? lookAt(run, NO_RESOURCES) : free;
  const reserved = reservedResources(available, role);
  return lookAt(run, hasQuota ? reserved : addResources(reserved, unreservedResources(available)));
}

function lookAt(run: Run, resources: Resources): Offerable {
  if (run.looked.resources === resources) return run.looked;
  if (resources.length === 0) return NOTHING_OFFERABLE;
  run.looked = offerable(resources);
  return run.looked;
}

type Proposal = {
  readonly agent: AllocatorAgent;
  readonly framework: AllocatorFramework;
  readonly held?: readonly OfferFilter[] | undefined;
  readonly resources: Resources;
  readonly stage: Stage;
};

function judge(run: Run, proposal: Proposal): 'take' | 'nothing' | PassedOver['why'] {
  const { agent, framework, held, resources } = proposal;
  if (framework.suppressed) return 'suppressed';
  if (!framework.gpuAware && scalarMilli(agent.total, 'gpus') > 0) return 'gpus';
  if (!lookAt(run, resources).allocatable) return 'nothing';
  if (isFiltered(held, resources, run.instant)) return 'filtered';
  if (proposal.stage === 'fair' && !fitsQuantities(run.left, resources)) return 'headroom';
  return 'take';
}

function handOut(run: Run, proposal: Proposal): AllocatorAgent {
  const { agent, framework, resources, stage } = proposal;
  bookAllocation(run.state, framework, agent.id, resources);
  if (stage === 'fair') {
    const { cpusMilli, memMilli } = lookAt(run, resources);
    subtractQuantities(run.left, resources);
    run.leftCpusMilli -= cpusMilli;
    run.leftMemMilli -= memMilli;
  }
  if (roomForHandedOut(run.draft))
    run.draft.handedOut.push({ frameworkId: framework.id, agentId: agent.id, resources, stage });
  noteShare(run, proposal);
  run.decisions += 1;
  return setAllocated(run.state, agent, {
    allocated: addResources(agent.allocated, resources),
    free: subtractResources(agent.available, resources),
  });
}

function noteShare(run: Run, { agent, framework, resources, stage }: Proposal): void {
  let shares = run.offers.get(framework.id);
  if (shares === undefined) {
    shares = [];
    run.offers.set(framework.id, shares);
  }
  const given = run.givenByQuota.get(framework.id)?.get(agent.id);
  if (given !== undefined) {
    const earlier = shares[given] as AllocatedShare;
    shares[given] = { ...earlier, resources: addResources(earlier.resources, resources) };
    return;
  }
  if (stage === 'quota') noteGivenByQuota(run, { framework, agent, place: shares.length });
  shares.push({ agentId: agent.id, resources, order: run.decisions });
}

function noteGivenByQuota(
  run: Run,
  given: { readonly framework: AllocatorFramework; readonly agent: AllocatorAgent; readonly place: number },
): void {
  const places = run.givenByQuota.get(given.framework.id) ?? new Map<AgentId, number>();
  places.set(given.agent.id, given.place);
  run.givenByQuota.set(given.framework.id, places);
}

function recordPassedOver(
  run: Run,
  passed: Omit<PassedOver, 'remainingSeconds'>,
  held: readonly OfferFilter[] | undefined,
): void {
  const remainingSeconds = passed.why === 'filtered' ? remainingFilterSeconds(held, run.instant) : null;
  run.draft.passedOver.push({ ...passed, remainingSeconds });
}

/** One inverse offer at a time to each framework that holds something on an agent of the run that goes into maintenance. */
function inverseOffers(state: AllocatorState, nowUs: number, only: AgentId | null): AllocatorEffect[] {
  if (state.maintenance.size === 0) return [];
  const effects: AllocatorEffect[] = [];
  for (const framework of state.frameworks.values()) {
    const agentIds: AgentId[] = [];
    for (const [agentId, { outstanding }] of state.maintenance) {
      if (only !== null && agentId !== only) continue;
      if (!framework.allocation.has(agentId) || outstanding.has(framework.id)) continue;
      const until = framework.inverseFilters.get(agentId);
      if (until !== undefined && nowUs < until) continue;
      outstanding.add(framework.id);
      agentIds.push(agentId);
    }
    if (agentIds.length > 0) effects.push({ kind: 'inverseOffer', frameworkId: framework.id, agentIds });
  }
  return effects;
}
