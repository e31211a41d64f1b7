/**
 * PUT /master/weights, and the same as a call of the operator API.
 * Source: Mesos 1.0.1, src/master/weights_handler.cpp.
 */
import type { Context } from '../../../kernel/context.ts';
import type { HttpReply } from '../../../kernel/http.ts';
import { isAuthorized } from '../../authorizer/local-authorizer.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import { errorAnswer } from '../../http/request.ts';
import { messagesFromJson } from '../../protobuf/from-json.ts';
import { parseJsonArray } from '../../protobuf/picojson.ts';
import type { Message } from '../../protobuf/schema.ts';
import type { MasterState } from '../master-state.ts';
import { isWhitelistedRole, roleError } from '../roles.ts';
import { streamedDouble } from '../../stream-double.ts';
import { type HttpWrite, storeThenAnswer } from './write-context.ts';

export function onUpdateWeights(master: MasterState, context: Context, write: HttpWrite): HttpReply | null {
  const body = write.request.body ?? '';
  const json = parseJsonArray(body);
  if (!json.ok) return errorAnswer(400, `Failed to parse update weights request JSON '${body}': ${json.error}`);
  const infos = messagesFromJson('WeightInfo', json.value);
  if (!infos.ok) return errorAnswer(400, `Failed to convert weights JSON array to protobuf '${body}': ${infos.error}`);
  return updateWeights(master, context, write, infos.value);
}

/** `infos`: WeightInfo messages. */
export function updateWeights(
  master: MasterState,
  context: Context,
  write: HttpWrite,
  infos: readonly Message[],
): HttpReply | null {
  const weights: { role: string; weight: number }[] = [];
  for (const info of infos) {
    const role = String(info['role'] ?? '').trim();
    const weight = Number(info['weight']);
    const error = weightError(master, role, weight);
    if (error !== null) return errorAnswer(400, `Failed to validate update weights request JSON${error}`);
    weights.push({ role, weight });
  }
  if (!mayUpdate(master, write.principal, weights)) return FORBIDDEN;
  return storeThenAnswer(master, context, write, {
    operation: { kind: 'updateWeights', weights },
    then: { kind: 'weights', weights },
  });
}

/** Every role must be allowed; of an empty list, any. */
function mayUpdate(
  master: MasterState,
  principal: string | null,
  weights: readonly { readonly role: string }[],
): boolean {
  const roles: readonly (string | null)[] = weights.length === 0 ? [null] : weights.map(({ role }) => role);
  const { acls } = master.access;
  return roles.every((object) => isAuthorized(acls, { principal, action: 'UPDATE_WEIGHT_WITH_ROLE', object }));
}

function weightError(master: MasterState, role: string, weight: number): string | null {
  const invalid = roleError(role);
  if (invalid !== null) return `: Invalid role '${role}': ${invalid}`;
  if (!isWhitelistedRole(master, role)) return `: Unknown role '${role}'`;
  return weight > 0
    ? null
    : ` for role '${role}': Invalid weight '${streamedDouble(weight)}': Weights must be positive`;
}
