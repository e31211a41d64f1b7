/**
 * What makes a task acceptable, checked in this order; the first fault is the message of its TASK_ERROR.
 * Source: Mesos 1.0.1, src/master/validation.cpp (task::validate, executor::validate, resource::validate).
 */
import type { FrameworkId, TaskId } from '../ids.ts';
import type { ExecutorInfo } from '../messages/infos.ts';
import type { TaskInfo } from '../messages/tasks.ts';
import { formatResources } from '../resources/format.ts';
import type { Resources } from '../resources/resource.ts';
import { addResources, containsResources, equalResources, isNothing } from '../resources/resources.ts';
import type { MasterAgent } from './master-state.ts';
import { hasInvalidCharacter, uniqueIdsError, usableError } from './resource-validation.ts';

/** Executors below these only cause a warning. Source: src/master/constants.hpp, MIN_CPUS and MIN_MEM. */
export type TaskCheck = {
  readonly task: TaskInfo;
  readonly frameworkId: FrameworkId;
  readonly agent: MasterAgent;
  /** What is left of the offers. */
  readonly available: Resources;
  readonly isLive: (taskId: TaskId) => boolean;
};

export function taskError(check: TaskCheck): string | null {
  return (
    identityError(check) ??
    executorError(check) ??
    resourcesError(check) ??
    killPolicyError(check.task) ??
    fitError(check)
  );
}

/** Resources that launching takes from the offer: the task's, and the executor's when it is new on the agent. */
export function launchResources(task: TaskInfo, agent: MasterAgent, frameworkId: FrameworkId): Resources {
  const { executor } = task;
  if (executor === null || hasExecutor(agent, frameworkId, executor.executorId)) return task.resources;
  return addResources(task.resources, executor.resources);
}

export function hasExecutor(agent: MasterAgent, frameworkId: FrameworkId, executorId: string): boolean {
  return agent.executors.some((executor) => executor.executorId === executorId && executor.frameworkId === frameworkId);
}

function identityError({ task, agent, isLive }: TaskCheck): string | null {
  if (hasInvalidCharacter(task.taskId)) return `TaskID '${task.taskId}' contains invalid characters`;
  if (isLive(task.taskId)) return `Task has duplicate ID: ${task.taskId}`;
  if (task.slaveId !== agent.id) return `Task uses invalid agent ${task.slaveId} while agent ${agent.id} is expected`;
  return null;
}

function executorError({ task, agent, frameworkId }: TaskCheck): string | null {
  if ((task.executor === null) === (task.command === null)) {
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  }
  const { executor } = task;
  if (executor === null) return null;
  if (executor.frameworkId !== frameworkId) {
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${executor.frameworkId ?? ''} vs Expected: ${frameworkId})`;
  }
  const existing = agent.executors.find(
    (other) => other.executorId === executor.executorId && other.frameworkId === frameworkId,
  );
  if (existing !== undefined && !sameExecutor(existing, executor)) {
    return `Task has invalid ExecutorInfo (existing ExecutorInfo with same ExecutorID is not compatible).\n------------------------------------------------------------\nExisting ExecutorInfo:\n${existing.executorId}\n------------------------------------------------------------\nTask's ExecutorInfo:\n${executor.executorId}\n------------------------------------------------------------\n`;
  }
  if (executor.shutdownGracePeriodMs !== null && executor.shutdownGracePeriodMs < 0)
    return "ExecutorInfo's 'shutdown_grace_period' must be non-negative";
  return null;
}

/** In all that the original compares: not the grace period, nor labels. Source: src/common/type_utils.cpp. */
function sameExecutor(one: ExecutorInfo, other: ExecutorInfo): boolean {
  const compared = ({ data, command, name, source, container, discovery }: ExecutorInfo): string =>
    JSON.stringify([data, command, name, source, container, discovery]);
  return compared(one) === compared(other) && equalResources(one.resources, other.resources);
}

function resourcesError({ task }: TaskCheck): string | null {
  if (task.invalid !== undefined) return task.invalid;
  const own = usableError(task.resources);
  if (own !== null) return `Task uses invalid resources: ${own}`;
  const executor = task.executor === null ? null : usableError(task.executor.resources);
  if (executor !== null) return `Executor uses invalid resources: ${executor}`;
  const total = task.executor === null ? task.resources : addResources(task.resources, task.executor.resources);
  for (const part of total) {
    if (part.revocable && total.some((other) => other.name === part.name && !other.revocable)) {
      return `Task (and its executor, if exists) uses both revocable and non-revocable ${part.name}`;
    }
  }
  return uniqueIdsError(total);
}

function killPolicyError(task: TaskInfo): string | null {
  const grace = task.killPolicy?.gracePeriodMs ?? null;
  return grace !== null && grace < 0 ? "Task's 'kill_policy.grace_period' must be non-negative" : null;
}

function fitError({ task, agent, frameworkId, available }: TaskCheck): string | null {
  if (isNothing(task.resources)) return 'Task uses no resources';
  const wanted = launchResources(task, agent, frameworkId);
  if (containsResources(available, wanted)) return null;
  return `Task uses more resources ${formatResources(wanted)} than available ${formatResources(available)}`;
}
