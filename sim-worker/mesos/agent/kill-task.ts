/**
 * Killing a task, and the acknowledgement that ends its record.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (killTask, statusUpdateAcknowledgement).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { TaskState, TaskStatusReason } from '../messages/tasks.ts';
import { executorText, sendToExecutor } from './agent-messages.ts';
import type { AgentState, Executor } from './agent-state.ts';
import { removeExecutor, removeFrameworkIfIdle } from './executor-end.ts';
import { completeTask, executorOfTask, hasIncompleteTasks } from './executor-table.ts';
import { streamAcknowledge } from './status-streams.ts';
import { reportOwnStatus } from './task-status.ts';

type KillMessage = MessageOf<'mesos.KillTaskMessage'>;

export function onKillTask(state: AgentState, context: Context, from: Upid, message: KillMessage): void {
  const { taskId, frameworkId } = message;
  const which = `task ${taskId} of framework ${frameworkId}`;
  const warn = (text: string) => context.log('WARN', text, 'slave.cpp:2170');
  if (from !== state.master) {
    return warn(
      `Ignoring kill task message from ${from} because it is not the expected master: ${state.master ?? 'None'}`,
    );
  }
  context.log('INFO', `Asked to kill ${which}`, 'slave.cpp:2183');
  if (state.phase === 'RECOVERING' || state.phase === 'TERMINATING')
    return warn(`Cannot kill ${which} because the agent is ${state.phase}`);
  const framework = state.frameworks.get(frameworkId);
  if (framework === undefined) return warn(`Ignoring kill ${which} because no such framework is running`);
  if (framework.terminating) return warn(`Ignoring kill ${which} because the framework is terminating`);
  const executor = executorOfTask(framework, taskId);
  if (executor === null) {
    warn(`Cannot kill ${which} because no corresponding executor is running`);
    return report(state, context, message, null, {
      state: 'TASK_LOST',
      message: 'Cannot find executor',
      reason: 'REASON_EXECUTOR_TERMINATED',
    });
  }
  killAt(state, context, message, executor, warn);
}

function killAt(
  state: AgentState,
  context: Context,
  message: KillMessage,
  executor: Executor,
  warn: (text: string) => void,
): void {
  const which = `task ${message.taskId} of framework ${message.frameworkId}`;
  const isQueued = executor.queuedTasks.some((task) => task.taskId === message.taskId);
  switch (executor.phase) {
    case 'REGISTERING':
      // The word is the original's.
      warn(`Transitioning the state of ${which} to TASK_KILED because the executor is not registered`);
      return report(state, context, message, executor, {
        state: 'TASK_KILLED',
        message: 'Unregistered executor',
        reason: 'REASON_EXECUTOR_UNREGISTERED',
      });
    case 'TERMINATING':
      return warn(`Ignoring kill task ${message.taskId} because the executor ${executorText(executor)} is terminating`);
    case 'TERMINATED':
      return warn(`Ignoring kill task ${message.taskId} because the executor ${executorText(executor)} is terminated`);
    case 'RUNNING':
      if (isQueued)
        return report(state, context, message, executor, {
          state: 'TASK_KILLED',
          message: 'Task killed when it was queued',
          reason: null,
        });
      sendToExecutor(state, context, executor, message);
  }
}

function report(
  state: AgentState,
  context: Context,
  message: KillMessage,
  executor: Executor | null,
  status: { readonly state: TaskState; readonly message: string; readonly reason: TaskStatusReason | null },
): void {
  const executorId = executor?.info.executorId ?? null;
  reportOwnStatus(state, context, { frameworkId: message.frameworkId, taskId: message.taskId, executorId, ...status });
}

export function onAcknowledgement(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.StatusUpdateAcknowledgementMessage'>,
): void {
  const { frameworkId, taskId, uuid } = message;
  if (state.phase !== 'RUNNING') {
    const text = `Dropping status update acknowledgement message for ${frameworkId} because the agent is in ${state.phase} state`;
    return context.log('WARN', text, 'slave.cpp:2557');
  }
  if (from !== state.master) {
    const text = `Ignoring status update acknowledgement message from ${from} because it is not the expected master: ${state.master ?? 'None'}`;
    return context.log('WARN', text, 'slave.cpp:2564');
  }
  const result = streamAcknowledge(state, context, { frameworkId, taskId, uuid });
  if (result.kind === 'failed') {
    const text = `Failed to handle status update acknowledgement (UUID: ${uuid}) for task ${taskId} of framework ${frameworkId}: ${result.message}`;
    return context.log('ERROR', text, 'slave.cpp:2590');
  }
  if (!result.open) finishTask(state, context, message);
}

/** The terminal update is acknowledged: the task is history, and with the last one of an ended executor that too. */
function finishTask(
  state: AgentState,
  context: Context,
  message: MessageOf<'mesos.StatusUpdateAcknowledgementMessage'>,
): void {
  const framework = state.frameworks.get(message.frameworkId);
  const executor = framework === undefined ? null : executorOfTask(framework, message.taskId);
  if (framework === undefined || executor === null) {
    const text = `Status update acknowledgement (UUID: ${message.uuid}) for task ${message.taskId} of unknown executor`;
    return context.log('ERROR', text, 'slave.cpp:2621');
  }
  const next = completeTask(framework, executor, message.taskId);
  if (next.phase === 'TERMINATED' && !hasIncompleteTasks(next))
    removeExecutor(state, context, framework, must(framework.executors.get(next.info.executorId), 'executor'));
  removeFrameworkIfIdle(state, context, framework);
}
