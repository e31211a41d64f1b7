/** A task as it begins, on master and agent. Source: Mesos 1.0.1, src/common/protobuf_utils.cpp (createTask). */
import type { FrameworkId } from '../ids.ts';
import type { Task, TaskInfo } from './tasks.ts';

/** It has a user only where its command or its executor names one, and a container of its own only. */
export function createTask(info: TaskInfo, frameworkId: FrameworkId): Task {
  return Object.freeze({
    name: info.name,
    taskId: info.taskId,
    frameworkId,
    executorId: info.executor?.executorId ?? null,
    slaveId: info.slaveId,
    state: 'TASK_STAGING',
    resources: info.resources,
    statuses: [],
    statusUpdateState: null,
    statusUpdateUuid: null,
    labels: info.labels,
    discovery: info.discovery,
    container: info.container,
    user: info.command?.user ?? info.executor?.command.user ?? null,
  });
}
