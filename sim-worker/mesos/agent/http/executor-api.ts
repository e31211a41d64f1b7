/**
 * POST /slave(1)/api/v1/executor: SUBSCRIBE opens a stream of events, UPDATE and MESSAGE are answered with 202.
 * Source: Mesos 1.0.1, src/slave/http.cpp (executor), src/slave/slave.cpp (subscribe), src/slave/validation.cpp.
 */
import { must } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import type { ConnectionId } from '../../../kernel/ids.ts';
import { emptyAnswer, errorAnswer } from '../../http/request.ts';
import { idOf, messagesOf, objectOf, statusFrom, textOf } from '../../http/v1-input.ts';
import { uuidFromBase64 } from '../../http/uuid-bytes.ts';
import {
  answerType,
  isReply,
  missingPart,
  NOT_ACCEPTABLE,
  readV1Call,
  type V1Api,
  type V1Call,
} from '../../http/v1-request.ts';
import { executorId, frameworkId, randomUuid, type FrameworkId, type TaskId } from '../../ids.ts';
import type { Upid } from '../../libprocess/transport.ts';
import type { StatusUpdate } from '../../messages/tasks.ts';
import { base64ToText } from '../../protobuf/base64.ts';
import type { Message } from '../../protobuf/schema.ts';
import { executorText, sendToExecutor } from '../agent-messages.ts';
import type { AgentState, Executor, Framework } from '../agent-state.ts';
import { checkpointHttpMarker } from '../checkpoint.ts';
import { loseUnknownTasks } from '../executor-registration.ts';
import { setExecutor } from '../executor-table.ts';
import { onExecutorMessage } from '../executor-messages.ts';
import { sendQueuedTasks } from '../run-task.ts';
import { onExecutorUpdate } from '../executor-updates.ts';
import { closeExecutorStream, executorStreamPid, openExecutorStream, sendExecutorEvent } from './executor-streams.ts';

const API: V1Api = { what: 'Executor::Call', message: 'executor.Call', validate: callError };

function callError(call: V1Call): string | null {
  const missing = missingPart(call, ['SUBSCRIBE', 'UPDATE', 'MESSAGE']);
  if (missing !== null || call.type !== 'UPDATE') return missing;
  const status = objectOf(objectOf(call.body['update'])['status']);
  if (status['uuid'] === undefined) return "Expecting 'uuid' to be present";
  if (uuidFromBase64(textOf(status['uuid']) ?? '') === null) return 'Not a valid UUID';
  const id = idOf(call.body['executor_id']) ?? '';
  const other = idOf(status['executor_id']);
  if (other !== null && other !== id)
    return `ExecutorID in Call: ${id} does not match ExecutorID in TaskStatus: ${other}`;
  const who = `executor ${id} of framework ${idOf(call.body['framework_id']) ?? ''}`;
  if (status['source'] !== 'SOURCE_EXECUTOR')
    return `Received Call from ${who} with invalid source, expecting 'SOURCE_EXECUTOR'`;
  if (status['state'] === 'TASK_STAGING') return `Received TASK_STAGING from ${who} which is not allowed`;
  return null;
}

type Asked = { readonly connection: ConnectionId; readonly request: HttpRequest };

/** Null: the stream is the answer. */
export function onExecutorRequest(state: AgentState, context: Context, asked: Asked): HttpReply | null {
  const { request } = asked;
  const call = readV1Call(request, API);
  if (isReply(call)) return call;
  const mediaType = answerType(request);
  if (call.type === 'SUBSCRIBE') {
    if (mediaType === null) return NOT_ACCEPTABLE;
  } else if (state.phase === 'RECOVERING') return errorAnswer(503, 'Agent has not finished recovery');
  const framework = state.frameworks.get(frameworkId(idOf(call.body['framework_id']) ?? ''));
  if (framework === undefined) return errorAnswer(400, 'Framework cannot be found');
  const executor = framework.executors.get(executorId(idOf(call.body['executor_id']) ?? ''));
  if (executor === undefined) return errorAnswer(400, 'Executor cannot be found');
  if (executor.phase === 'REGISTERING' && call.type !== 'SUBSCRIBE')
    return errorAnswer(403, 'Executor is not subscribed');
  switch (call.type) {
    case 'SUBSCRIBE': {
      const id = randomUuid(context.randomInt);
      const { requestId } = request;
      const { connection } = asked;
      openExecutorStream(
        state,
        Object.freeze({ id, connection, requestId, started: false, mediaType: must(mediaType, 'a media type') }),
      );
      subscribe(state, context, { framework, executor, pid: executorStreamPid(id), call });
      return null;
    }
    case 'UPDATE': {
      const status = objectOf(objectOf(call.body['update'])['status']);
      const pid = must(executor.pid, 'the stream of a subscribed executor');
      onExecutorUpdate(state, context, updateFrom(state, executor, status), pid);
      return emptyAnswer(202);
    }
    case 'MESSAGE': {
      const data = base64ToText(textOf(objectOf(call.body['message'])['data']) ?? '');
      onExecutorMessage(state, context, {
        type: 'mesos.ExecutorToFrameworkMessage',
        slaveId: must(state.info.id, 'agent id'),
        frameworkId: executor.frameworkId,
        executorId: executor.info.executorId,
        data,
      });
      return emptyAnswer(202);
    }
    default:
      context.log('WARN', "Received 'UNKNOWN' call", 'http.cpp:537');
      return emptyAnswer(501);
  }
}

type Subscription = {
  readonly framework: Framework;
  readonly executor: Executor;
  readonly pid: Upid;
  readonly call: V1Call;
};

function subscribe(state: AgentState, context: Context, subscription: Subscription): void {
  const { framework, executor, pid, call } = subscription;
  context.log('INFO', `Received Subscribe request for HTTP executor ${executorText(executor)}`, 'slave.cpp:2661');
  const refusal = refusalOf(state, framework, executor);
  if (refusal !== null) {
    context.log('WARN', `Shutting down executor ${executorText(executor)} ${refusal}`, 'slave.cpp:2665');
    sendExecutorEvent(state, context, pid, {
      type: 'mesos.ShutdownExecutorMessage',
      executorId: null,
      frameworkId: null,
    });
    return closeExecutorStream(state, context, pid);
  }
  if (executor.pid !== null) closeExecutorStream(state, context, executor.pid);
  context.clearTimer(`register:${executor.containerId}`);
  const running = setExecutor(framework, executor, { phase: 'RUNNING', pid });
  if (framework.info.checkpoint) checkpointHttpMarker(state, context, running);
  sendToExecutor(state, context, running, {
    type: 'mesos.ExecutorRegisteredMessage',
    executorInfo: running.info,
    frameworkId: running.frameworkId,
    frameworkInfo: framework.info,
    slaveId: must(state.info.id, 'agent id'),
    slaveInfo: state.info,
  });
  const inner = objectOf(call.body['subscribe']);
  for (const update of messagesOf(inner['unacknowledged_updates']))
    onExecutorUpdate(state, context, updateFrom(state, running, objectOf(update['status'])), pid);
  const current = framework.executors.get(running.info.executorId) ?? running;
  sendQueuedTasks(state, context, framework, current);
  const known = messagesOf(inner['unacknowledged_tasks']).map((task) => idOf(task['task_id']) as TaskId);
  const launched = new Set(current.queuedTasks.map((task) => task.taskId));
  loseUnknownTasks(state, context, framework, running.info.executorId, {
    frameworkId: running.frameworkId,
    isKnown: (taskId) => known.includes(taskId) || launched.has(taskId),
  });
}

function refusalOf(state: AgentState, framework: Framework, executor: Executor): string | null {
  if (state.phase === 'TERMINATING') return 'as the agent is terminating';
  if (framework.terminating) return 'as the framework is terminating';
  if (executor.phase === 'RUNNING' || executor.phase === 'REGISTERING') return null;
  return `because it is in unexpected state ${executor.phase}`;
}

/** Source: src/common/protobuf_utils.cpp (createStatusUpdate). */
function updateFrom(state: AgentState, executor: Executor, message: Message): StatusUpdate {
  const status = statusFrom(message);
  const id: FrameworkId = executor.frameworkId;
  return Object.freeze({
    frameworkId: id,
    executorId: status.executorId,
    slaveId: state.info.id,
    status: Object.freeze({ ...status, slaveId: state.info.id }),
    timestampSecs: status.timestampSecs,
    uuid: status.uuid,
    latestState: null,
  });
}
