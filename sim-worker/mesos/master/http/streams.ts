/**
 * Answers that stay open: events in RecordIO (`LENGTH\nJSON`) to schedulers of the HTTP API and to subscribed operators.
 * Source: Mesos 1.0.1, src/master/master.hpp (HttpConnection, Heartbeater), src/common/recordio.hpp.
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpChunk, HttpResponse } from '../../../kernel/http.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { jsonObject, jsonString, type JsonField } from '../../http/json-text.ts';
import { encodeRecord } from '../../http/recordio.ts';
import { v1Text } from '../../http/v1-request.ts';
import { v1Task, idJson } from '../../http/v1-json.ts';
import type { Upid } from '../../libprocess/transport.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import type { Task } from '../../messages/tasks.ts';
import type { EventStream, MasterState } from '../master-state.ts';
import { v1Event } from './scheduler-events.ts';

/** Source: src/master/constants.hpp, DEFAULT_HEARTBEAT_INTERVAL. */
export const HEARTBEAT_MS = 15_000;
export const HEARTBEAT_TIMER = 'heartbeat:';

/** The pid that stands for a scheduler without one: it is reached by its stream. */
export const streamPid = (id: string): Upid => `http:${id}` as Upid;

export function isStreamPid(pid: string): boolean {
  return pid.startsWith('http:');
}

export function openStream(master: MasterState, stream: EventStream): void {
  master.streams.set(stream.id, stream);
}

/** A message for a scheduler becomes an event of its stream; an error is the last one. */
export function sendEvent(master: MasterState, context: Context, to: Upid, message: MesosMessage): void {
  const stream = master.streams.get(to.slice('http:'.length));
  const event = v1Event(message);
  if (stream === undefined || event === null) return;
  writeRecord(master, context, stream, event);
  if (event[0]?.[1] === '"SUBSCRIBED"') beat(master, context, stream.id);
  if (message.type === 'mesos.FrameworkErrorMessage') closeStream(master, context, stream);
}

/** The first record opens the answer. */
function writeRecord(master: MasterState, context: Context, stream: EventStream, fields: readonly JsonField[]): void {
  const { connection, requestId, kind, mediaType } = stream;
  const record = v1Text(`${kind === 'scheduler' ? 'scheduler' : 'master'}.Event`, jsonObject(fields), mediaType);
  const data = encodeRecord(record, mediaType);
  if (stream.started) {
    const chunk: HttpChunk = { type: 'http.chunk', requestId, data };
    context.send(connection, chunk);
    return;
  }
  master.streams.set(stream.id, Object.freeze({ ...stream, started: true }));
  const headers = {
    'content-type': mediaType,
    'transfer-encoding': 'chunked',
    ...(kind === 'scheduler' ? { 'mesos-stream-id': stream.id } : {}),
  };
  const response: HttpResponse = {
    type: 'http.response',
    requestId,
    status: 200,
    headers,
    body: data,
    streaming: true,
  };
  context.send(connection, response);
}

/** At once, and then every 15 s while the stream is open. */
export function beat(master: MasterState, context: Context, id: string): void {
  const stream = master.streams.get(id);
  if (stream === undefined) return;
  writeRecord(master, context, stream, [['type', jsonString('HEARTBEAT')]]);
  context.setTimer(HEARTBEAT_TIMER + id, HEARTBEAT_MS, id);
}

export function closeStream(master: MasterState, context: Context, stream: EventStream): void {
  forgetStream(master, context, stream);
  context.close(stream.connection);
}

function forgetStream(master: MasterState, context: Context, stream: EventStream): void {
  master.streams.delete(stream.id);
  context.clearTimer(HEARTBEAT_TIMER + stream.id);
}

/** The other side went; returns the stream that this ends. */
export function takeClosedStream(master: MasterState, context: Context, connection: ConnectionId): EventStream | null {
  for (const stream of master.streams.values()) {
    if (stream.connection !== connection) continue;
    forgetStream(master, context, stream);
    return stream;
  }
  return null;
}

export function tellSubscribed(master: MasterState, context: Context, stream: EventStream, state: string): void {
  writeRecord(master, context, stream, [
    ['type', jsonString('SUBSCRIBED')],
    ['subscribed', jsonObject([['get_state', state]])],
  ]);
}

export function tellTaskAdded(master: MasterState, context: Context, task: Task): void {
  tellOperators(master, context, () => [
    ['type', jsonString('TASK_ADDED')],
    ['task_added', jsonObject([['task', v1Task(task)]])],
  ]);
}

export function tellTaskUpdated(master: MasterState, context: Context, task: Task): void {
  tellOperators(master, context, () => [
    ['type', jsonString('TASK_UPDATED')],
    [
      'task_updated',
      jsonObject([
        ['task_id', idJson(task.taskId)],
        ['framework_id', idJson(task.frameworkId)],
        ['agent_id', idJson(task.slaveId)],
        ['executor_id', task.executorId === null ? null : idJson(task.executorId)],
        ['state', jsonString(task.state)],
      ]),
    ],
  ]);
}

function tellOperators(master: MasterState, context: Context, event: () => readonly JsonField[]): void {
  for (const stream of [...master.streams.values()])
    if (stream.kind === 'operator') writeRecord(master, context, stream, event());
}
