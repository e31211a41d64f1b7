/**
 * POST /master/maintenance/schedule, /machine/down, /machine/up, and the same as calls of the operator API.
 * Source: Mesos 1.0.1, src/master/http.cpp, src/master/maintenance.cpp (validation).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { errorAnswer } from '../../http/request.ts';
import type { MachineId, Unavailability } from '../../messages/infos.ts';
import { messageFromJson, messagesFromJson } from '../../protobuf/from-json.ts';
import { parseJsonArray, parseJsonObject } from '../../protobuf/picojson.ts';
import type { Message } from '../../protobuf/schema.ts';
import { type MaintenanceSchedule, sameMachine } from '../../registrar/registry.ts';
import type { MasterState } from '../master-state.ts';
import { machineIdJson } from './registry-json.ts';
import { type HttpWrite, storeThenAnswer } from './write-context.ts';

export function onSchedule(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const json = parseJsonObject(write.request.body ?? '');
  if (!json.ok) return errorAnswer(400, json.error);
  const schedule = messageFromJson('maintenance.Schedule', json.value);
  return schedule.ok ? updateSchedule(master, context, write, schedule.value) : errorAnswer(400, schedule.error);
}

/** `message`: a maintenance.Schedule. */
export function updateSchedule(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  message: Message,
): HttpReply | null {
  const schedule = scheduleFrom(message);
  const error = scheduleError(master, schedule);
  if (error !== null) return errorAnswer(400, error);
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateSchedule', schedule },
    then: { kind: 'schedule', schedule },
  });
}

function scheduleFrom(message: Message): MaintenanceSchedule {
  const windows = ((message['windows'] ?? []) as readonly Message[]).map((window) =>
    Object.freeze({
      machineIds: machineIdsFrom((window['machine_ids'] ?? []) as readonly Message[]),
      unavailability: unavailabilityFrom(window['unavailability'] as Message),
    }),
  );
  return Object.freeze({ windows: Object.freeze(windows) });
}

function machineIdsFrom(messages: readonly Message[]): readonly MachineId[] {
  const ids = messages.map(({ hostname, ip }) =>
    Object.freeze({ hostname: String(hostname ?? ''), ip: String(ip ?? '') }),
  );
  return Object.freeze(ids);
}

function unavailabilityFrom(message: Message): Unavailability {
  const nanoseconds = (part: unknown): number => Number((part as Message)['nanoseconds']);
  return Object.freeze({
    startNanoseconds: nanoseconds(message['start']),
    durationNanoseconds: message['duration'] === undefined ? null : nanoseconds(message['duration']),
  });
}

const machineText = (id: MachineId): string => machineIdJson(id);

function scheduleError(master: MasterState, schedule: MaintenanceSchedule): string | null {
  const seen: MachineId[] = [];
  for (const { machineIds, unavailability } of schedule.windows) {
    if (machineIds.length === 0) return 'List of machines in the maintenance window is empty';
    if (unavailability.durationNanoseconds !== null && unavailability.durationNanoseconds < 0)
      return "Unavailability 'duration' is negative";
    const error = machinesError(machineIds, seen);
    if (error !== null) return error;
  }
  const dropped = master.machines.find(
    (machine) => machine.mode === 'DOWN' && !seen.some((id) => sameMachine(id, machine.id)),
  );
  return dropped === undefined
    ? null
    : `Machine '${machineText(dropped.id)}' is deactivated and cannot be removed from the schedule`;
}

/** Adds the machines to those seen. */
function machinesError(ids: readonly MachineId[], seen: MachineId[]): string | null {
  for (const id of ids) {
    if (id.hostname === '' && id.ip === '') return "Both 'hostname' and 'ip' for a machine are empty";
    if (id.ip !== '' && !isAddress(id.ip)) return 'Failed to parse the IP';
    if (seen.some((other) => sameMachine(other, id)))
      return `Machine '${machineText(id)}' appears more than once in the schedule`;
    seen.push(id);
  }
  return null;
}

/** As inet_pton takes it: no leading zeros, nothing left out. */
function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

export type Direction = 'down' | 'up';

export function onMachines(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  direction: Direction,
): HttpReply | null {
  const json = parseJsonArray(write.request.body ?? '');
  if (!json.ok) return errorAnswer(400, json.error);
  const ids = messagesFromJson('MachineID', json.value);
  return ids.ok ? moveMachines(master, context, write, { ids: ids.value, direction }) : errorAnswer(400, ids.error);
}

/** `down`: DRAINING machines go DOWN; `up`: DOWN ones are UP again. All or nothing. */
export function moveMachines(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  move: { readonly ids: readonly Message[]; readonly direction: Direction },
): HttpReply | null {
  const machineIds = machineIdsFrom(move.ids);
  const error = moveError(master, machineIds, move.direction);
  if (error !== null) return errorAnswer(400, error);
  if (move.direction === 'down')
    return storeThenAnswer(master, context, write, {
      operation: { kind: 'startMaintenance', machineIds },
      then: { kind: 'machineDown', machineIds },
    });
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'stopMaintenance', machineIds },
    then: { kind: 'machineUp', machineIds },
  });
}

const FROM = {
  down: { mode: 'DRAINING', refusal: 'is not in DRAINING mode and cannot be brought down' },
  up: { mode: 'DOWN', refusal: 'is not in DOWN mode and cannot be brought up' },
} as const;

function moveError(master: MasterState, ids: readonly MachineId[], direction: Direction): string | null {
  if (ids.length === 0) return 'List of machines is empty';
  const error = machinesError(ids, []);
  if (error !== null) return error;
  for (const id of ids) {
    const machine = master.machines.find((other) => sameMachine(other.id, id));
    if (machine === undefined && !isAgentsMachine(master, id))
      return `Machine '${machineText(id)}' is not part of a maintenance schedule`;
    if (machine?.mode !== FROM[direction].mode) return `Machine '${machineText(id)}' ${FROM[direction].refusal}`;
  }
  return null;
}

/** The master knows the machines of registered agents too: they are UP. */
function isAgentsMachine(master: MasterState, id: MachineId): boolean {
  return [...master.agents.values()].some((agent) => sameMachine(agent.machine, id));
}
