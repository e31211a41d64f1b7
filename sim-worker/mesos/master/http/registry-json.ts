/**
 * What the registry holds as JSON: quotas, weights, maintenance, and the registry itself.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp, weights_handler.cpp, http.cpp (maintenance), registrar.cpp (getRegistry).
 */
import {
  jsonArray,
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
import { resourcesFullJson } from '../../http/resource-json.ts';
import { v1Attribute, v1Resources } from '../../http/v1-json.ts';
import type { MachineId, MasterInfo, SlaveInfo, Unavailability } from '../../messages/infos.ts';
import { type MaintenanceSchedule, sameMachine } from '../../registrar/registry.ts';
import type { MasterState } from '../master-state.ts';
import { unfiltered } from './viewer.ts';

export function quotaJson(master: MasterState): JsonText {
  const infos = master.registrar.registry.quotas.map((quota) =>
    jsonObject([
      ['role', jsonString(quota.role)],
      ['principal', jsonOptional(quota.principal, jsonString)],
      ['guarantee', resourcesFullJson(quota.guarantee)],
    ]),
  );
  return jsonObject([['infos', jsonRepeated(infos)]]);
}

/** Only weights that somebody set. */
export function weightsJson(master: MasterState): JsonText {
  return jsonArray(
    [...master.allocator.weights].map(([role, weight]) =>
      jsonObject([
        ['weight', jsonDouble(weight)],
        ['role', jsonString(role)],
      ]),
    ),
  );
}

export function machineIdJson(id: MachineId): JsonText {
  return jsonObject([
    ['hostname', id.hostname === '' ? null : jsonString(id.hostname)],
    ['ip', id.ip === '' ? null : jsonString(id.ip)],
  ]);
}

function unavailabilityJson(unavailability: Unavailability): JsonText {
  const { startNanoseconds, durationNanoseconds } = unavailability;
  return jsonObject([
    ['start', jsonObject([['nanoseconds', jsonInteger(startNanoseconds)]])],
    ['duration', durationNanoseconds === null ? null : jsonObject([['nanoseconds', jsonInteger(durationNanoseconds)]])],
  ]);
}

function scheduleJson(schedule: MaintenanceSchedule): JsonText {
  const windows = schedule.windows.map((window) =>
    jsonObject([
      ['machine_ids', jsonRepeated(window.machineIds.map(machineIdJson))],
      ['unavailability', unavailabilityJson(window.unavailability)],
    ]),
  );
  return jsonObject([['windows', jsonRepeated(windows)]]);
}

export function maintenanceScheduleJson(master: MasterState): JsonText {
  const schedule = master.registrar.registry.schedules[0];
  return schedule === undefined ? '{}' : scheduleJson(schedule);
}

export function maintenanceStatusJson(master: MasterState): JsonText {
  const draining = master.machines
    .filter((machine) => machine.mode === 'DRAINING')
    .map((machine) =>
      jsonObject([
        ['id', machineIdJson(machine.id)],
        ['statuses', jsonRepeated(inverseStatuses(master, machine.id))],
      ]),
    );
  const down = master.machines.filter((machine) => machine.mode === 'DOWN').map((machine) => machineIdJson(machine.id));
  return jsonObject([
    ['draining_machines', jsonRepeated(draining)],
    ['down_machines', jsonRepeated(down)],
  ]);
}

/** What frameworks answered to the inverse offers of the agents on a machine. */
function inverseStatuses(master: MasterState, machine: MachineId): JsonText[] {
  const statuses: JsonText[] = [];
  for (const agent of master.agents.values()) {
    if (!sameMachine(machine, agent.machine)) continue;
    for (const [frameworkId, { status, atSecs }] of master.allocator.maintenance.get(agent.id)?.statuses ?? []) {
      statuses.push(
        jsonObject([
          ['status', jsonString(status)],
          ['framework_id', jsonObject([['value', jsonString(frameworkId)]])],
          ['timestamp', jsonObject([['nanoseconds', jsonInteger(Math.round(atSecs * 1e6) * 1000)]])],
        ]),
      );
    }
  }
  return statuses;
}

/** /registrar(1)/registry: the registry as this master knows it. */
export function registryJson(master: MasterState): JsonText {
  if (!unfiltered(master).recovered) return '{}';
  const { registry } = unfiltered(master).registrar;
  const machines = registry.machines.map((machine) =>
    infoJson([
      ['id', machineIdJson(machine.id)],
      ['mode', jsonString(machine.mode)],
      ['unavailability', jsonOptional(machine.unavailability, unavailabilityJson)],
    ]),
  );
  const quotas = registry.quotas.map(({ role, guarantee }) =>
    infoJson([
      ['role', jsonString(role)],
      ['guarantee', resourcesFullJson(guarantee)],
    ]),
  );
  const weights = registry.weights.map(({ role, weight }) =>
    infoJson([
      ['weight', jsonDouble(weight)],
      ['role', jsonString(role)],
    ]),
  );
  return jsonObject([
    ['master', jsonOptional(registry.master, registeredMasterJson)],
    ['slaves', listJson('slaves', [...registry.slaves].map(registeredAgentJson))],
    ['machines', listJson('machines', machines)],
    ['schedules', jsonRepeated(registry.schedules.map(scheduleJson))],
    ['quotas', jsonRepeated(quotas)],
    ['weights', jsonRepeated(weights)],
  ]);
}

/** A message that holds nothing but a list: absent until something was put into it. */
function listJson(name: string, items: readonly JsonText[]): JsonText | null {
  return items.length === 0 ? null : jsonObject([[name, jsonArray(items)]]);
}

function infoJson(fields: readonly JsonField[]): JsonText {
  return jsonObject([['info', jsonObject(fields)]]);
}

function registeredAgentJson([id, info]: readonly [string, SlaveInfo]): JsonText {
  return infoJson([
    ['attributes', jsonRepeated(info.attributes.map(v1Attribute))],
    ['checkpoint', jsonBoolean(info.checkpoint)],
    ['hostname', jsonString(info.hostname)],
    ['id', jsonObject([['value', jsonString(id)]])],
    ['port', jsonInteger(info.port)],
    ['resources', v1Resources(info.resources)],
  ]);
}

function registeredMasterJson(master: MasterInfo): JsonText {
  const { address } = master;
  return infoJson([
    [
      'address',
      jsonObject([
        ['hostname', jsonString(address.hostname)],
        ['ip', jsonString(address.ip)],
        ['port', jsonInteger(address.port)],
      ]),
    ],
    ['hostname', jsonString(master.hostname)],
    ['id', jsonString(master.id)],
    ['ip', jsonInteger(master.ip)],
    ['pid', jsonString(master.pid)],
    ['port', jsonInteger(master.port)],
    ['version', jsonString(master.version)],
  ]);
}
