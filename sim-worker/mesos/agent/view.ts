/** What the console shows of an agent: a small summary for the topology and the inspector. */
import type { ProcessId } from '../../kernel/ids.ts';
import type { TaskState } from '../messages/tasks.ts';
import { formatAttributes } from '../resources/attributes.ts';
import { formatResources } from '../resources/format.ts';
import { cpusMilli, memMilli, scalarMilli, sumResources } from '../resources/resources.ts';
import type { AgentState, ContainerPhase, Executor, ExecutorPhase } from './agent-state.ts';
import { executorProcessId } from './containerizer.ts';
import { executorResources } from './executor-table.ts';
import { liveExecutors } from './inspect.ts';

export type AgentTaskView = { readonly id: string; readonly frameworkId: string; readonly state: TaskState };

export type AgentExecutorView = {
  readonly id: string;
  readonly frameworkId: string;
  readonly phase: ExecutorPhase;
  readonly container: ContainerPhase | 'GONE';
  readonly process: ProcessId;
  readonly directory: string;
  readonly tasks: readonly AgentTaskView[];
};

export type AgentView = {
  /** RECOVERING, DISCONNECTED, RUNNING or TERMINATING. */
  readonly role: AgentState['phase'];
  readonly detail: {
    readonly agentId: string | null;
    readonly master: string | null;
    readonly zookeeperSession: string | null;
    readonly runtime: string;
    readonly resources: string;
    readonly attributes: string;
    /** Thousandths of processors and MB, total and used. */
    readonly cpus: { readonly totalMilli: number; readonly usedMilli: number };
    readonly mem: { readonly totalMilli: number; readonly usedMilli: number };
    readonly disk: { readonly totalMilli: number; readonly usedMilli: number };
    /** Virtual time until which a ping must come; null while not registered. */
    readonly updatesPaused: boolean;
    readonly pendingUpdates: readonly {
      readonly taskId: string;
      readonly state: TaskState;
      readonly waiting: number;
      readonly retryMs: number;
    }[];
    readonly executors: readonly AgentExecutorView[];
    readonly frameworks: number;
    readonly completedFrameworks: number;
  };
};

export function summarizeAgent(state: AgentState): AgentView {
  const used = sumResources(liveExecutors(state).map(executorResources));
  const total = state.info.resources;
  return {
    role: state.phase,
    detail: {
      agentId: state.info.id,
      master: state.master,
      zookeeperSession: state.detector?.group.sessionId ?? null,
      runtime: state.flags.runtime,
      resources: formatResources(total),
      attributes: formatAttributes(state.info.attributes),
      cpus: { totalMilli: cpusMilli(total), usedMilli: cpusMilli(used) },
      mem: { totalMilli: memMilli(total), usedMilli: memMilli(used) },
      disk: { totalMilli: scalarMilli(total, 'disk'), usedMilli: scalarMilli(used, 'disk') },
      updatesPaused: state.updatesPaused,
      pendingUpdates: pendingUpdates(state),
      executors: [...state.frameworks.values()].flatMap((framework) =>
        [...framework.executors.values()].map((executor) => viewExecutor(state, executor)),
      ),
      frameworks: state.frameworks.size,
      completedFrameworks: state.completedFrameworks.length,
    },
  };
}

function pendingUpdates(state: AgentState): AgentView['detail']['pendingUpdates'] {
  const rows: AgentView['detail']['pendingUpdates'][number][] = [];
  for (const stream of state.streams.values()) {
    const head = stream.pending[0];
    if (head !== undefined)
      rows.push({
        taskId: stream.taskId,
        state: head.status.state,
        waiting: stream.pending.length,
        retryMs: stream.retryMs,
      });
  }
  return rows;
}

function viewExecutor(state: AgentState, executor: Executor): AgentExecutorView {
  const host = state.pid.slice(state.pid.indexOf('@') + 1, state.pid.lastIndexOf(':'));
  return {
    id: executor.info.executorId,
    frameworkId: executor.frameworkId,
    phase: executor.phase,
    container: state.containers.get(executor.containerId)?.phase ?? 'GONE',
    process: executorProcessId({ host }, executor.containerId),
    directory: executor.directory,
    tasks: viewTasks(executor),
  };
}

/** Tasks of an executor with the state the agent knows; ended ones until they are acknowledged. */
export function viewTasks(executor: Executor): readonly AgentTaskView[] {
  const { frameworkId } = executor;
  return [
    ...executor.queuedTasks.map((task) => ({ id: task.taskId, frameworkId, state: 'TASK_STAGING' as const })),
    ...[...executor.launchedTasks, ...executor.terminatedTasks].map((task) => ({
      id: task.taskId,
      frameworkId,
      state: task.state,
    })),
  ];
}
