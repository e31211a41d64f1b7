/**
 * Tasks as the tables show them, read from the text of `/master/state`: of 100,000 tasks only a few are ever shown, so
 * their other fields stay text until a filter looks for them.
 * Source: Mesos 1.0.1, src/webui/master/static/js/controllers.js (start_time, finish_time, executor_id).
 */
import { valueEnd, valuesText } from '../browser/documents/json-scan.ts';
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

/** With its text, and what a filter looks through once that is made. */
export type KeptTask = TaskRow & { readonly json: string; search: string | null };

const terminalStates = new Set(['TASK_ERROR', 'TASK_FAILED', 'TASK_FINISHED', 'TASK_KILLED', 'TASK_LOST']);

export function isTerminal(state: string): boolean {
  return terminalStates.has(state);
}

export function searchTextOf(task: KeptTask): string {
  task.search ??= valuesText(task.json);
  return task.search;
}

/** From a task that is a value. */
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

/** Between two tasks of a list; nothing inside a task looks like it. */
const seam = '},{"id":"';
/** Rows of the document before that may have gone between two that stayed. */
const lookAhead = 4;

/**
 * Reads the tasks of a list one after another. A task whose text is the same as in the document before keeps its row,
 * and with it the text for filters. Gives the position after the task, -1 where the text ends too early.
 */
export function taskScanner(
  before: readonly KeptTask[],
  take: (task: KeptTask) => void,
): (text: string, start: number) => number {
  let next = 0;
  return (text, start) => {
    for (let index = next; index < next + lookAhead; index += 1) {
      const known = before[index];
      if (known === undefined) break;
      if (!text.startsWith(known.json, start)) continue;
      next = index + 1;
      take(known);
      return start + known.json.length;
    }
    const cut = text.indexOf(seam, start);
    const end = cut === -1 ? valueEnd(text, start) : cut + 1;
    if (end === -1) return -1;
    next += 1;
    const json = text.slice(start, end);
    take({ ...(quickRow(json) ?? taskRow(JSON.parse(json) as TaskJson)), json, search: null });
    return end;
  };
}

/** The fields before the status, in the order in which a master writes them. */
const names = ['id', 'name', 'framework_id', 'executor_id', 'slave_id', 'state'] as const;
const marks = names.map((name, index) => `${index === 0 ? '{' : ','}"${name}":"`);

/** Without parsing: works for a task that runs and has no odd signs in its text; null for all others. */
function quickRow(json: string): TaskRow | null {
  if (json.includes('\\')) return null;
  const found: string[] = [];
  let at = 0;
  for (const mark of marks) {
    if (!json.startsWith(mark, at)) return null;
    const end = json.indexOf('"', at + mark.length);
    found.push(json.slice(at + mark.length, end));
    at = end + 1;
  }
  const [id = '', name = '', frameworkId = '', executorId = '', agentId = '', state = ''] = found;
  const started = isTerminal(state) ? null : quickStart(json, at);
  if (started === null) return null;
  const startedS = started.seconds;
  return {
    id,
    name,
    state,
    agentId,
    frameworkId,
    executorId: executorId === '' ? id : executorId,
    startedS,
    stoppedS: undefined,
  };
}

const resourcesMark = ',"resources":{';
const statusesMark = ',"statuses":[';
const statusMark = '{"state":"';
const timestampMark = ',"timestamp":';

function quickStart(json: string, from: number): { readonly seconds: number | undefined } | null {
  if (!json.startsWith(resourcesMark, from)) return null;
  const statuses = json.indexOf('}', from) + 1;
  if (!json.startsWith(statusesMark, statuses)) return null;
  const first = statuses + statusesMark.length;
  if (json[first] === ']') return { seconds: undefined };
  if (!json.startsWith(statusMark, first)) return null;
  const stateEnd = json.indexOf('"', first + statusMark.length);
  const number = stateEnd + 1 + timestampMark.length;
  if (isTerminal(json.slice(first + statusMark.length, stateEnd))) return { seconds: undefined };
  const seconds = json.startsWith(timestampMark, stateEnd + 1) ? parseFloat(json.slice(number, number + 24)) : NaN;
  return Number.isNaN(seconds) ? null : { seconds };
}
