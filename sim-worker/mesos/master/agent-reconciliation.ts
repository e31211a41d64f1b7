/**
 * A known agent is back: its list of tasks and executors is compared with the master's.
 * Source: Mesos 1.0.1, src/master/master.cpp (reconcile).
 */
import type { Context } from '../../kernel/context.ts';
import type { FrameworkId } from '../ids.ts';
import type { ExecutorInfo } from '../messages/infos.ts';
import type { MessageOf, ReconcileTasks } from '../messages/messages.ts';
import { isTerminalState, type Task, type TaskStatus } from '../messages/tasks.ts';
import { dropExecutor } from './executor-rows.ts';
import type { MasterAgent, MasterState } from './master-state.ts';
import { agentText, frameworkText, nowSecs, send } from './wire.ts';

/** What agents are told of the pings that they may expect. */
export function pingConnection(master: MasterState): { readonly totalPingTimeoutSeconds: number } {
  return { totalPingTimeoutSeconds: (master.flags.agentPingTimeoutMs * master.flags.maxAgentPingTimeouts) / 1000 };
}

export function reconcileAgent(
  master: MasterState,
  context: Context,
  agent: MasterAgent,
  message: MessageOf<'mesos.ReregisterSlaveMessage'>,
): void {
  const reported = new Set(message.tasks.map((task) => `${task.frameworkId} ${task.taskId}`));
  const missing = new Map<FrameworkId, TaskStatus[]>();
  for (const { frameworkId, taskId } of agent.tasks) {
    const task = master.tasks.get(frameworkId)?.get(taskId);
    if (task === undefined || reported.has(`${frameworkId} ${taskId}`)) continue;
    context.log(
      'WARN',
      `Task ${taskId} of framework ${frameworkId} unknown to the agent ${agentText(agent)} during re-registration : reconciling with the agent`,
      'master.cpp:5992',
    );
    missing.set(frameworkId, [...(missing.get(frameworkId) ?? []), statusOf(context, task)]);
  }
  const reconciliations: ReconcileTasks[] = [...missing].map(([frameworkId, statuses]) => ({ frameworkId, statuses }));
  send(master, context, agent.pid, {
    type: 'mesos.SlaveReregisteredMessage',
    slaveId: agent.id,
    reconciliations,
    connection: pingConnection(master),
  });
  dropUnreportedExecutors(master, context, agent, message.executorInfos);
  for (const task of message.tasks) {
    if (
      !isTerminalState(task.state) &&
      agent.killed.some((key) => key.taskId === task.taskId && key.frameworkId === task.frameworkId)
    ) {
      context.log(
        'WARN',
        ` Agent ${agentText(agent)} has non-terminal task ${task.taskId} that is supposed to be killed. Killing it now!`,
        'master.cpp:6069',
      );
      send(master, context, agent.pid, {
        type: 'mesos.KillTaskMessage',
        frameworkId: task.frameworkId,
        taskId: task.taskId,
        killPolicy: null,
      });
    }
  }
  shutDownCompleted(master, context, agent, message.tasks);
}

function dropUnreportedExecutors(
  master: MasterState,
  context: Context,
  agent: MasterAgent,
  reported: readonly ExecutorInfo[],
): void {
  for (const executor of agent.executors) {
    if (
      reported.some((other) => other.executorId === executor.executorId && other.frameworkId === executor.frameworkId)
    )
      continue;
    context.log(
      'WARN',
      `Executor '${executor.executorId}' of framework ${executor.frameworkId} possibly unknown to the agent ${agentText(agent)}`,
      'master.cpp:6053',
    );
    dropExecutor(master, context, agent.id, executor);
  }
}

function shutDownCompleted(master: MasterState, context: Context, agent: MasterAgent, tasks: readonly Task[]): void {
  const reported = new Set(tasks.map((task) => task.frameworkId));
  for (const framework of master.completedFrameworks) {
    const { id } = framework;
    if (!reported.has(id)) continue;
    context.log(
      'WARN',
      `Agent ${agentText(agent)} re-registered with completed framework ${frameworkText(framework)}. Shutting down the framework on the agent`,
      'master.cpp:6090',
    );
    send(master, context, agent.pid, { type: 'mesos.ShutdownFrameworkMessage', frameworkId: id });
  }
}

function statusOf(context: Context, task: Task): TaskStatus {
  return {
    taskId: task.taskId,
    state: task.statusUpdateState ?? task.state,
    message: 'Reconciliation request',
    source: 'SOURCE_MASTER',
    reason: 'REASON_RECONCILIATION',
    data: null,
    slaveId: task.slaveId,
    executorId: task.executorId,
    timestampSecs: nowSecs(context),
    uuid: null,
    healthy: null,
    labels: [],
    containerStatus: null,
  };
}
