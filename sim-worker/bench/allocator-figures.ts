/**
 * The allocator alone: one full allocation of agents over frameworks that decline everything they are offered, in the
 * rounds when each agent goes to yet another framework, and once all have refused all.
 */
import { initialRandom, nextBelow } from '../kernel/random.ts';
import { stepAllocator } from '../mesos/allocator/allocator.ts';
import {
  type AllocatorEffect,
  type AllocatorEvent,
  type AllocatorState,
  type OfferFilter,
  initialAllocator,
} from '../mesos/allocator/allocator-state.ts';
import { unsettleAll } from '../mesos/allocator/bookkeeping.ts';
import { agentId, frameworkId } from '../mesos/ids.ts';
import { parseResources } from '../mesos/resources/parse.ts';
import type { Resources } from '../mesos/resources/resource.ts';
import { type Figure, coreSecondsFor, figure, quantile } from './figure.ts';

const INTERVAL_MS = 1000;
/** A small cluster gets more rounds, up to a limit: its first ones pass while the engine still compiles. */
const DECISIONS = 400_000;
const MIN_ROUNDS = 9;
const MAX_ROUNDS = 40;
/** A refusal that outlives the measurement. */
const REFUSE_SECONDS = 1_000_000;

type Bed = { readonly allocator: AllocatorState; step(event: AllocatorEvent): AllocatorEffect[] };

function resources(): Resources {
  const parsed = parseResources('cpus:4;mem:8192;disk:50000;ports:[31000-32000]');
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function bed(agents: number, frameworks: number): Bed {
  const random = initialRandom(1, 'allocator');
  const allocator = initialAllocator({
    allocationIntervalMs: INTERVAL_MS,
    fairSharingExcludedResourceNames: [],
  });
  let nowUs = 0;
  const step = (event: AllocatorEvent): AllocatorEffect[] => {
    if (event.kind === 'batch') nowUs += INTERVAL_MS * 1000;
    return stepAllocator(allocator, event, { nowUs, randomInt: (bound) => nextBelow(random, bound) });
  };
  for (let index = 0; index < agents; index += 1) {
    const id = agentId(`agent-${String(index)}`);
    const total = resources(); // A list of its own, as each registration brings one.
    step({ kind: 'addAgent', agentId: id, hostname: id, total, used: new Map(), unavailability: null });
  }
  for (let index = 0; index < frameworks; index += 1) {
    const id = frameworkId(`framework-${String(index)}`);
    const traits = { revocable: false, gpuAware: false };
    step({ kind: 'addFramework', frameworkId: id, role: '*', traits, used: new Map() });
    // The first one is offered everything at once.
    if (index === 0) declineAll({ allocator, step });
  }
  return { allocator, step };
}

/** Every framework gives back what it was offered, for good. */
function declineAll({ allocator, step }: Bed): void {
  for (const framework of allocator.frameworks.values()) {
    for (const [agent, offered] of [...framework.allocation]) {
      const back = { frameworkId: framework.id, agentId: agent, resources: offered, refuseSeconds: REFUSE_SECONDS };
      step({ kind: 'recoverResources', ...back });
    }
  }
}

function batchMs({ step }: Bed): number {
  return 1000 * coreSecondsFor(() => void step({ kind: 'batch' }));
}

/** Milliseconds of full allocations: each agent to another framework, and with every agent refused by all. */
function fullAllocations(agents: number, frameworks: number): { offering: number[]; refused: number[] } {
  const all = bed(agents, frameworks);
  const rounds = Math.min(MAX_ROUNDS, Math.max(MIN_ROUNDS, Math.floor(DECISIONS / agents)));
  const offering: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    declineAll(all);
    unsettleAll(all.allocator);
    offering.push(batchMs(all));
  }
  declineAll(all);
  refuseEverything(all.allocator, frameworks);
  const refused: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    unsettleAll(all.allocator);
    refused.push(batchMs(all));
  }
  return { offering, refused };
}

/** As after a round for each framework, which would take long. */
function refuseEverything(allocator: AllocatorState, frameworks: number): void {
  for (const agent of allocator.agents.values()) {
    const refusal: OfferFilter = Object.freeze({ refused: agent.available, expiresAtUs: null, throughBatch: false });
    const last = Object.freeze([refusal]);
    const slots = Object.freeze(new Array<readonly OfferFilter[]>(frameworks).fill(last));
    allocator.filters.set(
      agent.id,
      Object.freeze({ byRole: Object.freeze([Object.freeze({ role: '*', slots })]), last }),
    );
  }
}

export function allocatorFigures(): Figure[] {
  return [...figuresOf(1000, 50, 10), ...figuresOf(10_000, 1000, 1100)];
}

function figuresOf(agents: number, frameworks: number, barMs: number): Figure[] {
  const { offering, refused } = fullAllocations(agents, frameworks);
  const name = `allocator, ${agents.toLocaleString('en-US')} agents × ${frameworks.toLocaleString('en-US')} frameworks`;
  return [
    figure(`${name}: a full allocation, all offered`, quantile(offering, 0.5), 'ms', { atMost: barMs }),
    figure(`${name}: a full allocation, all refused`, quantile(refused, 0.5), 'ms', { atMost: barMs }),
  ];
}
