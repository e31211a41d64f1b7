/**
 * The services as their users find them: what the simulated clients measured, beside the state of marathon-lb and
 * HAProxy, in total and since the last fault.
 */
import type { ClientSettings, ClientsState, Window } from '../../host/clients/state.ts';
import { type Figures, figuresOfWindows, type MeterView, meterView, windowsSince } from '../../host/clients/view.ts';
import { percentileMs } from '../../host/clients/latency-histogram.ts';
import { allProcesses } from '../../kernel/process-table.ts';
import type { Simulator } from '../../kernel/simulator.ts';
import type { Process } from '../../kernel/world.ts';
import { happeningOf } from './happenings.ts';
import { statusOf } from './process-tile.ts';
import type { Happening } from './views.ts';

export type ServiceRow = MeterView & {
  /** Since the last fault; null when there was none, or nothing was sent since. */
  readonly sinceFault: Figures | null;
  /** Address of the service; null for direct requests, and for a host name: the browser knows no names. */
  readonly url: string | null;
};

/** One second each, oldest first, those in which something was sent. */
export type ServiceCurve = {
  readonly seconds: readonly number[];
  readonly sent: readonly number[];
  readonly good: readonly number[];
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly errors: readonly Figures['errors'][];
};

export type ServiceView = {
  readonly nowUs: number;
  /** Null in a cluster without clients. */
  readonly clients: { readonly process: string; readonly status: string; readonly settings: ClientSettings } | null;
  readonly balancer: { readonly host: string; readonly marathonLb: string; readonly haproxy: string } | null;
  readonly fault: Happening | null;
  readonly rows: readonly ServiceRow[];
  /** Of the asked meter, or of the first. */
  readonly curve: { readonly meter: string; readonly points: ServiceCurve } | null;
};

export type ServiceQuery = {
  /** Whose curve; null: the first balanced service's. */
  readonly meter: string | null;
  /** Seconds of virtual time back from now. */
  readonly backSeconds: number;
};

const CURVE_LIMIT = 3600;

function processOf(simulator: Simulator, program: string): Process | null {
  for (const process of allProcesses(simulator.world)) if (process.spec.program === program) return process;
  return null;
}

export function serviceView(simulator: Simulator, query: ServiceQuery): ServiceView {
  const { nowUs } = simulator.world;
  const clients = processOf(simulator, 'clients');
  const state = clients?.status === 'ended' ? null : ((clients?.state ?? null) as ClientsState | null);
  const fault = lastFault(simulator);
  const meters = [...(state?.meters.values() ?? [])];
  const rows = meters.map((meter) => {
    const since = fault === null ? [] : windowsSince(meter, Math.floor(fault.atUs / 1_000_000));
    const { target } = meter;
    const url =
      target === null || target.vhost !== null ? null : `http://${target.host}:${String(target.port)}${target.path}`;
    return { ...meterView(meter), url, sinceFault: since.length === 0 ? null : figuresOfWindows(since) };
  });
  const chosen = state?.meters.get(query.meter ?? '') ?? meters.find((meter) => meter.way === 'balancer') ?? meters[0];
  const firstSecond = Math.floor(nowUs / 1_000_000) - Math.min(CURVE_LIMIT, Math.max(1, query.backSeconds));
  return {
    nowUs,
    clients:
      clients === null || state === null
        ? null
        : { process: clients.spec.id, status: statusOf(clients), settings: state.settings },
    balancer: balancerOf(simulator),
    fault,
    rows,
    curve: chosen === undefined ? null : { meter: chosen.id, points: curveOf(windowsSince(chosen, firstSecond)) },
  };
}

function balancerOf(simulator: Simulator): ServiceView['balancer'] {
  const lb = processOf(simulator, 'marathon-lb');
  const haproxy = processOf(simulator, 'haproxy');
  if (lb === null || haproxy === null) return null;
  return { host: String(haproxy.spec.host), marathonLb: statusOf(lb), haproxy: statusOf(haproxy) };
}

/** The newest thing a person did to the cluster, as far as the run has come. */
function lastFault(simulator: Simulator): Happening | null {
  const { landmarks, landmarkTotal } = simulator.trace;
  for (let index = landmarkTotal - 1; index >= 0; index -= 1) {
    const record = landmarks[index];
    if (record?.kind === 'fault') return happeningOf(record);
  }
  return null;
}

function curveOf(windows: readonly Window[]): ServiceCurve {
  return {
    seconds: windows.map((window) => window.second),
    sent: windows.map((window) => window.sent),
    good: windows.map((window) => window.good),
    p50Ms: windows.map((window) => percentileMs(new Map(window.latency), 0.5)),
    p99Ms: windows.map((window) => percentileMs(new Map(window.latency), 0.99)),
    errors: windows.map((window) => window.errors.map(([kind, count]) => ({ kind, count }))),
  };
}

/** All balanced services together, and all direct requests: what `sim run --json` prints. */
export type ServiceSummary = {
  readonly availability: number | null;
  readonly sent: number;
  readonly good: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly direct: { readonly availability: number | null; readonly sent: number; readonly good: number };
  readonly services: readonly (Pick<MeterView, 'appId' | 'way' | 'port' | 'state'> & Figures)[];
};

export function serviceSummary(simulator: Simulator): ServiceSummary | null {
  const { clients, rows } = serviceView(simulator, { meter: null, backSeconds: 1 });
  if (clients === null) return null;
  const pooled = (way: MeterView['way']) => {
    const own = rows.filter((row) => row.way === way);
    const sent = own.reduce((sum, row) => sum + row.total.sent, 0);
    const good = own.reduce((sum, row) => sum + row.total.good, 0);
    return { availability: sent === 0 ? null : good / sent, sent, good };
  };
  const errors: Record<string, number> = {};
  for (const row of rows) {
    if (row.way !== 'balancer') continue;
    for (const { kind, count } of row.total.errors) errors[kind] = (errors[kind] ?? 0) + count;
  }
  return {
    ...pooled('balancer'),
    errors,
    direct: pooled('direct'),
    services: rows.map(({ appId, way, port, state, total }) => ({ appId, way, port, state, ...total })),
  };
}
