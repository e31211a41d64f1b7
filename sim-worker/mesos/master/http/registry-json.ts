/**
 * What the registry holds as JSON: quotas, weights, maintenance, and the registry itself.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp, weights_handler.cpp, http.cpp (maintenance), registrar.cpp (getRegistry).
 */
import { jsonArray, jsonDouble, jsonInteger, jsonObject, jsonOptional, jsonRepeated, jsonString, type JsonText } from '../../http/json-text.ts';
import { resourcesFullJson } from '../../http/resource-json.ts';
import type { MachineId, Unavailability } from '../../messages/infos.ts';
import type { MaintenanceSchedule } from '../../registrar/registry.ts';
import type { MasterState } from '../master-state.ts';

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
  return jsonArray([...master.allocator.weights].map(([role, weight]) => jsonObject([['weight', jsonDouble(weight)], ['role', jsonString(role)]])));
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
  const draining = master.machines.filter((machine) => machine.mode === 'DRAINING').map((machine) => jsonObject([['id', machineIdJson(machine.id)]]));
  const down = master.machines.filter((machine) => machine.mode === 'DOWN').map((machine) => machineIdJson(machine.id));
  return jsonObject([
    ['draining_machines', jsonRepeated(draining)],
    ['down_machines', jsonRepeated(down)],
  ]);
}

/** /registrar(1)/registry: the registry as this master knows it. */
export function registryJson(master: MasterState): JsonText {
  const { registry } = master.registrar;
  const slaves = [...registry.slaves].map(([id, info]) =>
    jsonObject([['info', jsonObject([['hostname', jsonString(info.hostname)], ['id', jsonObject([['value', jsonString(id)]])], ['port', jsonInteger(info.port)]])]]),
  );
  const master1 = registry.master;
  const masterInfo =
    master1 === null
      ? null
      : jsonObject([
          ['info', jsonObject([
            ['hostname', jsonString(master1.hostname)],
            ['id', jsonString(master1.id)],
            ['ip', jsonInteger(master1.ip)],
            ['pid', jsonString(master1.pid)],
            ['port', jsonInteger(master1.port)],
            ['version', jsonString(master1.version)],
          ])],
        ]);
  return jsonObject([
    ['master', masterInfo],
    ['slaves', jsonObject([['slaves', jsonRepeated(slaves)]])],
    ['machines', registry.machines.length === 0 ? '{}' : jsonObject([['machines', jsonArray(registry.machines.map((machine) => jsonObject([['info', jsonObject([['id', machineIdJson(machine.id)], ['mode', jsonString(machine.mode)]])]])))]])],
    ['schedules', jsonRepeated(registry.schedules.map(scheduleJson))],
    ['quotas', jsonRepeated(registry.quotas.map((quota) => jsonObject([['info', jsonObject([['role', jsonString(quota.role)], ['guarantee', resourcesFullJson(quota.guarantee)]])]])))],
    ['weights', jsonRepeated(registry.weights.map((weight) => jsonObject([['info', jsonObject([['weight', jsonDouble(weight.weight)], ['role', jsonString(weight.role)]])]])))],
  ]);
}
