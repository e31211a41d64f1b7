/**
 * Calls of the scheduler HTTP API from JSON to the calls that the driver sends.
 * Source: Mesos 1.0.1, include/mesos/v1/scheduler/scheduler.proto (Call), src/internal/devolve.cpp.
 */
import { resourcesFromJson } from '../../http/resource-input.ts';
import {
  frameworkFrom,
  graceOf,
  idOf,
  type Json,
  listOf,
  numberOf,
  objectOf,
  taskFrom,
  textOf,
} from '../../http/v1-input.ts';
import { uuidFromBase64 } from '../../http/v1-json.ts';
import type { V1Call } from '../../http/v1-request.ts';
import { agentId, executorId, offerId, taskId } from '../../ids.ts';
import type { Filters, OfferOperation } from '../../messages/offers.ts';
import type { CallBody } from '../../messages/scheduler-call.ts';
import type { TaskInfo } from '../../messages/tasks.ts';
import type { Parsed } from '../../resources/parse.ts';

export function callBodyOf(call: V1Call): Parsed<CallBody> {
  const inner = objectOf(call.body[call.type.toLowerCase()]);
  const good = (value: CallBody): Parsed<CallBody> => ({ ok: true, value });
  switch (call.type) {
    case 'SUBSCRIBE': {
      const info = frameworkFrom(inner['framework_info']);
      return info.ok ? good({ call: 'SUBSCRIBE', frameworkInfo: info.value, force: true }) : info;
    }
    case 'ACCEPT':
      return acceptOf(inner);
    case 'DECLINE':
      return good({ call: 'DECLINE', offerIds: idsOf(inner['offer_ids']).map(offerId), filters: filtersOf(inner) });
    case 'ACCEPT_INVERSE_OFFERS':
    case 'DECLINE_INVERSE_OFFERS':
      return good({
        call: call.type,
        inverseOfferIds: idsOf(inner['inverse_offer_ids']).map(offerId),
        filters: filtersOf(inner),
      });
    case 'RECONCILE': {
      const tasks = listOf(inner['tasks']).map((item) => ({
        taskId: taskId(idOf(objectOf(item)['task_id']) ?? ''),
        agentId: maybeAgent(objectOf(item)),
      }));
      return good({ call: 'RECONCILE', tasks });
    }
    default:
      return simpleCall(call.type, inner);
  }
}

function simpleCall(type: string, inner: Json): Parsed<CallBody> {
  const agent = agentId(idOf(inner['agent_id']) ?? '');
  const executor = executorId(idOf(inner['executor_id']) ?? '');
  switch (type) {
    case 'TEARDOWN':
    case 'REVIVE':
    case 'SUPPRESS':
    case 'REQUEST':
      return { ok: true, value: { call: type } };
    case 'KILL': {
      const policy = inner['kill_policy'];
      const killPolicy = policy === undefined ? null : { gracePeriodMs: graceOf(policy) };
      const id = taskId(idOf(inner['task_id']) ?? '');
      return { ok: true, value: { call: 'KILL', taskId: id, agentId: maybeAgent(inner), killPolicy } };
    }
    case 'SHUTDOWN':
      return { ok: true, value: { call: 'SHUTDOWN', executorId: executor, agentId: agent } };
    case 'ACKNOWLEDGE': {
      const uuid = uuidFromBase64(textOf(inner['uuid']) ?? '');
      if (uuid === null) return { ok: false, error: 'Not a valid UUID' };
      const id = taskId(idOf(inner['task_id']) ?? '');
      return { ok: true, value: { call: 'ACKNOWLEDGE', agentId: agent, taskId: id, uuid } };
    }
    default: {
      const data = textOf(inner['data']) ?? '';
      return { ok: true, value: { call: 'MESSAGE', agentId: agent, executorId: executor, data } };
    }
  }
}

function acceptOf(inner: Json): Parsed<CallBody> {
  const operations: OfferOperation[] = [];
  for (const item of listOf(inner['operations'])) {
    const operation = operationOf(objectOf(item));
    if (!operation.ok) return operation;
    operations.push(operation.value);
  }
  const offerIds = idsOf(inner['offer_ids']).map(offerId);
  return { ok: true, value: { call: 'ACCEPT', offerIds, operations, filters: filtersOf(inner) } };
}

function operationOf(json: Json): Parsed<OfferOperation> {
  const type = textOf(json['type']);
  if (type === 'LAUNCH') {
    const taskInfos: TaskInfo[] = [];
    for (const item of listOf(objectOf(json['launch'])['task_infos'])) {
      const task = taskFrom(item);
      if (!task.ok) return task;
      taskInfos.push(task.value);
    }
    return { ok: true, value: { type, taskInfos } };
  }
  if (type === 'RESERVE' || type === 'UNRESERVE') {
    const resources = resourcesFromJson(listOf(objectOf(json[type.toLowerCase()])['resources']));
    return resources.ok ? { ok: true, value: { type, resources: resources.value } } : resources;
  }
  if (type === 'CREATE' || type === 'DESTROY') {
    const volumes = resourcesFromJson(listOf(objectOf(json[type.toLowerCase()])['volumes']));
    return volumes.ok ? { ok: true, value: { type, volumes: volumes.value } } : volumes;
  }
  return { ok: false, error: `Failed to find enum for '${String(json['type'])}'` };
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
