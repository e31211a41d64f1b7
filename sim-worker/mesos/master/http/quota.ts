/**
 * POST and DELETE /master/quota, PUT /master/weights.
 * Source: Mesos 1.0.1, src/master/quota_handler.cpp, quota.cpp (validation), weights_handler.cpp.
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { errorAnswer } from '../../http/request.ts';
import { isJsonObject, parseJson, resourceFromJson, resourcesFromJson } from '../../http/resource-input.ts';
import { isUnreserved, NO_RESOURCES, type Resources } from '../../resources/resource.ts';
import {
  addResources,
  containsResources,
  isNothing,
  nonRevocableResources,
  scalarResources,
  unreservedResources,
} from '../../resources/resources.ts';
import type { MasterState } from '../master-state.ts';
import { roleError } from '../roles.ts';
import { type HttpWrite, storeThenAnswer } from './write-context.ts';

export function onSetQuota(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const body = write.request.body ?? '';
  const parsed = parseJson(body);
  if (parsed === null || !isJsonObject(parsed.value)) {
    return errorAnswer(
      400,
      `Failed to parse set quota request JSON '${body}': syntax error at line 1 near: ${body.slice(0, 20)}`,
    );
  }
  const { role, guarantee, force } = parsed.value;
  if (typeof role !== 'string' || !Array.isArray(guarantee)) {
    return errorAnswer(400, `Failed to parse set quota request JSON '${body}': Missing required fields`);
  }
  const single = guarantee.map(resourceFromJson).find((part) => !part.ok);
  if (single !== undefined && !single.ok)
    return errorAnswer(400, `Failed to parse set quota request JSON '${body}': ${single.error}`);
  const resources = resourcesFromJson(guarantee);
  if (!resources.ok) return errorAnswer(400, `Failed to parse set quota request JSON '${body}': ${resources.error}`);
  const error = quotaError(master, role, { resources: resources.value, parts: guarantee.length });
  if (error !== null) return errorAnswer(400, `Failed to validate set quota request: ${error}`);
  if (force !== true && !hasCapacity(master, resources.value)) {
    return errorAnswer(
      409,
      'Heuristic capacity check for set quota request failed: Not enough available cluster capacity to reasonably satisfy quota request; the force flag can be used to override this check',
    );
  }
  const quota = Object.freeze({ role, principal: null, guarantee: resources.value });
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateQuota', quota },
    then: { kind: 'setQuota', quota },
  });
}

function quotaError(
  master: MasterState,
  role: string,
  asked: { readonly resources: Resources; readonly parts: number },
): string | null {
  const invalid = roleError(role);
  if (invalid !== null) return `QuotaInfo with invalid role: ${invalid}`;
  if (role === '*') return "QuotaInfo with invalid role: setting quota for the default '*' role is not supported";
  const roles = master.flags.roles?.split(',') ?? null;
  if (roles !== null && !roles.includes(role)) return `Unknown role '${role}'`;
  if (isNothing(asked.resources)) return "QuotaInfo with empty 'guarantee'";
  for (const part of asked.resources) {
    if (part.type !== 'SCALAR') return 'QuotaInfo must not include non-scalar resources';
    if (part.revocable) return 'QuotaInfo must not contain RevocableInfo';
    if (part.disk !== null) return 'QuotaInfo must not contain DiskInfo';
    if (part.reservation !== null) return 'QuotaInfo must not contain ReservationInfo';
    if (!isUnreserved(part)) return 'QuotaInfo resources must not set a role';
  }
  if (asked.resources.length < asked.parts) return 'QuotaInfo contains duplicate resource name';
  if (master.registrar.registry.quotas.some((quota) => quota.role === role))
    return `Can not set quota for role '${role}' which already has quota`;
  return null;
}

/** All guarantees and the new one fit into the unreserved resources of the agents that are there. */
function hasCapacity(master: MasterState, asked: Resources): boolean {
  let wanted = asked;
  for (const quota of master.registrar.registry.quotas) wanted = addResources(wanted, quota.guarantee);
  let capacity = NO_RESOURCES;
  for (const agent of master.agents.values()) {
    if (agent.connected && agent.active)
      capacity = addResources(
        capacity,
        scalarResources(nonRevocableResources(unreservedResources(agent.info.resources))),
      );
  }
  return containsResources(capacity, wanted);
}

/** `role`: the third token of the path. */
export function onRemoveQuota(master: MasterState, context: Context, write: HttpWrite, path: string): HttpReply | null {
  const tokens = path.split('/').filter((token) => token !== '');
  if (tokens.length !== 3)
    return errorAnswer(
      400,
      `Failed to parse request path '${path}': 3 tokens ('master', 'quota', 'role') required, found ${String(tokens.length)} token(s)`,
    );
  const role = tokens[2] ?? '';
  if (!master.registrar.registry.quotas.some((quota) => quota.role === role)) {
    return errorAnswer(400, `Failed to remove quota for path '${path}': Role '${role}' has no quota set`);
  }
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'removeQuota', role },
    then: { kind: 'removeQuota', role },
  });
}

export function onUpdateWeights(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const body = write.request.body ?? '';
  const parsed = parseJson(body);
  if (parsed === null || !Array.isArray(parsed.value))
    return errorAnswer(400, `Failed to parse update weights request JSON ('${body}'): syntax error`);
  const weights: { role: string; weight: number }[] = [];
  for (const item of parsed.value as readonly unknown[]) {
    if (!isJsonObject(item) || typeof item['role'] !== 'string' || typeof item['weight'] !== 'number') {
      return errorAnswer(400, `Failed to convert weights JSON array to protobuf: Missing required fields`);
    }
    const role = item['role'].trim();
    const invalid = roleError(role);
    if (invalid !== null)
      return errorAnswer(400, `Failed to validate update weights request JSON: Invalid role '${role}': ${invalid}`);
    const roles = master.flags.roles?.split(',') ?? null;
    if (roles !== null && !roles.includes(role))
      return errorAnswer(400, `Failed to validate update weights request JSON: Unknown role '${role}'`);
    if (!(item['weight'] > 0)) {
      return errorAnswer(
        400,
        `Failed to validate update weights request JSON for role '${role}': Invalid weight '${String(item['weight'])}': Weights must be positive`,
      );
    }
    weights.push({ role, weight: item['weight'] });
  }
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateWeights', weights },
    then: { kind: 'weights', weights },
  });
}
