/**
 * The page's data: polls every 5 s, single applications on their pages, the group tree elsewhere.
 * Source: mesosphere/marathon-ui v1.1.7, components/Marathon.jsx, config/config.js, helpers/ajaxWrapper.js.
 */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { usePage } from '../browser/page-context.ts';
import { usePolledDocument } from '../browser/documents/use-document.ts';
import { usePolledJson } from '../browser/polled-json.ts';
import type { ActionEnvironment, ApiAnswer, ApiRequest } from './actions.ts';
import { shareItems, withDelays, type ListItem } from './app-list.ts';
import { useDialogs, type OpenDialog } from './dialogs.ts';
import type { MarathonPageContext } from './marathon-context.ts';
import type { GroupsSummary, QueueSummary } from './list-readers.ts';
import type { AppJson, DeploymentJson } from './marathon-json.ts';
import type { MarathonRoute } from './marathon-route.ts';
import { polledPaths } from './polled-paths.ts';

const pollIntervalMs = 5000;

export function useMarathonData(
  server: string,
  route: MarathonRoute,
): MarathonPageContext & { readonly dialog: OpenDialog | null } {
  const page = usePage();
  // Plug-ins first, as the original: a call that hangs keeps everything waiting. There are none, whatever the answer.
  const plugins = usePolledJson<unknown>(`${server}/v2/plugins`, null);
  const ready = plugins.polls > 0;
  const appId = 'appId' in route.at ? route.at.appId : null;
  const paths = polledPaths(appId);
  const asked = (path: string | null) => (ready && path !== null ? `${server}${path}` : null);
  const groups = usePolledDocument<GroupsSummary>(asked(paths.groups), pollIntervalMs, 'marathonGroups');
  const app = usePolledJson<{ readonly app: AppJson }>(asked(paths.app), pollIntervalMs);
  const queue = usePolledDocument<QueueSummary>(asked(paths.queue), pollIntervalMs, 'marathonQueue');
  const deployments = usePolledJson<readonly DeploymentJson[]>(asked(paths.deployments), pollIntervalMs);
  const lastGroups = useLast(groups.value);
  const delays = useMemo(() => new Map(queue.value ?? []), [queue.value]);
  const items = useSharedItems(useMemo(() => withDelays(lastGroups?.items ?? [], delays), [lastGroups, delays]));
  const refresh = useRefresh(
    [groups.refetch, app.refetch, queue.refetch, deployments.refetch],
    `${route.at.page} ${appId ?? ''}`,
  );
  const { ask, open } = useDialogs();
  const request = useRequest(server);
  const { navigate } = page;
  const env = useMemo<ActionEnvironment>(
    () => ({ request, ask, refresh, goTo: navigate }),
    [request, ask, refresh, navigate],
  );
  const nowMs = Math.max(groups.valueAtMs, app.valueAtMs, deployments.valueAtMs);
  return {
    server,
    route,
    groups: { ...groups, value: lastGroups },
    items,
    app,
    delays,
    deployments,
    nowMs,
    env,
    dialog: open,
  };
}

/** The tree last seen stays while an application's page is open. */
function useLast<T>(value: T | null): T | null {
  const last = useRef<T | null>(null);
  if (value !== null) last.current = value;
  return last.current;
}

function useSharedItems(items: readonly ListItem[]): readonly ListItem[] {
  const last = useRef(items);
  const shared = useMemo(() => shareItems(last.current, items), [items]);
  useEffect(() => {
    last.current = shared;
  }, [shared]);
  return shared;
}

/** Polls at once when another page or application is opened. */
function useRefresh(refetches: readonly (() => void)[], key: string): () => void {
  const current = useRef(refetches);
  current.current = refetches;
  const refresh = useCallback(() => current.current.forEach((refetch) => refetch()), []);
  const lastKey = useRef(key);
  useEffect(() => {
    if (lastKey.current !== key) refresh();
    lastKey.current = key;
  }, [key, refresh]);
  return refresh;
}

/** Words of a browser's fetch; going back in time exists only here. */
const networkWords = 'Failed to fetch';
const rewoundWords = 'The run went back to before this request was answered.';

function useRequest(server: string): ApiRequest {
  const { http } = usePage();
  const inFlight = useRef(new Map<string, Promise<ApiAnswer>>());
  return useCallback(
    (method, path, body) => {
      const url = `${server}${path}`;
      // A second call of the same address while the first is under way gets the first's answer.
      const known = inFlight.current.get(`${method} ${url}`);
      if (known !== undefined) return known;
      const answer = send(http, method, url, body).finally(() => inFlight.current.delete(`${method} ${url}`));
      inFlight.current.set(`${method} ${url}`, answer);
      return answer;
    },
    [http, server],
  );
}

async function send(
  http: ReturnType<typeof usePage>['http'],
  method: string,
  url: string,
  body: unknown,
): Promise<ApiAnswer> {
  const outcome = await http({
    method,
    url,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (outcome.kind === 'error') {
    return { status: null, body: null, failure: outcome.error === 'rewound' ? rewoundWords : networkWords };
  }
  return { status: outcome.status, body: parse(outcome.body), failure: '' };
}

/** A body that is no JSON (an error page) counts as none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
