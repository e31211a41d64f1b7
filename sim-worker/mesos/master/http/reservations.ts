/**
 * POST /master/reserve, /unreserve, /create-volumes, /destroy-volumes, and the same as calls of the operator API.
 * Source: Mesos 1.0.1, src/master/http.cpp (reserve, unreserve, createVolumes, destroyVolumes, _operation).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import { decodeForm, emptyAnswer, errorAnswer } from '../../http/request.ts';
import { resourceError, resourcesError, resourcesFrom } from '../../http/resource-input.ts';
import { agentId } from '../../ids.ts';
import { DEFAULT_REFUSE_SECONDS } from '../../messages/offers.ts';
import { messageFromJson } from '../../protobuf/from-json.ts';
import { parseJsonArray } from '../../protobuf/picojson.ts';
import type { Message } from '../../protobuf/schema.ts';
import type { Parsed } from '../../resources/parse.ts';
import { NO_RESOURCES, type Resources } from '../../resources/resource.ts';
import { addResources, equalResources, subtractResources } from '../../resources/resources.ts';
import { convertAgent } from '../accept-operations.ts';
import { mayConvert } from '../access/authorize.ts';
import { allocator } from '../allocation.ts';
import { updateAgentRow } from '../books.ts';
import type { MasterAgent, MasterState } from '../master-state.ts';
import { endOffer, recoverOffer } from '../offers.ts';
import { applyError, conversionOf, operationError, type ReservationOperation } from '../operations.ts';
import { send } from '../wire.ts';
import type { HttpWrite } from './write-context.ts';

const FIELDS = { RESERVE: 'resources', UNRESERVE: 'resources', CREATE: 'volumes', DESTROY: 'volumes' } as const;

type Asked = {
  readonly type: ReservationOperation['type'];
  readonly slaveId: string;
  readonly resources: readonly Message[];
  /** Who asks, if he was asked. */
  readonly principal: string | null;
};

/** Of the form `slaveId=…&resources=[…]`. */
export function onReservation(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  type: ReservationOperation['type'],
): HttpReply {
  const values = decodeForm(write.request.body ?? '');
  if (!values.ok) return errorAnswer(400, `Unable to decode query string: ${values.error}`);
  const slaveId = values.value.get('slaveId');
  if (slaveId === undefined) return errorAnswer(400, "Missing 'slaveId' query parameter");
  const field = FIELDS[type];
  const text = values.value.get(field);
  if (text === undefined) return errorAnswer(400, `Missing '${field}' query parameter`);
  const resources = resourcesOfText(text);
  if (!resources.ok) return errorAnswer(400, `Error in parsing '${field}' query parameter: ${resources.error}`);
  for (const resource of resources.value) {
    const error = resourceError(resource);
    if (error !== null) return errorAnswer(400, error);
  }
  const { principal } = write;
  return reserveOnAgent(master, context, { type, slaveId, resources: resources.value, principal });
}

function resourcesOfText(text: string): Parsed<readonly Message[]> {
  const list = parseJsonArray(text);
  if (!list.ok) return list;
  const messages: Message[] = [];
  for (const item of list.value) {
    const message = messageFromJson('Resource', item);
    if (!message.ok) return message;
    messages.push(message.value);
  }
  return { ok: true, value: messages };
}

export function reserveOnAgent(master: MasterState, context: Context, asked: Asked): HttpReply {
  const { type, resources, principal } = asked;
  const agent = master.agents.get(agentId(asked.slaveId));
  if (agent === undefined) return errorAnswer(400, 'No agent found with specified ID');
  const invalid = resourcesError(resources);
  const operation = operationOf(type, resourcesFrom(resources));
  const error =
    invalid === null
      ? operationError(operation, { principal, checkpointed: agent.checkpointed })
      : `Invalid resources: Invalid resources: ${invalid}`;
  if (error !== null) return errorAnswer(400, `Invalid ${type} operation: ${error}`);
  if (!mayConvert(master, context, principal, operation)) return FORBIDDEN;
  return apply(master, context, agent, operation);
}

function operationOf(type: ReservationOperation['type'], resources: Resources): ReservationOperation {
  return type === 'RESERVE' || type === 'UNRESERVE' ? { type, resources } : { type, volumes: resources };
}

/** Takes back one offer of the agent after another, if it helps, until what came back holds what is needed. */
function apply(master: MasterState, context: Context, agent: MasterAgent, operation: ReservationOperation): HttpReply {
  const conversion = conversionOf(operation);
  let required = conversion.from;
  let recovered = NO_RESOURCES;
  for (const id of [...agent.offerIds]) {
    const offer = master.offers.get(id);
    if (offer === undefined) continue;
    const stillRequired = subtractResources(required, offer.resources);
    if (equalResources(required, stillRequired)) continue;
    required = stillRequired;
    recovered = addResources(recovered, offer.resources);
    endOffer(master, context, offer, 'rescinded');
    const framework = master.frameworks.get(offer.frameworkId);
    if (framework !== undefined)
      send(master, context, framework.pid, { type: 'mesos.RescindResourceOfferMessage', offerId: offer.id });
    recoverOffer(master, context, offer, DEFAULT_REFUSE_SECONDS);
    if (applyError(recovered, operation) === null) break;
  }
  const lacking = applyError(freeOf(master, agent), operation);
  if (lacking !== null) return errorAnswer(409, lacking);
  allocator(master, context, { kind: 'convert', agentId: agent.id, frameworkId: null, ...conversion });
  convertAgent(master, context, updateAgentRow(master, agent.id, {}), conversion);
  return emptyAnswer(202);
}

function freeOf(master: MasterState, agent: MasterAgent): Resources {
  const row = master.allocator.agents.get(agent.id);
  return row === undefined ? NO_RESOURCES : subtractResources(row.total, row.allocated);
}
