/**
 * What the WebUI computes from `/master/state`: flat task lists, sums, shares.
 * Source: Mesos 1.0.1, src/webui/master/static/js/controllers.js (update).
 */
import type { AgentJson, FrameworkJson, MasterStateJson, OfferJson, ResourcesJson, TaskJson } from './mesos-json.ts';

export type Amounts = { readonly cpus: number; readonly gpus: number; readonly mem: number; readonly disk: number };

export const noAmounts: Amounts = { cpus: 0, gpus: 0, mem: 0, disk: 0 };

export type TaskRow = {
  readonly task: TaskJson;
  readonly frameworkId: string;
  /** The task id where the executor has no id of its own. */
  readonly executorId: string;
  /** Seconds; absent until a first update that is not terminal. */
  readonly startedS: number | undefined;
  readonly stoppedS: number | undefined;
};

export type FrameworkRow = {
  readonly framework: FrameworkJson;
  readonly amounts: Amounts;
  readonly maxShare: number;
  readonly activeTasks: number;
};

export type MasterModel = {
  readonly state: MasterStateJson;
  readonly agents: ReadonlyMap<string, AgentJson>;
  readonly frameworks: readonly FrameworkRow[];
  readonly completedFrameworks: readonly FrameworkRow[];
  readonly frameworkById: ReadonlyMap<string, FrameworkRow>;
  readonly activeTasks: readonly TaskRow[];
  readonly completedTasks: readonly TaskRow[];
  readonly orphanTasks: readonly TaskRow[];
  readonly offers: readonly OfferJson[];
  readonly total: Amounts;
  readonly used: Amounts;
  readonly offered: Amounts;
  readonly idle: Amounts;
};

const terminalStates = new Set(['TASK_ERROR', 'TASK_FAILED', 'TASK_FINISHED', 'TASK_KILLED', 'TASK_LOST']);

export function masterModel(state: MasterStateJson): MasterModel {
  const agents = new Map((state.slaves ?? []).map((agent) => [agent.id, agent]));
  const registered = state.frameworks ?? [];
  const offers = registered.flatMap((framework) => framework.offers ?? []);
  const total = sumAmounts([...agents.values()].map((agent) => agent.resources));
  const offered = sumAmounts(offers.map((offer) => offer.resources));
  const held = sumAmounts(registered.map((framework) => framework.resources));
  const used = subtract(held, offered);
  const frameworks = registered.map((framework) => frameworkRow(framework, total));
  const completedFrameworks = (state.completed_frameworks ?? []).map((framework) => frameworkRow(framework, total));
  return {
    state,
    agents,
    frameworks,
    completedFrameworks,
    frameworkById: new Map([...completedFrameworks, ...frameworks].map((row) => [row.framework.id, row])),
    activeTasks: frameworks.flatMap(({ framework }) => taskRows(framework.tasks, framework.id)),
    completedTasks: frameworks.flatMap(({ framework }) => taskRows(framework.completed_tasks, framework.id)),
    orphanTasks: taskRows(state.orphan_tasks, ''),
    offers,
    total,
    used,
    offered,
    idle: subtract(total, held),
  };
}

export function taskRows(tasks: readonly TaskJson[] | undefined, frameworkId: string): readonly TaskRow[] {
  return (tasks ?? []).map((task) => {
    const first = task.statuses?.[0];
    const last = task.statuses?.[task.statuses.length - 1];
    return {
      task,
      frameworkId: task.framework_id ?? frameworkId,
      executorId: task.executor_id === undefined || task.executor_id === '' ? task.id : task.executor_id,
      startedS: first === undefined || terminalStates.has(first.state) ? undefined : first.timestamp,
      stoppedS: terminalStates.has(task.state) ? last?.timestamp : undefined,
    };
  });
}

function frameworkRow(framework: FrameworkJson, total: Amounts): FrameworkRow {
  const amounts = amountsOf(framework.resources);
  const share = (kind: keyof Amounts): number => (total[kind] > 0 ? amounts[kind] / total[kind] : 0);
  return {
    framework,
    amounts,
    maxShare: Math.max(share('cpus'), share('gpus'), share('mem'), share('disk')),
    activeTasks: framework.tasks?.length ?? 0,
  };
}

export function amountsOf(resources: ResourcesJson | undefined): Amounts {
  return {
    cpus: resources?.cpus ?? 0,
    gpus: resources?.gpus ?? 0,
    mem: resources?.mem ?? 0,
    disk: resources?.disk ?? 0,
  };
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

/** Upper bound of agents, and the poll interval below it, in seconds [controllers.js, updateInterval]. */
const intervals: readonly (readonly [number, number])[] = [
  [500, 10],
  [1000, 20],
  [5000, 60],
  [10000, 120],
  [15000, 240],
  [20000, 480],
];

export function pollIntervalMs(agents: number): number {
  return (intervals.find(([below]) => agents < below)?.[1] ?? 960) * 1000;
}
