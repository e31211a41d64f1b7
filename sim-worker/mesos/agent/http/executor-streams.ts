/**
 * Executors that speak HTTP: each has a stream of events. Messages to them are sent to a pid that stands for the stream.
 * Source: Mesos 1.0.1, src/slave/slave.hpp (HttpConnection, Executor::send), src/internal/evolve.cpp,
 * include/mesos/v1/executor/executor.proto (Event).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpChunk, HttpResponse } from '../../../kernel/http.ts';
import { jsonObject, jsonOptional, jsonString, type JsonField } from '../../http/json-text.ts';
import { encodeRecord } from '../../http/recordio.ts';
import { idJson, v1AgentInfo, v1ExecutorInfo, v1FrameworkInfo } from '../../http/v1-json.ts';
import { uuidBytesJson } from '../../http/uuid-bytes.ts';
import { v1Text } from '../../http/v1-request.ts';
import { v1KillPolicy, v1TaskInfo } from '../../http/v1-task-info.ts';
import type { Upid } from '../../libprocess/transport.ts';
import type { MesosMessage } from '../../messages/messages.ts';
import { textToBase64 } from '../../protobuf/base64.ts';
import type { AgentState, ExecutorStream } from '../agent-state.ts';

/** Executors recovered from a marker file have a pid without a stream until they subscribe. */
export const HTTP_PID = 'http:' as Upid;

export function executorStreamPid(id: string): Upid {
  return `${HTTP_PID}${id}` as Upid;
}

export function isHttpExecutor(pid: string | null): boolean {
  return pid?.startsWith(HTTP_PID) === true;
}

export function openExecutorStream(state: AgentState, stream: ExecutorStream): void {
  state.executorStreams.set(stream.id, stream);
}

/** Nothing for a pid of libprocess. */
export function closeExecutorStream(state: AgentState, context: Context, pid: string): void {
  if (!isHttpExecutor(pid)) return;
  const id = pid.slice(HTTP_PID.length);
  const stream = state.executorStreams.get(id);
  if (stream === undefined) return;
  state.executorStreams.delete(id);
  context.close(stream.connection);
}

/** A message that is no event of the API is not sent. */
export function sendExecutorEvent(state: AgentState, context: Context, to: Upid, message: MesosMessage): void {
  const stream = state.executorStreams.get(to.slice(HTTP_PID.length));
  const event = executorEvent(message);
  if (stream === undefined || event === null) return;
  const { connection, requestId, mediaType } = stream;
  const data = encodeRecord(v1Text('executor.Event', jsonObject(event), mediaType), mediaType);
  if (stream.started) {
    const chunk: HttpChunk = { type: 'http.chunk', requestId, data };
    context.send(connection, chunk);
    return;
  }
  state.executorStreams.set(stream.id, Object.freeze({ ...stream, started: true }));
  const headers = { 'content-type': mediaType, 'transfer-encoding': 'chunked' };
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

function executorEvent(message: MesosMessage): readonly JsonField[] | null {
  const event = (type: string, fields: readonly JsonField[]): readonly JsonField[] => [
    ['type', jsonString(type)],
    [type.toLowerCase(), jsonObject(fields)],
  ];
  switch (message.type) {
    case 'mesos.ExecutorRegisteredMessage':
      return event('SUBSCRIBED', [
        ['executor_info', v1ExecutorInfo(message.executorInfo)],
        ['framework_info', v1FrameworkInfo(message.frameworkInfo)],
        ['agent_info', v1AgentInfo({ ...message.slaveInfo, id: message.slaveId })],
      ]);
    case 'mesos.RunTaskMessage':
      return event('LAUNCH', [['task', v1TaskInfo(message.task)]]);
    case 'mesos.KillTaskMessage':
      return event('KILL', [
        ['task_id', idJson(message.taskId)],
        ['kill_policy', jsonOptional(message.killPolicy, v1KillPolicy)],
      ]);
    case 'mesos.StatusUpdateAcknowledgementMessage':
      return event('ACKNOWLEDGED', [
        ['task_id', idJson(message.taskId)],
        ['uuid', uuidBytesJson(message.uuid)],
      ]);
    case 'mesos.FrameworkToExecutorMessage':
      return event('MESSAGE', [['data', jsonString(textToBase64(message.data))]]);
    case 'mesos.ShutdownExecutorMessage':
      return [['type', jsonString('SHUTDOWN')]];
    default:
      return null;
  }
}
