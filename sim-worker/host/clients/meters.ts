/**
 * Counting: each request belongs to the second in which it was sent. A second is closed when all of its requests have
 * ended; then it is kept as a window, and a change of the share of good answers is told.
 */
import { emptyLog, logAppend, logDropOldest } from '../../kernel/append-log.ts';
import type { Context } from '../../kernel/context.ts';
import { bucketOf } from './latency-histogram.ts';
import type { ErrorKind, Meter, OpenWindow, Target, Way, Window } from './state.ts';

/** Windows kept of each meter: six hours of seconds in which something was sent. */
const WINDOW_LIMIT = 21_600;

export type MeterDraft = {
  readonly way: Way;
  readonly appId: string;
  readonly port: number;
  readonly target: Target | null;
  readonly pinned: boolean;
};

/** `vhost`: asked for by its host name at port 80. */
export function meterId(way: Way, appId: string, port: number, vhost: string | null = null): string {
  if (way === 'direct') return `direct ${appId}`;
  return vhost === null ? `balancer ${appId}:${String(port)}` : `balancer ${appId} ${vhost}`;
}

export function newMeter(draft: MeterDraft): Meter {
  return {
    ...draft,
    id: meterId(draft.way, draft.appId, draft.port, draft.target?.vhost ?? null),
    startedUs: null,
    endedUs: null,
    attempts: 0,
    sent: 0,
    good: 0,
    errors: new Map(),
    latency: new Map(),
    windows: emptyLog(),
    open: new Map(),
    idle: [],
    lastPermille: null,
    turn: 0,
  };
}

export function secondOf(atUs: number): number {
  return Math.floor(atUs / 1_000_000);
}

function windowOf(meter: Meter, second: number): OpenWindow {
  const known = meter.open.get(second);
  if (known !== undefined) return known;
  const window: OpenWindow = { second, sent: 0, good: 0, done: 0, errors: new Map(), latency: new Map() };
  meter.open.set(second, window);
  return window;
}

export function countSent(meter: Meter, second: number): void {
  meter.attempts += 1;
  windowOf(meter, second).sent += 1;
}

export type Outcome =
  { readonly kind: 'good'; readonly latencyUs: number } | { readonly kind: 'bad'; readonly error: ErrorKind };

export function countOutcome(meter: Meter, context: Context, second: number, outcome: Outcome): void {
  const window = windowOf(meter, second);
  window.done += 1;
  if (outcome.kind === 'good') {
    meter.startedUs ??= (second + 1) * 1_000_000;
    window.good += 1;
    add(window.latency, bucketOf(outcome.latencyUs));
  } else add(window.errors, outcome.error);
  closeWindows(meter, context);
}

function add<Key>(counts: Map<Key, number>, key: Key, count = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Closes, in their order, the past seconds whose requests have all ended. Counting begins after the second of the first good answer. */
export function closeWindows(meter: Meter, context: Context): void {
  const now = secondOf(context.nowUs);
  for (const [second, window] of meter.open) {
    if (second >= now || window.done < window.sent) return;
    meter.open.delete(second);
    if (meter.startedUs !== null && second * 1_000_000 >= meter.startedUs) keep(meter, context, window);
  }
}

function keep(meter: Meter, context: Context, open: OpenWindow): void {
  const { second, sent, good } = open;
  const window: Window = Object.freeze({
    second,
    sent,
    good,
    errors: Object.freeze([...open.errors]),
    latency: Object.freeze([...open.latency]),
  });
  meter.windows = logDropOldest(logAppend(meter.windows, window), WINDOW_LIMIT);
  meter.sent += sent;
  meter.good += good;
  for (const [kind, count] of open.errors) add(meter.errors, kind, count);
  for (const [bucket, count] of open.latency) add(meter.latency, bucket, count);
  const permille = Math.floor((1000 * good) / sent);
  if (permille === meter.lastPermille) return;
  meter.lastPermille = permille;
  const errors = [...open.errors].map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
  context.trace('service', { meter: meter.id, way: meter.way, appId: meter.appId, second, sent, good, errors });
}
