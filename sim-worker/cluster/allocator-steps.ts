/**
 * `sim allocator --steps FILE`: one allocator driven from outside, for comparison with real ones. Each input line is a
 * step as JSON, each answer holds the allocations made since the previous line, in order. The clock is its own: batch
 * runs fall on whole seconds while it advances.
 */
import { initialRandom, nextBelow, type RandomStream } from '../kernel/random.ts';
import { agentId, type AgentId, frameworkId, type FrameworkId } from '../mesos/ids.ts';
import { stepAllocator } from '../mesos/allocator/allocator.ts';
import {
  type AllocatorEffect,
  type AllocatorEvent,
  type AllocatorState,
  DEFAULT_ALLOCATION_INTERVAL_MS,
  initialAllocator,
} from '../mesos/allocator/allocator-state.ts';
import { parseAttributes } from '../mesos/resources/attributes.ts';
import { formatResources } from '../mesos/resources/format.ts';
import { parseResources } from '../mesos/resources/parse.ts';
import { NO_RESOURCES, type Resources, withMarks } from '../mesos/resources/resource.ts';
import { containsResources, resourcesOf } from '../mesos/resources/resources.ts';

export type AllocatorSteps = { readonly allocator: AllocatorState; readonly random: RandomStream; nowUs: number };

export type StepAnswer =
  | {
      readonly allocations: readonly {
        readonly framework: string;
        readonly agent: string;
        readonly resources: string;
      }[];
    }
  | { readonly error: string };

type Step = Readonly<Record<string, unknown>>;
type Refusal = { readonly error: string };

const US_PER_SECOND = 1_000_000;
/** A longer advance is refused: a step must end in reasonable time. */
const MAX_ADVANCE_SECONDS = 10_000_000;

export function startAllocatorSteps(seed: number): AllocatorSteps {
  const flags = {
    allocationIntervalMs: DEFAULT_ALLOCATION_INTERVAL_MS,
    fairSharingExcludedResourceNames: [],
  };
  return { allocator: initialAllocator(flags), random: initialRandom(seed, 'allocator'), nowUs: 0 };
}

/** One input line to one answer; a bad line is answered by an error and changes nothing. */
export function runAllocatorStep(steps: AllocatorSteps, line: string): StepAnswer {
  const step = parsedLine(line);
  if (step === null) return { error: 'a step is a JSON object' };
  if (step['op'] === 'advance') return advance(steps, step);
  const event = eventOf(steps.allocator, step);
  if ('error' in event) return event;
  return answer(stepAllocator(steps.allocator, event, momentOf(steps)));
}

function parsedLine(line: string): Step | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Step) : null;
  } catch {
    return null;
  }
}

function momentOf(steps: AllocatorSteps): { nowUs: number; randomInt: (bound: number) => number } {
  return { nowUs: steps.nowUs, randomInt: (bound) => nextBelow(steps.random, bound) };
}

function advance(steps: AllocatorSteps, step: Step): StepAnswer {
  const seconds = step['seconds'];
  if (typeof seconds !== 'number' || !(seconds >= 0) || seconds > MAX_ADVANCE_SECONDS)
    return { error: 'advance needs seconds >= 0' };
  const untilUs = steps.nowUs + Math.round(seconds * US_PER_SECOND);
  const effects: AllocatorEffect[] = [];
  for (let tick = Math.floor(steps.nowUs / US_PER_SECOND) + 1; tick * US_PER_SECOND <= untilUs; tick += 1) {
    steps.nowUs = tick * US_PER_SECOND;
    effects.push(...stepAllocator(steps.allocator, { kind: 'batch' }, momentOf(steps)));
  }
  steps.nowUs = untilUs;
  return answer(effects);
}

function answer(effects: readonly AllocatorEffect[]): StepAnswer {
  const allocations: { framework: string; agent: string; resources: string }[] = [];
  let run: { framework: string; agent: string; resources: string; order: number }[] = [];
  const flush = (): void => {
    run.sort((a, b) => a.order - b.order);
    for (const { framework, agent, resources } of run) allocations.push({ framework, agent, resources });
    run = [];
  };
  for (const effect of effects) {
    if (effect.kind !== 'offer') continue;
    // Decisions of one run are numbered from 0: the first framework of a run holds number 0.
    if (effect.shares[0]?.order === 0) flush();
    for (const share of effect.shares) {
      run.push({
        framework: effect.frameworkId,
        agent: share.agentId,
        resources: formatResources(share.resources),
        order: share.order,
      });
    }
  }
  flush();
  return { allocations };
}

function eventOf(allocator: AllocatorState, step: Step): AllocatorEvent | Refusal {
  switch (step['op']) {
    case 'addAgent':
      return addAgent(allocator, step);
    case 'removeAgent':
      return withAgent(allocator, step, 'id', (id) => ({ kind: 'removeAgent', agentId: id }));
    case 'addFramework':
      return addFramework(allocator, step);
    case 'removeFramework':
      return withFramework(allocator, step, 'id', (id) => ({ kind: 'removeFramework', frameworkId: id }));
    case 'activate':
    case 'deactivate':
      return activity(allocator, step, step['op']);
    case 'recover':
      return recover(allocator, step);
    case 'revive':
      return withFramework(allocator, step, 'framework', (id) => ({ kind: 'reviveOffers', frameworkId: id }));
    case 'suppress':
      return withFramework(allocator, step, 'framework', (id) => ({ kind: 'suppressOffers', frameworkId: id }));
    case 'oversubscribe':
      return withAgent(allocator, step, 'agent', (id) =>
        withResources(step, (oversubscribed) => ({
          kind: 'updateAgent',
          agentId: id,
          oversubscribed: revocable(oversubscribed),
        })),
      );
    default:
      return settingOf(allocator, step);
  }
}

function settingOf(allocator: AllocatorState, step: Step): AllocatorEvent | Refusal {
  const role = step['role'];
  switch (step['op']) {
    case 'weight': {
      const weight = step['value'];
      if (typeof role !== 'string' || typeof weight !== 'number' || !(weight > 0))
        return { error: 'weight needs role and value > 0' };
      return { kind: 'updateWeights', weights: [{ role, weight }] };
    }
    case 'quota':
      if (typeof role !== 'string') return { error: 'quota needs a role' };
      if (allocator.quotas.has(role)) return { error: `role '${role}' has a quota set already` };
      return withResources(step, (guarantee) => ({ kind: 'setQuota', role, guarantee }));
    case 'removeQuota':
      if (typeof role !== 'string' || !allocator.quotas.has(role))
        return { error: `Role '${String(role)}' has no quota set` };
      return { kind: 'removeQuota', role };
    case 'whitelist': {
      const hosts = step['hosts'];
      if (hosts === null || hosts === undefined) return { kind: 'updateWhitelist', hosts: null };
      if (!Array.isArray(hosts)) return { error: 'whitelist needs hosts: a list or null' };
      return { kind: 'updateWhitelist', hosts: hosts.map(String) };
    }
    default:
      return { error: `unknown op ${JSON.stringify(step['op'] ?? null)}` };
  }
}

function addAgent(allocator: AllocatorState, step: Step): AllocatorEvent | Refusal {
  const id = step['id'];
  if (typeof id !== 'string' || id === '') return { error: 'addAgent needs an id' };
  if (allocator.agents.has(agentId(id))) return { error: `agent ${id} exists already` };
  const attributes = parseAttributes(typeof step['attributes'] === 'string' ? step['attributes'] : '');
  if (!attributes.ok) return { error: attributes.error };
  return withResources(step, (total) => ({
    kind: 'addAgent',
    agentId: agentId(id),
    hostname: id,
    total,
    used: new Map(),
    unavailability: null,
  }));
}

function addFramework(allocator: AllocatorState, step: Step): AllocatorEvent | Refusal {
  const id = step['id'];
  if (typeof id !== 'string' || id === '') return { error: 'addFramework needs an id' };
  if (allocator.frameworks.has(frameworkId(id))) return { error: `framework ${id} exists already` };
  const role = typeof step['role'] === 'string' ? step['role'] : '*';
  const traits = { revocable: step['revocable'] === true, gpuAware: step['gpus'] === true };
  return { kind: 'addFramework', frameworkId: frameworkId(id), role, traits, used: new Map() };
}

function activity(allocator: AllocatorState, step: Step, op: 'activate' | 'deactivate'): AllocatorEvent | Refusal {
  if (step['framework'] !== undefined) {
    const kind = op === 'activate' ? 'activateFramework' : 'deactivateFramework';
    return withFramework(allocator, step, 'framework', (id) => ({ kind, frameworkId: id }));
  }
  return withAgent(allocator, step, 'agent', (id) => ({
    kind: op === 'activate' ? 'activateAgent' : 'deactivateAgent',
    agentId: id,
  }));
}

/** Of a removed agent, too: what frameworks hold there stays in the books until it is given back. */
function recover(allocator: AllocatorState, step: Step): AllocatorEvent | Refusal {
  const refuse = step['refuseSeconds'];
  const framework = step['framework'];
  const agent = step['agent'] ?? step['id'];
  if (typeof framework !== 'string') return { error: 'recover needs a framework' };
  if (typeof agent !== 'string') return { error: 'recover needs an agent' };
  const held = allocator.frameworks.get(frameworkId(framework))?.allocation.get(agentId(agent));
  const row = allocator.agents.get(agentId(agent));
  if (row === undefined && held === undefined) return { error: `no agent ${JSON.stringify(agent)}` };
  return withResources(step, (resources) => {
    const enough = [allocator.frameworks.has(frameworkId(framework)) ? (held ?? NO_RESOURCES) : null, row?.allocated];
    if (enough.some((whole) => whole != null && !containsResources(whole, resources)))
      return { error: `${framework} does not hold ${formatResources(resources)} of ${agent}` };
    return {
      kind: 'recoverResources',
      frameworkId: frameworkId(framework),
      agentId: agentId(agent),
      resources,
      refuseSeconds: typeof refuse === 'number' ? refuse : null,
    };
  });
}

function withAgent(
  allocator: AllocatorState,
  step: Step,
  field: string,
  make: (id: AgentId) => AllocatorEvent | Refusal,
): AllocatorEvent | Refusal {
  const id = step[field] ?? step['id'];
  if (typeof id !== 'string' || !allocator.agents.has(agentId(id)))
    return { error: `no agent ${JSON.stringify(id ?? null)}` };
  return make(agentId(id));
}

function withFramework(
  allocator: AllocatorState,
  step: Step,
  field: string,
  make: (id: FrameworkId) => AllocatorEvent,
): AllocatorEvent | Refusal {
  const id = step[field] ?? step['id'];
  if (typeof id !== 'string' || !allocator.frameworks.has(frameworkId(id)))
    return { error: `no framework ${JSON.stringify(id ?? null)}` };
  return make(frameworkId(id));
}

function withResources(step: Step, make: (resources: Resources) => AllocatorEvent | Refusal): AllocatorEvent | Refusal {
  const text = step['resources'];
  if (typeof text !== 'string') return { error: `${String(step['op'])} needs resources` };
  const parsed = parseResources(text);
  return parsed.ok ? make(parsed.value) : { error: parsed.error };
}

function revocable(resources: Resources): Resources {
  return resourcesOf(resources.map((part) => withMarks(part, { revocable: true })));
}
