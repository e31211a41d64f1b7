/**
 * MarathonTask with the complete TaskStatus of Mesos, and TaskFailure.
 * Source: Marathon 1.1.1, src/main/proto/marathon.proto, core/task/tracker/impl/TaskSerializer.scala; Mesos 1.0.1, mesos.proto.
 */
import { agentId, executorId, taskId } from '../../mesos/ids.ts';
import {
  TASK_STATE_NUMBERS,
  TASK_STATUS_REASON_NUMBERS,
  type TaskState,
  type TaskStatus,
  type TaskStatusReason,
  type TaskStatusSource,
} from '../../mesos/messages/tasks.ts';
import type { Attribute } from '../../mesos/resources/attributes.ts';
import { canonicalPath, type PathId } from '../model/path-id.ts';
import { formatTimestamp, parseTimestamp } from '../model/timestamp.ts';
import type { ReservationState, Task, TaskReservation } from '../scheduling/task.ts';
import { utf8Decode, utf8Encode } from './text-bytes.ts';
import {
  allMessages,
  allNumbers,
  allStrings,
  fieldBool,
  fieldBytes,
  fieldMessage,
  fieldNumber,
  fieldString,
  readWire,
  wireBytes,
  type WireMessage,
  type WireWriter,
  wireWriter,
  writeBool,
  writeBytes,
  writeDouble,
  writeMessage,
  writeOptionalString,
  writeString,
  writeVarint,
} from './wire.ts';
import { appIdOfTask } from '../model/path-id.ts';
import { deepFreeze } from '../model/app-definition.ts';

const SOURCES: readonly TaskStatusSource[] = ['SOURCE_MASTER', 'SOURCE_SLAVE', 'SOURCE_EXECUTOR'];
const RESERVATION_STATES: readonly ReservationState[] = ['New', 'Launched', 'Suspended', 'Garbage', 'Unknown'];

function writeId(writer: WireWriter, field: number, value: string | null): void {
  if (value !== null) writeMessage(writer, field, (inner) => writeString(inner, 1, value));
}

function readId(message: WireMessage, field: number): string | null {
  const inner = fieldMessage(message, field);
  return inner === null ? null : fieldString(inner, 1);
}

/** The 16 bytes of a UUID text. */
function uuidBytes(text: string): Uint8Array {
  const hex = text.replaceAll('-', '');
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 16; index += 1) bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

function uuidText(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function encodeStatus(writer: WireWriter, status: TaskStatus): void {
  writeId(writer, 1, status.taskId);
  writeVarint(writer, 2, TASK_STATE_NUMBERS[status.state]);
  if (status.data !== null) writeBytes(writer, 3, utf8Encode(status.data));
  writeOptionalString(writer, 4, status.message);
  writeId(writer, 5, status.slaveId);
  writeDouble(writer, 6, status.timestampSecs);
  writeId(writer, 7, status.executorId);
  if (status.healthy !== null) writeBool(writer, 8, status.healthy);
  if (status.source !== null) writeVarint(writer, 9, SOURCES.indexOf(status.source));
  if (status.reason !== null) writeVarint(writer, 10, TASK_STATUS_REASON_NUMBERS[status.reason]);
  if (status.uuid !== null) writeBytes(writer, 11, uuidBytes(status.uuid));
  if (status.labels.length > 0) writeMessage(writer, 12, (labels) => encodeLabels(labels, status));
  const container = status.containerStatus;
  if (container === null) return;
  writeMessage(writer, 13, (inner) => {
    for (const info of container.networkInfos) {
      writeMessage(inner, 1, (network) => {
        for (const address of info.ipAddresses) writeMessage(network, 5, (ip) => writeString(ip, 2, address.ipAddress));
      });
    }
  });
}

function encodeLabels(writer: WireWriter, status: TaskStatus): void {
  for (const label of status.labels) {
    writeMessage(writer, 1, (inner) => {
      writeString(inner, 1, label.key);
      writeOptionalString(inner, 2, label.value);
    });
  }
}

function stateOfNumber(number: number | null): TaskState {
  const found = Object.entries(TASK_STATE_NUMBERS).find(([, value]) => value === number);
  return (found?.[0] ?? 'TASK_STAGING') as TaskState;
}

function reasonOfNumber(number: number | null): TaskStatusReason | null {
  const found = Object.entries(TASK_STATUS_REASON_NUMBERS).find(([, value]) => value === number);
  return (found?.[0] ?? null) as TaskStatusReason | null;
}

function decodeContainerStatus(message: WireMessage | null): TaskStatus['containerStatus'] {
  if (message === null) return null;
  return {
    executorPid: null,
    networkInfos: allMessages(message, 1).map((info) => ({
      ipAddresses: allMessages(info, 5).map((ip) => ({ ipAddress: fieldString(ip, 2) ?? '' })),
      name: null,
      groups: [],
      labels: [],
    })),
  };
}

export function decodeStatus(message: WireMessage): TaskStatus {
  const data = fieldBytes(message, 3);
  const uuid = fieldBytes(message, 11);
  const slave = readId(message, 5);
  const executor = readId(message, 7);
  return {
    taskId: taskId(readId(message, 1) ?? ''),
    state: stateOfNumber(fieldNumber(message, 2)),
    data: data === null ? null : utf8Decode(data),
    message: fieldString(message, 4),
    slaveId: slave === null ? null : agentId(slave),
    timestampSecs: fieldNumber(message, 6) ?? 0,
    executorId: executor === null ? null : executorId(executor),
    healthy: fieldBool(message, 8),
    source: SOURCES[fieldNumber(message, 9) ?? -1] ?? null,
    reason: reasonOfNumber(fieldNumber(message, 10)),
    uuid: uuid === null ? null : uuidText(uuid),
    labels: allMessages(fieldMessage(message, 12) ?? [], 1).map((label) => ({
      key: fieldString(label, 1) ?? '',
      value: fieldString(label, 2),
    })),
    containerStatus: decodeContainerStatus(fieldMessage(message, 13)),
  };
}

/** Numbers of Value.Type in mesos.proto. */
const VALUE_TYPES = { SCALAR: 0, RANGES: 1, SET: 2, TEXT: 3 } as const;

function encodeAttribute(writer: WireWriter, attribute: Attribute): void {
  const value = attribute.value;
  writeString(writer, 1, attribute.name);
  writeVarint(writer, 2, VALUE_TYPES[value.type]);
  if (value.type === 'SCALAR') writeMessage(writer, 3, (inner) => writeDouble(inner, 1, value.milli / 1000));
  if (value.type === 'TEXT') writeMessage(writer, 5, (inner) => writeString(inner, 1, value.text));
  if (value.type === 'SET')
    writeMessage(writer, 6, (inner) => {
      for (const item of value.items) writeString(inner, 1, item);
    });
  if (value.type !== 'RANGES') return;
  writeMessage(writer, 4, (inner) => {
    for (const range of value.ranges) {
      writeMessage(inner, 1, (entry) => {
        writeVarint(entry, 1, range.begin);
        writeVarint(entry, 2, range.end);
      });
    }
  });
}

function decodeAttribute(message: WireMessage): Attribute {
  const name = fieldString(message, 1) ?? '';
  switch (fieldNumber(message, 2)) {
    case 0:
      return {
        name,
        value: { type: 'SCALAR', milli: Math.round((fieldNumber(fieldMessage(message, 3) ?? [], 1) ?? 0) * 1000) },
      };
    case 1: {
      const ranges = allMessages(fieldMessage(message, 4) ?? [], 1).map((entry) => ({
        begin: fieldNumber(entry, 1) ?? 0,
        end: fieldNumber(entry, 2) ?? 0,
      }));
      return { name, value: { type: 'RANGES', ranges } };
    }
    case 2:
      return { name, value: { type: 'SET', items: allStrings(fieldMessage(message, 6) ?? [], 1) } };
    default:
      return { name, value: { type: 'TEXT', text: fieldString(fieldMessage(message, 5) ?? [], 1) ?? '' } };
  }
}

function encodeReservation(writer: WireWriter, reservation: TaskReservation): void {
  for (const id of reservation.volumeIds) writeString(writer, 1, id);
  writeMessage(writer, 2, (state) => {
    writeVarint(state, 1, RESERVATION_STATES.indexOf(reservation.state) + 1);
    const timeout = reservation.timeout;
    if (timeout === null) return;
    writeMessage(state, 2, (inner) => {
      writeVarint(inner, 1, timeout.initiatedMs);
      writeVarint(inner, 2, timeout.deadlineMs);
      writeVarint(inner, 3, timeout.reason === 'RelaunchEscalation' ? 1 : 2);
    });
  });
}

function decodeReservation(message: WireMessage): TaskReservation {
  const state = fieldMessage(message, 2) ?? [];
  const timeout = fieldMessage(state, 2);
  return {
    volumeIds: allStrings(message, 1),
    state: RESERVATION_STATES[(fieldNumber(state, 1) ?? 5) - 1] ?? 'Unknown',
    timeout:
      timeout === null
        ? null
        : {
            initiatedMs: fieldNumber(timeout, 1) ?? 0,
            deadlineMs: fieldNumber(timeout, 2) ?? 0,
            reason: fieldNumber(timeout, 3) === 1 ? 'RelaunchEscalation' : 'Reservation',
          },
  };
}

export function encodeTask(task: Task): Uint8Array {
  const writer = wireWriter();
  writeString(writer, 1, task.id);
  writeString(writer, 2, task.host);
  if (task.isLaunched) for (const port of task.ports) writeVarint(writer, 3, port);
  for (const attribute of task.attributes) writeMessage(writer, 4, (inner) => encodeAttribute(inner, attribute));
  if (task.isLaunched) {
    writeVarint(writer, 5, task.stagedAtMs);
    if (task.startedAtMs !== null) writeVarint(writer, 6, task.startedAtMs);
    writeString(writer, 8, formatTimestamp(task.versionMs));
  }
  const { status, reservation } = task;
  if (status !== null) writeMessage(writer, 9, (inner) => encodeStatus(inner, status));
  writeId(writer, 10, task.agentId);
  if (reservation !== null) writeMessage(writer, 12, (inner) => encodeReservation(inner, reservation));
  return wireBytes(writer);
}

export function decodeTask(bytes: Uint8Array): Task | null {
  const message = readWire(bytes);
  const id = message === null ? null : fieldString(message, 1);
  if (message === null || id === null) return null;
  const slave = readId(message, 10);
  const status = fieldMessage(message, 9);
  const reservation = fieldMessage(message, 12);
  const stagedAtMs = fieldNumber(message, 5);
  return deepFreeze({
    id: taskId(id),
    appId: appIdOfTask(id),
    agentId: slave === null ? null : agentId(slave),
    host: fieldString(message, 2) ?? '',
    attributes: allMessages(message, 4).map(decodeAttribute),
    ports: allNumbers(message, 3),
    versionMs: parseTimestamp(fieldString(message, 8) ?? '') ?? 0,
    stagedAtMs: stagedAtMs ?? 0,
    startedAtMs: fieldNumber(message, 6),
    status: status === null ? null : decodeStatus(status),
    reservation: reservation === null ? null : decodeReservation(reservation),
    isLaunched: stagedAtMs !== null,
  });
}

export type TaskFailure = {
  readonly appId: PathId;
  readonly taskId: string;
  readonly state: TaskState;
  readonly message: string;
  readonly host: string;
  readonly versionMs: number;
  readonly timestampMs: number;
  readonly agentId: string | null;
};

export function encodeTaskFailure(failure: TaskFailure): Uint8Array {
  const writer = wireWriter();
  writeString(writer, 1, failure.appId);
  writeId(writer, 2, failure.taskId);
  writeVarint(writer, 3, TASK_STATE_NUMBERS[failure.state]);
  writeString(writer, 4, failure.message);
  writeString(writer, 5, failure.host);
  writeString(writer, 6, formatTimestamp(failure.versionMs));
  writeString(writer, 7, formatTimestamp(failure.timestampMs));
  writeId(writer, 8, failure.agentId);
  return wireBytes(writer);
}

export function decodeTaskFailure(bytes: Uint8Array): TaskFailure | null {
  const message = readWire(bytes);
  if (message === null) return null;
  return deepFreeze({
    appId: canonicalPath(fieldString(message, 1) ?? '/'),
    taskId: readId(message, 2) ?? '',
    state: stateOfNumber(fieldNumber(message, 3)),
    message: fieldString(message, 4) ?? '',
    host: fieldString(message, 5) ?? '',
    versionMs: parseTimestamp(fieldString(message, 6) ?? '') ?? 0,
    timestampMs: parseTimestamp(fieldString(message, 7) ?? '') ?? 0,
    agentId: readId(message, 8),
  });
}
