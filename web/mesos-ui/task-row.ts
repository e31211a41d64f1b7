/**
 * A task as the tables show it.
 * Source: Mesos 1.0.1, src/webui/master/static/js/controllers.js (start_time, finish_time, executor_id).
 */
import type { TaskJson } from './mesos-json.ts';

export type TaskRow = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly agentId: string;
  readonly frameworkId: string;
  /** The task id where the executor has no id of its own. */
  readonly executorId: string;
  /** Seconds; absent until a first update that is not terminal. */
  readonly startedS: number | undefined;
  readonly stoppedS: number | undefined;
};

const terminalStates = new Set(['TASK_ERROR', 'TASK_FAILED', 'TASK_FINISHED', 'TASK_KILLED', 'TASK_LOST']);

export function isTerminal(state: string): boolean {
  return terminalStates.has(state);
}

export function taskRow(task: TaskJson): TaskRow {
  const first = task.statuses?.[0];
  return {
    id: task.id,
    name: task.name,
    state: task.state,
    agentId: task.slave_id,
    frameworkId: task.framework_id ?? '',
    executorId: task.executor_id === undefined || task.executor_id === '' ? task.id : task.executor_id,
    startedS: first === undefined || isTerminal(first.state) ? undefined : first.timestamp,
    stoppedS: isTerminal(task.state) ? task.statuses?.[task.statuses.length - 1]?.timestamp : undefined,
  };
}
