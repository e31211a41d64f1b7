/** The leading Marathon as these pages ask it: reads at once from its state, writes as requests of the operator. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpOutcome } from '../../sim-worker/api.ts';
import { useRun } from '../console/simulation/run-store.ts';
import { usePolled } from '../console/simulation/use-polled.ts';
import { useSimulation } from '../console/simulation-context.ts';
import { notify } from '../console/state/toast-store.ts';

/** `http://HOST:8080` of the leader; null while nobody leads. */
export function useMarathonServer(): string | null {
  return useLeader('marathon', 8080);
}

export function useMasterServer(): string | null {
  return useLeader('mesos-master', 5050);
}

function useLeader(program: string, port: number): string | null {
  const host = useRun((state) => {
    for (const tile of state.tiles.values()) if (tile.program === program && tile.leading) return tile.host;
    return null;
  });
  return host === null ? null : `http://${host}:${port}`;
}

export type Answer<T> = {
  readonly value: T | null;
  /** Null: no connection. */
  readonly status: number | null;
};

/** `path` null asks nothing. Null until the first answer; then the newest, a failed one included. */
export function useMarathonJson<T>(path: string | null, everyMs: number, part = ''): Answer<T> | null {
  const server = useMarathonServer();
  const url = server === null || path === null ? null : `${server}${path}`;
  return usePolled<Answer<T> | null>(
    `marathon ${url ?? ''}`,
    async (api) =>
      url === null ? null : answerOf<T>(await api.http({ method: 'GET', url, headers: jsonHeaders, body: null })),
    everyMs,
    part,
  );
}

const jsonHeaders = { Accept: 'application/json', 'Content-Type': 'application/json' };

export function answerOf<T>(outcome: HttpOutcome): Answer<T> {
  if (outcome.kind === 'error') return { value: null, status: null };
  try {
    return { value: JSON.parse(outcome.body) as T, status: outcome.status };
  } catch {
    return { value: null, status: outcome.status }; // A page of words, such as the 503 of a Marathon without leader.
  }
}

/** Slashes between the parts of an id stay. */
export function encodeId(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}

export type Write = {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What to say when it is done. */
  readonly done: string;
};

/** Sends and says how it went; true when Marathon took it. */
export function useMarathonWrite(): (write: Write) => Promise<boolean> {
  const { t } = useTranslation('marathon');
  const server = useMarathonServer();
  const { api } = useSimulation();
  return useCallback(
    async ({ method, path, body, done }) => {
      if (server === null) {
        notify({ tone: 'failed', text: t('noLeader.title'), action: null });
        return false;
      }
      if (!useRun.getState().playing) notify({ tone: 'done', text: t('write.pending'), action: null });
      const text = body === undefined ? null : JSON.stringify(body);
      const outcome = await api.http({ method, url: `${server}${path}`, headers: jsonHeaders, body: text });
      const good = outcome.kind === 'response' && outcome.status >= 200 && outcome.status < 300;
      notify({ tone: good ? 'done' : 'failed', text: good ? done : refusalOf(outcome), action: null });
      return good;
    },
    [api, server, t],
  );
}

/** Marathon's own words; they are English in every language. */
function refusalOf(outcome: HttpOutcome): string {
  if (outcome.kind === 'error') return outcome.error;
  const { value } = answerOf<{ readonly message?: unknown }>(outcome);
  return typeof value?.message === 'string' ? value.message : `HTTP ${outcome.status}`;
}
