/**
 * What the operator API of the master tells: the GET calls. Pure functions of state.
 * Source: Mesos 1.0.1, src/master/http.cpp (getState, getAgents, …), include/mesos/v1/master/master.proto (Response).
 */
import {
  jsonBoolean,
  type JsonField,
  jsonDouble,
  jsonInteger,
  jsonObject,
  jsonOptional,
  jsonRepeated,
  jsonString,
  type JsonText,
} from '../../http/json-text.ts';
import {
  idJson,
  timeJson,
  v1AgentInfo,
  v1ExecutorInfo,
  v1FrameworkInfo,
  v1Resources,
  v1Task,
} from '../../http/v1-json.ts';
import { v1Offer, v1InverseOffer } from '../../http/v1-offers.ts';
import { createTask } from '../../messages/create-task.ts';
import { NO_RESOURCES } from '../../resources/resource.ts';
import { addResources } from '../../resources/resources.ts';
import { tasksOf } from '../books.ts';
import type { MasterState } from '../master-state.ts';
import { usedOf } from './model-json.ts';
import { maintenanceScheduleJson, maintenanceStatusJson, quotaJson, weightsJson } from './registry-json.ts';
import { roleNames } from './state-json.ts';

/** By call type: the field of the answer and what it holds; null for types that need more than the state. */
export function operatorAnswer(master: MasterState, type: string): JsonField | null {
  switch (type) {
    case 'GET_STATE':
      return ['get_state', getState(master)];
    case 'GET_AGENTS':
      return ['get_agents', getAgents(master)];
    case 'GET_FRAMEWORKS':
      return ['get_frameworks', getFrameworks(master)];
    case 'GET_EXECUTORS':
      return ['get_executors', getExecutors(master)];
    case 'GET_TASKS':
      return ['get_tasks', getTasks(master)];
    case 'GET_ROLES':
      return ['get_roles', getRoles(master)];
    case 'GET_MASTER':
      return ['get_master', jsonObject([['master_info', masterInfo(master)]])];
    default:
      return registryAnswer(master, type);
  }
}

function registryAnswer(master: MasterState, type: string): JsonField | null {
  switch (type) {
    case 'GET_WEIGHTS': {
      const weights = weightsJson(master);
      return ['get_weights', jsonObject([['weight_infos', weights === '[]' ? null : weights]])];
    }
    case 'GET_MAINTENANCE_STATUS':
      return ['get_maintenance_status', jsonObject([['status', maintenanceStatusJson(master)]])];
    case 'GET_MAINTENANCE_SCHEDULE':
      return ['get_maintenance_schedule', jsonObject([['schedule', maintenanceScheduleJson(master)]])];
    case 'GET_QUOTA':
      return ['get_quota', jsonObject([['status', quotaJson(master)]])];
    default:
      return null;
  }
}

export function getState(master: MasterState): JsonText {
  return jsonObject([
    ['get_tasks', getTasks(master)],
    ['get_executors', getExecutors(master)],
    ['get_frameworks', getFrameworks(master)],
    ['get_agents', getAgents(master)],
  ]);
}

function getAgents(master: MasterState): JsonText {
  const agents = [...master.agents.values()].map((agent) =>
    jsonObject([
      ['agent_info', v1AgentInfo({ ...agent.info, id: agent.id })],
      ['active', jsonBoolean(agent.active)],
      ['version', jsonString(agent.version)],
      ['pid', jsonString(agent.pid)],
      ['registered_time', timeJson(agent.registeredAtSecs)],
      ['reregistered_time', jsonOptional(agent.reregisteredAtSecs, timeJson)],
      ['total_resources', v1Resources(agent.total)],
      ['allocated_resources', v1Resources(usedOf(agent))],
      ['offered_resources', v1Resources(agent.offered)],
    ]),
  );
  return jsonObject([['agents', jsonRepeated(agents)]]);
}

function getFrameworks(master: MasterState): JsonText {
  const frameworks = [...master.frameworks.values()].map((framework) => {
    const offers = [...framework.offerIds].flatMap((id) => master.offers.get(id) ?? []);
    const inverse = [...master.inverseOffers.values()].filter((offer) => offer.frameworkId === framework.id);
    return jsonObject([
      ['framework_info', v1FrameworkInfo({ ...framework.info, id: framework.id })],
      ['active', jsonBoolean(framework.active)],
      ['connected', jsonBoolean(framework.connected)],
      ['registered_time', timeJson(framework.registeredAtSecs)],
      ['reregistered_time', timeJson(framework.reregisteredAtSecs ?? framework.registeredAtSecs)],
      ['offers', jsonRepeated(offers.map(v1Offer))],
      ['inverse_offers', jsonRepeated(inverse.map(v1InverseOffer))],
      ['allocated_resources', v1Resources(framework.used)],
      ['offered_resources', v1Resources(framework.offered)],
    ]);
  });
  const completed = master.completedFrameworks.map((framework) =>
    jsonObject([
      ['framework_info', v1FrameworkInfo({ ...framework.info, id: framework.id })],
      ['active', 'false'],
      ['connected', 'false'],
      ['registered_time', timeJson(framework.registeredAtSecs)],
      ['reregistered_time', timeJson(framework.reregisteredAtSecs ?? framework.registeredAtSecs)],
      ['unregistered_time', timeJson(framework.unregisteredAtSecs)],
    ]),
  );
  return jsonObject([
    ['frameworks', jsonRepeated(frameworks)],
    ['completed_frameworks', jsonRepeated(completed)],
    ['recovered_frameworks', jsonRepeated(recoveredFrameworks(master))],
  ]);
}

/** Those behind orphan tasks; one entry for each agent that has some. */
function recoveredFrameworks(master: MasterState): JsonText[] {
  return [...master.agents.values()].flatMap((agent) =>
    [...new Set(agent.tasks.map((task) => task.frameworkId))].flatMap((id) => {
      const info = master.frameworks.has(id) ? undefined : master.recoveredFrameworks.get(id);
      return info === undefined ? [] : [v1FrameworkInfo(info)];
    }),
  );
}

function getExecutors(master: MasterState): JsonText {
  const known: JsonText[] = [];
  const orphans: JsonText[] = [];
  for (const agent of master.agents.values()) {
    for (const executor of agent.executors) {
      const text = jsonObject([
        ['executor_info', v1ExecutorInfo(executor)],
        ['agent_id', idJson(agent.id)],
      ]);
      (master.frameworks.has(executor.frameworkId) ? known : orphans).push(text);
    }
  }
  return jsonObject([
    ['executors', jsonRepeated(known)],
    ['orphan_executors', jsonRepeated(orphans)],
  ]);
}

function getTasks(master: MasterState): JsonText {
  const pending: JsonText[] = [];
  const tasks: JsonText[] = [];
  const completed: JsonText[] = [];
  const orphans: JsonText[] = [];
  for (const framework of master.frameworks.values()) {
    for (const info of framework.pendingTasks.values()) pending.push(v1Task(createTask(info, framework.id)));
    for (const task of tasksOf(master, framework.id)) tasks.push(v1Task(task));
    completed.push(...framework.completedTasks.map(v1Task));
  }
  for (const framework of master.completedFrameworks) completed.push(...framework.completedTasks.map(v1Task));
  for (const [id, held] of master.tasks)
    if (!master.frameworks.has(id)) orphans.push(...[...held.values()].map(v1Task));
  return jsonObject([
    ['pending_tasks', jsonRepeated(pending)],
    ['tasks', jsonRepeated(tasks)],
    ['completed_tasks', jsonRepeated(completed)],
    ['orphan_tasks', jsonRepeated(orphans)],
  ]);
}

function getRoles(master: MasterState): JsonText {
  const roles = roleNames(master).map((role) => {
    const frameworks = [...master.frameworks.values()].filter((framework) => framework.info.role === role);
    let resources = NO_RESOURCES;
    for (const { used, offered } of frameworks) resources = addResources(resources, addResources(used, offered));
    return jsonObject([
      ['name', jsonString(role)],
      ['weight', jsonDouble(master.allocator.weights.get(role) ?? 1)],
      ['frameworks', jsonRepeated(frameworks.map((framework) => idJson(framework.id)))],
      ['resources', v1Resources(resources)],
    ]);
  });
  return jsonObject([['roles', jsonRepeated(roles)]]);
}

function masterInfo(master: MasterState): JsonText {
  const { id, ip, port, pid, hostname, version, address } = master.info;
  return jsonObject([
    ['id', jsonString(id)],
    ['ip', jsonInteger(ip)],
    ['port', jsonInteger(port)],
    ['pid', jsonString(pid)],
    ['hostname', jsonString(hostname)],
    ['version', jsonString(version)],
    [
      'address',
      jsonObject([
        ['hostname', jsonString(address.hostname)],
        ['ip', jsonString(address.ip)],
        ['port', jsonInteger(address.port)],
      ]),
    ],
  ]);
}
