/**
 * What every call of a v1 API goes through first: method, content type, JSON, type, and the media types of the answer.
 * Source: Mesos 1.0.1, src/master/http.cpp (api, scheduler), src/slave/http.cpp (api).
 * Left out: protobuf bodies (the simulation has no wire bytes): they are answered as unparsable.
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { errorAnswer } from './request.ts';
import { isJsonObject, parseJson } from './resource-input.ts';
import { methodNotAllowed } from './routing.ts';
import { sortedJson } from './sorted-json.ts';

export type V1Call = { readonly type: string; readonly body: Readonly<Record<string, unknown>> };

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** `what`: `master::Call`, … `types`: all that the call may be; `required`: the field that a type must bring along. */
export type V1Api = {
  readonly what: string;
  readonly types: readonly string[];
  readonly required: ReadonlyMap<string, string>;
  /** Types whose answer has a body and so a media type; absent: all. */
  readonly acceptFor?: readonly string[];
};

export function readV1Call(request: HttpRequest, api: V1Api): V1Call | HttpReply {
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const contentType = request.headers['content-type'];
  if (contentType === undefined) return errorAnswer(400, "Expecting 'Content-Type' to be present");
  if (contentType === PROTOBUF_TYPE) return errorAnswer(400, 'Failed to parse body into Call protobuf');
  if (contentType !== JSON_TYPE)
    return errorAnswer(415, `Expecting 'Content-Type' of ${JSON_TYPE} or ${PROTOBUF_TYPE}`);
  const parsed = parseJson(request.body ?? '');
  if (parsed === null) {
    const near = (request.body ?? '').slice(0, 20);
    return errorAnswer(400, `Failed to parse body into JSON: syntax error at line 1 near: ${near}`);
  }
  return typedCall(parsed.value, request, api);
}

function typedCall(value: unknown, request: HttpRequest, api: V1Api): V1Call | HttpReply {
  if (!isJsonObject(value))
    return errorAnswer(400, 'Failed to convert JSON into Call protobuf: Expecting a JSON object');
  const { type } = value;
  const invalid = (why: string): HttpReply => errorAnswer(400, `Failed to validate ${api.what}: ${why}`);
  if (type === undefined) return invalid("Expecting 'type' to be present");
  if (typeof type !== 'string' || (type !== 'UNKNOWN' && !api.types.includes(type)))
    return errorAnswer(400, `Failed to convert JSON into Call protobuf: Failed to find enum for '${String(type)}'`);
  const field = api.required.get(type);
  if (field !== undefined && !isJsonObject(value[field])) return invalid(`Expecting '${field}' to be present`);
  const hasBody = api.acceptFor === undefined || api.acceptFor.includes(type);
  return !hasBody || acceptsJson(request) ? { type, body: value } : NOT_ACCEPTABLE;
}

const NOT_ACCEPTABLE: HttpReply = errorAnswer(406, `Expecting 'Accept' to allow '${PROTOBUF_TYPE}' or '${JSON_TYPE}'`);

/** Without an Accept header everything is acceptable. */
function acceptsJson(request: HttpRequest): boolean {
  const accept = request.headers['accept'];
  if (accept === undefined || accept === '') return true;
  return accept
    .split(',')
    .map((part) => (part.split(';')[0] ?? '').trim())
    .some((type) => type === '*/*' || type === JSON_TYPE || type === 'application/*');
}

export function isReply(outcome: V1Call | HttpReply): outcome is HttpReply {
  return 'status' in outcome;
}

export function v1Answer(json: string): HttpReply {
  return { status: 200, headers: { 'content-type': JSON_TYPE }, body: sortedJson(json) };
}
