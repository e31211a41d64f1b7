/**
 * POST /master/reserve, /unreserve, /create-volumes, /destroy-volumes.
 * Source: Mesos 1.0.1, src/master/http.cpp (reserve, unreserve, createVolumes, destroyVolumes, _operation).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { emptyAnswer, errorAnswer, parseQuery } from '../../http/request.ts';
import { parseJson, resourcesFromJson } from '../../http/resource-input.ts';
import { agentId } from '../../ids.ts';
import { DEFAULT_REFUSE_SECONDS } from '../../messages/offers.ts';
import { NO_RESOURCES, type Resources } from '../../resources/resource.ts';
import { addResources, containsResources, flattenResources, subtractResources } from '../../resources/resources.ts';
import { convertAgent } from '../accept.ts';
import { allocator } from '../allocation.ts';
import { updateAgentRow } from '../books.ts';
import type { MasterAgent, MasterState } from '../master-state.ts';
import { endOffer, recoverOffer } from '../offers.ts';
import { conversionOf, operationError, type ReservationOperation } from '../operations.ts';
import { send } from '../wire.ts';
import type { HttpWrite } from './write-context.ts';

const FIELDS = { RESERVE: 'resources', UNRESERVE: 'resources', CREATE: 'volumes', DESTROY: 'volumes' } as const;

export function onReservation(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  type: ReservationOperation['type'],
): HttpReply {
  const values = parseQuery(write.request.body ?? '');
  const id = values.get('slaveId');
  if (id === undefined) return errorAnswer(400, "Missing 'slaveId' query parameter");
  const agent = master.agents.get(agentId(id));
  if (agent === undefined) return errorAnswer(400, 'No agent found with specified ID');
  const field = FIELDS[type];
  const text = values.get(field);
  if (text === undefined) return errorAnswer(400, `Missing '${field}' query parameter`);
  const json = parseJson(text);
  if (json === null || !Array.isArray(json.value))
    return errorAnswer(400, `Error in parsing '${field}' query parameter: syntax error`);
  const parsed = resourcesFromJson(json.value as readonly unknown[]);
  if (!parsed.ok) return errorAnswer(400, `Error in parsing '${field}' query parameter: ${parsed.error}`);
  const operation = operationOf(type, parsed.value);
  const error = operationError(operation, { role: null, principal: null, checkpointed: agent.checkpointed });
  if (error !== null) return errorAnswer(400, `Invalid ${type} operation: ${error}`);
  return apply(master, context, agent, operation);
}

function operationOf(type: ReservationOperation['type'], resources: Resources): ReservationOperation {
  return type === 'RESERVE' || type === 'UNRESERVE' ? { type, resources } : { type, volumes: resources };
}

/** Takes offers of the agent back, one after another, until what the operation needs is free. */
function apply(master: MasterState, context: Context, agent: MasterAgent, operation: ReservationOperation): HttpReply {
  const conversion = conversionOf(operation);
  let recovered = NO_RESOURCES;
  for (const id of agent.offerIds) {
    const offer = master.offers.get(id);
    if (offer === undefined || containsResources(recovered, conversion.from)) continue;
    if (
      !containsResources(flattenResources(offer.resources), flattenResources(conversion.from)) &&
      isFree(master, agent, conversion.from)
    )
      break;
    recovered = addResources(recovered, offer.resources);
    endOffer(master, context, offer, 'rescinded');
    const framework = master.frameworks.get(offer.frameworkId);
    if (framework !== undefined)
      send(master, context, framework.pid, { type: 'mesos.RescindResourceOfferMessage', offerId: offer.id });
    recoverOffer(master, context, offer, DEFAULT_REFUSE_SECONDS);
  }
  if (!isFree(master, agent, conversion.from)) {
    return errorAnswer(409, `Invalid ${operation.type} Operation: resources are not available on the agent`);
  }
  allocator(master, context, { kind: 'convert', agentId: agent.id, frameworkId: null, ...conversion });
  convertAgent(master, context, updateAgentRow(master, agent.id, {}), conversion);
  return emptyAnswer(202);
}

function isFree(master: MasterState, agent: MasterAgent, wanted: Resources): boolean {
  const row = master.allocator.agents.get(agent.id);
  return row !== undefined && containsResources(subtractResources(row.total, row.allocated), wanted);
}
