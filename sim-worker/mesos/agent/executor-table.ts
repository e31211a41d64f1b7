/**
 * The agent's books of executors and tasks: pure changes of frozen rows.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (Framework, Executor: addTask, updateTaskState, terminateTask, completeTask).
 */
import type { ExecutorId, FrameworkId, TaskId } from '../ids.ts';
import type { CommandInfo, ExecutorInfo, FrameworkInfo } from '../messages/infos.ts';
import { createTask } from '../messages/create-task.ts';
import { isTerminalState, type Task, type TaskInfo, type TaskStatus } from '../messages/tasks.ts';
import { resources } from '../resources/parse.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, sumResources } from '../resources/resources.ts';
import { MAX_COMPLETED_TASKS, type AgentState, type Executor, type Framework } from './agent-state.ts';

/** Added for the executor of a command task. Source: src/slave/constants.hpp (DEFAULT_EXECUTOR_CPUS, DEFAULT_EXECUTOR_MEM). */
const COMMAND_EXECUTOR_RESOURCES = resources('cpus:0.1;mem:32');

export function setExecutor(framework: Framework, executor: Executor, change: Partial<Executor>): Executor {
  const next = Object.freeze({ ...executor, ...change });
  framework.executors.set(next.info.executorId, next);
  return next;
}

export function findExecutor(state: AgentState, frameworkId: FrameworkId, executorId: ExecutorId): Executor | null {
  return state.frameworks.get(frameworkId)?.executors.get(executorId) ?? null;
}

/** The executor that has the task: queued, launched, or ended without acknowledgement. */
export function executorOfTask(framework: Framework, taskId: TaskId): Executor | null {
  // Executor and task of a command or docker task share their name.
  const direct = framework.executors.get(taskId as string as ExecutorId);
  if (direct !== undefined && hasTask(direct, taskId)) return direct;
  for (const executor of framework.executors.values()) if (hasTask(executor, taskId)) return executor;
  return null;
}

function hasTask(executor: Executor, taskId: TaskId): boolean {
  return (
    executor.queuedTasks.some((task) => task.taskId === taskId) ||
    executor.launchedTasks.some((task) => task.taskId === taskId) ||
    executor.terminatedTasks.some((task) => task.taskId === taskId)
  );
}

/** A task still runs here, or its end is not acknowledged. */
export function hasIncompleteTasks(executor: Executor): boolean {
  return executor.queuedTasks.length + executor.launchedTasks.length + executor.terminatedTasks.length > 0;
}

/** Moves a queued task to the launched ones. */
export function launchQueued(framework: Framework, executor: Executor, info: TaskInfo): Executor {
  return setExecutor(framework, executor, {
    queuedTasks: Object.freeze(executor.queuedTasks.filter((task) => task.taskId !== info.taskId)),
    launchedTasks: Object.freeze([...executor.launchedTasks, createTask(info, framework.info.id as FrameworkId)]),
  });
}

/** Records a status on a task, wherever the executor has it. A repeated state replaces the last status. */
export function recordStatus(framework: Framework, executor: Executor, status: TaskStatus): Executor {
  const update = (tasks: readonly Task[]) =>
    tasks.some((task) => task.taskId === status.taskId)
      ? Object.freeze(tasks.map((task) => (task.taskId === status.taskId ? withStatus(task, status) : task)))
      : tasks;
  return setExecutor(framework, executor, {
    launchedTasks: update(executor.launchedTasks),
    terminatedTasks: update(executor.terminatedTasks),
  });
}

function withStatus(task: Task, status: TaskStatus): Task {
  const last = task.statuses[task.statuses.length - 1];
  const kept = last?.state === status.state ? task.statuses.slice(0, -1) : task.statuses;
  // The latest state never leaves a terminal one.
  const state = isTerminalState(task.state) ? task.state : status.state;
  // What the frameworks need of a status here is its state, time, labels and network, not docker's long data.
  const short: TaskStatus = Object.freeze({ ...status, data: null });
  return Object.freeze({ ...task, state, statuses: Object.freeze([...kept, short]) });
}

/** Ends a launched or queued task; its row waits for the acknowledgement. */
export function terminateTask(framework: Framework, executor: Executor, status: TaskStatus): Executor {
  const queued = executor.queuedTasks.find((task) => task.taskId === status.taskId);
  const launched = executor.launchedTasks.find((task) => task.taskId === status.taskId);
  const ended =
    launched ??
    (queued === undefined ? null : withStatus(createTask(queued, framework.info.id as FrameworkId), status));
  if (ended === null) return executor;
  return setExecutor(framework, executor, {
    queuedTasks: Object.freeze(executor.queuedTasks.filter((task) => task.taskId !== status.taskId)),
    launchedTasks: Object.freeze(executor.launchedTasks.filter((task) => task.taskId !== status.taskId)),
    terminatedTasks: Object.freeze([...executor.terminatedTasks, ended]),
  });
}

export function completeTask(framework: Framework, executor: Executor, taskId: TaskId): Executor {
  const task = executor.terminatedTasks.find((candidate) => candidate.taskId === taskId);
  if (task === undefined) return executor;
  return setExecutor(framework, executor, {
    terminatedTasks: Object.freeze(executor.terminatedTasks.filter((candidate) => candidate.taskId !== taskId)),
    completedTasks: Object.freeze([...executor.completedTasks, task].slice(-MAX_COMPLETED_TASKS)),
  });
}

/** Marks what was forwarded to the master last. */
export function recordForwarded(framework: Framework, executor: Executor, status: TaskStatus): Executor {
  const mark = (tasks: readonly Task[]) =>
    tasks.some((task) => task.taskId === status.taskId)
      ? Object.freeze(
          tasks.map((task) =>
            task.taskId === status.taskId
              ? Object.freeze({ ...task, statusUpdateState: status.state, statusUpdateUuid: status.uuid })
              : task,
          ),
        )
      : tasks;
  return setExecutor(framework, executor, {
    launchedTasks: mark(executor.launchedTasks),
    terminatedTasks: mark(executor.terminatedTasks),
  });
}

export function taskOf(executor: Executor, taskId: TaskId): Task | null {
  const find = (tasks: readonly Task[]) => tasks.find((task) => task.taskId === taskId);
  return find(executor.launchedTasks) ?? find(executor.terminatedTasks) ?? find(executor.completedTasks) ?? null;
}

/** The executor's own share and those of its live tasks. */
export function executorResources(executor: Executor): Resources {
  const tasks = [...executor.queuedTasks, ...executor.launchedTasks].map((task) => task.resources);
  return addResources(executor.info.resources, sumResources(tasks));
}

/** The executor that runs a task: the framework's own, or one made for its command. */
export function executorInfoOf(framework: FrameworkInfo, task: TaskInfo): ExecutorInfo {
  if (task.executor !== null) return task.executor;
  const command = task.command ?? EMPTY_COMMAND;
  return Object.freeze({
    executorId: task.taskId as string as ExecutorId,
    frameworkId: framework.id,
    command,
    container: task.container,
    resources: COMMAND_EXECUTOR_RESOURCES,
    name: `Command Executor (Task: ${task.taskId}) ${commandText(command)}`,
    source: task.taskId,
    data: null,
    shutdownGracePeriodMs: shutdownGrace(task),
    labels: task.labels,
    discovery: null,
  });
}

const EMPTY_COMMAND: CommandInfo = Object.freeze({
  shell: true,
  value: null,
  arguments: [],
  environment: [],
  uris: [],
  user: null,
});

/** A task's own kill grace gets the reap interval and a second of margin. */
function shutdownGrace(task: TaskInfo): number | null {
  const graceMs = task.killPolicy?.gracePeriodMs ?? null;
  return graceMs === null ? null : graceMs + 2_000;
}

function commandText(command: CommandInfo): string {
  if (command.shell)
    return command.value === null ? '(Command: NO COMMAND)' : `(Command: sh -c '${shorten(command.value)}')`;
  if (command.value === null) return '(Command: NO EXECUTABLE)';
  return `(Command: [${shorten([command.value, ...command.arguments].join(', '))}])`;
}

/** Texts over 15 characters are cut to 12. */
function shorten(text: string): string {
  return text.length > 15 ? `${text.slice(0, 12)}...` : text;
}
