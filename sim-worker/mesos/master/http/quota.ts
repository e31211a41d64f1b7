/**
 * POST and DELETE /master/quota, and the same as calls of the operator API.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp, quota.cpp (validation).
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { isQuotaAuthorized } from '../../authorizer/local-authorizer.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import { errorAnswer } from '../../http/request.ts';
import { resourceError, resourcesFrom } from '../../http/resource-input.ts';
import { messageFromJson } from '../../protobuf/from-json.ts';
import { parseJsonObject } from '../../protobuf/picojson.ts';
import type { Message } from '../../protobuf/schema.ts';
import { NO_RESOURCES, type Resources } from '../../resources/resource.ts';
import { addResources, containsResources, unreservedResources } from '../../resources/resources.ts';
import type { MasterState } from '../master-state.ts';
import { isWhitelistedRole, roleError } from '../roles.ts';
import { type HttpWrite, storeThenAnswer } from './write-context.ts';

export function onSetQuota(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const body = write.request.body ?? '';
  const json = parseJsonObject(body);
  if (!json.ok) return errorAnswer(400, `Failed to parse set quota request JSON '${body}': ${json.error}`);
  const request = messageFromJson('quota.QuotaRequest', json.value);
  if (!request.ok) return errorAnswer(400, `Failed to validate set quota request JSON '${body}': ${request.error}`);
  return setQuota(master, context, write, request.value);
}

const NO_CAPACITY =
  'Heuristic capacity check for set quota request failed: Not enough available cluster capacity to reasonably satisfy quota request; the force flag can be used to override this check';

/** `request`: a QuotaRequest. */
export function setQuota(master: MasterState, context: Context, write: HttpWrite, request: Message): HttpReply | null {
  const role = String(request['role'] ?? '');
  const guarantee = (request['guarantee'] ?? []) as readonly Message[];
  const error = quotaError(request, guarantee) ?? roleStateError(master, role);
  if (error !== null) return errorAnswer(400, `Failed to validate set quota request: ${error}`);
  const resources = resourcesFrom(guarantee);
  const { principal } = write;
  if (!isQuotaAuthorized(master.access.acls, { principal, change: 'set', role, quotaPrincipal: null }))
    return FORBIDDEN;
  if (request['force'] !== true && !hasCapacity(master, resources)) return errorAnswer(409, NO_CAPACITY);
  const quota = Object.freeze({ role, principal, guarantee: resources });
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateQuota', quota },
    then: { kind: 'setQuota', quota },
  });
}

/** An absent role is an empty one: the original copies it into the quota before it looks. */
function quotaError(request: Message, guarantee: readonly Message[]): string | null {
  const role = String(request['role'] ?? '');
  if (role === '') return 'QuotaInfo must specify a non-empty role';
  const invalid = roleError(role);
  if (invalid !== null) return `QuotaInfo with invalid role: ${invalid}`;
  if (role === '*') return "QuotaInfo must not specify the default '*' role";
  if (guarantee.length === 0) return "QuotaInfo with empty 'guarantee'";
  for (const resource of guarantee) {
    const error = guaranteeError(resource);
    if (error !== null) return error;
  }
  return null;
}

function guaranteeError(resource: Message): string | null {
  const invalid = resourceError(resource);
  if (invalid !== null) return `QuotaInfo with invalid resource: ${invalid}`;
  if (resource['reservation'] !== undefined) return 'QuotaInfo may not contain ReservationInfo';
  if (resource['disk'] !== undefined) return 'QuotaInfo may not contain DiskInfo';
  if (resource['revocable'] !== undefined) return 'QuotaInfo may not contain RevocableInfo';
  if (resource['type'] !== 'SCALAR') return 'QuotaInfo may not include non-scalar resources';
  return (resource['role'] ?? '*') === '*' ? null : 'QuotaInfo resources must not specify a role';
}

function roleStateError(master: MasterState, role: string): string | null {
  if (!isWhitelistedRole(master, role)) return `Unknown role '${role}'`;
  return hasQuota(master, role) ? `Can not set quota for role '${role}' which already has quota` : null;
}

/** One that is being set counts already, one that is being removed no more: the original's own map changes at once. */
function hasQuota(master: MasterState, role: string): boolean {
  const { registry, queue, storing } = master.registrar;
  let has = (storing?.registry ?? registry).quotas.some((quota) => quota.role === role);
  for (const { operation } of queue) {
    if (operation.kind === 'updateQuota' && operation.quota.role === role) has = true;
    if (operation.kind === 'removeQuota' && operation.role === role) has = false;
  }
  return has;
}

/** All guarantees and the new one fit into the unreserved resources of the agents that are there. */
function hasCapacity(master: MasterState, asked: Resources): boolean {
  let wanted = asked;
  for (const quota of master.registrar.registry.quotas) wanted = addResources(wanted, quota.guarantee);
  let capacity = NO_RESOURCES;
  for (const agent of master.agents.values()) {
    if (!agent.connected || !agent.active) continue;
    capacity = addResources(capacity, unreservedResources(agent.info.resources));
    if (containsResources(capacity, wanted)) return true;
  }
  return false;
}

/** `path`: as the router has it, `/master/quota/ROLE`. */
export function onRemoveQuota(master: MasterState, context: Context, write: HttpWrite, path: string): HttpReply | null {
  const tokens = path.split('/').filter((token) => token !== '');
  if (tokens.length !== 3)
    return errorAnswer(
      400,
      `Failed to parse request path '${path}': 3 tokens ('master', 'quota', 'role') required, found ${String(tokens.length)} token(s)`,
    );
  const role = tokens[2] ?? '';
  if (!isWhitelistedRole(master, role))
    return errorAnswer(400, `Failed to validate remove quota request for path '${path}': Unknown role '${role}'`);
  if (!hasQuota(master, role))
    return errorAnswer(400, `Failed to remove quota for path '${path}': Role '${role}' has no quota set`);
  return removeQuota(master, context, write, role);
}

/** A role without a quota changes nothing (the call of the operator API does not look). */
export function removeQuota(master: MasterState, context: Context, write: HttpWrite, role: string): HttpReply | null {
  const { principal } = write;
  const quotaPrincipal = master.registrar.registry.quotas.find((quota) => quota.role === role)?.principal ?? null;
  if (!isQuotaAuthorized(master.access.acls, { principal, change: 'remove', role, quotaPrincipal })) return FORBIDDEN;
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'removeQuota', role },
    then: { kind: 'removeQuota', role },
  });
}
