/** One row of the project's Mesos case table that needs a whole cluster, and the checks of such rows. */
import type { Task } from '../../../mesos/messages/tasks.ts';
import type { Bed, BedOptions } from './mesos-bed.ts';

export type MesosCase = {
  readonly id: string;
  readonly given: string;
  readonly expected: string;
  readonly options?: BedOptions;
  /** Throws with what was found instead. */
  readonly run: (bed: Bed) => void;
};

export function check(what: string, actual: unknown, expected: unknown): void {
  const found = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (found !== wanted) throw new Error(`${what}: expected ${wanted ?? 'undefined'}, found ${found ?? 'undefined'}`);
}

export function checkThat(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
}

/** Tasks of the test framework as the leading master knows them. */
export function tasksAtLeader(bed: Bed): readonly Task[] {
  const id = bed.framework().frameworkId;
  return id === null ? [] : [...(bed.leader().state.tasks.get(id)?.values() ?? [])];
}

export function statesAtLeader(bed: Bed): readonly string[] {
  return tasksAtLeader(bed).map((task) => task.state);
}

/** State, reason and message of the updates that the scheduler got for a task, reconciliations apart by their reason. */
export function updatesOf(bed: Bed, taskId: string): readonly (readonly [string, string | null, string | null])[] {
  return bed
    .framework()
    .statuses.filter((status) => status.taskId === taskId)
    .map((status) => [status.state, status.reason, status.message]);
}

export function callbackCount(bed: Bed, kind: string, name?: string): number {
  return bed.framework(name).callbacks.filter((callback) => callback.kind === kind).length;
}

/** The default cluster, settled, with a running task on some agent. */
export function withTask(bed: Bed, ids: readonly string[] = ['t1']): void {
  bed.settle();
  bed.launch(ids);
  bed.run(30);
  check(
    'tasks before',
    statesAtLeader(bed),
    ids.map(() => 'TASK_RUNNING'),
  );
}

/** Host of the agent on which the task runs. */
export function hostOfTask(bed: Bed, taskId: string): string {
  const task = tasksAtLeader(bed).find((other) => other.taskId === taskId);
  const agent = task === undefined ? undefined : bed.leader().state.agents.get(task.slaveId);
  if (agent === undefined) throw new Error(`task ${taskId} runs nowhere`);
  return agent.info.hostname;
}
