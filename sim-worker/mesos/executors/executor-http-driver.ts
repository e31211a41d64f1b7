/**
 * An executor's side of the HTTP API: two connections to the agent, one for the stream of events and one for calls. It
 * gives the callbacks of the driver (`executor-driver.ts`).
 * Source: Mesos 1.0.1, src/executor/executor.cpp (MesosProcess), src/launcher/executor.cpp (doReliableRegistration).
 */
import { must } from '../../kernel/assert.ts';
import type { Context, ProgramEvent } from '../../kernel/context.ts';
import type { HttpChunk, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { jsonArray, jsonObject, jsonString, type JsonField } from '../http/json-text.ts';
import { decodeRecords } from '../http/recordio.ts';
import { frameworkFrom, graceOf, idOf, type Json, objectOf, taskFrom, textOf } from '../http/v1-input.ts';
import { idJson, v1TaskStatus } from '../http/v1-json.ts';
import { v1Text } from '../http/v1-request.ts';
import { v1TaskInfo } from '../http/v1-task-info.ts';
import { uuidFromBase64 } from '../http/uuid-bytes.ts';
import { agentId, taskId as taskIdOf } from '../ids.ts';
import { parseUpid } from '../libprocess/upid.ts';
import type { SlaveInfo } from '../messages/infos.ts';
import type { TaskInfo, TaskStatus } from '../messages/tasks.ts';
import { base64ToText } from '../protobuf/base64.ts';
import { messageFromWire } from '../protobuf/wire.ts';
import { NO_RESOURCES } from '../resources/resource.ts';
import {
  type ExecutorCallback,
  type ExecutorDriverOptions,
  type ExecutorStatus,
  recoveryText,
  statusOf,
} from './executor-driver.ts';

const MEDIA_TYPE = 'application/x-protobuf';
/** MESOS_SUBSCRIPTION_BACKOFF_MAX: as long as a recovering agent waits. Source: src/slave/constants.hpp. */
const MAX_BACKOFF_MS = 2_000;
const SUBSCRIBE_RETRY_MS = 1_000;

type Phase = 'DISCONNECTED' | 'CONNECTING' | 'CONNECTED' | 'SUBSCRIBING' | 'SUBSCRIBED';

export type HttpExecutorDriver = {
  readonly options: ExecutorDriverOptions;
  phase: Phase;
  subscribe: ConnectionId | null;
  calls: ConnectionId | null;
  readonly open: Set<ConnectionId>;
  nextRequestId: number;
  isRecovering: boolean;
  slaveId: ReturnType<typeof agentId> | null;
  aborted: boolean;
  /** Statuses without acknowledgement by uuid; the task until its first acknowledgement. */
  readonly updates: Map<string, TaskStatus>;
  task: TaskInfo | null;
};

export function httpDriverStart(context: Context, options: ExecutorDriverOptions): HttpExecutorDriver {
  const driver: HttpExecutorDriver = {
    options,
    phase: 'DISCONNECTED',
    subscribe: null,
    calls: null,
    open: new Set(),
    nextRequestId: 1,
    isRecovering: false,
    slaveId: null,
    aborted: false,
    updates: new Map(),
    task: null,
  };
  connect(driver, context);
  return driver;
}

function key(driver: HttpExecutorDriver, name: string): string {
  return `${driver.options.key}.http.${name}`;
}

export function httpDriverOwnsEvent(driver: HttpExecutorDriver, event: ProgramEvent): boolean {
  if (event.kind === 'timer') return event.key.startsWith(key(driver, ''));
  return 'connection' in event && (event.connection === driver.subscribe || event.connection === driver.calls);
}

export function httpDriverReceive(
  driver: HttpExecutorDriver,
  context: Context,
  event: ProgramEvent,
): readonly ExecutorCallback[] {
  switch (event.kind) {
    case 'timer':
      return onTimer(driver, context, event.key);
    case 'connected':
      driver.open.add(event.connection);
      return driver.open.size === 2 ? onConnected(driver, context) : [];
    case 'connectFailed':
    case 'closed':
      return onDisconnected(driver, context);
    case 'message':
      return onMessage(driver, context, event.body as HttpResponse | HttpChunk);
    default:
      return [];
  }
}

/** Remembered until it is acknowledged; sent at once only while subscribed. */
export function httpDriverSendStatus(driver: HttpExecutorDriver, context: Context, status: ExecutorStatus): void {
  const full = statusOf(driver, context, status);
  driver.updates.set(must(full.uuid, 'uuid of an update'), full);
  if (driver.phase === 'SUBSCRIBED') call(driver, context, driver.calls, updateCall(full));
}

function updateCall(status: TaskStatus): readonly JsonField[] {
  return [
    ['type', jsonString('UPDATE')],
    ['update', jsonObject([['status', v1TaskStatus(status)]])],
  ];
}

function connect(driver: HttpExecutorDriver, context: Context): void {
  const { host, port } = parseUpid(driver.options.slavePid);
  driver.phase = 'CONNECTING';
  driver.subscribe = context.connect(host, port, 'http');
  driver.calls = context.connect(host, port, 'http');
}

function disconnect(driver: HttpExecutorDriver, context: Context): void {
  for (const connection of [driver.subscribe, driver.calls]) if (connection !== null) context.close(connection);
  driver.open.clear();
  driver.subscribe = null;
  driver.calls = null;
  driver.phase = 'DISCONNECTED';
}

function onConnected(driver: HttpExecutorDriver, context: Context): readonly ExecutorCallback[] {
  driver.phase = 'CONNECTED';
  driver.isRecovering = false;
  context.clearTimer(key(driver, 'recovery'));
  context.clearTimer(key(driver, 'backoff'));
  trySubscribe(driver, context);
  return [];
}

/** Again every second until the agent takes it: a recovering one may not know the executor yet. */
function trySubscribe(driver: HttpExecutorDriver, context: Context): void {
  if (driver.phase === 'SUBSCRIBED' || driver.phase === 'DISCONNECTED' || driver.phase === 'CONNECTING') return;
  context.setTimer(key(driver, 'subscribe'), SUBSCRIBE_RETRY_MS);
  if (driver.phase !== 'CONNECTED') return;
  driver.phase = 'SUBSCRIBING';
  const updates = [...driver.updates.values()].map((status) => jsonObject([['status', v1TaskStatus(status)]]));
  const tasks = driver.task === null ? [] : [v1TaskInfo(driver.task)];
  const inner = jsonObject([
    ['unacknowledged_tasks', jsonArray(tasks)],
    ['unacknowledged_updates', jsonArray(updates)],
  ]);
  call(driver, context, driver.subscribe, [
    ['type', jsonString('SUBSCRIBE')],
    ['subscribe', inner],
  ]);
}

function call(
  driver: HttpExecutorDriver,
  context: Context,
  connection: ConnectionId | null,
  fields: readonly JsonField[],
): void {
  const { frameworkId, executorId } = driver.options;
  const json = jsonObject([['executor_id', idJson(executorId)], ['framework_id', idJson(frameworkId)], ...fields]);
  const request: HttpRequest = {
    type: 'http.request',
    requestId: driver.nextRequestId,
    method: 'POST',
    path: `/${parseUpid(driver.options.slavePid).name}/api/v1/executor`,
    headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
    body: v1Text('executor.Call', json, MEDIA_TYPE),
  };
  driver.nextRequestId += 1;
  if (connection !== null) context.send(connection, request);
}

function onDisconnected(driver: HttpExecutorDriver, context: Context): readonly ExecutorCallback[] {
  const wasConnected = driver.phase !== 'CONNECTING' && driver.phase !== 'DISCONNECTED';
  disconnect(driver, context);
  if (driver.isRecovering || driver.aborted) return [];
  if (!driver.options.checkpoint || !wasConnected) return shutDown(driver, context);
  driver.isRecovering = true;
  context.setTimer(key(driver, 'recovery'), driver.options.recoveryTimeoutMs);
  context.setTimer(key(driver, 'backoff'), MAX_BACKOFF_MS * context.random());
  return [{ kind: 'disconnected' }];
}

function onTimer(driver: HttpExecutorDriver, context: Context, timer: string): readonly ExecutorCallback[] {
  switch (timer.slice(key(driver, '').length)) {
    case 'subscribe':
      trySubscribe(driver, context);
      return [];
    case 'backoff':
      if (driver.phase === 'DISCONNECTED') connect(driver, context);
      if (driver.isRecovering) context.setTimer(key(driver, 'backoff'), MAX_BACKOFF_MS * context.random());
      return [];
    case 'recovery':
      context.log('INFO', recoveryText(driver.options), 'executor.cpp:492');
      return shutDown(driver, context);
    default:
      // The real library kills its process group, and with it whatever still runs.
      context.exit(137);
      return [];
  }
}

function onMessage(
  driver: HttpExecutorDriver,
  context: Context,
  message: HttpResponse | HttpChunk,
): readonly ExecutorCallback[] {
  if (message.type === 'http.chunk') return onEvents(driver, context, message.data);
  if (message.status === 200 && message.streaming) {
    driver.phase = 'SUBSCRIBED';
    context.clearTimer(key(driver, 'subscribe'));
    return onEvents(driver, context, message.body);
  }
  if (message.status === 202) return [];
  if (driver.phase === 'SUBSCRIBING') driver.phase = 'CONNECTED';
  context.log('WARN', `Received '${String(message.status)}' (${message.body})`, 'executor.cpp:577');
  return [];
}

function onEvents(driver: HttpExecutorDriver, context: Context, data: string): readonly ExecutorCallback[] {
  return decodeRecords(data, MEDIA_TYPE).flatMap((record) => {
    const event = messageFromWire('executor.Event', record);
    return event === null || driver.aborted ? [] : onEvent(driver, context, event);
  });
}

function onEvent(driver: HttpExecutorDriver, context: Context, event: Json): readonly ExecutorCallback[] {
  const type = textOf(event['type']) ?? '';
  const inner = objectOf(event[type.toLowerCase()]);
  switch (type) {
    case 'SUBSCRIBED':
      return [subscribed(driver, inner)];
    case 'LAUNCH': {
      const task = taskFrom(inner['task'], driver.options.frameworkId);
      driver.task = task;
      return [{ kind: 'launchTask', task }];
    }
    case 'KILL': {
      const policy = inner['kill_policy'];
      const id = taskIdOf(idOf(inner['task_id']) ?? '');
      return [
        { kind: 'killTask', taskId: id, killPolicy: policy === undefined ? null : { gracePeriodMs: graceOf(policy) } },
      ];
    }
    case 'ACKNOWLEDGED':
      driver.updates.delete(uuidFromBase64(textOf(inner['uuid']) ?? '') ?? '');
      driver.task = null;
      return [];
    case 'MESSAGE':
      return [{ kind: 'frameworkMessage', data: base64ToText(textOf(inner['data']) ?? '') }];
    case 'SHUTDOWN':
      return shutDown(driver, context);
    default:
      return [];
  }
}

function subscribed(driver: HttpExecutorDriver, inner: Json): ExecutorCallback {
  const agent = objectOf(inner['agent_info']);
  const id = agentId(idOf(agent['id']) ?? '');
  driver.slaveId = id;
  const slaveInfo: SlaveInfo = {
    hostname: textOf(agent['hostname']) ?? '',
    port: Number(agent['port'] ?? 5051),
    resources: NO_RESOURCES,
    attributes: [],
    id,
    checkpoint: driver.options.checkpoint,
  };
  return { kind: 'subscribed', frameworkInfo: frameworkFrom(inner['framework_info']), slaveInfo };
}

/** The executor is asked to end; after the grace period it is killed with its process group. */
function shutDown(driver: HttpExecutorDriver, context: Context): readonly ExecutorCallback[] {
  driver.aborted = true;
  context.setTimer(key(driver, 'kill'), driver.options.shutdownGracePeriodMs);
  return [{ kind: 'shutdown' }];
}
