/**
 * How the software in a container answers: start, warm-up, failures and latency as its settings say, and the end: after
 * SIGTERM it may serve on while balancers take it out, then takes no more connections, answers what it has, and exits.
 */
import { assert } from '../../kernel/assert.ts';
import type { Context, ReadContext } from '../../kernel/context.ts';
import { httpResponse, textReply, type HttpReply, type HttpRequest } from '../../kernel/http.ts';
import type { ConnectionId } from '../../kernel/ids.ts';
import type { Behaviour } from './container-settings.ts';
import type { ContainerState } from './container-state.ts';

export const REPLY_TIMER = 'reply:';
export const DRAINED_TIMER = 'drained';
export const STOPPED_TIMER = 'stopped';

/** Ranges of what a person may set while it runs. */
/** A crash may be set besides: `crashInMs`, from now on. */
export const CRASH_TIMER = 'crash';
export const SERVE_TIMER = 'serve';
const LONGEST_MS = 3_600_000;

export const BEHAVIOUR_LIMITS: Readonly<Record<keyof Behaviour, number>> = Object.freeze({
  startupMs: LONGEST_MS,
  failurePercent: 100,
  hangPercent: 100,
  responseMs: 600_000,
  responseJitterMs: 600_000,
  warmupMs: LONGEST_MS,
  warmupFailurePercent: 100,
  warmupResponseMs: 600_000,
});

/** A person's new settings; whatever is no setting or no number of its range is passed over. */
export function changeBehaviour(
  state: ContainerState,
  context: Context,
  wanted: Readonly<Record<string, unknown>>,
): void {
  const fitting = Object.entries(BEHAVIOUR_LIMITS).filter(([name, limit]) => {
    const value = wanted[name];
    return typeof value === 'number' && value >= 0 && value <= limit;
  });
  state.settings = Object.freeze({
    ...state.settings,
    ...Object.fromEntries(fitting.map(([name]) => [name, wanted[name]])),
  });
  if (fitting.some(([name]) => name === 'startupMs')) changeStart(state, context);
  const { crashInMs } = wanted;
  if (typeof crashInMs === 'number' && crashInMs >= 0 && crashInMs <= LONGEST_MS) crashIn(state, context, crashInMs);
}

function livedMs(state: ContainerState, context: ReadContext): number {
  return (context.nowUs - state.startedAtUs) / 1000;
}

/** Software that still starts does so as fast or as slowly as it is told now. */
function changeStart(state: ContainerState, context: Context): void {
  if (!context.hasTimer(SERVE_TIMER) || state.shell !== null) return;
  const leftMs = Math.max(0, state.settings.startupMs - livedMs(state, context));
  context.setTimer(SERVE_TIMER, leftMs, state.settings.ports);
}

function crashIn(state: ContainerState, context: Context, crashInMs: number): void {
  state.settings = Object.freeze({ ...state.settings, crashAfterMs: Math.round(livedMs(state, context) + crashInMs) });
  context.setTimer(CRASH_TIMER, crashInMs);
}

function isWarmingUp(state: ContainerState, nowUs: number): boolean {
  const { warmupMs } = state.settings;
  return warmupMs > 0 && state.servingSinceUs !== null && nowUs < state.servingSinceUs + warmupMs * 1000;
}

/** A connection is in use from its first moment: its request may be on the way. */
export function onAccepted(state: ContainerState, connection: ConnectionId): void {
  state.inUse.set(connection, 1);
}

export function onConnectionClosed(state: ContainerState, context: Context, connection: ConnectionId): void {
  state.inUse.delete(connection);
  exitWhenDone(state, context);
}

export function onRequest(
  state: ContainerState,
  context: Context,
  connection: ConnectionId,
  request: HttpRequest,
): void {
  state.requestsServed += 1;
  state.inUse.set(connection, 1);
  const { hangPercent, responseJitterMs, warmupResponseMs } = state.settings;
  if (hangPercent > 0 && context.random() * 100 < hangPercent) return;
  const warming = isWarmingUp(state, context.nowUs);
  const baseMs = warming && warmupResponseMs > 0 ? warmupResponseMs : state.settings.responseMs;
  const delayMs = baseMs + (responseJitterMs > 0 ? context.random() * responseJitterMs : 0);
  if (delayMs === 0) return reply(state, context, connection, request);
  context.setTimer(`${REPLY_TIMER}${String(connection)}:${String(request.requestId)}`, delayMs, {
    connection,
    request,
  });
}

export function reply(state: ContainerState, context: Context, connection: ConnectionId, request: HttpRequest): void {
  if (!context.isOpen(connection)) return;
  const { failurePercent } = state.settings;
  const failed = failurePercent > 0 && context.random() * 100 < failurePercent;
  const warmingFails = !failed && isWarmingUp(state, context.nowUs) && failsInWarmup(state, context);
  const answer = failed
    ? textReply(500, 'Internal Server Error\n')
    : warmingFails
      ? textReply(503, 'Service Unavailable\n')
      : pageFor(state, context, request);
  context.send(connection, httpResponse(request.requestId, answer));
  state.inUse.set(connection, 0);
  exitWhenDone(state, context);
}

function failsInWarmup(state: ContainerState, context: Context): boolean {
  const { warmupFailurePercent } = state.settings;
  return warmupFailurePercent >= 100 || context.random() * 100 < warmupFailurePercent;
}

/** The answer that a read gets: chances that are none count as good. */
export function readPage(state: ContainerState, context: ReadContext, request: HttpRequest): HttpReply {
  const { failurePercent, warmupFailurePercent } = state.settings;
  if (failurePercent >= 100) return textReply(500, 'Internal Server Error\n');
  if (isWarmingUp(state, context.nowUs) && warmupFailurePercent >= 100) return textReply(503, 'Service Unavailable\n');
  return pageFor(state, context, request);
}

function pageFor(state: ContainerState, context: ReadContext, request: HttpRequest): HttpReply {
  const { unhealthyAfterMs, healthPath, healthStatus } = state.settings;
  const asksHealth = healthPath === '' || (request.path.split('?')[0] ?? '') === healthPath;
  const isIll = unhealthyAfterMs !== null && livedMs(state, context) >= unhealthyAfterMs;
  const isGoing = state.stopping && healthPath !== '';
  if (asksHealth && (isIll || isGoing)) return textReply(503, 'Service Unavailable\n');
  if (asksHealth && healthStatus !== 200) return textReply(healthStatus, '');
  const { image, name } = state.flags.options;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>${image}</title><h1>${image}</h1><p>${name} on ${context.host}</p>\n`,
  };
}

export function onSigterm(state: ContainerState, context: Context): void {
  if (state.settings.sigtermExitCode === null || state.stopping) return;
  state.stopping = true;
  context.setTimer(DRAINED_TIMER, state.settings.drainMs);
}

/** No more connections; with `quick` what is under way is cut. */
export function onDrained(state: ContainerState, context: Context): void {
  const { sigterm, stopMs } = state.settings;
  if (sigterm === 'graceful') {
    for (const port of state.listening) context.unlisten(port);
    state.listening.length = 0;
  }
  context.setTimer(STOPPED_TIMER, stopMs);
}

export function onStopped(state: ContainerState, context: Context): void {
  state.mayExit = true;
  exitWhenDone(state, context);
}

function exitWhenDone(state: ContainerState, context: Context): void {
  const { sigterm, sigtermExitCode } = state.settings;
  if (!state.mayExit) return;
  assert(sigtermExitCode !== null, 'only software that handles SIGTERM exits by it');
  const busy = sigterm === 'graceful' && [...state.inUse.values()].some((count) => count > 0);
  if (!busy) context.exit(sigtermExitCode);
}
