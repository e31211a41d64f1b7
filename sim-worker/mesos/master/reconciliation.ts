/**
 * Answers to schedulers that ask what became of their tasks, and kills (an unknown task is answered the same way).
 * Source: Mesos 1.0.1, src/master/master.cpp (_reconcileTasks, kill); docs/reconciliation.md.
 */
import type { Context } from '../../kernel/context.ts';
import type { AgentId, ExecutorId, TaskId } from '../ids.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import type { Task, TaskInfo, TaskState, TaskStatus } from '../messages/tasks.ts';
import { findTask, tasksOf, updateAgentRow } from './books.ts';
import { count, type MasterFramework, type MasterState } from './master-state.ts';
import { forward, masterUpdate } from './status-updates.ts';
import { agentText, frameworkText, send } from './wire.ts';

type Asked = { readonly taskId: TaskId; readonly agentId: AgentId | null };

export function onReconcile(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  tasks: readonly Asked[],
): void {
  count(master, 'messages_reconcile_tasks');
  if (tasks.length === 0) {
    context.log(
      'INFO',
      `Performing implicit task state reconciliation for framework ${frameworkText(framework)}`,
      'master.cpp:5398',
    );
    for (const task of framework.pendingTasks.values()) answerPending(master, context, framework, task);
    for (const task of [...tasksOf(master, framework.id)]) answerKnown(master, context, framework, task);
    return;
  }
  context.log(
    'INFO',
    `Performing explicit task state reconciliation for ${String(tasks.length)} tasks of framework ${frameworkText(framework)}`,
    'master.cpp:5463',
  );
  for (const asked of tasks) reconcileTask(master, context, framework, asked);
}

/** The first rule that fits: task that waits for the authorizer, known task, unknown to its registered agent, agents in transition, unknown. */
function reconcileTask(master: MasterState, context: Context, framework: MasterFramework, asked: Asked): void {
  const pending = framework.pendingTasks.get(asked.taskId);
  if (pending !== undefined) return answerPending(master, context, framework, pending);
  const task = findTask(master, framework.id, asked.taskId);
  if (task !== undefined) return answerKnown(master, context, framework, task);
  if (asked.agentId !== null && master.agents.has(asked.agentId)) {
    return answer(master, context, framework, {
      ...asked,
      executorId: null,
      state: 'TASK_LOST',
      message: 'Reconciliation: Task is unknown to the agent',
    });
  }
  if (isTransitional(master, asked.agentId)) {
    context.log(
      'INFO',
      `Dropping reconciliation of task ${asked.taskId} for framework ${frameworkText(framework)} because there are transitional agents`,
      'master.cpp:5536',
    );
    return;
  }
  answer(master, context, framework, {
    ...asked,
    executorId: null,
    state: 'TASK_LOST',
    message: 'Reconciliation: Task is unknown',
  });
}

/** The agent, or without one any agent, may still come back or is just being removed. */
function isTransitional(master: MasterState, agentId: AgentId | null): boolean {
  if (agentId === null)
    return master.recoveredAgents.size > 0 || master.reregistering.size > 0 || master.removing.size > 0;
  return master.recoveredAgents.has(agentId) || master.reregistering.has(agentId) || master.removing.has(agentId);
}

function answerPending(master: MasterState, context: Context, framework: MasterFramework, task: TaskInfo): void {
  answer(master, context, framework, {
    taskId: task.taskId,
    agentId: task.slaveId,
    executorId: null,
    state: 'TASK_STAGING',
    message: 'Reconciliation: Latest task state',
  });
}

function answerKnown(master: MasterState, context: Context, framework: MasterFramework, task: Task): void {
  answer(master, context, framework, {
    taskId: task.taskId,
    agentId: task.slaveId,
    executorId: task.executorId,
    state: task.statusUpdateState ?? task.state,
    message: 'Reconciliation: Latest task state',
    statuses: task.statuses,
  });
}

function answer(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  told: Asked & {
    readonly executorId: ExecutorId | null;
    readonly state: TaskState;
    readonly message: string;
    /** Statuses of the task: health of the last and the last known container are told again. */
    readonly statuses?: readonly TaskStatus[];
  },
): void {
  const { statuses = [], ...rest } = told;
  const made = masterUpdate(context, { ...rest, frameworkId: framework.id, reason: 'REASON_RECONCILIATION' });
  const healthy = statuses[statuses.length - 1]?.healthy ?? null;
  const inContainer = statuses.filter((status) => status.containerStatus !== null);
  const containerStatus = inContainer[inContainer.length - 1]?.containerStatus ?? null;
  const update = Object.freeze({ ...made, status: Object.freeze({ ...made.status, healthy, containerStatus }) });
  // Sent as it is: neither logged nor noted as the state that was forwarded.
  send(master, context, framework.pid, { type: 'mesos.StatusUpdateMessage', update, pid: null });
}

export function onKill(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  kill: Extract<CallBody, { readonly call: 'KILL' }>,
): void {
  count(master, 'messages_kill_task');
  if (framework.pendingTasks.delete(kill.taskId)) return killPending(master, context, framework, kill);
  const task = findTask(master, framework.id, kill.taskId);
  if (task === undefined) {
    context.log(
      'WARN',
      `Cannot kill task ${kill.taskId} of framework ${frameworkText(framework)} because it is unknown; performing reconciliation`,
      'master.cpp:4117',
    );
    return onReconcile(master, context, framework, [kill]);
  }
  if (kill.agentId !== null && kill.agentId !== task.slaveId) {
    context.log(
      'WARN',
      `Cannot kill task ${kill.taskId} of agent ${kill.agentId} of framework ${frameworkText(framework)} because it belongs to different agent ${task.slaveId}`,
      'master.cpp:4132',
    );
    return;
  }
  const agent = master.agents.get(task.slaveId);
  if (agent === undefined) return;
  const key = Object.freeze({ frameworkId: framework.id, taskId: task.taskId });
  if (!agent.killed.some((other) => other.taskId === key.taskId && other.frameworkId === key.frameworkId)) {
    updateAgentRow(master, agent.id, { killed: Object.freeze([...agent.killed, key]) });
  }
  if (!agent.connected) {
    context.log(
      'WARN',
      `Cannot kill task ${task.taskId} of framework ${frameworkText(framework)} because the agent ${agentText(agent)} is disconnected. Kill will be retried if the agent re-registers`,
      'master.cpp:4167',
    );
    return;
  }
  context.log(
    'INFO',
    `Telling agent ${agentText(agent)} to kill task ${task.taskId} of framework ${frameworkText(framework)}`,
    'master.cpp:4154',
  );
  send(master, context, agent.pid, {
    type: 'mesos.KillTaskMessage',
    frameworkId: framework.id,
    taskId: task.taskId,
    killPolicy: kill.killPolicy,
  });
}

/** It was never launched: the master answers for it. */
function killPending(master: MasterState, context: Context, framework: MasterFramework, killed: Asked): void {
  const update = masterUpdate(context, {
    ...killed,
    frameworkId: framework.id,
    executorId: null,
    state: 'TASK_KILLED',
    reason: null,
    message: 'Killed pending task',
  });
  forward(master, context, framework, { update, pid: null });
}
