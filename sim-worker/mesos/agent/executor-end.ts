/**
 * The end of executors and frameworks on this agent, and of the agent itself once all are gone.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (executorTerminated, sendExecutorTerminatedStatusUpdate, removeExecutor,
 * removeFramework, finalize).
 */
import { assert, must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { FrameworkId, TaskId } from '../ids.ts';
import { rawWaitStatus, waitStatusText } from '../executors/wait-status.ts';
import { isTerminalState } from '../messages/tasks.ts';
import { executorText, sendToMaster } from './agent-messages.ts';
import { executorPath, frameworkPath, latestSlavePath, metaDir, runPath } from './agent-paths.ts';
import {
  MAX_COMPLETED_EXECUTORS,
  MAX_COMPLETED_FRAMEWORKS,
  type AgentState,
  type Executor,
  type Framework,
} from './agent-state.ts';
import { checkpointSentinel, runIds, workDirOf } from './checkpoint.ts';
import { findExecutor, hasIncompleteTasks, setExecutor } from './executor-table.ts';
import { scheduleGc } from './garbage-collector.ts';
import { closeExecutorStream } from './http/executor-streams.ts';
import { closeStreams } from './status-streams.ts';
import { reportOwnStatus } from './task-status.ts';

/** What a containerizer says of a container that ended. `status` as a shell prints it; null: unknown. */
export type Termination = {
  readonly status: number | null;
  readonly message: string;
  /** The containerizer could not tell how it ended. */
  readonly failure?: string;
};

export function onExecutorTerminated(
  state: AgentState,
  context: Context,
  ids: Pick<Executor, 'frameworkId' | 'containerId'> & { readonly executorId: Executor['info']['executorId'] },
  termination: Termination,
): void {
  logEnd(context, `'${ids.executorId}' of framework ${ids.frameworkId}`, termination);
  const framework = state.frameworks.get(ids.frameworkId);
  const executor = findExecutor(state, ids.frameworkId, ids.executorId);
  if (framework === undefined || executor === null || executor.containerId !== ids.containerId) {
    const text =
      framework === undefined
        ? `Framework ${ids.frameworkId} for executor '${ids.executorId}' does not exist`
        : `Executor '${ids.executorId}' of framework ${ids.frameworkId} does not exist`;
    return context.log('WARN', text, framework === undefined ? 'slave.cpp:4096' : 'slave.cpp:4106');
  }
  if (executor.phase === 'TERMINATED') return;
  state.metrics.executorsTerminated += 1;
  setExecutor(framework, executor, { phase: 'TERMINATED' });
  if (!framework.terminating) reportTasks(state, context, framework, executor, termination);
  if (!executor.isCommandExecutor && state.master !== null) tellMaster(state, context, executor, termination);
  const ended = must(framework.executors.get(ids.executorId), 'executor that just ended');
  if (state.phase === 'TERMINATING' || framework.terminating || !hasIncompleteTasks(ended))
    removeExecutor(state, context, framework, ended);
  removeFrameworkIfIdle(state, context, framework);
}

/** Nobody knows the container, so that waiting for its end fails. */
export function onContainerUnknown(state: AgentState, context: Context, executor: Executor, failure: string): void {
  const { containerId, frameworkId, info } = executor;
  const termination = { status: null, message: 'Abnormal executor termination', failure };
  onExecutorTerminated(state, context, { containerId, frameworkId, executorId: info.executorId }, termination);
}

function logEnd(context: Context, which: string, { failure, status }: Termination): void {
  if (failure !== undefined)
    return context.log('ERROR', `Termination of executor ${which} failed: ${failure}`, 'slave.cpp:4073');
  const how = status === null ? 'has terminated with unknown status' : waitStatusText(status);
  context.log('INFO', `Executor ${which} ${how}`, status === null ? 'slave.cpp:4082' : 'slave.cpp:4089');
}

/** Every task that was alive gets its end reported. */
function reportTasks(
  state: AgentState,
  context: Context,
  framework: Framework,
  executor: Executor,
  termination: Termination,
): void {
  const { pendingTermination: pending } = executor;
  const live: TaskId[] = [
    ...executor.launchedTasks.filter((task) => !isTerminalState(task.state)).map((task) => task.taskId),
    ...executor.queuedTasks.map((task) => task.taskId),
  ];
  const messages = pending === null ? [termination.message] : [pending.message, termination.message];
  for (const taskId of live) {
    reportOwnStatus(state, context, {
      frameworkId: must(framework.info.id, 'framework id'),
      taskId,
      executorId: executor.info.executorId,
      state: pending?.state ?? 'TASK_FAILED',
      reason: pending?.reason ?? 'REASON_EXECUTOR_TERMINATED',
      message: messages.filter((text) => text !== '').join('; ') || 'Executor terminated',
    });
  }
}

function tellMaster(state: AgentState, context: Context, executor: Executor, termination: Termination): void {
  sendToMaster(state, context, {
    type: 'mesos.ExitedExecutorMessage',
    slaveId: must(state.info.id, 'agent id'),
    frameworkId: executor.frameworkId,
    executorId: executor.info.executorId,
    status: termination.status === null ? -1 : rawWaitStatus(termination.status),
  });
}

export function removeExecutor(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  assert(executor.phase === 'TERMINATED', 'only an ended executor is removed');
  context.log('INFO', `Cleaning up executor ${executorText(executor)}`, 'slave.cpp:4193');
  const ids = runIds(state, executor);
  const workDir = workDirOf(state);
  if (executor.checkpoint) {
    checkpointSentinel(state, context, executor);
    scheduleGc(state, context, runPath(metaDir(workDir), ids));
    scheduleGc(state, context, executorPath(metaDir(workDir), ids));
  }
  scheduleGc(state, context, runPath(workDir, ids));
  scheduleGc(state, context, executorPath(workDir, ids));
  framework.executors.delete(executor.info.executorId);
  if (executor.pid !== null) closeExecutorStream(state, context, executor.pid);
  framework.completedExecutors = Object.freeze(
    [...framework.completedExecutors, executor].slice(-MAX_COMPLETED_EXECUTORS),
  );
}

export function removeFrameworkIfIdle(state: AgentState, context: Context, framework: Framework): void {
  if (framework.executors.size > 0) return;
  const id: FrameworkId = must(framework.info.id, 'framework id');
  if (!state.frameworks.has(id)) return;
  context.log('INFO', `Cleaning up framework ${id}`, 'slave.cpp:4281');
  closeStreams(state, context, id);
  const slaveId = must(state.info.id, 'agent id');
  const workDir = workDirOf(state);
  scheduleGc(state, context, frameworkPath(workDir, slaveId, id));
  if (framework.info.checkpoint) scheduleGc(state, context, frameworkPath(metaDir(workDir), slaveId, id));
  state.frameworks.delete(id);
  const completed = Object.freeze({
    info: framework.info,
    pid: framework.pid,
    completedExecutors: framework.completedExecutors,
  });
  const others = state.completedFrameworks.filter((other) => other.info.id !== id);
  state.completedFrameworks = Object.freeze([...others, completed].slice(-MAX_COMPLETED_FRAMEWORKS));
  endIfDone(state, context);
}

/** An agent that shuts down ends with its last framework; without its `latest` link the next one registers anew. */
export function endIfDone(state: AgentState, context: Context): void {
  if (state.phase !== 'TERMINATING' || state.frameworks.size > 0) return;
  context.disk.remove(latestSlavePath(workDirOf(state)));
  context.log('INFO', 'Agent terminating', 'slave.cpp:767');
  context.exit(0);
}
