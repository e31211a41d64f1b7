/**
 * POST /master/api/v1: the operator API. Reads are answered from the state; writes go the way of the endpoints of old.
 * Source: Mesos 1.0.1, src/master/http.cpp (api), src/master/validation.cpp (master::call::validate).
 * Left out: READ_FILE (501 in 1.0.1 too).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { isAuthorized } from '../../authorizer/local-authorizer.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import type { JsonField } from '../../http/json-text.ts';
import { loggingChangeOf, setVerbosity } from '../../http/process-endpoints.ts';
import { emptyAnswer } from '../../http/request.ts';
import { idOf, messagesOf, objectOf, textOf, type Json } from '../../http/v1-input.ts';
import {
  answerType,
  isReply,
  type MediaType,
  missingPart,
  NOT_ACCEPTABLE,
  readV1Call,
  type V1Api,
  type V1Call,
} from '../../http/v1-request.ts';
import { answerCall, daemonAnswer, type DaemonFigures, listFilesField } from '../../http/v1-daemon-answers.ts';
import { resourcesError } from '../../http/resource-input.ts';
import { randomUuid } from '../../ids.ts';
import type { MasterState } from '../master-state.ts';
import { printedMasterFlags } from '../flags.ts';
import { masterMetrics } from '../metrics.ts';
import type { ReservationOperation } from '../operations.ts';
import { moveMachines, updateSchedule } from './maintenance.ts';
import { getState, operatorAnswer } from './operator-answers.ts';
import { removeQuota, setQuota } from './quota.ts';
import { reserveOnAgent } from './reservations.ts';
import { fileView, LOG_PATH } from './router.ts';
import { openStream, tellSubscribed } from './streams.ts';
import { viewOf } from './viewer.ts';
import { updateWeights } from './weights.ts';
import type { HttpWrite } from './write-context.ts';

const WITH_BODY = [
  'GET_METRICS',
  'SET_LOGGING_LEVEL',
  'LIST_FILES',
  'READ_FILE',
  'UPDATE_WEIGHTS',
  'RESERVE_RESOURCES',
  'UNRESERVE_RESOURCES',
  'CREATE_VOLUMES',
  'DESTROY_VOLUMES',
  'UPDATE_MAINTENANCE_SCHEDULE',
  'START_MAINTENANCE',
  'STOP_MAINTENANCE',
  'SET_QUOTA',
  'REMOVE_QUOTA',
];

const API: V1Api = { what: 'master::Call', message: 'master.Call', validate: callError };

/** Source: src/master/validation.cpp (master::call::validate): only reservations are looked into. */
function callError(call: V1Call): string | null {
  const missing = missingPart(call, WITH_BODY);
  if (missing !== null || (call.type !== 'RESERVE_RESOURCES' && call.type !== 'UNRESERVE_RESOURCES')) return missing;
  return resourcesError(messagesOf(innerOf(call)['resources']));
}

const RESERVATIONS: Readonly<Record<string, ReservationOperation['type']>> = {
  RESERVE_RESOURCES: 'RESERVE',
  UNRESERVE_RESOURCES: 'UNRESERVE',
  CREATE_VOLUMES: 'CREATE',
  DESTROY_VOLUMES: 'DESTROY',
};

/** Null: the answer follows once the registrar stored it. */
export function onOperatorCall(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const call = readV1Call(write.request, API);
  if (isReply(call)) return call;
  context.log('INFO', `Processing call ${call.type}`, 'http.cpp:484');
  const mediaType = answerType(write.request);
  if (mediaType === null) return NOT_ACCEPTABLE;
  if (!mayCall(master, write.principal, call)) return FORBIDDEN;
  const field =
    daemonAnswer(figuresOf(master, context), call.type) ?? operatorAnswer(viewOf(master, write.principal), call.type);
  if (field !== null) return answer(call, field, mediaType);
  const reservation = RESERVATIONS[call.type];
  if (reservation !== undefined) return reserve(master, context, write, { call, type: reservation });
  switch (call.type) {
    case 'SUBSCRIBE':
      return subscribe(master, context, write, mediaType);
    case 'SET_LOGGING_LEVEL':
      setVerbosity(master, context, loggingChangeOf(innerOf(call)));
      return emptyAnswer(200);
    case 'LIST_FILES':
      return listFiles(master, context, call, mediaType);
    default:
      return onRegistryCall(master, context, write, call);
  }
}

/** Calls that show everything or nothing. */
function mayCall(master: MasterState, principal: string | null, call: V1Call): boolean {
  const { acls } = master.access;
  if (call.type === 'GET_FLAGS') return isAuthorized(acls, { principal, action: 'VIEW_FLAGS', object: null });
  const path = textOf(innerOf(call)['path']) ?? '';
  if (call.type !== 'LIST_FILES' || path.replace(/\/$/, '') !== LOG_PATH) return true;
  return isAuthorized(acls, { principal, action: 'ACCESS_MESOS_LOG', object: null });
}

function figuresOf(master: MasterState, context: Context): DaemonFigures {
  return {
    flags: () => printedMasterFlags(master.flags),
    metrics: () => masterMetrics(master, context),
    verbosity: master.verbosity,
  };
}

function answer(call: V1Call, field: JsonField, mediaType: MediaType): HttpReply {
  return answerCall('master.Response', call, field, mediaType);
}

function subscribe(master: MasterState, context: Context, write: HttpWrite, mediaType: MediaType): null {
  const { connection, request } = write;
  const id = randomUuid(context.randomInt);
  const { requestId } = request;
  const stream = Object.freeze({ id, kind: 'operator', connection, requestId, started: false, mediaType } as const);
  openStream(master, stream);
  context.log('INFO', `Added subscriber: ${id} to the list of active subscribers`, 'master.cpp:7481');
  tellSubscribed(master, context, stream, getState(viewOf(master, write.principal)));
  return null;
}

function onRegistryCall(master: MasterState, context: Context, write: HttpWrite, call: V1Call): HttpReply | null {
  const inner = innerOf(call);
  switch (call.type) {
    case 'UPDATE_WEIGHTS':
      return updateWeights(master, context, write, messagesOf(inner['weight_infos']));
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      return updateSchedule(master, context, write, objectOf(inner['schedule']));
    case 'START_MAINTENANCE':
      return moveMachines(master, context, write, { ids: messagesOf(inner['machines']), direction: 'down' });
    case 'STOP_MAINTENANCE':
      return moveMachines(master, context, write, { ids: messagesOf(inner['machines']), direction: 'up' });
    case 'SET_QUOTA':
      return setQuota(master, context, write, objectOf(inner['quota_request']));
    case 'REMOVE_QUOTA':
      return removeQuota(master, context, write, textOf(inner['role']) ?? '');
    default:
      return emptyAnswer(501);
  }
}

function innerOf(call: V1Call): Json {
  return objectOf(call.body[call.type.toLowerCase()]);
}

function reserve(
  master: MasterState,
  context: Context,
  { principal }: HttpWrite,
  asked: { readonly call: V1Call; readonly type: ReservationOperation['type'] },
): HttpReply {
  const inner = innerOf(asked.call);
  const field = asked.type === 'RESERVE' || asked.type === 'UNRESERVE' ? 'resources' : 'volumes';
  const slaveId = idOf(inner['agent_id']) ?? '';
  return reserveOnAgent(master, context, { type: asked.type, slaveId, resources: messagesOf(inner[field]), principal });
}

function listFiles(master: MasterState, context: Context, call: V1Call, mediaType: MediaType): HttpReply {
  const field = listFilesField(fileView(master, context), textOf(innerOf(call)['path']) ?? '');
  return isReply(field) ? field : answer(call, field, mediaType);
}
