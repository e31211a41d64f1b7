/**
 * Marathon's event stream: which events make the worker fetch anew, and how a stream that ended is opened again, at
 * the next --marathon. Source: marathon-lb v1.4.3, marathon_lb.py (get_event_stream, process_sse_events, main loop).
 */
import type { Context } from '../../kernel/context.ts';
import type { HttpChunk, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { marathonAddress } from './flags.ts';
import type { MarathonLbState } from './state.ts';
import { requestReset, startWorker, stopWorker } from './worker.ts';

export const RECONNECT_TIMER = 'stream:reconnect';
export const READ_TIMER = 'stream:read';

const CONNECT_TIMEOUT_MS = 3050;
/** Silence after which the stream counts as broken. */
const READ_TIMEOUT_MS = 46_000;
/** Longest sleep before a reconnect, in seconds: at first, its growth with each exception, and its limit. */
const FIRST_BACKOFF = 3;
const BACKOFF_GROWTH = 1.5;
const MAX_BACKOFF = 300;
/** A stream that lived longer starts from the first back-off again. */
const LONG_LIFE_US = 600_000_000;

const RELEVANT: ReadonlySet<string> = new Set(['status_update_event', 'health_status_changed_event', 'api_post_event']);

export function initialBackoff(): number {
  return FIRST_BACKOFF;
}

export function openEventStream(state: MarathonLbState, context: Context): void {
  const { flags } = state;
  const base = flags.marathon[state.nextStreamHost % flags.marathon.length] ?? '';
  state.nextStreamHost = (state.nextStreamHost + 1) % flags.marathon.length;
  if (flags.failover === 'nextHost') state.worker.pendingReset = true;
  startWorker(state, context);
  const url = `${base}/v2/events`;
  context.log('INFO', `SSE Active, trying fetch events from ${url}`);
  const address = marathonAddress(base);
  if (address === null) return reconnect(state, context, `requests.exceptions.InvalidURL: Invalid URL '${url}'`);
  const connection = context.connect(address.host, address.port, 'http', CONNECT_TIMEOUT_MS);
  state.stream = { connection, url, startedAtUs: context.nowUs, open: false, rest: '' };
  const request: HttpRequest = {
    type: 'http.request',
    requestId: 1,
    method: 'GET',
    path: '/v2/events',
    headers: {
      host: `${address.host}:${String(address.port)}`,
      accept: 'text/event-stream',
      'cache-control': 'no-cache',
      'user-agent': 'python-requests/2.12.1',
    },
    body: null,
  };
  context.send(connection, request);
  context.setTimer(READ_TIMER, READ_TIMEOUT_MS);
}

/** An answer that is no stream (a page of an error) is read to its end, and that was the stream. */
export function onStreamResponse(state: MarathonLbState, context: Context, response: HttpResponse): void {
  if (state.stream === null) return;
  if (!response.streaming) return reconnect(state, context, null);
  state.stream.open = true;
  context.setTimer(READ_TIMER, READ_TIMEOUT_MS);
}

export function onStreamChunk(state: MarathonLbState, context: Context, chunk: HttpChunk): void {
  const { stream } = state;
  if (stream === null) return;
  context.setTimer(READ_TIMER, READ_TIMEOUT_MS);
  const lines = (stream.rest + chunk.data).split(/\r?\n/);
  stream.rest = lines.pop() ?? '';
  for (const line of lines) if (line.startsWith('data: ')) onEvent(state, context, line.slice('data: '.length));
}

function onEvent(state: MarathonLbState, context: Context, data: string): void {
  // Long events (plans of deployments) name their type near the end: no need to read all of them.
  const type = /"eventType":"([a-z_]+)"/.exec(data.slice(-400))?.[1] ?? /"eventType":"([a-z_]+)"/.exec(data)?.[1];
  if (type === undefined) return;
  state.counts.events += 1;
  context.log('INFO', `received event of type ${type}`);
  if (RELEVANT.has(type)) requestReset(state, context);
}

/** `failure` null: the stream ended in order, which costs no patience. */
export function reconnect(state: MarathonLbState, context: Context, failure: string | null): void {
  const { stream } = state;
  stopWorker(state, context);
  context.clearTimer(READ_TIMER);
  if (stream !== null) context.close(stream.connection);
  state.stream = null;
  if (failure !== null) {
    context.log('ERROR', 'Caught exception');
    context.log('ERROR', failure);
    state.backoffSeconds = Math.min(MAX_BACKOFF, state.backoffSeconds * BACKOFF_GROWTH);
    context.log('ERROR', `Reconnecting in ${String(state.backoffSeconds)}s...`);
  }
  if (stream !== null && context.nowUs - stream.startedAtUs > LONG_LIFE_US) state.backoffSeconds = FIRST_BACKOFF;
  context.setTimer(RECONNECT_TIMER, context.random() * state.backoffSeconds * 1000);
}
