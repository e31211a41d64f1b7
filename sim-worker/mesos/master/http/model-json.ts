/**
 * Agents, frameworks, offers and executors in the JSON of /master/state and its relatives.
 * Source: Mesos 1.0.1, src/master/http.cpp (json of Slave, Framework, Full), src/common/http.cpp.
 */
import {
  jsonArray,
  jsonBoolean,
  jsonDouble,
  type JsonField,
  jsonObject,
  jsonOptional,
  jsonString,
  type JsonText,
} from '../../http/json-text.ts';
import { attributesJson, commandJson, labelsField } from '../../http/model-json.ts';
import { resourcesJson, taskJson as writeTask } from '../../http/task-json.ts';
import { reservedFullJson, reservedJson, resourcesFullJson } from '../../http/resource-json.ts';
import { createTask } from '../../messages/create-task.ts';
import type { Offer } from '../../messages/offers.ts';
import type { Task } from '../../messages/tasks.ts';
import { NO_RESOURCES, type Resources } from '../../resources/resource.ts';
import { addResources, sumResources, unreservedResources } from '../../resources/resources.ts';
import { tasksOf } from '../books.ts';
import type { CompletedFramework, MasterAgent, MasterFramework, MasterState } from '../master-state.ts';
import { mayView } from './viewer.ts';

/**
 * Texts of frozen rows, kept while the row lives: a state of 100,000 tasks is polled again and again. A memory of pure
 * functions: it never changes what is computed.
 */
const TASK_TEXTS = new WeakMap<Task, JsonText>();
const AGENT_TEXTS = new WeakMap<MasterAgent, string>();
const COMPLETED_TEXTS = new WeakMap<CompletedFramework, JsonText>();

export function taskJson(task: Task): JsonText {
  const kept = TASK_TEXTS.get(task);
  if (kept !== undefined) return kept;
  const text = writeTask(task);
  if (Object.isFrozen(task)) TASK_TEXTS.set(task, text);
  return text;
}

export function usedOf(agent: MasterAgent): Resources {
  return sumResources(agent.usedBy.map((entry) => entry.resources));
}

/** The agent's fields without the braces, so that other endpoints can add to them. */
export function agentFieldsText(agent: MasterAgent): string {
  const kept = AGENT_TEXTS.get(agent);
  if (kept !== undefined) return kept;
  const text = jsonObject(agentFields(agent)).slice(1, -1);
  AGENT_TEXTS.set(agent, text);
  return text;
}

export function agentJson(agent: MasterAgent): JsonText {
  return `{${agentFieldsText(agent)}}`;
}

function agentFields(agent: MasterAgent): readonly JsonField[] {
  return [
    ['id', jsonString(agent.id)],
    ['pid', jsonString(agent.pid)],
    ['hostname', jsonString(agent.info.hostname)],
    ['registered_time', jsonDouble(agent.registeredAtSecs)],
    ['reregistered_time', jsonOptional(agent.reregisteredAtSecs, jsonDouble)],
    ['resources', resourcesJson(agent.total)],
    ['used_resources', resourcesJson(usedOf(agent))],
    ['offered_resources', resourcesJson(agent.offered)],
    ['reserved_resources', reservedJson(agent.total)],
    ['unreserved_resources', resourcesJson(unreservedResources(agent.total))],
    ['attributes', attributesJson(agent.info.attributes)],
    ['active', jsonBoolean(agent.active)],
    ['version', jsonString(agent.version)],
  ];
}

/** Element of /master/slaves: three fields more. */
export function agentFullJson(agent: MasterAgent): JsonText {
  const more = jsonObject([
    ['reserved_resources_full', reservedFullJson(agent.total)],
    ['used_resources_full', resourcesFullJson(usedOf(agent))],
    ['offered_resources_full', resourcesFullJson(agent.offered)],
  ]);
  return `{${agentFieldsText(agent)},${more.slice(1)}`;
}

/** The first ten fields: what /master/state-summary shows too. */
export function frameworkSummaryFields(
  framework: Pick<MasterFramework, 'id' | 'info' | 'pid' | 'used' | 'offered' | 'active'>,
): JsonField[] {
  const { id, info, pid, used, offered, active } = framework;
  return [
    ['id', jsonString(id)],
    ['name', jsonString(info.name)],
    ['pid', pid.startsWith('http:') ? null : jsonString(pid)],
    ['used_resources', resourcesJson(used)],
    ['offered_resources', resourcesJson(offered)],
    ['capabilities', jsonArray(info.capabilities.map(jsonString))],
    ['hostname', jsonString(info.hostname)],
    ['webui_url', jsonString(info.webuiUrl)],
    ['active', jsonBoolean(active)],
  ];
}

export function frameworkJson(master: MasterState, framework: MasterFramework): JsonText {
  const tasks: JsonText[] = [];
  for (const task of tasksOf(master, framework.id)) tasks.push(taskJson(task));
  const { before, after } = frameworkAroundTasks(master, framework);
  return `${before}${tasks.join(',')}${after}`;
}

/** The text up to the first of its tasks, and from the last one on: tasks can be many. */
export function frameworkAroundTasks(
  master: MasterState,
  framework: MasterFramework,
): { readonly before: JsonText; readonly after: JsonText } {
  const offers: JsonText[] = [];
  for (const id of framework.offerIds) {
    const offer = master.offers.get(id);
    if (offer !== undefined) offers.push(offerJson(offer));
  }
  const head = jsonObject([
    ...frameworkSummaryFields(framework),
    ...frameworkFields({
      ...framework,
      unregisteredAtSecs: 0,
      resources: addResources(framework.used, framework.offered),
    }),
  ]);
  const tail = jsonObject([
    ['completed_tasks', jsonArray(framework.completedTasks.map(taskJson))],
    ['offers', jsonArray(offers)],
    ['executors', jsonArray(executorsOf(master, framework.id))],
    labelsField(framework.info.labels),
  ]);
  const pending = pendingTasksOf(framework).map(taskJson).join(',');
  const comma = pending !== '' && (master.tasks.get(framework.id)?.size ?? 0) > 0 ? ',' : '';
  return { before: `${head.slice(0, -1)},"tasks":[${pending}${comma}`, after: `],${tail.slice(1)}` };
}

/** Tasks that wait for the authorizer; here they show no user. */
export function pendingTasksOf(framework: MasterFramework): readonly Task[] {
  return [...framework.pendingTasks.values()].map((info) => ({ ...createTask(info, framework.id), user: null }));
}

export function completedFrameworkJson(framework: CompletedFramework): JsonText {
  const kept = COMPLETED_TEXTS.get(framework);
  if (kept !== undefined) return kept;
  const text = jsonObject([
    ...frameworkSummaryFields({ ...framework, used: NO_RESOURCES, offered: NO_RESOURCES, active: false }),
    ...frameworkFields({ ...framework, resources: NO_RESOURCES }),
    ['tasks', '[]'],
    ['completed_tasks', jsonArray(framework.completedTasks.map(taskJson))],
    ['offers', '[]'],
    ['executors', '[]'],
    labelsField(framework.info.labels),
  ]);
  COMPLETED_TEXTS.set(framework, text);
  return text;
}

type Registered = Pick<
  CompletedFramework,
  'info' | 'registeredAtSecs' | 'reregisteredAtSecs' | 'unregisteredAtSecs'
> & { readonly resources: Resources };

function frameworkFields(framework: Registered): JsonField[] {
  const { info, registeredAtSecs, reregisteredAtSecs, unregisteredAtSecs, resources } = framework;
  return [
    ['user', jsonString(info.user)],
    ['failover_timeout', jsonDouble(info.failoverTimeoutSecs)],
    ['checkpoint', jsonBoolean(info.checkpoint)],
    ['role', jsonString(info.role)],
    ['registered_time', jsonDouble(registeredAtSecs)],
    ['unregistered_time', jsonDouble(unregisteredAtSecs)],
    ['principal', jsonOptional(info.principal, jsonString)],
    ['resources', resourcesJson(resources)],
    [
      'reregistered_time',
      reregisteredAtSecs === registeredAtSecs ? null : jsonOptional(reregisteredAtSecs, jsonDouble),
    ],
  ];
}

function executorsOf(master: MasterState, id: MasterFramework['id']): JsonText[] {
  const texts: JsonText[] = [];
  for (const agent of master.agents.values()) {
    for (const executor of agent.executors) {
      if (executor.frameworkId !== id) continue;
      // One that is hidden leaves an empty object.
      if (!mayViewExecutor(master, executor)) {
        texts.push('{}');
        continue;
      }
      texts.push(
        jsonObject([
          ['executor_id', jsonString(executor.executorId)],
          ['name', jsonString(executor.name)],
          ['framework_id', jsonString(id)],
          ['command', commandJson(executor.command)],
          ['resources', resourcesJson(executor.resources)],
          labelsField(executor.labels),
          ['slave_id', jsonString(agent.id)],
        ]),
      );
    }
  }
  return texts;
}

function mayViewExecutor(master: MasterState, executor: MasterAgent['executors'][number]): boolean {
  const user = executor.command.user ?? master.frameworks.get(executor.frameworkId)?.info.user ?? '';
  return mayView(master, 'VIEW_EXECUTOR', user);
}

function offerJson(offer: Offer): JsonText {
  return jsonObject([
    ['id', jsonString(offer.id)],
    ['framework_id', jsonString(offer.frameworkId)],
    ['slave_id', jsonString(offer.slaveId)],
    ['resources', resourcesJson(offer.resources)],
  ]);
}
