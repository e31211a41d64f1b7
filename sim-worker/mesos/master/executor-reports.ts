/**
 * What agents report of custom executors: messages to schedulers, and their end.
 * Source: Mesos 1.0.1, src/master/master.cpp (exitedExecutor, executorMessage).
 */
import type { Context } from '../../kernel/context.ts';
import { rawWaitStatusText } from '../executors/wait-status.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { MessageOf } from '../messages/messages.ts';
import { dropExecutor } from './executor-rows.ts';
import { count, type MasterState } from './master-state.ts';
import { agentText, send, sendToFramework } from './wire.ts';

export function onExitedExecutor(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ExitedExecutorMessage'>,
): void {
  count(master, 'messages_exited_executor');
  const { slaveId, frameworkId, executorId, status } = message;
  const which = `'${executorId}' of framework ${frameworkId}`;
  const ignore = (text: string, line: number): void => context.log('WARN', text, `master.cpp:${String(line)}`);
  if (master.removedAgents.has(slaveId)) {
    ignore(`Ignoring exited executor ${which} on removed agent ${slaveId} ; asking agent to shutdown`, 5234);
    const told = 'Executor exited message from unknown agent';
    return send(master, context, from, { type: 'mesos.ShutdownMessage', message: told });
  }
  const agent = master.agents.get(slaveId);
  if (agent === undefined) return ignore(`Ignoring exited executor ${which} on unknown agent ${slaveId}`, 5246);
  const where = agentText(agent);
  const executor = agent.executors.find(
    (other) => other.executorId === executorId && other.frameworkId === frameworkId,
  );
  if (executor === undefined) return ignore(`Ignoring unknown exited executor ${which} on agent ${where}`, 5259);
  context.log('INFO', `Executor ${which} on agent ${where}: ${rawWaitStatusText(status)}`, 'master.cpp:5265');
  dropExecutor(master, context, agent.id, executor);
  const framework = master.frameworks.get(frameworkId);
  if (framework !== undefined) return sendToFramework(master, context, framework, message);
  ignore(
    `Not forwarding exited executor message for executor ${which} on agent ${where} because the framework is unknown`,
    5275,
  );
}

export function onExecutorMessage(
  master: MasterState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.ExecutorToFrameworkMessage'>,
): void {
  count(master, 'messages_executor_to_framework');
  const { slaveId, frameworkId, executorId } = message;
  const whose = `executor '${executorId}' of framework ${frameworkId}`;
  const ignore = (text: string, line: number): void => {
    context.log('WARN', text, `master.cpp:${String(line)}`);
    count(master, 'invalid_executor_to_framework_messages');
  };
  if (master.removedAgents.has(slaveId)) {
    const told = 'Executor message from unknown agent';
    send(master, context, from, { type: 'mesos.ShutdownMessage', message: told });
    return ignore(
      `Ignoring executor message from ${whose} on removed agent ${slaveId} ; asking agent to shutdown`,
      4358,
    );
  }
  const agent = master.agents.get(slaveId);
  if (agent === undefined) return ignore(`Ignoring executor message from ${whose} on unknown agent ${slaveId}`, 4374);
  const framework = master.frameworks.get(frameworkId);
  if (framework === undefined) {
    const where = agentText(agent);
    return ignore(
      `Not forwarding executor message for ${whose} on agent ${where} because the framework is unknown`,
      4388,
    );
  }
  sendToFramework(master, context, framework, message);
  count(master, 'valid_executor_to_framework_messages');
}
