/**
 * Status updates of executors: TASK_STAGING is not theirs to tell, and who does is shut down.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (statusUpdate).
 */
import type { Context } from '../../kernel/context.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { StatusUpdate } from '../messages/tasks.ts';
import { executorText } from './agent-messages.ts';
import type { AgentState } from './agent-state.ts';
import { shutDownExecutor } from './executor-shutdown.ts';
import { executorOfTask } from './executor-table.ts';
import { handleStatusUpdate, logHandling } from './task-status.ts';

export function onExecutorUpdate(state: AgentState, context: Context, update: StatusUpdate, from: Upid): void {
  const framework = state.frameworks.get(update.frameworkId);
  const executor = framework === undefined ? null : executorOfTask(framework, update.status.taskId);
  const isStaging = update.status.state === 'TASK_STAGING' && update.uuid !== null;
  if (!isStaging || framework === undefined || executor === null || framework.terminating)
    return handleStatusUpdate(state, context, update, from);
  logHandling(context, update, from);
  const text = `Received TASK_STAGING from executor ${executorText(executor)} which is not allowed. Shutting down the executor`;
  context.log('ERROR', text, 'slave.cpp:3333');
  if (executor.phase === 'REGISTERING' || executor.phase === 'RUNNING')
    shutDownExecutor(state, context, framework, executor);
}
