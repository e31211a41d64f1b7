/**
 * Simulated clients on a machine of their own: users of the services whose requests are counted, so that "no effect on
 * the service" is a figure (docs/adr/0006). They ask through the balancer and, apart from that, each instance directly.
 */
import { unreachable } from '../../kernel/assert.ts';
import type { Context, Flags, Program, ProgramEvent } from '../../kernel/context.ts';
import type { HttpChunk, HttpResponse } from '../../kernel/http.ts';
import { connectionId, type ConnectionId } from '../../kernel/ids.ts';
import {
  endMeter,
  FETCH_TIMER,
  measure,
  onFetchEnded,
  onFetchTimer,
  onStreamChunk,
  onStreamHead,
  onStreamLost,
  openDiscovery,
  REDIAL_TIMER,
  SILENCE_TIMER,
} from './discovery.ts';
import { meterId, newMeter } from './meters.ts';
import {
  dropIdle,
  LIMIT_TIMER,
  onAnswer,
  onRequestClosed,
  onRequestConnectFailed,
  onRequestLimit,
  onSendTimer,
  planNext,
  SEND_TIMER,
} from './requests.ts';
import {
  type ClientSettings,
  type ClientsFlags,
  type ClientsState,
  DEFAULT_CLIENT_SETTINGS,
  MAX_RATE,
  MAX_TIMEOUT_MS,
  MIN_TIMEOUT_MS,
} from './state.ts';

/** What a person tells the clients. */
export type ClientsCommand =
  | { readonly kind: 'settings'; readonly settings: Partial<ClientSettings> }
  /** A service that no discovery finds: by port, or by host name at port 80. */
  | {
      readonly kind: 'measure';
      readonly name: string;
      readonly port: number;
      readonly vhost: string | null;
      readonly path: string;
    }
  | { readonly kind: 'forget'; readonly meter: string };

export const clientsProgram: Program<ClientsState> = { kind: 'clients', boot, receive };

function boot(context: Context, raw: Flags): ClientsState {
  const flags: ClientsFlags = Object.freeze({
    balancer: '',
    marathon: Object.freeze([]),
    group: 'external',
    ...DEFAULT_CLIENT_SETTINGS,
    ...raw,
  });
  const { requestsPerSecond, directPerSecond, timeoutMs, keepAlive } = flags;
  context.setTimer(REDIAL_TIMER, 1000 * context.random());
  return {
    flags,
    settings: Object.freeze({ requestsPerSecond, directPerSecond, timeoutMs, keepAlive }),
    meters: new Map(),
    apps: new Map(),
    requests: new Map(),
    nextRequestId: 1,
    discovery: { nextHost: 0, stream: null, rest: '', fetch: null, fetchHost: 0, again: false },
  };
}

function receive(state: ClientsState, context: Context, event: ProgramEvent): void {
  switch (event.kind) {
    case 'timer':
      return onTimer(state, context, event.key);
    case 'message':
      return onMessage(state, context, event.connection, event.body as HttpResponse | HttpChunk);
    case 'connectFailed':
      if (state.requests.has(event.connection))
        return onRequestConnectFailed(state, context, event.connection, event.body);
      return onLost(state, context, event.connection);
    case 'closed':
      return onLost(state, context, event.connection);
    case 'told':
      return onTold(state, context, event.body as ClientsCommand);
    case 'connected':
    case 'accepted':
    case 'synced':
    case 'childExited':
    case 'sigterm':
      return;
    default:
      return unreachable(event);
  }
}

function onTimer(state: ClientsState, context: Context, key: string): void {
  if (key.startsWith(SEND_TIMER)) return onSendTimer(state, context, key.slice(SEND_TIMER.length));
  if (key.startsWith(LIMIT_TIMER))
    return onRequestLimit(state, context, connectionId(Number(key.slice(LIMIT_TIMER.length))));
  if (key === REDIAL_TIMER) return openDiscovery(state, context);
  if (key === FETCH_TIMER) return onFetchTimer(state, context);
  if (key === SILENCE_TIMER) onStreamLost(state, context);
}

function onMessage(
  state: ClientsState,
  context: Context,
  connection: ConnectionId,
  message: HttpResponse | HttpChunk,
): void {
  const { discovery } = state;
  if (connection === discovery.stream)
    return message.type === 'http.chunk'
      ? onStreamChunk(state, context, message)
      : onStreamHead(state, context, message);
  if (message.type !== 'http.response') return;
  if (connection === discovery.fetch) return onFetchEnded(state, context, message);
  onAnswer(state, context, connection, message);
}

function onLost(state: ClientsState, context: Context, connection: ConnectionId): void {
  const { discovery } = state;
  if (connection === discovery.stream) return onStreamLost(state, context);
  if (connection === discovery.fetch) return onFetchEnded(state, context, null);
  onRequestClosed(state, context, connection);
}

function onTold(state: ClientsState, context: Context, command: ClientsCommand): void {
  switch (command.kind) {
    case 'settings':
      return changeSettings(state, context, command.settings);
    case 'measure': {
      const { name, port, vhost, path } = command;
      const target = Object.freeze({ host: state.flags.balancer, port, path, vhost });
      return measure(state, context, meterId('balancer', name, port, vhost), () =>
        newMeter({ way: 'balancer', appId: name, port, target, pinned: true }),
      );
    }
    case 'forget': {
      const meter = state.meters.get(command.meter);
      if (meter === undefined) return;
      endMeter(context, meter);
      state.meters.delete(meter.id);
      return;
    }
  }
}

/** Values outside of their ranges are brought to the nearest within. */
function changeSettings(state: ClientsState, context: Context, wanted: Partial<ClientSettings>): void {
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  const next = { ...state.settings, ...wanted };
  state.settings = Object.freeze({
    requestsPerSecond: within(next.requestsPerSecond, 0, MAX_RATE),
    directPerSecond: within(next.directPerSecond, 0, MAX_RATE),
    timeoutMs: within(next.timeoutMs, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS),
    keepAlive: next.keepAlive,
  });
  for (const meter of state.meters.values()) {
    if (!state.settings.keepAlive) dropIdle(context, meter);
    planNext(state, context, meter);
  }
}
