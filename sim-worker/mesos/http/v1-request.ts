/**
 * What every call of a v1 API goes through first: method, content type, body, validation; and the media type of the answer.
 * Source: Mesos 1.0.1, src/master/http.cpp (api, scheduler), src/slave/http.cpp (api, executor); libprocess http.cpp
 * (acceptsMediaType).
 */
import type { HttpReply, HttpRequest } from '../../kernel/http.ts';
import { messageFromJson } from '../protobuf/from-json.ts';
import { parseJsonText } from '../protobuf/picojson.ts';
import type { Message } from '../protobuf/schema.ts';
import { messageToJson } from '../protobuf/to-json.ts';
import { messageFromWire, messageToWire } from '../protobuf/wire.ts';
import type { JsonText } from './json-text.ts';
import { errorAnswer } from './request.ts';
import { methodNotAllowed } from './routing.ts';

export type V1Call = { readonly type: string; readonly body: Message };

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
export type MediaType = typeof JSON_TYPE | typeof PROTOBUF_TYPE;

export type V1Api = {
  /** As the errors name it: `master::Call`. */
  readonly what: string;
  /** Descriptor of the call: `master.Call`. */
  readonly message: string;
  /** What is wrong with a call whose type is set; null for a good one. */
  readonly validate: (call: V1Call) => string | null;
};

export function readV1Call(request: HttpRequest, api: V1Api): V1Call | HttpReply {
  if (request.method !== 'POST') return methodNotAllowed(['POST'], request.method);
  const body = bodyOf(request, api.message);
  if (isReply(body)) return body;
  const invalid = (why: string): HttpReply => errorAnswer(400, `Failed to validate ${api.what}: ${why}`);
  const { type } = body.message;
  if (typeof type !== 'string') return invalid("Expecting 'type' to be present");
  const call = { type, body: body.message };
  const error = api.validate(call);
  return error === null ? call : invalid(error);
}

function bodyOf(request: HttpRequest, name: string): { readonly message: Message } | HttpReply {
  const contentType = request.headers['content-type'];
  if (contentType === undefined) return errorAnswer(400, "Expecting 'Content-Type' to be present");
  if (contentType === PROTOBUF_TYPE) {
    const message = messageFromWire(name, request.body ?? '');
    return message === null ? errorAnswer(400, 'Failed to parse body into Call protobuf') : { message };
  }
  if (contentType !== JSON_TYPE)
    return errorAnswer(415, `Expecting 'Content-Type' of ${JSON_TYPE} or ${PROTOBUF_TYPE}`);
  const json = parseJsonText(request.body ?? '');
  if (!json.ok) return errorAnswer(400, `Failed to parse body into JSON: ${json.error}`);
  const message = messageFromJson(name, json.value);
  if (!message.ok) return errorAnswer(400, `Failed to convert JSON into Call protobuf: ${message.error}`);
  return { message: message.value };
}

/** For calls that must bring a field of their type along. */
export function missingPart(call: V1Call, types: readonly string[]): string | null {
  const field = call.type.toLowerCase();
  return types.includes(call.type) && call.body[field] === undefined ? `Expecting '${field}' to be present` : null;
}

export const NOT_ACCEPTABLE: HttpReply = errorAnswer(
  406,
  `Expecting 'Accept' to allow '${PROTOBUF_TYPE}' or '${JSON_TYPE}'`,
);

/** JSON where it is accepted, else protobuf; null where neither is. */
export function answerType(request: HttpRequest): MediaType | null {
  return (
    ([JSON_TYPE, PROTOBUF_TYPE].find((type) => accepts(request.headers['accept'], type)) as MediaType | undefined) ??
    null
  );
}

/** The type itself decides, then `application/*`, then `*` + `/*`; a weight of 0 refuses. Without a header all are good. */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined) return true;
  const parts = header
    .replace(/[ \t\n]/g, '')
    .split(',')
    .map((part) => part.split(';').filter((token) => token !== ''))
    .filter((tokens) => tokens.length > 0);
  for (const candidate of [type, `${type.split('/')[0] ?? ''}/*`, '*/*']) {
    const found = parts.find(([name = '']) => name.toLowerCase() === candidate);
    if (found === undefined) continue;
    const weights = found.slice(1).filter((token) => token.startsWith('q='));
    return weights.length !== 1 || Number((weights[0] ?? '').slice(2)) > 0;
  }
  return false;
}

export function isReply(outcome: object): outcome is HttpReply {
  return 'status' in outcome && 'headers' in outcome;
}

/** Text of a message in the media type; `json` may have its keys in any order and lack declared defaults. */
export function v1Text(name: string, json: JsonText, type: MediaType): string {
  const message = JSON.parse(json) as Message;
  return type === JSON_TYPE ? messageToJson(name, message) : messageToWire(name, message);
}

export function v1Answer(name: string, json: JsonText, type: MediaType): HttpReply {
  return { status: 200, headers: { 'content-type': type }, body: v1Text(name, json, type) };
}
