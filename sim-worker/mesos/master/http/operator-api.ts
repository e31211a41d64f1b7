/**
 * POST /master/api/v1: the operator API. Reads are answered from the state; writes go the way of the endpoints of old.
 * Source: Mesos 1.0.1, src/master/http.cpp (api), src/master/validation.cpp (master::call::validate).
 * Left out: READ_FILE (501 in 1.0.1 too).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { answerFiles } from '../../http/files.ts';
import { jsonObject, jsonString } from '../../http/json-text.ts';
import { emptyAnswer, errorAnswer } from '../../http/request.ts';
import { isJsonObject } from '../../http/resource-input.ts';
import { isReply, readV1Call, v1Answer, type V1Api, type V1Call } from '../../http/v1-request.ts';
import { fileInfosOf } from '../../http/v1-files.ts';
import { randomUuid } from '../../ids.ts';
import type { MasterState } from '../master-state.ts';
import { masterMetrics } from '../metrics.ts';
import type { ReservationOperation } from '../operations.ts';
import { onMachines, onSchedule } from './maintenance.ts';
import { getState, metricsMessage, operatorAnswer } from './operator-answers.ts';
import { onRemoveQuota, onSetQuota, onUpdateWeights } from './quota.ts';
import { onReservation } from './reservations.ts';
import { fileView } from './router.ts';
import { openStream, tellSubscribed } from './streams.ts';
import type { HttpWrite } from './write-context.ts';

const API: V1Api = {
  what: 'master::Call',
  types: [
    'GET_HEALTH',
    'GET_FLAGS',
    'GET_VERSION',
    'GET_METRICS',
    'GET_LOGGING_LEVEL',
    'SET_LOGGING_LEVEL',
    'LIST_FILES',
    'READ_FILE',
    'GET_STATE',
    'GET_AGENTS',
    'GET_FRAMEWORKS',
    'GET_EXECUTORS',
    'GET_TASKS',
    'GET_ROLES',
    'GET_WEIGHTS',
    'UPDATE_WEIGHTS',
    'GET_MASTER',
    'SUBSCRIBE',
    'RESERVE_RESOURCES',
    'UNRESERVE_RESOURCES',
    'CREATE_VOLUMES',
    'DESTROY_VOLUMES',
    'GET_MAINTENANCE_STATUS',
    'GET_MAINTENANCE_SCHEDULE',
    'UPDATE_MAINTENANCE_SCHEDULE',
    'START_MAINTENANCE',
    'STOP_MAINTENANCE',
    'GET_QUOTA',
    'SET_QUOTA',
    'REMOVE_QUOTA',
  ],
  required: new Map(
    [
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
    ].map((type) => [type, type.toLowerCase()]),
  ),
};

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
  const field = operatorAnswer(master, call.type);
  if (field !== null) return v1Answer(jsonObject([['type', jsonString(call.type)], field]));
  const reservation = RESERVATIONS[call.type];
  if (reservation !== undefined) return reserve(master, context, write, { call, type: reservation });
  switch (call.type) {
    case 'GET_METRICS': {
      const metrics = metricsMessage(masterMetrics(master, context));
      return v1Answer(
        jsonObject([
          ['type', jsonString(call.type)],
          ['get_metrics', metrics],
        ]),
      );
    }
    case 'SUBSCRIBE':
      return subscribe(master, context, write);
    case 'SET_LOGGING_LEVEL':
      return emptyAnswer(200);
    case 'LIST_FILES':
      return listFiles(master, context, call);
    default:
      return onRegistryCall(master, context, write, call);
  }
}

function subscribe(master: MasterState, context: Context, write: HttpWrite): null {
  const { connection, request } = write;
  const id = randomUuid(context.randomInt);
  const stream = Object.freeze({
    id,
    kind: 'operator',
    connection,
    requestId: request.requestId,
    started: false,
  } as const);
  openStream(master, stream);
  tellSubscribed(master, context, stream, getState(master));
  return null;
}

function onRegistryCall(master: MasterState, context: Context, write: HttpWrite, call: V1Call): HttpReply | null {
  const inner = innerOf(call);
  const withBody = (value: unknown): HttpWrite => ({
    ...write,
    request: { ...write.request, body: JSON.stringify(value ?? []) },
  });
  switch (call.type) {
    case 'UPDATE_WEIGHTS':
      return onUpdateWeights(master, context, withBody(inner['weight_infos']));
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      return onSchedule(master, context, withBody(inner['schedule'] ?? {}));
    case 'START_MAINTENANCE':
      return onMachines(master, context, withBody(inner['machines']), 'down');
    case 'STOP_MAINTENANCE':
      return onMachines(master, context, withBody(inner['machines']), 'up');
    case 'SET_QUOTA':
      return onSetQuota(master, context, withBody(inner['quota_request'] ?? {}));
    case 'REMOVE_QUOTA':
      return onRemoveQuota(master, context, write, `/master/quota/${String(inner['role'])}`);
    default:
      return emptyAnswer(501);
  }
}

function innerOf(call: V1Call): Readonly<Record<string, unknown>> {
  const inner = call.body[call.type.toLowerCase()];
  return isJsonObject(inner) ? inner : {};
}

/** As the form of the endpoint of old, which checks and carries out. */
function reserve(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  asked: { readonly call: V1Call; readonly type: ReservationOperation['type'] },
): HttpReply {
  const inner = innerOf(asked.call);
  const agent = inner['agent_id'];
  const field = asked.type === 'RESERVE' || asked.type === 'UNRESERVE' ? 'resources' : 'volumes';
  const id = isJsonObject(agent) && typeof agent['value'] === 'string' ? agent['value'] : '';
  const body = `slaveId=${encodeURIComponent(id)}&${field}=${encodeURIComponent(JSON.stringify(inner[field] ?? []))}`;
  return onReservation(master, context, { ...write, request: { ...write.request, body } }, asked.type);
}

function listFiles(master: MasterState, context: Context, call: V1Call): HttpReply {
  const path = innerOf(call)['path'];
  if (typeof path !== 'string')
    return errorAnswer(400, 'Failed to convert JSON into Call protobuf: Missing required fields: path');
  const browsed = answerFiles(fileView(master, context), {
    method: 'GET',
    path: '/files/browse',
    query: new Map([['path', path]]),
  });
  if (browsed.status !== 200) return browsed;
  return v1Answer(
    jsonObject([
      ['type', jsonString(call.type)],
      ['list_files', jsonObject([['file_infos', fileInfosOf(browsed.body)]])],
    ]),
  );
}
