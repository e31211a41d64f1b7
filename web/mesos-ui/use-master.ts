/**
 * The page's two polls of the serving master, and what it does when they fail or when another master leads.
 * Source: Mesos 1.0.1, src/webui/master/static/js/controllers.js (MainCntl); the notice of standby masters: 0.23 to 0.28.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hostAndPort } from '../browser/address.ts';
import { useBrowserStore } from '../browser/browser-store.ts';
import { usePage } from '../browser/page-context.ts';
import { usePolledDocument } from '../browser/documents/use-document.ts';
import type { DocumentId } from '../browser/documents/document-api.ts';
import { usePolledJson, type Polled } from '../browser/polled-json.ts';
import { useVirtual } from '../browser/use-virtual.ts';
import { useSimulation } from '../console/simulation-context.ts';
import type { MasterSummary } from './master-reader.ts';
import type { MasterStateJson, MetricsJson } from './mesos-json.ts';
import { pollIntervalMs } from './poll-interval.ts';
import { afterFailure, afterSuccess, closed, initialRetry, pollAgain, secondsLeft } from './retry.ts';

export type Master = {
  readonly model: MasterSummary | null;
  readonly document: DocumentId | null;
  readonly version: number | null;
  readonly metrics: MetricsJson | null;
  readonly nowMs: number;
  readonly stateCount: number;
  /** Seconds shown in "Failed to connect"; null while it is closed. */
  readonly retryInS: number | null;
  readonly tryNow: () => void;
  /** Another master leads and the page is to say so: no data of its own, a notice instead. */
  readonly standby: boolean;
};

export function useMaster(host: string): Master {
  const [agents, setAgents] = useState(0);
  const [failing, setFailing] = useState(false);
  const [redirecting, setRedirecting] = useState(false);
  const interval = pollIntervalMs(agents);
  const state = usePolledDocument<MasterSummary>(
    `http://${host}/master/state`,
    failing || redirecting ? null : interval,
    'mesosMaster',
  );
  const metrics = usePolledJson<MetricsJson>(
    `http://${host}/metrics/snapshot`,
    failing || redirecting ? null : interval,
  );
  const standby = useStandby(state, host);
  const version = usePolledJson<MasterStateJson>(standby ? `http://${host}/version` : null, null);
  const retry = useRetry(state, metrics, interval);
  const shown = useHeldWhileSelecting(state);
  const flags = usePolledJson<FlagsJson>(standby ? `http://${host}/master/flags` : null, null);
  const own = useStandbyState(host, version.value, flags.value, metrics);
  useEffect(() => setAgents(state.value?.agents ?? 0), [state.value]);
  useEffect(() => setFailing(retry.open), [retry.open]);
  useEffect(() => setRedirecting(standby), [standby]);
  return {
    model: standby ? own : shown.value,
    document: standby ? null : state.document,
    version: shown.polls,
    metrics: metrics.value,
    nowMs: shown.valueAtMs,
    stateCount: state.polls,
    retryInS: retry.seconds,
    tryNow: retry.tryNow,
    standby,
  };
}

/** An update waits while a person has text selected, but not longer than this. */
const longestHoldMs = 20_000;

type Shown = Pick<Polled<MasterSummary>, 'value' | 'valueAtMs' | 'polls'>;

function useHeldWhileSelecting(state: Polled<MasterSummary>): Shown {
  const shown = useRef<Shown>(state);
  const waitedMs = state.valueAtMs - shown.current.valueAtMs;
  const selecting = shown.current.value !== null && document.getSelection()?.isCollapsed === false;
  // Going back in time is no update to wait for.
  if (!selecting || waitedMs < 0 || waitedMs >= longestHoldMs)
    shown.current = { value: state.value, valueAtMs: state.valueAtMs, polls: state.polls };
  return shown.current;
}

function useStandby(state: Polled<MasterSummary>, host: string): boolean {
  const style = useBrowserStore((store) => store.standbyStyle);
  return style === 'notice' && state.failure === null && state.value !== null && hostAndPort(state.servedBy) !== host;
}

/** Flags that the state repeats. */
const ownFlags: ReadonlySet<string> = new Set(['cluster', 'log_dir', 'external_log_file']);

const nothing = { cpus: 0, gpus: 0, mem: 0, disk: 0 };

/** `/master/flags`. */
type FlagsJson = { readonly flags?: Readonly<Record<string, string>> };

/** Before 1.0 a standby master answered with its own, empty state. Its start is known from its metrics, the rest from flags. */
function useStandbyState(
  host: string,
  version: MasterStateJson | null,
  flags: FlagsJson | null,
  metrics: Polled<MetricsJson>,
): MasterSummary {
  const uptime = metrics.value?.['master/uptime_secs'];
  const startedS = uptime === undefined ? undefined : metrics.valueAtMs / 1000 - uptime;
  return useMemo(() => {
    const start = startedS === undefined ? {} : { start_time: startedS };
    const own = { pid: `master@${host}`, leader: '', activated_slaves: 0, deactivated_slaves: 0 };
    const named = Object.entries(flags?.flags ?? {}).filter(([name]) => ownFlags.has(name));
    return {
      state: { ...version, ...Object.fromEntries(named), ...own, ...start },
      agents: 0,
      orphanTasks: 0,
      total: nothing,
      used: nothing,
      offered: nothing,
      idle: nothing,
    };
  }, [host, version, flags, startedS]);
}

function useRetry(state: Polled<unknown>, metrics: Polled<unknown>, intervalMs: number) {
  const simulation = useSimulation();
  const page = usePage();
  const [retry, setRetry] = useState(initialRetry);
  const seen = useRef({ state: 0, metrics: 0 });
  useEffect(() => {
    // The metrics' answer counts first: with a state that fails alone the delay is then twice the interval, as observed.
    if (metrics.polls === 0) return;
    for (const [name, polled] of [['metrics', metrics] as const, ['state', state] as const]) {
      if (polled.polls === seen.current[name]) continue;
      seen.current[name] = polled.polls;
      const nowUs = simulation.frame()?.nowUs ?? 0;
      const failed = polled.failure !== null;
      setRetry((before) => (failed ? afterFailure(before, nowUs) : afterSuccess(before, intervalMs)));
    }
  }, [state, metrics, intervalMs, simulation]);
  const seconds = useVirtual((nowUs) => (retry.openedAtUs === null ? 0 : secondsLeft(retry, nowUs)));
  const again = useCallback(
    (byPerson: boolean) => {
      setRetry((before) => closed(before, byPerson));
      state.refetch();
      metrics.refetch();
    },
    [state, metrics],
  );
  const open = retry.openedAtUs !== null;
  useEffect(() => {
    if (open && seconds === pollAgain && page.visible) again(false);
  }, [open, seconds, again, page.visible]);
  return { open, seconds: open && seconds >= 0 ? seconds : null, tryNow: () => again(true) };
}
