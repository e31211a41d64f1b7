/**
 * The person's own machine as a program: an HTTP client such as curl or a browser. It is told what to send, dials, sends
 * one request for each connection, and keeps the newest outcomes, from where the session outside reads them.
 * Time limits: Chromium's 300 s for an answer; Linux' 127 s for a connection (the kernel's default). Left out:
 * kept-alive connections, redirects (the page follows them itself), compression.
 */
import { assert } from '../kernel/assert.ts';
import type { ConnectFailure, Context, Program, ProgramEvent } from '../kernel/context.ts';
import type { HttpChunk, HttpRequest, HttpResponse } from '../kernel/http.ts';
import type { ConnectionId } from '../kernel/ids.ts';

/** What a `tell` command to the operator holds. */
export type OperatorRequest = {
  readonly kind: 'http';
  /** Unique among the requests of a run. */
  readonly requestId: number;
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Stays with an answer that does not end, as `curl -N` in the background does; default: its first piece is enough. */
  readonly keepOpen?: boolean;
};

export type OperatorResult =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'error'; readonly error: 'refused' | 'timedOut' | 'reset' | 'notHttp' };

export type OperatorOutcome = {
  readonly requestId: number;
  readonly sentAtUs: number;
  readonly endedAtUs: number;
  readonly result: OperatorResult;
};

type Exchange = { readonly request: OperatorRequest; readonly sentAtUs: number };

export type OperatorState = {
  exchanges: Map<ConnectionId, Exchange>;
  /** Answers that are kept open, by request. */
  streams: Map<ConnectionId, number>;
  /** Oldest first, at most `OUTCOME_LIMIT`. */
  outcomes: readonly OperatorOutcome[];
};

/** Outcomes kept: far more than requests that can end between two looks from outside. */
export const OUTCOME_LIMIT = 256;
/** Letters kept of one stream. */
const STREAM_LIMIT = 4_194_304;
const ANSWER_TIMEOUT_MS = 300_000;
const TIMER_PREFIX = 'answer:';

export const operatorProgram: Program<OperatorState> = {
  kind: 'operator',
  boot: () => ({ exchanges: new Map(), streams: new Map(), outcomes: [] }),
  receive: receiveAtOperator,
};

function receiveAtOperator(state: OperatorState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'told':
      return sendRequest(state, context, event.body as OperatorRequest);
    case 'message':
      return onMessage(state, context, event.connection, event.body as HttpResponse | HttpChunk);
    case 'connectFailed':
      return finish(state, context, event.connection, { kind: 'error', error: failureOf(event.body) });
    case 'closed':
      state.streams.delete(event.connection);
      return finish(state, context, event.connection, {
        kind: 'error',
        error: event.body === 'timeout' ? 'timedOut' : 'reset',
      });
    case 'timer':
      return onTimeout(state, context, Number(event.key.slice(TIMER_PREFIX.length)) as ConnectionId);
    case 'connected':
    case 'accepted':
    case 'synced':
    case 'childExited':
    case 'sigterm':
      return;
  }
}

function failureOf(failure: ConnectFailure): 'refused' | 'timedOut' {
  return failure === 'refused' ? 'refused' : 'timedOut';
}

function sendRequest(state: OperatorState, context: Context, told: OperatorRequest): void {
  assert(told.kind === 'http', 'the operator is told to send HTTP requests');
  const connection = context.connect(told.host, told.port, 'http');
  state.exchanges.set(connection, Object.freeze({ request: told, sentAtUs: context.nowUs }));
  const { requestId, method, path, headers, body } = told;
  const request: HttpRequest = {
    type: 'http.request',
    requestId,
    method,
    path,
    headers: { ...headers, host: `${told.host}:${told.port}` },
    body,
  };
  context.send(connection, request);
  context.setTimer(`${TIMER_PREFIX}${connection}`, ANSWER_TIMEOUT_MS);
}

function onMessage(
  state: OperatorState,
  context: Context,
  connection: ConnectionId,
  message: { readonly type: string },
): void {
  if (message.type === 'http.chunk') return onChunk(state, connection, message as HttpChunk);
  const keepOpen = state.exchanges.get(connection)?.request.keepOpen === true;
  if (keepOpen && message.type === 'http.response' && (message as HttpResponse).streaming)
    return onStream(state, context, connection, message as HttpResponse);
  context.close(connection);
  if (message.type !== 'http.response') return finish(state, context, connection, { kind: 'error', error: 'notHttp' });
  const { status, headers, body } = message as HttpResponse;
  finish(state, context, connection, { kind: 'response', status, headers, body });
}

/** The head of a stream is its outcome; what follows is added to the body. */
function onStream(state: OperatorState, context: Context, connection: ConnectionId, response: HttpResponse): void {
  const exchange = state.exchanges.get(connection);
  const { status, headers, body } = response;
  finish(state, context, connection, { kind: 'response', status, headers, body });
  if (exchange !== undefined) state.streams.set(connection, exchange.request.requestId);
}

function onChunk(state: OperatorState, connection: ConnectionId, chunk: HttpChunk): void {
  const requestId = state.streams.get(connection);
  if (requestId === undefined) return; // The rest of a stream whose head was enough.
  state.outcomes = Object.freeze(
    state.outcomes.map((outcome) => {
      if (outcome.requestId !== requestId || outcome.result.kind !== 'response') return outcome;
      const body = (outcome.result.body + chunk.data).slice(0, STREAM_LIMIT);
      return Object.freeze({ ...outcome, result: Object.freeze({ ...outcome.result, body }) });
    }),
  );
}

function onTimeout(state: OperatorState, context: Context, connection: ConnectionId): void {
  if (!state.exchanges.has(connection)) return;
  context.close(connection);
  finish(state, context, connection, { kind: 'error', error: 'timedOut' });
}

function finish(state: OperatorState, context: Context, connection: ConnectionId, result: OperatorResult): void {
  const exchange = state.exchanges.get(connection);
  if (exchange === undefined) return;
  state.exchanges.delete(connection);
  context.clearTimer(`${TIMER_PREFIX}${connection}`);
  const outcome: OperatorOutcome = {
    requestId: exchange.request.requestId,
    sentAtUs: exchange.sentAtUs,
    endedAtUs: context.nowUs,
    result,
  };
  const open = new Set(state.streams.values());
  const all = [...state.outcomes, Object.freeze(outcome)];
  const surplus = all.length - OUTCOME_LIMIT;
  state.outcomes = Object.freeze(all.filter((kept, index) => index >= surplus || open.has(kept.requestId)));
}

/** @param sinceUs - A journal may come from elsewhere and use a number that is given again later: older outcomes are not meant. */
export function outcomeOf(state: OperatorState, requestId: number, sinceUs = 0): OperatorOutcome | null {
  const isMeant = (outcome: OperatorOutcome): boolean => outcome.requestId === requestId && outcome.sentAtUs >= sinceUs;
  return state.outcomes.find(isMeant) ?? null;
}
