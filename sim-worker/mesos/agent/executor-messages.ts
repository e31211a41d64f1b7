/**
 * Messages between frameworks and executors, on their way through the agent.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (executorMessage, schedulerMessage).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import type { MessageOf } from '../messages/messages.ts';
import { executorText, sendTo, sendToExecutor } from './agent-messages.ts';
import type { AgentState } from './agent-state.ts';

export function onFrameworkMessage(
  state: AgentState,
  context: Context,
  message: MessageOf<'mesos.FrameworkToExecutorMessage'>,
): void {
  const { frameworkId, executorId } = message;
  const drop = (text: string, line: number): void => {
    context.log('WARN', text, `slave.cpp:${String(line)}`);
    state.metrics.invalidFrameworkMessages += 1;
  };
  const dropping = `Dropping message from framework ${frameworkId} because`;
  if (state.phase !== 'RUNNING') return drop(`${dropping} the agent is in ${state.phase} state`, 2292);
  const framework = state.frameworks.get(frameworkId);
  if (framework === undefined) return drop(`${dropping} framework does not exist`, 2301);
  if (framework.terminating) return drop(`${dropping} framework is terminating`, 2312);
  const executor = framework.executors.get(executorId);
  if (executor === undefined)
    return drop(`Dropping message for executor ${executorId} because executor does not exist`, 2320);
  if (executor.phase !== 'RUNNING')
    return drop(`Dropping message for executor ${executorText(executor)} because executor is not running`, 2331);
  state.metrics.validFrameworkMessages += 1;
  sendToExecutor(state, context, executor, message);
}

export function onExecutorMessage(
  state: AgentState,
  context: Context,
  message: MessageOf<'mesos.ExecutorToFrameworkMessage'>,
): void {
  const { executorId, frameworkId } = message;
  const framework = state.frameworks.get(frameworkId);
  const drop = (text: string): void => {
    context.log('WARN', text, 'slave.cpp:3613');
    state.metrics.invalidFrameworkMessages += 1;
  };
  const which = `framework message from executor '${executorId}' to framework ${frameworkId}`;
  if (state.phase !== 'RUNNING') return drop(`Dropping ${which} because the agent is in ${state.phase} state`);
  if (framework === undefined) return drop(`Cannot send ${which} because framework does not exist`);
  if (framework.terminating) return drop(`Ignoring ${which} because framework is terminating`);
  state.metrics.validFrameworkMessages += 1;
  const master = must(state.master, 'master of a running agent');
  const how = framework.pid === '' ? `through the master ${master}` : `to ${framework.pid}`;
  context.log('INFO', `Sending message for framework ${frameworkId} ${how}`, 'slave.cpp:3660');
  sendTo(state, context, framework.pid === '' ? master : framework.pid, message);
}
