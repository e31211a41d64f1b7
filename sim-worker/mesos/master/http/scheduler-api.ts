/**
 * POST /master/api/v1/scheduler: SUBSCRIBE opens a stream of events, every other call is answered with 202.
 * Source: Mesos 1.0.1, src/master/http.cpp (scheduler), src/master/validation.cpp (scheduler::call::validate).
 */
import { assert } from '../../../kernel/assert.ts';
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import { emptyAnswer, errorAnswer } from '../../http/request.ts';
import {
  answerType,
  isReply,
  missingPart,
  NOT_ACCEPTABLE,
  readV1Call,
  type V1Api,
  type V1Call,
} from '../../http/v1-request.ts';
import { idOf, objectOf, textOf } from '../../http/v1-input.ts';
import { uuidFromBase64 } from '../../http/uuid-bytes.ts';
import { frameworkId, randomUuid } from '../../ids.ts';
import { dispatchCall } from '../calls.ts';
import { onSubscribe } from '../frameworks.ts';
import type { MasterState } from '../master-state.ts';
import { callBodyOf } from './scheduler-calls.ts';
import { isStreamPid, openStream, streamPid } from './streams.ts';
import type { HttpWrite } from './write-context.ts';

const WITH_BODY = [
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

const API: V1Api = { what: 'scheduler::Call', message: 'scheduler.Call', validate: callError };

/** Source: src/master/validation.cpp (scheduler::call::validate). */
function callError(call: V1Call): string | null {
  const subscribe = missingPart(call, ['SUBSCRIBE']);
  if (subscribe !== null) return subscribe;
  const id = idOf(call.body['framework_id']);
  if (call.type === 'SUBSCRIBE') {
    const inner = idOf(objectOf(objectOf(call.body['subscribe'])['framework_info'])['id']);
    return (id ?? '') === (inner ?? '') ? null : "'framework_id' differs from 'subscribe.framework_info.id'";
  }
  if (id === null) return "Expecting 'framework_id' to be present";
  const missing = missingPart(call, WITH_BODY);
  if (missing !== null || call.type !== 'ACKNOWLEDGE') return missing;
  const uuid = textOf(objectOf(call.body['acknowledge'])['uuid']) ?? '';
  return uuidFromBase64(uuid) === null ? 'Not a valid UUID' : null;
}

/** Null: the stream is the answer. */
export function onSchedulerRequest(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const { request } = write;
  const call = readV1Call(request, API);
  if (isReply(call)) return call;
  if (call.type === 'SUBSCRIBE') return subscribe(master, context, write, call);
  const framework = master.frameworks.get(frameworkId(idOf(call.body['framework_id']) ?? ''));
  if (framework === undefined) return errorAnswer(400, 'Framework cannot be found');
  const stranger = principalError(write.principal, framework.info.principal ?? '');
  if (stranger !== null) return errorAnswer(400, stranger);
  if (!framework.connected) return errorAnswer(403, 'Framework is not subscribed');
  if (!isStreamPid(framework.pid)) return errorAnswer(403, 'Framework is not connected via HTTP');
  const error = streamError(request, framework.pid, framework.id);
  if (error !== null) return errorAnswer(400, error);
  if (call.type === 'UNKNOWN') {
    context.log('WARN', "Received 'UNKNOWN' call", 'http.cpp:908');
    return emptyAnswer(501);
  }
  const body = callBodyOf(call);
  assert(body.call !== 'SUBSCRIBE', 'subscriptions open a stream');
  dispatchCall(master, context, framework, body);
  return emptyAnswer(202);
}

function subscribe(master: MasterState, context: Context, write: HttpWrite, call: V1Call): HttpReply | null {
  const { connection, request } = write;
  const mediaType = answerType(request);
  if (mediaType === null) return NOT_ACCEPTABLE;
  if (request.headers['mesos-stream-id'] !== undefined)
    return errorAnswer(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
  const body = callBodyOf(call);
  assert(body.call === 'SUBSCRIBE', 'the call subscribes');
  const { principal } = body.frameworkInfo;
  const stranger = principal === null ? null : principalError(write.principal, principal);
  if (stranger !== null) return errorAnswer(400, `Failed to validate scheduler::Call: ${stranger}`);
  const id = randomUuid(context.randomInt);
  const { requestId } = request;
  openStream(master, Object.freeze({ id, kind: 'scheduler', connection, requestId, started: false, mediaType }));
  const info = { ...body.frameworkInfo, principal: principal ?? write.principal };
  onSubscribe(master, context, { from: streamPid(id), info, force: true });
  return null;
}

/** Who authenticated may not be somebody else in his FrameworkInfo. */
function principalError(authenticated: string | null, named: string): string | null {
  if (authenticated === null || authenticated === named) return null;
  return `Authenticated principal '${authenticated}' does not match principal '${named}' set in \`FrameworkInfo\``;
}

function streamError(request: HttpRequest, pid: string, id: string): string | null {
  const given = request.headers['mesos-stream-id'];
  if (given === undefined) return "All non-subscribe calls should include the 'Mesos-Stream-Id' header";
  if (streamPid(given) === pid) return null;
  return `The stream ID included in this request didn't match the stream ID currently associated with framework ID '${id}'`;
}
