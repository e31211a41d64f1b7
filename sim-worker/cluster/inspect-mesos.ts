/** Masters, agents and replicas as the invariants of Mesos read them: pure looks at states, never used by a program itself. */
import type { World } from '../kernel/world.ts';
import type { AgentState } from '../mesos/agent/agent-state.ts';
import { inspectAgent } from '../mesos/agent/inspect.ts';
import { disagreeingAgents, isLeadingMaster, masterTasks } from '../mesos/master/inspect.ts';
import type { MasterState } from '../mesos/master/master-state.ts';
import { isTerminalState, type Task } from '../mesos/messages/tasks.ts';
import type { LogAction } from '../mesos/replicated-log/log-messages.ts';
import { liveProcesses } from './inspect.ts';

export type LeadingMasterLook = {
  readonly host: string;
  readonly agents: number;
  readonly connectedAgents: number;
  /** Tasks that are not terminal, of frameworks that are registered and of those that are not (orphans). */
  readonly liveTasks: readonly string[];
  readonly orphans: readonly Orphan[];
  readonly frameworkIds: ReadonlySet<string>;
  /** Agents in the registry, and those registered with it. */
  readonly registryAgentIds: readonly string[];
  readonly agentIds: readonly string[];
  readonly registryWeights: ReadonlyMap<string, number>;
  readonly allocatorWeights: ReadonlyMap<string, number>;
  /** Agents on which master and allocator do not agree about what is taken. */
  readonly disagreeing: readonly string[];
};

export type Orphan = {
  readonly id: string;
  readonly frameworkId: string;
  /**
   * This master removed the framework while the agent was registered with it, and so told the agent to end it. An agent that
   * it readmits later hears nothing of it (`Mesos 1.0.1 src/master/master.cpp _reregisterSlave`; reconcile is for known agents).
   */
  readonly toldToEnd: boolean;
};

export function leadingMasters(world: World): readonly LeadingMasterLook[] {
  return liveProcesses(world, 'mesos-master').flatMap((process) => {
    const master = process.state as MasterState;
    return isLeadingMaster(master) ? [lookAtMaster(process.spec.host, master)] : [];
  });
}

function lookAtMaster(host: string, master: MasterState): LeadingMasterLook {
  const agents = [...master.agents.values()];
  const live = masterTasks(master).filter((task) => !isTerminalState(task.state));
  const { registry } = master.registrar;
  return {
    host,
    agents: agents.length,
    connectedAgents: agents.filter((agent) => agent.connected && agent.active).length,
    liveTasks: live.filter((task) => master.frameworks.has(task.frameworkId)).map((task) => task.taskId),
    orphans: live
      .filter((task) => !master.frameworks.has(task.frameworkId))
      .map((task) => ({ id: task.taskId, frameworkId: task.frameworkId, toldToEnd: wasToldToEnd(master, task) })),
    frameworkIds: new Set(master.frameworks.keys()),
    registryAgentIds: [...registry.slaves.keys()],
    agentIds: agents.map((agent) => agent.id),
    registryWeights: new Map(registry.weights.map(({ role, weight }) => [role, weight])),
    allocatorWeights: master.allocator.weights,
    disagreeing: disagreeingAgents(master),
  };
}

function wasToldToEnd(master: MasterState, { slaveId, frameworkId }: Task): boolean {
  const removed = master.completedFrameworks.find(({ id }) => id === frameworkId);
  const agent = master.agents.get(slaveId);
  return removed !== undefined && agent !== undefined && agent.registeredAtSecs <= removed.unregisteredAtSecs;
}

/** Ids of all tasks that agents hold as alive. */
export function agentTasks(world: World): readonly string[] {
  return liveProcesses(world, 'mesos-agent').flatMap((process) =>
    inspectAgent(process.state as AgentState)
      .tasks.filter((task) => !isTerminalState(task.state))
      .map((task) => task.id),
  );
}

export type TaskBook = {
  /** Which process, in which of its lives. */
  readonly book: string;
  /** Ended tasks with their states, and those that live. */
  readonly terminal: ReadonlyMap<string, string>;
  readonly live: ReadonlySet<string>;
};

export function taskBooks(world: World): readonly TaskBook[] {
  const books: TaskBook[] = [];
  for (const process of liveProcesses(world, 'mesos-master'))
    books.push(bookOf(process.spec.id, process.incarnation, masterTasks(process.state as MasterState).map(idAndState)));
  for (const process of liveProcesses(world, 'mesos-agent'))
    books.push(bookOf(process.spec.id, process.incarnation, inspectAgent(process.state as AgentState).tasks));
  return books;
}

type IdAndState = { readonly id: string; readonly state: Parameters<typeof isTerminalState>[0] };

function idAndState(task: { readonly taskId: string; readonly state: IdAndState['state'] }): IdAndState {
  return { id: task.taskId, state: task.state };
}

function bookOf(process: string, incarnation: number, tasks: readonly IdAndState[]): TaskBook {
  const terminal = new Map<string, string>();
  const live = new Set<string>();
  for (const { id, state } of tasks) {
    if (isTerminalState(state)) terminal.set(id, state);
    else live.add(id);
  }
  return { book: `${process}#${String(incarnation)}`, terminal, live };
}

export type ReplicaLook = {
  readonly host: string;
  /** Position and what was learned there, as text to compare. */
  readonly learned: () => Iterable<readonly [number, string]>;
};

export function logReplicas(world: World): readonly ReplicaLook[] {
  return liveProcesses(world, 'mesos-master').map((process) => {
    const { replica } = (process.state as MasterState).log;
    return { host: process.spec.host, learned: () => learnedActions(replica.actions) };
  });
}

function* learnedActions(actions: ReadonlyMap<number, LogAction>): Generator<readonly [number, string], void> {
  for (const [position, action] of actions) if (action.learned) yield [position, actionText(action)];
}

/** The value matters: two snapshots of the registry may be of the same size. */
function actionText({ type, sizeBytes, to, value }: LogAction): string {
  return `${type ?? 'NOP'} ${String(type === 'TRUNCATE' ? to : sizeBytes)} ${type === 'APPEND' ? plainText(value) : ''}`;
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Map ? [...inner.entries()] : inner)) ?? '';
}
