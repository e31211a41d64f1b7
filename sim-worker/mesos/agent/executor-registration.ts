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
import { setExecutor } from './executor-table.ts';
import { sendQueuedTasks } from './run-task.ts';
import { onExecutorUpdate } from './executor-updates.ts';
import { reportOwnStatus } from './task-status.ts';

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
  const refusal =
    state.phase === 'RECOVERING'
      ? `Shutting down executor '${executorId}' of framework ${frameworkId} because the agent is still recovering`
      : registrationRefusal(state, frameworkId, executorId);
  if (refusal !== null) return refuse(state, context, from, refusal);
  const framework = must(state.frameworks.get(frameworkId), 'framework of an executor that may join');
  const executor = must(framework.executors.get(executorId), 'executor that may join');
  context.clearTimer(`register:${executor.containerId}`);
  const running = setExecutor(framework, executor, { phase: 'RUNNING', pid: from });
  lpLink(state.libprocess, context, from);
  if (framework.info.checkpoint) checkpointLibprocessPid(state, context, running, from);
  if (running.queuedTasks.length === 0) {
    context.log(
      'WARN',
      `Shutting down the executor ${executorText(running)} because it has no tasks to run`,
      'slave.cpp:2932',
    );
    return shutDownExecutor(state, context, framework, running);
  }
  sendToExecutor(state, context, running, {
    type: 'mesos.ExecutorRegisteredMessage',
    executorInfo: running.info,
    frameworkId,
    frameworkInfo: framework.info,
    slaveId: must(state.info.id, 'agent id'),
    slaveInfo: state.info,
  });
  sendQueuedTasks(state, context, framework, running);
}

/** Why an executor may not join, as the log has it; null when it may. */
function registrationRefusal(state: AgentState, frameworkId: FrameworkId, executorId: ExecutorId): string | null {
  const which = `executor '${executorId}' of framework ${frameworkId}`;
  if (state.phase === 'TERMINATING') return `Shutting down ${which} because the agent is terminating`;
  const framework = state.frameworks.get(frameworkId);
  const asFramework = `Shutting down executor '${executorId}' as the framework ${frameworkId}`;
  if (framework === undefined) return `${asFramework} does not exist`;
  if (framework.terminating) return `${asFramework} is terminating`;
  const executor = framework.executors.get(executorId);
  if (executor === undefined) return `Unexpected executor '${executorId}' registering for framework ${frameworkId}`;
  if (executor.phase === 'REGISTERING') return null;
  return `Shutting down executor ${executorText(executor)} because it is in unexpected state ${executor.phase}`;
}

function refuse(state: AgentState, context: Context, to: Upid, text: string): void {
  context.log('WARN', text, 'slave.cpp:2845');
  sendTo(state, context, to, { type: 'mesos.ShutdownExecutorMessage', executorId: null, frameworkId: null });
}

export function onReregisterExecutor(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ReregisterExecutorMessage'>,
): void {
  const { frameworkId, executorId } = message;
  const which = `executor '${executorId}' of framework ${frameworkId}`;
  if (state.phase !== 'RECOVERING')
    return refuse(state, context, from, `Shutting down ${which} because the agent is not in recovery mode`);
  context.log('INFO', `Re-registering ${which}`, 'slave.cpp:2998');
  const refusal = registrationRefusal(state, frameworkId, executorId);
  if (refusal !== null) return refuse(state, context, from, refusal);
  const framework = must(state.frameworks.get(frameworkId), 'framework of an executor that may come back');
  const executor = must(framework.executors.get(executorId), 'executor that may come back');
  const running = setExecutor(framework, executor, { phase: 'RUNNING', pid: from });
  lpLink(state.libprocess, context, from);
  sendToExecutor(state, context, running, {
    type: 'mesos.ExecutorReregisteredMessage',
    slaveId: must(state.info.id, 'agent id'),
    slaveInfo: state.info,
  });
  for (const update of message.updates) onExecutorUpdate(state, context, update, from);
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
