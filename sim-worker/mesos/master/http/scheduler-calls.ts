/**
 * Calls of the scheduler HTTP API from JSON to the calls that the driver sends.
 * Source: Mesos 1.0.1, include/mesos/v1/scheduler/scheduler.proto (Call), src/internal/devolve.cpp.
 */
import { resourcesError, resourcesFrom } from '../../http/resource-input.ts';
import {
  frameworkFrom,
  graceOf,
  idOf,
  type Json,
  listOf,
  messagesOf,
  numberOf,
  objectOf,
  taskFrom,
  textOf,
} from '../../http/v1-input.ts';
import { uuidFromBase64 } from '../../http/uuid-bytes.ts';
import type { V1Call } from '../../http/v1-request.ts';
import { agentId, executorId, type FrameworkId, frameworkId, offerId, taskId } from '../../ids.ts';
import type { Filters, OfferOperation } from '../../messages/offers.ts';
import type { CallBody } from '../../messages/scheduler-call.ts';
import { base64ToText } from '../../protobuf/base64.ts';

/** The call is a validated `scheduler.Call`. */
export function callBodyOf(call: V1Call): CallBody {
  const inner = objectOf(call.body[call.type.toLowerCase()]);
  switch (call.type) {
    case 'SUBSCRIBE':
      return { call: 'SUBSCRIBE', frameworkInfo: frameworkFrom(inner['framework_info']), force: true };
    case 'ACCEPT':
      return acceptOf(inner, frameworkId(idOf(call.body['framework_id']) ?? ''));
    case 'DECLINE':
      return { call: 'DECLINE', offerIds: idsOf(inner['offer_ids']).map(offerId), filters: filtersOf(inner) };
    case 'ACCEPT_INVERSE_OFFERS':
    case 'DECLINE_INVERSE_OFFERS':
      return {
        call: call.type,
        inverseOfferIds: idsOf(inner['inverse_offer_ids']).map(offerId),
        filters: filtersOf(inner),
      };
    case 'RECONCILE': {
      const tasks = listOf(inner['tasks']).map((item) => ({
        taskId: taskId(idOf(objectOf(item)['task_id']) ?? ''),
        agentId: maybeAgent(objectOf(item)),
      }));
      return { call: 'RECONCILE', tasks };
    }
    default:
      return simpleCall(call.type, inner);
  }
}

function simpleCall(type: string, inner: Json): CallBody {
  const agent = agentId(idOf(inner['agent_id']) ?? '');
  const executor = executorId(idOf(inner['executor_id']) ?? '');
  switch (type) {
    case 'TEARDOWN':
    case 'REVIVE':
    case 'SUPPRESS':
    case 'REQUEST':
      return { call: type };
    case 'KILL': {
      const policy = inner['kill_policy'];
      const killPolicy = policy === undefined ? null : { gracePeriodMs: graceOf(policy) };
      const id = taskId(idOf(inner['task_id']) ?? '');
      return { call: 'KILL', taskId: id, agentId: maybeAgent(inner), killPolicy };
    }
    case 'SHUTDOWN':
      return { call: 'SHUTDOWN', executorId: executor, agentId: agent };
    case 'ACKNOWLEDGE': {
      const uuid = uuidFromBase64(textOf(inner['uuid']) ?? '') ?? '';
      return { call: 'ACKNOWLEDGE', agentId: agent, taskId: taskId(idOf(inner['task_id']) ?? ''), uuid };
    }
    default:
      return {
        call: 'MESSAGE',
        agentId: agent,
        executorId: executor,
        data: base64ToText(textOf(inner['data']) ?? ''),
      };
  }
}

function acceptOf(inner: Json, framework: FrameworkId): CallBody {
  const operations = listOf(inner['operations']).map((item) => operationOf(objectOf(item), framework));
  const offerIds = idsOf(inner['offer_ids']).map(offerId);
  return { call: 'ACCEPT', offerIds, operations, filters: filtersOf(inner) };
}

function operationOf(json: Json, framework: FrameworkId): OfferOperation {
  const type = textOf(json['type']) as OfferOperation['type'];
  const part = objectOf(json[type.toLowerCase()]);
  if (type === 'LAUNCH') {
    return { type, taskInfos: listOf(part['task_infos']).map((item) => taskFrom(item, framework)) };
  }
  const isVolumes = type === 'CREATE' || type === 'DESTROY';
  const messages = messagesOf(part[isVolumes ? 'volumes' : 'resources']);
  const error = resourcesError(messages);
  const invalid = error === null ? {} : { invalid: `Invalid resources: Invalid resources: ${error}` };
  const resources = resourcesFrom(messages);
  return isVolumes ? { type, volumes: resources, ...invalid } : { type, resources, ...invalid };
}

function idsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => idOf(item) ?? []);
}

function maybeAgent(json: Json): ReturnType<typeof agentId> | null {
  const id = idOf(json['agent_id']);
  return id === null ? null : agentId(id);
}

function filtersOf(inner: Json): Filters | null {
  if (inner['filters'] === undefined) return null;
  return { refuseSeconds: numberOf(objectOf(inner['filters'])['refuse_seconds']) };
}
