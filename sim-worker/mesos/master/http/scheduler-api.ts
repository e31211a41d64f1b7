/**
 * POST /master/api/v1/scheduler: SUBSCRIBE opens a stream of events, every other call is answered with 202.
 * Source: Mesos 1.0.1, src/master/http.cpp (scheduler), src/master/validation.cpp (scheduler::call::validate).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { emptyAnswer, errorAnswer } from '../../http/request.ts';
import { isReply, readV1Call, type V1Api, type V1Call } from '../../http/v1-request.ts';
import { idOf } from '../../http/v1-input.ts';
import { frameworkId, randomUuid } from '../../ids.ts';
import { dispatchCall } from '../calls.ts';
import { onSubscribe } from '../frameworks.ts';
import type { MasterState } from '../master-state.ts';
import { callBodyOf } from './scheduler-calls.ts';
import { isStreamPid, openStream, streamPid } from './streams.ts';
import type { HttpWrite } from './write-context.ts';

const WITH_BODY = [
  'SUBSCRIBE',
  'ACCEPT',
  'DECLINE',
  'ACCEPT_INVERSE_OFFERS',
  'DECLINE_INVERSE_OFFERS',
  'KILL',
  'SHUTDOWN',
  'ACKNOWLEDGE',
  'RECONCILE',
  'MESSAGE',
  'REQUEST',
];

const API: V1Api = {
  what: 'scheduler::Call',
  types: [...WITH_BODY, 'TEARDOWN', 'REVIVE', 'SUPPRESS'],
  required: new Map(WITH_BODY.map((type) => [type, type.toLowerCase()])),
  acceptFor: ['SUBSCRIBE'],
};

/** Null: the stream is the answer. */
export function onSchedulerRequest(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const { request } = write;
  const call = readV1Call(request, API);
  if (isReply(call)) return call;
  const body = callBodyOf(call);
  if (!body.ok) return errorAnswer(400, `Failed to convert JSON into Call protobuf: ${body.error}`);
  if (body.value.call === 'SUBSCRIBE') {
    if (request.headers['mesos-stream-id'] !== undefined)
      return errorAnswer(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    const error = subscribeError(call, body.value.frameworkInfo.id);
    if (error !== null) return errorAnswer(400, `Failed to validate scheduler::Call: ${error}`);
    const id = randomUuid(context.randomInt);
    const { connection } = write;
    openStream(
      master,
      Object.freeze({ id, kind: 'scheduler', connection, requestId: request.requestId, started: false }),
    );
    onSubscribe(master, context, { from: streamPid(id), info: body.value.frameworkInfo, force: true });
    return null;
  }
  const id = idOf(call.body['framework_id']);
  if (id === null)
    return errorAnswer(400, "Failed to validate scheduler::Call: Expecting 'framework_id' to be present");
  const framework = master.frameworks.get(frameworkId(id));
  if (framework === undefined) return errorAnswer(400, 'Framework cannot be found');
  if (!framework.connected) return errorAnswer(403, 'Framework is not subscribed');
  if (!isStreamPid(framework.pid)) return errorAnswer(403, 'Framework is not connected via HTTP');
  const error = streamError(request, framework.pid, id);
  if (error !== null) return errorAnswer(400, error);
  dispatchCall(master, context, framework, body.value);
  return emptyAnswer(202);
}

function subscribeError(call: V1Call, infoId: string | null): string | null {
  const outer = idOf(call.body['framework_id']);
  return outer === infoId ? null : "'framework_id' differs from 'subscribe.framework_info.id'";
}

function streamError(request: HttpRequest, pid: string, id: string): string | null {
  const given = request.headers['mesos-stream-id'];
  if (given === undefined) return "All non-subscribe calls should include the 'Mesos-Stream-Id' header";
  if (streamPid(given) === pid) return null;
  return `The stream ID included in this request didn't match the stream ID currently associated with framework ID '${id}'`;
}
