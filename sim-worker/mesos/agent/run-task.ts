/**
 * From the master's task to an executor's queue: a running executor gets it at once, else one is launched.
 * Source: Mesos 1.0.1, src/slave/slave.cpp (runTask, _runTask, Framework::launchExecutor, registerExecutorTimeout).
 * Left out: the moment in which a task is pending while old folders are taken off the garbage collector's list (instant here).
 */
import { must } from '../../kernel/assert.ts';
import type { Context } from '../../kernel/context.ts';
import { containerId as containerIdOf, randomUuid, type FrameworkId } from '../ids.ts';
import type { Upid } from '../libprocess/transport.ts';
import type { ExecutorInfo, FrameworkInfo } from '../messages/infos.ts';
import type { MessageOf } from '../messages/messages.ts';
import type { TaskInfo, TaskStatusReason } from '../messages/tasks.ts';
import { formatResource, formatResources } from '../resources/format.ts';
import type { Resource, Resources } from '../resources/resource.ts';
import { checkpointableResources, containsResources } from '../resources/resources.ts';
import { executorText, sendToExecutor } from './agent-messages.ts';
import { durationText } from './agent-flags.ts';
import { executorPath, frameworkPath, metaDir, runPath } from './agent-paths.ts';
import type { AgentState, Executor, Framework } from './agent-state.ts';
import { checkpointExecutor, checkpointFramework, checkpointTask, workDirOf } from './checkpoint.ts';
import { destroyContainer, launchContainer } from './containerizer.ts';
import { removeFrameworkIfIdle } from './executor-end.ts';
import { executorIds, executorOfRun } from './executor-shutdown.ts';
import { createTask } from '../messages/create-task.ts';
import { executorInfoOf, launchQueued, setExecutor } from './executor-table.ts';
import { unscheduleGc } from './garbage-collector.ts';
import { agentUpdate, reportOwnStatus } from './task-status.ts';
import { streamUpdate } from './status-streams.ts';

export function onRunTask(
  state: AgentState,
  context: Context,
  from: Upid,
  message: MessageOf<'mesos.RunTaskMessage'>,
): void {
  const { task } = message;
  if (from !== state.master) {
    const text = `Ignoring run task message from ${from} because it is not the expected master: ${state.master ?? 'None'}`;
    return context.log('WARN', text, 'slave.cpp:1480');
  }
  const frameworkId = must(message.framework.id, 'id of a framework that launches');
  context.log('INFO', `Got assigned task ${task.taskId} for framework ${frameworkId}`, 'slave.cpp:1495');
  if (task.slaveId !== state.info.id) {
    const text = `Agent ${state.info.id ?? ''} ignoring task ${task.taskId} because it was intended for old agent ${task.slaveId}`;
    return context.log('WARN', text, 'slave.cpp:1499');
  }
  if (state.phase === 'RECOVERING' || state.phase === 'TERMINATING') {
    return context.log('WARN', `Ignoring task ${task.taskId} because the agent is ${state.phase}`, 'slave.cpp:1511');
  }
  const framework = state.frameworks.get(frameworkId) ?? addFramework(state, context, message.framework, message.pid);
  launchTask(state, context, framework, task);
}

function addFramework(state: AgentState, context: Context, info: FrameworkInfo, pid: string): Framework {
  const id = must(info.id, 'framework id');
  const earlier = state.completedFrameworks.find((candidate) => candidate.info.id === id);
  const framework: Framework = {
    info,
    pid,
    terminating: false,
    executors: new Map(),
    completedExecutors: earlier?.completedExecutors ?? [],
  };
  state.completedFrameworks = Object.freeze(state.completedFrameworks.filter((candidate) => candidate !== earlier));
  state.frameworks.set(id, framework);
  if (info.checkpoint) checkpointFramework(state, context, framework);
  const slaveId = must(state.info.id, 'agent id');
  unscheduleGc(state, frameworkPath(workDirOf(state), slaveId, id));
  unscheduleGc(state, frameworkPath(metaDir(workDirOf(state)), slaveId, id));
  return framework;
}

function launchTask(state: AgentState, context: Context, framework: Framework, task: TaskInfo): void {
  const frameworkId = must(framework.info.id, 'framework id');
  context.log('INFO', `Launching task ${task.taskId} for framework ${frameworkId}`, 'slave.cpp:1614');
  if (framework.terminating) {
    const text = `Ignoring run task ${task.taskId} of framework ${frameworkId} because the framework is terminating`;
    context.log('WARN', text, 'slave.cpp:1654');
    return removeFrameworkIfIdle(state, context, framework);
  }
  const info = executorInfoOf(framework.info, task);
  const user = userOfUnknownResources(state, context, task, frameworkId);
  if (user !== null) {
    const message = `The checkpointed resources being used by the ${user} are unknown to the agent`;
    loseTask(state, context, frameworkId, task, 'REASON_RESOURCES_UNKNOWN', message);
    return removeFrameworkIfIdle(state, context, framework);
  }
  const executor = framework.executors.get(info.executorId) ?? launchExecutor(state, context, framework, info, task);
  switch (executor.phase) {
    case 'TERMINATING':
    case 'TERMINATED': {
      const how = executor.phase.toLowerCase();
      context.log(
        'WARN',
        `Asked to run task '${task.taskId}' for framework ${frameworkId} with executor '${info.executorId}' which is ${how}`,
        'slave.cpp:1815',
      );
      return loseTask(state, context, frameworkId, task, 'REASON_EXECUTOR_TERMINATED', `Executor ${how}`);
    }
    case 'REGISTERING':
    case 'RUNNING': {
      if (executor.checkpoint) checkpointTask(state, context, executor, createTask(task, executor.frameworkId));
      context.log('INFO', `Queuing task '${task.taskId}' for executor ${executorText(executor)}`, 'slave.cpp:1840');
      const queued = setExecutor(framework, executor, { queuedTasks: Object.freeze([...executor.queuedTasks, task]) });
      if (executor.phase === 'RUNNING') sendQueuedTasks(state, context, framework, queued);
    }
  }
}

/** Who wants reservations or volumes that are not checkpointed here yet; null: nobody. */
function userOfUnknownResources(
  state: AgentState,
  context: Context,
  task: TaskInfo,
  frameworkId: FrameworkId,
): 'task' | 'executor' | null {
  const unknown = (wanted: Resources): Resource | undefined =>
    checkpointableResources(wanted).find((part) => !containsResources(state.checkpointedResources, [part]));
  const ofTask = unknown(task.resources);
  if (ofTask !== undefined) {
    const text = `Unknown checkpointed resource ${formatResource(ofTask)} for task ${task.taskId} of framework ${frameworkId}`;
    context.log('WARN', text, 'slave.cpp:1709');
    return 'task';
  }
  const ofExecutor = task.executor === null ? undefined : unknown(task.executor.resources);
  if (task.executor === null || ofExecutor === undefined) return null;
  const text = `Unknown checkpointed resource ${formatResource(ofExecutor)} for executor '${task.executor.executorId}' of framework ${frameworkId}`;
  context.log('WARN', text, 'slave.cpp:1742');
  return 'executor';
}

/** A task that never got an executor: its update bypasses the books. */
function loseTask(
  state: AgentState,
  context: Context,
  frameworkId: FrameworkId,
  task: TaskInfo,
  reason: TaskStatusReason,
  message: string,
): void {
  const executorId = task.executor?.executorId ?? null;
  const own = { frameworkId, taskId: task.taskId, executorId, state: 'TASK_LOST' as const, reason, message };
  if (state.frameworks.has(frameworkId)) reportOwnStatus(state, context, own);
  else streamUpdate(state, context, agentUpdate(state, context, own), null);
}

function launchExecutor(
  state: AgentState,
  context: Context,
  framework: Framework,
  info: ExecutorInfo,
  task: TaskInfo,
): Executor {
  const frameworkId = must(framework.info.id, 'framework id');
  const containerId = containerIdOf(randomUuid(context.randomInt));
  const ids = { slaveId: must(state.info.id, 'agent id'), frameworkId, executorId: info.executorId, containerId };
  const workDir = workDirOf(state);
  const executor: Executor = Object.freeze({
    info,
    frameworkId,
    containerId,
    directory: runPath(workDir, ids),
    checkpoint: framework.info.checkpoint,
    isCommandExecutor: task.executor === null,
    phase: 'REGISTERING',
    pid: null,
    pendingTermination: null,
    queuedTasks: [],
    launchedTasks: [],
    terminatedTasks: [],
    completedTasks: [],
  });
  framework.executors.set(info.executorId, executor);
  unscheduleGc(state, executorPath(workDir, ids));
  unscheduleGc(state, executorPath(metaDir(workDir), ids));
  if (executor.checkpoint) checkpointExecutor(state, context, executor);
  context.disk.write(`${executorPath(workDir, ids)}/runs/latest`, { kind: 'text', text: containerId });
  context.disk.appendText(`${executor.directory}/stdout`, '');
  context.disk.appendText(`${executor.directory}/stderr`, '');
  const text = `Launching executor ${info.executorId} of framework ${frameworkId} with resources ${formatResources(info.resources)} in work directory '${executor.directory}'`;
  context.log('INFO', text, 'slave.cpp:5674');
  launchContainer(state, context, framework, executor);
  context.setTimer(`register:${containerId}`, state.flags.executorRegistrationTimeoutMs, executorIds(executor));
  return executor;
}

/** Hands every queued task to a registered executor. */
export function sendQueuedTasks(state: AgentState, context: Context, framework: Framework, executor: Executor): void {
  let current = executor;
  for (const task of executor.queuedTasks) {
    context.log('INFO', `Sending queued task '${task.taskId}' to executor ${executorText(current)}`, 'slave.cpp:2005');
    current = launchQueued(framework, current, task);
    sendToExecutor(state, context, current, {
      type: 'mesos.RunTaskMessage',
      framework: framework.info,
      pid: framework.pid,
      task,
    });
  }
}

/** The executor did not register in time; a slow image pull counts too. */
export function onRegistrationTimeout(state: AgentState, context: Context, ids: ReturnType<typeof executorIds>): void {
  const executor = executorOfRun(state, ids);
  const framework = state.frameworks.get(ids.frameworkId);
  if (executor?.phase !== 'REGISTERING' || framework === undefined) return;
  const limit = durationText(state.flags.executorRegistrationTimeoutMs);
  context.log(
    'INFO',
    `Terminating executor '${executorText(executor)}' because it did not register within ${limit}`,
    'slave.cpp:4539',
  );
  const pendingTermination = Object.freeze({
    state: 'TASK_FAILED' as const,
    reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' as const,
    message: `Executor did not register within ${limit}`,
  });
  setExecutor(framework, executor, { phase: 'TERMINATING', pendingTermination });
  destroyContainer(state, context, ids.containerId);
}
