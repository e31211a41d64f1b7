/**
 * Bodies of the master's big read endpoints: /state, /state-summary, /slaves, /frameworks, /tasks, /roles.
 * Source: Mesos 1.0.1, src/master/http.cpp.
 */
import {
  jsonArray,
  jsonDouble,
  type JsonField,
  jsonInteger,
  jsonObject,
  jsonOptional,
  jsonString,
  type JsonText,
} from '../../http/json-text.ts';
import { buildFields } from '../../http/model-json.ts';
import { resourcesJson } from '../../http/task-json.ts';
import type { FrameworkId } from '../../ids.ts';
import type { Task, TaskState } from '../../messages/tasks.ts';
import { addResources } from '../../resources/resources.ts';
import { NO_RESOURCES } from '../../resources/resource.ts';
import { tasksOf } from '../books.ts';
import { printedMasterFlags } from '../flags.ts';
import type { MasterFramework, MasterState } from '../master-state.ts';
import {
  agentFieldsText,
  agentFullJson,
  agentJson,
  completedFrameworkJson,
  frameworkAroundTasks,
  frameworkJson,
  frameworkSummaryFields,
  pendingTasksOf,
  taskJson,
} from './model-json.ts';
import { mayView, unfiltered } from './viewer.ts';

export function stateJson(master: MasterState): JsonText {
  return [...statePieces(master)].join('');
}

/** The same text in pieces of some hundred rows. */
export function* statePieces(master: MasterState): Iterable<JsonText> {
  yield `${stateHead(master).slice(0, -1)},"slaves":[`;
  yield* rowsInPieces(master.agents.values(), agentJson);
  yield '],"frameworks":[';
  let first = true;
  for (const framework of master.frameworks.values()) {
    if (!first) yield ',';
    first = false;
    const { before, after } = frameworkAroundTasks(master, framework);
    yield before;
    yield* rowsInPieces(tasksOf(master, framework.id), taskJson);
    yield after;
  }
  const tail = jsonObject([
    ['completed_frameworks', jsonArray(master.completedFrameworks.map(completedFrameworkJson))],
    ['orphan_tasks', jsonArray(orphanTasks(master).map(taskJson))],
    ['unregistered_frameworks', unregisteredFrameworks(master)],
  ]);
  yield `],${tail.slice(1)}`;
}

/** Rows in one piece: some 100 kB of text. */
const ROWS_IN_PIECE = 256;

export function* rowsInPieces<Row>(rows: Iterable<Row>, write: (row: Row) => JsonText): Iterable<JsonText> {
  let piece = '';
  let count = 0;
  for (const row of rows) {
    piece += count === 0 ? write(row) : `,${write(row)}`;
    count += 1;
    if (count % ROWS_IN_PIECE !== 0) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function stateHead(master: MasterState): JsonText {
  const { info } = master;
  let activated = 0;
  for (const agent of master.agents.values()) if (agent.active) activated += 1;
  return jsonObject([
    ...buildFields(),
    ['start_time', jsonDouble(master.startedAtSecs)],
    ['elected_time', jsonOptional(master.electedAtSecs, jsonDouble)],
    ['id', jsonString(info.id)],
    ['pid', jsonString(master.pid)],
    ['hostname', jsonString(info.hostname)],
    ['activated_slaves', jsonDouble(activated)],
    ['deactivated_slaves', jsonDouble(master.agents.size - activated)],
    ['leader', master.leader === null ? null : jsonString(master.leader.pid)],
    ...(mayView(master, 'VIEW_FLAGS', null) ? flagFields(master) : []),
  ]);
}

function flagFields(master: MasterState): JsonField[] {
  const { flags } = master;
  return [
    ['cluster', jsonOptional(flags.cluster, jsonString)],
    ['log_dir', jsonOptional(flags.logDir, jsonString)],
    ['external_log_file', jsonOptional(flags.externalLogFile, jsonString)],
    ['flags', flagsObject(master)],
  ];
}

export function flagsObject(master: MasterState): JsonText {
  return jsonObject(printedMasterFlags(master.flags).map(([name, value]) => [name, jsonString(value)]));
}

function orphanTasks(master: MasterState): Task[] {
  const orphans: Task[] = [];
  const { frameworks } = unfiltered(master);
  for (const [id, tasks] of master.tasks) if (!frameworks.has(id)) orphans.push(...tasks.values());
  return orphans;
}

/** One entry for each agent that reported the framework, so ids repeat. */
function unregisteredFrameworks(master: MasterState): JsonText {
  const ids: JsonText[] = [];
  for (const agent of master.agents.values()) {
    for (const id of new Set([...agent.tasks, ...agent.executors].map((entry) => entry.frameworkId))) {
      if (!unfiltered(master).frameworks.has(id)) ids.push(jsonString(id));
    }
  }
  return jsonArray(ids);
}

export function slavesJson(master: MasterState): JsonText {
  return jsonObject([['slaves', jsonArray([...master.agents.values()].map(agentFullJson))]]);
}

export function frameworksJson(master: MasterState): JsonText {
  return jsonObject([
    ['frameworks', jsonArray([...master.frameworks.values()].map((framework) => frameworkJson(master, framework)))],
    ['completed_frameworks', jsonArray(master.completedFrameworks.map(completedFrameworkJson))],
    ['unregistered_frameworks', unregisteredFrameworks(master)],
  ]);
}

const SUMMARY_STATES: readonly TaskState[] = [
  'TASK_STAGING',
  'TASK_STARTING',
  'TASK_RUNNING',
  'TASK_KILLING',
  'TASK_FINISHED',
  'TASK_KILLED',
  'TASK_FAILED',
  'TASK_LOST',
  'TASK_ERROR',
];

type Tally = { readonly states: Map<TaskState, number>; readonly others: Set<string> };

/** Counts tasks of registered frameworks by agent and by framework. */
function tallies(master: MasterState): {
  readonly byAgent: Map<string, Tally>;
  readonly byFramework: Map<string, Tally>;
} {
  const byAgent = new Map<string, Tally>();
  const byFramework = new Map<string, Tally>();
  const add = (into: Map<string, Tally>, key: string, task: Task, other: string): void => {
    let tally = into.get(key);
    if (tally === undefined) {
      tally = { states: new Map(), others: new Set() };
      into.set(key, tally);
    }
    tally.states.set(task.state, (tally.states.get(task.state) ?? 0) + 1);
    tally.others.add(other);
  };
  for (const framework of master.frameworks.values()) {
    for (const task of [...pendingTasksOf(framework), ...tasksOf(master, framework.id), ...framework.completedTasks]) {
      add(byAgent, task.slaveId, task, task.frameworkId);
      add(byFramework, task.frameworkId, task, task.slaveId);
    }
  }
  return { byAgent, byFramework };
}

function tallyFields(tally: Tally | undefined, othersName: string): [string, JsonText][] {
  const counts = SUMMARY_STATES.map((state): [string, JsonText] => [state, jsonInteger(tally?.states.get(state) ?? 0)]);
  return [...counts, [othersName, jsonArray([...(tally?.others ?? [])].map(jsonString))]];
}

export function stateSummaryJson(master: MasterState): JsonText {
  const { byAgent, byFramework } = tallies(unfiltered(master));
  const slaves = [...master.agents.values()].map(
    (agent) => `{${agentFieldsText(agent)},${jsonObject(tallyFields(byAgent.get(agent.id), 'framework_ids')).slice(1)}`,
  );
  const frameworks = [...master.frameworks.values()].map((framework) =>
    jsonObject([...frameworkSummaryFields(framework), ...tallyFields(byFramework.get(framework.id), 'slave_ids')]),
  );
  return jsonObject([
    ['hostname', jsonString(master.info.hostname)],
    ['cluster', jsonOptional(master.flags.cluster, jsonString)],
    ['slaves', jsonArray(slaves)],
    ['frameworks', jsonArray(frameworks)],
  ]);
}

export type TaskPage = { readonly limit: number; readonly offset: number; readonly ascending: boolean };

/** Current and completed tasks, by the time of their first status. */
export function tasksJson(master: MasterState, page: TaskPage): JsonText {
  const tasks: Task[] = [];
  for (const framework of master.frameworks.values())
    tasks.push(...tasksOf(master, framework.id), ...framework.completedTasks);
  for (const framework of master.completedFrameworks) tasks.push(...framework.completedTasks);
  const sign = page.ascending ? 1 : -1;
  tasks.sort((a, b) => sign * (firstStatusSecs(a) - firstStatusSecs(b)));
  return jsonObject([['tasks', jsonArray(tasks.slice(page.offset, page.offset + page.limit).map(taskJson))]]);
}

function firstStatusSecs(task: Task): number {
  return task.statuses[0]?.timestampSecs ?? 0;
}

/** Roles that the master tells of, by name: those of --roles, or those with a framework, a weight or a quota. */
export function roleNames(master: MasterState): string[] {
  const { frameworks, allocator, flags } = unfiltered(master);
  const used = [...frameworks.values()].map((framework) => framework.info.role);
  const listed =
    flags.roles === null
      ? ['*', ...used, ...allocator.weights.keys(), ...allocator.quotas.keys()]
      : ['*', ...flags.roles.split(',')];
  return [...new Set(listed)].filter((role) => mayView(master, 'VIEW_ROLE', role)).sort();
}

export function rolesJson(master: MasterState): JsonText {
  const frameworks = new Map<string, MasterFramework[]>();
  for (const framework of unfiltered(master).frameworks.values()) {
    frameworks.set(framework.info.role, [...(frameworks.get(framework.info.role) ?? []), framework]);
  }
  const roles = roleNames(master).map((role) => roleJson(master, role, frameworks.get(role) ?? []));
  return jsonObject([['roles', jsonArray(roles)]]);
}

/** Keys in alphabetical order, as they come from a sorted map. */
function roleJson(master: MasterState, role: string, frameworks: readonly MasterFramework[]): JsonText {
  let resources = NO_RESOURCES;
  for (const framework of frameworks)
    resources = addResources(resources, addResources(framework.used, framework.offered));
  const ids: readonly FrameworkId[] = frameworks.map((framework) => framework.id);
  return jsonObject([
    ['frameworks', jsonArray(ids.map(jsonString))],
    ['name', jsonString(role)],
    ['resources', resourcesJson(resources)],
    ['weight', jsonDouble(unfiltered(master).allocator.weights.get(role) ?? 1)],
  ]);
}
