/** What the invariants read of an agent: pure looks at its state, never used by the program itself. */
import type { ProcessId } from '../../kernel/ids.ts';
import type { AgentId, FrameworkId, TaskId } from '../ids.ts';
import type { TaskState } from '../messages/tasks.ts';
import type { Resources } from '../resources/resource.ts';
import { sumResources } from '../resources/resources.ts';
import type { AgentState, Executor } from './agent-state.ts';
import { executorProcessId } from './containerizer.ts';
import { executorResources } from './executor-table.ts';

export type InspectedAgentTask = {
  readonly id: TaskId;
  readonly frameworkId: FrameworkId;
  readonly state: TaskState;
  /** Process of the executor that has the task. */
  readonly executorPid: ProcessId;
  readonly resources: Resources;
};

export type InspectedAgent = {
  readonly agentId: AgentId | null;
  readonly phase: AgentState['phase'];
  readonly total: Resources;
  /** Of live executors and their tasks, the command executors' own share included. */
  readonly used: Resources;
  /** Of live tasks and custom executors: what the master counts. What a framework that is being shut down still uses it gave free. */
  readonly allocated: Resources;
  readonly tasks: readonly InspectedAgentTask[];
};

export function inspectAgent(state: AgentState): InspectedAgent {
  const executors = liveExecutors(state);
  const host = state.pid.slice(state.pid.indexOf('@') + 1, state.pid.lastIndexOf(':'));
  return {
    agentId: state.info.id,
    phase: state.phase,
    total: state.info.resources,
    used: sumResources(executors.map(executorResources)),
    allocated: sumResources(executors.filter((each) => isCounted(state, each)).flatMap(allocatedParts)),
    tasks: executors.flatMap((executor) => inspectTasks(executor, host)),
  };
}

export function liveExecutors(state: AgentState): readonly Executor[] {
  const all = [...state.frameworks.values()].flatMap((framework) => [...framework.executors.values()]);
  return all.filter((executor) => executor.phase !== 'TERMINATED');
}

/** The master frees at once what a removed framework had (`Mesos 1.0.1 src/master/master.cpp removeFramework`). */
function isCounted(state: AgentState, { frameworkId }: Executor): boolean {
  return state.frameworks.get(frameworkId)?.terminating !== true;
}

function allocatedParts(executor: Executor): readonly Resources[] {
  const tasks = [...executor.queuedTasks, ...executor.launchedTasks].map((task) => task.resources);
  return executor.isCommandExecutor ? tasks : [executor.info.resources, ...tasks];
}

function inspectTasks(executor: Executor, host: string): readonly InspectedAgentTask[] {
  const executorPid = executorProcessId({ host }, executor.containerId);
  const { frameworkId } = executor;
  return [
    ...executor.queuedTasks.map((task) => ({
      id: task.taskId,
      frameworkId,
      state: 'TASK_STAGING' as const,
      executorPid,
      resources: task.resources,
    })),
    ...executor.launchedTasks.map((task) => ({
      id: task.taskId,
      frameworkId,
      state: task.state,
      executorPid,
      resources: task.resources,
    })),
  ];
}
