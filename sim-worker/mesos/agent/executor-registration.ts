/**
 * Executors that register, re-register after the agent's restart, or fail to.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (registerExecutor, reregisterExecutor, reregisterExecutorTimeout).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { ExecutorId, FrameworkId, TaskId } from '../ids.ts';
import { lpLink, type Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import { executorText, sendTo, sendToExecutor } from './agent-messages.ts';
import type { AgentState, Executor, Framework } from './agent-state.ts';
import { checkpointLibprocessPid } from './checkpoint.ts';
import { destroyContainer } from './containerizer.ts';
import { shutDownExecutor } from './executor-shutdown.ts';
import { findExecutor, hasIncompleteTasks, setExecutor } from './executor-table.ts';
import { sendQueuedTasks } from './run-task.ts';
import { handleStatusUpdate, reportOwnStatus } from './task-status.ts';

export function onRegisterExecutor(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.RegisterExecutorMessage'>,
): void {
  const { frameworkId, executorId } = message;
  context.log(
    'INFO',
    `Got registration for executor '${executorId}' of framework ${frameworkId} from ${from}`,
    'slave.cpp:2828',
  );
  const refusal = registrationRefusal(state, frameworkId, executorId, state.phase === 'RECOVERING');
  const framework = state.frameworks.get(frameworkId);
  const executor = findExecutor(state, frameworkId, executorId);
  if (refusal !== null || framework === undefined || executor === null) {
    return refuse(state, context, from, executorId, frameworkId, refusal ?? 'it is unknown');
  }
  context.clearTimer(`register:${executor.containerId}`);
  const running = setExecutor(framework, executor, { phase: 'RUNNING', pid: from });
  lpLink(state.libprocess, context, from);
  if (framework.info.checkpoint) checkpointLibprocessPid(state, context, running, from);
  sendToExecutor(state, context, running, {
    type: 'mesos.ExecutorRegisteredMessage',
    executorInfo: running.info,
    frameworkId,
    frameworkInfo: framework.info,
    slaveId: must(state.info.id, 'agent id'),
    slaveInfo: state.info,
  });
  if (!hasIncompleteTasks(running) || running.queuedTasks.length === 0) {
    context.log(
      'WARN',
      `Shutting down registered executor ${executorText(running)} because it has no tasks to run`,
      'slave.cpp:2964',
    );
    return shutDownExecutor(state, context, framework, running);
  }
  sendQueuedTasks(state, context, framework, running);
}

/** Why an executor may not join; null when it may. */
function registrationRefusal(
  state: AgentState,
  frameworkId: FrameworkId,
  executorId: ExecutorId,
  wrongPhase: boolean,
): string | null {
  if (wrongPhase || state.phase === 'TERMINATING') return `the agent is ${state.phase}`;
  const framework = state.frameworks.get(frameworkId);
  if (framework === undefined) return `the framework ${frameworkId} does not exist`;
  if (framework.terminating) return `the framework ${frameworkId} is terminating`;
  const executor = framework.executors.get(executorId);
  if (executor === undefined) return 'it is unknown';
  return executor.phase === 'REGISTERING' ? null : `it is in unexpected state ${executor.phase}`;
}

function refuse(
  state: AgentState,
  context: Context,
  to: Upid,
  executorId: ExecutorId,
  frameworkId: FrameworkId,
  reason: string,
): void {
  context.log(
    'WARN',
    `Shutting down executor '${executorId}' of framework ${frameworkId} because ${reason}`,
    'slave.cpp:2842',
  );
  sendTo(state, context, to, { type: 'mesos.ShutdownExecutorMessage', executorId: null, frameworkId: null });
}

export function onReregisterExecutor(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ReregisterExecutorMessage'>,
): void {
  const { frameworkId, executorId } = message;
  context.log(
    'INFO',
    `Received re-registration message from executor '${executorId}' of framework ${frameworkId}`,
    'slave.cpp:3045',
  );
  const refusal =
    state.phase === 'RECOVERING'
      ? registrationRefusal(state, frameworkId, executorId, false)
      : 'the agent is not in recovery mode';
  const framework = state.frameworks.get(frameworkId);
  const executor = findExecutor(state, frameworkId, executorId);
  if (refusal !== null || framework === undefined || executor === null) {
    return refuse(state, context, from, executorId, frameworkId, refusal ?? 'it is unknown');
  }
  context.log('INFO', `Re-registering executor ${executorText(executor)}`, 'slave.cpp:3082');
  const running = setExecutor(framework, executor, { phase: 'RUNNING', pid: from });
  lpLink(state.libprocess, context, from);
  sendToExecutor(state, context, running, {
    type: 'mesos.ExecutorReregisteredMessage',
    slaveId: must(state.info.id, 'agent id'),
    slaveInfo: state.info,
  });
  for (const update of message.updates) handleStatusUpdate(state, context, update, from);
  loseUnknownTasks(state, context, framework, executor.info.executorId, {
    frameworkId,
    isKnown: (taskId) => message.tasks.some((known) => known.taskId === taskId),
  });
}

/** A task that the old agent recorded and never sent on. */
export function loseUnknownTasks(
  state: AgentState,
  context: Context,
  framework: Framework,
  executorId: ExecutorId,
  told: { readonly frameworkId: FrameworkId; readonly isKnown: (taskId: TaskId) => boolean },
): void {
  const executor = framework.executors.get(executorId);
  for (const task of executor?.launchedTasks ?? []) {
    if (task.state !== 'TASK_STAGING' || told.isKnown(task.taskId)) continue;
    context.log(
      'INFO',
      `Transitioning STAGED task ${task.taskId} to LOST because it is unknown to the executor '${executorId}'`,
      'slave.cpp:3084',
    );
    reportOwnStatus(state, context, {
      frameworkId: told.frameworkId,
      taskId: task.taskId,
      executorId,
      state: 'TASK_LOST',
      reason: 'REASON_SLAVE_RESTARTED',
      message: 'Task launched during agent restart',
    });
  }
}

/** After the window of a restarted agent: executors that did not answer are hung, and killed. */
export function killUnreregistered(state: AgentState, context: Context): void {
  context.log('INFO', 'Cleaning up un-reregistered executors', 'slave.cpp:3151');
  for (const framework of [...state.frameworks.values()]) {
    for (const executor of [...framework.executors.values()])
      if (executor.phase === 'REGISTERING') kill(state, context, framework, executor);
  }
}

function kill(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  context.log('INFO', `Killing un-reregistered executor ${executorText(executor)}`, 'slave.cpp:3169');
  const pendingTermination = Object.freeze({
    state: 'TASK_LOST' as const,
    reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT' as const,
    message: 'Executor did not re-register within 2secs',
  });
  setExecutor(framework, executor, { phase: 'TERMINATING', pendingTermination });
  destroyContainer(state, context, executor.containerId);
}
