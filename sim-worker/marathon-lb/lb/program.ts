/**
 * marathon_lb.py in the mode `sse`: discovers services through Marathon and keeps HAProxy's configuration.
 * Source: marathon-lb v1.4.3. Left out: modes `event` and `poll`, authentication, log lines of each server.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context, Flags, Message, Program, ProgramEvent } from '../../kernel/context.ts';
import type { HttpChunk, HttpResponse } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import { SIGNAL_PORT, type SignalMessage } from '../control.ts';
import {
  initialBackoff,
  onStreamChunk,
  onStreamResponse,
  openEventStream,
  READ_TIMER,
  reconnect,
  RECONNECT_TIMER,
} from './event-stream.ts';
import { DEFAULT_MARATHON_LB_FLAGS, marathonAddress, type MarathonLbFlags } from './flags.ts';
import type { MarathonLbState } from './state.ts';
import {
  FETCH_TIMER,
  onFetched,
  onFetchFailed,
  onNewPid,
  onReloaded,
  onReloadFailed,
  onValidated,
  onWaitExpired,
  PID_TIMER,
  requestReload,
  requestReset,
  VALID_TIMER,
  WAIT_TIMER,
} from './worker.ts';

/** Python's start and its imports. UNCONFIRMED. */
const START_MS = 400;
const START_TIMER = 'start';

export const marathonLbProgram: Program<MarathonLbState> = { kind: 'marathon-lb', boot, receive };

function boot(context: Context, raw: Flags): MarathonLbState {
  const flags: MarathonLbFlags = Object.freeze({ ...DEFAULT_MARATHON_LB_FLAGS, ...raw });
  context.listen(SIGNAL_PORT);
  context.setTimer(START_TIMER, START_MS);
  return {
    flags,
    hosts: Object.freeze(flags.marathon.map(marathonAddress).filter((address) => address !== null)),
    nextStreamHost: 0,
    stream: null,
    backoffSeconds: initialBackoff(),
    worker: { running: false, phase: 'waiting', pendingReset: true, pendingReload: false, candidate: null },
    fetch: null,
    nextRequestId: 1,
    reloadConnection: null,
    cache: { capacity: flags.lruCacheCapacity, verdicts: new Map() },
    counts: { fetches: 0, events: 0, reloads: 0 },
    backends: [],
    lastFetchUs: null,
    lastReloadUs: null,
  };
}

function receive(state: MarathonLbState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'timer':
      return onTimer(state, context, event.key);
    case 'message':
      return onMessage(state, context, event.connection, event.body);
    case 'connectFailed':
      return onLost(state, context, event.connection, event.body);
    case 'closed':
      return onLost(state, context, event.connection, 'reset');
    case 'accepted':
    case 'connected':
    case 'synced':
    case 'childExited':
    case 'sigterm':
    case 'told':
      return;
    default:
      return unreachable(event);
  }
}

function onTimer(state: MarathonLbState, context: Context, key: string): void {
  switch (key) {
    case START_TIMER:
    case RECONNECT_TIMER:
      return openEventStream(state, context);
    case READ_TIMER:
      return reconnect(state, context, 'requests.exceptions.ConnectionError: Read timed out.');
    case WAIT_TIMER:
      return onWaitExpired(state, context);
    case FETCH_TIMER:
      return onFetchFailed(state, context, 'timeout');
    case VALID_TIMER:
      return onValidated(state, context);
    case PID_TIMER:
      return onReloaded(state, context);
  }
}

function onMessage(state: MarathonLbState, context: Context, connection: ConnectionId, message: Message): void {
  if (message.type === 'unix.signal') {
    if ((message as SignalMessage).signal === 'SIGHUP') requestReset(state, context);
    else requestReload(state, context);
    return;
  }
  if (connection === state.reloadConnection) return onNewPid(state, context);
  if (connection === state.fetch?.connection) return onFetched(state, context, message as HttpResponse);
  if (connection !== state.stream?.connection) return;
  if (message.type === 'http.chunk') onStreamChunk(state, context, message as HttpChunk);
  else onStreamResponse(state, context, message as HttpResponse);
}

function onLost(
  state: MarathonLbState,
  context: Context,
  connection: ConnectionId,
  failure: 'refused' | 'timeout' | 'unreachable' | 'reset',
): void {
  if (connection === state.reloadConnection && !context.hasTimer(PID_TIMER)) return onReloadFailed(state, context);
  if (connection === state.fetch?.connection) return onFetchFailed(state, context, failure);
  if (connection !== state.stream?.connection) return;
  // The stream has no length: its end in order is all that can be seen of it.
  const inOrder = failure === 'reset' && state.stream.open;
  reconnect(
    state,
    context,
    inOrder
      ? null
      : `requests.exceptions.ConnectionError: ${failure === 'refused' ? '[Errno 111] Connection refused' : failure}`,
  );
}
