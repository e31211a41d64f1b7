/** The offer cycle of the leading master: what its allocator decided, which offers are out, what became of others. */
import { readCell } from '../../kernel/cell-table.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import { dueTimeOf } from '../../kernel/timer-table.ts';
import type { AllocationRun } from '../../mesos/allocator/allocation-run-record.ts';
import { activeFilters } from '../../mesos/allocator/filters.ts';
import { dominantShares } from '../../mesos/allocator/share-history.ts';
import type { MasterState } from '../../mesos/master/master-state.ts';
import { formatResources } from '../../mesos/resources/format.ts';
import { agentName, frameworkName, leadingMaster } from './mesos-leader.ts';
import type { AllocationRunView, AllocatorView, OffersView } from './mesos-views.ts';

const FILTER_LIMIT = 200;
const OFFER_LIMIT = 200;

export function allocatorView(simulator: Simulator): AllocatorView {
  const { nowUs } = simulator.world;
  const leading = leadingMaster(simulator);
  if (leading === null) return { ...NO_ALLOCATOR, nowUs };
  const { master, process } = leading;
  const { allocator } = master;
  const filters = activeFilters(allocator, nowUs);
  const answers = new Map(
    master.endedOffers.map(({ frameworkId, agentId, endedAtUs }) => [`${frameworkId} ${agentId}`, endedAtUs]),
  );
  const named = (id: string): ReturnType<typeof frameworkName> => frameworkName(master, id);
  return {
    master: process.spec.id,
    nowUs,
    runCount: allocator.runCount + readCell(simulator.world, master.idleBatches),
    nextRunAtUs: dueTimeOf(simulator.world, process, 'allocator.batch'),
    pausedUntilAgents: allocator.pausedUntilAgents,
    runs: allocator.runs.map((run) => runView(master, run)).reverse(),
    filters: filters.slice(0, FILTER_LIMIT).map(({ frameworkId, agentId, refused, expiresAtUs }) => ({
      framework: named(frameworkId),
      agent: agentName(master, agentId),
      refused: formatResources(refused),
      setAtUs: answers.get(`${frameworkId} ${agentId}`) ?? null,
      expiresAtUs,
    })),
    filterCount: filters.length,
    suppressed: [...allocator.frameworks.values()]
      .filter((framework) => framework.suppressed)
      .map(({ id }) => named(id)),
    shares: dominantShares(allocator).map(({ frameworkId, role, share, resource }) => ({
      framework: named(frameworkId),
      role,
      share,
      resource,
    })),
    history: allocator.shareSamples.map(({ atUs, shares }) => ({
      atUs,
      shares: shares.map(({ frameworkId, share }) => ({ framework: frameworkId, share })),
    })),
  };
}

const NO_ALLOCATOR: Omit<AllocatorView, 'nowUs'> = {
  master: null,
  runCount: 0,
  nextRunAtUs: null,
  pausedUntilAgents: null,
  runs: [],
  filters: [],
  filterCount: 0,
  suppressed: [],
  shares: [],
  history: [],
};

function runView(master: MasterState, run: AllocationRun): AllocationRunView {
  const { atUs, trigger, agents, idleRunsBefore } = run;
  return {
    atUs,
    trigger,
    agents,
    idleRunsBefore,
    roles: run.roles.map(({ name, share, allocations }) => ({ name, share, allocations })),
    frameworks: run.frameworks.map(({ name, role, share, allocations }) => ({
      framework: frameworkName(master, name),
      role,
      share,
      allocations,
    })),
    offered: run.handedOut.map(({ frameworkId, agentId, resources, stage }) => ({
      framework: frameworkName(master, frameworkId),
      agent: agentName(master, agentId),
      resources: formatResources(resources),
      stage,
    })),
    offeredCount: run.handedOutCount,
    passedOver: run.passedOver.map(({ frameworkId, agentId, why, remainingSeconds }) => ({
      framework: frameworkName(master, frameworkId),
      agent: agentName(master, agentId),
      why,
      remainingSeconds,
    })),
    passedOverCount: run.passedOverCount,
  };
}

export function offersView(simulator: Simulator): OffersView {
  const { nowUs } = simulator.world;
  const leading = leadingMaster(simulator);
  if (leading === null) return { master: null, nowUs, open: [], openCount: 0, ended: [] };
  const { master, process } = leading;
  const open = [...master.offers.values()].slice(0, OFFER_LIMIT).map((offer) => ({
    id: offer.id,
    framework: frameworkName(master, offer.frameworkId),
    agent: { id: offer.slaveId, host: offer.hostname },
    resources: formatResources(offer.resources),
    madeAtUs: master.offerTimes.get(offer.id) ?? nowUs,
    expiresAtUs: dueTimeOf(simulator.world, process, `offer:${offer.id}`),
  }));
  const ended = master.endedOffers
    .map(({ offerId, frameworkId, agentId, resources, ...rest }) => ({
      id: offerId,
      framework: frameworkName(master, frameworkId),
      agent: agentName(master, agentId),
      resources: formatResources(resources),
      ...rest,
    }))
    .reverse();
  return { master: process.spec.id, nowUs, open, openCount: master.offers.size, ended };
}
