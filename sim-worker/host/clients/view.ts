/**
 * What the clients have measured, for people and for the headless summary: totals of each service, the same since an
 * instant, and the curve.
 */
import { logSlice } from '../../kernel/append-log.ts';
import { addHistogram, percentileMs } from './latency-histogram.ts';
import type { ClientSettings, ClientsState, ErrorKind, Meter, Way, Window } from './state.ts';

export type Figures = {
  readonly sent: number;
  readonly good: number;
  /** 0 to 1; null when nothing was sent. */
  readonly availability: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly errors: readonly { readonly kind: ErrorKind; readonly count: number }[];
};

export type MeterView = {
  readonly id: string;
  readonly way: Way;
  readonly appId: string;
  readonly port: number;
  readonly vhost: string | null;
  /** `waiting`: no good answer yet; `measuring`; `ended`: the app was destroyed. */
  readonly state: 'waiting' | 'measuring' | 'ended';
  readonly pinned: boolean;
  readonly attempts: number;
  readonly startedUs: number | null;
  readonly total: Figures;
};

const PERCENTILES = [0.5, 0.95, 0.99] as const;

function figuresOf(
  sent: number,
  good: number,
  errors: ReadonlyMap<ErrorKind, number>,
  latency: ReadonlyMap<number, number>,
): Figures {
  const [p50Ms, p95Ms, p99Ms] = PERCENTILES.map((share) => percentileMs(latency, share)) as [
    number | null,
    number | null,
    number | null,
  ];
  const sorted = [...errors].map(([kind, count]) => ({ kind, count }));
  sorted.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
  return { sent, good, availability: sent === 0 ? null : good / sent, p50Ms, p95Ms, p99Ms, errors: sorted };
}

export function figuresOfWindows(windows: readonly Window[]): Figures {
  let sent = 0;
  let good = 0;
  const errors = new Map<ErrorKind, number>();
  const latency = new Map<number, number>();
  for (const window of windows) {
    sent += window.sent;
    good += window.good;
    for (const [kind, count] of window.errors) errors.set(kind, (errors.get(kind) ?? 0) + count);
    addHistogram(latency, window.latency);
  }
  return figuresOf(sent, good, errors, latency);
}

/** Kept windows from that second on. */
export function windowsSince(meter: Meter, second: number): Window[] {
  const { windows } = meter;
  let low = windows.first;
  let high = windows.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = logSlice(windows, middle, middle + 1);
    if (found !== undefined && found.second < second) low = middle + 1;
    else high = middle;
  }
  return logSlice(windows, low, windows.size);
}

export function meterView(meter: Meter): MeterView {
  const { id, way, appId, port, target, pinned, attempts, startedUs } = meter;
  return {
    id,
    way,
    appId,
    port,
    vhost: target?.vhost ?? null,
    state: meter.endedUs !== null ? 'ended' : startedUs === null ? 'waiting' : 'measuring',
    pinned,
    attempts,
    startedUs,
    total: figuresOf(meter.sent, meter.good, meter.errors, meter.latency),
  };
}

export type ClientsSummary = {
  readonly role: string;
  readonly detail: {
    readonly line: string;
    readonly settings: ClientSettings;
    readonly discovery: 'connected' | 'reconnecting';
    readonly underWay: number;
    readonly meters: ReadonlyMap<string, string>;
  };
};

export function summarizeClients(state: ClientsState): ClientsSummary {
  const meters = [...state.meters.values()].map(meterView);
  const measured = meters.filter((meter) => meter.way === 'balancer' && meter.state === 'measuring');
  const sent = measured.reduce((sum, meter) => sum + meter.total.sent, 0);
  const good = measured.reduce((sum, meter) => sum + meter.total.good, 0);
  const line = sent === 0 ? 'no service yet' : `${percentText(good / sent)} of ${String(sent)} answered`;
  return {
    role: measured.length > 0 ? 'measuring' : 'idle',
    detail: {
      line,
      settings: state.settings,
      discovery: state.discovery.stream === null ? 'reconnecting' : 'connected',
      underWay: state.requests.size,
      meters: new Map(
        meters.map((meter) => [
          meter.id,
          meter.total.availability === null ? meter.state : percentText(meter.total.availability),
        ]),
      ),
    },
  };
}

/** Never rounded up to 100 %. */
export function percentText(share: number): string {
  return `${String(Math.floor(share * 10_000) / 100)} %`;
}
