/**
 * POST /slave(1)/api/v1: the operator API of the agent. Every call is a read.
 * Source: Mesos 1.0.1, src/slave/http.cpp (api), include/mesos/v1/agent/agent.proto.
 */
import type { ReadContext } from '../../../kernel/context.ts';
import type { HttpReply, HttpRequest } from '../../../kernel/http.ts';
import type { FileView } from '../../http/files.ts';
import { FORBIDDEN } from '../../http/http-access.ts';
import { type JsonField, jsonObject, jsonRepeated } from '../../http/json-text.ts';
import { emptyAnswer, errorAnswer } from '../../http/request.ts';
import { answerCall, daemonAnswer, type DaemonFigures, listFilesField } from '../../http/v1-daemon-answers.ts';
import { objectOf, textOf } from '../../http/v1-input.ts';
import {
  answerType,
  isReply,
  type MediaType,
  missingPart,
  NOT_ACCEPTABLE,
  readV1Call,
  type V1Api,
  type V1Call,
} from '../../http/v1-request.ts';
import { printedFlags } from '../printed-flags.ts';
import type { AgentState } from '../agent-state.ts';
import { v1Containers } from './container-endpoints.ts';
import { agentMetrics } from './metrics-endpoint.ts';

export const AGENT_API: V1Api = {
  what: 'agent::Call',
  message: 'agent.Call',
  validate: (call) => missingPart(call, ['GET_METRICS', 'SET_LOGGING_LEVEL', 'LIST_FILES', 'READ_FILE']),
};

type Files = { readonly view: FileView; readonly mayRead: (path: string) => boolean };

/** Of the access control lists only those of files count here: GET_FLAGS and GET_CONTAINERS ask nobody in 1.0.1. */
export function answerAgentApi(state: AgentState, context: ReadContext, request: HttpRequest, files: Files): HttpReply {
  if (state.phase === 'RECOVERING') return errorAnswer(503, 'Agent has not finished recovery');
  const call = readV1Call(request, AGENT_API);
  if (isReply(call)) return call;
  const mediaType = answerType(request);
  if (mediaType === null) return NOT_ACCEPTABLE;
  if (call.type === 'SET_LOGGING_LEVEL') return emptyAnswer(200);
  if (call.type === 'LIST_FILES') return listFiles(files, call, mediaType);
  const field = daemonAnswer(figuresOf(state, context), call.type) ?? containersField(state, context, call.type);
  return field === null ? emptyAnswer(501) : answer(call, field, mediaType);
}

function answer(call: V1Call, field: JsonField, mediaType: MediaType): HttpReply {
  return answerCall('agent.Response', call, field, mediaType);
}

function figuresOf(state: AgentState, context: ReadContext): DaemonFigures {
  return {
    flags: () => printedFlags(state.flags),
    metrics: () => agentMetrics(state, context),
    verbosity: state.verbosity,
  };
}

/** Null: no call that an agent of 1.0.1 answers. */
function containersField(state: AgentState, context: ReadContext, type: string): JsonField | null {
  if (type !== 'GET_CONTAINERS') return null;
  return ['get_containers', jsonObject([['containers', jsonRepeated(v1Containers(state, context))]])];
}

function listFiles({ view, mayRead }: Files, call: V1Call, mediaType: MediaType): HttpReply {
  const path = textOf(objectOf(call.body['list_files'])['path']) ?? '';
  if (!mayRead(path)) return FORBIDDEN;
  const field = listFilesField(view, path);
  return isReply(field) ? field : answer(call, field, mediaType);
}
