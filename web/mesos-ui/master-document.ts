/**
 * `/master/state` as the pages need it: lists to be asked for row by row, and sums.
 * Source: Mesos 1.0.1, src/webui/master/static/js/controllers.js (update).
 */
import { jsonStream, type JsonStream, type Plan } from '../browser/documents/json-stream.ts';
import type { AgentJson, FrameworkJson, MasterStateJson, OfferJson, ResourcesJson } from './mesos-json.ts';
import { listOf, taskScanner, type TaskChunk, type TaskList } from './task-list.ts';

export type Amounts = { readonly cpus: number; readonly gpus: number; readonly mem: number; readonly disk: number };

/** A framework without its tasks and offers. */
export type FrameworkRow = {
  readonly framework: FrameworkJson;
  readonly amounts: Amounts;
  readonly maxShare: number;
  readonly activeTasks: number;
};

export type FrameworkEntry = {
  readonly row: FrameworkRow;
  readonly tasks: TaskList;
  readonly completedTasks: TaskList;
};

export type MasterDocument = {
  /** The rest is still on its way. */
  readonly isPartial: boolean;
  /** All fields that are no lists. */
  readonly head: MasterStateJson;
  readonly agents: readonly AgentJson[];
  readonly agentById: ReadonlyMap<string, AgentJson>;
  readonly frameworks: readonly FrameworkEntry[];
  readonly completedFrameworks: readonly FrameworkEntry[];
  readonly activeTasks: TaskList;
  readonly completedTasks: TaskList;
  readonly orphanTasks: TaskList;
  readonly offers: readonly OfferJson[];
  readonly total: Amounts;
  readonly used: Amounts;
  readonly offered: Amounts;
  readonly idle: Amounts;
};

type Raw = { framework: Record<string, unknown>; tasks: TaskChunk[]; completed: TaskChunk[]; offers: OfferJson[] };

type Gathered = {
  readonly head: Record<string, unknown>;
  readonly agents: AgentJson[];
  readonly frameworks: Raw[];
  readonly completedFrameworks: Raw[];
  readonly orphans: TaskChunk[];
};

export function masterStream(before: MasterDocument | null): {
  readonly push: JsonStream['push'];
  readonly finish: () => MasterDocument;
  readonly partial: () => MasterDocument;
} {
  const gathered: Gathered = { head: {}, agents: [], frameworks: [], completedFrameworks: [], orphans: [] };
  const stream = jsonStream(statePlan(gathered, before));
  return {
    push: stream.push,
    finish: () => {
      stream.finish();
      return masterDocument(gathered, false);
    },
    partial: () => masterDocument(gathered, true),
  };
}

function statePlan(gathered: Gathered, before: MasterDocument | null): Plan {
  return {
    kind: 'object',
    fields: {
      slaves: { kind: 'array', element: { kind: 'value', take: (agent) => gathered.agents.push(agent as AgentJson) } },
      frameworks: { kind: 'array', element: frameworkPlan(gathered.frameworks, before?.frameworks ?? []) },
      completed_frameworks: {
        kind: 'array',
        element: frameworkPlan(gathered.completedFrameworks, before?.completedFrameworks ?? []),
      },
      orphan_tasks: {
        kind: 'array',
        element: {
          kind: 'scan',
          take: taskScanner(before?.orphanTasks.chunks ?? [], (chunk) => gathered.orphans.push(chunk)),
        },
      },
    },
    other: (name, value) => {
      gathered.head[name] = value;
    },
  };
}

function frameworkPlan(into: Raw[], before: readonly FrameworkEntry[]): Plan {
  let current = emptyRaw();
  let scanTask = taskScanner([], () => {});
  let scanCompleted = scanTask;
  const begin = (): void => {
    const entry = before[into.length];
    current = emptyRaw();
    into.push(current);
    const { tasks, completed } = current;
    scanTask = taskScanner(entry?.tasks.chunks ?? [], (chunk) => tasks.push(chunk));
    scanCompleted = taskScanner(entry?.completedTasks.chunks ?? [], (chunk) => completed.push(chunk));
  };
  return {
    kind: 'object',
    begin,
    fields: {
      tasks: { kind: 'array', element: { kind: 'scan', take: (text, start) => scanTask(text, start) } },
      completed_tasks: { kind: 'array', element: { kind: 'scan', take: (text, start) => scanCompleted(text, start) } },
      offers: { kind: 'array', element: { kind: 'value', take: (offer) => current.offers.push(offer as OfferJson) } },
    },
    other: (name, value) => {
      current.framework[name] = value;
    },
  };
}

function emptyRaw(): Raw {
  return { framework: {}, tasks: [], completed: [], offers: [] };
}

function masterDocument(gathered: Gathered, isPartial: boolean): MasterDocument {
  const head = { ...gathered.head };
  const agents = [...gathered.agents];
  const offers = gathered.frameworks.flatMap((raw) => raw.offers);
  const total = sumAmounts(agents.map((agent) => agent.resources));
  const offered = sumAmounts(offers.map((offer) => offer.resources));
  const frameworks = gathered.frameworks.map((raw) => frameworkEntry(raw, total));
  const held = sumAmounts(frameworks.map(({ row }) => row.framework.resources));
  return {
    isPartial,
    head: head as MasterStateJson,
    agents,
    agentById: new Map(agents.map((agent) => [agent.id, agent])),
    frameworks,
    completedFrameworks: gathered.completedFrameworks.map((raw) => frameworkEntry(raw, total)),
    activeTasks: listOf(frameworks.flatMap((entry) => entry.tasks.chunks)),
    completedTasks: listOf(frameworks.flatMap((entry) => entry.completedTasks.chunks)),
    orphanTasks: listOf(gathered.orphans),
    offers,
    total,
    used: subtract(held, offered),
    offered,
    idle: subtract(total, held),
  };
}

function frameworkEntry(raw: Raw, total: Amounts): FrameworkEntry {
  const framework = raw.framework as FrameworkJson;
  const tasks = listOf(raw.tasks);
  const amounts = sumAmounts([framework.resources]);
  const share = (kind: keyof Amounts): number => (total[kind] > 0 ? amounts[kind] / total[kind] : 0);
  return {
    row: {
      framework,
      amounts,
      maxShare: Math.max(share('cpus'), share('gpus'), share('mem'), share('disk')),
      activeTasks: tasks.length,
    },
    tasks,
    completedTasks: listOf(raw.completed),
  };
}

export function amountsOf(resources: ResourcesJson | undefined): Amounts {
  return sumAmounts([resources]);
}

export function sumAmounts(all: readonly (ResourcesJson | undefined)[]): Amounts {
  const sum = { cpus: 0, gpus: 0, mem: 0, disk: 0 };
  for (const resources of all) {
    sum.cpus += resources?.cpus ?? 0;
    sum.gpus += resources?.gpus ?? 0;
    sum.mem += resources?.mem ?? 0;
    sum.disk += resources?.disk ?? 0;
  }
  return sum;
}

function subtract(a: Amounts, b: Amounts): Amounts {
  return { cpus: a.cpus - b.cpus, gpus: a.gpus - b.gpus, mem: a.mem - b.mem, disk: a.disk - b.disk };
}
