/**
 * What a scheduler is told of tasks of an ACCEPT that are not launched.
 * Source: Mesos 1.0.1, src/master/master.cpp (accept, _accept).
 */
import type { Context } from '../../kernel/context.ts';
import type { CallBody } from '../messages/scheduler-call.ts';
import type { TaskInfo, TaskStatusReason } from '../messages/tasks.ts';
import type { MasterFramework, MasterState } from './master-state.ts';
import { forward, masterUpdate } from './status-updates.ts';
import { countTerminal } from './task-life.ts';

export type Accept = Extract<CallBody, { readonly call: 'ACCEPT' }>;

export function tellAll(
  master: MasterState,
  context: Context,
  framework: MasterFramework,
  told: { readonly accept: Accept; readonly reason: TaskStatusReason; readonly message: string },
): void {
  for (const operation of told.accept.operations) {
    if (operation.type !== 'LAUNCH') continue;
    for (const task of operation.taskInfos)
      reject(master, context, framework, { task, state: 'TASK_LOST', reason: told.reason, message: told.message });
  }
}

type Rejection = {
  readonly task: TaskInfo;
  readonly state: 'TASK_LOST' | 'TASK_ERROR';
  readonly reason: TaskStatusReason;
  readonly message: string;
};

export function reject(master: MasterState, context: Context, framework: MasterFramework, rejection: Rejection): void {
  const { task, state, reason, message } = rejection;
  const update = masterUpdate(context, {
    frameworkId: framework.id,
    agentId: task.slaveId,
    taskId: task.taskId,
    executorId: null,
    state,
    reason,
    message,
  });
  countTerminal(master, state, update.status);
  context.trace('task', {
    taskId: task.taskId,
    state,
    frameworkId: framework.id,
    agentId: task.slaveId,
    reason,
    message,
  });
  forward(master, context, framework, { update, pid: null });
}
