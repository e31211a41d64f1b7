/**
 * A task in the master's books from its first status to its place among the completed ones.
 * Source: Mesos 1.0.1, src/master/master.cpp (updateTask, removeTask), src/master/metrics.cpp (incrementTasksStates).
 */
import type { Context } from '../../kernel/context.ts';
import { isTerminalState, type StatusUpdate, type Task, type TaskState, type TaskStatus } from '../messages/tasks.ts';
import { formatResources } from '../resources/format.ts';
import { allocator } from './allocation.ts';
import { archiveTask, releaseUse, setTask, unbookTask } from './books.ts';
import { tellTaskUpdated } from './http/streams.ts';
import { count, type MasterState } from './master-state.ts';
import { agentText } from './wire.ts';

/** Takes a status into the books. A terminal state is final; the first one releases the resources. */
export function updateTask(master: MasterState, context: Context, task: Task, update: StatusUpdate): Task {
  const latest = update.latestState ?? update.status.state;
  const terminated = !isTerminalState(task.state) && isTerminalState(latest);
  const state = isTerminalState(task.state) ? task.state : latest;
  const updated: Task = {
    ...task,
    state,
    statuses: withStatus(task.statuses, update.status),
  };
  setTask(master, updated);
  if (state !== task.state) tellTaskUpdated(master, context, updated);
  context.log(
    'INFO',
    `Updating the state of task ${task.taskId} of framework ${task.frameworkId} (latest state: ${state}, status update state: ${update.status.state})`,
    'master.cpp:6841',
  );
  if (terminated) {
    release(master, context, task);
    // By the status itself: one that only carries a newer terminal state along counts nothing, now or later.
    countTerminal(master, update.status.state, update.status);
  }
  const { taskId, frameworkId, slaveId } = task;
  const { reason, message } = update.status;
  context.trace('task', { taskId, state, frameworkId, agentId: slaveId, reason, message });
  return updated;
}

/** Forgets a task; the framework keeps it among its completed ones. */
export function removeTask(master: MasterState, context: Context, task: Task): void {
  const agent = master.agents.get(task.slaveId);
  const where = agent === undefined ? task.slaveId : agentText(agent);
  const text = `Removing task ${task.taskId} with resources ${formatResources(task.resources)} of framework ${task.frameworkId} on agent ${where}`;
  if (isTerminalState(task.state)) {
    context.log('INFO', text, 'master.cpp:6907');
  } else {
    context.log('WARN', `${text} in non-terminal state ${task.state}`, 'master.cpp:6893');
    release(master, context, task);
  }
  const framework = master.frameworks.get(task.frameworkId);
  if (framework !== undefined) archiveTask(master, framework, task);
  unbookTask(master, task);
}

function release(master: MasterState, context: Context, task: Task): void {
  const { frameworkId, slaveId: agentId, resources } = task;
  releaseUse(master, { agentId, frameworkId, resources });
  allocator(master, context, { kind: 'recoverResources', frameworkId, agentId, resources, refuseSeconds: null });
}

/** One entry for each run of equal states; the data (docker inspect) is not kept. */
function withStatus(statuses: readonly TaskStatus[], status: TaskStatus): readonly TaskStatus[] {
  const kept = statuses[statuses.length - 1]?.state === status.state ? statuses.slice(0, -1) : statuses;
  return Object.freeze([...kept, Object.freeze({ ...status, data: null })]);
}

const TERMINAL_COUNTERS: Readonly<Partial<Record<TaskState, string>>> = {
  TASK_FINISHED: 'tasks_finished',
  TASK_FAILED: 'tasks_failed',
  TASK_KILLED: 'tasks_killed',
  TASK_LOST: 'tasks_lost',
  TASK_ERROR: 'tasks_error',
};

export function countTerminal(
  master: MasterState,
  state: TaskState,
  status: Pick<TaskStatus, 'source' | 'reason'>,
): void {
  const counter = TERMINAL_COUNTERS[state];
  if (counter !== undefined) count(master, counter);
  if (status.source === null || status.reason === null) return;
  count(master, `${state.toLowerCase()}/${status.source.toLowerCase()}/${status.reason.toLowerCase()}`);
}
