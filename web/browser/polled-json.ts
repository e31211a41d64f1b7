/** Polling of a simulated server's JSON on virtual time, through TanStack Query. */
import { QueryClient, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useSimulation, type Simulation } from '../console/simulation-context.ts';
import { documentPart } from './address.ts';
import { usePage } from './page-context.ts';
import { loadPage, type Http, type NetworkError } from './page-loader.ts';
import { pollDecision, type PollMoment } from './poll-schedule.ts';

export type PollFailure =
  | { readonly kind: 'network'; readonly error: NetworkError }
  | { readonly kind: 'http'; readonly status: number; readonly body: string };

export type Polled<T> = {
  /** Last good answer; stays while later polls fail. */
  readonly value: T | null;
  /** Address that gave it, after redirects. */
  readonly servedBy: string;
  /** Simulated wall clock at the good answer. */
  readonly valueAtMs: number;
  /** Of the last poll; null when it succeeded. */
  readonly failure: PollFailure | null;
  /** Grows with each finished poll. */
  readonly polls: number;
  readonly refetch: () => void;
};

export type PollRecord = Omit<Polled<unknown>, 'refetch'> & {
  /** Body of the good answer: the same text gives the same value, so that nothing is computed or drawn anew. */
  readonly text: string;
};

const nothingYet: PollRecord = { value: null, servedBy: '', valueAtMs: 0, failure: null, polls: 0, text: '' };

const pageQueries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: Infinity,
      gcTime: 0,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      structuralSharing: false,
    },
  },
});

/** `virtualIntervalMs` null: one request, no polling. `url` null: nothing to ask. */
export function usePolledJson<T>(url: string | null, virtualIntervalMs: number | null): Polled<T> {
  const simulation = useSimulation();
  const page = usePage();
  return usePolled<T>(url, virtualIntervalMs, (address, before) =>
    pollOnce(page.http, address, before, simulatedNowMs(simulation)),
  );
}

/** One poll: the record before gives the one after. */
type PollOnce = (url: string, before: PollRecord) => Promise<PollRecord>;

export function usePolled<T>(url: string | null, virtualIntervalMs: number | null, once: PollOnce): Polled<T> {
  const page = usePage();
  const queryKey = ['page', page.instance, url];
  const query = useQuery(
    {
      queryKey,
      enabled: url !== null,
      queryFn: async () => {
        const before = pageQueries.getQueryData<PollRecord>(queryKey) ?? nothingYet;
        return url === null ? before : once(url, before);
      },
    },
    pageQueries,
  );
  const refetchQuery = query.refetch;
  const refetch = useCallback(() => void refetchQuery({ cancelRefetch: false }), [refetchQuery]);
  usePollClock(url === null || !page.visible ? null : virtualIntervalMs, refetch);
  const record = query.data ?? nothingYet;
  return { ...record, value: record.value as T | null, refetch };
}

/** Asks on the frames' clock; also used by pages that schedule their own requests. */
export function usePollClock(virtualIntervalMs: number | null, poll: () => void): void {
  const simulation = useSimulation();
  const lastPoll = useRef<PollMoment | null>(null);
  useEffect(() => {
    if (virtualIntervalMs === null) return undefined;
    lastPoll.current ??= momentOf(simulation);
    let previous = momentOf(simulation);
    let recheck: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(recheck);
      const moment = momentOf(simulation);
      const decision = pollDecision(lastPoll.current ?? moment, previous, moment, virtualIntervalMs * 1000);
      if (typeof decision === 'number') {
        recheck = setTimeout(look, decision);
        return; // `previous` stays: a seek that has to wait is still a seek.
      }
      previous = moment;
      if (decision === null) return;
      lastPoll.current = moment;
      poll();
    };
    const unsubscribe = simulation.onFrame(look);
    return () => {
      clearTimeout(recheck);
      unsubscribe();
    };
  }, [simulation, virtualIntervalMs, poll]);
}

export function simulatedNowMs(simulation: Simulation): number {
  return (simulation.run()?.startEpochMs ?? 0) + (simulation.frame()?.nowUs ?? 0) / 1000;
}

function momentOf(simulation: Simulation): PollMoment {
  const frame = simulation.frame();
  return { nowUs: frame?.nowUs ?? 0, playing: frame?.playing ?? false, realMs: performance.now() };
}

async function pollOnce(http: Http, url: string, before: PollRecord, nowMs: number): Promise<PollRecord> {
  const page = await loadPage(http, url);
  const polls = before.polls + 1;
  if (page.kind === 'error') return { ...before, polls, failure: { kind: 'network', error: page.error } };
  const same = page.status === 200 && before.value !== null && page.body === before.text;
  const parsed = same ? before.value : page.status === 200 ? parseJson(page.body) : undefined;
  if (parsed === undefined)
    return { ...before, polls, failure: { kind: 'http', status: page.status, body: page.body } };
  return { value: parsed, servedBy: documentPart(page.url), valueAtMs: nowMs, failure: null, polls, text: page.body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // A body that is no JSON counts as a failed poll, as in the originals.
  }
}
