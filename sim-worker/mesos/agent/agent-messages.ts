/** Sending of the agent's messages, and the texts by which its log names things. Source: Mesos 1.0.1, src/slave/slave.cpp. */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { lpSend, type Upid } from '../libprocess/transport.ts';
import type { MesosMessage } from '../messages/messages.ts';
import type { StatusUpdate } from '../messages/tasks.ts';
import type { AgentState, Executor } from './agent-state.ts';
import { isHttpExecutor, sendExecutorEvent } from './http/executor-streams.ts';

export function sendTo(state: AgentState, context: Context, to: Upid, message: MesosMessage): void {
  if (isHttpExecutor(to)) return sendExecutorEvent(state, context, to, message);
  lpSend(state.libprocess, context, { from: state.pid, to, message: Object.freeze(message) });
}

export function sendToMaster(state: AgentState, context: Context, message: MesosMessage): void {
  sendTo(state, context, must(state.master, 'master of a registered agent'), message);
}

/** Dropped while the executor has not registered. */
export function sendToExecutor(state: AgentState, context: Context, executor: Executor, message: MesosMessage): void {
  if (executor.pid !== null) sendTo(state, context, executor.pid, message);
}

/** `'E' of framework F at PID`. */
export function executorText(executor: Executor): string {
  const at = executor.pid === null ? '' : isHttpExecutor(executor.pid) ? ' (via HTTP)' : ` at ${executor.pid}`;
  return `'${executor.info.executorId}' of framework ${executor.frameworkId}${at}`;
}

/** `TASK_RUNNING (UUID: U) for task T in health state healthy of framework F`. */
export function updateText(update: StatusUpdate): string {
  const { status } = update;
  const uuid = update.uuid === null ? '' : ` (UUID: ${update.uuid})`;
  const health = status.healthy === null ? '' : ` in health state ${status.healthy ? 'healthy' : 'unhealthy'}`;
  return `${status.state}${uuid} for task ${status.taskId}${health} of framework ${update.frameworkId}`;
}
