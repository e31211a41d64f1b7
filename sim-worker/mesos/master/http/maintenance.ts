/**
 * POST /master/maintenance/schedule, /machine/down, /machine/up.
 * Source: Mesos 1.0.1, src/master/http.cpp, src/master/maintenance.cpp (validation).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { errorAnswer } from '../../http/request.ts';
import { isJsonObject, parseJson } from '../../http/resource-input.ts';
import type { MachineId, Unavailability } from '../../messages/infos.ts';
import type { Parsed } from '../../resources/parse.ts';
import { type MaintenanceSchedule, type MaintenanceWindow, sameMachine } from '../../registrar/registry.ts';
import type { MasterState } from '../master-state.ts';
import { machineIdJson } from './registry-json.ts';
import { type HttpWrite, storeThenAnswer } from './write-context.ts';

export function onSchedule(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const parsed = parseJson(write.request.body ?? '');
  if (parsed === null || !isJsonObject(parsed.value)) return errorAnswer(400, 'Failed to parse JSON: syntax error');
  const schedule = scheduleFrom(parsed.value['windows']);
  if (!schedule.ok) return errorAnswer(400, schedule.error);
  const error = scheduleError(master, schedule.value);
  if (error !== null) return errorAnswer(400, error);
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateSchedule', schedule: schedule.value },
    then: { kind: 'schedule', schedule: schedule.value },
  });
}

function scheduleFrom(windows: unknown): Parsed<MaintenanceSchedule> {
  if (windows === undefined) return { ok: true, value: { windows: [] } };
  if (!Array.isArray(windows))
    return { ok: false, error: 'Failed to convert JSON into Protobuf: windows must be an array' };
  const list: MaintenanceWindow[] = [];
  for (const window of windows as readonly unknown[]) {
    if (!isJsonObject(window))
      return { ok: false, error: 'Failed to convert JSON into Protobuf: Expecting a JSON object' };
    const machineIds = machineIdsFrom(window['machine_ids'] ?? []);
    if (!machineIds.ok) return machineIds;
    const unavailability = unavailabilityFrom(window['unavailability']);
    if (!unavailability.ok) return unavailability;
    list.push(Object.freeze({ machineIds: machineIds.value, unavailability: unavailability.value }));
  }
  return { ok: true, value: Object.freeze({ windows: Object.freeze(list) }) };
}

export function machineIdsFrom(value: unknown): Parsed<readonly MachineId[]> {
  if (!Array.isArray(value))
    return { ok: false, error: 'Failed to convert JSON into Protobuf: Expecting a JSON array' };
  const ids: MachineId[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isJsonObject(item))
      return { ok: false, error: 'Failed to convert JSON into Protobuf: Expecting a JSON object' };
    const hostname = typeof item['hostname'] === 'string' ? item['hostname'].toLowerCase() : '';
    const ip = typeof item['ip'] === 'string' ? item['ip'] : '';
    ids.push(Object.freeze({ hostname, ip }));
  }
  return { ok: true, value: Object.freeze(ids) };
}

function unavailabilityFrom(value: unknown): Parsed<Unavailability> {
  const start = isJsonObject(value) && isJsonObject(value['start']) ? value['start']['nanoseconds'] : undefined;
  if (!isJsonObject(value) || typeof start !== 'number') {
    return { ok: false, error: 'Failed to convert JSON into Protobuf: Missing required fields: unavailability' };
  }
  const duration = isJsonObject(value['duration']) ? value['duration']['nanoseconds'] : null;
  return {
    ok: true,
    value: Object.freeze({
      startNanoseconds: start,
      durationNanoseconds: typeof duration === 'number' ? duration : null,
    }),
  };
}

const machineText = (id: MachineId): string => machineIdJson(id);

function scheduleError(master: MasterState, schedule: MaintenanceSchedule): string | null {
  const seen: MachineId[] = [];
  for (const { machineIds, unavailability } of schedule.windows) {
    if (machineIds.length === 0) return 'List of machines in the maintenance window is empty';
    if (unavailability.durationNanoseconds !== null && unavailability.durationNanoseconds < 0)
      return "Unavailability 'duration' is negative";
    for (const id of machineIds) {
      if (id.hostname === '' && id.ip === '') return "Both 'hostname' and 'ip' for a machine are empty";
      if (seen.some((other) => sameMachine(other, id)))
        return `Machine '${machineText(id)}' appears more than once in the schedule`;
      seen.push(id);
    }
  }
  const dropped = master.machines.find(
    (machine) => machine.mode === 'DOWN' && !seen.some((id) => sameMachine(id, machine.id)),
  );
  return dropped === undefined
    ? null
    : `Machine '${machineText(dropped.id)}' is deactivated and cannot be removed from the schedule`;
}

/** `down`: DRAINING machines go DOWN; `up`: DOWN ones are UP again. All or nothing. */
export function onMachines(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  direction: 'down' | 'up',
): HttpReply | null {
  const parsed = parseJson(write.request.body ?? '');
  if (parsed === null) return errorAnswer(400, 'Failed to parse JSON: syntax error');
  const ids = machineIdsFrom(parsed.value);
  if (!ids.ok) return errorAnswer(400, ids.error);
  if (ids.value.length === 0) return errorAnswer(400, 'List of machines is empty');
  for (const id of ids.value) {
    if (id.hostname === '' && id.ip === '') return errorAnswer(400, "Both 'hostname' and 'ip' for a machine are empty");
    const machine = master.machines.find((other) => sameMachine(other.id, id));
    if (machine === undefined)
      return errorAnswer(400, `Machine '${machineText(id)}' is not part of a maintenance schedule`);
    if (direction === 'down' && machine.mode !== 'DRAINING')
      return errorAnswer(400, `Machine '${machineText(id)}' is not in DRAINING mode and cannot be brought down`);
    if (direction === 'up' && machine.mode !== 'DOWN')
      return errorAnswer(400, `Machine '${machineText(id)}' is not in DOWN mode and cannot be brought up`);
  }
  const machineIds = ids.value;
  if (direction === 'down')
    return storeThenAnswer(master, context, write, {
      operation: { kind: 'startMaintenance', machineIds },
      then: { kind: 'machineDown', machineIds },
    });
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'stopMaintenance', machineIds },
    then: { kind: 'machineUp', machineIds },
  });
}
